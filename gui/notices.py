"""Messages in a message bar, one at a time, taken back in time."""

from __future__ import annotations

from html import escape

from qgis.core import Qgis
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy

_MARK = "finecover_notice"
_SECONDS = 12
_BESIDE_TEXT = 190  # pixels a bar needs for icons and buttons, with some to spare


class Notices:
    """What FineCover says in a message bar; a new notice takes the place of the last.

    Several may speak in one bar: what one says takes the place of the other's, and each takes back
    only its own.
    """

    def __init__(self, bar) -> None:
        """Remember the bar, a QgsMessageBar."""
        self._bar, self._item = bar, None

    def tell(self, text: str) -> None:
        """Say something that went well."""
        self._push(text, Qgis.MessageLevel.Info)

    def warn(self, text: str) -> None:
        """Say what stands in the way and what to do."""
        self._push(text, Qgis.MessageLevel.Warning)

    def clear(self) -> None:
        """Take back what is still shown."""
        if self._item is not None and not sip.isdeleted(self._item):
            self._bar.popWidget(self._item)
        self._item = None

    def _push(self, text: str, level) -> None:
        for item in self._bar.items():
            if item.property(_MARK):
                self._bar.popWidget(item)
        # a bar's own text has room for little more than a line; a label takes what it needs
        label = QLabel(f"<b>FineCover:</b> {escape(text, quote=False)}", self._bar)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        room = max(self._bar.width() - _BESIDE_TEXT, _BESIDE_TEXT)
        label.setFixedHeight(label.heightForWidth(room))  # else a guess, twice as high as needed
        self._item = self._bar.createMessage(label)
        self._item.setProperty(_MARK, True)
        self._bar.pushWidget(self._item, level, _SECONDS)
