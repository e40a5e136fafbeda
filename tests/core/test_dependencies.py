"""Missing and broken packages: which, and the command that mends it on this machine."""

from __future__ import annotations

import sys

import pytest
from finecover.core import dependencies
from finecover.core.dependencies import (
    Machine,
    dependency_problem,
    import_problem,
    install_command,
    linux_family,
    missing_packages,
    python_command,
    this_machine,
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


WINDOWS = "C:\\Program Files\\QGIS\\apps\\Python312"
MAC = "/Applications/QGIS.app/Contents/MacOS"


@pytest.mark.parametrize(
    ("machine", "command"),
    [
        (("linux", "/usr", "/usr/bin/python3", "debian"),
         "sudo apt install python3-sklearn python3-rasterio"),
        (("linux", "/usr", "/usr/bin/python3", "fedora"),
         "sudo dnf install python3-scikit-learn python3-rasterio"),
        (("linux", "/usr", "/usr/bin/python3", "arch"),
         "sudo pacman -S python-scikit-learn python-rasterio"),
        (("linux", "/usr", "/usr/bin/python3"),
         "/usr/bin/python3 -m pip install --user scikit-learn rasterio"),
        (("linux", "/usr", ""), "python3 -m pip install --user scikit-learn rasterio"),
        (("linux", "/usr", "/usr/bin/python3", "flatpak"),
         "flatpak run --command=python3 org.qgis.qgis -m pip install --user scikit-learn rasterio"),
        (("linux", "/opt/env", "/opt/env/bin/python", "conda"),
         'conda install --prefix "/opt/env" -c conda-forge scikit-learn rasterio'),
        (("win32", WINDOWS, "C:\\QGIS\\bin\\qgis-bin.exe"),
         f'"{WINDOWS}\\python.exe" -m pip install --user scikit-learn rasterio'),
        (("darwin", "/x", f"{MAC}/QGIS"),
         f'"{MAC}/bin/python3" -m pip install --user scikit-learn rasterio'),
        (("darwin", "/x", "/opt/homebrew/bin/python3.12"),
         "/opt/homebrew/bin/python3.12 -m pip install --user scikit-learn rasterio"),
    ],
)  # fmt: skip
def test_the_command_fits_the_machine(machine, command):
    assert install_command(["sklearn", "rasterio"], Machine(*machine)) == command


@pytest.mark.parametrize(
    ("os_release", "family"),
    [
        ('PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n', "debian"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "debian"),
        ("ID=fedora\n", "fedora"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=manjaro\nID_LIKE=arch\n", "arch"),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', ""),
        ("", ""),
    ],
)
def test_the_family_of_a_linux(os_release, family):
    assert linux_family(os_release) == family


def test_this_machine_is_the_one_the_tests_run_on():
    machine = this_machine()
    assert (machine.platform, machine.executable) == (sys.platform, sys.executable)


def test_the_interpreter_is_never_qgis_itself():
    for platform, executable in (
        ("win32", "C:\\OSGeo4W\\bin\\qgis-ltr-bin.exe"),
        ("darwin", "/Applications/QGIS-LTR.app/Contents/MacOS/QGIS"),
    ):
        command = python_command(Machine(platform, "P", executable))
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
