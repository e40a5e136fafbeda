"""The whole chain in one dialog."""

from __future__ import annotations

from typing import Any

from . import declare as d
from .base import FeedbackProgress, FineCoverAlgorithm
from .command_line import command_line
from .figures import accuracy_figures, coarse_agreement, training_figures
from .map_outputs import (
    RASTERS,
    cells_output,
    cells_results,
    map_numbers,
    map_outputs,
    map_paths,
    map_results,
    trust_outputs,
)
from .upsample_inputs import parameters, upsample_inputs, upsample_job, upsample_settings
from .values import Values, translate


class Upsample(FineCoverAlgorithm):
    """From images and a coarse map to a fine map."""

    NAME = "upsample"
    MOSAICS = RASTERS
    OUTPUT_NAMES = (*RASTERS, "CELLS", "MODEL", "REPORT", "METRICS")

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "Upsample a land-cover map")

    def group(self) -> str:
        """Return the group in the toolbox; none, so that it stands first."""
        return ""

    def groupId(self) -> str:
        """Return the group's id."""
        return ""

    def tags(self) -> list[str]:
        """Return words to find it by."""
        words = translate("FineCover", "land cover,classification,random forest,downscale,MODIS")
        return words.split(",")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Makes a land-cover map at the image's pixel size from a coarse one: samples are drawn "
            "from the coarse map inside GEO, a random forest learns them from the image, and "
            "GEO_SMALL is mapped. The map is the same as that of the steps 1 to 5 one after the "
            "other. Only here it is compared with the coarse cells (CELLS, and in the report), and "
            "only here is told which classes of the coarse map occur in GEO or in GEO_SMALL alone. "
            "The report says what gain over a plain copy of the coarse map may be expected and how "
            "far to trust the map; with REFERENCE it shows the accuracy as step 6 does, with that "
            "of the plain copy beside it."
            " A raster of the map whose name ends in .vrt is written as many GeoTIFFs in a folder "
            "beside it, for maps of a whole country."
            "\n\nImages of many dates with clouds: STEP_DAYS and MASKS fill their gaps first, as "
            "fillgaps does, and STATISTICS tells what is learnt of the year."
            "\n\nExample: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO and GEO_SMALL = "
            "two polygons drawn on the image.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        model_text = translate("FineCover", "The trained model, for classify.")
        report_text = translate("FineCover", "What was done and how well, as one HTML page.")
        metrics_text = translate("FineCover", "Every figure, for programs.")
        report = d.file_output(
            "REPORT", translate("FineCover", "Report"), report_text, kind=d.HTML, optional=True
        )
        report.setCreateByDefault(True)  # in dialogs, where the Results Viewer shows it
        for parameter in (
            *parameters(), *map_outputs(),
            report,
            d.file_output("MODEL", translate("FineCover", "Model"), model_text, kind=d.MODEL,
                          optional=True),
            *trust_outputs(), cells_output(),
            d.file_output("METRICS", translate("FineCover", "Metrics"), metrics_text, kind=d.JSON,
                          optional=True),
        ):  # fmt: skip
            self.addParameter(parameter)
        count = {
            "FEATURE_COUNT": translate("FineCover", "Number of features"),
            "SAMPLE_COUNT": translate("FineCover", "Number of samples"),
            "CLASS_COUNT": translate("FineCover", "Classes learnt"),
        }
        steps = (count, training_figures(), accuracy_figures(), map_numbers(), coarse_agreement())
        for figures in steps:
            d.numbers(self, figures)

    def createCustomParametersWidget(self, parent=None):
        """Return the dialog, which can check a run before it starts; only a QGIS window asks."""
        from ..gui.upsample_dialog import UpsampleDialog

        return UpsampleDialog(self, parent=parent)

    def check(self, values: Values) -> None:
        """Check the settings, the legend, the bands, and that everything overlaps."""
        from ..core.preflight.preflight import Findings, check_job

        findings = Findings()
        check_job(upsample_job(values, findings), findings)

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Run the chain."""
        from ..core.accuracy.accuracy_summary import accuracy_numbers
        from ..core.pipeline import UpsamplePaths, upsample
        from ..core.summaries import training_numbers

        paths = {name: values.output(name) for name in self.OUTPUT_NAMES}
        result = upsample(
            upsample_inputs(values),
            UpsamplePaths(
                map_paths(paths), paths["MODEL"], paths["REPORT"], paths["METRICS"], paths["CELLS"]
            ),
            settings=upsample_settings(values),
            progress=progress,
            command=command_line(values, every=True),
        )
        numbers = training_numbers(result.training, mapped=result.mapped)
        if result.assessment is not None:
            numbers.update(accuracy_numbers(result.assessment))
        return {
            **paths,
            **map_results(values, paths, result.mapped),
            **cells_results(values, paths["CELLS"], result.coarse_check),
            "FEATURE_COUNT": len(result.features),
            "SAMPLE_COUNT": int(result.samples.row.size),
            "CLASS_COUNT": len(result.training.model.legend),
            **numbers,
        }
