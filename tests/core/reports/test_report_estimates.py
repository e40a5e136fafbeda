"""Estimates of every map and level: one and the same in the page, the CSV files and the JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_design import olofsson, stehman, stratum_matrices
from finecover.core.accuracy.estimates import Estimate
from finecover.core.accuracy.paired import PairedDifference
from finecover.core.accuracy.report_data import AccuracyReport, LegendLevel, OtherMap, Wording
from finecover.core.reports import classes as report_classes
from finecover.core.reports import design as report_design
from finecover.core.reports.accuracy_export import class_csv, matrices_csv, matrix_csv, metrics_json
from finecover.core.reports.estimates import doubt
from finecover.core.reports.report import accuracy_headline, accuracy_report
from finecover.core.reports.text import count, number, percent, signed
from finecover.core.reports.words import difference_sentence
from test_report import Page

SCHEMA = Path(__file__).parents[3] / "docs" / "accuracy.schema.json"
CLASSES = [(1, "Water", "#0000ff"), (5, "Forest", "#00aa00"), (9, "Crops", "#ffcc00")]
JOINED = [(1, "Water", "#0000ff"), (2, "Land", "#00aa00")]
PIXELS = (500, 8000, 1500)
UP = np.array([0, 1, 1])
BETTER = PairedDifference(0.1, 0.02, (0.06, 0.14), 1e-6, 40, 20, 300, "stratified score test")


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch):
    """Charts take most of the time and hold nothing that is looked at here."""
    for module in (report_classes, report_design):
        monkeypatch.setattr(module, "charts_available", lambda: False)


class Tables(Page):
    """Tables by the name that screen readers give them."""

    def __init__(self, markup):
        self.named: dict[str, list[list[str]]] = {}
        self._label = ""
        super().__init__(markup)

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        self._label = dict(attrs).get("aria-label", self._label) if tag == "div" else self._label
        if tag == "table" and self._label:
            self.named[self._label], self._label = self._rows, ""


def drawn():
    """Stratum, map, baseline, other map and reference at 300 points, by position."""
    rng = np.random.default_rng(5)
    mapped = np.repeat([0, 1, 2], [80, 140, 80])
    truth, baseline, other = (
        np.where(rng.random(300) < right, mapped, rng.integers(0, 3, 300))
        for right in (0.8, 0.5, 0.7)
    )
    return mapped, baseline, other, truth


def estimated(own, truth, strata, n_classes):
    cells = stratum_matrices(strata, own, truth, shape=(3, n_classes))
    return assess(cells.sum(axis=0)), stehman(cells, np.array(PIXELS), total_area=90.0)


def sampled(**changes) -> AccuracyReport:
    """A comparison at points of three strata, with a baseline, another map and a level."""
    return replace(whole(), **changes)


@cache
def whole() -> AccuracyReport:
    mapped, baseline, other, truth = drawn()
    maps = (mapped, baseline, other)
    found = [estimated(own, truth, mapped, 3) for own in maps]
    joined = [estimated(UP[own], UP[truth], mapped, 2) for own in maps]
    level = LegendLevel(
        "Level 1", JOINED, joined[0][0], joined[1][0],
        [OtherMap("=other.tif", joined[2][0], design=joined[2][1])],
        design=joined[0][1], baseline_design=joined[1][1], mapped_areas=[4.5, 85.5],
    )  # fmt: skip
    return AccuracyReport(
        title="map", classes=CLASSES, result=found[0][0], baseline=found[1][0],
        others=[OtherMap("=other.tif", found[2][0], BETTER, found[2][1])], levels=[level],
        design=found[0][1], baseline_design=found[1][1], difference=BETTER,
        strata=["1 Water", "5 Forest", "9 Crops"], stratum_pixels=PIXELS,
        mapped_areas=[4.5, 72.0, 13.5], wording=Wording(unit="points"),
    )  # fmt: skip


def ends(estimate):
    low, high = estimate["low_95"], estimate["high_95"]
    return "–" if low is None else f"{percent(low)} to {percent(high)}"


def shares(estimate):
    star = "" if estimate["trusted"] or estimate["value"] is None else " *"
    value = math.nan if estimate["value"] is None else estimate["value"]
    error = math.nan if estimate["standard_error"] is None else estimate["standard_error"]
    return [percent(value) + star, percent(error), ends(estimate)]


def designs(metrics):
    """Estimates of every map in the JSON, by level and name in the CSV."""
    found = {}
    for title, part in (("", metrics), *((one["title"], one) for one in metrics["levels"])):
        found[title, "map"] = part["design"]
        found[title, "baseline"] = part["baseline"]["design"]
        found[title, "'=other.tif"] = part["others"][0]["design"]
    return found


# --- the page, the CSV files and the JSON


def test_the_page_shows_the_estimates_of_every_map_with_their_intervals():
    shown = sampled()
    metrics, tables = metrics_json(shown), Tables(accuracy_report(shown)).named
    for name, key in (("Map", "map"), ("Baseline", "baseline"), ("=other.tif", "'=other.tif")):
        design = designs(metrics)["", key]
        rows = tables[f"Estimates from the sample: {name}"][2:]
        for place, row in enumerate(rows):
            pair = (design["users_accuracy"][place], design["producers_accuracy"][place])
            assert row[1:] == [*shares(pair[0]), *shares(pair[1])]
        assert len(rows) == 3
        rows = tables[f"F1 and IoU from the sample: {name}"]
        assert rows[0] == ["", "F1, %", "IoU, %"]
        for place, row in enumerate(rows[2:]):
            assert row[1:] == [*shares(design["f1"][place]), *shares(design["iou"][place])]
    rows = {row[0]: row[1:] for row in tables["Map and baseline side by side"]}
    base, other = metrics["baseline"]["design"], metrics["others"][0]["design"]
    row = rows["Overall accuracy, %"]
    assert row[:2] == [percent(one["overall_accuracy"]["value"])
                       for one in (metrics["design"], base)]  # fmt: skip
    assert row[2] == signed(100 * base["gain"]["overall_accuracy"])
    assert row[4] == signed(100 * other["gain"]["overall_accuracy"])
    between = [ends(one["overall_accuracy"]) for one in (metrics["design"], base, other)]
    tested = "+6.0 to +14.0"
    assert rows["95 % interval of overall accuracy"] == [
        between[0], between[1], tested, between[2], tested,
    ]  # fmt: skip
    assert rows["Kappa"][1] == number(base["figures"]["kappa"])
    assert rows["Points compared"] == ["300", "300", "", "300", ""]


def test_the_page_shows_the_estimates_at_levels():
    shown = sampled()
    level = metrics_json(shown)["levels"][0]
    page = Tables(accuracy_report(shown))
    rows = page.named["Level 1"]
    assert rows[1][1:] == [
        "Area, %", "Map", "Baseline", "=other.tif", "Gain, points", "Map", "Baseline",
        "=other.tif", "Gain, points",
    ]  # fmt: skip
    found = [level["design"], level["baseline"]["design"], level["others"][0]["design"]]
    for place in range(2):
        row = rows[2 + place]
        assert row[1] == percent(level["design"]["area_share"][place]["value"])
        agreed = [one["producers_accuracy"][place] for one in found]
        assert row[2:5] == ["".join(shares(one)[::2]) for one in agreed]
        ious = [one["class_figures"][place]["iou"] for one in found]
        assert row[6:9] == ["".join(shares(one["iou"][place])[::2]) for one in found]
        assert row[9] == signed(100 * (ious[0] - ious[1]))
    agreed = [one["overall_accuracy"] for one in found]
    assert rows[-1][2:5] == ["".join(shares(one)[::2]) for one in agreed]
    assert rows[-1][6] == percent(level["design"]["figures"]["mean_iou"])
    assert rows[-1][5] == signed(100 * level["baseline"]["design"]["gain"]["overall_accuracy"])
    assert "Not estimated" not in page.text


def test_the_table_holds_the_estimates_of_every_map_and_level():
    shown = sampled()
    found = designs(metrics_json(shown))
    rows = list(csv.DictReader(io.StringIO(class_csv(shown))))
    assert len(rows) == 3 * 3 + 3 * 2
    for (title, name), design in found.items():
        own = found[title, "map"]
        lines = [row for row in rows if (row["level"], row["map"]) == (title, name)]
        for place, row in enumerate(lines):
            for key in ("users_accuracy", "producers_accuracy", "f1", "iou"):
                estimate = design[key][place]
                for end, part in (("", "value"), ("_standard_error", "standard_error"),
                                  ("_low_95", "low_95"), ("_high_95", "high_95")):  # fmt: skip
                    cell = row[f"estimated_{key}{end}"]
                    assert cell == ("" if estimate[part] is None else str(estimate[part]))
            figures = design["class_figures"][place]
            assert float(row["estimated_iou"]) == pytest.approx(figures["iou"])
            more = own["class_figures"][place]["iou"] - figures["iou"]
            assert float(row["estimated_iou_gain"]) == more
            assert row["measures"] == "accuracy"
            if name != "map":
                assert row["area_ha"] == row["mapped_area_ha"] == ""
                continue
            assert float(row["area_ha"]) == design["area"][place]["value"]
            assert float(row["mapped_area_ha"]) == design["mapped_area"][place]
        assert len(lines) == len(design["users_accuracy"])


def test_strata_are_told_alike():
    shown = sampled()
    design = metrics_json(shown)["design"]
    rows = Tables(accuracy_report(shown)).named["Strata of the sample"]
    keys = ("strata", "stratum_pixels", "stratum_weights", "points_per_stratum")
    told = zip(*(design[key] for key in keys))
    for row, (name, pixels, weight, points) in zip(rows[1:], told):
        assert row == [name, count(pixels), percent(weight), count(points), percent(points / 300)]
    assert rows[-1] == ["All", "10\u202f000", "100.0", "300", "100.0"]
    assert sum(design["stratum_weights"]) == pytest.approx(1)
    unnamed = Tables(accuracy_report(sampled(strata=(), stratum_pixels=()))).named
    assert unnamed["Strata of the sample"][1][:2] == ["Stratum 1", "–"]


def test_mapped_areas_stand_beside_the_adjusted_ones():
    shown = sampled()
    design = metrics_json(shown)["design"]
    rows = Tables(accuracy_report(shown)).named["Estimated areas"]
    assert rows[0] == ["", "Share of the area, %", "Area, ha"]
    assert rows[1][4:] == [
        "Mapped", "Estimate", "Standard error", "95 % interval", "Estimate less mapped",
    ]  # fmt: skip
    for row, area, mapped in zip(rows[2:], design["area"], design["mapped_area"]):
        assert row[4:6] == [number(mapped, digits=1), number(area["value"], digits=1)]
        low, high = (number(area[key], digits=1) for key in ("low_95", "high_95"))
        assert row[7:] == [f"{low} to {high}", signed(area["value"] - mapped)]
    rows = Tables(accuracy_report(sampled(mapped_areas=()))).named["Estimated areas"]
    assert "Mapped" not in rows[1]


def test_mapped_areas_are_drawn_beside_the_adjusted_ones(monkeypatch):
    monkeypatch.undo()
    assert "Mapped area" in Page(accuracy_report(sampled())).text
    assert "Mapped area" not in Page(accuracy_report(sampled(mapped_areas=()))).text


def test_the_estimated_matrix_is_the_same_everywhere():
    shown = sampled()
    design = metrics_json(shown)["design"]
    matrix = np.array(design["matrix"])
    assert matrix.sum() == pytest.approx(1)
    label = "Estimated error matrix, map by reference, percent of the area"
    rows = Tables(accuracy_report(shown)).named[label]
    for row, cells, area in zip(rows[1:], matrix, design["area_share"]):
        assert row[1:4] == [percent(cell) if cell else "0" for cell in cells]
        assert row[4] == percent(cells.sum())
        assert rows[4][1 + rows.index(row) - 1] == percent(area["value"])
    counts, estimates = matrices_csv(shown).split("\n\n")
    assert counts + "\n" == matrix_csv(CLASSES, shown.result, counts="points, not areas")
    table = list(csv.reader(io.StringIO(estimates)))
    assert table[0][0] == "map \\ reference (estimated shares of the area)"
    assert table[0][-1] == "user's accuracy"
    assert np.array([row[1:4] for row in table[1:4]], dtype=float).tolist() == design["matrix"]
    for place, row in enumerate(table[1:4]):
        assert float(row[-1]) == design["class_figures"][place]["users_accuracy"]
        assert float(row[-1]) == pytest.approx(design["users_accuracy"][place]["value"])
        assert float(table[-2][1 + place]) == pytest.approx(design["area_share"][place]["value"])
    assert matrices_csv(sampled(design=None)) == counts + "\n"


def test_every_key_is_in_the_schema_and_described():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    bare = sampled(strata=(), stratum_pixels=(), mapped_areas=(), baseline_design=None)
    for shown in (sampled(), sampled(independent=False), sampled(design=None), bare):
        check.validate(json.loads(json.dumps(metrics_json(shown), allow_nan=False)))
    undescribed = []

    def look(part, path):
        for key, value in part.get("properties", {}).items():
            if "required" in part and not value.get("description"):
                undescribed.append(f"{path} {key}")
        for key, value in part.items():
            if isinstance(value, dict):
                look(value, f"{path}/{key}")

    look(schema, "")
    assert undescribed == []


# --- what may not be said


def test_no_file_calls_agreement_accuracy_or_estimates_anything():
    shown = sampled(independent=False)
    page = Page(accuracy_report(shown))
    assert "accuracy" not in page.text.replace("is not accuracy", "").lower()
    assert not [title for title in page.tables if "stimate" in title or "Strata" in title]
    text = matrices_csv(shown)
    assert "accuracy" not in text
    assert text.splitlines()[0].endswith(",total,agreement of the row")
    assert text.splitlines()[-1].startswith("agreement of the column,")
    rows = list(csv.DictReader(io.StringIO(class_csv(shown))))
    assert {row["measures"] for row in rows} == {"agreement"}
    for row in rows:
        given = {key for key in row if key.startswith("estimated") or "area" in key}
        assert {row[key] for key in given} == {""}
    metrics = metrics_json(shown)
    assert metrics["measures"] == "agreement"
    assert metrics["design"] is metrics["baseline"]["design"] is metrics["levels"][0]["design"]
    assert metrics["others"][0]["design"] is metrics["design"] is None


def test_absent_classes_have_no_accuracy_where_the_reference_is_the_coarse_map():
    matrix = np.array([[5, 1, 0], [0, 0, 0], [3, 0, 0]])
    for independent in (True, False):
        shown = sampled(
            result=assess(matrix), baseline=None, others=(), levels=(), design=None,
            independent=independent,
        )  # fmt: skip
        text = Page(accuracy_report(shown)).text
        assert ("Such a class has no producer’s accuracy" in text) == independent
        assert ("Such a class has no agreement of what the map calls so" in text) != independent


def test_maps_without_estimates_are_called_so_one_by_one():
    shown = sampled(baseline_design=None)
    page = Tables(accuracy_report(shown))
    assert "Not estimated: the figures of a plain copy of the coarse map. Counts" in page.text
    assert page.named["Map and baseline side by side"][0] == ["", "=other.tif"]
    level = replace(shown.levels[0], design=None)
    page = Tables(accuracy_report(sampled(levels=[*shown.levels, level])))
    assert "Not estimated: at other levels only points were counted" in page.text


def test_an_undefined_figure_has_no_star():
    assert doubt(Estimate(math.nan, math.nan, trusted=False)) == ""
    assert doubt(Estimate(0.5, 0.1, trusted=False)) == " *"
    thin = olofsson(np.array([[3, 1, 0], [0, 90, 0], [0, 0, 0]]), np.array([1.0, 6, 0]))
    shown = sampled(
        result=assess(np.diag([3, 90, 0])), design=thin, baseline=None, baseline_design=None,
        others=(), levels=(), strata=(), stratum_pixels=(), mapped_areas=(),
    )  # fmt: skip
    assert "– *" not in Page(accuracy_report(shown)).text


# --- the headline


def test_the_headline_sets_the_estimates_side_by_side():
    shown = sampled()
    ours, theirs = shown.design.overall, shown.baseline_design.overall
    low, high = ours.interval
    assert accuracy_headline(shown) == (
        f"The map is right on an estimated {percent(ours.value)} % of the area (95 % interval "
        f"{percent(low)} to {percent(high)} %); a plain copy of the coarse map on "
        f"{percent(theirs.value)} %: +10.0 points."
    )
    worse = replace(BETTER, value=-0.1)
    assert accuracy_headline(sampled(difference=worse)).endswith(
        f", which is worse than a plain copy of the coarse map ({percent(theirs.value)} %): "
        "−10.0 points."
    )
    untested = accuracy_headline(sampled(difference=None))
    assert untested.endswith(f": {signed(100 * (ours.value - theirs.value))} points.")


def test_a_map_that_equals_the_baseline_is_said_to():
    none = replace(BETTER, value=0.0, interval=(0.0, 0.0), p_value=1.0, only_first=0, only_second=0)
    shown = sampled()
    same = {"baseline": shown.result, "baseline_design": shown.design, "difference": none}
    start = (
        "There is no difference between the map and a plain copy of the coarse map: both have the "
        "same confusion matrix and "
    )
    assert accuracy_headline(sampled(**same)).startswith(f"{start}are right on an estimated ")
    counted = {**same, "design": None, "difference": None}
    share = f"with the reference on {percent(shown.result.overall)} % of 300 points"
    told = accuracy_headline(sampled(**counted))
    assert told == f"The map agrees {share}: a share of the points, not of the area."
    agreed = f"agree {share}."
    dependent = accuracy_headline(sampled(**counted, independent=False))
    assert dependent == start + agreed.replace("the reference", "the coarse map")
    elsewhere = replace(none, only_first=2, only_second=2)
    assert "does just the same" in accuracy_headline(sampled(**{**same, "difference": elsewhere}))
    said = difference_sentence(none, "that one", right="right")
    assert said.startswith("The map is right on the same share of the area as that one (95 %")
