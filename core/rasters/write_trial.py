"""How long it takes to write a raster, tried in memory."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from rasterio.io import MemoryFile

from .output import RasterSpec


def seconds_to_write(spec: RasterSpec, values: np.ndarray) -> tuple[float, float]:
    """Return the seconds that a part of a raster takes to be written, and to be completed.

    No file is made; a disk that is slower than the compression takes longer.

    Args:
        spec: of the raster.
        values: of its type, (row, col) or (band, row, col).
    """
    values = values if values.ndim == 3 else values[None]
    bands, height, width = values.shape
    options = spec.layout.creation()
    with MemoryFile(ext=".tif") as part, MemoryFile(ext=".tif") as whole:
        start = time.perf_counter()
        with part.open(
            driver="GTiff", height=height, width=width, count=bands, dtype=spec.dtype,
            crs=spec.grid.crs_wkt, transform=spec.grid.transform, nodata=spec.nodata, **options,
        ) as dataset:  # fmt: skip
            dataset.write(values)
        written = time.perf_counter()
        spec.layout.rewrite(Path(part.name), Path(whole.name))
        return written - start, time.perf_counter() - written
