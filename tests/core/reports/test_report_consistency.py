import json
import math
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cells.cell_sums import CellSums
from finecover.core.cells.consistency import check_consistency
from finecover.core.errors import InputError
from finecover.core.legends.legend import LandCoverClass, Legend, generic
from finecover.core.progress import Silent
from finecover.core.reports.consistency import (
    CONSISTENCY_ONLY,
    coarse_check_sections,
    consistency_headline,
    consistency_json,
    consistency_notes,
    consistency_sections,
)
from finecover.core.reports.page import page
from finecover.core.reports.run import CoarseCheck, Picture
from finecover.core.reports.text import MINUS
from scene import coarse_map, pixel_grid
from test_report import Page

AGREEMENT = "Agreement with the coarse cells"
WORST = "Cells that agree least"
MATRIX = "Coarse cells class against class"
NASTY = '<script>alert("1")</script>&amp;'
LABELS = np.array([[0, 0, 1, 1], [0, 1, 1, 1], [1, 1, 0, 0], [1, 1, 0, 1]], np.int16)


def result(labels=LABELS, cells=((0, 1), (2, 1)), *, soft=True, legend=None):
    """A model of the classes 1 and 5 under a coarse map of 1, 5 and 9, cells of 2 x 2 pixels."""
    coarse = coarse_map(cells, cell=2)
    fine = pixel_grid(*labels.shape)
    shares = np.stack([labels == 0, labels == 1]) * 0.5 + 0.25
    legend = legend or generic(np.array([1, 5]))
    with CellSums(coarse, fine, legend, frame=fine.window, soft=soft) as sums:
        sums.add(fine.window, labels, shares if soft else None)
        return check_consistency(sums, coarse, progress=Silent())


def show(consistency, **more):
    sections = consistency_sections(consistency, **more)
    return Page(page("Run", headline="", sections=sections))


def test_headline_counts_cells():
    assert consistency_headline(result()) == (
        "In 50.0 % of 4 coarse cells the fine map’s commonest class is the coarse map’s."
    )
    one = result(LABELS[:2, :2], [[0]])
    assert "100.0 % of 1 coarse cell the" in consistency_headline(one)
    assert "of 1 coarse cellmean" not in show(one).text
    assert "of 1 coarse cell" in show(one).text
    assert "1 coarse cells" not in show(one).text


def test_tables():
    found = show(result())
    assert found.tables[AGREEMENT][2:] == [
        ["1Class 1", "1", "100.0", "25.0", "37.5", "+12.5", "43.8", "+18.8"],
        ["5Class 5", "2", "50.0", "50.0", "62.5", "+12.5", "56.2", "+6.2"],
        ["9Class 9", "1", "0.0", "25.0", "0.0", f"{MINUS}25.0", "0.0", f"{MINUS}25.0"],
    ]
    rows = found.tables[WORST][2:]
    assert [row[0] for row in rows] == ["1, 1", "0, 0", "0, 1"]
    assert rows[0][1:3] == ["500030", "5199970"]
    assert rows[0][3].startswith("15.000")
    assert rows[0][5:] == ["5Class 5", "1Class 1", "25.0", "37.5"]
    assert [row[:5] for row in found.tables[MATRIX][1:3]] == [
        ["1Class 1", "1", "1", "0", "2"],
        ["5Class 5", "0", "1", "1", "2"],
    ]
    assert CONSISTENCY_ONLY in found.text


def test_the_matrix_speaks_of_agreement_not_accuracy():
    found = show(result())
    head, *_, foot = found.tables[MATRIX]
    assert head[0] == "fine map \\ coarse map"
    assert head[-1] == "Agree, %"
    assert foot[0] == "Agree, %"
    assert "stands in the row of the class the fine map has most of in it" in found.text
    assert "they are no accuracies" in found.text
    assert "ser’s" not in found.text
    assert "roducer’s" not in found.text
    titles = [attrs["title"] for tag, attrs in found.tags if tag == "td" and "title" in attrs]
    assert "Class 1 → Class 1: 1 coarse cell, 50.0 % of the row" in titles


def test_without_probabilities():
    found = show(result(soft=False))
    assert [len(row) for row in found.tables[AGREEMENT][1:]] == [6, 6, 6, 6]
    assert "robability" not in found.text
    assert all(len(row) == 8 for row in found.tables[WORST][1:])


def test_notes_tell_what_was_left_out():
    labels = LABELS.copy()
    labels[0, :2] = labels[1, 0] = -1
    notes = consistency_notes(result(labels, [[0, -1], [2, 1]]))
    assert len(notes) == 3
    assert "less than half is mapped: 1 coarse cell." in notes[0]
    assert "has no class there: 1 coarse cell." in notes[1]
    assert "cannot show it: 9 Class 9. In 1 coarse cell this" in notes[2]
    assert consistency_notes(result(cells=[[0, 1], [1, 1]])) == []
    assert all(note in show(result(labels, [[0, -1], [2, 1]])).text for note in notes)


def test_no_cell_at_all():
    nothing = result(np.full((4, 4), -1, np.int16))
    assert "No coarse cell" in consistency_headline(nothing)
    found = show(nothing)
    assert found.tables == {}
    assert "No coarse cell" in found.text


def test_cells_that_agree_least_need_not_be_wrong():
    assert "errors of the fine map, or simply mixed cells." in show(result()).text


def test_all_classes_unlearnt():
    found = show(result(cells=[[2, 2], [2, 2]]))
    assert WORST not in found.tables
    assert "0.0 % of 4" in found.text


def test_picture():
    picture = Picture("Cells <b>dark</b>", b"\x89PNG")
    found = show(result(), picture=picture)
    (image,) = (attrs for tag, attrs in found.tags if tag == "img")
    assert image["alt"] == "Cells <b>dark</b>"
    assert "b" not in {tag for tag, _ in found.tags}
    with pytest.raises(InputError, match="cannot embed"):
        consistency_sections(result(), picture=replace(picture, kind="text/html"))


def test_a_minimum_mapping_unit_comes_after_the_comparison():
    said = "before patches of fewer than 9 pixels gave way"
    assert said in show(result(), min_mapping_unit=9).text
    assert "gave way" not in show(result(), min_mapping_unit=1).text


def test_a_check_shows_what_was_compared_or_why_nothing_was():
    whole = coarse_check_sections(CoarseCheck(result(), min_mapping_unit=4))
    assert [one.title for one in whole] == [AGREEMENT, WORST, MATRIX]
    assert "fewer than 4 pixels" in whole[0].html
    (missing,) = coarse_check_sections(CoarseCheck(missing="No <room>."))
    assert missing.title == AGREEMENT
    assert "No &lt;room&gt;." in missing.html
    assert coarse_check_sections(CoarseCheck()) == []


def test_names_are_escaped():
    names = tuple(LandCoverClass(code, NASTY, "#112233") for code in (1, 5, 9))
    found = show(replace(result(), legend=Legend(names)))
    assert "script" not in {tag for tag, _ in found.tags}
    assert NASTY in found.text
    assert NASTY in consistency_notes(replace(result(), legend=Legend(names)))[0]


def test_unknown_places():
    plain = result()
    lost = replace(plain.worst[0], longitude=math.nan, latitude=math.nan)
    rows = show(replace(plain, worst=(lost,))).tables[WORST][2:]
    assert rows[0][3:5] == ["–", "–"]
    entry = consistency_json(replace(plain, worst=(lost,)))["worst_cells"][0]
    assert entry["longitude"] is None
    assert (entry["row"], entry["col"], entry["label"]) == (1, 1, 5)


def test_json_is_plain_and_whole():
    data = json.loads(json.dumps(consistency_json(result()), allow_nan=False))
    assert data["kind"] == "coarse_consistency"
    assert data["is_accuracy"] is False
    assert (data["cells"], data["agreement_hard"], data["agreement_soft"]) == (4, 0.5, 0.5)
    assert data["mean_own_share_hard"] == (0.75 + 1 + 0 + 0.25) / 4
    assert data["matrix"] == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]
    assert [entry["learnt"] for entry in data["classes"]] == [True, True, False]
    assert data["classes"][2]["bias_hard"] == -25
    assert len(data["worst_cells"]) == 3
    bare = json.loads(json.dumps(consistency_json(result(soft=False)), allow_nan=False))
    assert bare["mean_own_share_soft"] is None
    assert bare["classes"][0]["bias_soft"] is None
