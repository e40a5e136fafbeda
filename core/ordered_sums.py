"""Weighted sums whose last digit is the same in every process.

A product of matrices is added up by the linear algebra library in an order that depends on its
threads and on where the arrays lie in memory; NumPy's own sums depend on neither.
"""

from __future__ import annotations

import numpy as np


def weighted_sum(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the sum of ``values`` (place, ...) times ``weights`` (place,), of shape (...)."""
    return (weights.reshape((-1,) + (1,) * (values.ndim - 1)) * values).sum(axis=0)


def weighted_sums(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the sums over the last axis of ``values`` (..., place) times ``weights`` (place,)."""
    return np.ascontiguousarray(values * weights).sum(axis=-1)
