"""What the menu puts on the clipboard, in a real window."""

from __future__ import annotations

import getpass

import pytest

COPY = "Copy diagnostics"
FULL = "Copy diagnostics with full paths"


@pytest.fixture
def clipboard(iface):
    from qgis.PyQt.QtWidgets import QApplication

    QApplication.clipboard().clear()
    return QApplication.clipboard().text


def run(name, parameters):
    """Run an algorithm of ours as a script does; tell what it raised."""
    import processing
    from qgis.core import QgsProcessingException

    try:
        processing.run(f"finecover:{name}", parameters)
    except QgsProcessingException as error:
        return str(error)
    return ""


def test_it_tells_versions_and_the_last_run_without_folders(
    plugin, trigger, messages, clipboard, scene, tmp_path
):
    from qgis.core import Qgis

    folder = tmp_path / "secret client"
    folder.mkdir()
    output = folder / "labels.tif"
    assert run("preparelabels", {"COARSE": str(scene.coarse), "OUTPUT": str(output)}) == ""
    trigger(COPY)
    text = clipboard()
    for told in (
        f"QGIS: {Qgis.version()}", "GDAL/OGR of QGIS: ", "PROJ of QGIS: ",
        "rasterio's own libraries",
        "Language: ", "finecover:preparelabels, begun", "COARSE = …/", "OUTPUT = …/labels.tif",
        "End:\n  done",
    ):  # fmt: skip
        assert told in text
    assert "secret" not in text
    assert getpass.getuser() == "root" or getpass.getuser() not in text
    (message,) = messages()
    assert "on the clipboard, without folders" in message


def test_full_paths_are_there_when_asked_for(plugin, trigger, messages, clipboard, scene, tmp_path):
    folder = tmp_path / "missing"
    told = run("preparelabels", {"COARSE": str(scene.coarse), "OUTPUT": str(folder / "l.tif")})
    assert told
    run("preparelabels", {"COARSE": str(scene.coarse), "OUTPUT": str(tmp_path / "l.tif")})
    trigger(FULL)
    assert f"OUTPUT = {tmp_path}/l.tif" in clipboard()
    (message,) = messages()
    assert "with folders and your user name" in message


def test_before_any_run_there_is_no_log(plugin, trigger, clipboard, monkeypatch):
    from finecover.core import run_record

    monkeypatch.setattr(run_record, "_LATEST", [])
    trigger(COPY)
    assert "none since QGIS was started" in clipboard()
