"""Moving windows whose result for a pixel never depends on where a tile was cut.

Running sums would: their rounding depends on where they started. Here every output pixel is the
same few additions in the same order, wherever its tile begins.
"""

from __future__ import annotations

import numpy as np


def _window_sum(values: np.ndarray, size: int) -> np.ndarray:
    """Return the sums over size x size windows that lie wholly inside, float64."""
    rows = values.shape[-2] - size + 1
    cols = values.shape[-1] - size + 1
    down = values[..., :rows, :].copy()
    for shift in range(1, size):
        down += values[..., shift : shift + rows, :]
    across = down[..., :cols].copy()
    for shift in range(1, size):
        across += down[..., shift : shift + cols]
    return across


def focal_mean_std(values: np.ndarray, *, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of the valid pixels in a window around each pixel.

    Args:
        values: float32 (row, col) with a margin of ``size // 2`` pixels on every side; NaN = no
            data.
        size: odd side of the window in pixels, >= 3.

    Returns:
        Two float32 arrays without the margin; NaN where the centre pixel itself has no data.
        The deviation is that of the population (divided by the count).
    """
    margin = size // 2
    valid = np.isfinite(values)
    exact = np.where(valid, values, 0).astype(np.float64)
    count = _window_sum(valid.astype(np.float64), size)
    centre = valid[margin : valid.shape[0] - margin, margin : valid.shape[1] - margin]
    safe = np.where(count > 0, count, 1)
    total, squares = _window_sum(exact, size), _window_sum(exact * exact, size)
    mean = total / safe
    # whole numbers up to 16 bits stay exact up to here, so that equal pixels deviate by 0
    std = np.sqrt(np.clip(safe * squares - total * total, 0, None)) / safe
    missing = np.float32(np.nan)
    return (
        np.where(centre, mean, missing).astype(np.float32),
        np.where(centre, std, missing).astype(np.float32),
    )


def focal_mean(values: np.ndarray, *, size: int) -> np.ndarray:
    """Return the mean as ``focal_mean_std`` does, float64 (row, col)."""
    margin = size // 2
    valid = np.isfinite(values)
    count = _window_sum(valid.astype(np.float64), size)
    total = _window_sum(np.where(valid, values, 0).astype(np.float64), size)
    centre = valid[margin : valid.shape[0] - margin, margin : valid.shape[1] - margin]
    return np.where(centre, total / np.where(count > 0, count, 1), np.nan)


def gaussian_kernel(sigma: float) -> np.ndarray:
    """Return normalised Gaussian weights, float64 (2 * ceil(3 * sigma) + 1,)."""
    radius = int(np.ceil(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    return weights / weights.sum()


def convolve_inside(values: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return a separable convolution of the last two axes where the kernel lies wholly inside.

    Args:
        values: (..., row, col).
        kernel: symmetric weights (2 * radius + 1,); both axes shrink by 2 * radius.
    """
    size = kernel.size
    rows, cols = values.shape[-2] - size + 1, values.shape[-1] - size + 1
    down = values[..., :rows, :] * kernel[0]
    for shift in range(1, size):
        down += values[..., shift : shift + rows, :] * kernel[shift]
    across = down[..., :cols] * kernel[0]
    for shift in range(1, size):
        across += down[..., shift : shift + cols] * kernel[shift]
    return across
