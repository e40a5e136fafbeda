"""Keeping QGIS and its GDAL from files that reach the network, and from writing beside others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from ..core.errors import FineCoverError
from ..core.vectors.opening import ALONE, check_vector


def offline() -> AbstractContextManager[None]:
    """Have this thread's GDAL, which need not be rasterio's, fetch nothing meanwhile."""
    return _having(ALONE)


def unwritten() -> AbstractContextManager[None]:
    """Have this thread's GDAL keep nothing beside the rasters that are opened meanwhile.

    It does not read what is beside them, either, such as the names of classes in an .aux.xml.
    """
    return _having({"GDAL_PAM_ENABLED": "NO"})


@contextmanager
def _having(options: Mapping[str, str]) -> Iterator[None]:
    from osgeo import gdal

    # a GDAL older than 3.6 may lack the first in Python; then it counts for every thread
    assign = getattr(gdal, "SetThreadLocalConfigOption", gdal.SetConfigOption)
    read = getattr(gdal, "GetThreadLocalConfigOption", gdal.GetConfigOption)
    before = {name: read(name, None) for name in options}
    for name, value in options.items():
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
