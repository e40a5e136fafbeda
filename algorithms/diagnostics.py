"""What FineCover runs on, for a terminal; the main window has it in its menu."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
)

from . import declare as d
from .base import FineCoverAlgorithm, prepare_rasterio
from .host import host_facts
from .values import Values, translate


class Diagnostics(FineCoverAlgorithm):
    """Tell versions, machine and settings; also where packages are missing."""

    NAME = "diagnostics"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "Diagnostics")

    def group(self) -> str:
        """Return the group in the toolbox; none."""
        return ""

    def groupId(self) -> str:
        """Return the group's id."""
        return ""

    def flags(self):
        """Return that models do not show it; what the toolbox hides too, QGIS calls deprecated."""
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagHideFromModeler

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return translate("FineCover", "versions,support,bug,problem").split(",")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Tells what FineCover runs on: versions of QGIS, GDAL, PROJ and of the Python "
            "packages, the machine, settings, and which optional parts work. Send it along when "
            "you report a problem. Folders and your name are left out."
            "\n\nExample: FULL_PATHS = no, run by qgis_process with its output sent to a text "
            "file.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        label = translate("FineCover", "With full paths")
        text = translate(
            "FineCover",
            "Keep folders and your user name, which are left out otherwise. Default: no.",
        )
        self.addParameter(d.helped(QgsProcessingParameterBoolean("FULL_PATHS", label, False), text))
        label = translate("FineCover", "Diagnostics as text")
        self.addOutput(QgsProcessingOutputString("TEXT", label))

    def canExecute(self) -> tuple[bool, str]:
        """Tell that it always can: what is missing is what it tells."""
        return True, ""

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext):
        """Find nothing wrong."""
        return QgsProcessingAlgorithm.checkParameterValues(self, parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Leave the record of the last run as it is."""
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        """Write the log and return the text."""
        from ..core.diagnostics import diagnostics

        prepare_rasterio()
        values = Values(self, parameters, context)
        return {"TEXT": diagnostics(host_facts(), full_paths=values.flag("FULL_PATHS"))}
