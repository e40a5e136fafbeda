"""What QGIS loads: the Processing provider, the main window's toolbar, and the language."""

from __future__ import annotations

import traceback
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsMessageLog
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .algorithms.provider import FineCoverProvider


class FineCoverPlugin:
    """FineCover in a running QGIS; ``iface`` is None in qgis_process."""

    def __init__(self, iface) -> None:
        """Load the translation that fits QGIS's language, where there is one."""
        self.iface = iface
        self.provider: FineCoverProvider | None = None
        self.toolbar = None
        self.translator = QTranslator()
        language = QgsApplication.locale()[:2]
        translation = Path(__file__).parent / "i18n" / f"finecover_{language}.qm"
        if translation.is_file() and self.translator.load(str(translation)):
            QCoreApplication.installTranslator(self.translator)

    def initProcessing(self) -> None:
        """Add the provider; qgis_process calls this alone."""
        if self.provider is None:
            self.provider = FineCoverProvider()
            QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Add what the main window shows."""
        from .gui.toolbar import FineCoverToolbar  # qgis_process has no window, and never needs it

        self.initProcessing()
        if self.toolbar is None:
            self.toolbar = FineCoverToolbar(self.iface)

    def unload(self) -> None:
        """Take everything away again, also what runs or stands open; what fails stops no other."""
        for step in (self._end_runs, self._remove_toolbar, self._remove_provider):
            try:
                step()
            except Exception:  # raised, QGIS would not load FineCover again until it is restarted
                text = traceback.format_exc()
                QgsMessageLog.logMessage(text, "FineCover", Qgis.MessageLevel.Warning)
        QCoreApplication.removeTranslator(self.translator)

    def _end_runs(self) -> None:
        if self.toolbar is not None:
            from .gui.running import end_runs

            end_runs(self.provider)

    def _remove_toolbar(self) -> None:
        toolbar, self.toolbar = self.toolbar, None
        if toolbar is not None:
            toolbar.remove()

    def _remove_provider(self) -> None:
        provider, self.provider = self.provider, None
        if provider is not None:
            QgsApplication.processingRegistry().removeProvider(provider)  # also deletes it
