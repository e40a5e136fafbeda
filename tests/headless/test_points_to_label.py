"""Validation points through the real qgis_process, and on a real map with CORINE's legend."""

from __future__ import annotations

import sqlite3

import pytest


def points_of(path):
    """Attributes of every point of a GeoPackage, in order."""
    with sqlite3.connect(path) as database:
        (table,) = database.execute(
            "select table_name from gpkg_contents where data_type = 'features'"
        ).fetchone()
        columns = "id, class, map_class, stratum, stratum_name, stratum_pixels, stratum_ha, weight"
        return database.execute(f'select {columns} from "{table}" order by id').fetchall()


def style_of(path):
    with sqlite3.connect(path) as database:
        query = "select styleQML from layer_styles where useAsDefault"
        return database.execute(query).fetchone()[0]


@pytest.fixture(scope="module")
def made(qgis, scene, tmp_path_factory):
    """Labels with names, and points drawn on them."""
    out = tmp_path_factory.mktemp("points")
    labels = {
        "COARSE": scene.truth, "LEGEND": "file", "LEGEND_FILE": scene.legend,
        "OUTPUT": out / "map.tif",
    }  # fmt: skip
    qgis.run("finecover:preparelabels", labels)
    values = {
        "MAP": out / "map.tif", "GEO_SMALL": scene.geo_small, "EXPECTED_ACCURACY": "0.9;2=0.6",
        "STANDARD_ERROR": 0.03, "MIN_PER_CLASS": 30, "OUTPUT": out / "points.gpkg",
    }  # fmt: skip
    return qgis.run("finecover:validationpoints", values), out


def test_fields_values_and_form_are_complete_without_a_screen(made):
    result, out = made
    rows = points_of(out / "points.gpkg")
    assert len(rows) == int(result["POINT_COUNT"]) >= int(result["REQUIRED_POINTS"])
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert {row[1] for row in rows} == {None}
    assert {row[3:5] for row in rows} == {(1, "Water"), (2, "Forest"), (3, "Cropland")}
    assert all(row[2] == row[3] for row in rows)
    assert sum({row[3]: row[5] for row in rows}.values()) == 48 * 76
    assert sum({row[3]: row[6] for row in rows}.values()) == pytest.approx(48 * 76 * 0.01)
    assert sum(row[7] for row in rows) == pytest.approx(1)
    style = style_of(out / "points.gpkg")
    assert "ValueMap" in style
    assert "3 Cropland" in style
    assert float(result["EXPECTED_STANDARD_ERROR"]) < 0.035


def test_points_are_the_same_in_a_second_run(qgis, made, scene):
    _, out = made
    values = {
        "MAP": out / "map.tif", "GEO_SMALL": scene.geo_small, "EXPECTED_ACCURACY": "0.9;2=0.6",
        "STANDARD_ERROR": 0.03, "MIN_PER_CLASS": 30, "OUTPUT": out / "again.gpkg",
    }  # fmt: skip
    qgis.run("finecover:validationpoints", values)
    assert points_of(out / "again.gpkg") == points_of(out / "points.gpkg")
