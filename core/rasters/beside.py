"""The rasters that GDAL opens beside another without being asked: its overviews and its mask."""

from __future__ import annotations

import os
import time
from functools import lru_cache

BESIDE = (".ovr", ".msk")
_SETTLED = 2 * 10**9  # nanoseconds; within them a folder may change unseen by its time


def opened_beside(path: str) -> list[str]:
    """Return the overviews and the mask beside a raster, in any case of letters, as GDAL does."""
    folder, name = os.path.split(path)
    try:
        changed = os.stat(folder or ".").st_mtime_ns
    except (OSError, ValueError):
        return []
    look = _kept if abs(time.time_ns() - changed) > _SETTLED else _look
    wanted = {f"{name}{ending}".lower() for ending in BESIDE}
    found = look(os.path.abspath(folder), changed)
    if found is None:  # a folder that may be used but not listed; GDAL tries the usual names there
        exact = (f"{path}{form(one)}" for one in BESIDE for form in (str.lower, str.upper))
        return [one for one in exact if os.path.lexists(one)]
    return [os.path.join(folder, one) for one in found if one.lower() in wanted]


def _look(folder: str, _: int) -> tuple[str, ...] | None:
    try:
        return tuple(name for name in os.listdir(folder) if name.lower().endswith(BESIDE))
    except OSError:
        return None


_kept = lru_cache(maxsize=64)(_look)  # mosaics have thousands of files in one folder
