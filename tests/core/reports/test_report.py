"""The HTML pages: right numbers, honest sentences, and nothing a name could break."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_design import olofsson
from finecover.core.errors import InputError
from finecover.core.learning.calibration import Calibration
from finecover.core.learning.calibration_fit import CalibrationFit
from finecover.core.learning.reliability import reliability
from finecover.core.learning.self_validation_result import SelfValidation, SettingScore
from finecover.core.reports.report import (
    AccuracyReport,
    ClassAreas,
    CoarseCheck,
    Expectation,
    MapTrust,
    Picture,
    Provenance,
    TrainingReport,
    UpsampleReport,
    Wording,
    accuracy_headline,
    accuracy_report,
    matrix_csv,
    metrics_json,
    training_report,
    upsample_json,
    upsample_report,
)
from finecover.core.reports.text import MINUS, count, number, percent, signed

CLASSES = [(0, "Water", "#0000ff"), (7, "Open forest", "#00aa00"), (12, "Crop, rainfed", "#ffcc00")]
RESULT = np.array([[900, 30, 20], [50, 1200, 40], [10, 60, 690]])
BASELINE = np.array([[800, 80, 70], [110, 1000, 180], [50, 210, 500]])
CONFIDENT = np.array([[0.95, 0.05, 0], [0.05, 0.95, 0], [0.55, 0.45, 0], [0.45, 0.55, 0]])
NASTY = '<script>alert("$title")</script>&amp;\'${x}'
VOID = {"meta", "img", "br", "link", "input", "hr", "wbr"}


class Page(HTMLParser):
    """Collect tables, visible text and tags; complain about tags that do not match."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._rows: list[list[str]] = []
        self._heading = ""
        self.feed(markup)
        self.close()
        assert self._open == []
        self.text = re.sub(r"\s+", " ", "".join(self.words))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "h2":
            self._heading = ""
        if tag == "table":
            self._rows = []
            if "bars" not in dict(attrs).get("class", ""):
                self.tables[self._heading] = self._rows
        if tag == "tr":
            self._rows.append([])
        if tag in ("td", "th") and self._rows:
            self._rows[-1].append("")

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()

    def handle_data(self, data):
        if {"style", "script", "small"} & set(self._open):  # small: percent below a count
            return
        if "h2" in self._open:
            self._heading += data
        if {"td", "th"} & set(self._open):
            self._rows[-1][-1] += data
        self.words.append(data)


def report(**changes) -> AccuracyReport:
    plain = AccuracyReport(
        title="map.tif against truth.tif",
        classes=CLASSES,
        result=assess(RESULT),
        baseline=assess(BASELINE),
        provenance=Provenance(
            facts={"Map": "map.tif", "CRS": "EPSG:32618"},
            notes=["7 pixels were skipped: unknown code 99."],
            settings={"Seed": 0, "Clean": True, "Weight": None},
            versions={"FineCover": "0.1.0"},
        ),
    )
    return replace(plain, **changes)


def training(**changes) -> TrainingReport:
    plain = TrainingReport(
        title="Training",
        classes=CLASSES,
        drawn=[500, 1200, 0],
        dropped=[50, 240, 0],
        oob=assess(np.array([[50, 5, 0], [10, 135, 0], [0, 0, 0]])),
        split_note="Random pixels 92.5 %, whole blocks 92.5 %: hardly any difference.",
        reliability=reliability(CONFIDENT, np.array([0, 0, 0, 1])),
        block_cv=assess(np.array([[40, 5, 0], [10, 145, 0], [0, 0, 0]])),
        fold_accuracies=[0.91, 0.94],
        importance=[("red_mean", 0.125), ("nir_p90", 0.5), ("swir", 0.375)],
    )
    return replace(plain, **changes)


def upsampling(**changes) -> UpsampleReport:
    plain = UpsampleReport(
        title="Run",
        classes=CLASSES,
        areas=ClassAreas(fine=[1500.0, 500.0, 0.0], coarse=[1000.0, 900.0, 100.0]),
        training=training(),
        accuracy=report(),
        pictures=[Picture("Fine map", b"\x89PNG", "image/png")],
    )
    return replace(plain, **changes)


EXPECTATION = Expectation(
    validation=SelfValidation(
        scores=(SettingScore(0.5, 1.0, 0.7, 0.6, 0.01),), copy_kappa=0.5, copy_macro_f1=0.4,
        weight=0.5, correction=1.0, gain=0.25, gain_spread=0.01, error_rate=0.1, cells=90, factor=3,
        own_errors=0.05, changed=0.45,
    ),
    error_rate=0.1, cells=[9, 8, 0], judged=[9, 8, 0], doubted=[1, 2, 0], used=(0.5, 1.0),
)  # fmt: skip
TRUST = MapTrust(
    mean_confidence=75.0, class_confidence=[80.0, 70.0, math.nan], class_pixels=[5, 5, 0],
    histogram=[0.0] * 7 + [1.0, 0.0, 0.0], outside="None lies outside.", outside_share=0.0,
    class_outside=[0.0, 0.0, math.nan], surveyed=9, doubted=1, absences=["Only there."],
)  # fmt: skip


def whole(**changes) -> UpsampleReport:
    """A run with all that a report can hold but the comparison with cells, tested elsewhere."""
    parts = {
        "training": training(expectation=EXPECTATION),
        "trust": TRUST,
        "coarse_check": CoarseCheck(missing="Cells are too small."),
    }
    return upsampling(**{**parts, **changes})


PAGES = {
    "accuracy": lambda: accuracy_report(report()),
    "training": lambda: training_report(training(expectation=EXPECTATION)),
    "upsample": lambda: upsample_report(whole()),
}


def values(row: list[str]) -> list[float]:
    """The numbers of a table row, undefined ones as NaN."""
    plain = [cell.replace("\u202f", "").replace(MINUS, "-") for cell in row]
    return [math.nan if cell == "–" else float(cell) for cell in plain if cell]


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_whole_and_needs_nothing_else(make):
    markup = make()
    page = Page(markup)
    assert markup.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in markup
    assert "http:" not in markup
    assert "https:" not in markup
    assert "@import" not in markup
    assert not re.search(r"url\(", markup)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert attributes.get("src", "data:").startswith("data:")
    ids = [attributes["id"] for tag, attributes in page.tags if tag == "section"]
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == [f"#{one}" for one in ids]
    assert "prefers-color-scheme: dark" in markup
    assert "@media print" in markup


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES.keys())
def test_the_same_numbers_give_the_same_bytes(make):
    assert make() == make()


def test_every_name_is_escaped():
    classes = [(code, NASTY, f'red"{NASTY}') for code, _, _ in CLASSES]
    provenance = Provenance(
        facts={NASTY: NASTY}, notes=[NASTY], settings={NASTY: NASTY}, versions={NASTY: NASTY}
    )
    wording = Wording(reference=NASTY, baseline=NASTY, baseline_detail=NASTY, unit=NASTY)
    shown = upsampling(
        title=NASTY,
        classes=classes,
        provenance=provenance,
        pictures=[Picture(NASTY, b"x")],
        areas=ClassAreas([1, 2, 3], [3, 2, 1], unit=NASTY),
        training=training(classes=classes, importance=[(NASTY, 1.0)], importance_kind=NASTY),
        accuracy=report(classes=classes, provenance=provenance, wording=wording),
    )
    markup = upsample_report(shown)
    page = Page(markup)
    assert "<script" not in markup
    assert not any(tag == "script" for tag, _ in page.tags)
    assert page.text.count("<script>alert") > 20
    assert "${x}" in page.text
    assert 'style="background:red' not in markup


def test_a_name_no_file_can_hold_is_made_storable():
    broken = [(1, "For\udceat", "#00aa00"), *CLASSES[1:]]
    markup = accuracy_report(report(classes=broken))
    assert "For?t" in markup
    markup.encode("utf-8")


def test_colours_reach_the_page_and_missing_ones_are_marked():
    classes = [(0, "Water", ""), *CLASSES[1:]]
    markup = accuracy_report(report(classes=classes))
    assert 'style="background:#00aa00"' in markup
    assert '"swatch none"' in markup
    assert '"swatch none"' not in accuracy_report(report())


def test_counts_are_grouped_among_facts_but_not_among_settings():
    told = Provenance(facts={"Pixels compared": 1458207, "Free": True}, settings={"SEED": 1234567})
    text = Page(accuracy_report(report(provenance=told))).text
    assert "Pixels compared1 458 207" in text.replace("\u202f", " ")
    assert "Freeyes" in text
    assert "SEED1234567" in text


def test_headline_says_a_gain():
    # 2790 of 3000 and 2300 of 3000.
    assert accuracy_headline(report()) == (
        "The map agrees with the reference on 93.0 % of 3\u202f000 pixels; "
        "a plain copy of the coarse map on 76.7 %: +16.3 points."
    )
    assert accuracy_headline(report()) in Page(accuracy_report(report())).text.replace(
        "3 000", "3\u202f000"
    )


def test_headline_says_a_loss_plainly():
    worse = report(result=assess(BASELINE), baseline=assess(RESULT))
    assert accuracy_headline(worse) == (
        "The map agrees with the reference on 76.7 % of 3\u202f000 pixels, which is worse than "
        "a plain copy of the coarse map (93.0 %): −16.3 points."
    )


def test_headline_without_difference_or_baseline():
    same = report(baseline=assess(RESULT[::-1, ::-1]))
    assert accuracy_headline(same).endswith(
        "; a plain copy of the coarse map does just the same (93.0 %)."
    )
    points = report(baseline=None, wording=Wording(unit="points"))
    assert accuracy_headline(points).endswith(
        "on 93.0 % of 3\u202f000 points: a share of the points, not of the area."
    )
    assert "Confusion matrix of the baseline" not in accuracy_report(points)
    assert "baseline" not in Page(accuracy_report(points)).text.replace("no baseline", "").lower()


def test_html_csv_and_json_hold_the_same_numbers():
    shown = report()
    page, metrics = Page(accuracy_report(shown)), metrics_json(shown)
    for key, title in (("result", "map"), ("baseline", "baseline")):
        rows = page.tables[f"Confusion matrix of the {title}"]
        cells = [values(row[1:4]) for row in rows[1:4]]
        accuracy = shown.result if key == "result" else shown.baseline
        table = list(csv.reader(io.StringIO(matrix_csv(CLASSES, accuracy))))
        assert cells == metrics[key]["matrix"]
        assert [[float(cell) for cell in row[1:4]] for row in table[1:4]] == cells
        for place, entry in enumerate(metrics["classes"]):
            html_row, csv_row = rows[1 + place], table[1 + place]
            users = entry[key]["users_accuracy"]
            assert float(csv_row[-1]) == users
            assert values(html_row[-1:]) == pytest.approx([100 * users], abs=0.05)
            producers = entry[key]["producers_accuracy"]
            assert float(table[-1][1 + place]) == producers
            assert values(rows[-1][1:])[place] == pytest.approx(100 * producers, abs=0.05)
            assert float(table[-2][1 + place]) == entry[key]["reference_total"]
            assert values(rows[-2][1:])[place] == entry[key]["reference_total"]


def test_side_by_side_table_matches_json():
    shown = report()
    rows = {row[0]: values(row[1:]) for row in Page(accuracy_report(shown)).tables["Agreement"][1:]}
    metrics = metrics_json(shown)
    names = {
        "Overall accuracy, %": ("overall_accuracy", 100),
        "Kappa": ("kappa", 1),
        "Macro F1, %": ("macro_f1", 100),
        "Mean IoU, %": ("mean_iou", 100),
        "Quantity disagreement, %": ("quantity_disagreement", 100),
        "Exchange disagreement, %": ("exchange_disagreement", 100),
        "Shift disagreement, %": ("shift_disagreement", 100),
    }
    for title, (key, scale) in names.items():
        expected = [scale * metrics[part][key] for part in ("result", "baseline", "gain")]
        assert rows[title] == pytest.approx(expected, abs=0.5 * scale / 1000)
    assert rows["Pixels compared"] == [3000, 3000]


def test_class_table_matches_json():
    shown = report()
    rows = Page(accuracy_report(shown)).tables["Class by class"][2:]
    for row, entry in zip(rows, metrics_json(shown)["classes"]):
        assert row[0] == f"{entry['code']}{entry['name']}"
        result, baseline, gained = entry["result"], entry["baseline"], entry["gain"]
        shares = [result[k] for k in ("users_accuracy", "producers_accuracy", "f1", "iou")]
        shares += [one[k] for one in (baseline, gained) for k in ("f1", "iou")]
        found = values(row[1:])
        assert found[:8] == pytest.approx([100 * share for share in shares], abs=0.05)
        assert found[8:] == [result["map_total"], result["reference_total"]]
    assert len(rows) == 3


def test_less_disagreement_is_marked_as_better():
    markup = accuracy_report(report())
    row = markup[markup.index("Exchange disagreement") :]
    assert re.search(r'class="(\w+)">−', row).group(1) == "better"
    worse = accuracy_report(report(result=assess(BASELINE), baseline=assess(RESULT)))
    row = worse[worse.index("Overall accuracy, %") :]
    assert re.search(r'class="(\w+)">−', row).group(1) == "worse"


def test_what_was_compared_is_said():
    text = Page(accuracy_report(report())).text
    for words in (
        "map.tif",
        "EPSG:32618",
        "nearest-neighbour copy of the coarse map",
        "7 pixels were skipped: unknown code 99.",
        "Cleanyes",
        "Weight–",
        "FineCover0.1.0",
        "Rows are the classes of the map, columns the classes of the reference",
    ):
        assert words in text
    assert "map \\ reference" in text


def design():
    return olofsson(np.array([[45, 3, 2], [4, 90, 6], [0, 5, 45]]), np.array([100.0, 600.0, 300.0]))


def test_estimates_from_a_sample_are_shown_with_intervals():
    shown = report(design=design())
    tables = Page(accuracy_report(shown)).tables
    users, f1 = shown.design.users[0], shown.design.f1[0]
    low, high = f1.interval
    row = tables["Estimates from the sample"][2]  # the last table there
    error = percent(f1.standard_error)
    assert row[1:4] == [percent(f1.value), error, f"{percent(low)} to {percent(high)}"]
    assert users.half_width == pytest.approx(1.959963984540054 * math.sqrt(0.09 / 49))
    rows = tables["Estimated areas"][1:]
    area = metrics_json(shown)["design"]["area"][0]
    low, high = area["low_95"], area["high_95"]
    assert rows[1][4] == number(area["value"], digits=1)
    assert rows[1][5] == number(area["standard_error"], digits=1)
    assert rows[1][6] == f"{number(low, digits=1)} to {number(high, digits=1)}"
    assert area["value"] == pytest.approx(100 * 0.9 + 600 * 0.04)


def test_agreement_with_the_coarse_map_is_not_called_accuracy():
    shown = report(independent=False, design=design())
    page = Page(accuracy_report(shown))
    assert page.text.count("Agreement with the coarse map is not accuracy") == 2
    assert "No area is estimated" in page.text
    assert "Estimates from the sample" not in page.tables
    assert metrics_json(shown)["design"] is None
    assert "is not accuracy" not in Page(accuracy_report(report())).text


def test_absent_classes_are_named_and_never_crash():
    classes = [*CLASSES, (20, "Snow", "#ffffff")]
    only_mapped = np.zeros((4, 4), dtype=int)
    only_mapped[:2, :2] = [[5, 1], [0, 0]]
    only_mapped[2, 0] = 3
    shown = report(classes=classes, result=assess(only_mapped), baseline=None)
    page = Page(accuracy_report(shown))
    assert "In the reference but nowhere in the map: 7 Open forest." in page.text
    assert "In the map but nowhere in the reference: 12 Crop, rainfed." in page.text
    assert "In neither the map nor the reference, and in no mean: 20 Snow." in page.text
    assert len(page.tables["Class by class"]) == 2 + 3
    assert len(page.tables["Confusion matrix of the map"]) == 1 + 3 + 2
    assert page.tables["Class by class"][3][1] == "–"


def test_a_class_no_point_met_is_not_said_to_be_nowhere():
    classes = [*CLASSES, (20, "Snow", "#ffffff")]
    met = np.zeros((4, 4), dtype=int)
    met[:2, :2] = [[5, 1], [0, 0]]
    met[2, 0] = 3
    shown = report(
        classes=classes, result=assess(met), baseline=None, wording=Wording(unit="points")
    )
    text = Page(accuracy_report(shown)).text
    assert "In the reference but at none of the points in the map: 7 Open forest." in text
    assert "In the map but at none of the points in the reference: 12 Crop, rainfed." in text
    assert "At none of the points in the map or the reference, and in no mean: 20 Snow." in text
    assert "nowhere" not in text


def test_different_places_under_the_baseline_are_noted():
    text = Page(accuracy_report(report(baseline=assess(BASELINE[::-1] * 2)))).text
    assert "The baseline is scored on 6 000 pixels, the map on 3 000" in text


@pytest.mark.parametrize(("n_classes", "dense"), [(2, False), (14, False), (15, True), (44, True)])
def test_many_long_names_keep_a_legible_matrix(n_classes, dense):
    name = "Land principally occupied by agriculture, with areas of natural vegetation "
    classes = [(code, f"{name}{code}", "#808080") for code in range(n_classes)]
    matrix = np.ones((n_classes, n_classes), dtype=int) + np.diag(np.full(n_classes, 9))
    page = Page(accuracy_report(report(classes=classes, result=assess(matrix), baseline=None)))
    styles = [attributes.get("class", "") for tag, attributes in page.tags if tag == "table"]
    assert ("matrix dense" in styles) == dense
    assert len(page.tables["Confusion matrix of the map"]) == n_classes + 3
    assert page.text.count(name) >= 2 * n_classes


def test_a_matrix_too_wide_for_a_page_points_to_the_csv():
    n_classes = 101
    classes = [(code, f"Class {code}", "#808080") for code in range(n_classes)]
    shown = report(classes=classes, result=assess(np.eye(n_classes, dtype=int)), baseline=None)
    markup = accuracy_report(shown)
    assert "The matrix of 101 classes is too wide for a page; the CSV file holds it." in markup
    assert matrix_csv(classes, shown.result).count("\n") == n_classes + 3


def test_wide_tables_scroll_in_their_own_box():
    page = Page(accuracy_report(report()))
    boxes = [attributes for _, attributes in page.tags if attributes.get("class") == "scroll"]
    assert len(boxes) == 5
    assert all(box["tabindex"] == "0" and box["aria-label"] for box in boxes)


def test_training_report_tells_samples_and_scores():
    page = Page(training_report(training()))
    rows = page.tables["Samples"][1:]
    assert values(rows[0][1:]) == [500, 50, 450, 10.0]
    assert values(rows[1][1:]) == [1200, 240, 960, 20.0]
    assert values(rows[2][1:]) == [1700, 290, 1410, 17.1]
    assert "No sample was drawn of: Crop, rainfed." in page.text
    assert page.text.count("repeats the coarse label on 92.5 % in blocks it had not seen") == 1
    assert "and 92.5 % out of bag (random pixels)" in page.text
    assert page.text.count("whole blocks 92.5 %: hardly any difference.") == 1
    assert "each tree is tested on the pixels it has not drawn, wherever they lie" in page.text
    assert page.text.count("Kappa, random pixels") == page.text.count("Kappa, whole blocks") == 1
    assert "folds: 91.0, 94.0" in page.text
    assert "They are not the accuracy of the fine map" in page.text
    assert page.tables["Learning check"][0][0] == "prediction \\ coarse map"
    assert page.tables["Learning check"][0][-1] == "Agree, %"
    assert page.tables["Learning check"][-1][0] == "Agree, %"
    assert "ser’s" not in page.text
    assert values(page.tables["Learning check"][1][1:])[:2] == [40, 5]


def test_confidence_stands_beside_agreement():
    markup = training_report(training())
    page = Page(markup)
    title = "Confidence and held-out agreement with the coarse map"
    rows = page.tables[title]
    assert [row[0] for row in rows[1:]] == ["50 to 60 %", "90 to 100 %"]
    assert values(rows[1][1:]) == [2, 55, 100, 45]
    assert values(rows[2][1:]) == [2, 95, 50, -45]
    assert "45.0 %" in page.text.split("Expected calibration error")[1][:20]
    part = markup.split(f"<h2>{title}</h2>")[1].split("<h2>")[0]
    widths = re.findall(r'<i style="width:([\d.]+)%"></i><span>([\d.]+)</span>', part)
    assert widths == [("55.00", "55.0"), ("100.00", "100.0"), ("95.00", "95.0"), ("50.00", "50.0")]
    assert title not in Page(training_report(training(reliability=None))).text


def test_calibrated_confidence_stands_between_samples_and_cells():
    fit = CalibrationFit(
        calibration=Calibration((0.5,), (1.0,), ((0.62,),), 90),
        temperature=0.62,
        pixels=reliability(CONFIDENT, np.array([0, 1, 0, 1])),
        cells=reliability(CONFIDENT[2:], np.array([0, 0])),
    )
    title = "Confidence and held-out agreement with the coarse map"
    markup = training_report(training(calibration=fit))
    page = Page(markup)
    rows = page.tables[title]
    assert [row[0] for row in rows[-2:]] == ["50 to 60 %", "90 to 100 %"]
    pixels, cells = fit.pixels, fit.cells
    expected = [
        100 * one
        for found in (pixels, cells)
        for one in (found.count[-1] / found.count.sum(), found.confidence[-1], found.agreement[-1])
    ]
    assert values(rows[-1][1:]) == pytest.approx(expected, abs=0.051, nan_ok=True)
    text = page.text
    assert "raised to the power 1 / 0.62 and brought to the sum 1, which sharpens them" in text
    assert f"mean probability {100 * pixels.mean_confidence:.1f} %" in text
    assert f"Agreement, whole cells{100 * cells.mean_agreement:.1f} %" in text
    assert "not the accuracy of the map" in text
    assert "Expected calibration error" not in text
    assert "nan" not in markup
    assert (
        "flattens them"
        in Page(training_report(training(calibration=replace(fit, temperature=1.3)))).text
    )


def test_training_report_without_scores():
    bare = training(oob=None, block_cv=None, reliability=None, fold_accuracies=[], importance=[])
    page = Page(training_report(bare))
    assert "A forest trained on 1 410 samples." in page.text
    assert "Learning check" not in page.text
    assert "Features" not in page.text


def test_features_are_ranked_and_the_longest_bar_is_full():
    markup = training_report(training())
    names = ["nir_p90", "swir", "red_mean"]
    assert [markup.index(name) for name in names] == sorted(markup.index(n) for n in names)
    widths = re.findall(r'<i style="width:([\d.]+)%"></i><span>(0\.\d+)</span>', markup)
    assert widths == [("100.00", "0.5000"), ("75.00", "0.3750"), ("25.00", "0.1250")]


def test_the_least_important_features_are_summed_up():
    many = [(f"feature_{place:02d}", 0.02) for place in range(50)]
    text = Page(training_report(training(importance=many))).text
    assert "feature_29" in text
    assert "feature_30" not in text
    assert "20 further features are less important: 0.4000 together." in text


def test_harmful_features_get_no_bar():
    markup = training_report(training(importance=[("noise", -0.5), ("worse", -1.0)]))
    assert markup.count('<i style="width:0.00%"></i>') == 2
    assert "−0.5000" in markup


def test_falls_are_shown_with_their_spread_and_are_not_added_up():
    many = [(f"feature_{place:02d}", 0.1 - place / 1000) for place in range(35)]
    told = training(
        importance=many, importance_spread=[0.0012] * 35, importance_kind="fall in held-out kappa",
        importance_note="What it means.",
    )  # fmt: skip
    text = Page(training_report(told)).text
    assert "Importance: fall in held-out kappa" in text
    assert "0.100 ± 0.001" in text
    assert "5 further features are less important: 0.070 at most." in text
    assert "What it means." in text
    found = upsample_json(upsampling(training=told))["importance"]
    assert found["kind"] == "fall in held-out kappa"
    assert found["features"][1] == {"name": "feature_01", "value": 0.099, "spread": 0.0012}
    assert upsample_json(upsampling(training=training()))["importance"]["features"][0] == {
        "name": "red_mean", "value": 0.125, "spread": None,
    }  # fmt: skip
    assert upsample_json(upsampling(training=None))["importance"] is None
    with pytest.raises(InputError, match="1 spreads do not fit 3 importances"):
        training(importance_spread=[0.1])


def test_upsample_report_shows_areas_pictures_and_all_parts():
    markup = upsample_report(upsampling())
    page = Page(markup)
    assert "data:image/png;base64,iVBORw==" in markup
    assert '<img alt="Fine map"' in markup
    rows = page.tables["Class areas"][2:]
    assert values(rows[0][1:]) == [1500, 1000, 75.0, 50.0, 25.0]
    assert values(rows[2][1:]) == [0, 100, 0.0, 5.0, -5.0]
    headings = ("Maps", "Agreement", "Class areas", "Samples", "Learning check", "Features")
    places = [markup.index(f"<h2>{heading}</h2>") for heading in headings]
    assert places == sorted(places)
    assert accuracy_headline(report()).split(";")[0].replace("\u202f", " ") in page.text
    assert len(re.findall("<h1", markup)) == 1


def test_what_to_expect_comes_first_and_trust_before_training():
    markup = upsample_report(whole())
    headings = ("What to expect", "Maps", "Agreement", "How far to trust the map", "Class areas",
                "Agreement with the coarse cells", "Samples")  # fmt: skip
    places = [markup.index(f"<h2>{heading}</h2>") for heading in headings]
    assert places == sorted(places)
    assert "Cells are too small." in markup
    lone = training_report(training(expectation=EXPECTATION))
    assert lone.index("<h2>What to expect</h2>") < lone.index("<h2>Samples</h2>")


def test_the_command_is_the_last_thing_of_a_run_and_of_a_training():
    command = "qgis_process run <x> -- SEED=0"
    for markup, without in (
        (upsample_report(upsampling(command=command)), upsample_report(upsampling())),
        (training_report(training(command=command)), training_report(training())),
    ):
        assert "<code>qgis_process run &lt;x&gt; -- SEED=0</code>" in markup
        assert re.findall("<h2>(.*?)</h2>", markup)[-1] == "To repeat it"
        assert "<code>" not in without
    assert upsample_json(upsampling(command=command))["command"] == command


def test_the_figures_of_a_run_as_json():
    data = json.loads(json.dumps(upsample_json(whole()), allow_nan=False))
    assert data["kind"] == "upsample"
    assert data["classes"][1] == {"code": 7, "name": "Open forest", "color": "#00aa00"}
    assert data["area_fine"] == [1500, 500, 0]
    expected = data["expectation"]
    assert expected["validation"] == EXPECTATION.validation.to_json()
    assert expected["cells_doubted"] == [1, 2, 0]
    assert expected["missing"] is None
    assert data["trust"]["class_confidence"] == [80, 70, None]
    assert data["trust"]["absences"] == ["Only there."]
    assert data["coarse_consistency"] is None
    assert data["accuracy"]["result"]["kappa"] == report().result.kappa
    bare = upsample_json(upsampling(accuracy=None, training=None))
    assert bare["expectation"] is bare["trust"] is bare["accuracy"] is None


def test_upsample_report_without_reference_claims_no_accuracy():
    page = Page(upsample_report(upsampling(accuracy=None, training=None, pictures=[])))
    assert "2 000.0 ha mapped in 2 classes, from a coarse map with 3." in page.text
    assert "How accurate the map is stays unknown" in page.text
    assert "Agreement" not in page.tables


def test_a_note_said_twice_is_printed_once():
    same = Provenance(notes=["7 pixels were skipped: unknown code 99."])
    markup = upsample_report(upsampling(provenance=same))
    assert markup.count("7 pixels were skipped") == 1


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: report(classes=CLASSES[:2]), "2 classes but the map's matrix 3"),
        (lambda: report(baseline=assess(np.eye(4))), "3 classes but the baseline's matrix 4"),
        (lambda: training(drawn=[1, 2]), "3 classes but the drawn samples 2"),
        (lambda: training(dropped=[1]), "3 classes but the dropped samples 1"),
        (lambda: training(block_cv=assess(np.eye(2))), "the cross-validation matrix 2"),
        (lambda: training(oob=assess(np.eye(2))), "the cross-validation matrix 2"),
        (lambda: upsampling(areas=ClassAreas([1.0], [1.0, 2, 3])), "the fine map's areas 1"),
        (lambda: upsampling(areas=ClassAreas([1.0, 2, 3], [1.0])), "the coarse map's areas 1"),
        (lambda: whole(trust=replace(TRUST, class_confidence=[1.0])), "the map's confidence 1"),
        (lambda: training(expectation=Expectation(cells=[1])), "the cells with samples 1"),
    ],
)
def test_parts_of_different_legends_are_refused(make, match):
    with pytest.raises(InputError, match=match):
        make()


def test_estimates_of_another_legend_are_refused():
    other = olofsson(np.array([[9, 1], [1, 9]]), np.array([1.0, 2.0]))
    with pytest.raises(InputError, match="the design-based estimates 2"):
        report(design=other)


def test_only_pictures_browsers_show_are_embedded():
    shown = upsampling(pictures=[Picture("page", b"<html>", "text/html")])
    with pytest.raises(InputError, match=r"picture of type text/html; give one of image/png"):
        upsample_report(shown)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (count(1234567), "1\u202f234\u202f567"),
        (count(0), "0"),
        (count(12.25), "12.2"),
        (count(math.nan), "–"),
        (percent(0.8412), "84.1"),
        (percent(math.nan), "–"),
        (number(-0.0001), "0.000"),
        (number(-1234.5, digits=1), "−1\u202f234.5"),
        (signed(13.05), "+13.1"),
        (signed(-2.0), "−2.0"),
        (signed(0.01), "0.0"),
        (signed(-0.01), "0.0"),
        (signed(math.nan), "–"),
        (signed(0.25, digits=3), "+0.250"),
    ],
)
def test_numbers_as_printed(shown, expected):
    assert shown == expected


def test_one_of_a_kind_is_told_in_the_singular():
    lone = training(drawn=[1, 0, 0], dropped=[0, 0, 0], cleaning="Cleaning left out 1 of them.")
    text = Page(training_report(replace(lone, importance=[("a", 0.5)] * 31))).text
    assert "A forest trained on 1 sample repeats" in text
    assert "1 further feature is less important" in text
    assert "Cleaning left out 1 of them." in text
    areas = ClassAreas(fine=[9.0, 0.0, 0.0], coarse=[9.0, 0.0, 0.0])
    page = Page(upsample_report(upsampling(accuracy=None, training=None, areas=areas)))
    assert "9.0 ha mapped in 1 class, from" in page.text
    one = assess(np.diag([1, 0, 0]))
    shown = report(result=one, baseline=None, wording=Wording(unit="points"))
    page = Page(accuracy_report(shown))
    assert "on 100.0 % of 1 point: a share" in page.text
    assert "Cells count points" in page.text
