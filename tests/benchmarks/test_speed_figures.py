"""Figures of speed: medians beside targets, how costs grow, and the words."""

import math

import pytest
from finecover.benchmarks.speed.figures import (
    Figure,
    Part,
    figure_table,
    growth_exponent,
    millions,
    missed,
    ratios,
)


def test_the_median_is_judged_whichever_side_the_target_is_on():
    quick = Figure("votes", (3.0, 4.0, 9.0), 3.7)
    assert quick.middle == 4.0
    assert quick.met
    assert not Figure("votes", (3.0, 3.6, 9.0), 3.7).met
    assert Figure("memory", (0.4, 0.9, 7.0), 1.0, at_least=False).met
    assert not Figure("memory", (1.1,), 1.0, at_least=False).met
    assert Figure("told only", (0.0,)).met
    assert not Figure("unknown", (math.nan,), 1.0, at_least=False).met


def test_a_table_puts_figures_beside_their_targets():
    text = figure_table(
        [Figure("votes", (3.0, 4.0), 3.7), Figure("peak", (1.25,), 1.0, False, " GB"),
         Figure("told", (2.0,))]
    )  # fmt: skip
    assert text.splitlines()[2:] == [
        "| votes | 3.50 times | 3.00 to 4.00 | 2 | at least 3.7 times | **missed** |",
        "| peak | 1.25 GB | 1.25 to 1.25 | 1 | at most 1 GB | **missed** |",
        "| told | 2.00 times | 2.00 to 2.00 | 1 |  |  |",
    ]


def test_ratios_are_those_of_each_repeat():
    assert ratios([4.0, 9.0], [2.0, 3.0]) == (2.0, 3.0)
    assert ratios([4.0], [2.0, 3.0]) == (2.0,)  # what takes long is repeated less


@pytest.mark.parametrize("power", [1.0, 1.3, 2.0])
def test_the_exponent_is_that_of_what_grows(power):
    sizes = [1e6, 3e6, 10e6, 30e6]
    costs = [1.5 + 2e-6 * size**power for size in sizes]
    assert growth_exponent(sizes, costs, fixed=1.5) == pytest.approx(power)


def test_costs_that_do_not_pass_the_start_have_no_exponent():
    assert math.isnan(growth_exponent([1, 2], [1.0, 2.0], fixed=1.5))
    assert math.isnan(growth_exponent([2, 2], [2.0, 3.0], fixed=1.5))
    assert growth_exponent([1, 2, 4], [1.0, 2.5, 3.5], fixed=1.5) == pytest.approx(1.0)


def test_missed_targets_are_told_in_words():
    part = Part("whole", "", (Figure("against naive", (3.0,), 3.5), Figure("fine", (4.0,), 3.5)))
    assert missed([part]) == ["whole: against naive 3.00 times, wanted at least 3.5 times."]


def test_pixels_are_told_in_millions():
    assert millions(29_997_529) == "30 M"
    assert millions(4096) == "0.0041 M"
