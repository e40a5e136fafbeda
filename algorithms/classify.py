"""Map with a trained model."""

from __future__ import annotations

import math
from contextlib import closing
from typing import Any

from . import declare as d
from . import method_parameters as m
from . import parameters as p
from .base import FeedbackProgress, FineCoverAlgorithm
from .cluster_parameter import cluster
from .figures import gain_figures
from .map_outputs import (
    RASTERS,
    map_numbers,
    map_outputs,
    map_paths,
    map_results,
    trust_outputs,
)
from .series_parameters import memory
from .settings import map_settings, memory_bytes
from .values import Values, translate


class Classify(FineCoverAlgorithm):
    """Predict the class of every pixel."""

    NAME = "classify"
    MOSAICS = RASTERS

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "5 Classify")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Maps the features with a model. With COARSE, the classes that are common in the "
            "coarse "
            "map around a pixel become more likely (PRIOR_WEIGHT). Features are matched to the "
            "model "
            "by name. A raster whose name ends in .vrt is written as many GeoTIFFs in a folder "
            "beside it, for maps of a whole country.\n\nExample: FEATURES = the features, MODEL = "
            "the model, COARSE = the prepared labels, GEO_SMALL = the polygon to map.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        text = translate("FineCover", "A model that trainclassifier or upsample wrote.")
        model = d.file("MODEL", translate("FineCover", "Model"), text, extension="fcm")
        for parameter in (
            p.features(), model, p.geo_small(), p.coarse(optional=True), *m.mapping(),
            memory(), m.resume(), cluster(), *map_outputs(), *trust_outputs(),
        ):  # fmt: skip
            self.addParameter(parameter)
        d.numbers(self, {**map_numbers(), **gain_figures()})

    def check(self, values: Values) -> None:
        """Check the settings and that everything overlaps."""
        from ..core.rasters.places import check_places

        map_settings(values)
        coarse, area = values.optional_raster("COARSE"), values.area("GEO_SMALL")
        check_places(values.raster("FEATURES"), rasters=[coarse], areas=[area])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Write the map."""
        from ..core.features.features import FeatureFile
        from ..core.learning.model import read_model
        from ..core.mapping.classify import MadeFrom, classify
        from ..core.mapping.input_stamps import InputStamps
        from ..core.mapping.prior_codes import read_prior
        from ..core.mapping.resuming import resumable
        from ..core.reports.validation import promise
        from ..core.summaries import gain_numbers, map_expectation

        budget, paths = memory_bytes(values), {name: values.output(name) for name in RASTERS}
        source, coarse = values.raster("FEATURES"), values.optional_raster("COARSE")
        made_from = MadeFrom(InputStamps.of([source, coarse]), resume=values.flag("RESUME"))
        area, settings = values.area("GEO_SMALL"), map_settings(values)
        with (
            resumable(paths["OUTPUT"], progress=progress),
            closing(FeatureFile(source, memory=budget)) as features,
        ):
            model = read_model(values.file("MODEL"))
            prior = None
            if coarse is not None:
                prior = read_prior(
                    coarse, model, features.grid, area=area, settings=settings, progress=progress
                )
            summary = classify(
                model, features, map_paths(paths),
                area=area, coarse=prior, settings=settings, progress=progress,
                memory=budget - features.block_bytes, sure=False, made_from=made_from,
            )  # fmt: skip
        legend = model.class_legend
        rows = zip(legend.codes, legend.names, summary.counts, summary.class_confidence)
        for code, name, count, percent in rows:
            sure = "" if math.isnan(percent) else f", mean confidence {percent:.0f} %"
            progress.message(f"{code} {name}: {count}{sure}")
        expected = map_expectation(model, summary)
        numbers = {} if prior is None else gain_numbers(expected)
        for sentence in promise(expected) if numbers else []:
            progress.message(sentence)
        return {**paths, **map_results(values, paths, summary), **numbers}
