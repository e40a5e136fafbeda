"""A real scene repeated to any size: its features, the model that learnt them, and the VRT."""

from __future__ import annotations

import math
import os
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

import rasterio
import rasterio.shutil
from rasterio.windows import Window

from ...core.features.features import FeatureInputs, FeatureSettings, FeatureStack, write_features
from ...core.learning.training import TrainingSettings
from ...core.mapping.classify import MapPaths
from ...core.pipeline import upsample
from ...core.progress import Silent
from ...core.rasters.geotiff import Layout
from ...core.rasters.output import write_text
from ...core.rasters.raster import RasterSource, raster_environment
from ...core.upsample_data import UpsampleInputs, UpsamplePaths, UpsampleSettings

SCENE = "s2_capelookout_modis"
IMAGE, COARSE = "s2b_20181013_l1c_B01-B08_uint8.tif", "mcd12q1_umd_2018.tif"
CONTEXT, TREES = 5, 100  # what the algorithms do by themselves
PATCH = Window(448, 384, 1792, 768)  # without a pixel of the scene's border


class SceneMissing(Exception):
    """The scene is not where it is looked for; its text is one sentence."""


@dataclass(frozen=True)
class Repeated:
    """A feature file and its model, which VRTs repeat."""

    folder: Path
    features: Path
    model: Path

    @classmethod
    def of(cls, folder: Path, *, context: int = CONTEXT, trees: int = TREES) -> Repeated:
        """Learn the scene as ``upsample`` does, and write its features.

        Raises:
            SceneMissing: where there are no data.
        """
        here = Path(os.environ.get("FINECOVER_DATA", _neighbour())) / SCENE
        if not here.is_dir():
            raise SceneMissing(f"{here} does not exist; set FINECOVER_DATA to the scenes' folder.")
        made = cls(folder, folder / "features.tif", folder / "model.fcm")
        patch = _cut(here / IMAGE, folder / "patch.tif")
        settings = FeatureSettings(context=context)
        upsample(
            UpsampleInputs(FeatureInputs((RasterSource(str(here / IMAGE), name="IMAGES"),)),
                           RasterSource(str(here / COARSE), name="COARSE")),
            UpsamplePaths(MapPaths(str(folder / "scene.tif")), str(made.model)),
            settings=UpsampleSettings(settings, training=TrainingSettings(trees=trees)),
            progress=Silent(),
        )  # fmt: skip
        inputs = FeatureInputs((RasterSource(str(patch), name="IMAGES"),))
        with raster_environment(), closing(
            FeatureStack(inputs, settings, progress=Silent(), keep=False)
        ) as stack:  # fmt: skip
            write_features(stack, made.features, area=None, progress=Silent())
        return made

    def merged(self, pixels: int) -> Repeated:
        """Return the scene with at least so many pixels in its feature file.

        GDAL keeps 1.5 KB for each part of a band in each of a VRT's handles, so parts as small as
        the scene's would weigh more than the run itself.
        """
        vrt, _ = self.vrt(pixels)
        path = self.folder / f"features{pixels}.tif"
        with rasterio.open(self.features) as dataset:
            layout = Layout(dataset.dtypes[0], coded=False, cloud_optimised=False)
        rasterio.shutil.copy(str(vrt), str(path), driver="GTiff", **layout.creation())
        return replace(self, features=path)

    def vrt(self, pixels: int, *, times: int = 1) -> tuple[Path, int]:
        """Write a VRT of at least so many pixels, nearly square, and return how many they are.

        It is repeated as often as ``times`` tells, side by side.
        """
        with rasterio.open(self.features) as dataset:
            down = max(1, round(math.sqrt(pixels) / dataset.height))
            across = times * math.ceil(pixels / (down * dataset.height * dataset.width))
            path = self.folder / f"features{pixels}x{times}.vrt"
            write_text(path, _vrt_text(dataset, self.features, down, across))
            return path, down * across * dataset.height * dataset.width


def _neighbour() -> Path:
    return Path(__file__).resolve().parents[3] / "shared" / "data"


def _cut(image: Path, path: Path) -> Path:
    """Write the part of the scene that is repeated, as it is."""
    with rasterio.open(image) as dataset:
        profile = {"driver": "GTiff", "count": dataset.count, "dtype": dataset.dtypes[0],
                   "crs": dataset.crs, "width": PATCH.width, "height": PATCH.height,
                   "transform": dataset.window_transform(PATCH)}  # fmt: skip
        with rasterio.open(path, "w", **profile) as target:
            target.descriptions = dataset.descriptions
            target.write(dataset.read(window=PATCH))
    return path


def _vrt_text(dataset: rasterio.DatasetReader, source: Path, down: int, across: int) -> str:
    """Return a VRT that repeats a raster ``down`` times ``across``, with its tags."""
    height, width = dataset.shape
    bands = []
    for band, name in enumerate(dataset.descriptions, start=1):
        places = "".join(
            f'<SimpleSource><SourceFilename relativeToVRT="1">{escape(source.name)}'
            f"</SourceFilename><SourceBand>{band}</SourceBand>"
            f'<SourceProperties RasterXSize="{width}" RasterYSize="{height}" DataType="Float32" '
            f'BlockXSize="{dataset.block_shapes[0][1]}" BlockYSize="{dataset.block_shapes[0][0]}"/>'
            f'<SrcRect xOff="0" yOff="0" xSize="{width}" ySize="{height}"/>'
            f'<DstRect xOff="{col * width}" yOff="{row * height}" xSize="{width}" '
            f'ySize="{height}"/></SimpleSource>\n'
            for row in range(down)
            for col in range(across)
        )
        bands.append(
            f'<VRTRasterBand dataType="Float32" band="{band}"><Description>{escape(name or "")}'
            f"</Description><NoDataValue>nan</NoDataValue>\n{places}</VRTRasterBand>\n"
        )
    tags = "".join(
        f'<MDI key="{escape(key)}">{escape(text)}</MDI>' for key, text in dataset.tags().items()
    )
    numbers = ", ".join(repr(number) for number in dataset.transform.to_gdal())
    return (
        f'<VRTDataset rasterXSize="{across * width}" rasterYSize="{down * height}">'
        f"<SRS>{escape(dataset.crs.to_wkt())}</SRS><GeoTransform>{numbers}</GeoTransform>"
        f"<Metadata>{tags}</Metadata>\n{''.join(bands)}</VRTDataset>\n"
    )
