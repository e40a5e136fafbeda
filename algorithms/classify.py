"""Map with a trained model."""

from __future__ import annotations

from typing import Any

from ..gui.styling import SidecarStyle
from . import declare as d
from . import parameters as p
from .base import FeedbackProgress, FineCoverAlgorithm
from .settings import map_settings
from .values import Values, translate

RASTERS = ("OUTPUT", "CONFIDENCE", "PROBABILITIES", "APPLICABILITY")


def map_outputs(*, probabilities: bool = True) -> list:
    """Return the parameters of the rasters mapping writes."""
    outputs = [
        d.raster_output(
            "OUTPUT",
            translate("FineCover", "Fine map"),
            translate(
                "FineCover",
                "GeoTIFF of class codes with the legend's colours and names; .qml beside it.",
            ),
        ),
        d.raster_output(
            "CONFIDENCE",
            translate("FineCover", "Confidence"),
            translate("FineCover", "Probability of the mapped class, in percent."),
            optional=True,
        ),
    ]
    if probabilities:
        outputs += [
            d.raster_output(
                "PROBABILITIES",
                translate("FineCover", "Probabilities"),
                translate("FineCover", "A band per class, 0 to 1."),
                optional=True,
            ),
            d.raster_output(
                "APPLICABILITY",
                translate("FineCover", "Applicability"),
                translate(
                    "FineCover",
                    "Dissimilarity to the training samples; above the threshold in the file's tag "
                    "AOA_THRESHOLD the model is used where it has not learnt.",
                ),
                optional=True,
            ),
        ]
    return outputs


class Classify(FineCoverAlgorithm):
    """Predict the class of every pixel."""

    NAME = "classify"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "5 Classify")

    def shortHelpString(self) -> str:
        """Return what the help panel shows."""
        return translate(
            "FineCover",
            "Maps the features with a model. With COARSE, the classes that are common in the "
            "coarse "
            "map around a pixel become more likely (PRIOR_WEIGHT). Features are matched to the "
            "model "
            "by name.\n\nExample: FEATURES = the features, MODEL = the model, COARSE = the "
            "prepared "
            "labels, GEO_SMALL = the polygon to map.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        text = translate("FineCover", "A model that trainclassifier or upsample wrote.")
        model = d.file("MODEL", translate("FineCover", "Model"), text, extension="fcm")
        for parameter in (
            p.features(), model, p.geo_small(), p.coarse(optional=True), *p.mapping(),
            *map_outputs(),
        ):  # fmt: skip
            self.addParameter(parameter)

    def check(self, values: Values) -> None:
        """Check the settings and that everything overlaps."""
        from ..core.places import check_places

        map_settings(values)
        coarse, area = values.optional_raster("COARSE"), values.area("GEO_SMALL")
        check_places(values.raster("FEATURES"), rasters=[coarse], areas=[area])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Write the map."""
        from ..core.classify import MapPaths, classify
        from ..core.features import FeatureFile
        from ..core.model import read_model

        features = FeatureFile(values.raster("FEATURES"))
        coarse = values.optional_raster("COARSE")
        model_path = values.file("MODEL")
        paths = {name: values.output(name) for name in RASTERS}
        try:
            model = read_model(model_path)
            summary = classify(
                model,
                features,
                MapPaths(*paths.values()),
                area=values.area("GEO_SMALL"),
                coarse=_coarse_map(coarse, features, progress) if coarse else None,
                settings=map_settings(values),
                progress=progress,
            )
        finally:
            features.close()
        for code, name, count in zip(model.legend.codes, model.legend.names, summary.counts):
            progress.message(f"{code} {name}: {count}")
        SidecarStyle.attach(values.context, paths["OUTPUT"])
        return paths


def _coarse_map(source, features, progress):
    from ..core.coarse import read_coarse
    from ..core.labels import LegendChoice, choose_rule
    from ..core.raster import CodeReader

    with CodeReader(source) as reader:
        rule = choose_rule(reader, LegendChoice(), progress=progress)
    return read_coarse(source, rule, features.grid)
