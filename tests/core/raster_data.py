"""Small seeded rasters for the tests of reading and writing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from rasterio.warp import transform_bounds

UTM = CRS.from_epsg(32632).to_wkt()
WGS84 = CRS.from_epsg(4326).to_wkt()
SINUSOIDAL = CRS.from_proj4(
    "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +a=6371007.181 +b=6371007.181 +units=m"
).to_wkt()
CELL = 463.312716528  # metres, MODIS
ORIGIN = (500_000.0, 5_000_000.0)  # on the central meridian of zone 32, 45 N


def utm_grid(rows=20, cols=30, *, size=10.0, shift=(0.0, 0.0)):
    """A north-up grid; ``shift`` moves it by (rows down, columns right) of its own pixels."""
    x, y = ORIGIN[0] + shift[1] * size, ORIGIN[1] - shift[0] * size
    return Grid(UTM, Affine(size, 0, x, 0, -size, y), (rows, cols))


def around(grid, *, wkt, size, margin=2):
    """A north-up grid of another system that holds the frame of ``grid``."""
    rows, cols = grid.shape
    x, y = grid.xy(np.array([0.0, rows]), np.array([0.0, cols]))
    box = transform_bounds(grid.crs, CRS.from_wkt(wkt), x.min(), y.min(), x.max(), y.max())
    left, top = box[0] - margin * size, box[3] + margin * size
    cols = int(np.ceil((box[2] - left) / size)) + margin
    rows = int(np.ceil((top - box[1]) / size)) + margin
    return Grid(wkt, Affine(size, 0, left, 0, -size, top), (rows, cols))


@dataclass(frozen=True)
class Extras:
    """What else a file holds."""

    nodata: float | None = None
    descriptions: tuple = ()
    mask: np.ndarray | None = None  # bool, True = data, kept inside the file
    alpha: bool = False  # the last band is alpha
    options: tuple = ()


def write_raster(path, values, grid, extras=None):
    """Write (row, col) or (band, row, col) values; return the path as text."""
    extras = extras or Extras()
    values = np.asarray(values)
    values = values if values.ndim == 3 else values[None]
    profile = {
        "driver": "GTiff",
        "count": values.shape[0],
        "height": values.shape[1],
        "width": values.shape[2],
        "dtype": values.dtype.name,
        "crs": grid.crs if grid.crs_wkt else None,
        "transform": grid.transform,
        "nodata": extras.nodata,
        **dict(extras.options),
    }
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "w", **profile) as out:
        if extras.alpha:
            out.colorinterp = [*out.colorinterp[:-1], ColorInterp.alpha]
        out.write(values)
        for band, text in enumerate(extras.descriptions, start=1):
            out.set_band_description(band, text)
        if extras.mask is not None:
            out.write_mask(extras.mask)
    return str(path)


def texture(shape, *, seed=0, low=100, high=3000, dtype="uint16"):
    """Smooth seeded values with noise, (band, row, col)."""
    rng = np.random.default_rng(seed)
    bands, rows, cols = shape
    r, c = np.mgrid[:rows, :cols]
    result = np.stack([np.sin(r / (5 + b)) + np.cos(c / (7 + b)) for b in range(bands)])
    result = (result + rng.normal(0, 0.2, shape) + 3) / 6
    return (low + (high - low) * np.clip(result, 0, 1)).astype(dtype)


class Recorder(Silent):
    """A progress that keeps what it is told and can be cancelled."""

    def __init__(self, *, cancel_after=None):
        self.fractions, self.messages, self.asked = [], [], 0
        self.cancel_after = cancel_after

    def set(self, fraction):
        self.fractions.append(fraction)

    def message(self, text, *, warning=False):
        self.messages.append(text)

    def cancelled(self):
        self.asked += 1
        return self.cancel_after is not None and self.asked > self.cancel_after


def vrt_of(path, bands, grid):
    """Write a VRT whose bands are (file, band, nodata) and return its path as text."""
    rows, cols = grid.shape
    parts = [
        f'<VRTRasterBand dataType="Int16" band="{at}"><NoDataValue>{nodata}</NoDataValue>'
        f'<SimpleSource><SourceFilename relativeToVRT="0">{file}</SourceFilename>'
        f"<SourceBand>{band}</SourceBand></SimpleSource></VRTRasterBand>"
        for at, (file, band, nodata) in enumerate(bands, start=1)
    ]
    place = ", ".join(repr(v) for v in grid.transform.to_gdal())
    text = (
        f'<VRTDataset rasterXSize="{cols}" rasterYSize="{rows}"><SRS>{_xml(grid.crs_wkt)}</SRS>'
        f"<GeoTransform>{place}</GeoTransform>{''.join(parts)}</VRTDataset>"
    )
    Path(path).write_text(text, encoding="utf-8")
    return str(path)


def _xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def square(grid, row, col, height, width):
    """GeoJSON polygon around a block of pixels (fractions allowed), in the grid's system."""
    rows = np.array([row, row, row + height, row + height, row], float)
    cols = np.array([col, col + width, col + width, col, col], float)
    x, y = grid.xy(rows, cols)
    return {"type": "Polygon", "coordinates": [list(zip(x.tolist(), y.tolist()))]}


def assert_same(first, second):
    """Same values bit for bit; NaN equals NaN."""
    assert first.dtype == second.dtype
    assert first.shape == second.shape
    np.testing.assert_array_equal(first, second)


def folder_state(folder):
    """Names and bytes of the files in a folder."""
    return {p.name: p.read_bytes() for p in sorted(Path(folder).iterdir()) if p.is_file()}
