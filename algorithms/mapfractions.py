"""Map the shares of classes with a trained model."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from . import declare as d
from .base import FeedbackProgress, FineCoverAlgorithm
from .fraction_figures import map_figures
from .fraction_inputs import level_of
from .fraction_outputs import RASTERS, fraction_outputs, fraction_paths, style_fractions
from .fraction_parameters import mapping_parameters
from .values import Values, translate


class MapFractions(FineCoverAlgorithm):
    """Predict the share of every class in every pixel."""

    NAME = "mapfractions"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "Soft map 2: map fractions")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Maps the share of each class in every pixel with a model of trainfractions: a band "
            "per class, which sum to 1. The shares of a coarser level of the legend are the sums "
            "of those of its classes. With COARSE_FRACTIONS the pixels of each coarse cell are "
            "made to agree with the shares known of it. Features are matched to the model by name; "
            "a pixel that lacks one of them has no data and is counted."
            "\n\nExample: FEATURES = the features, MODEL = shares.fcm, GEO_SMALL = the polygon to "
            "map, OUTPUT = shares.tif, HARD_MAP = classes.tif.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        for parameter in (*mapping_parameters(), *fraction_outputs()):
            self.addParameter(parameter)
        d.numbers(self, map_figures())

    def check(self, values: Values) -> None:
        """Check the model, its features and level, and that everything overlaps."""
        from ..core.features.features import FeatureFile
        from ..core.fractions.fraction_model import read_fraction_model
        from ..core.rasters.places import check_places

        coarse, area = values.optional_raster("COARSE_FRACTIONS"), values.area("GEO_SMALL")
        check_places(values.raster("FEATURES"), rasters=[coarse], areas=[area])
        model = read_fraction_model(values.file("MODEL"))
        features = FeatureFile(values.raster("FEATURES"))
        features.close()
        model.check_features(features.names)
        _level(values, model.class_legend)

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Write the rasters."""
        from ..core.features.features import FeatureFile
        from ..core.fractions.fraction_map import FractionMapSettings, MadeFrom, map_fractions
        from ..core.fractions.fraction_model import read_fraction_model
        from ..core.fractions.fraction_summaries import map_numbers, map_table
        from ..core.mapping.input_stamps import InputStamps
        from ..core.mapping.resuming import resumable

        paths = {name: values.output(name) for name in RASTERS}
        source, coarse = values.raster("FEATURES"), values.optional_raster("COARSE_FRACTIONS")
        made_from = MadeFrom(InputStamps.of([source, coarse]), resume=values.flag("RESUME"))
        with ExitStack() as stack:
            stack.enter_context(resumable(paths["OUTPUT"], progress=progress))
            model = read_fraction_model(values.file("MODEL"))
            level = _level(values, model.class_legend)
            features = FeatureFile(source)
            stack.callback(features.close)
            settings = FractionMapSettings(
                level_of(values.text("LEVEL")),
                _fractions(coarse, model.class_legend, stack, progress),
                made_from,
            )
            summary = map_fractions(
                model, features, fraction_paths(paths), area=values.area("GEO_SMALL"),
                progress=progress, settings=settings,
            )  # fmt: skip
        progress.message(map_table(summary, model.class_legend))
        style_fractions(values, paths, summary, level)
        return {**paths, **map_numbers(summary)}


def _level(values, legend):
    """Return the coarser level that is shown, None where none is wanted."""
    from ..core.errors import LegendError
    from ..core.fractions.levels import ShareLevel

    wanted = [name for name in ("LEVEL_MAP", "LEVEL_FRACTIONS") if values.output(name)]
    if values.text("LEVEL"):
        wanted = ["LEVEL"]
    if not wanted:
        return None
    try:
        return ShareLevel.of(legend, level_of(values.text("LEVEL")))
    except LegendError as error:
        text = translate(
            "FineCover",
            "{name}: the model's classes have no such level ({problem}) Leave {name} out, or train "
            "with a legend whose classes have it.",
        )
        raise LegendError(text.format(name=wanted[0], problem=error)) from error


def _fractions(source, legend, stack, progress):
    """Return COARSE_FRACTIONS, None where they are not given; ``stack`` closes them."""
    from ..core.fractions.fraction_bands import FractionBands, known_bands
    from ..core.fractions.level_shares import fractions_for

    if source is None:
        return None
    bands = FractionBands(source, known_bands(source, legend), progress=progress)
    stack.callback(bands.close)
    return fractions_for(legend, bands, bands.legend)
