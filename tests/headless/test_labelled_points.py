"""The whole way of a reviewer's question: points drawn, labelled from a truth, and the report."""

from __future__ import annotations

import json
import sqlite3

import numpy as np
import pytest
import tiny_scene

CODES = np.array([1, 2, 3])
DOUBTFUL = 20  # points that nobody can tell the class of
WRONG = (0.05, 0.15, 0.35)  # share of each mapped class that is another one


@pytest.fixture(scope="module")
def maps(qgis, tmp_path_factory):
    """A map with names, a truth it differs from class by class, and the folder of both."""
    out = tmp_path_factory.mktemp("labelled")
    mapped = np.tile(tiny_scene.truth_array(), (4, 4))
    random = np.random.default_rng(11)
    wrong = random.random(mapped.shape) < np.choose(mapped - 1, WRONG)
    truth = np.where(wrong, CODES[(mapped - 1 + random.integers(1, 3, mapped.shape)) % 3], mapped)
    legend = out / "legend.csv"
    lines = [f"{code},{name},{color}" for code, name, color in tiny_scene.CLASSES]
    legend.write_text("\n".join(["code,name,color", *lines]) + "\n", encoding="utf-8")
    raw = tiny_scene.write_raster(out / "raw.tif", mapped.astype(np.uint8))
    values = {"COARSE": raw, "LEGEND": "file", "LEGEND_FILE": legend, "OUTPUT": out / "map.tif"}
    qgis.run("finecover:preparelabels", values)
    return out, mapped, truth


def label(path, truth):
    """Fill the field class from a truth, at the pixel each point lies in, as a script would."""
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("select name from sqlite_master where type='trigger'"):
            database.execute(f'drop trigger "{trigger}"')  # they call functions of GDAL
        (name,) = database.execute(
            "select table_name from gpkg_contents where data_type = 'features'"
        ).fetchone()
        for fid, shape in database.execute(f'select fid, geom from "{name}"').fetchall():
            x, y = np.frombuffer(shape[-16:], "<f8")
            row = int((tiny_scene.NORTH - y) // tiny_scene.PIXEL)
            col = int((x - tiny_scene.WEST) // tiny_scene.PIXEL)
            seen = int(truth[row, col]) if fid > DOUBTFUL else -1  # points are in random order
            database.execute(f'update "{name}" set class = ? where fid = ?', (seen, fid))


def true_figures(mapped, truth):
    """What a reviewer with the whole truth would find, by the names in METRICS."""
    counts = np.array([[((mapped == m) & (truth == t)).sum() for t in CODES] for m in CODES])
    right = np.diag(counts)
    return {
        "overall_accuracy": [right.sum() / counts.sum()],
        "users_accuracy": right / counts.sum(axis=1),
        "producers_accuracy": right / counts.sum(axis=0),
        "area_share": counts.sum(axis=0) / counts.sum(),
        "area": counts.sum(axis=0) * tiny_scene.PIXEL**2 / 10_000,
    }


@pytest.mark.parametrize(
    "asked", [{"TOTAL": 600, "MIN_PER_CLASS": 100}, {"TOTAL": 500, "DESIGN": "simple"}]
)
def test_intervals_of_drawn_points_hold_the_truth(qgis, maps, asked, tmp_path):
    out, mapped, truth = maps
    points, metrics = tmp_path / "points.gpkg", tmp_path / "metrics.json"
    values = {"MAP": out / "map.tif", "OUTPUT": points, "SEED": 5, **asked}
    assert int(qgis.run("finecover:validationpoints", values)["POINT_COUNT"]) == asked["TOTAL"]
    label(points, truth)
    values = {
        "MAP": out / "map.tif", "POINTS": points, "REPORT": tmp_path / "r.html",
        "METRICS": metrics,
    }  # fmt: skip
    result = qgis.run("finecover:accuracyreport", values)
    told = json.loads(metrics.read_text("utf-8"))
    assert f"{DOUBTFUL} points marked as cannot tell were not compared." in told["notes"]
    for name, known in true_figures(mapped, truth).items():
        found = told["design"][name]
        for value, one in zip(known, found if isinstance(found, list) else [found]):
            assert one["low_95"] <= value <= one["high_95"], name
            assert abs(one["value"] - value) < 3 * one["standard_error"], name
    estimated = told["design"]["overall_accuracy"]["value"]
    assert float(result["ESTIMATED_ACCURACY"]) == pytest.approx(estimated)
