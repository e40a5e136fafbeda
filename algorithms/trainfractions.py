"""Learn the shares of classes in mixed pixels."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from . import declare as d
from .base import FeedbackProgress, FineCoverAlgorithm
from .command_line import command_line
from .fraction_figures import training_figures
from .fraction_inputs import check_inputs, fraction_settings, read_inputs, share_source
from .fraction_parameters import training_parameters
from .values import Values, translate


class TrainFractions(FineCoverAlgorithm):
    """Learn the share of each class in a pixel, and write the model."""

    NAME = "trainfractions"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "Soft map 1: train fractions")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Where pixels are mixed, one class for each says too little. This trains a random "
            "forest on the share of every class in a pixel, and writes a model for mapfractions. "
            "The shares come from labels finer than the features (FINE_LABELS), from a coarser "
            "raster with a band of shares per class (COARSE_FRACTIONS), or from points of pure "
            "classes that are mixed by calculation (PURE_SAMPLES). The errors are told for whole "
            "blocks of ground that were not learnt from, which is what to expect elsewhere, beside "
            "those for pixels at random, which is too good, and those of always telling the mean "
            "shares."
            "\n\nExample: FINE_LABELS = a 10 m land-cover map, FEATURES = features of a Landsat "
            "year at 30 m with elevation, BLOCK_SIZE = 5000, MODEL = shares.fcm.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        for parameter in training_parameters():
            self.addParameter(parameter)
        text = translate("FineCover", "The model, a .fcm file.")
        label = translate("FineCover", "Model")
        self.addParameter(d.file_output("MODEL", label, text, kind=d.MODEL))
        text = translate(
            "FineCover",
            "What was learnt: errors by class and level in blocks and at random, observed against "
            "predicted shares, and what each kind of input is worth.",
        )
        label = translate("FineCover", "Training report")
        self.addParameter(d.file_output("REPORT", label, text, kind=d.HTML, optional=True))
        d.numbers(self, training_figures())

    def check(self, values: Values) -> None:
        """Check what is learnt from, the settings and that everything overlaps."""
        check_inputs(values)

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Train and write the model."""
        from ..core.features.features import FeatureFile
        from ..core.fractions.fraction_model import write_fraction_model
        from ..core.fractions.fraction_summaries import training_numbers, training_tables
        from ..core.progress import Stage, check

        model_path, report = values.output("MODEL"), values.output("REPORT")
        features = FeatureFile(values.raster("FEATURES"))
        with ExitStack() as stack:
            stack.callback(features.close)
            given = read_inputs(values, features, stack, progress=Stage(progress, 0.0, 0.4))
            model, training = _trained(values, features, given, progress)
        for text in training_tables(training):
            progress.message(text)
        check(progress)  # the last moment to leave every file as it was
        write_fraction_model(model, model_path)
        if report:
            _write_report(report, values, training, model)
        numbers = training_numbers(training, samples=len(given.table))
        return {"MODEL": model_path, "REPORT": report, **numbers}


def _trained(values, features, given, progress):
    """Return the model, fitted anew to the pixels where that is asked for, and what was found."""
    from ..core.fractions.feature_groups import feature_groups
    from ..core.fractions.training import train_fractions
    from ..core.progress import Stage

    table, rounds = given.table, values.integer("REFITS")
    groups = feature_groups(table.recipe, table.names) if values.flag("GROUPS") else {}
    model, training = train_fractions(
        table, given.legend, settings=fraction_settings(values), groups=groups,
        progress=Stage(progress, 0.4, 0.6 if rounds else 1.0),
    )  # fmt: skip
    if rounds:
        model = _refitted(values, model, features, given.fractions, progress)
    return model, training


def _refitted(values, model, features, fractions, progress):
    """Return the model of cells fitted anew to the pixels that agree with them."""
    from ..core.fractions.cell_refit import RefitSettings, refit_to_cells
    from ..core.progress import Stage

    settings = RefitSettings(
        values.integer("REFITS"), values.integer("SAMPLES"), fraction_settings(values).forest
    )
    return refit_to_cells(
        model, features, fractions, area=values.area("GEO"), settings=settings,
        progress=Stage(progress, 0.6, 1.0),
    )  # fmt: skip


def _write_report(path, values, training, model):
    from ..core.accuracy.report_data import Provenance
    from ..core.fractions.pure_points import MIXED_TOLD
    from ..core.reports.fractions import FractionRun, write_fraction_report

    source = share_source(values)
    layers = {"Features": values.layer("FEATURES").name(), "Shares from": source}
    notes = [MIXED_TOLD] if source == "PURE_SAMPLES" else []
    if values.integer("REFITS"):
        notes = ["The errors are those of the forest of cells; the model was fitted anew since."]
    run = FractionRun(
        "FineCover: training of shares",
        Provenance(facts=layers, notes=notes),
        command=command_line(values, every=True),
    )
    write_fraction_report(path, training, model=model, run=run)
