"""Figures and tables of trainings and maps of shares."""

from dataclasses import replace

import numpy as np
import pytest
from finecover.core.fractions.downscaling import CellCounts
from finecover.core.fractions.fraction_map import FractionSummary
from finecover.core.fractions.fraction_scores import joint_r2
from finecover.core.fractions.fraction_summaries import (
    map_numbers,
    map_table,
    training_numbers,
    training_tables,
)
from finecover.core.rasters.grid import Window
from fraction_scene import LEGEND
from test_fraction_training import GROUPS, train

SUMMARY = FractionSummary(
    Window(0, 0, 2, 3), no_image=1, no_ancillary=2, counts=np.array([1, 0, 2]),
    mean_shares=np.array([0.25, 0.125, 0.625]),
    entropy_counts=np.bincount([0, 30, 60], minlength=101),
)  # fmt: skip


@pytest.fixture(scope="module")
def training():
    return train(groups=GROUPS)[1]


def test_figures_of_both_splits(training):
    numbers = training_numbers(training, samples=500)
    assert numbers["MAE"] == training.blocks.scores.mean_mae
    random = training.random
    assert numbers["RANDOM_R2"] == joint_r2(random.observed, random.predicted)
    assert numbers["BASELINE_MAE"] == training.blocks.levels[0].baseline.mean_mae
    assert (numbers["SAMPLE_COUNT"], numbers["CLASS_COUNT"]) == (500, 4)


def test_without_blocks_the_figures_are_those_at_random(training):
    numbers = training_numbers(replace(training, blocks=None), samples=500)
    assert numbers["MAE"] == numbers["RANDOM_MAE"] == training.random.scores.mean_mae
    bare = training_numbers(replace(training, blocks=None, random=None), samples=12)
    assert bare == {"SAMPLE_COUNT": 12, "CLASS_COUNT": 4}


def test_tables_name_every_class_level_and_group(training):
    errors, worth = training_tables(training)
    lines = errors.splitlines()
    level = training.blocks.levels[1]
    names = [*training.legend.names, *(f"{level.level}: {name}" for name in level.legend.names)]
    assert len(lines) == 2 + len(names), "under the titles and a rule"
    assert all(line.startswith(name) for line, name in zip(lines[2:], names))
    assert f"{100 * training.blocks.scores.mae[0]:.2f}" in lines[2]
    assert [line.split()[0] for line in worth.splitlines()[2:]] == list(GROUPS)
    assert training_tables(replace(training, blocks=None, random=None)) == []


def test_figures_of_a_map():
    assert map_numbers(SUMMARY) == {
        "PIXELS": 3, "NO_IMAGE_PIXELS": 1, "NO_ANCILLARY_PIXELS": 2, "MEAN_ENTROPY": 30.0,
        "CLASS_COUNT": 3,
    }  # fmt: skip
    cells = CellCounts(agreed=7, open=1, no_fractions=2, half_seen=3, deviation=0.25)
    numbers = map_numbers(replace(SUMMARY, cells=cells))
    names = ("CELLS_AGREED", "CELLS_OPEN", "CELLS_LEFT", "CELL_DEVIATION")
    assert [numbers[name] for name in names] == [7, 1, 5, 0.25]


def test_the_table_of_a_map():
    lines = map_table(SUMMARY, LEGEND).splitlines()
    assert lines[2].split() == ["1", "Water", "25.00", "1"]
    assert lines[4].split() == ["9", "Fields", "62.50", "2"]
