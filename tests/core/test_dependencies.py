"""Missing and broken packages: which, and the command that mends it on this machine."""

from __future__ import annotations

import sys

import pytest
from finecover.core import dependencies
from finecover.core.dependencies import (
    dependency_problem,
    import_problem,
    install_command,
    missing_packages,
    python_command,
)


def test_nothing_is_missing_where_the_tests_run():
    assert missing_packages() == []
    assert dependency_problem() == ""


def test_a_package_that_python_cannot_find_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert missing_packages() == ["sklearn"]
    problem = dependency_problem()
    assert "needs the Python package scikit-learn; install" in problem
    assert problem.count(". ") == 0


@pytest.mark.parametrize(
    ("platform", "prefix", "executable", "debian", "command"),
    [
        ("linux", "/usr", "/usr/bin/python3", True,
         "sudo apt install python3-sklearn python3-rasterio"),
        ("linux", "/usr", "/usr/bin/python3", False,
         "/usr/bin/python3 -m pip install --user scikit-learn rasterio"),
        ("linux", "/opt/env", "/opt/env/bin/python", True,
         "/opt/env/bin/python -m pip install --user scikit-learn rasterio"),
        ("linux", "/usr", "", False, "python3 -m pip install --user scikit-learn rasterio"),
        ("win32", "C:\\Program Files\\QGIS\\apps\\Python312", "C:\\QGIS\\bin\\qgis-bin.exe", False,
         '"C:\\Program Files\\QGIS\\apps\\Python312\\python.exe" -m pip install --user '
         "scikit-learn rasterio"),
        ("darwin", "/x", "/Applications/QGIS.app/Contents/MacOS/QGIS", False,
         '"/Applications/QGIS.app/Contents/MacOS/bin/python3" -m pip install --user '
         "scikit-learn rasterio"),
        ("darwin", "/x", "/opt/homebrew/bin/python3.12", False,
         "/opt/homebrew/bin/python3.12 -m pip install --user scikit-learn rasterio"),
    ],
)  # fmt: skip
def test_the_command_fits_the_machine(platform, prefix, executable, debian, command):
    found = install_command(
        ["sklearn", "rasterio"], platform=platform, prefix=prefix, executable=executable,
        debian=debian,
    )  # fmt: skip
    assert found == command


def test_the_interpreter_is_never_qgis_itself():
    for platform, executable in (
        ("win32", "C:\\OSGeo4W\\bin\\qgis-ltr-bin.exe"),
        ("darwin", "/Applications/QGIS-LTR.app/Contents/MacOS/QGIS"),
    ):
        command = python_command(platform=platform, prefix="P", executable=executable)
        assert "python" in command.lower()
        assert "qgis-ltr-bin" not in command


def test_a_broken_package_is_told_with_its_cause():
    error = ImportError("DLL load failed while importing _base", name="rasterio._base")
    text = import_problem(error)
    assert text.startswith("FineCover cannot load the Python package rasterio (DLL load failed")
    assert "reinstall it" in text


def test_a_broken_part_of_a_package_names_what_failed():
    assert "numba" in import_problem(ModuleNotFoundError("No module named 'numba'", name="numba"))
    assert "(no reason given)" in import_problem(ImportError())


def test_the_table_of_packages_is_what_the_core_imports():
    assert set(dependencies._PACKAGES) == {"numpy", "scipy", "joblib", "sklearn", "rasterio"}
