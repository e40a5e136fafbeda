"""The real qgis_process in one profile for all tests of this folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import tiny_scene

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from qgis_run import HermeticQgis, QgisError, find_qgis_process


@pytest.fixture(scope="session")
def qgis(tmp_path_factory):
    """A qgis_process that knows this checkout as its only plugin."""
    process = HermeticQgis(tmp_path_factory.mktemp("qgis"), plugin=ROOT)
    try:
        find_qgis_process(process.environment["PATH"])
    except QgisError as error:
        pytest.skip(str(error))
    process.enable()
    return process


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    return tiny_scene.build(tmp_path_factory.mktemp("scene"))
