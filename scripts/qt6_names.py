"""What there is in Qt 6, by PyQt6's .pyi files, and in the QGIS that is installed."""

from __future__ import annotations

import ast
import enum
import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

# found in another module than in Qt 5; qgis.PyQt has them where they were
_MOVED = {"QAction", "QActionGroup", "QShortcut", "QUndoCommand", "QUndoGroup", "QUndoStack"}
_QGIS_MODULES = ("qgis.core", "qgis.gui", "qgis.analysis")
_MISSING = object()


@dataclass
class StubClass:
    """A class in a .pyi file.

    Attributes:
        nested: classes in it, enums among them, by name.
        names: everything else in it.
        bases: its bases, as written.
    """

    name: str
    nested: dict[str, StubClass] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    bases: tuple[str, ...] = ()

    @property
    def is_enum(self) -> bool:
        """Tell whether it is an enum."""
        return any(base.startswith("enum.") for base in self.bases)


def stub_folder() -> Path | None:
    """Return the folder of PyQt6's .pyi files, or None; imports nothing of it."""
    spec = importlib.util.find_spec("PyQt6")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places and (Path(places[0]) / "QtCore.pyi").is_file() else None


@cache
def stub_module(name: str) -> dict[str, StubClass]:
    """Return the classes of a module of Qt 6, such as QtCore, by name; {} where there is none."""
    folder = stub_folder()
    file = folder / f"{name}.pyi" if folder else None
    if file is None or not file.is_file():
        return {}
    # PyQt6 writes f(*args, /), which Python does not read
    tree = ast.parse(file.read_text(encoding="utf-8").replace(", /)", ")"))
    classes = {node.name: _stub_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in tree.body:  # functions and constants
        for text in _defined(node):
            classes.setdefault(text, StubClass(text, bases=("builtins.object",)))
    return classes


def _stub_class(node: ast.ClassDef) -> StubClass:
    made = StubClass(node.name, bases=tuple(ast.unparse(base) for base in node.bases))
    for inner in node.body:
        if isinstance(inner, ast.ClassDef):
            made.nested[inner.name] = _stub_class(inner)
        made.names.update(_defined(inner))
    return made


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [ast.unparse(node.target)]
    return [ast.unparse(one) for one in node.targets] if isinstance(node, ast.Assign) else []


def find_qt(module: str, name: str) -> StubClass | None:
    """Return a class, function or constant that ``qgis.PyQt`` offers under Qt 6, or None."""
    found = stub_module(module).get(name)
    return stub_module("QtGui").get(name) if found is None and name in _MOVED else found


def qt_problem(start: StubClass, module: str, chain: Sequence[str]) -> str:
    """Return why ``start.chain[0].chain[1]…`` is not to be had in Qt 6, or ""."""
    here, path = start, start.name
    for name in chain:
        if here.is_enum or name.startswith("__"):
            known = here.nested.keys() | here.names
            missing = here.is_enum and name not in known and name[:1].isupper()
            return f"{path} has no {name} in Qt 6" if missing else ""
        classes = list(_with_bases(here, module))
        inner = next((one.nested[name] for one in classes if name in one.nested), None)
        if inner is None:
            if not classes or any(name in one.names for one in classes):
                return ""
            return f"{path}.{name} is not in Qt 6{_scoped_hint(classes, path, name)}"
        here, path = inner, f"{path}.{name}"
    return ""


def _with_bases(one: StubClass, module: str) -> Iterator[StubClass]:
    yield one
    for base in one.bases:
        place, _, name = base.rpartition(".")
        found = find_qt(place or module, name)
        if found is not None:
            yield from _with_bases(found, place or module)


def _scoped_hint(classes: list[StubClass], path: str, name: str) -> str:
    for one in classes:
        for inner in one.nested.values():
            if inner.is_enum and name in inner.names:
                return f"; write {path}.{inner.name}.{name}"
    return ""


def qgis_version() -> int:
    """Return the version of the QGIS installed, such as 32216; 0 where there is none."""
    try:
        return int(importlib.import_module("qgis.core").Qgis.QGIS_VERSION_INT)
    except ImportError:
        return 0


def qgis_problem(module: str, chain: Sequence[str]) -> str:
    """Return what is wrong with ``module.chain[0].chain[1]…`` by the QGIS installed, or ""."""
    try:
        here = importlib.import_module(module)
    except ImportError:
        return ""
    path = ""
    for name in chain:
        value = getattr(here, name, _MISSING)
        if value is _MISSING:
            return f"{path or module} has no {name} in this QGIS"
        if is_enum_value(value):
            return _unscoped(here, path, name, value)
        if not isinstance(value, type):
            return ""
        here, path = value, f"{path}.{name}".lstrip(".")
    return ""


def is_enum_value(value: object) -> bool:
    """Tell a value of an enum from any other; sip's enums of Qt 5 are kinds of int."""
    if isinstance(value, enum.Enum):
        return True
    kind = type(value)
    return kind is not bool and kind is not int and issubclass(kind, int)


def _unscoped(owner: object, path: str, name: str, value: object) -> str:
    kind = type(value)
    if isinstance(owner, type) and issubclass(kind, owner):
        return ""
    scoped = getattr(owner, kind.__name__, None) is kind
    return f"{path}.{name} is not scoped" + (
        f"; write {path}.{kind.__name__}.{name}" if scoped else ""
    )


@cache
def known_values() -> frozenset[str]:
    """Return names of enum values of QGIS's classes, which an instance has, too."""
    found: set[str] = set()
    for module in _QGIS_MODULES:
        try:
            loaded = importlib.import_module(module)
        except ImportError:
            continue
        for owner in vars(loaded).values():
            if isinstance(owner, type) and not issubclass(owner, (enum.Enum, int)):
                found.update(name for name, value in vars(owner).items() if is_enum_value(value))
    return frozenset(found)
