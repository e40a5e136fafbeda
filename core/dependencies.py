"""Which Python packages are missing, and the command that installs them here."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_PACKAGES = {  # import name: (name for pip and conda, in Debian, in Fedora, in Arch)
    "numpy": ("numpy", "python3-numpy", "python3-numpy", "python-numpy"),
    "scipy": ("scipy", "python3-scipy", "python3-scipy", "python-scipy"),
    "joblib": ("joblib", "python3-joblib", "python3-joblib", "python-joblib"),
    "sklearn": (
        "scikit-learn", "python3-sklearn", "python3-scikit-learn", "python-scikit-learn",
    ),
    "rasterio": ("rasterio", "python3-rasterio", "python3-rasterio", "python-rasterio"),
}  # fmt: skip
_LINUX = {  # family: (command, column of its names in _PACKAGES)
    "debian": ("sudo apt install", 1),
    "fedora": ("sudo dnf install", 2),
    "arch": ("sudo pacman -S", 3),
}
_FLATPAK = "flatpak run --command=python3 org.qgis.qgis"


@dataclass(frozen=True)
class Machine:
    """What decides how packages are installed.

    Attributes:
        platform: like ``sys.platform``.
        prefix: like ``sys.exec_prefix``.
        executable: like ``sys.executable``.
        family: ``debian``, ``fedora``, ``arch``, ``flatpak``, ``conda`` or "" for any other.
    """

    platform: str
    prefix: str
    executable: str
    family: str = ""


def this_machine() -> Machine:
    """Return the machine, and the Python, that this runs on."""
    family = ""
    if Path("/.flatpak-info").exists():
        family = "flatpak"
    elif (Path(sys.exec_prefix) / "conda-meta").is_dir():
        family = "conda"
    elif sys.platform.startswith("linux") and sys.exec_prefix == "/usr":
        family = linux_family(_os_release())
    return Machine(sys.platform, sys.exec_prefix, sys.executable, family)


def linux_family(os_release: str) -> str:
    """Return the family of Linux that the text of ``/etc/os-release`` tells of, or ""."""
    told = dict(line.partition("=")[::2] for line in os_release.splitlines())
    names = f"{told.get('ID', '')} {told.get('ID_LIKE', '')}".replace('"', " ").split()
    known = {"ubuntu": "debian", "rhel": "fedora", **{name: name for name in _LINUX}}
    return next((known[name] for name in names if name in known), "")


def _os_release() -> str:
    try:
        return Path("/etc/os-release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def missing_packages(find: Callable[[str], object] = importlib.util.find_spec) -> list[str]:
    """Return the import names of needed packages that Python cannot find; imports none of them."""
    return [name for name in _PACKAGES if find(name) is None]


def package_names(packages: Sequence[str]) -> str:
    """Return what packages are called where they are published, separated by commas."""
    return ", ".join(_PACKAGES[name][0] for name in packages)


def python_command(machine: Machine) -> str:
    """Return the Python interpreter to call; inside QGIS ``sys.executable`` may be QGIS itself."""
    if machine.family == "flatpak":
        return _FLATPAK
    if machine.platform == "win32":
        return f'"{machine.prefix}\\python.exe"'
    if machine.platform == "darwin" and "python" not in Path(machine.executable).name.lower():
        return f'"{Path(machine.executable).parent / "bin" / "python3"}"'
    return machine.executable or "python3"


def install_command(packages: Sequence[str], machine: Machine | None = None) -> str:
    """Return the command that installs ``packages`` for the Python QGIS runs.

    Args:
        packages: import names, as from ``missing_packages``.
        machine: None means this one.
    """
    machine = this_machine() if machine is None else machine
    if machine.family in _LINUX:
        command, column = _LINUX[machine.family]
        return " ".join([command, *(_PACKAGES[name][column] for name in packages)])
    names = " ".join(_PACKAGES[name][0] for name in packages)
    if machine.family == "conda":
        return f'conda install --prefix "{machine.prefix}" -c conda-forge {names}'
    return f"{python_command(machine)} -m pip install --user {names}"


def dependency_problem() -> str:
    """Return one sentence on what is missing and how to install it, or ""."""
    missing = missing_packages()
    if not missing:
        return ""
    where = "the OSGeo4W Shell" if sys.platform == "win32" else "a terminal"
    return (
        f"FineCover needs the Python package{'s' if len(missing) > 1 else ''} "
        f"{package_names(missing)}; install with this command in {where} and restart QGIS: "
        f"{install_command(missing)}"
    )


def import_problem(error: ImportError) -> str:
    """Return one sentence on a package that Python finds but cannot load."""
    package = (error.name or "").partition(".")[0]
    name = _PACKAGES[package][0] if package in _PACKAGES else package or "it needs"
    reason = " ".join(str(error).split()) or "no reason given"
    return (
        f"FineCover cannot load the Python package {name} ({reason}); reinstall it for the Python "
        "that QGIS runs, and restart QGIS."
    )
