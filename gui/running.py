"""Ending what still runs or stands open, so that the provider can go."""

from __future__ import annotations

import time

from qgis.core import QgsApplication, QgsProcessingProvider, QgsTask
from qgis.gui import QgsProcessingAlgorithmDialogBase
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop
from qgis.PyQt.QtWidgets import QApplication, QDialog

_SECONDS = 60.0
_NAP = 0.01


def end_runs(provider: QgsProcessingProvider, *, seconds: float = _SECONDS) -> None:
    """Cancel the provider's tasks, wait until they have ended, and close its dialogs.

    At its end a task still asks its algorithm for the provider, and QGIS 3.22 crashes where that is
    gone. A task that does not end in time is cut off from the dialog it would tell.

    Args:
        provider: whose algorithms are meant.
        seconds: how long to wait at most.
    """
    deadline = time.monotonic() + seconds
    while (tasks := _tasks(provider)) and time.monotonic() < deadline:
        for task in tasks:
            if not task.isCanceled():
                task.cancel()
        # no clicks or keys, which could start the next run
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        time.sleep(_NAP)
    for task in _tasks(provider):
        _cut_off(task)
    for dialog in _dialogs(provider):
        dialog.close()
        if not sip.isdeleted(dialog):
            dialog.deleteLater()


def _tasks(provider: QgsProcessingProvider) -> list[QgsTask]:
    """Return the tasks that run algorithms of the provider, which only their titles tell."""
    names = [algorithm.displayName() for algorithm in provider.algorithms()]
    return [
        task
        for task in QgsApplication.taskManager().tasks()
        if hasattr(task, "executed") and any(name in task.description() for name in names)
    ]


def _dialogs(provider: QgsProcessingProvider) -> list[QDialog]:
    """Return the open dialogs of the provider's algorithms, whoever opened them."""
    found = []
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QgsProcessingAlgorithmDialogBase) and not sip.isdeleted(widget):
            algorithm = widget.algorithm()
            if algorithm is None or sip.isdeleted(algorithm):
                continue
            if algorithm.provider() is provider:
                found.append(widget)
    return found


def _cut_off(task: QgsTask) -> None:
    try:
        task.executed.disconnect()
    except TypeError:  # nobody listens
        return
