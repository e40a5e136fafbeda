"""Labelled points on the pictures of a page, and what the page's script reads of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.report_data import AccuracyReport, ClassMap, MapPoints, Wording
from finecover.core.reports.maps import maps_sections
from finecover.core.reports.report import accuracy_report

CLASSES = [(0, "Water", "#0000ff"), (7, "Forest", "#00aa00")]
MAP = np.array([[0, 1, 2, 1], [1, 1, -1, 0]], np.int16)
COARSE = np.array([[0, 0, 0, 0], [0, 0, 0, 0]], np.int16)
POINTS = MapPoints(
    x=np.array([0.125, 0.875, 0.375]),
    y=np.array([0.25, 0.75, 0.75]),
    maps=np.array([[0, 0, 1], [0, 0, 0]], np.int16),
    reference=np.array([0, 1, 1], np.int16),
    more_classes=[(5, "Rare <b>", "#ff0000")],
)


def section(points=POINTS, **changes):
    report = AccuracyReport(
        "Made", CLASSES, assess(np.eye(2, dtype=int)), wording=Wording(unit="points"),
        maps=[ClassMap("Map", MAP), ClassMap("Baseline", COARSE)], points=points,
    )  # fmt: skip
    (found,) = maps_sections(replace(report, **changes))
    return found.html


def many(number):
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 2, (3, number)).astype(np.int16)
    return MapPoints(rng.random(number), rng.random(number), codes[:2], codes[2])


def marks(markup):
    """Dots and crosses on each picture."""
    found = re.findall(r'<svg class="marks".*?</svg>', markup, flags=re.S)
    paths = [set(re.findall(r' d="([^"]+)"', one)) for one in found]
    return [tuple(sum(path.count(kind) for path in own) for kind in ("h0", "m0")) for own in paths]


def test_every_point_is_a_dot_or_a_cross_on_every_map():
    markup = section()
    assert marks(markup) == [(2, 1), (1, 2)]
    assert re.findall(r"class: (\d+)", markup) == ["2", "1", "1", "2"]
    assert markup.count("<figure") == 2, "nothing tells where a map is right between the points"
    assert "M12.50 12.50h0" in markup, "of 100 x 50 units, in the middle of the first pixel"


def test_the_legend_holds_classes_that_no_point_met_in_the_order_of_codes():
    legend = re.search(r'<ul class="legend".*?</ul>', section(), flags=re.S).group()
    assert re.findall(r'class="code">(\d+)<', legend) == ["0", "5", "7"]
    assert "Rare &lt;b&gt;" in legend


def test_the_script_reads_the_points_line_by_line():
    data = json.loads(re.search(r'class="map-data">(.*?)</script>', section()).group(1))
    assert data["titles"] == ["Map", "Baseline"]
    assert [one[0] for one in data["classes"]] == [0, 7, 5]
    points = data["points"]
    assert (points["x"], points["y"]) == ([0.5, 1.5, 3.5], [0.5, 1.5, 1.5])
    assert (points["reference"], points["maps"]) == ([0, 1, 1], [[0, 1, 0], [0, 0, 0]])
    assert points["reach"] >= 1


@pytest.mark.parametrize(("number", "drawn"), [(1, 1), (4000, 4000), (4001, 4000), (50_000, 4000)])
def test_the_page_holds_no_more_points_than_can_be_seen(number, drawn):
    markup = section(many(number))
    assert [sum(one) for one in marks(markup)] == [drawn, drawn]
    few = "4,000 of the " if drawn < number else ""
    said = re.search(r"The marks are (.*?), compared", markup).group(1)
    assert said.replace("\u202f", ",").replace("\u00a0", ",").startswith(few)
    assert len(markup) < 600_000


def test_without_points_that_count_the_maps_stand_alone():
    nothing = MapPoints(np.zeros(0), np.zeros(0), np.zeros((2, 0), np.int16), np.zeros(0, np.int16))
    markup = section(nothing)
    assert markup.count("<figure") == 2
    assert "marks" not in markup


def test_a_page_with_points_names_nothing_outside_itself():
    report = AccuracyReport(
        "Made", CLASSES, assess(np.eye(2, dtype=int)), wording=Wording(unit="points"),
        maps=[ClassMap("Map", MAP), ClassMap("Baseline", COARSE)], points=POINTS,
    )  # fmt: skip
    markup = re.sub(r"base64,[^\"]+", "", accuracy_report(report))
    assert not re.search(r"https?:|@import|url\(", markup)
