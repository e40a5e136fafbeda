"""The message about missing packages, in a real message bar."""

from __future__ import annotations

import sys

import pytest

NAME = "finecover_missing_packages"
HEAVY = ("sklearn", "rasterio", "scipy", "joblib")
MACHINES = {
    "debian": (("linux", "/usr", "/usr/bin/python3", "debian"),
               "sudo apt install python3-sklearn python3-rasterio"),
    "fedora": (("linux", "/usr", "/usr/bin/python3", "fedora"),
               "sudo dnf install python3-scikit-learn python3-rasterio"),
    "windows": (("win32", "C:\\OSGeo4W\\apps\\Python312", "C:\\OSGeo4W\\bin\\qgis-bin.exe"),
                '"C:\\OSGeo4W\\apps\\Python312\\python.exe" -m pip install --user scikit-learn '
                "rasterio"),
    "mac": (("darwin", "/x", "/Applications/QGIS.app/Contents/MacOS/QGIS"),
            '"/Applications/QGIS.app/Contents/MacOS/bin/python3" -m pip install --user '
            "scikit-learn rasterio"),
}  # fmt: skip


def without(*names):
    """Return a finder that finds all packages but these."""
    return lambda name: None if name in names else object()


def said(item):
    from qgis.PyQt.QtWidgets import QLabel

    return " ".join(label.text() for label in item.findChildren(QLabel))


def ours(iface):
    return [item for item in iface.bar.items() if item.objectName() == NAME]


@pytest.fixture
def gui(iface):
    """The module under test; its message is gone after the test."""
    from finecover.gui import missing_packages

    yield missing_packages
    missing_packages.hide_missing_packages(iface)


def test_nothing_is_said_where_nothing_is_missing(gui, iface):
    assert gui.show_missing_packages(iface, find=without()) is None
    assert gui.show_missing_packages(iface) is None  # the tests need them all
    assert ours(iface) == []


@pytest.mark.parametrize("system", sorted(MACHINES))
def test_the_message_has_the_command_and_copies_it(gui, iface, picture, system):
    from finecover.core.dependencies import Machine
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtTest import QTest
    from qgis.PyQt.QtWidgets import QApplication, QPushButton

    machine, command = MACHINES[system]
    item = gui.show_missing_packages(
        iface, find=without("sklearn", "rasterio"), machine=Machine(*machine)
    )
    assert ours(iface) == [item]
    assert item.duration() == 0  # it stays
    assert "scikit-learn, rasterio" in said(item)
    assert command in said(item)
    assert ("QPIP" in said(item)) == (system in ("windows", "mac"))
    QApplication.clipboard().clear()
    button = item.findChild(QPushButton, "finecover_copy_command")
    assert button.text() == "Copy command"
    picture(iface.window, f"missing_packages_{system}")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == command
    assert button.text() == "Copied"


def test_the_message_is_as_high_as_its_lines(gui, iface):
    """In the small window of the tests, and in one as wide as screens are."""
    from conftest import settle
    from qgis.PyQt.QtWidgets import QLabel, QPushButton

    item = gui.show_missing_packages(iface, find=without("sklearn", "rasterio"))
    size = iface.window.size()
    lines = []
    for width in (1000, 1400, 1000):
        iface.window.resize(width, 700)
        settle(20)
        (text,) = [one for one in item.findChildren(QLabel) if "restart QGIS" in one.text()]
        button = item.findChild(QPushButton, "finecover_copy_command")
        lines.append(text.height() / text.fontMetrics().lineSpacing())
        assert iface.bar.height() <= max(text.height(), button.height()) + 24
        middle = button.mapTo(item, button.rect().center()).y()
        assert abs(middle - item.height() / 2) <= 3  # in line with the text, and right of it
        assert button.mapTo(item, button.rect().topLeft()).x() > text.mapTo(item, text.pos()).x()
    iface.window.resize(size)
    settle(20)
    assert lines[0] < 5
    assert lines[1] < 3
    assert lines[2] == lines[0]


@pytest.mark.parametrize("shown", [False, True])
def test_the_bar_of_qgis_is_no_higher_than_the_message(gui, iface, shown):
    """QGIS keeps its bar to the height it asks for; plugins come before the window is shown."""
    import types

    from conftest import settle
    from qgis.gui import QgsMapCanvas, QgsMessageBar
    from qgis.PyQt.QtWidgets import QGridLayout, QMainWindow, QSizePolicy, QWidget

    window = QMainWindow()
    centre = QWidget(window)
    layout = QGridLayout(centre)
    layout.setContentsMargins(0, 0, 0, 0)
    bar = QgsMessageBar(centre)
    bar.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    layout.addWidget(QgsMapCanvas(centre), 0, 0, 2, 1)
    layout.addWidget(bar, 0, 0, 1, 1)
    window.setCentralWidget(centre)
    window.resize(1400, 800)
    if shown:
        window.show()
        settle(20)
    item = gui.show_missing_packages(
        types.SimpleNamespace(messageBar=lambda: bar), find=without("sklearn", "rasterio")
    )
    window.show()
    settle(50)
    heights = bar.height(), item.height()
    window.close()
    window.deleteLater()
    settle()
    assert heights[0] <= heights[1] + 24 < 80


def test_it_is_said_once_and_taken_back(gui, iface):
    from qgis.core import Qgis

    iface.bar.pushMessage("Of another plugin", Qgis.MessageLevel.Info, 0)
    for _ in range(2):
        gui.show_missing_packages(iface, find=without("scipy"))
        assert len(ours(iface)) == 1
    gui.hide_missing_packages(iface)
    gui.hide_missing_packages(iface)
    assert ours(iface) == []
    assert any("another plugin" in item.text() for item in iface.bar.items())


def test_the_user_may_close_it_before_the_plugin_does(gui, iface):
    item = gui.show_missing_packages(iface, find=without("numpy"))
    iface.bar.popWidget(item)
    gui.hide_missing_packages(iface)
    assert ours(iface) == []


def test_looking_for_packages_imports_none(gui, iface):
    before = {name for name in HEAVY if name in sys.modules}
    gui.show_missing_packages(iface)
    assert {name for name in HEAVY if name in sys.modules} == before


def test_this_machine_gets_a_command_of_its_own(gui, iface):
    item = gui.show_missing_packages(iface, find=without("joblib"))
    assert "joblib" in item.toolTip()
    assert item.toolTip() in said(item)
