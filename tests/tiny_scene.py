"""A seeded scene of a few kilobytes: image, coarse map with errors, truth, legend, polygons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin

CRS_WKT = CRS.from_epsg(32632).to_wkt()
ROWS, COLS, FACTOR, PIXEL = 96, 120, 8, 10.0
WEST, NORTH = 500_000.0, 5_000_000.0
CLASSES = ((1, "Water", "#1f78b4"), (2, "Forest", "#33a02c"), (3, "Cropland", "#ffd92f"))
SPECTRA = np.array([[300, 400, 200, 100], [300, 500, 400, 3000], [700, 900, 1200, 2000]])
BANDS = ("B02", "B03", "B04", "B08")
WRONG_CELLS = {(2, 13): 3, (10, 4): 1}  # row and column in the coarse map, and what it says there


@dataclass(frozen=True)
class Scene:
    """Paths of the files, and a folder for more."""

    folder: Path
    image: Path
    coarse: Path
    truth: Path
    legend: Path
    geo: Path
    geo_small: Path
    dem: Path

    @property
    def inputs(self) -> dict[str, str]:
        """The parameters that every run of ``upsample`` has; training kept small."""
        return {
            "IMAGES": str(self.image),
            "COARSE": str(self.coarse),
            "LEGEND": "file",
            "LEGEND_FILE": str(self.legend),
            **QUICK_SAMPLING,
            **QUICK_TRAINING,
        }


QUICK_SAMPLING = {"SAMPLES": 600, "MIN_PER_CLASS": 50}
QUICK_TRAINING = {"TREES": 10}


def write_raster(
    path: Path,
    bands: np.ndarray,
    *,
    pixel: float = PIXEL,
    corner: tuple[float, float] = (WEST, NORTH),
    crs: object = CRS_WKT,
    nodata: float | None = None,
    names: tuple[str, ...] = (),
) -> Path:
    """Write (band, row, col) or (row, col) values as GeoTIFF."""
    bands = bands if bands.ndim == 3 else bands[None]
    count, height, width = bands.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=count, height=height, width=width, dtype=bands.dtype,
        crs=crs, transform=from_origin(*corner, pixel, pixel), nodata=nodata,
    ) as raster:  # fmt: skip
        raster.write(bands)
        for band, name in enumerate(names, start=1):
            raster.set_band_description(band, name)
    return path


def truth_array() -> np.ndarray:
    """Patchy classes, uint8 (row, col)."""
    row, col = np.mgrid[:ROWS, :COLS]
    water = np.hypot(row - 30, col - 25) < 22
    forest = np.sin(row / 17.0) + np.cos(col / 13.0) > 0.35
    return np.where(water, 1, np.where(forest, 2, 3)).astype(np.uint8)


def block_majority(classes: np.ndarray, factor: int) -> np.ndarray:
    """Commonest class of each block; blocks that reach over the edge are left out."""
    rows, cols = (side // factor for side in classes.shape)
    cut = classes[: rows * factor, : cols * factor]
    blocks = cut.reshape(rows, factor, cols, factor).swapaxes(1, 2).reshape(rows, cols, -1)
    codes = np.unique(cut)
    counts = np.stack([(blocks == code).sum(axis=2) for code in codes])
    return codes[counts.argmax(axis=0)].astype(classes.dtype)


def write_polygons(
    path: Path, boxes: list[tuple[float, float, float, float]], *, epsg: int = 32632
):
    """Write boxes (west, south, east, north) as GeoJSON in any coordinate system."""
    features = []
    for west, south, east, north in boxes:
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {}, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}),
        encoding="utf-8",
    )
    return path


def pixel_box(top: int, left: int, bottom: int, right: int) -> tuple[float, float, float, float]:
    """Box (west, south, east, north) around pixels, ends excluded."""
    return (
        WEST + left * PIXEL, NORTH - bottom * PIXEL, WEST + right * PIXEL, NORTH - top * PIXEL,
    )  # fmt: skip


def build(folder: Path) -> Scene:
    """Write the scene into an existing folder."""
    random = np.random.default_rng(7)
    truth = truth_array()
    spectra = SPECTRA[truth - 1].transpose(2, 0, 1)
    image = np.clip(spectra + random.normal(0, 60, spectra.shape), 1, None).astype(np.uint16)
    coarse = block_majority(truth, FACTOR)
    for place, code in WRONG_CELLS.items():
        coarse[place] = code
    height = (200 + 3 * np.mgrid[: ROWS // 3, : COLS // 3].sum(axis=0)).astype(np.float32)
    (folder / "legend.csv").write_text(
        "code,name,color\n" + "".join(f"{c},{n},{h}\n" for c, n, h in CLASSES), encoding="utf-8"
    )
    return Scene(
        folder=folder,
        image=write_raster(folder / "image.tif", image, names=BANDS),
        coarse=write_raster(folder / "coarse.tif", coarse, pixel=PIXEL * FACTOR),
        truth=write_raster(folder / "truth.tif", truth),
        legend=folder / "legend.csv",
        geo=write_polygons(folder / "geo.geojson", [pixel_box(0, 0, ROWS, 96)]),
        geo_small=write_polygons(folder / "geo_small.geojson", [pixel_box(16, 24, 64, 100)]),
        dem=write_raster(folder / "dem.tif", height, pixel=PIXEL * 3),
    )


def read(path: object, band: int = 1) -> np.ndarray:
    """Return one band as it is in the file."""
    with rasterio.open(str(path)) as raster:
        return raster.read(band)
