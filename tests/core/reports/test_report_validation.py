import math
from dataclasses import replace
from pathlib import Path

import pytest
from finecover.core.learning.self_validation_result import SelfValidation, SettingScore
from finecover.core.reports.page import page
from finecover.core.reports.run import Expectation
from finecover.core.reports.text import MINUS
from finecover.core.reports.validation import (
    EXPECTATION_TITLE,
    UNSEEN,
    expectation_section,
    expectation_sentences,
)
from test_report import Page

CLASSES = [(1, "Water", "#0000ff"), (5, "<b>Forest</b>", "#00aa00"), (9, "Sand", "#ffcc00")]
FOUND = SelfValidation(
    scores=(
        SettingScore(0.0, 0.0, 0.61, 0.50, 0.02),
        SettingScore(0.0, 0.5, 0.65, 0.52, 0.02),
        SettingScore(0.5, 0.0, 0.66, 0.58, 0.02),
        SettingScore(0.5, 0.5, 0.712, 0.655, 0.02),
    ),
    copy_kappa=0.552, copy_macro_f1=0.48, weight=0.5, correction=0.5,
    gain=0.224, gain_spread=0.021, error_rate=0.24, cells=345, factor=3,
    own_errors=0.06, changed=0.388,
)  # fmt: skip
EXPECTED = Expectation(
    validation=FOUND, error_rate=0.24, cells=[200, 150, 0], judged=[190, 150, 0],
    doubted=[19, 60, 0],
)  # fmt: skip
OUTCOME = (
    "Degraded by 3 and upsampled back, the map repeats the coarse cells with kappa 0.72, a plain "
    "copy with 0.55; an estimated 24.0 % of the cells wrong."
)
PROMISE = "One step coarser that is a gain of 0.22 ± 0.02 in kappa over a copy of the coarse map."


def show(expectation):
    section = expectation_section(expectation, classes=CLASSES)
    return Page(page("Run", headline="", sections=[section]))


def changed(**changes):
    return replace(EXPECTED, validation=replace(FOUND, **changes))


def test_the_outcome_stands_in_words():
    assert expectation_sentences(EXPECTED) == [
        OUTCOME,
        PROMISE,
        "This is an estimate from another scale, measured against the coarse map itself, with the "
        "weight 0.5 for the coarse map as prior, which did best there; only an independent "
        "reference shows the true gain.",
    ]
    found = show(EXPECTED)
    assert f"{OUTCOME} {PROMISE}" in found.text
    assert "from another scale: cells 3 times as wide" in found.text
    assert "The ± is its standard error" in found.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gain": -0.03}, "a loss of 0.03 ± 0.02 in kappa against a copy of the coarse map."),
        ({"gain": 0.004}, "about the kappa of a copy (± 0.02)."),
        ({"gain": -0.004}, "about the kappa of a copy"),
        (
            {"error_rate": 0.0},
            "0.55; no wrong cells found. One step coarser that is a gain of 0.22",
        ),
    ],
)
def test_neither_loss_nor_doubt_is_hidden(changes, said):
    expectation = changed(**changes)
    assert said in " ".join(expectation_sentences(expectation))
    assert said in show(expectation).text


def test_figures_stand_beside_the_copys():
    text = show(EXPECTED).text
    for part in (
        "Expected gain in kappa+0.22 ± 0.02over a copy of the coarse map, one step coarser, estim",
        "Kappa, upsampled back0.716345 coarse cells, a few samples together",
        "Kappa, plain copy0.552of the degraded map, the same cells",
        "Wrong cells in the coarse map24.0 %estimated",
    ):
        assert part in text
    assert f"kappa{MINUS}0.03 ± 0.02over" in show(changed(gain=-0.03)).text


def test_settings_tried_with_the_chosen_one_marked():
    short = replace(EXPECTED, judged=())  # a page keeps one table per heading
    assert "A plain copy of the degraded map has 0.552 / 48.0." in show(short).text
    rows = show(short).tables[EXPECTATION_TITLE]
    assert rows[1] == ["Weight of the coarse map", "0", "0.5"]
    assert rows[2] == ["0", "0.610 / 50.0", "0.650 / 52.0"]
    assert rows[3] == ["0.5", "0.660 / 58.0", "0.712 / 65.5chosen"]
    gap = changed(scores=FOUND.scores[1:])
    assert show(replace(gap, judged=())).tables[EXPECTATION_TITLE][2][1] == "–"


def test_cells_doubted_per_class():
    rows = show(EXPECTED).tables[EXPECTATION_TITLE]
    assert rows[1] == ["1Water", "200", "190", "19", "10.0"]
    assert rows[2] == ["5<b>Forest</b>", "150", "150", "60", "40.0"]
    assert rows[3] == ["All classes", "350", "340", "79", "23.2"]
    assert len(rows) == 4, "a class without cells has no row"
    assert "Estimated share of wrong cells: 24.0 %." in show(EXPECTED).text
    unknown = replace(EXPECTED, error_rate=math.nan)
    assert "Estimated share of wrong cells" not in show(unknown).text


def test_errors_at_the_end_of_the_fit_are_none_found():
    none = replace(changed(error_rate=0.00055), error_rate=0.00055)
    text = show(none).text
    assert "Wrong cells in the coarse mapnone foundestimated" in text
    assert "Estimated share of wrong cells: none found." in text
    assert "0.1 %" not in text
    assert "0.55; no wrong cells found." in expectation_sentences(none)[0]
    few = replace(changed(error_rate=0.00105), error_rate=0.00105)
    assert "an estimated 0.1 % of the cells wrong" in expectation_sentences(few)[0]


def test_what_cannot_be_seen_is_said_where_cells_are_doubted_and_in_the_readme():
    assert show(EXPECTED).text.count(UNSEEN) == 1
    assert UNSEEN not in show(replace(EXPECTED, judged=())).text
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert UNSEEN in " ".join(readme.split())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Cleaning leaves out samples of doubted cells. In a map with the coarse map as prior"),
        ({"left_out": 1}, "Cleaning left out 1 sample of doubted cells."),
        ({"left_out": 1200}, "Cleaning left out 1 200 samples of doubted cells."),
        ({"left_out": 0}, "Cleaning left out none of their samples, because too little would"),
        ({"cleaned": False}, "were learnt from all the same, because CLEAN was off."),
        ({"used": (0.5, 0.5), "surveyed": True}, "As prior a cell counted as much as it was"),
        ({"used": (0.0, 0.5), "surveyed": False}, "was made without the coarse map as prior."),
        ({"used": (0.5, 0.5), "surveyed": False}, "As prior every cell counted in full, because"),
    ],
)
def test_only_what_was_done_with_doubted_cells_is_told(changes, said):
    text = show(replace(EXPECTED, **changes)).text
    assert said in text
    believed = changes.get("used", (0.0,))[0] > 0 and changes["surveyed"]
    assert ("as it was believed" in text) == believed
    assert ("eaning l" in text) == changes.get("cleaned", True)
    nothing = show(replace(EXPECTED, doubted=[0, 0, 0], **changes)).text
    assert "eaning l" not in nothing
    assert "As prior" not in nothing


def test_another_weight_than_the_chosen_one_is_told():
    said = (
        "The map was made without the coarse map as prior, the correction being 1. What was "
        "found out holds with the weight 0.5 for the coarse map as prior, the correction being 0.5."
    )
    other = replace(EXPECTED, used=(0.0, 1.0))
    assert said in expectation_sentences(other)[-1]
    assert said in show(other).text
    same = replace(EXPECTED, used=(0.5, 0.5))
    assert expectation_sentences(same) == expectation_sentences(EXPECTED)


def test_of_a_map_that_part_of_its_changes_is_promised():
    """Half of what was changed one step coarser was a gain."""
    made = replace(EXPECTED, used=(0.5, 0.5), surveyed=True, coarse_kappa=0.7)
    said = (
        "As the map differs from a copy of the coarse map by 0.30 in kappa, expect a gain of 0.15 "
        "± 0.04 in kappa over a copy of the coarse map."
    )
    assert expectation_sentences(made)[1] == said
    text = show(made).text
    assert said in text
    assert "Expected gain in kappa+0.15 ± 0.04over a copy of the coarse map, estimated" in text
    copy = replace(made, coarse_kappa=1.0)
    assert "expect about the kappa of a copy (± 0.00)." in expectation_sentences(copy)[1]


def test_nothing_is_promised_of_a_map_made_otherwise():
    other = replace(EXPECTED, used=(0.0, 1.0), surveyed=False, coarse_kappa=0.7)
    assert other.gain is None
    assert not any("expect a" in one or "that is a" in one for one in expectation_sentences(other))
    assert "Expected gain in kappa–over a copy" in show(other).text


def test_cautions_stand_in_log_and_report():
    careful = replace(EXPECTED, cautions=("It may be less there.",))
    assert expectation_sentences(careful)[-1] == "It may be less there."
    assert "It may be less there." in show(careful).text


def test_without_validation_the_reason_is_told():
    none = Expectation(missing="Too few cells.")
    assert expectation_sentences(none) == ["Too few cells."]
    found = show(none)
    assert "Too few cells. No gain can be foretold." in found.text
    assert found.tables == {}
    assert expectation_sentences(Expectation()) == []
