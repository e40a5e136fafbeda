"""Statistics of a pixel's series over the scenes."""

from __future__ import annotations

import re
import warnings

import numpy as np

from .errors import InputError

_PLAIN = {
    "mean": np.nanmean,
    "median": np.nanmedian,
    "min": np.nanmin,
    "max": np.nanmax,
    "std": np.nanstd,
}
STATISTICS = (*_PLAIN, "range", "p10", "p90")


def parse_statistics(text: str) -> tuple[str, ...]:
    """Read ``mean,std,p10`` into statistic names.

    Raises:
        InputError: a name is none of mean, median, min, max, std, range, p0..p100.
    """
    names = tuple(dict.fromkeys(filter(None, (part.strip().lower() for part in text.split(",")))))
    for name in names:
        known = name in _PLAIN or name == "range" or re.fullmatch(r"p(\d{1,2}|100)", name)
        if not known:
            raise InputError(
                f"STATISTICS: '{name}' is unknown; choose from {', '.join(_PLAIN)}, range and "
                "percentiles such as p10."
            )
    return names


def series_statistic(values: np.ndarray, name: str) -> np.ndarray:
    """Return one statistic over the scenes.

    Args:
        values: float32 (scene, row, col); NaN = not observed.
        name: as returned by ``parse_statistics``.

    Returns:
        float32 (row, col); NaN where no scene observed the pixel.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an all-NaN pixel stays NaN
        if name in _PLAIN:
            result = _PLAIN[name](values, axis=0)
        elif name == "range":
            result = np.nanmax(values, axis=0) - np.nanmin(values, axis=0)
        else:
            result = np.nanpercentile(values, float(name[1:]), axis=0)
    return result.astype(np.float32)
