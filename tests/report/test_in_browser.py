"""The report's page in a real browser: nothing clipped, no fault, every map under one cursor."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from finecover.core.reports.points import Marks
from finecover.core.reports.report import accuracy_report

sys.path.insert(0, str(Path(__file__).parent))
from browser import look, need_browser
from made_reports import (
    LONG,
    LONG_NAME,
    LONGEST,
    SMALL,
    corine_classes,
    corine_report,
    made_report,
    named_report,
    sampled_report,
    unbroken_report,
)

MAKERS = {
    "small": made_report,
    "large": lambda: made_report(44),
    "corine": corine_report,
    "longest": lambda: corine_report(letters=LONGEST),
    "hundred": lambda: made_report(100, baseline=None, others=[], levels=[], maps=[]),
    "ten": lambda: made_report(10, classes=corine_classes(10)),
    "two": lambda: made_report(2, classes=corine_classes(2), levels=[]),
    "one": lambda: made_report(1, classes=corine_classes(1), levels=[]),
    "points": lambda: sampled_report(9),
    "sample": lambda: replace(sampled_report(44), classes=corine_classes()),
    "named": named_report,
    "labelled": lambda: named_report(points=30),
    "four": lambda: named_report(
        4,
        ("Map", "Baseline", LONG_NAME, LONG_NAME[8:]),
        points=60,
        classes=[*SMALL[:3], (30, LONG, "")],
    ),
    "unbroken": lambda: unbroken_report("Unbroken_" * 12),
    "terse": lambda: unbroken_report("W"),
}
PLACES = [(0.4, 0.6), (0.101, 0.502), (0.999, 0.001), (0.05, 0.05)]
ON, OFF = (80.5 / 160, 80.5 / 160), (84.5 / 160, 84.5 / 160)  # a labelled point, and none
VIEWS = {
    "small wide": {"width": 1280, "scheme": "light", "axe": True, "pdf": True, "places": PLACES},
    "small narrow": {"width": 400, "scheme": "dark", "axe": True, "touch": True, "places": PLACES},
    "small plain": {"width": 400, "scheme": "light", "plain": True},
    "large wide": {"width": 1280, "scheme": "dark", "axe": True, "pdf": True},
    "large narrow": {"width": 400, "scheme": "light"},
    "corine wide": {"width": 1280, "scheme": "light", "axe": True, "pdf": True},
    "corine narrow": {"width": 400, "scheme": "dark", "axe": True},
    "longest wide": {"width": 1280, "scheme": "light", "axe": True, "pdf": True},
    "longest narrow": {"width": 400, "scheme": "dark", "axe": True},
    "hundred wide": {"width": 1280, "scheme": "light", "pdf": True},
    "ten wide": {"width": 1280, "scheme": "light", "pdf": True},
    "ten narrow": {"width": 400, "scheme": "dark"},
    "two wide": {"width": 1280, "scheme": "dark", "pdf": True},
    "two narrow": {"width": 400, "scheme": "light"},
    "one wide": {"width": 1280, "scheme": "light", "pdf": True},
    "sample wide": {"width": 1280, "scheme": "light", "pdf": True},
    "sample narrow": {"width": 400, "scheme": "dark", "axe": True},
    "points wide": {"width": 1280, "scheme": "dark", "axe": True, "pdf": True, "places": [ON, OFF]},
    "points narrow": {"width": 400, "scheme": "light", "axe": True},
    "points touched": {"width": 400, "scheme": "dark", "touch": True, "places": [ON, OFF]},
    "named wide": {"width": 1280, "scheme": "dark", "axe": True, "pdf": True, "places": PLACES},
    "named narrow": {"width": 400, "scheme": "light", "axe": True, "touch": True, "places": PLACES},
    "labelled wide": {"width": 1280, "scheme": "light", "axe": True, "pdf": True},
    "labelled narrow": {"width": 400, "scheme": "dark", "axe": True},
    "four wide": {"width": 1280, "scheme": "light", "axe": True, "pdf": True},
    "four narrow": {"width": 400, "scheme": "dark", "axe": True},
    "unbroken wide": {"width": 1280, "scheme": "light", "pdf": True},
    "unbroken middling": {"width": 700, "scheme": "light"},
    "unbroken narrow": {"width": 400, "scheme": "light"},
    "terse wide": {"width": 1280, "scheme": "light", "pdf": True},
}
LIVE = [name for name in VIEWS if not name.endswith("plain")]
PRINTED = [name for name, view in VIEWS.items() if view.get("pdf")]
POINTED = [name for name, view in VIEWS.items() if view.get("places") is PLACES]
MILLIMETRE = 72 / 25.4
MOST_SHEETS = 12
SHEETS = {
    "small": 6,
    "points": 8,
    "ten": 9,
    "two": 5,
    "one": 5,
    "hundred": 20,
    "sample": 13,
    "labelled": 27,
    "longest": 13,
}


@cache
def made(name):
    return MAKERS[name]()


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the browser found in each view, and the folder of pages."""
    need_browser()
    folder = tmp_path_factory.mktemp("pages")
    for name in MAKERS:
        (folder / f"{name}.html").write_text(accuracy_report(made(name)), encoding="utf-8")
    return look(folder, VIEWS), folder


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_complained_of_or_loaded(seen, view):
    answer = seen[0][view]
    assert answer["messages"] == []
    assert [url[:7] for url in answer["requests"]] == ["file://"]


@pytest.mark.parametrize("view", LIVE)
def test_nothing_is_wider_than_the_window_or_clipped(seen, view):
    found = seen[0][view]["layout"]
    nothing = {"clipped": [], "outside": [], "under": [], "spilled": []}
    assert found == {"wide": VIEWS[view]["width"], **nothing}
    assert seen[0][view]["pointed"] == VIEWS[view]["width"]


@pytest.mark.parametrize("view", ["named wide", "labelled wide", "four wide", "corine wide"])
def test_tables_of_four_maps_show_every_column_at_once(seen, view):
    found = seen[0][view]["scrolled"]
    assert [name for name in found if "matrix" not in name] == []


@pytest.mark.parametrize("view", [name for name in LIVE if VIEWS[name].get("axe")])
def test_axe_finds_no_fault(seen, view):
    assert seen[0][view]["axe"] == []


@pytest.mark.parametrize("view", PRINTED)
def test_everything_fits_the_printed_sheets(seen, view):
    answers, folder = seen
    assert answers[view]["printed"] == []
    pdf = (folder / f"{view.split()[0]}.pdf").read_bytes().decode("latin-1")
    boxes = re.findall(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    sheets = {(round(float(w) / MILLIMETRE), round(float(h) / MILLIMETRE)) for w, h in boxes}
    assert len(boxes) <= SHEETS.get(view.split()[0], MOST_SHEETS)
    assert (210, 297) in sheets
    assert sheets <= {(210, 297), (297, 210), (420, 297)}
    assert ((420, 297) in sheets) == (len(made(view.split()[0]).classes) > 24)


def shown_at(report, col, row):
    """What stands below the pictures, a line per map."""
    at = [int(one.positions[row, col]) for one in report.maps]
    lines = []
    for layer, (one, place) in enumerate(zip(report.maps, at)):
        code, name, _ = report.classes[place] if place >= 0 else ("", "no class", "")
        verdict = ""
        if layer < len(at) - 1 and place >= 0:
            verdict = "= reference" if place == at[-1] else "≠ reference"
        lines.append(f"{one.title}{code}{name}{verdict}")
    return lines


@pytest.mark.parametrize("view", POINTED)
def test_pointing_names_the_class_of_every_map(seen, view):
    report = made(view.split()[0])
    height, width = report.maps[0].positions.shape
    found = seen[0][view]["pointing"]
    for (x, y), lines in zip(PLACES, found):
        expected = [
            shown_at(report, int(x * width) + across, int(y * height) + down)
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)  # a finger's or a pointer's place is a whole pixel of the window
            if 0 <= int(x * width) + across < width and 0 <= int(y * height) + down < height
        ]
        assert lines in expected
    assert len(found) == len(PLACES)
    assert "Mapno class" in found[-1]


@pytest.mark.parametrize("view", ["small wide", "large wide"])
def test_the_keyboard_reaches_and_moves_everything(seen, view):
    report = made(view.split()[0])
    found = seen[0][view]["keyboard"]
    assert found["reached"].count("view") == 6
    boxes = accuracy_report(report).count('<div class="scroll')
    assert sum(name.startswith("scroll") for name in found["reached"]) == boxes
    told = found["told"]
    last = PLACES[-1] if VIEWS[view].get("places") else (0.5, 0.5)
    col, row = (int(share * 160) for share in last)
    assert told["middle"] == shown_at(report, col, row)
    assert told["ArrowRight"] == shown_at(report, col + 1, row)
    assert told["Shift+ArrowDown"] == shown_at(report, col + 1, row + 10)
    assert told["ArrowLeft"] == shown_at(report, col, row + 10)
    assert told["ArrowUp"] == shown_at(report, col, row + 9)
    assert told["spoken"].startswith("Map: ")


def told_of(report, at):
    """What stands below the pictures at a labelled point; -1 = away from all."""
    points = report.points
    label = int(points.reference[at]) if at >= 0 else -1
    code, name, _ = report.classes[label] if at >= 0 else ("", "no point here", "")
    return f"Reference{code}{name}"


@pytest.mark.parametrize("view", ["points wide", "points touched"])
def test_pointing_at_a_point_tells_its_label(seen, view):
    report = made("points")
    points = report.points
    on, off = seen[0][view]["pointing"]
    at = np.flatnonzero((points.x == ON[0]) & (points.y == ON[1]))[0]
    mapped, label = int(points.maps[0, at]), int(points.reference[at])
    code, name, _ = report.classes[mapped]
    sign = "=" if mapped == label else "≠"
    assert on == [f"Map{code}{name}{sign} reference", told_of(report, at)]
    assert off[1] == told_of(report, -1)
    assert "reference" not in off[0]


def test_the_keyboard_goes_from_point_to_point(seen):
    report = made("points")
    order = Marks.of(report).points
    found = seen[0]["points wide"]["keyboard"]["told"]
    at = {key: found[key][1] for key in ("n", "N", "p")}
    at_point = [f"Reference{code}{name}" for code, name, _ in
                (report.classes[int(one)] for one in order.reference)]  # fmt: skip
    assert at["p"] == at["n"] in at_point
    assert (at["n"], at["N"]) in zip(at_point, [*at_point[1:], at_point[0]])
    pages = seen[0]["small wide"]["keyboard"]["told"]
    assert pages["n"] == pages["ArrowUp"], "without points the key does nothing"


@pytest.mark.parametrize("view", ["points wide", "points narrow", "sample narrow"])
def test_marks_cover_the_picture_they_belong_to(seen, view):
    assert seen[0][view]["marks"]
    assert max(seen[0][view]["marks"]) <= 1


def test_without_scripts_the_pictures_stay(seen):
    assert seen[0]["small plain"]["pictures"] == 6
    assert seen[0]["small plain"]["panels"] == 0
    assert set(seen[0]["small wide"]["pictures"]) == {160}
