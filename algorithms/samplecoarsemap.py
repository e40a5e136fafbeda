"""Draw training samples from a coarse map."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessing, QgsProcessingParameterFeatureSink

from ..gui.styling import ClassPoints
from . import declare as d
from . import method_parameters as m
from . import parameters as p
from .base import FeedbackProgress, FineCoverAlgorithm
from .cluster_parameter import cluster
from .sample_layer import CLASS_FIELDS, DOUBLE, INT, LONG, write_points
from .settings import sampling_settings
from .values import Values, translate

FIELDS = (
    *CLASS_FIELDS,
    ("cell", LONG),
    ("cell_row", INT),
    ("cell_col", INT),
    ("purity", DOUBLE),
    ("weight", DOUBLE),
)
# what a legend is told by, which this step leaves to another
_ELSEWHERE = {
    "LEGEND or LEGEND_FILE": "preparelabels, and give its labels as COARSE here",
    "LEGEND_FILE": "LEGEND_FILE of preparelabels, and give its labels as COARSE here",
    "LEGEND": "LEGEND in preparelabels, and give its labels as COARSE here",
}


class SampleCoarseMap(FineCoverAlgorithm):
    """Draw pixels and label them with the coarse cell they lie in."""

    NAME = "samplecoarsemap"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "3 Sample the coarse map")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Draws pixels of the features, each labelled with the class of the coarse cell it lies "
            "in, BUFFER or more from other classes. Pixels without data in some feature, or in "
            "cells with an unknown code, are never drawn.\n\nExample: COARSE = the prepared "
            "labels, FEATURES = the features, GEO = a polygon with all classes of interest.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        for parameter in (
            p.coarse(), p.band(), p.features(), p.geo(), *m.sampling(), m.seed(), cluster(),
        ):  # fmt: skip
            self.addParameter(parameter)
        sink = QgsProcessingParameterFeatureSink(
            "OUTPUT",
            translate("FineCover", "Samples"),
            QgsProcessing.SourceType.TypeVectorPoint,
        )
        text = translate(
            "FineCover",
            "Points with the fields class, class_name and class_color; cell, cell_row and cell_col "
            "(number, row and column of the coarse cell); purity (share of like cells around "
            "that one, 0 to 1); weight (pixels the sample stands for).",
        )
        self.addParameter(d.helped(sink, text))
        text = translate("FineCover", "Table of what was found and drawn per class.")
        label = translate("FineCover", "Counts")
        self.addParameter(d.file_output("COUNTS", label, text, kind=d.HTML, optional=True))
        d.numbers(self, {"SAMPLE_COUNT": translate("FineCover", "Number of samples")})

    def check(self, values: Values) -> None:
        """Check the settings and that everything overlaps."""
        from ..core.rasters.places import check_places

        sampling_settings(values)
        coarse = values.raster("COARSE", band="BAND")
        check_places(values.raster("FEATURES"), rasters=[coarse], areas=[values.area("GEO")])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Write the samples."""
        from ..core.cells.coarse import read_coarse
        from ..core.features.features import FeatureFile
        from ..core.learning.sampling import sample_coarse_map
        from ..core.legends.labels import LegendChoice, choose_rule
        from ..core.parameter_names import NamedHere, errors_named_here
        from ..core.pipeline import report_samples
        from ..core.progress import check
        from ..core.rasters.output import write_text
        from ..core.rasters.raster import CodeReader
        from ..core.reports.samples import counts_page

        coarse_source = values.raster("COARSE", band="BAND")
        features = FeatureFile(values.raster("FEATURES"))
        counts = values.output("COUNTS")
        try:
            told = NamedHere(progress, _ELSEWHERE)
            with errors_named_here(_ELSEWHERE), CodeReader(coarse_source) as reader:
                rule = choose_rule(reader, LegendChoice(), progress=told)
            samples = sample_coarse_map(
                read_coarse(coarse_source, rule, features.grid),
                features,
                area=values.area("GEO"),
                settings=sampling_settings(values),
                progress=progress,
            )
        finally:
            features.close()
        report_samples(samples, progress)
        check(progress)  # the last moment to leave every file as it was
        output = self._write(samples, features.grid, values)
        if counts:
            write_text(counts, counts_page(samples.counts, samples.legend))
        return {"OUTPUT": output, "COUNTS": counts, "SAMPLE_COUNT": int(samples.row.size)}

    def _write(self, samples, grid, values: Values) -> str:
        from ..core.pipeline import sample_cells, sample_legend
        from ..core.summaries import class_keys

        classes = class_keys(samples.legend)
        cells = zip(samples.cell.tolist(), *sample_cells(samples).T.tolist())
        figures = zip(samples.purity.tolist(), samples.weights.tolist())
        labels = samples.label.tolist()
        rows = ((*classes[at], *cell, *more) for at, cell, more in zip(labels, cells, figures))
        places = grid.xy(samples.row + 0.5, samples.col + 0.5)
        output = write_points(values, "OUTPUT", fields=FIELDS, places=places, rows=rows)
        ClassPoints.attach(values.context, output, class_keys(sample_legend(samples)))
        return output
