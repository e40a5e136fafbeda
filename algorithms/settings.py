"""From parameter values to the core's settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingUtils

from ..core.errors import InputError
from .values import Values, layer_legend, translate

if TYPE_CHECKING:
    from ..core.features.features import FeatureInputs, FeatureSettings
    from ..core.learning.sampling import SamplingSettings
    from ..core.learning.training import TrainingSettings
    from ..core.legends.crosswalk import Crosswalk
    from ..core.legends.labels import LegendChoice
    from ..core.mapping.classify import MapSettings
    from ..core.rasters.area import Area
    from ..core.rasters.raster import RasterSource


def memory_bytes(values: Values) -> int:
    """Return MEMORY."""
    return int(values.number("MEMORY") * 2**30)


def crosswalk(values: Values) -> Crosswalk | None:
    """Return CROSSWALK."""
    from ..core.legends.crosswalk import read_crosswalk

    path = values.file("CROSSWALK")
    return read_crosswalk(path) if path else None


def legend_choice(values: Values) -> LegendChoice:
    """Return what the user said about the legend."""
    from ..core.legends.labels import LegendChoice

    kind = values.choice("LEGEND")
    shown = layer_legend(values.layer("COARSE")) if kind == "layer" else None
    return LegendChoice(kind, values.file("LEGEND_FILE"), crosswalk(values), shown)


def check_legend(values: Values) -> None:
    """Raise FineCoverError where LEGEND, LEGEND_FILE and CROSSWALK cannot be used."""
    from ..core.legends.legend_files import read_legend_file

    choice = legend_choice(values)
    if choice.kind == "file" and not choice.file:
        text = translate("FineCover", "LEGEND_FILE is missing; LEGEND=file needs one.")
        raise InputError(text)
    if choice.file and choice.kind != "file":
        text = translate(
            "FineCover",
            "LEGEND_FILE is given, but LEGEND is {kind}; choose LEGEND=file, or leave it out.",
        )
        raise InputError(text.format(kind=choice.kind))
    if choice.file:
        read_legend_file(choice.file)


def check_image(
    inputs: FeatureInputs,
    *,
    rasters: Iterable[RasterSource | None] = (),
    areas: Iterable[Area | None] = (),
) -> None:
    """Raise FineCoverError where an image cannot be read, or something lies off the image."""
    from ..core.features.features import finest_grid
    from ..core.rasters.places import check_places
    from ..core.rasters.raster import describe

    grids = [describe(image).grid for image in inputs.images]
    base = inputs.images[grids.index(finest_grid(grids))]
    others = (*inputs.images, inputs.dem, *inputs.ancillary, *rasters)
    check_places(base, rasters=others, areas=areas)


def feature_settings(values: Values) -> FeatureSettings:
    """Return what to compute."""
    from ..core.features.features import FeatureSettings

    return FeatureSettings(
        bands=values.text("BANDS"),
        scale=values.number("SCALE"),
        offset=values.number("OFFSET"),
        indices=values.text("INDICES"),
        statistics=values.text("STATISTICS"),
        context=values.integer("CONTEXT"),
    )


def feature_inputs(values: Values) -> FeatureInputs:
    """Return what to compute it from."""
    from ..core.features.features import FeatureInputs

    return FeatureInputs(
        images=values.rasters("IMAGES"),
        dem=values.optional_raster("DEM"),
        ancillary=values.rasters("ANCILLARY"),
        memory=memory_bytes(values),
        folder=QgsProcessingUtils.tempFolder(),
        coordinates=values.flag("COORDINATES"),
    )


def sampling_settings(values: Values) -> SamplingSettings:
    """Return how to draw samples."""
    from ..core.learning.sampling import SamplingSettings

    return SamplingSettings(
        samples=values.integer("SAMPLES"),
        allocation=values.choice("ALLOCATION"),
        min_per_class=values.integer("MIN_PER_CLASS"),
        max_per_class=values.integer("MAX_PER_CLASS"),
        buffer=values.number("BUFFER"),
        purity=values.number("PURITY"),
        homogeneity=values.number("HOMOGENEITY"),
        min_distance=values.number("MIN_DISTANCE"),
        seed=values.integer("SEED"),
    )


def training_settings(values: Values) -> TrainingSettings:
    """Return how to train."""
    from ..core.learning.training import TrainingSettings

    return TrainingSettings(
        trees=values.integer("TREES"),
        min_leaf=values.integer("MIN_LEAF") if values.given("MIN_LEAF") else None,
        clean=values.flag("CLEAN"),
        seed=values.integer("SEED"),
        block_size=values.integer("BLOCK_SIZE"),
    )


def map_settings(values: Values) -> MapSettings:
    """Return how to map."""
    from ..core.mapping.classify import MapSettings

    def number_or_chosen(name: str) -> float | None:
        return values.number(name) if values.given(name) else None

    return MapSettings(
        prior_weight=number_or_chosen("PRIOR_WEIGHT"),
        prior_correction=number_or_chosen("PRIOR_CORRECTION"),
        smoothing=values.number("SMOOTHING"),
        keep_edges=values.flag("KEEP_EDGES"),
        min_mapping_unit=values.integer("MIN_MAPPING_UNIT"),
    )
