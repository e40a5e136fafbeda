"""Check a packaged zip against the plugin repository's rules, then install and run it.

Usage: /usr/bin/python3 scripts/check_package.py dist/finecover.zip [--rules-only]

The second half unpacks the zip into an empty QGIS profile and runs ``finecover:preparelabels``
there through the real qgis_process, so that nothing of the checkout can help it.
"""

from __future__ import annotations

import argparse
import configparser
import re
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

PACKAGE = "finecover"
REQUIRED = (
    "name",
    "description",
    "about",
    "version",
    "qgisMinimumVersion",
    "author",
    "email",
    "tracker",
    "repository",
)
RECOMMENDED = ("homepage", "icon", "tags", "changelog", "category", "license")
_MEGABYTE = 1 << 20
_SIZE_LIMIT = 25 * _MEGABYTE
_FORBIDDEN_PARTS = {"__pycache__", "__MACOSX", ".git", "tests", "benchmarks", ".ci", "demo"}
_FORBIDDEN_SUFFIXES = {
    ".pyc", ".pyo", ".so", ".dll", ".dylib", ".exe", ".sh", ".bat", ".ps1", ".cmd", ".pkl",
    ".joblib",
}  # fmt: skip
_MAY_HOLD_NULL_BYTES = {".png", ".qm"}


def problems(archive: Path) -> list[str]:
    """What the plugin repository would reject in ``archive``, one sentence each."""
    found = []
    size = archive.stat().st_size
    if size >= _SIZE_LIMIT:
        found.append(f"the zip has {size / _MEGABYTE:.1f} MB; 25 MB is the limit")
    with zipfile.ZipFile(archive) as package:
        names = [info.filename for info in package.infolist() if not info.is_dir()]
        tops = {PurePosixPath(name).parts[0] for name in names}
        if tops != {PACKAGE}:
            found.append(f"the zip must hold the one folder {PACKAGE}, it holds {sorted(tops)}")
        found += [
            f"{PACKAGE}/{name} is missing"
            for name in ("__init__.py", "metadata.txt", "LICENSE", "requirements.txt")
            if f"{PACKAGE}/{name}" not in names
        ]
        for name in names:
            found += _file_problems(name, package)
        if f"{PACKAGE}/metadata.txt" in names:
            text = package.read(f"{PACKAGE}/metadata.txt").decode("utf-8")
            found += metadata_problems(text, {name.partition("/")[2] for name in names})
    return found


def _file_problems(name: str, package: zipfile.ZipFile) -> list[str]:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in name or "\\" in name:
        return [f"{name} is not a plain relative name"]
    if _FORBIDDEN_PARTS & set(path.parts) or path.suffix.lower() in _FORBIDDEN_SUFFIXES:
        return [f"{name} does not belong into a package"]
    if path.name.startswith("."):
        return [f"{name} is a hidden file"]
    if path.suffix == ".py" and package.getinfo(name).external_attr >> 16 & 0o111:
        return [f"{name} may be executed as a program; take that right away"]
    if path.suffix not in _MAY_HOLD_NULL_BYTES and b"\0" in package.read(name):
        return [f"{name} is a binary file"]
    return []


def metadata_problems(text: str, files: set[str]) -> list[str]:
    """What is wrong with the text of metadata.txt, given the package's files."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    if not parser.has_section("general"):
        return ["metadata.txt has no section [general]"]
    values = dict(parser["general"])
    found = [
        f"metadata.txt: {key} is missing or empty"
        for key in REQUIRED + RECOMMENDED
        if not values.get(key, "").strip()
    ]
    for key in ("version", "qgisMinimumVersion", "qgisMaximumVersion"):
        if not re.fullmatch(r"\d+(\.\d+)+", values.get(key, "")):
            found.append(f"metadata.txt: {key} is '{values.get(key)}', not a version like 1.2")
    if "/" in values.get("author", ""):
        found.append("metadata.txt: author must not hold a slash")
    for key in ("homepage", "tracker", "repository"):
        if not values.get(key, "").startswith("https://"):
            found.append(f"metadata.txt: {key} is not an https address")
    if values.get("icon") not in files:
        found.append(f"metadata.txt: icon '{values.get('icon')}' is not in the package")
    if values.get("hasProcessingProvider") != "yes":
        found.append("metadata.txt: hasProcessingProvider must be yes, or qgis_process ignores it")
    if "supportsQt6" in values:
        found.append("metadata.txt: supportsQt6 is withdrawn; qgisMaximumVersion=4.99 says it")
    return found


def run_installed(archive: Path, folder: Path) -> None:
    """Unpack ``archive`` into an empty profile below ``folder`` and prepare labels with it.

    Raises:
        QgisError: the plugin does not load, offers nothing, or preparelabels fails.
    """
    # Heavy, and not needed for the rules alone.
    import numpy as np
    import rasterio
    from qgis_run import HermeticQgis, QgisError

    qgis = HermeticQgis(folder, plugin=None)
    with zipfile.ZipFile(archive) as package:
        package.extractall(qgis.plugins_folder)
    qgis.enable()
    offered = qgis.algorithms()
    if f"{PACKAGE}:preparelabels" not in offered:
        raise QgisError(
            f"the installed plugin offers {offered}, without preparelabels:\n{qgis.last_errors()}"
        )
    print(f"Installed in an empty profile, it offers {', '.join(offered)}")
    codes = np.repeat(np.array([[10, 60], [130, 210]], np.uint8), 8, axis=0).repeat(8, axis=1)
    coarse, output = folder / "coarse.tif", folder / "labels.tif"
    grid = {"crs": "EPSG:4326", "transform": rasterio.Affine(1 / 360, 0, 10, 0, -1 / 360, 46)}
    size = {"height": codes.shape[0], "width": codes.shape[1], "count": 1, "dtype": "uint8"}
    with rasterio.open(coarse, "w", driver="GTiff", **size, **grid) as raster:
        raster.write(codes, 1)
    results = qgis.run(
        f"{PACKAGE}:preparelabels", {"COARSE": coarse, "LEGEND": "auto", "OUTPUT": output}
    )
    with rasterio.open(output) as labels:
        if not np.array_equal(labels.read(1), codes):
            raise QgisError("preparelabels changed the codes of a map whose legend it knows")
    print(f"Ran preparelabels there: {results}")


def main(arguments: list[str]) -> int:
    """Check the zip named on the command line; 0 when all is well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rules-only", action="store_true", help="do not run QGIS")
    options = parser.parse_args(arguments)
    found = problems(options.archive)
    for problem in found:
        print(f"check_package: {problem}", file=sys.stderr)
    if found:
        return 1
    size_kb = options.archive.stat().st_size / 1024
    print(f"{options.archive} keeps the rules of the plugin repository ({size_kb:.0f} kB)")
    if options.rules_only:
        return 0
    from qgis_run import QgisError

    with tempfile.TemporaryDirectory(prefix="finecover-package-") as folder:
        try:
            run_installed(options.archive, Path(folder))
        except QgisError as error:
            print(f"check_package: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
