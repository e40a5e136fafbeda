"""The check for Qt 6, by examples of what it must refuse and what it must let pass."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import qt6_names
from check_qt6 import problems_in

STUBS = """
import enum
import PyQt6.sip
class QObject(PyQt6.sip.wrapper):
    def parent(self) -> 'QObject': ...
    def spread(self, *args: int, /) -> None: ...
class Qt(PyQt6.sip.simplewrapper):
    class MouseButton(enum.Flag):
        LeftButton = ... # type: Qt.MouseButton
    class Key(enum.IntEnum):
        Key_Escape = ... # type: Qt.Key
class QEvent(QObject):
    class Type(enum.Enum):
        DeferredDelete = ... # type: QEvent.Type
class QChildEvent(QEvent): ...
class QVariant(PyQt6.sip.simplewrapper): ...
class QMetaType(PyQt6.sip.simplewrapper):
    class Type(enum.Enum):
        Int = ... # type: QMetaType.Type
def qVersion() -> str: ...
QT_VERSION: int = ...
"""
QT = "from qgis.PyQt.QtCore import Qt, QChildEvent, QMetaType, QVariant\n"
CORE = "from qgis.core import Qgis, QgsProcessing, QgsWkbTypes, QgsProcessingAlgorithm\n"


@pytest.fixture
def stubs(tmp_path, monkeypatch):
    """A Qt 6 of a few classes, whatever is installed."""
    (tmp_path / "QtCore.pyi").write_text(STUBS, encoding="utf-8")
    (tmp_path / "QtGui.pyi").write_text(
        "class QAction:\n    def anything(self) -> None: ...\n", encoding="utf-8"
    )
    (tmp_path / "QtWidgets.pyi").write_text("class QWidget: ...\n", encoding="utf-8")
    monkeypatch.setattr(qt6_names, "stub_folder", lambda: tmp_path)
    qt6_names.stub_module.cache_clear()
    yield
    qt6_names.stub_module.cache_clear()


def told(text):
    return [problem.text for problem in problems_in(text)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("from PyQt5.QtCore import Qt", "import from qgis.PyQt, not from PyQt5"),
        ("import PyQt5.QtWidgets", "import from qgis.PyQt"),
        ("import sip", "import from qgis.PyQt"),
        (QT + "a = Qt.LeftButton", "write Qt.MouseButton.LeftButton"),
        (QT + "a = QChildEvent.DeferredDelete", "write QChildEvent.Type.DeferredDelete"),
        (QT + "a = Qt.MouseButton.MidButton", "Qt.MouseButton has no MidButton"),
        (QT + "a = QVariant.Int", "QVariant.Int is not in Qt 6"),
        (QT + "a = QVariant.Type.Int", "QVariant.Type is not in Qt 6"),
        ("from qgis.PyQt import QtCore\na = QtCore.Qt.LeftButton", "Qt.MouseButton.LeftButton"),
        ("def f():\n    " + QT + "    return Qt.Key_Escape", "write Qt.Key.Key_Escape"),
        ("from qgis.PyQt.QtCore import QRegExp", "QtCore has no QRegExp"),
        ("dialog.exec_()", "exec_ is not in Qt 6; write exec()"),
        (QT + "QMenu().exec_(place)", "write exec()"),
        ("event.globalPos()", "write globalPosition()"),
    ],
)
def test_what_qt6_has_not_is_refused(stubs, text, complaint):
    found = told(text)
    assert len(found) == 1, found
    assert complaint in found[0]


@pytest.mark.parametrize(
    "text",
    [
        QT + "a = Qt.MouseButton.LeftButton | Qt.Key.Key_Escape.value",
        QT + "a = QChildEvent.Type.DeferredDelete\nb = QChildEvent.parent",
        "from qgis.PyQt.QtCore import qVersion, QT_VERSION, NULL\na = qVersion()",
        "from qgis.PyQt.QtWidgets import QAction, QWidget\na = QAction.anything",
        CORE + QT + "if Qgis.QGIS_VERSION_INT < 33800:\n    a = QVariant.Int",
        CORE + QT + "a = QMetaType.Type.Int if Qgis.QGIS_VERSION_INT >= 33800 else QVariant.Int",
        "import ast\nast.Name, ast.Import",
        "from .place import Qt\na = Qt.LeftButton",
        "dialog.exec()",
    ],
)
def test_what_qt6_has_passes(stubs, text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a = QgsProcessing.TypeVectorPolygon", "QgsProcessing.TypeVectorPolygon is not scoped"),
        ("a = QgsWkbTypes.Polygon", "QgsWkbTypes.Polygon is not scoped"),
        ("a = Qgis.Warning", "Qgis.Warning is not scoped; write Qgis.MessageLevel.Warning"),
        ("a = Qgis.MessageLevel.Alarm", "Qgis.MessageLevel has no Alarm in this QGIS"),
        ("a = self.FlagNoThreading", "self.FlagNoThreading is not scoped"),
        ("a = super().flags() | make().FlagNoThreading", "….FlagNoThreading is not scoped"),
    ],
)
def test_names_of_qgis_are_looked_up_in_qgis(text, complaint):
    pytest.importorskip("qgis.core")
    found = told(CORE + text)
    assert len(found) == 1, found
    assert complaint in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "a = QgsProcessing.SourceType.TypeVectorPolygon",
        "a = QgsWkbTypes.Type.Polygon, Qgis.QGIS_VERSION_INT, Qgis.MessageLevel.Warning",
        "a = QgsProcessingAlgorithm.Flag.FlagNoThreading | self.Flag.FlagNoThreading",
        "a = QgsWkbTypes.displayString(3)",
        "if Qgis.QGIS_VERSION_INT >= 990000:\n    a = Qgis.Future.Value",
    ],
)
def test_scoped_names_of_qgis_pass(text):
    pytest.importorskip("qgis.core")
    assert told(CORE + text) == []
