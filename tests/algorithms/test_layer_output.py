"""A GeoPackage of points takes its place when it is complete, and not before."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingException, QgsVectorLayer


@pytest.fixture
def points(run, scene, tmp_path):
    """Draw validation points into points.gpkg; any settings."""
    path = tmp_path / "points.gpkg"

    def draw(**more):
        given = {"MAP": str(scene.truth), "TOTAL": 60, "MIN_PER_CLASS": 5, "OUTPUT": str(path)}
        return run("validationpoints", {**given, **more})

    draw.path = path
    return draw


def rows(path):
    """Return every point; opening a GeoPackage changes its bytes."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute("select id, hex(geom), weight from points").fetchall()


def test_what_fails_at_last_leaves_the_older_file(points, monkeypatch):
    from finecover.algorithms import validationpoints
    from finecover.core.errors import InputError

    points()
    before = rows(points.path)
    assert len(before) == 60

    def fail(*arguments, **more):
        raise InputError("OUTPUT: no room.")

    monkeypatch.setattr(validationpoints, "store_form", fail)
    with pytest.raises(QgsProcessingException, match="no room"):
        points(TOTAL=90)
    assert rows(points.path) == before
    assert [path.name for path in points.path.parent.iterdir()] == ["points.gpkg"]


def test_a_newer_file_replaces_the_older_one_and_what_sqlite_kept_of_it(points):
    points()
    beside = points.path.with_name("points.gpkg-wal")
    beside.write_bytes(b"of the older file")
    result = points(TOTAL=90)
    layer = QgsVectorLayer(result["OUTPUT"], "points", "ogr")
    assert layer.isValid()
    assert layer.featureCount() == result["POINT_COUNT"] == 90
    assert not beside.exists() or b"older" not in beside.read_bytes()
    assert result["OUTPUT"].split("|")[0] == str(points.path)


def test_a_layer_of_the_older_file_may_be_open(points):
    layer = QgsVectorLayer(points()["OUTPUT"], "older", "ogr")
    rows = layer.getFeatures()
    next(rows)
    assert points(TOTAL=90)["POINT_COUNT"] == 90
    del rows
    newer = QgsVectorLayer(str(points.path), "newer", "ogr")
    assert newer.featureCount() == 90
