"""Find what a QGIS with Qt 6 would refuse: unscoped enums, exec_(), PyQt5, removed names.

Usage: .venv/bin/python scripts/check_qt6.py [FILE ...]

Names of Qt are looked up in PyQt6's own .pyi files, names of QGIS in the QGIS that is installed;
what is not installed is not looked up. Branches for an older QGIS (``if Qgis.QGIS_VERSION_INT <
…``) may use what Qt 6 has not, and those for a newer one what this QGIS has not.
"""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import qt6_names

ROOT = Path(__file__).resolve().parent.parent
_SKIPPED = {".venv", ".venv-fuzz", "build", "dist", "demo", "node_modules", "__pycache__"}
_QT6 = 40000  # QGIS_VERSION_INT of the first QGIS with Qt 6 alone
_METHODS = {  # methods of instances that are gone
    "exec_": "exec()", "print_": "print()", "globalPos": "globalPosition()",
    "globalX": "globalPosition()", "globalY": "globalPosition()", "localPos": "position()",
    "windowPos": "scenePosition()", "toTime_t": "toSecsSinceEpoch()",
    "setTabStopWidth": "setTabStopDistance()",
}  # fmt: skip
_ORDERS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
_CONSTANTS = {"QT_VERSION", "QT_VERSION_STR", "PYQT_VERSION", "PYQT_VERSION_STR", "NULL"}


@dataclass(frozen=True)
class Problem:
    """Something Qt 6 would refuse, and where."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class Checker(ast.NodeVisitor):
    """Looks through one file for names of QGIS, or for everything else."""

    def __init__(self, file: str, tree: ast.AST, *, of_qgis: bool) -> None:
        """Note what the file imports; ``visit`` does the rest."""
        self.file = file
        self.of_qgis = of_qgis
        self.problems: list[Problem] = []
        self.imports = dict(_imported(tree))
        self.others = set(_named(tree)) - self.imports.keys()  # modules that are no QGIS
        self.version = (qt6_names.qgis_version() if of_qgis else 0) or _QT6

    def visit_Import(self, node: ast.Import) -> None:
        """Check the modules of ``import …``."""
        for alias in node.names:
            self._check_module(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Check the names of ``from … import …``."""
        self._check_module(node, node.module or "")
        package, _, module = (node.module or "").rpartition(".")
        if node.level or package != "qgis.PyQt" or not qt6_names.stub_module(module):
            return
        for alias in node.names:
            known = alias.name in _CONSTANTS or alias.name == "*"
            if not known and qt6_names.find_qt(module, alias.name) is None:
                self._tell_of_qt(node, f"{module} has no {alias.name} in Qt 6")

    def visit_If(self, node: ast.If) -> None:
        """Check only the branch that runs."""
        alive = _alive(node.test, self.version)
        self.visit(node.test)
        for inner in [*(node.body if alive is not False else ()),
                      *(node.orelse if alive is not True else ())]:  # fmt: skip
            self.visit(inner)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Check only the branch that runs."""
        alive = _alive(node.test, self.version)
        self.visit(node.test)
        if alive is not False:
            self.visit(node.body)
        if alive is not True:
            self.visit(node.orelse)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Check a name with dots."""
        chain = _chain(node)
        if chain is None:  # a call or the like stands before the dot
            self._check_member(node)
            self.generic_visit(node)
            return
        known = self.imports.get(chain[0])
        if known is None:
            self._check_member(node)
            self.visit(node.value)  # the rest of the chain
            return
        ours = known[0].startswith("qgis.PyQt") != self.of_qgis
        problem = _problem(known, chain[1:]) if ours else ""
        if problem:
            self._tell(node, problem)
        else:
            self._check_method(node)

    def _check_module(self, node: ast.AST, module: str) -> None:
        if module.split(".")[0] in ("PyQt5", "PyQt6", "PySide2", "PySide6", "sip"):
            self._tell_of_qt(node, f"import from qgis.PyQt, not from {module}")

    def _check_member(self, node: ast.Attribute) -> None:
        owner = getattr(node.value, "attr", getattr(node.value, "id", ""))
        foreign = not self.imports or owner in self.others or owner[:1].isupper()
        value = node.attr[:1].isupper() and node.attr in qt6_names.known_values()
        if value and self.of_qgis and not foreign:
            self._tell(node, f"{owner or '…'}.{node.attr} is not scoped")
        self._check_method(node)

    def _check_method(self, node: ast.Attribute) -> None:
        if node.attr in _METHODS:
            self._tell_of_qt(node, f"{node.attr} is not in Qt 6; write {_METHODS[node.attr]}")

    def _tell_of_qt(self, node: ast.AST, text: str) -> None:
        if not self.of_qgis:
            self._tell(node, text)

    def _tell(self, node: ast.AST, text: str) -> None:
        self.problems.append(Problem(self.file, getattr(node, "lineno", 0), text))


def _imported(tree: ast.AST) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Yield each name bound to Qt or QGIS: (module, names below it)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            module = node.module or ""
            for alias in node.names:
                if module in ("qgis", "qgis.PyQt"):
                    yield alias.asname or alias.name, (f"{module}.{alias.name}", ())
                elif module.startswith("qgis."):
                    yield alias.asname or alias.name, (module, (alias.name,))


def _named(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0]


def _problem(known: tuple[str, tuple[str, ...]], chain: list[str]) -> str:
    module, names = known
    names = (*names, *chain)
    if not module.startswith("qgis.PyQt"):
        return qt6_names.qgis_problem(module, names)
    place = module.rpartition(".")[2]
    start = qt6_names.find_qt(place, names[0]) if names else None
    if start is None or names[0] in _CONSTANTS:
        return ""  # the import itself is told of
    return qt6_names.qt_problem(start, place, names[1:])


def _chain(node: ast.AST) -> list[str] | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return [node.id, *names] if isinstance(node, ast.Name) else None


def _alive(test: ast.expr, version: int) -> bool | None:
    """Return whether a comparison of QGIS_VERSION_INT holds for ``version``; None = it is none."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    order, limit = _ORDERS.get(type(test.ops[0])), test.comparators[0]
    if not ast.unparse(test.left).endswith("QGIS_VERSION_INT") or order is None:
        return None
    return bool(order(version, limit.value)) if isinstance(limit, ast.Constant) else None


def problems_in(text: str, file: str = "text") -> list[Problem]:
    """Return what Qt 6 would refuse of a Python source."""
    tree = ast.parse(text)
    checkers = [Checker(file, tree, of_qgis=choice) for choice in (False, True)]
    for checker in checkers:
        checker.visit(tree)
    return sorted(checkers[0].problems + checkers[1].problems, key=lambda one: one.line)


def sources(root: Path = ROOT) -> list[Path]:
    """Return the project's Python files."""
    return [
        file for file in sorted(root.rglob("*.py"))
        if not _SKIPPED & set(file.relative_to(root).parts)
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Check the files named, or all; 0 where nothing is wrong."""
    if qt6_names.stub_folder() is None:
        print("check_qt6: PyQt6 is not installed, so names of Qt are not looked up")
    files = [Path(one).resolve() for one in arguments] or sources()
    found = [
        problem
        for file in files
        for problem in problems_in(file.read_text(encoding="utf-8"), str(file))
    ]
    for problem in found:
        print(problem)
    print(f"check_qt6: {len(files)} files, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
