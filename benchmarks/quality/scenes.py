"""The scenes: which files, how they are handed to the product, and the fine reference."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
from rasterio.warp import Resampling, reproject

from ...core.features.features import FeatureInputs
from ...core.rasters.grid import Grid
from ...core.rasters.raster import RasterSource, describe
from .coarse_maps import NO_CLASS

ROOT = Path(__file__).resolve().parents[2]
_SERIES_NODATA = -32_768


class SceneMissing(Exception):
    """The data of a scene are not where they are looked for; its text is one sentence."""


@dataclass(frozen=True)
class SceneInputs:
    """What every method is given of a scene; nothing here knows the fine reference.

    Attributes:
        name: as on the command line.
        images: files of the image or images.
        factor: pixels along one side of a coarse cell.
        grid: the image's pixels, on which maps are made and scored.
        dem: elevation, where there is some.
        features: feature settings without which the images cannot be used; not for tuning.
    """

    name: str
    images: tuple[Path, ...]
    factor: int
    grid: Grid
    dem: Path | None = None
    features: Mapping[str, object] = field(default_factory=dict)

    @property
    def sources(self) -> FeatureInputs:
        """The rasters features are computed from."""
        dem = RasterSource(str(self.dem), name="DEM") if self.dem else None
        return FeatureInputs(tuple(RasterSource(str(p), name="IMAGES") for p in self.images), dem)


@dataclass(frozen=True)
class Scene:
    """Inputs, and the fine reference for making the coarse map and for scoring.

    ``reference`` holds class codes on the inputs' grid, int32 (row, col); -1 = not labelled.
    """

    inputs: SceneInputs
    reference: np.ndarray


def find_data() -> Path:
    """Return the folder of real scenes.

    Raises:
        SceneMissing: there is no such folder.
    """
    folder = Path(os.environ.get("FINECOVER_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        raise SceneMissing(f"{folder} does not exist; set FINECOVER_DATA to the scenes' folder.")
    return folder


def prepare(name: str, folder: Path) -> Scene:
    """Link or write the files of a scene below an existing ``folder``.

    Raises:
        SceneMissing: a file of the scene is not there.
    """
    target = folder / name
    target.mkdir()
    return SCENES[name](find_data(), target)


def _nc_raleigh(data: Path, folder: Path) -> Scene:
    source = data / "nc_raleigh_l7_landclass_modis"
    image = _link(source / "lsat7_2002_b1234578.tif", folder)
    reference = _link(source / "landclass96.tif", folder)
    return _scene("nc_raleigh", (image,), reference, factor=16)


def _zion(data: Path, folder: Path) -> Scene:
    source = data / "zion_l8_nlcd"
    image = _link(source / "landsat8_zion_b2345.tif", folder)
    dem = _link(source / "srtm.tif", folder)
    return _scene("zion", (image,), _link(source / "nlcd.tif", folder), factor=16, dem=dem)


def _bayeseo(data: Path, folder: Path) -> Scene:
    source = data / "bayeseo_rondonia_s2"
    names = ("s2_20LLQ_20210922_B02_B8A_B11.tif", "s2_20LLQ_20210906_B03_B8A_B11.tif")
    images = tuple(_link(source / name, folder) for name in names)
    reference = _link(source / "class_map_argmax_probs.tif", folder)
    return _scene("bayeseo", images, reference, factor=25)


def _slovenia(data: Path, folder: Path) -> Scene:
    """The NDVI series without its clouds, one file per date, and the cloudless 13-band scenes.

    No date sees every pixel, so the series can only be used through its statistics.
    """
    source = data / "eolearn_s2_slovenia"
    reference = _link(source / "lulc.tif", folder)
    dem = _link(source / "dem.tif", folder)
    names = ("2015-07-11", "2015-08-30", "2015-09-09")
    bands = [_link(source / f"bands_L1C_{name}.tif", folder) for name in names]
    series = _write_series(_link(source / "ndvi.tif", folder), _link(source / "clm.tif", folder))
    scene = _scene("slovenia", (*bands, *series), reference, factor=10, dem=dem)
    statistics = {"statistics": "median,p10,p90,std"}
    inputs = SceneInputs(**{**vars(scene.inputs), "features": statistics})
    return Scene(inputs, scene.reference)


SCENES: Mapping[str, Callable[[Path, Path], Scene]] = {
    "nc_raleigh": _nc_raleigh,
    "zion": _zion,
    "bayeseo": _bayeseo,
    "slovenia": _slovenia,
}


def _link(source: Path, folder: Path) -> Path:
    """Link a file into the scene's folder, for nothing must ever be written beside the data."""
    if not source.is_file():
        raise SceneMissing(f"{source} does not exist; set FINECOVER_DATA to the scenes' folder.")
    link = folder / source.name
    link.symlink_to(source)
    return link


def _scene(
    name: str, images: tuple[Path, ...], reference: Path, *, factor: int, dem: Path | None = None
) -> Scene:
    grid = describe(RasterSource(str(images[0]))).grid
    inputs = SceneInputs(name, images, factor, grid, dem)
    return Scene(inputs, read_reference(reference, grid))


def read_reference(path: Path, grid: Grid) -> np.ndarray:
    """Return the codes of a class raster at the pixels of a grid, by nearest neighbour.

    Returns:
        int32 (row, col); -1 where the raster has no data or does not reach.
    """
    with rasterio.open(path) as raster:
        codes = raster.read(1).astype(np.int32)
        codes[raster.read_masks(1) == 0] = NO_CLASS
        result = np.full(grid.shape, NO_CLASS, np.int32)
        reproject(
            codes, result, src_transform=raster.transform, src_crs=raster.crs,
            src_nodata=NO_CLASS, dst_transform=grid.transform, dst_crs=grid.crs,
            dst_nodata=NO_CLASS, resampling=Resampling.nearest,
        )  # fmt: skip
    return result


def _write_series(ndvi: Path, clouds: Path) -> list[Path]:
    """Write one raster per date with clouds taken out; dates that saw nothing are left out."""
    with rasterio.open(ndvi) as values, rasterio.open(clouds) as mask:
        profile, dates = values.profile, values.descriptions
        seen = mask.read() == 0
        layers = np.where(seen, values.read(), _SERIES_NODATA)
    by_date: dict[str, np.ndarray] = {}
    for date, layer in zip(dates, layers):
        first = by_date.get(date, layer)  # a day may have two acquisitions
        by_date[date] = np.where(first == _SERIES_NODATA, layer, first)
    profile.update(count=1, nodata=_SERIES_NODATA)
    paths = []
    for date, layer in by_date.items():
        if (layer != _SERIES_NODATA).any():
            paths.append(ndvi.with_name(f"ndvi_{date}.tif"))
            with rasterio.open(paths[-1], "w", **profile) as raster:
                raster.write(layer, 1)
                raster.set_band_description(1, "ndvi")
    return paths
