"""The message that names missing Python packages and the command that installs them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from html import escape

from qgis.core import Qgis
from qgis.gui import QgsMessageBarItem
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ..core.dependencies import (
    Machine,
    install_command,
    missing_packages,
    package_names,
    this_machine,
)

translate = QCoreApplication.translate

NAME = "finecover_missing_packages"


def show_missing_packages(
    iface,
    *,
    find: Callable[[str], object] = importlib.util.find_spec,
    machine: Machine | None = None,
) -> QgsMessageBarItem | None:
    """Say in the message bar what is missing, and how to install it; installs nothing itself.

    Packages are looked for, not imported, so that QGIS starts as fast as ever.

    Args:
        iface: the main window.
        find: tells where a package is by its import name, None where it is not.
        machine: where the command is meant for; None means this one.

    Returns:
        The message, which stays until closed; None where nothing is missing.
    """
    missing = missing_packages(find)
    hide_missing_packages(iface)
    if not missing:
        return None
    machine = this_machine() if machine is None else machine
    command = install_command(missing, machine)
    text = message(package_names(missing), command, machine)
    # a bar's own text has room for two lines, whatever it says; a label takes what it needs
    line = QWidget(iface.messageBar())
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(_Text(text, line), 1)
    row.addWidget(_copy_button(command))
    item = iface.messageBar().createMessage(line)
    item.setObjectName(NAME)
    item.setToolTip(command)
    iface.messageBar().pushWidget(item, Qgis.MessageLevel.Warning, 0)
    return item


def hide_missing_packages(iface) -> None:
    """Take the message away, where it is still there."""
    bar = iface.messageBar()
    for item in bar.items():
        if item.objectName() == NAME:
            bar.popWidget(item)


def message(names: str, command: str, machine: Machine) -> str:
    """Return what the message says, as HTML."""
    text = translate(
        "FineCover",
        "FineCover needs Python packages that are missing: {names}. Run this command in a terminal "
        "and restart QGIS:",
    )
    if machine.platform == "win32" and machine.family != "conda":
        text = translate(
            "FineCover",
            "FineCover needs Python packages that are missing: {names}. Run this command in the "
            "OSGeo4W Shell (Start menu) and restart QGIS; or let the plugin QPIP install them:",
        )
    elif machine.platform == "darwin" and machine.family != "conda":
        text = translate(
            "FineCover",
            "FineCover needs Python packages that are missing: {names}. Run this command in "
            "Terminal and restart QGIS; or let the plugin QPIP install them:",
        )
    return f"{escape(text.format(names=names))}&nbsp; <code>{escape(command, quote=False)}</code>"


class _Text(QLabel):
    """Text as high as its lines are at the width it is given; QLabel's own guess is higher."""

    def __init__(self, text: str, parent: QWidget) -> None:
        """Show HTML that can be selected."""
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event) -> None:
        """Follow the width, which QGIS changes until its window is shown, and users later.

        A least height would hold too, but Qt then never tells of fewer lines.
        """
        super().resizeEvent(event)
        height = self.heightForWidth(self.width())
        if height != self.maximumHeight():
            self.setMaximumHeight(height)


def _copy_button(command: str) -> QPushButton:
    button = QPushButton(translate("FineCover", "Copy command"))
    button.setObjectName("finecover_copy_command")

    def copy() -> None:
        QApplication.clipboard().setText(command)
        button.setText(translate("FineCover", "Copied"))

    button.clicked.connect(copy)
    return button
