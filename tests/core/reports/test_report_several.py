"""Several maps, tested differences, legend levels and estimates as the page tells them."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_design import olofsson, simple_random
from finecover.core.accuracy.paired import PairedDifference
from finecover.core.accuracy.report_data import LegendLevel, OtherMap, Wording
from finecover.core.reports import charts as report_charts
from finecover.core.reports import classes as report_classes
from finecover.core.reports import design as report_design
from finecover.core.reports.accuracy import accuracy_headline, accuracy_lead
from finecover.core.reports.report import accuracy_report
from finecover.core.reports.text import MINUS, number, percent
from finecover.core.reports.words import difference_sentence
from test_report import CLASSES, NASTY, RESULT, Page, report, values

BETTER = PairedDifference(0.16, 0.01, (0.14, 0.18), 1e-7, 600, 110, 3000, "McNemar, exact")
NOBETTER = PairedDifference(-0.01, 0.01, (-0.03, 0.01), 0.32, 99, 101, 3000, "stratified")
UNSURE = PairedDifference(0.5, math.nan, (math.nan, math.nan), math.nan, 1, 0, 2, "stratified")
OTHER = np.array([[850, 50, 50], [80, 1100, 110], [30, 130, 600]])


def several(**changes):
    others = [OtherMap("ECOCLIMAP <b>", assess(OTHER), NOBETTER)]
    # Points that gave no estimate show none of the other maps.
    of_points = changes.get("design") is not None or not changes.get("independent", True)
    words = Wording(unit="points" if of_points else "pixels")
    parts = {"others": others, "difference": BETTER, "wording": words}
    return report(**{**parts, **changes})


def design():
    return olofsson(np.array([[45, 3, 2], [4, 90, 6], [0, 5, 45]]), np.array([100.0, 600.0, 300.0]))


def test_maps_stand_side_by_side():
    page = Page(accuracy_report(several()))
    rows = page.tables["Agreement"]
    assert rows[0] == ["", "ECOCLIMAP <b>"]
    assert rows[1] == ["Figure", "Map", "Baseline", "Difference", "Value", "Difference"]
    assert rows[2][0] == "Overall accuracy, %"
    assert values(rows[2][1:]) == [93.0, 76.7, 16.3, 85.0, 8.0]
    head = page.tables["Class by class"]
    assert "ECOCLIMAP <b>, %" in head[0]
    assert values(head[2][9:11]) == [89.0, 80.2]  # F1 and IoU of water: 850 of 950, 960 and 1060


def test_differences_are_tested_in_words():
    page = Page(accuracy_report(several(wording=Wording(unit="points"))))
    rows = page.tables["Is the difference more than chance?"]
    assert rows[1] == ["Baseline", "+16.0", "+14.0 to +18.0", "600", "110", "p < 0.001",
                       "McNemar, exact"]  # fmt: skip
    assert rows[2][1:3] == [f"{MINUS}1.0", f"{MINUS}3.0 to +1.0"]
    assert (
        "The map is right on 16.0 percentage points more of the points than a plain copy of the "
        "coarse map (95 % interval +14.0 to +18.0 points); the difference is "
        "significant at the 5 % level (p < 0.001)." in page.text
    )
    assert "1.0 percentage points less of the area than ECOCLIMAP <b>" in page.text
    assert "the difference is not significant at the 5 % level (p = 0.320)" in page.text
    assert "Neighbouring pixels" not in page.text
    assert "Neighbouring pixels" in accuracy_lead(several(wording=Wording()))


def test_a_difference_without_error_is_said_to_be_unsure():
    sentence = difference_sentence(UNSURE, "that one", right="right", unit="points")
    assert sentence.endswith("how surely is not known, because a stratum has a single point.")
    rows = Page(accuracy_report(several(difference=UNSURE))).tables
    assert rows["Is the difference more than chance?"][1][2] == "–"


def test_legend_levels_give_agreement_iou_and_gain_per_category():
    joined = np.array([[2000, 100], [50, 850]])
    level = LegendLevel(
        title="CORINE level 1 <2 classes>",
        classes=[(1, "Artificial", "#cc0000"), (2, NASTY, "")],
        result=assess(joined),
        baseline=assess(np.array([[1800, 200], [250, 750]])),
        others=[OtherMap("Other", assess(joined.T))],
    )
    page = Page(accuracy_report(several(levels=[level])))
    rows = page.tables["At other levels of the legend"]
    assert [cell for cell in rows[0] if cell] == ["Agreement, %", "IoU, %"]
    assert values(rows[2][1:]) == [2050, 97.6, 87.8, 95.2, 9.8, 93.0, 80.0, 93.0, 13.0]
    assert rows[3][0].startswith("2<script>")
    assert rows[4][0] == "All categories"
    assert values(rows[4][2:6]) == [95.0, 85.0, 95.0, 10.0]
    assert "CORINE level 1 <2 classes>" in page.text


def test_the_commonest_disagreements_come_first():
    page = Page(accuracy_report(report()))
    rows = page.tables["What is confused with what"]
    assert rows[1][:2] == ["12Crop, rainfed", "7Open forest"]
    assert values(rows[1][2:]) == [60, 28.6]
    sizes = [values(row[2:3])[0] for row in rows[1:]]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == RESULT.sum() - np.trace(RESULT)


def test_a_dependent_reference_gives_agreement_and_never_areas():
    shown = several(independent=False, design=design())
    assert (
        accuracy_headline(shown)
        == "The map agrees with the coarse map on 93.0 % of 3\u202f000 points."
    )
    page = Page(accuracy_report(shown))
    text = page.text.replace("is not accuracy", "")
    assert "accuracy" not in text.lower()
    assert "Overall agreement" in text
    assert "Estimated areas" not in page.tables
    assert not [heading for heading in page.tables if "stimate" in heading]
    assert not re.search(r"\bha\b", text)
    assert "ser’s" not in text


def test_thin_samples_are_warned_of():
    page = Page(accuracy_report(report(design=design())))
    assert "Class" not in page.tables["Estimated areas"][0][0]
    thin = olofsson(np.array([[3, 1, 0], [0, 90, 6], [0, 5, 45]]), np.array([100.0, 600.0, 300.0]))
    markup = accuracy_report(report(design=thin))
    for sentence in thin.describe_limits(classes=[name for _, name, _ in CLASSES]):
        assert sentence in Page(markup).text
    untrusted = [one for one in thin.users if not one.trusted]
    assert len(re.findall(r" \*<(?:/td|br)>", markup)) >= len(untrusted) > 0
    rows = Page(markup).tables["Class by class"][2:]
    for row, users, producers in zip(rows, thin.users, thin.producers):
        assert [" *" in cell for cell in (row[1], row[2])] == [
            not users.trusted, not producers.trusted,
        ]  # fmt: skip


def test_the_lead_tells_the_estimate():
    shown = report(design=design())
    low, high = shown.design.overall.interval
    assert accuracy_headline(shown) == (
        "The map is right on an estimated 90.0 % of the area "
        f"(95 % interval {percent(low)} to {percent(high)} %)."
    )
    assert accuracy_lead(shown) == (
        "Estimated from 200 points, each counted with the area it stands for."
    )


def misleading(**changes):
    """Points that are wrong on half, of a map that is right nearly everywhere."""
    points = np.array([[98, 2, 0], [50, 46, 4], [60, 30, 10]])
    stratified = olofsson(points, np.array([960.0, 30.0, 10.0]))
    parts = {"result": assess(points), "baseline": assess(points.T), "design": stratified}
    level = LegendLevel("Level 1", CLASSES, assess(points), assess(points.T))
    parts = {**parts, "levels": [level], "others": [OtherMap("Other", assess(points), BETTER)]}
    return several(**{**parts, "difference": BETTER, **changes})


def test_a_stratified_sample_shows_estimates_and_no_counts_but_in_the_matrix():
    shown = misleading()
    page = Page(accuracy_report(shown))
    adjusted = assess(shown.design.matrix)
    assert shown.result.overall < 0.52 < 0.95 < adjusted.overall
    assert percent(shown.result.overall) not in page.text
    assert percent(shown.baseline.overall) not in page.text
    assert "is right on an estimated 95.6 % of the area (95 % interval" in page.text
    assert "+16.0 points against a plain copy of the coarse map." in page.text
    assert "more of the area than Other" in page.text
    rows = page.tables["Agreement"]
    assert rows[0] == ["Figure", "Map"]
    assert rows[1][1] == percent(adjusted.overall)
    low, high = shown.design.overall.interval
    assert rows[2] == ["95 % interval of overall accuracy", f"{percent(low)} to {percent(high)}"]
    assert rows[3][1:] == [number(adjusted.kappa)]
    assert rows[-1] == ["Points compared", "300"]
    assert "Not estimated: the figures of a plain copy of the coarse map, Other." in page.text
    assert "At other levels of the legend" not in page.tables
    classes = page.tables["Class by class"]
    for row, users, producers, entry in zip(
        classes[2:], shown.design.users, shown.design.producers, adjusted.classes
    ):
        for cell, one in zip(row[1:3], (users, producers)):
            low, high = one.interval
            assert cell == f"{percent(one.value)}{percent(low)} to {percent(high)}"
        for cell, name in zip(row[3:5], ("f1", "iou")):
            assert cell.startswith(percent(getattr(entry, name)))
        assert row[5:] == [percent(entry.map_total), percent(entry.reference_total)]
    for party in ("map", "baseline"):
        assert page.tables[f"Confusion matrix of the {party}"][0][-1] == "Agree, %"
    assert page.text.count("Points, not areas") == 2
    assert values(page.tables["Confusion matrix of the map"][1][1:4]) == [98, 2, 0]
    confused = page.tables["What is confused with what"]
    assert confused[0][2] == "Of the area, %"
    assert values(confused[1][2:3]) == [1.9]  # 2 of 100 points on 96 % of the area


def test_a_simple_random_sample_keeps_the_baseline_and_the_levels():
    points = np.array([[98, 2, 0], [50, 46, 4], [60, 30, 10]])
    page = Page(accuracy_report(misleading(design=simple_random(points, total_area=9.0))))
    assert page.tables["Agreement"][1][:3] == ["Figure", "Map", "Baseline"]
    assert page.tables["Agreement"][2][1] == percent(assess(points).overall)
    assert page.tables["Agreement"][2][2] == percent(assess(points.T).overall)
    assert page.tables["Agreement"][3][2:4] == ["–", "+14.0 to +18.0"]
    assert "At other levels of the legend" in page.tables
    assert "Not estimated" not in page.text


def test_an_estimate_without_interval_says_why():
    single = olofsson(np.array([[1, 0, 0], [0, 9, 1], [0, 2, 8]]), np.array([5.0, 600.0, 300.0]))
    page = Page(accuracy_report(misleading(design=single)))
    why = "no 95 % interval is known, because a stratum has a single point"
    assert page.text.count(why) == 3
    assert "– to –" not in page.text


def test_points_without_an_estimate_are_said_to_be_no_area():
    shown = several(difference=None, wording=Wording(unit="points"))
    lead = accuracy_lead(shown)
    assert lead == "Nothing was estimated for the area, so no accuracy can be told: see the notes."
    page = Page(accuracy_report(shown))
    rows = page.tables["Agreement"]
    assert rows[0] == ["Figure", "Map"], "counts do not tell which map is better"
    assert rows[1][0] == "Points in agreement, %"
    assert rows[-1][0] == "Points compared"
    assert "they tell neither how accurate the map is nor which map is better" in page.text


def test_the_command_can_be_copied_and_is_escaped():
    markup = accuracy_report(report(command="qgis_process run <x> & 'y'"))
    block = re.search(r"<code>(.*?)</code>", markup).group(1)
    assert block == "qgis_process run &lt;x&gt; &amp; &#x27;y&#x27;"
    assert "<code>" not in accuracy_report(report())


def test_without_matplotlib_bars_stand_in(monkeypatch):
    for module in (report_classes, report_design):
        monkeypatch.setattr(module, "charts_available", lambda: False)
    markup = accuracy_report(several(design=design()))
    assert "<svg" not in markup
    assert "IoU of the baseline, %" not in markup
    markup = accuracy_report(several())
    assert "<svg" not in markup
    assert "IoU of the baseline, %" in markup
    assert report_charts.MISSING in Page(markup).text
    monkeypatch.undo()
    assert report_charts.MISSING not in Page(accuracy_report(several())).text


def test_every_name_is_escaped_in_tables_and_charts():
    classes = [(code, NASTY, color) for code, _, color in CLASSES]
    others = [OtherMap(NASTY, assess(OTHER), BETTER)]
    markup = accuracy_report(several(classes=classes, others=others, design=design()))
    assert "<script" not in markup
    Page(markup)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_any_number_of_maps_is_shown(count):
    others = [OtherMap(f"Other {place}", assess(OTHER)) for place in range(count)]
    page = Page(accuracy_report(replace(several(), others=others)))
    assert len(page.tables["Agreement"][-1]) == 4 + 2 * count
    left_out = "In the tables but not in the chart: Other 4, Other 5, Other 6." in page.text
    assert left_out == (count == 7)
