"""What a run of ``upsample`` would meet, told before it starts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
)

from ..core.dependencies import dependency_problem
from ..core.errors import FineCoverError
from . import declare as d
from .base import FeedbackProgress, FineCoverAlgorithm, prepare_rasterio
from .checks import check_values
from .cluster_parameter import CLUSTER, check_cluster
from .upsample_inputs import parameters, upsample_job
from .values import Values, layer_source, translate
from .wanted_outputs import wanted_outputs

if TYPE_CHECKING:
    from ..core.preflight.preflight import Finding, Job
    from ..core.preflight.preflight import Preflight as Found

_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional


class Preflight(FineCoverAlgorithm):
    """Look at the parameters of ``upsample`` without training or mapping anything.

    A parameter that is no use is left out, told, and the others are looked at all the same.
    """

    NAME = "preflight"
    _rejected: tuple[Finding, ...] = ()

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "Check before upsampling")

    def group(self) -> str:
        """Return the group in the toolbox; none, so that it stands beside upsample."""
        return ""

    def groupId(self) -> str:
        """Return the group's id."""
        return ""

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return translate("FineCover", "land cover,preflight,validate,estimate,memory").split(",")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Takes the parameters of upsample and tells within seconds, without training, what "
            "would go wrong and how large the run is: whether rasters and polygons overlap, how "
            "many coarse cells each class has in GEO and in GEO_SMALL, codes the legend does not "
            "know, classes with too few cells, bands that indices lack, pixels without data, and "
            "the memory, disk and time the run needs. Everything wrong is told at once, each with "
            "its parameter and what to do. Problems would stop the run, warnings make its map "
            "poorer. The Check button of the upsample dialog does the same. With MEASURE it also "
            "does a small part of the run, and tells by that how long all of it takes."
            "\n\nExample: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO = a polygon "
            "with forest and water only: the log warns that crops occur in GEO_SMALL but nowhere "
            "in GEO, so they cannot be mapped; enlarge GEO.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs; what is missing is told, so nothing must be given."""
        for parameter in parameters():
            if parameter.defaultValue() is None:
                parameter.setFlags(parameter.flags() | _OPTIONAL)
            self.addParameter(parameter)
        wanted = translate(
            "FineCover",
            "Outputs the run shall write, by their names in upsample and separated by commas, "
            "alone or with their files: OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html; "
            "or as a JSON object of names and files, which may hold any character. "
            "Rasters tell the room needed on disk, files whether they can be written. Default: "
            "OUTPUT.",
        )
        label = translate("FineCover", "Run ▸ Outputs to write")
        self.addParameter(d.string("OUTPUTS", label, wanted, advanced=True))
        where = translate(
            "FineCover",
            "Where outputs named without a file shall be written. Default: the folder of temporary "
            "files.",
        )
        label = translate("FineCover", "Run ▸ Folder of the results")
        self.addParameter(d.string("FOLDER", label, where, advanced=True))
        self.addParameter(_measure())
        for parameter in _files():
            self.addParameter(parameter)
        label = translate("FineCover", "Everything found, as JSON")
        self.addOutput(QgsProcessingOutputString("FINDINGS", label))
        d.numbers(self, _numbers())

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext):
        """Find only what keeps the check itself from being done."""
        return super().checkParameterValues(self._usable(parameters, context), context)

    def processAlgorithm(self, parameters: dict, context: QgsProcessingContext, feedback) -> dict:
        """Look at what can be used of the parameters."""
        usable = self._usable(parameters, context)
        return super().processAlgorithm(usable, context, feedback)

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Look, tell the log, and write what is wanted."""
        from ..core.preflight.preflight import preflight
        from ..core.preflight.report import preflight_page
        from ..core.rasters.output import write_text

        job, known = self._job(values)
        measured = values.flag("MEASURE")
        found = preflight(job, found=known, measured=measured, progress=progress)
        _tell(found, progress)
        report, file = values.output("REPORT"), values.output("JSON")
        if report:
            write_text(report, preflight_page(found))
        if file:
            write_text(file, found.text())
        size = found.size
        return {
            "REPORT": report,
            "JSON": file,
            "FINDINGS": found.text(),
            "PROBLEM_COUNT": found.count("problem"),
            "WARNING_COUNT": found.count("warning"),
            "PIXELS": size.pixels if size else None,
            "TILES": size.tiles if size else None,
            "FEATURE_COUNT": size.features if size else None,
            "MEMORY_GB": round(size.memory / 1e9, 3) if size else None,
            "DISK_GB": round(size.disk_total / 1e9, 3) if size else None,
            "MINUTES": round(size.total_seconds / 60, 1) if size else None,
            "HOURS": round(size.total_seconds / 3600, 6) if size else None,
            "MEASURED_SECONDS": round(found.plan.took, 1) if found.plan else None,
        }

    def _job(self, values: Values) -> tuple[Job, tuple[Finding, ...]]:
        """Return the run, and all that is known to be wrong with its parameters."""
        from dataclasses import replace

        from ..core.preflight.preflight import Findings

        findings = Findings(self._rejected)
        rejected = {one.parameter for one in self._rejected}
        job = upsample_job(values, findings, rejected=rejected)
        return replace(job, outputs=wanted_outputs(values, findings, job.scratch)), findings.all()

    def _usable(self, parameters: dict, context: QgsProcessingContext) -> dict:
        """Return the parameters that can be used; keep why the others cannot."""
        if dependency_problem():  # which is told first
            return parameters
        prepare_rasterio()
        from ..core.preflight.preflight import Finding

        usable, rejected = dict(parameters), []
        for definition in self.parameterDefinitions():
            name = definition.name()
            if definition.isDestination() or parameters.get(name) in (None, "", []):
                continue
            kept = []
            for value in _parts(definition, parameters[name]):
                try:
                    _load(definition, Values(self, {name: value}, context))
                    kept.append(value)
                except FineCoverError as error:
                    rejected.append(Finding("problem", name, str(error)))
            if definition.type() == "multilayer":
                usable[name] = kept
            elif not kept:
                del usable[name]
        self._rejected = tuple(rejected)
        return usable


def _parts(definition: QgsProcessingParameterDefinition, value: Any) -> list:
    """Return the rasters of a list one by one, anything else as it is."""
    several = definition.type() == "multilayer" and isinstance(value, (list, tuple))
    return list(value) if several else [value]


def _load(definition: QgsProcessingParameterDefinition, values: Values) -> None:
    """Raise FineCoverError where a value cannot be used by itself."""
    name, kind = definition.name(), definition.type()
    check_values(values)
    if kind == "raster":
        layer_source(values.layer(name), name=name)
    elif kind == "source":
        values.area(name)
    elif name == CLUSTER:
        check_cluster(values)


def _measure() -> QgsProcessingParameterDefinition:
    text = translate(
        "FineCover",
        "Do a small part of the run on this machine, for about half a minute: a forest like the "
        "one to be, made of a few trees, and tiles of the map spread over GEO_SMALL. The time of "
        "the whole run follows from that, to within about a factor of two, and what it would be "
        "with 2, 4, 8 and 16 workers of a cluster. No file is written. A series whose gaps are "
        "filled first cannot be measured. Default: no, constants tell the order of magnitude.",
    )
    label = translate("FineCover", "Run ▸ Measure how long it takes")
    return d.boolean("MEASURE", label, text, default=False, advanced=True)


def _files() -> list[QgsProcessingParameterDefinition]:
    text = translate("FineCover", "What was found, as one HTML page, shown in the Results Viewer.")
    report = d.file_output(
        "REPORT", translate("FineCover", "Report"), text, kind=d.HTML, optional=True
    )
    report.setCreateByDefault(True)
    text = translate("FineCover", "What was found, for programs; the same text as FINDINGS.")
    label = translate("FineCover", "Findings (JSON)")
    return [report, d.file_output("JSON", label, text, kind=d.JSON, optional=True)]


def _numbers() -> dict[str, str]:
    return {
        "PROBLEM_COUNT": translate("FineCover", "Number of problems"),
        "WARNING_COUNT": translate("FineCover", "Number of warnings"),
        "PIXELS": translate("FineCover", "Pixels to map, about"),
        "TILES": translate("FineCover", "Tiles the map is made in"),
        "FEATURE_COUNT": translate("FineCover", "Number of features"),
        "MEMORY_GB": translate("FineCover", "Memory needed (GB), about"),
        "DISK_GB": translate("FineCover", "Disk needed (GB), at most"),
        "MINUTES": translate("FineCover", "Minutes, as an order of magnitude"),
        "HOURS": translate("FineCover", "Hours; an order of magnitude without MEASURE"),
        "MEASURED_SECONDS": translate("FineCover", "Seconds that measuring took"),
    }


def _tell(found: Found, progress: FeedbackProgress) -> None:
    """Write the log: problems, warnings, notes, the table of classes and the size."""
    from ..core.preflight.report import class_table, sentence, summary_lines, verdict

    tell = {
        "problem": progress.problem,
        "warning": partial(progress.message, warning=True),
        "note": progress.message,
    }
    for finding in found.findings:
        tell[finding.kind](sentence(finding))
    table = class_table(found)
    if table:
        progress.message(table)
    for line in summary_lines(found):
        progress.message(line)
    progress.message(verdict(found))
