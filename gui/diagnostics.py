"""Putting what FineCover runs on onto the clipboard."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QApplication

from ..algorithms.base import prepare_rasterio
from ..algorithms.host import host_facts
from .notices import Notices

translate = QCoreApplication.translate


def copy_diagnostics(notices: Notices, *, full_paths: bool = False) -> None:
    """Put the diagnostics on the clipboard, and say so.

    Args:
        notices: where it is said.
        full_paths: keep folders and the user's name.
    """
    from ..core.diagnostics import diagnostics  # which tries packages, only when asked to

    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        prepare_rasterio()
        text = diagnostics(host_facts(), full_paths=full_paths)
    finally:
        QApplication.restoreOverrideCursor()
    QApplication.clipboard().setText(text)
    if full_paths:
        told = translate(
            "FineCover",
            "The diagnostics are on the clipboard, with folders and your user name; paste them "
            "only where those may be read.",
        )
    else:
        told = translate(
            "FineCover",
            "The diagnostics are on the clipboard, without folders and your user name; paste them "
            "into your report of a problem.",
        )
    notices.tell(told)
