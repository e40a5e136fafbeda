"""Keeping QGIS and its GDAL from files that reach the network, or start programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..core.errors import FineCoverError
from ..core.vectors.opening import ALONE, check_vector


@contextmanager
def offline() -> Iterator[None]:
    """Have this thread's GDAL, which need not be rasterio's, fetch nothing meanwhile."""
    from osgeo import gdal

    # a GDAL older than 3.6 may lack the first in Python; then it counts for every thread
    assign = getattr(gdal, "SetThreadLocalConfigOption", gdal.SetConfigOption)
    read = getattr(gdal, "GetThreadLocalConfigOption", gdal.GetConfigOption)
    before = {name: read(name, None) for name in ALONE}
    for name, value in ALONE.items():
        assign(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            assign(name, value)


def is_refused(text: str, *, raster: bool) -> bool:
    """Tell whether a name is not even shown to QGIS; why it is not is told where it is used."""
    try:
        if raster:
            from ..core.rasters.opening import check_path

            check_path(text.split("|")[0], label="")
        else:
            check_vector(text, name="")
    except (FineCoverError, ImportError):  # without rasterio nothing can be done with a raster
        return True
    return False
