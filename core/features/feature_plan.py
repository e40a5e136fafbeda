"""What features are computed of: the rasters, and the recipe and the pixels they lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..rasters.bands import ImageBands, resolve_bands
from ..rasters.common_frame import common_grid, finest_grid
from ..rasters.grid import Grid
from ..rasters.raster_file import RasterInfo, RasterSource, describe
from ..series.joined_scenes import split_scenes
from .coordinates import COORDINATE_NAMES
from .indices import choose_indices
from .recipe import FeatureRecipe, FeatureSettings, bands_of, check_unique
from .series_features import check_series
from .statistics import parse_statistics

NO_INDEX = (
    "No spectral index is computed, because the bands' descriptions do not tell which is red, near "
    "infrared and so on; name them in BANDS."
)


@dataclass(frozen=True)
class FeatureInputs:
    """The rasters features come from.

    Attributes:
        images: at least one.
        dem: elevation.
        ancillary: other rasters.
        memory: bytes that the tiles being worked on may take together.
        folder: where features of a series are kept meanwhile; None = the system's temporary one.
        coordinates: whether the places of the pixels are features, too.

    Raises:
        InputError: there is no image.
    """

    images: tuple[RasterSource, ...]
    dem: RasterSource | None = None
    ancillary: tuple[RasterSource, ...] = ()
    memory: int = 2**30
    folder: str | None = None
    coordinates: bool = False

    def __post_init__(self) -> None:
        if not self.images:
            raise InputError("IMAGES is empty; give at least one raster.")

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that is read."""
        rest = (self.dem,) if self.dem else ()
        return tuple(source.path for source in (*self.images, *rest, *self.ancillary))


def recipe_grid(recipe: FeatureRecipe, images: Sequence[tuple[RasterSource, RasterInfo]]) -> Grid:
    """Return the pixels of features: the finest of the images, whose frame holds joined scenes.

    Raises:
        GridError: scenes of one date lie far apart.
    """
    used = [images[at] for at in dict.fromkeys(band.image for band in recipe.read_bands)]
    if recipe.joined:
        return common_grid(used)
    return finest_grid([info.grid for _, info in used])


def image_bands(source: RasterSource, info: RasterInfo) -> ImageBands:
    """Return what a header says of the bands that are read."""
    numbers = source.bands or info.data_bands
    texts = tuple(info.descriptions[n - 1] for n in numbers)
    return ImageBands(source.path, texts, info.grid)


def indexed_colors(images: Sequence[tuple[RasterSource, RasterInfo]]) -> list[str]:
    """Return a sentence on each image whose numbers are indices of colours, not measurements."""
    return [
        f"{source.label} has a colour table: its numbers are indices of colours, so that what lies "
        "between two of them means nothing; give the measured bands instead."
        for source, info in images
        if info.colormap is not None
    ]


def make_recipe(
    images: Sequence[ImageBands], inputs: FeatureInputs, settings: FeatureSettings
) -> FeatureRecipe:
    """Return what is computed of images whose bands are called so, and of what lies beside them.

    Raises:
        InputError: a raster, band or index that is asked for is missing, or two features would
            share a name.
    """
    bands, joined = split_scenes(resolve_bands(images, bands=settings.bands), images)
    scenes = dict.fromkeys(band.scene for band in bands)
    known = [bands_of(bands, scene) for scene in scenes]
    ancillary = [(source, describe(source)) for source in inputs.ancillary]
    recipe = FeatureRecipe(
        bands=bands,
        scale=settings.scale,
        offset=settings.offset,
        indices=choose_indices(settings.indices, scenes=known),
        statistics=parse_statistics(settings.statistics),
        context=settings.context,
        terrain=inputs.dem is not None,
        ancillary=_ancillary_names(ancillary),
        joined=joined,
        coordinates=inputs.coordinates,
    )
    check_unique(recipe.base_names)
    _check_beside(recipe)
    check_unique(recipe.names)
    check_series(recipe)
    return recipe


def _ancillary_names(sources: Sequence[tuple[RasterSource, RasterInfo]]) -> tuple[str, ...]:
    """Return what the bands are called: as they are described, as far as that tells them apart."""
    short: list[str] = []
    long: list[str] = []
    for source, info in sources:
        bands = source.bands or info.data_bands
        stem = Path(source.path).stem
        for band in bands:
            described = info.descriptions[band - 1]
            short.append(described or (stem if len(bands) == 1 else f"{stem}_b{band}"))
            long.append(f"{stem}_{described}" if described else short[-1])
    count = Counter(short)
    return tuple(name if count[name] == 1 else other for name, other in zip(short, long))


def _check_beside(recipe: FeatureRecipe) -> None:
    """Make sure that no feature beside those of the images has a name twice.

    Raises:
        InputError: one has, with what to rename.
    """
    count = Counter(recipe.names)
    for parameter, names, remedy in (
        ("COORDINATES", COORDINATE_NAMES if recipe.coordinates else (), "leave COORDINATES out"),
        ("ANCILLARY", recipe.ancillary, "rename the raster"),
    ):
        twice = next((name for name in names if count[name] > 1), None)
        if twice is not None:
            raise InputError(
                f"{parameter}: two features would be called '{twice}'; give the band of that name "
                f"another description, or {remedy}."
            )
