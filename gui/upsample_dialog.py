"""The dialog of ``upsample``: that of QGIS, and a button that checks a run before it starts."""

from __future__ import annotations

import json
from typing import Any

from processing.gui.AlgorithmDialog import AlgorithmDialog
from processing.tools import dataobjects
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QDialogButtonBox, QPushButton

translate = QCoreApplication.translate
_CHECK, _RUN = "finecover:preflight", "finecover:upsample"


class UpsampleDialog(AlgorithmDialog):
    """QGIS's own dialog with a Check button.

    The check runs ``preflight`` with what the dialog says at the moment, as a task in the
    background that Cancel stops; what it finds stands in the log, and the dialog stays open.
    """

    def __init__(self, algorithm: QgsProcessingAlgorithm, in_place: bool = False, parent=None):
        """Add the button."""
        super().__init__(algorithm, in_place, parent)
        self._checking: tuple[Any, ...] = ()  # what the task needs as long as it runs
        self.check_button = QPushButton(translate("FineCover", "Check"), self)
        self.check_button.setToolTip(
            translate(
                "FineCover",
                "Look for problems, and tell the memory, disk and time the run needs, without "
                "starting it.",
            )
        )
        self.check_button.clicked.connect(self.check)
        self.buttonBox().addButton(self.check_button, QDialogButtonBox.ButtonRole.ResetRole)

    def check(self) -> None:
        """Look at the parameters in the background."""
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(_CHECK)
        if algorithm is None or self._checking:
            return
        feedback = self.createFeedback()
        context = dataobjects.createContext(feedback)
        parameters = check_parameters(self.current_values())
        self.blockControlsWhileRunning()
        self.setExecutedAnyResult(True)  # offers the way back to the parameters
        self.clearProgress()
        self.setInfo(translate("FineCover", "Looking at the parameters …"))
        self.showLog()
        # As QGIS does before a run. It also imports scipy in this thread: first imported by a task,
        # it hangs in a later one (QGIS 3.40, Python 3.13).
        fine, problem = algorithm.checkParameterValues(parameters, context)
        if not fine:
            feedback.reportError(problem)
            self._checked(False, {})
            return
        task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        self._checking = (algorithm, context, feedback, task)
        if task.isCanceled():
            self._checked(False, {})
            return
        task.executed.connect(self._checked)
        self.cancelButton().setEnabled(True)
        self.setCurrentTask(task)

    def runAlgorithm(self) -> None:
        """Run; what an earlier check said holds no longer."""
        self.messageBar().clearWidgets()
        super().runAlgorithm()

    def current_values(self) -> dict[str, Any]:
        """Return what the widgets say, also where QGIS would refuse to run with it."""
        wrappers = self.mainWidget().wrappers
        return {name: wrapper.parameterValue() for name, wrapper in wrappers.items()}

    def blockAdditionalControlsWhileRunning(self) -> None:
        """Keep the button from being pressed."""
        super().blockAdditionalControlsWhileRunning()
        self.check_button.setEnabled(False)

    def resetAdditionalGui(self) -> None:
        """Let the button be pressed again."""
        super().resetAdditionalGui()
        self.check_button.setEnabled(True)

    def _checked(self, successful: bool, results: dict) -> None:
        """Tell the result in the message bar; the log holds the rest."""
        self._checking = ()
        self.cancelButton().setEnabled(False)
        self.resetGui()
        level, text = _verdict(results) if successful else _unfinished()
        self.messageBar().clearWidgets()
        self.messageBar().pushMessage("", text, level=level, duration=0)


def check_parameters(values: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of ``preflight`` for those of ``upsample``."""
    check = QgsApplication.processingRegistry().algorithmById(_CHECK)
    known = {one.name() for one in check.parameterDefinitions() if not one.isDestination()}
    upsample = QgsApplication.processingRegistry().algorithmById(_RUN)
    outputs = [one.name() for one in upsample.destinationParameterDefinitions()]
    places = {name: place for name in outputs if (place := _destination(values.get(name)))}
    temporary = QgsProcessing.TEMPORARY_OUTPUT
    wanted = {name: "" if place == temporary else place for name, place in places.items()}
    return {
        **{name: value for name, value in values.items() if name in known},
        "OUTPUTS": json.dumps(wanted, ensure_ascii=False),  # files may be called anything
    }


def _destination(value: Any) -> str:
    """Return where an output goes; "" where it is not wanted."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    return value if isinstance(value, str) else ""


def _verdict(results: dict) -> tuple[Qgis.MessageLevel, str]:
    problems, warnings = (int(results.get(f"{kind}_COUNT", 0)) for kind in ("PROBLEM", "WARNING"))
    if problems:
        text = translate(
            "FineCover",
            "Problems found: {problems}, warnings: {warnings}. The log tells what to do.",
        )
        level = Qgis.MessageLevel.Critical
    elif warnings:
        text = translate(
            "FineCover", "The run can start. Warnings found: {warnings}; the log tells them."
        )
        level = Qgis.MessageLevel.Warning
    else:
        text = translate("FineCover", "The run can start; nothing to warn of was found.")
        level = Qgis.MessageLevel.Success
    return level, text.format(problems=problems, warnings=warnings)


def _unfinished() -> tuple[Qgis.MessageLevel, str]:
    text = translate("FineCover", "The check was not finished; the log tells why.")
    return Qgis.MessageLevel.Warning, text
