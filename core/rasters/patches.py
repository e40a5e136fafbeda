"""Minimum mapping unit: small patches give way to what surrounds them."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..errors import InputError

MAX_UNIT = 500


def check_unit(pixels: int) -> int:
    """Return a minimum mapping unit in pixels, or raise InputError when it is out of range."""
    if not 0 <= pixels <= MAX_UNIT:
        raise InputError(f"MIN_MAPPING_UNIT: {pixels} pixels is not between 0 and {MAX_UNIT}.")
    return pixels


def unit_margin(pixels: int) -> int:
    """Return how many pixels around a tile its result depends on."""
    return 3 * pixels + 1


def dissolve_small(labels: np.ndarray, *, pixels: int) -> np.ndarray:
    """Dissolve 4-connected patches of fewer than ``pixels`` pixels into their surroundings.

    From their edge inwards the pixels of small patches take the class of a settled neighbour
    above, below, left or right, so that no new small patch can arise: of these classes the
    commonest among all eight settled neighbours (the lower position between equals). Whatever is
    not reached in ``2 * pixels`` steps keeps its class. A pixel's result depends on no pixel
    further away than ``unit_margin(pixels)``.

    Args:
        labels: class positions, int16 (row, col); -1 = no data, which neither gives nor takes.
        pixels: the unit; 0 and 1 change nothing.

    Returns:
        int16 (row, col).
    """
    small = _small_patches(labels, pixels)
    if not small.any():
        return labels
    result = labels.copy()
    settled = (labels >= 0) & ~small
    classes = np.unique(labels[labels >= 0])
    for _ in range(2 * pixels):
        waiting_rows, waiting_cols = np.nonzero(small & ~settled & _beside(settled))
        if not waiting_rows.size:
            break
        votes = _votes(result, settled, (waiting_rows, waiting_cols), classes)
        result[waiting_rows, waiting_cols] = classes[votes.argmax(axis=0)]
        settled[waiting_rows, waiting_cols] = True
    return result


def _small_patches(labels: np.ndarray, pixels: int) -> np.ndarray:
    small = np.zeros(labels.shape, bool)
    if pixels <= 1:
        return small
    for label in np.unique(labels[labels >= 0]):
        patches, count = ndimage.label(labels == label)
        sizes = np.bincount(patches.ravel(), minlength=count + 1)
        is_small = sizes < pixels
        is_small[0] = False
        small |= is_small[patches]
    return small


def _beside(mask: np.ndarray) -> np.ndarray:
    return ndimage.binary_dilation(mask)  # by the four sides


def _votes(
    labels: np.ndarray,
    settled: np.ndarray,
    where: tuple[np.ndarray, np.ndarray],
    classes: np.ndarray,
) -> np.ndarray:
    """Rate the classes of settled neighbours, int (class, pixel); 0 = not on one of the sides."""
    known = np.pad(np.where(settled, labels, -1), 1, constant_values=-1)
    rows, cols = where
    sides = np.zeros((classes.size, rows.size), np.int8)
    corners = np.zeros_like(sides)
    for row in range(3):
        for col in range(3):
            if (row, col) != (1, 1):
                votes = sides if 1 in (row, col) else corners
                votes += known[rows + row, cols + col][None] == classes[:, None]
    return np.where(sides > 0, sides + corners, 0)
