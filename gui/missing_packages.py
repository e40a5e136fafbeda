"""The message that names missing Python packages and the command that installs them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from html import escape

from qgis.core import Qgis
from qgis.gui import QgsMessageBarItem
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QApplication, QLabel, QPushButton, QSizePolicy, QWidget

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
    item = iface.messageBar().createMessage(_label(text, iface.messageBar()))
    item.setObjectName(NAME)
    item.setToolTip(command)
    item.layout().addWidget(_copy_button(command))
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
    return f"{escape(text.format(names=names))}<br><code>{escape(command, quote=False)}</code>"


def _label(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)  # without a parent it would go with its last Python reference
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
    return label


def _copy_button(command: str) -> QPushButton:
    button = QPushButton(translate("FineCover", "Copy command"))
    button.setObjectName("finecover_copy_command")

    def copy() -> None:
        QApplication.clipboard().setText(command)
        button.setText(translate("FineCover", "Copied"))

    button.clicked.connect(copy)
    return button
