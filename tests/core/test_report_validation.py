import math
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from finecover.core.report_blocks import page
from finecover.core.report_data import Expectation
from finecover.core.report_text import MINUS
from finecover.core.report_validation import (
    EXPECTATION_TITLE,
    expectation_section,
    expectation_sentences,
)
from finecover.core.self_validation_result import SelfValidation, SettingScore

sys.path.insert(0, str(Path(__file__).parent))
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
)  # fmt: skip
EXPECTED = Expectation(
    validation=FOUND, error_rate=0.24, cells=[200, 150, 0], judged=[190, 150, 0],
    doubted=[19, 60, 0],
)  # fmt: skip
OUTCOME = (
    "Degraded by 3 and upsampled back, the map repeats the coarse cells with kappa 0.71, a plain "
    "copy with 0.55; with the estimated 24.0 % of wrong cells a gain of 0.22 ± 0.02 in kappa over "
    "a copy of the coarse map is expected."
)


def show(expectation):
    section = expectation_section(expectation, classes=CLASSES)
    return Page(page("Run", headline="", sections=[section]))


def changed(**changes):
    return replace(EXPECTED, validation=replace(FOUND, **changes))


def test_the_outcome_stands_in_words():
    assert expectation_sentences(EXPECTED) == [
        OUTCOME,
        "This is an estimate at another scale, measured against the coarse map itself, with the "
        "weight 0.5 for the coarse map as prior, which did best there; only an independent "
        "reference shows the true gain.",
    ]
    found = show(EXPECTED)
    assert OUTCOME in found.text
    assert "at another scale: cells 3 times as wide" in found.text
    assert "over the 9 ways" in found.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gain": -0.03}, "a loss of 0.03 ± 0.02 in kappa against a copy of the coarse map is"),
        ({"gain": 0.004}, "about the kappa of a copy of the coarse map is expected (± 0.02)."),
        ({"gain": -0.004}, "about the kappa of a copy"),
        (
            {"error_rate": 0.0},
            "0.55; with hardly any wrong cell, as far as can be",
        ),
    ],
)
def test_neither_loss_nor_doubt_is_hidden(changes, said):
    expectation = changed(**changes)
    assert said in expectation_sentences(expectation)[0]
    assert said in show(expectation).text


def test_figures_stand_beside_the_copys():
    text = show(EXPECTED).text
    for part in (
        "Expected gain in kappa+0.22 ± 0.02over a copy",
        "Kappa, upsampled back0.712macro F1 65.5 %, 345 coarse cells",
        "Kappa, plain copy0.552macro F1 48.0 %",
        "Wrong cells in the coarse map24.0 %estimated",
    ):
        assert part in text
    assert f"kappa{MINUS}0.03 ± 0.02over" in show(changed(gain=-0.03)).text


def test_settings_tried_with_the_chosen_one_marked():
    short = replace(EXPECTED, judged=())  # a page keeps one table per heading
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
    assert "share of wrong cells" not in show(unknown).text


def test_another_weight_than_the_chosen_one_is_told():
    said = (
        "The map was made without the coarse map as prior, the correction being 1. The gain is "
        "expected with the weight 0.5 for the coarse map as prior, the correction being 0.5."
    )
    other = replace(EXPECTED, used=(0.0, 1.0))
    assert said in expectation_sentences(other)[-1]
    assert said in show(other).text
    same = replace(EXPECTED, used=(0.5, 0.5))
    assert expectation_sentences(same) == expectation_sentences(EXPECTED)


def test_without_validation_the_reason_is_told():
    none = Expectation(missing="Too few cells.")
    assert expectation_sentences(none) == ["Too few cells."]
    found = show(none)
    assert "Too few cells. No gain can be foretold." in found.text
    assert found.tables == {}
    assert expectation_sentences(Expectation()) == []
