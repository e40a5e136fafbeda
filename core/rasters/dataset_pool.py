"""Files that GDAL could not open for a virtual raster are tried again, not taken for zeros.

As long as a virtual raster is open anywhere in the program, such as a layer of QGIS, GDAL keeps the
files that virtual rasters name in a pool, and those that it failed to open as well: by their names,
and by where in memory the virtual raster lay. Another one that comes to lie there, which is usual
after an error, then fails without a word (``GDALDatasetPool`` in GDAL's gcore/gdalproxypool.cpp),
rasterio hears of no error, and all pixels of such a file read as 0, even when it is there again. So
what failed is driven out of the pool, by more files than it has room for.
"""

from __future__ import annotations

from functools import lru_cache
from xml.sax.saxutils import escape

import rasterio
from rasterio.env import get_gdal_config

_SIZE = "GDAL_MAX_DATASET_POOL_SIZE"
_USUAL, _MOST = 128, 1000  # files: 100 unless GDAL is told otherwise, which may not be more
_ONE_PIXEL = (
    '<VRTDataset rasterXSize="1" rasterYSize="1"><GeoTransform>0, 2, 0, 0, 0, -2</GeoTransform>{}'
    "</VRTDataset>"
)
_BAND = '<VRTRasterBand dataType="Byte" band="1">{}</VRTRasterBand>'
_SOURCE = (
    '<SimpleSource><SourceFilename relativeToVRT="0">{}</SourceFilename><SourceBand>1</SourceBand>'
    "</SimpleSource>"
)


def forget_failures() -> None:
    """Let GDAL open anew what it could not open, for the virtual raster that is opened next."""
    count = _USUAL if get_gdal_config(_SIZE) is None else _MOST
    with rasterio.open(_files(count), sharing=False) as dataset:
        dataset.read(1)


@lru_cache(maxsize=2)
def _files(count: int) -> str:
    """Return a virtual raster of so many others, each in a text of its own."""
    texts = (f'<Metadata><MDI key="n">{n}</MDI></Metadata>{_BAND.format("")}' for n in range(count))
    sources = "".join(_SOURCE.format(escape(_ONE_PIXEL.format(text))) for text in texts)
    return _ONE_PIXEL.format(_BAND.format(sources))
