"""Powers of many shares at once."""

from __future__ import annotations

import numpy as np


def raise_to(values: np.ndarray, exponent: float) -> np.ndarray:
    """Raise shares to a power, in place; 0 stays 0 and NaN stays NaN.

    float32 is raised by NumPy's exponential and logarithm, ten times as fast as by its powers and
    within some millionths of them, and the same wherever a value lies in memory.

    Args:
        values: float32 or float64, 0..1, without gaps in memory.
        exponent: > 0.

    Returns:
        ``values``.
    """
    if exponent == 1:
        return values
    if values.dtype != np.float32:
        return np.power(values, exponent, out=values)
    if exponent == 0.5:
        return np.sqrt(values, out=values)
    with np.errstate(divide="ignore"):  # the logarithm of 0 is as far down as it should be
        np.log(values, out=values)
    values *= np.float32(exponent)
    return np.exp(values, out=values)
