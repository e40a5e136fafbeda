"""Train a forest on samples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
)

from . import declare as d
from . import method_parameters as m
from . import parameters as p
from .base import FeedbackProgress, FineCoverAlgorithm
from .checked_parameters import FeaturesParameter
from .cluster_parameter import cluster
from .command_line import command_line
from .figures import training_figures
from .sample_layer import read_samples, write_trust
from .settings import training_settings
from .values import Values, translate


class TrainClassifier(FineCoverAlgorithm):
    """Learn classes from samples and write the model."""

    NAME = "trainclassifier"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "4 Train classifier")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Trains a random forest on samples and writes a model file. The model holds numbers "
            "and text only, no program code. It reports how often the forest repeats the coarse "
            "label where it has not seen it: of random pixels (out of bag), whose neighbours it "
            "has seen, and of whole blocks of coarse cells, which is nearer to what it does "
            "elsewhere. Both are agreement with the coarse map, not the accuracy of a map. Where "
            "most samples name their coarse cells it also judges each cell, estimates how many of "
            "them are wrong, and tries out on a degraded coarse map how much the coarse map should "
            "weigh and what gain over a copy of it may be expected; where most cells hold no "
            "sample, that takes COARSE."
            "\n\nExample: SAMPLES = the samples, FEATURES = the features and COARSE = the prepared "
            "labels they were drawn from.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        samples = FeaturesParameter("SAMPLES", translate("FineCover", "Samples"), d.POINTS)
        text = translate("FineCover", "Points with a class, as samplecoarsemap writes them.")
        self.addParameter(d.helped(samples, text))
        field = QgsProcessingParameterField(
            "CLASS_FIELD", translate("FineCover", "Class field"), "class", "SAMPLES", optional=True
        )
        text = translate(
            "FineCover", "Field with the class code, or the class name. Default class."
        )
        self.addParameter(d.helped(field, text))
        for parameter in (p.features(), _coarse(), _geo(), *m.training(), m.seed(), cluster()):
            self.addParameter(parameter)
        text = translate("FineCover", "The model, a .fcm file.")
        self.addParameter(
            d.file_output("MODEL", translate("FineCover", "Model"), text, kind=d.MODEL)
        )
        text = translate("FineCover", "What was learnt, how well, and from what.")
        label = translate("FineCover", "Training report")
        self.addParameter(d.file_output("REPORT", label, text, kind=d.HTML, optional=True))
        trust = QgsProcessingParameterFeatureSink(
            "SAMPLE_TRUST",
            translate("FineCover", "Trust in the samples"),
            d.POINTS[0],
            optional=True,
            createByDefault=False,
        )
        text = translate(
            "FineCover",
            "The samples with trust: the probability, 0 to 1, that the label of their coarse cell "
            "is right, by trees that have not seen the cell and by the cells around it; where a "
            "sample names no cell, or has another label than its cell, the probability of its "
            "class over that of the most probable one. Empty where a sample has no data or could "
            "not be tested. Further kept (1 = learnt from, 0 = left out), and as suggested and "
            "suggested_name the most probable class of what trust tells of: the coarse cell, or "
            "the sample. Cells, purity, blocks and weights of SAMPLES are carried over, so the "
            "layer can be edited and learnt from in its place.",
        )
        self.addParameter(d.helped(trust, text))
        d.numbers(self, training_figures())

    def check(self, values: Values) -> None:
        """Check the settings, the features and the class field."""
        from ..core.rasters.places import check_places

        training_settings(values)
        coarse, area = values.optional_raster("COARSE"), values.area("GEO")
        check_places(values.raster("FEATURES"), rasters=[coarse], areas=[area])
        values.field("CLASS_FIELD", values.source("SAMPLES"), default="class")

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Train and write the model."""
        from ..core.features.features import FeatureFile
        from ..core.learning.model import write_model
        from ..core.learning.training import train
        from ..core.pipeline import report_expectation
        from ..core.progress import Stage, check
        from ..core.rasters.output import write_text
        from ..core.reports.report import training_report
        from ..core.summaries import expectation, training_numbers, training_summary

        features = FeatureFile(values.raster("FEATURES"))
        model, report = values.output("MODEL"), values.output("REPORT")
        try:
            placed = read_samples(values, features, progress=Stage(progress, 0.0, 0.2))
            result = train(
                placed.samples, features, settings=training_settings(values),
                progress=Stage(progress, 0.2, 1.0),
                coarse=_coarse_map(values, features, progress), explain=bool(report),
            )  # fmt: skip
        finally:
            features.close()
        report_expectation(expectation(result), progress)
        check(progress)  # the last moment to leave every file as it was
        write_model(result.model, model)
        if report:
            title = translate("FineCover", "FineCover: training")
            facts = {"Samples": int(result.given.sum()), "Features": len(features.names)}
            summary = training_summary(result, title=title, facts=facts)
            summary = replace(summary, command=command_line(values, every=True))
            write_text(report, training_report(summary))
        trust = write_trust(values, placed, result) if values.given("SAMPLE_TRUST") else None
        files = {"MODEL": model, "REPORT": report, "SAMPLE_TRUST": trust}
        return {**files, **training_numbers(result)}


def _coarse():
    text = translate(
        "FineCover",
        "The coarse labels SAMPLES were drawn from, as preparelabels writes them. How much the "
        "coarse map should weigh is found by trying it out on the cells that hold samples; where "
        "most cells hold none (a large map of small cells), that takes the cells between them, "
        "which only this map has. They also help to judge the cells. Needed for the same map as "
        "upsample makes. Default: only cells with samples are known.",
    )
    return d.raster("COARSE", translate("FineCover", "Coarse labels"), text, optional=True)


def _geo():
    text = translate(
        "FineCover",
        "The polygons SAMPLES were drawn in: nothing is learnt from cells of COARSE that lie "
        "outside. Only used with COARSE. Default: all its cells count.",
    )
    return d.polygons("GEO", translate("FineCover", "Training area (geo)"), text)


def _coarse_map(values, features, progress):
    from ..core.cells.coarse import read_coarse
    from ..core.legends.labels import LegendChoice, choose_rule
    from ..core.pipeline import cells_in
    from ..core.rasters.raster import CodeReader

    source = values.optional_raster("COARSE")
    if source is None:
        if values.given("GEO"):
            text = translate(
                "FineCover",
                "GEO is not used, because COARSE is not given: it only tells which cells of COARSE "
                "to leave out.",
            )
            progress.message(text, warning=True)
        return None
    with CodeReader(source) as reader:
        rule = choose_rule(reader, LegendChoice(), progress=progress)
    return cells_in(read_coarse(source, rule, features.grid), values.area("GEO"))
