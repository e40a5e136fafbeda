"""Charts as SVG within a page: its font and colours, unique names, the same bytes each time."""

from __future__ import annotations

import math
import re
import sys
import xml.etree.ElementTree as ElementTree

import pytest

pytest.importorskip("matplotlib")

from finecover.core.reports import charts as report_charts
from finecover.core.reports.charts import Chart, Series, chart_block, charts_available, name_lines
from finecover.core.reports.svg import plain_text

NASTY = '<script>alert("$x^2$")</script>&amp; \\$y$ \x07'


def chart(rows=("1 Water", "2 Forest"), values=(40.0, 80.0), **changes):
    series = [
        Series("User’s", list(values), [(value - 5, value + 5) for value in values]),
        Series("Producer’s", [math.nan] * len(values)),
    ]
    parts = {"title": "Accuracy", "axis": "Percent", "limits": (0.0, 100.0)}
    return Chart(rows=rows, series=series, **{**parts, **changes})


def drawings(markup):
    return [ElementTree.fromstring(one.replace("xlink:", "")) for one in svgs(markup)]


def svgs(markup):
    return re.findall(r"<svg.*?</svg>", markup, flags=re.S)


def test_a_chart_stands_in_the_page_without_outside_help():
    markup = chart_block({"one": chart(), "two": chart()})
    assert "http" not in markup
    assert "url(" not in markup
    assert "<style" not in markup
    assert "font-family" not in markup
    assert not re.search(r"\d{4}-\d\d-\d\d", markup)
    names = re.findall(r' id="([^"]+)"', markup)
    assert len(names) == len(set(names)) > 0
    assert {link.lstrip("#") for link in re.findall(r'href="([^"]+)"', markup)} == set(names)
    assert all(one.get("role") == "img" and one.get("aria-label") for one in drawings(markup))


def test_letters_and_lines_take_the_colours_of_the_page():
    markup = chart_block({"one": chart()})
    assert "currentColor" in markup
    assert "var(--series1, #0072b2)" in markup
    assert not re.search(r"#0[1-4]0[2-5]0[3-6]", markup)


def test_the_same_chart_gives_the_same_bytes():
    assert chart_block({"one": chart()}) == chart_block({"one": chart()})


def test_matplotlib_keeps_its_settings():
    import matplotlib as mpl

    mpl.rcParams["font.size"] = 23.0
    try:
        chart_block({"one": chart()})
        assert mpl.rcParams["font.size"] == 23.0
        assert mpl.rcParams["svg.hashsalt"] is None
    finally:
        mpl.rcParams["font.size"] = mpl.rcParamsDefault["font.size"]


def test_names_are_drawn_letter_for_letter():
    (drawing,) = drawings(chart_block({"one": chart(rows=(NASTY, "2 Forest"))}))
    shown = " ".join(one.text for one in drawing.iter("text"))
    assert '<script>alert("$x^2$")</script>&amp; \\$y$' in shown
    assert "<script" not in chart_block({"one": chart(title=NASTY, rows=(NASTY, NASTY))})


def test_marks_lie_where_their_values_are():
    (drawing,) = drawings(chart_block({"one": chart(values=(0.0, 100.0))}))
    used = [one for one in drawing.iter("use") if "#0072b2" in one.get("style", "")]
    across = sorted({round(float(one.get("x"))) for one in used})
    assert across[0] < across[-1]
    left, right = 14, 330 - 22
    assert {left, right} <= set(across)
    undefined = [one for one in drawing.iter("text") if one.text == "–"]
    assert len(undefined) == 2


def test_many_rows_are_cut_into_drawings_that_fit_a_page():
    rows = tuple(f"{place} Class with a name" for place in range(100))
    markup = chart_block({"one": chart(rows=rows, values=[float(n) for n in range(100)])})
    heights = [float(one.get("viewBox").split()[3]) for one in drawings(markup)]
    assert len(heights) > 3
    assert max(heights) < 900
    assert max(heights) - min(heights) < 100
    assert f"Accuracy (1 of {len(heights)})" in markup
    texts = [text.text for one in drawings(markup) for text in one.iter("text")]
    assert [text for text in texts if "Class with" in text] == list(rows)


def test_losses_point_to_the_other_side():
    gained = Chart("Gain", "Points", ("a", "b"), [Series("Gain", [10.0, -4.0])])
    (drawing,) = drawings(chart_block({"gain": gained}))
    assert "−10" in [one.text for one in drawing.iter("text")]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Water", ["Water"]),
        ("", [""]),
        ("one two " * 8, ["one two one two one two one two one two", "one two one two one two"]),
        ("x" * 60, ["x" * 42, "x" * 18]),
        ("草" * 60, ["草" * 21, "草" * 20 + "…"]),
    ],
)
def test_long_names_take_two_lines(name, lines):
    assert name_lines(name) == lines


def test_text_has_no_mathematics_and_nothing_xml_forbids():
    assert plain_text("$a$\x00\ud800b") == r"\$a\$ ?b"


def test_without_matplotlib_there_are_none(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert not charts_available()
    assert "Matplotlib is missing" in report_charts.MISSING


def test_a_name_of_one_line_ends_in_dots_that_fit():
    assert name_lines("one two " * 8, most=1) == ["one two one two one two one two one two…"]
    assert name_lines("W" * 60, most=1) == ["W" * 32 + "…"]
    assert name_lines("Water", most=1) == ["Water"]


def test_many_rows_have_names_of_one_line():
    names = tuple(f"{place} {'quite a long name ' * 4}" for place in range(44))
    markup = chart_block({"one": chart(rows=names, values=[1.0] * 44)})
    texts = [text.text for one in drawings(markup) for text in one.iter("text")]
    assert len([text for text in texts if "quite" in text]) == 44
    assert all(text.endswith("…") for text in texts if "quite" in text)
    assert '<div class="charts">' in markup  # three drawings that fit a sheet side by side


def test_more_drawings_than_a_sheet_holds_side_by_side_are_many():
    rows = tuple(f"{place} Class" for place in range(44))
    five = {key: chart(rows=rows, values=[1.0] * 44) for key in ("one", "two")}
    markup = chart_block(five)
    assert markup.count("<figure") > 4
    assert markup.startswith('<div class="charts many">')
    assert markup.count('<span class="line">') == 1
