"""From the parameters of trainfractions to the table that shares are learnt from."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import InputError
from ..core.progress import Progress
from .found_raster import FoundRaster
from .fraction_samples import read_pure_samples
from .settings import check_legend, legend_choice
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.features.feature_file import FeatureFile
    from ..core.fractions.downscaling import CoarseFractions
    from ..core.fractions.levels import ShareLevel
    from ..core.fractions.table import ShareTable
    from ..core.fractions.training import FractionSettings
    from ..core.legends.legend import Legend
    from ..core.rasters.raster import RasterSource

SOURCES = ("FINE_LABELS", "COARSE_FRACTIONS", "PURE_SAMPLES")


@dataclass(frozen=True, eq=False)
class ShareInputs:
    """What is learnt from.

    Attributes:
        table: the samples.
        legend: class of each column of their shares.
        fractions: of the coarse cells the samples are; None for other samples.
    """

    table: ShareTable
    legend: Legend
    fractions: CoarseFractions | None = None


def share_source(values: Values) -> str:
    """Return which parameter gives the shares.

    Raises:
        InputError: none does, or several do.
    """
    given = [name for name in SOURCES if values.given(name)]
    if len(given) != 1:
        told = " + ".join(given) or translate("FineCover", "none of them")
        text = translate(
            "FineCover",
            "Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES; given: {given}.",
        )
        raise InputError(text.format(given=told))
    return given[0]


def fraction_settings(values: Values) -> FractionSettings:
    """Return how to train."""
    from ..core.fractions.training import FractionSettings
    from ..core.learning.forest import ForestSettings

    forest = ForestSettings(
        trees=values.integer("TREES"),
        min_leaf=values.integer("MIN_LEAF"),
        seed=values.integer("SEED"),
    )
    block_size = values.number("BLOCK_SIZE") if values.given("BLOCK_SIZE") else None
    return FractionSettings(forest, block_size)


def check_inputs(values: Values) -> None:
    """Raise FineCoverError for what cannot be learnt from, as far as no pixel needs to be read."""
    from ..core.fractions.cell_table import band_legend
    from ..core.rasters.places import check_places

    source = share_source(values)
    _check_belongs(values, source)
    fraction_settings(values)
    check_legend(_LikeCoarse(values.algorithm, values.parameters, values.context))
    features, area = values.raster("FEATURES"), values.area("GEO")
    raster = None if source == "PURE_SAMPLES" else values.raster(source)
    check_places(features, rasters=[raster], areas=[area])
    if source == "COARSE_FRACTIONS":
        band_legend(values.raster(source))  # has bands
    elif source == "FINE_LABELS":
        _check_finer(values.raster(source), features)
    else:
        values.field("CLASS_FIELD", values.source(source), default="class")


def _check_belongs(values: Values, source: str) -> None:
    """Raise InputError for a parameter that means nothing for this source."""
    if source != "FINE_LABELS" and values.given("CROSSWALK"):
        text = translate(
            "FineCover",
            "CROSSWALK translates the codes of FINE_LABELS; leave it out with {source}.",
        )
        raise InputError(text.format(source=source))
    if source != "FINE_LABELS" and values.choice("LEGEND") == "layer":
        text = translate(
            "FineCover",
            "LEGEND is layer, but {source} shows no classes in QGIS; choose auto, file or a "
            "public legend.",
        )
        raise InputError(text.format(source=source))
    if source != "COARSE_FRACTIONS" and values.integer("REFITS"):
        text = translate(
            "FineCover",
            "REFITS is {rounds}, but there are no COARSE_FRACTIONS to fit pixels to; set it to 0.",
        )
        raise InputError(text.format(rounds=values.integer("REFITS")))


def _check_finer(labels: RasterSource, features: RasterSource) -> None:
    from ..core.rasters.raster import describe

    sizes = []
    for source in (labels, features):
        grid = describe(source).grid
        sizes.append(float(grid.area_hectares(grid.window).mean() * 10_000) ** 0.5)
    if sizes[0] > sizes[1] * 1.01:
        text = translate(
            "FineCover",
            "The pixels of FINE_LABELS ({labels:.3g} m) are larger than those of FEATURES "
            "({features:.3g} m), so none is mixed; give finer labels, or compute features with "
            "larger pixels.",
        )
        raise InputError(text.format(labels=sizes[0], features=sizes[1]))


def read_inputs(
    values: Values, features: FeatureFile, stack: ExitStack, *, progress: Progress
) -> ShareInputs:
    """Return the samples; files that are needed afterwards are closed by ``stack``."""
    readers = dict(zip(SOURCES, (_of_labels, _of_cells, _of_points)))
    return readers[share_source(values)](values, features, stack, progress)


def _of_labels(
    values: Values, features: FeatureFile, stack: ExitStack, progress: Progress
) -> ShareInputs:
    from ..core.fractions.aggregation import ShareReader, tell_unknown
    from ..core.fractions.level_shares import LevelShares
    from ..core.fractions.table import share_table
    from ..core.legends.labels import choose_rule
    from ..core.parameter_names import NamedHere
    from ..core.progress import Stage
    from ..core.rasters.raster import CodeReader

    reader = stack.enter_context(CodeReader(values.raster("FINE_LABELS")))
    told = NamedHere(Stage(progress, 0.0, 0.2), {"the coarse map": "FINE_LABELS"})
    choice = legend_choice(_LikeCoarse(values.algorithm, values.parameters, values.context))
    rule = choose_rule(reader, choice, progress=told)
    labels = ShareReader(reader, rule, features.grid)
    level = chosen_level(values, "LEGEND_LEVEL", rule.legend)
    table = share_table(
        features, labels if level is None else LevelShares(labels, level),
        area=values.area("GEO"), most=values.integer("SAMPLES"), seed=values.integer("SEED"),
        progress=Stage(progress, 0.2, 1.0),
    )  # fmt: skip
    tell_unknown(labels.unknown_codes, progress)
    return ShareInputs(table, rule.legend if level is None else level.legend)


def _of_cells(
    values: Values, features: FeatureFile, stack: ExitStack, progress: Progress
) -> ShareInputs:
    from ..core.fractions.cell_table import band_legend, cell_table
    from ..core.fractions.downscaling import CoarseFractions
    from ..core.fractions.fraction_bands import FractionBands
    from ..core.fractions.level_shares import LevelShares

    source = values.raster("COARSE_FRACTIONS")
    legend = named_legend(values) or band_legend(source)
    bands = FractionBands(source, legend, progress=progress)
    stack.callback(bands.close)
    fractions = CoarseFractions(bands, bands.legend)
    level = chosen_level(values, "LEGEND_LEVEL", bands.legend)
    if level is not None:
        fractions = CoarseFractions(LevelShares(bands, level), level.legend)
    table = cell_table(
        features, fractions, area=values.area("GEO"), most=values.integer("SAMPLES"),
        seed=values.integer("SEED"), progress=progress,
    )  # fmt: skip
    return ShareInputs(table, fractions.legend, fractions)


def _of_points(
    values: Values, features: FeatureFile, stack: ExitStack, progress: Progress
) -> ShareInputs:
    from ..core.fractions.pure_points import MIXED_TOLD, at_level, mixed_points, pure_points

    if values.given("GEO"):
        text = translate("FineCover", "GEO is not used: PURE_SAMPLES are all learnt from.")
        progress.message(text, warning=True)
    points = read_pure_samples(values, features, progress=progress)
    known = named_legend(values) or points.legend
    legend = known.subset(set(points.codes.tolist()))
    library = pure_points(
        points.features, points.codes, legend, features_of=(features.names, features.recipe),
        progress=progress, places=points.places,
    )  # fmt: skip
    level = chosen_level(values, "LEGEND_LEVEL", legend)
    if level is not None:
        library, legend = at_level(library, level), level.legend
    table = mixed_points(
        library, samples=values.integer("SAMPLES"), targets=values.choice("MIXING"),
        seed=values.integer("SEED"), side=fraction_settings(values).block_size,
    )  # fmt: skip
    progress.message(MIXED_TOLD)
    return ShareInputs(table, legend)


def named_legend(values: Values) -> Legend | None:
    """Return the legend that LEGEND names, None where it is left to what is read."""
    from ..core.legends.legend import builtin
    from ..core.legends.legend_files import read_legend_file

    kind = values.choice("LEGEND")
    if kind == "auto":
        return None
    return read_legend_file(values.file("LEGEND_FILE")) if kind == "file" else builtin(kind)


def chosen_level(values: Values, name: str, legend: Legend) -> ShareLevel | None:
    """Return the level of a legend that the parameter ``name`` tells, None where it is empty.

    Raises:
        LegendError: no such level, or a class without it.
    """
    from ..core.errors import LegendError
    from ..core.fractions.levels import ShareLevel

    text = values.text(name)
    if not text:
        return None
    try:
        return ShareLevel.of(legend, level_of(text))
    except LegendError as error:
        raise LegendError(f"{name}: {error}") from error


def level_of(text: str) -> int | str:
    """Return a level by its number from 1, or by its name; "" is the coarsest."""
    return int(text) if text.isdecimal() else text or 1


class _LikeCoarse(Values):
    """Values whose legend is that of FINE_LABELS, as other algorithms' is that of COARSE."""

    def layer(self, name: str) -> FoundRaster | None:
        """Return a raster layer, FINE_LABELS for COARSE."""
        return super().layer("FINE_LABELS" if name == "COARSE" else name)
