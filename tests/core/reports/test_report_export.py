"""CSV and JSON of a comparison: exact numbers under names that stay."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_design import olofsson
from finecover.core.accuracy.report_data import OtherMap
from finecover.core.errors import InputError
from finecover.core.reports.accuracy_export import class_csv
from finecover.core.reports.report import (
    AccuracyReport,
    Provenance,
    Wording,
    matrix_csv,
    metrics_json,
)
from hypothesis import given
from hypothesis import strategies as st

CLASSES = [(1, "Forest", "#00aa00"), (2, "Water", "#0000ff"), (5, "Snow", "")]
MATRIX = np.array([[6, 1, 0], [2, 3, 0], [0, 0, 0]])


def parsed(text):
    return list(csv.reader(io.StringIO(text)))


def report(**changes):
    parts = {
        "title": "map against truth",
        "classes": CLASSES,
        "result": assess(MATRIX),
        "baseline": assess(np.array([[5, 2, 0], [3, 2, 0], [0, 0, 0]])),
        **changes,
    }
    return AccuracyReport(**parts)


def test_estimates_stand_beside_the_counts_of_points():
    design = olofsson(np.array([[98, 2, 0], [50, 50, 0], [0, 1, 9]]), np.array([960.0, 30, 10]))
    shown = report(design=design, wording=Wording(unit="points"))
    rows = list(csv.DictReader(io.StringIO(class_csv(shown))))
    adjusted, metrics = assess(design.matrix), metrics_json(shown)
    assert metrics["counted"] == "points, not areas"
    assert {row["counted"] for row in rows} == {"points, not areas"}
    assert metrics["result"]["matrix"] == MATRIX.tolist()
    figures = metrics["design"]["figures"]
    assert figures["overall_accuracy"] == pytest.approx(design.overall.value)
    assert figures["kappa"] == adjusted.kappa
    for place, entry in enumerate(metrics["design"]["class_figures"]):
        row = rows[place]  # those of the baseline follow
        named = {
            "users_accuracy": design.users, "producers_accuracy": design.producers,
            "f1": design.f1, "iou": design.iou,
        }  # fmt: skip
        for name, one in ((name, some[place]) for name, some in named.items()):
            start = f"estimated_{name}"
            ends = ("", "_standard_error", "_low_95", "_high_95")
            found = [float(row[start + end]) for end in ends]
            assert found == [one.value, one.standard_error, *one.interval]
        assert entry["iou"] == adjusted.classes[place].iou
        assert float(row["estimated_iou"]) == pytest.approx(entry["iou"])
        assert rows[3 + place]["estimated_iou"] == ""
    assert metrics_json(report())["counted"] == "pixels"
    dependent = class_csv(report(design=design, independent=False))
    assert all(line.endswith("," * 20 + "agreement") for line in dependent.splitlines()[1:])


@pytest.mark.parametrize("sign", "=+-@")
def test_no_name_is_a_formula(sign):
    names = [f"{sign}1+2", f" \t{sign}A1", f"a{sign}"]
    classes = [(code, name, "") for code, name in enumerate(names)]
    others = [OtherMap(f"{sign}map.tif", assess(MATRIX))]
    rows = list(csv.DictReader(io.StringIO(class_csv(report(classes=classes, others=others)))))
    assert [row["class"] for row in rows[:3]] == [f"'{sign}1+2", f"'{sign}A1", f"a{sign}"]
    assert rows[-1]["map"] == f"'{sign}map.tif"


def test_csv_by_hand():
    assert matrix_csv(CLASSES, assess(MATRIX)).splitlines() == [
        "map \\ reference,1 Forest,2 Water,5 Snow,total,user's accuracy",
        "1 Forest,6,1,0,7,0.8571428571428571",
        "2 Water,2,3,0,5,0.6",
        "5 Snow,0,0,0,0,",
        "total,8,4,0,12,",
        "producer's accuracy,0.75,0.75,,,",
    ]


def test_a_matrix_of_points_says_so():
    text = matrix_csv(CLASSES, assess(MATRIX), counts="points, not areas")
    assert parsed(text)[0][0] == "map \\ reference (points, not areas)"
    assert parsed(text)[1:] == parsed(matrix_csv(CLASSES, assess(MATRIX)))[1:]


@given(st.lists(st.text(), min_size=3, max_size=3))
def test_any_class_name_gives_a_whole_table(names):
    classes = [(code, name, "") for code, name in enumerate(names)]
    text = matrix_csv(classes, assess(MATRIX))
    text.encode("utf-8")
    rows = parsed(text)
    assert [len(row) for row in rows] == [6] * 6
    assert len(text.splitlines()) == 6
    assert rows[0][1:4] == [row[0] for row in rows[1:4]]
    assert [row[0].split(" ")[0] for row in rows[1:4]] == ["0", "1", "2"]


def test_commas_and_quotes_survive_the_csv_and_line_breaks_become_blanks():
    names = ['Crop, "rainfed"', "Ödland; Wüste", "Open\r\nwater\0body"]
    classes = [(code, name, "") for code, name in enumerate(names)]
    rows = parsed(matrix_csv(classes, assess(MATRIX)))
    assert rows[0][1:4] == ['0 Crop, "rainfed"', "1 Ödland; Wüste", "2 Open water body"]


def test_csv_holds_weights_at_full_precision():
    matrix = np.array([[0.1, 0.2], [0.3, 0.4]]) / 3
    rows = parsed(matrix_csv(CLASSES[:2], assess(matrix)))
    assert [[float(cell) for cell in row[1:3]] for row in rows[1:3]] == matrix.tolist()


def test_csv_of_another_legend_is_refused():
    with pytest.raises(InputError, match="2 classes but the matrix 3"):
        matrix_csv(CLASSES[:2], assess(MATRIX))


def test_json_is_strict_and_undefined_is_null():
    metrics = metrics_json(report(result=assess(np.diag([4, 0, 0]))))
    again = json.loads(json.dumps(metrics, allow_nan=False))
    assert again == metrics
    assert metrics["result"]["kappa"] is None
    assert metrics["gain"]["kappa"] is None
    assert metrics["classes"][1]["result"]["users_accuracy"] is None
    assert metrics["classes"][0]["result"]["users_accuracy"] == 1


def test_json_by_hand():
    metrics = metrics_json(report())
    assert metrics["schema_version"] == 1
    assert (metrics["matrix_rows"], metrics["matrix_columns"]) == ("map", "reference")
    assert metrics["result"]["total"] == 12
    assert metrics["result"]["overall_accuracy"] == 9 / 12
    assert metrics["result"]["matrix"] == MATRIX.tolist()
    assert metrics["baseline"]["overall_accuracy"] == 7 / 12
    assert metrics["baseline"]["name"] == "nearest-neighbour copy of the coarse map"
    assert metrics["gain"]["overall_accuracy"] == pytest.approx(2 / 12)
    forest = metrics["classes"][0]
    assert (forest["code"], forest["name"], forest["color"]) == (1, "Forest", "#00aa00")
    assert forest["result"]["iou"] == 6 / 9
    assert forest["result"]["agreed"] == 6
    assert forest["gain"]["iou"] == pytest.approx(6 / 9 - 5 / 10)


def test_json_keys_stay():
    metrics = metrics_json(report())
    assert set(metrics) == {
        "schema_version", "kind", "title", "independent_reference", "measures", "unit", "counted",
        "matrix_rows", "matrix_columns", "result", "baseline", "gain", "others", "classes",
        "difference", "levels", "design", "compared", "notes", "settings", "versions", "command",
    }  # fmt: skip
    assert set(metrics["result"]) == {
        "total", "overall_accuracy", "kappa", "macro_f1", "mean_iou", "quantity_disagreement",
        "exchange_disagreement", "shift_disagreement", "matrix",
    }  # fmt: skip
    assert set(metrics["classes"][0]["result"]) == {
        "map_total", "reference_total", "agreed", "users_accuracy", "producers_accuracy", "f1",
        "iou", "quantity_disagreement", "exchange_disagreement", "shift_disagreement",
    }  # fmt: skip


def test_json_without_baseline():
    metrics = metrics_json(report(baseline=None))
    assert metrics["baseline"] is None
    assert metrics["gain"] is None
    assert metrics["classes"][0]["baseline"] is None


def test_json_of_a_design():
    design = olofsson(np.array([[9, 1, 0], [2, 8, 0], [0, 0, 0]]), np.array([30.0, 70.0, 0.0]))
    shown = json.loads(json.dumps(metrics_json(report(design=design))["design"], allow_nan=False))
    assert shown["overall_accuracy"]["value"] == pytest.approx(0.3 * 0.9 + 0.7 * 0.8)
    assert shown["users_accuracy"][2]["value"] is None
    assert shown["area"][0]["value"] == pytest.approx(30 * 0.9 + 70 * 0.2)
    assert shown["area"][0]["low_95"] < shown["area"][0]["value"] < shown["area"][0]["high_95"]
    assert shown["points_per_stratum"] == [10, 10, 0]


def test_settings_keep_their_types():
    provenance = Provenance(
        facts={"Map": "map.tif"},
        notes=["a note"],
        settings={"seed": 0, "clean": True, "weight": None, "bad": float("nan"), "buffer": 0.5},
        versions={"numpy": "1.24"},
    )
    metrics = metrics_json(report(provenance=provenance))
    assert metrics["compared"] == {"Map": "map.tif"}
    assert metrics["notes"] == ["a note"]
    expected = {"seed": 0, "clean": True, "weight": None, "bad": None, "buffer": 0.5}
    assert metrics["settings"] == expected
    assert metrics["versions"] == {"numpy": "1.24"}
