"""The package: its metadata, and the checker that stands before the plugin repository."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from check_package import REQUIRED, metadata_problems, problems

METADATA = (ROOT / "metadata.txt").read_text(encoding="utf-8")
ICON = "resources/icons/finecover.svg"
GOOD = {
    "finecover/__init__.py": "",
    "finecover/metadata.txt": METADATA,
    "finecover/LICENSE": "GPL",
    "finecover/requirements.txt": "scipy",
    f"finecover/{ICON}": "<svg/>",
    "finecover/i18n/finecover_it.qm": "\0",
}


def make_zip(folder, files):
    path = folder / "finecover.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return path


def test_a_good_package_has_no_problems(tmp_path):
    assert problems(make_zip(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        ("finecover/core/__pycache__/a.py", "does not belong"),
        ("finecover/core/a.pyc", "does not belong"),
        ("finecover/tests/test_a.py", "does not belong"),
        ("finecover/run.sh", "does not belong"),
        ("finecover/lib/a.so", "does not belong"),
        ("finecover/lib/A.DLL", "does not belong"),
        ("finecover/run.ps1", "does not belong"),
        ("finecover/.hidden", "hidden file"),
        ("__MACOSX/a.txt", "does not belong"),
        ("other/a.py", "one folder finecover"),
        ("finecover/../a.py", "not a plain relative name"),
    ],
)
def test_what_does_not_belong_is_named(tmp_path, added, complaint):
    found = problems(make_zip(tmp_path, {**GOOD, added: ""}))
    assert any(complaint in problem for problem in found), found


def test_a_program_is_named(tmp_path):
    path = make_zip(tmp_path, GOOD)
    with zipfile.ZipFile(path, "a") as package:
        info = zipfile.ZipInfo("finecover/core/run.py")
        info.external_attr = 0o100755 << 16
        package.writestr(info, "")
    assert any("core/run.py may be executed" in problem for problem in problems(path))


@pytest.mark.parametrize("name", ["__init__.py", "metadata.txt", "LICENSE", "requirements.txt"])
def test_a_missing_file_is_named(tmp_path, name):
    files = {path: text for path, text in GOOD.items() if path != f"finecover/{name}"}
    assert f"finecover/{name} is missing" in problems(make_zip(tmp_path, files))


def test_binary_and_oversized_content_is_named(tmp_path):
    found = problems(make_zip(tmp_path, {**GOOD, "finecover/core/data.bin": "\0" * (26 << 20)}))
    assert any("26.0 MB" in problem for problem in found)
    assert "finecover/core/data.bin is a binary file" in found


@pytest.mark.parametrize("key", REQUIRED)
def test_each_required_key_is_missed(key):
    text = "\n".join(line for line in METADATA.splitlines() if not line.startswith(f"{key}="))
    assert f"metadata.txt: {key} is missing or empty" in metadata_problems(text, {ICON})


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("version=first", "version is 'first'"),
        ("author=A/B", "slash"),
        ("tracker=http://a.example", "tracker is not an https"),
        ("icon=none.svg", "icon 'none.svg'"),
        ("hasProcessingProvider=no", "hasProcessingProvider must be yes"),
        ("supportsQt6=True", "withdrawn"),
    ],
)
def test_a_wrong_value_is_named(line, complaint):
    key = line.partition("=")[0]
    kept = [old for old in METADATA.splitlines() if not old.startswith(f"{key}=")]
    found = metadata_problems("\n".join([*kept, line]), {ICON})
    assert any(complaint in problem for problem in found), found


def requirements():
    """Return the lines of requirements.txt that are no comments."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_metadata_says_which_qgis_and_which_packages():
    assert "qgisMinimumVersion=3.22\n" in METADATA
    assert "qgisMaximumVersion=4.99\n" in METADATA
    about = next(line for line in METADATA.splitlines() if line.startswith("about="))
    for requirement in requirements():
        assert re.match(r"[a-z-]+", requirement).group() in about


def test_requirements_are_read_by_the_plugin_qpip():
    """It skips comments and hands other lines to a parser of requirements, not options of pip."""
    plain = r"[A-Za-z][A-Za-z0-9._-]*(\s*(>=|<|!=|==)\s*[0-9.]+,?)*"
    assert all(re.fullmatch(plain, line) for line in requirements())
    assert "plugin_dependencies" not in METADATA  # it helps where it is, and is not needed


def test_requirements_are_what_the_plugin_looks_for():
    from finecover.core.dependencies import _PACKAGES as PACKAGES
    from finecover.core.dependencies import package_names

    named = re.findall(r"(?m)^[a-z-]+", "\n".join(requirements()))
    brought = {"numpy"}  # comes with every QGIS
    assert set(named) == set(package_names(list(PACKAGES)).split(", ")) - brought


def test_requirements_never_touch_what_qgis_brings():
    names = re.findall(r"(?im)^[a-z-]+", "\n".join(requirements()))
    assert names
    assert not {"numpy", "gdal"} & {name.lower() for name in names}


def test_the_version_is_the_newest_of_the_changelog():
    version = re.search(r"(?m)^version=(.+)$", METADATA).group(1)
    headings = re.findall(
        r"(?m)^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    )
    assert headings[0] == version


def test_the_icon_is_a_square_svg():
    icon = ElementTree.parse(ROOT / ICON).getroot()
    assert icon.tag.endswith("}svg")
    assert icon.get("width") == icon.get("height")


@pytest.mark.skipif(
    not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a git checkout"
)
def test_the_archive_of_this_commit_keeps_the_rules(tmp_path):
    path = tmp_path / "finecover.zip"
    archive = ["git", "archive", "--format=zip", "--prefix=finecover/", f"--output={path}", "HEAD"]
    subprocess.run(archive, cwd=ROOT, check=True)
    assert problems(path) == []
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
    assert "finecover/core/errors.py" in names
    assert "finecover/resources/models/stepbystep.model3" in names
    assert not any(name.startswith(("finecover/scripts", "finecover/docs")) for name in names)
