"""What outputs were made from is remembered, until other files take their places."""

from __future__ import annotations

import os

import pytest
from finecover.core.outputs import origins
from finecover.core.outputs.one_file import Other, RunFiles
from finecover.core.outputs.origins import Origin, keep_origins, origins_of


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(origins, "_MADE", type(origins._MADE)())


@pytest.fixture
def file(tmp_path):
    """Make a file by its name and return what a run reads of it."""

    def make(name):
        (tmp_path / name).write_text(name, encoding="utf-8")
        return Origin(str(tmp_path / name), raster=True)

    return make


def test_temporary_files_in_a_row(file):
    raw, image, labels, points = map(file, ("raw.tif", "image.tif", "labels.tif", "points.gpkg"))
    keep_origins({labels.path: False}, [raw])
    keep_origins({points.path: False}, [labels, image])
    assert origins_of(labels) == (raw,)
    assert origins_of(points) == (raw, image)
    assert origins_of(raw) == origins_of(image) == ()


def test_a_layer_that_is_in_no_file(file):
    raw = file("raw.tif")
    keep_origins({"points_1234": False}, [raw])
    assert origins_of(Origin("Point?crs=EPSG:4326", raster=False, called="points_1234")) == (raw,)
    assert origins_of(Origin("Point?crs=EPSG:4326", raster=False, called="points_5")) == ()


def test_names_of_a_chain_may_be_used_again(file):
    """But what was there before the chain stays, and so does what a temporary file is made of."""
    raw, labels, first, hidden = map(file, ("raw.tif", "labels.tif", "map1.tif", "hidden.tif"))
    keep_origins({labels.path: True}, [raw])
    keep_origins({first.path: True}, [labels])
    assert origins_of(first) == (raw,)
    keep_origins({hidden.path: False}, [first])
    assert set(origins_of(hidden)) == {raw, first}
    second = file("map2.tif")
    keep_origins({second.path: True}, [hidden])
    assert origins_of(second) == (raw,)


def test_another_file_of_the_name_was_made_from_nothing(file, tmp_path):
    raw, labels = file("raw.tif"), file("labels.tif")
    keep_origins({labels.path: False}, [raw])
    file("other.tif")
    os.replace(tmp_path / "other.tif", labels.path)
    assert origins_of(labels) == ()


def test_the_oldest_are_forgotten(file, monkeypatch):
    monkeypatch.setattr(origins, "_MOST", 2)
    raw, *made = map(file, ("raw.tif", "a.tif", "b.tif", "c.tif"))
    for one in made:
        keep_origins({one.path: False}, [raw])
    assert [origins_of(one) for one in made] == [(), (raw,), (raw,)]


@pytest.mark.parametrize("name", ["raw.bil", "raw.hdr", "raw.qml"])
def test_an_origin_and_its_parts_are_no_outputs(tmp_path, name):
    for one in ("raw.bil", name):
        (tmp_path / one).write_text("the user's", encoding="utf-8")
    files = RunFiles()
    files.reads("COARSE", str(tmp_path / "labels.tif"), raster=True)
    files.reads("COARSE", str(tmp_path / "raw.bil"), raster=True, origin=True)
    clash = files.writes("OUTPUT", str(tmp_path / name))
    assert (clash.kind, clash.other) == (Other.ORIGIN, "COARSE")
    assert files.writes("OUTPUT", str(tmp_path / "map.tif")) is None
