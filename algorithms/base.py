"""What every algorithm shares: texts, errors, progress and the way from parameters to the core."""

from __future__ import annotations

import math
import os
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProjUtils,
)

from ..core.dependencies import dependency_problem, import_problem
from ..core.errors import FineCoverError
from ..core.run_record import RunRecord, begin_record
from .checks import check_outputs, check_values, origins, remember, written_files
from .cluster_parameter import on_cluster
from .command_line import given_texts
from .found_layers import FoundLayers
from .help_panel import help_panel
from .remote_layers import keep_remote
from .values import Values, translate

_HELP_URL = "https://github.com/finecover/finecover/blob/main/docs/guide.md"


class FineCoverAlgorithm(QgsProcessingAlgorithm):
    """Base of the algorithms; a child says what it is and what ``execute`` does.

    Children set NAME, OUTPUT_NAMES where they write several files, and in MOSAICS the rasters that
    may end in .vrt and be many files.
    """

    NAME = ""
    MOSAICS: tuple[str, ...] = ()
    found: FoundLayers | None = None
    record: RunRecord | None = None

    def createInstance(self) -> FineCoverAlgorithm:
        """Return a fresh copy, as QGIS asks for each run."""
        return type(self)()

    def name(self) -> str:
        """Return the id within the provider; never changes."""
        return self.NAME

    def group(self) -> str:
        """Return the group in the toolbox."""
        return translate("FineCover", "Step by step")

    def groupId(self) -> str:
        """Return the group's id."""
        return "steps"

    def explanation(self) -> str:
        """Return what the algorithm does, with an example; children say it."""
        raise NotImplementedError

    def shortHelpString(self) -> str:
        """Return what the help panel shows."""
        return help_panel(self.explanation(), self.parameterDefinitions())

    def helpUrl(self) -> str:
        """Return the page with the user guide."""
        return _HELP_URL

    def canExecute(self) -> tuple[bool, str]:
        """Tell whether the needed packages are there, and else how to install them."""
        problem = dependency_problem()
        return not problem, problem

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext):
        """Find what is wrong before anything runs."""
        problem = dependency_problem()
        if problem:
            return False, problem
        prepare_rasterio()
        values = Values(self, parameters, context)
        fine, text = self._checked(values)
        if not fine:
            record = begin_record(self.id(), given_texts(values))
            record.end(f"refused before it started: {text}")
        return fine, text

    def _checked(self, values: Values) -> tuple[bool, str]:
        """Return whether a run may start, and why not."""
        try:
            check_values(values)
            fine, text = super().checkParameterValues(values.parameters, values.context)
            if fine:
                check_outputs(values)
                self.check(values)
        except FineCoverError as error:
            return False, str(error)
        except ImportError as error:
            if _is_ours(error):
                raise
            return False, import_problem(error)
        return fine, text

    def check(self, values: Values) -> None:
        """Raise FineCoverError for what cannot work; children say what they can know early."""

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Look up every layer on the main thread, where the project may be asked for them."""
        if not dependency_problem():  # told by processAlgorithm, as is a package that is broken
            prepare_rasterio()
            with suppress(ImportError):
                self.found = FoundLayers.of_run(self, parameters, context)
        self.record = begin_record(self.id(), given_texts(Values(self, parameters, context)))
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        """Run, and turn the core's errors into what Processing shows."""
        try:
            results, problem = self._attempt(parameters, context, feedback)
        except Exception:
            self._ended(traceback.format_exc())
            raise
        self._ended(problem or "done")
        if problem:
            # QGIS never lets go of the frames of an exception that passes through it, nor of what
            # they hold: layers, which must not outlive QGIS itself
            del parameters, context, feedback, results
            raise QgsProcessingException(problem)
        return {name: value for name, value in results.items() if _is_told(value)}

    def _ended(self, outcome: str) -> None:
        """Let go of the layers, and keep how it ended."""
        self.found = None
        if self.record is not None:
            self.record.end(outcome)

    def _attempt(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> tuple[dict[str, Any], str]:
        """Return the outputs, and in a sentence why there are none; else ""."""
        problem = dependency_problem()
        if problem:  # canExecute only greys out the toolbox
            return {}, problem
        prepare_rasterio()
        values = Values(self, parameters, context)
        try:
            from ..core.outputs.claim import claimed
            from ..core.rasters.raster import raster_environment

            check_values(values)  # a model does not ask checkParameterValues
            check_outputs(values)
            self.check(values)
            progress, read = FeedbackProgress(feedback, self.record), origins(values)
            with (
                raster_environment(), claimed(written_files(values)), on_cluster(values, progress),
            ):  # fmt: skip
                results = self.execute(values, progress)
            keep_remote(results, context)
            remember(values, results, read)
            return results, ""
        except FineCoverError as error:  # a cancelled run too must not look like a finished one
            return {}, str(error)
        except ImportError as error:
            if _is_ours(error):
                raise
            return {}, import_problem(error)

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Do the work and return the outputs."""
        raise NotImplementedError


class FeedbackProgress:
    """QGIS feedback as the core's Progress."""

    def __init__(self, feedback: QgsProcessingFeedback, record: RunRecord | None = None) -> None:
        """Wrap ``feedback``; what the log says is kept in ``record``."""
        self.feedback, self._record = feedback, record

    def set(self, fraction: float) -> None:
        """Show the share of work done."""
        self.feedback.setProgress(100 * fraction)

    def message(self, text: str, *, warning: bool = False) -> None:
        """Write to the log; several lines are a table."""
        self._keep(f"warning: {text}" if warning else text)
        if "\n" in text:  # the log is a page, which would draw spaces in a row together
            self.feedback.pushConsoleInfo(text.replace(" ", "\u00a0"))
        elif warning:
            self.feedback.pushWarning(text)
        else:
            self.feedback.pushInfo(text)

    def problem(self, text: str) -> None:
        """Write to the log what stands in the way; the work goes on."""
        self._keep(f"problem: {text}")
        self.feedback.reportError(text)

    def _keep(self, text: str) -> None:
        if self._record is not None:
            self._record.add(text)

    def cancelled(self) -> bool:
        """Tell whether the user pressed Cancel."""
        return self.feedback.isCanceled()


def prepare_rasterio() -> None:
    """Keep a rasterio installed with pip from breaking QGIS's coordinate systems on Linux.

    Such a rasterio points PROJ at its own database, which QGIS's PROJ may be unable to read; the
    database QGIS uses is named before rasterio is first imported.
    """
    if "PROJ_DATA" in os.environ or "PROJ_LIB" in os.environ:
        return
    for folder in QgsProjUtils.searchPaths():
        if (Path(folder) / "proj.db").exists():
            os.environ["PROJ_DATA"] = folder
            return


def _is_ours(error: ImportError) -> bool:
    """Tell a mistake of ours, which keeps its traceback, from a package that is broken."""
    return (error.name or "").split(".")[0] == __package__.split(".")[0]


def _is_told(value: Any) -> bool:
    """Leave out undefined figures: JSON has no NaN."""
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))
