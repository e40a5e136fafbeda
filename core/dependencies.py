"""Which Python packages are missing, and the command that installs them here."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

_PACKAGES = {  # import name: (name for pip, name in Debian)
    "numpy": ("numpy", "python3-numpy"),
    "scipy": ("scipy", "python3-scipy"),
    "joblib": ("joblib", "python3-joblib"),
    "sklearn": ("scikit-learn", "python3-sklearn"),
    "rasterio": ("rasterio", "python3-rasterio"),
}


def missing_packages() -> list[str]:
    """Return the import names of needed packages that Python cannot find."""
    return [name for name in _PACKAGES if importlib.util.find_spec(name) is None]


def python_command(*, platform: str, prefix: str, executable: str) -> str:
    """Return the Python interpreter to call; inside QGIS ``sys.executable`` may be QGIS itself."""
    if platform == "win32":
        return f'"{prefix}\\python.exe"'
    if platform == "darwin" and "python" not in Path(executable).name.lower():
        return f'"{Path(executable).parent / "bin" / "python3"}"'
    return executable or "python3"


def install_command(
    packages: Sequence[str],
    *,
    platform: str | None = None,
    prefix: str | None = None,
    executable: str | None = None,
    debian: bool | None = None,
) -> str:
    """Return the command that installs ``packages`` for the Python QGIS runs.

    Args:
        packages: import names, as from ``missing_packages``.
        platform: like ``sys.platform``; None means this machine's.
        prefix: like ``sys.exec_prefix``.
        executable: like ``sys.executable``.
        debian: whether the system's Python comes from Debian or Ubuntu packages.
    """
    platform = sys.platform if platform is None else platform
    prefix = sys.exec_prefix if prefix is None else prefix
    executable = sys.executable if executable is None else executable
    if debian is None:
        debian = Path("/etc/debian_version").exists()
    if platform.startswith("linux") and debian and prefix == "/usr":
        return "sudo apt install " + " ".join(_PACKAGES[name][1] for name in packages)
    python = python_command(platform=platform, prefix=prefix, executable=executable)
    return f"{python} -m pip install --user " + " ".join(_PACKAGES[name][0] for name in packages)


def dependency_problem() -> str:
    """Return one sentence on what is missing and how to install it, or ""."""
    missing = missing_packages()
    if not missing:
        return ""
    names = ", ".join(_PACKAGES[name][0] for name in missing)
    where = "the OSGeo4W Shell" if sys.platform == "win32" else "a terminal"
    return (
        f"FineCover needs the Python package{'s' if len(missing) > 1 else ''} {names}; install "
        f"with this command in {where} and restart QGIS: {install_command(missing)}"
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
