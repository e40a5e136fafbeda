"""Sheets of paper chosen by the widths of words, and names broken between their parts."""

from __future__ import annotations

import re

import pytest
from finecover.core.reports.blocks import Column, class_label, heading, table, with_interval
from finecover.core.reports.sheets import larger_sheet, sheet_of, table_width
from finecover.core.reports.text import Html, name_pieces, name_text

WORLDCOVER = "ESA_WorldCover_10m_2021_v200"
CLASS = class_label((1, "Water", "#0000ff"))


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        (WORLDCOVER, ["ESA_", "World", "Cover_", "10m_", "2021_", "v200"]),
        ("map.tif", ["map.tif"]),
        ("non-agricultural", ["non-", "agricultural"]),
        ("Landwirtschaftsflächen", ["Landwirtschaftsflächen"]),
        ("x" * 30, ["x" * 12, "x" * 12, "x" * 6]),
        ("a__b--c..d/e_f_g", ["a__", "b--", "c..", "d/", "e_", "f_", "g"]),
    ],
)
def test_names_are_cut_between_their_parts(name, pieces):
    assert name_pieces(name) == pieces
    assert re.sub("<wbr>", "", name_text(name)) == name


def test_marked_names_are_escaped_and_keep_their_spaces():
    shown = name_text("<b>_long_name_&_more  and a.tif")
    assert shown == "&lt;b&gt;_<wbr>long_<wbr>name_<wbr>&amp;_<wbr>more  and a.tif"
    assert name_text(Html("<i>x_y_z_1_2_3_4</i>")) == "<i>x_y_z_1_2_3_4</i>"


def test_headings_and_tables_mark_where_names_may_end():
    marked = "ESA_<wbr>World<wbr>Cover_<wbr>10m_<wbr>2021_<wbr>v200"
    assert marked in heading(WORLDCOVER)
    columns = [Column("Map", text=True), Column(WORLDCOVER, group=f"{WORLDCOVER}, %")]
    shown = table(columns, [[WORLDCOVER, "1.0"]], caption="", label="x")
    assert shown.count(marked) == 3


def test_long_names_and_figures_ask_for_larger_sheets():
    def sheet(size, title, cell="12.3"):
        columns = [Column("Class", text=True), *[Column(title)] * size]
        return sheet_of(columns, [[CLASS, *[cell] * size]])

    assert sheet(12, "IoU") == ""
    assert sheet(9, "Unbreakable") == "A4"
    assert sheet(9, "Un_brea_kab_le") == ""
    assert sheet(7, "IoU", "1234.5 to 2345.6") == "A4"
    assert sheet(24, "Unbreakable") == "A3"
    assert [larger_sheet(found) for found in (["", "A4"], ["A3", "A4"], [])] == ["A4", "A3", ""]


def test_lines_below_a_figure_need_no_column():
    columns = [Column("Class", text=True), Column("IoU")]
    below = with_interval("12.3 *", "10.1 to 14.5")
    beside = table_width([*columns, Column("")], [[CLASS, "12.3 *", "10.1 to 14.5"]])
    assert table_width(columns, [[CLASS, "12.3"]]) < table_width(columns, [[CLASS, below]]) < beside
    assert with_interval("12.3", "–") == "12.3"


def test_a_name_above_a_group_may_be_its_width():
    columns = [Column("Class", text=True), Column("F1", group="Unbreakablewidename")]
    assert table_width(columns, [[CLASS, "1"]]) > table_width(columns[:1], [[CLASS]]) + 100
