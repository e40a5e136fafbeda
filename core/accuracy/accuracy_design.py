"""Accuracy and areas estimated from a probability sample, as the papers have it.

Every design here is a stratified random sample of places whose map and reference class are
known; a simple random sample is the case of one stratum.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import InputError
from .estimates import Estimate
from .sample_accuracy import DesignAccuracy
from .stratified_accuracy import Strata, estimate

__all__ = [
    "DesignAccuracy",
    "Estimate",
    "olofsson",
    "post_stratified",
    "simple_random",
    "stehman",
    "stratum_matrices",
]


def olofsson(
    counts: np.ndarray, mapped_area: np.ndarray, *, pixels: np.ndarray | None = None
) -> DesignAccuracy:
    """Estimate accuracy and areas from a sample stratified by the map's own classes.

    Args:
        counts: points, integers (map class = stratum, reference class).
        mapped_area: area of each class in the map, (class,), any one unit; the areas come back
            in it.
        pixels: of each class in the map, (class,), for the finite population correction; None =
            none, as the papers have it.

    Raises:
        InputError: shapes do not fit, a number is negative, or points and areas contradict each
            other (a class with area and no point, or with points and no area).

    Reference:
        Olofsson et al. (2013), eq. 1-11. https://doi.org/10.1016/j.rse.2012.10.031
        Olofsson et al. (2014), eq. 1-11. https://doi.org/10.1016/j.rse.2014.02.015
    """
    return _of_map_classes(counts, Strata(mapped_area, pixels=pixels))


def stehman(
    counts: np.ndarray, stratum_pixels: np.ndarray, *, total_area: float = 1.0
) -> DesignAccuracy:
    """Estimate accuracy and areas from strata that need not be the map's classes.

    Args:
        counts: points, integers (stratum, map class, reference class); see ``stratum_matrices``.
        stratum_pixels: pixels in each stratum, (stratum,); a stratum sampled to a noticeable
            part gets the finite population correction.
        total_area: area of all strata together, the unit of the areas that come back.

    Raises:
        InputError: shapes do not fit, a number is negative, more points than pixels, or points
            and stratum sizes contradict each other.

    Reference:
        Stehman (2014), eq. 2-28. https://doi.org/10.1080/01431161.2014.930207
    """
    points, pixels = _whole_numbers(counts), np.asarray(stratum_pixels, dtype=np.float64)
    if points.ndim == 3 and pixels.shape == points.shape[:1]:
        more = points.sum(axis=(1, 2)) > pixels
        if (more & (pixels > 0)).any():
            raise InputError(
                f"Stratum {int(np.argmax(more)) + 1} has more points than pixels; "
                "give the stratum sizes in pixels."
            )
    return estimate(points, Strata(pixels, total_area, pixels))


def simple_random(counts: np.ndarray, *, total_area: float = 1.0) -> DesignAccuracy:
    """Estimate accuracy and areas from a simple random sample of the whole map.

    Args:
        counts: points, integers (map class, reference class).
        total_area: area of the map, the unit of the areas that come back.

    Raises:
        InputError: the counts are not square, negative, or empty.

    Reference:
        Cochran (1977), Sampling techniques, eq. 3.2 and 6.13: one stratum of Stehman (2014).
    """
    return estimate(_whole_numbers(counts)[np.newaxis], Strata(np.ones(1), total_area))


def post_stratified(counts: np.ndarray, mapped_area: np.ndarray) -> DesignAccuracy:
    """Estimate from a simple random sample whose map areas are known: sharper than without them.

    The values are those of ``olofsson``. The variances add what comes from the points per map
    class being left to chance: (W / n + (1 - W) / n^2) S^2 per class instead of W^2 S^2 / n_h.

    Args:
        counts: points, integers (map class, reference class).
        mapped_area: area of each class in the map, (class,), any one unit; the areas come back
            in it.

    Raises:
        InputError: as ``olofsson``; a map class the sample missed must be joined with another.

    Reference:
        Card (1982), Using known map category marginal frequencies to improve estimates of
        thematic map accuracy. Photogramm. Eng. Remote Sens. 48(3), 431-439.
        Cochran (1977), Sampling techniques, eq. 5A.42.
    """
    return _of_map_classes(counts, Strata(mapped_area, by_chance=True))


def stratum_matrices(
    stratum: np.ndarray, map_index: np.ndarray, reference_index: np.ndarray, *, shape: tuple
) -> np.ndarray:
    """Count sample points by stratum, map class and reference class.

    Args:
        stratum: stratum position of each point, integers (point,); -1 = not counted.
        map_index: class position in the map, likewise.
        reference_index: class position in the reference, likewise.
        shape: (number of strata, number of classes).

    Returns:
        int64 (stratum, map class, reference class).

    Raises:
        InputError: lengths differ or a position is out of range.
    """
    n_strata, n_classes = shape
    columns = [np.asarray(column) for column in (stratum, map_index, reference_index)]
    if len({column.shape for column in columns}) != 1:
        raise InputError(
            "Stratum, map and reference must have a value for each point; they have "
            f"{', '.join(str(column.size) for column in columns)}."
        )
    for column, size in zip(columns, (n_strata, n_classes, n_classes)):
        if column.size and not (int(column.min()) >= -1 and int(column.max()) < size):
            raise InputError(
                f"A position lies outside 0 to {size - 1} (-1 = not counted): "
                f"{int(column.min())} to {int(column.max())} found."
            )
    counted = np.all([column >= 0 for column in columns], axis=0)
    sides = (n_strata, n_classes, n_classes)
    cells = np.ravel_multi_index([column[counted] for column in columns], sides)
    return np.bincount(cells, minlength=int(np.prod(sides))).astype(np.int64).reshape(sides)


def _of_map_classes(counts: np.ndarray, strata: Strata) -> DesignAccuracy:
    """Estimate from points (map class = stratum, reference class)."""
    points = _whole_numbers(counts)
    if points.ndim != 2 or points.shape[0] != points.shape[1]:
        raise InputError(
            "The counts must be square, map classes by reference classes; "
            f"they have shape {points.shape}."
        )
    places = np.arange(len(points))
    cells = np.zeros((len(points),) * 3, dtype=np.int64)
    cells[places, places] = points
    return estimate(cells, replace(strata, nested=places))


def _whole_numbers(counts: np.ndarray) -> np.ndarray:
    given = np.asarray(counts)
    if given.dtype.kind not in "iu" or (given < 0).any():
        raise InputError("The counts must be whole numbers of points, none negative.")
    return given.astype(np.int64)
