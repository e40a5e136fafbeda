"""The benchmark of fractions: cells of the real scene, methods on made cells, targets, tables."""

from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from finecover.benchmarks.fractions import command, runs
from finecover.benchmarks.fractions.cells import SCENES, Cells, read_cells, read_legend
from finecover.benchmarks.fractions.methods import METHODS, TRIED, Task
from finecover.benchmarks.fractions.report import OURS, checks, report
from finecover.benchmarks.fractions.runs import AT_RANDOM, RANDOM, run_scene
from finecover.core.rasters.grid import Grid
from rasterio.crs import CRS

NAME = "forest, context as well"
UTM = CRS.from_epsg(32612).to_wkt()


def made_cells(side=12, pixels=9):
    """Cells with shares of 8 classes whose pixels show their class in two bands, with terrain."""
    rng = np.random.default_rng(0)
    legend = read_legend("zion")
    count = side * side
    shares = rng.dirichlet(np.full(8, 0.3), count)
    labels = np.stack([rng.choice(8, pixels, p=each) for each in shares])
    features = rng.normal(0, 0.3, (count, pixels, 5))
    features[..., 0] += labels
    features[..., 1] += labels**2 % 5
    columns = {"image": [0, 1], "bands": [0], "context": [2], "terrain": [3, 4]}
    columns = {kind: np.array(at) for kind, at in columns.items()}
    groups = {kind: features[..., at].mean(axis=1) for kind, at in columns.items()}
    groups["spread"] = features[..., :2].std(axis=1)
    rows, cols = np.divmod(np.arange(count), side)
    groups["coordinates"] = np.stack([rows, cols], axis=1)
    grid = Grid(UTM, Affine(2400, 0, 0, 0, -2400, 0), (side, side))
    groups = {kind: values.astype(np.float32) for kind, values in groups.items()}
    observed = np.stack([(labels == at).mean(axis=1) for at in range(8)], axis=1)
    return Cells(
        "zion", grid, rows, cols, legend, observed, groups, features.astype(np.float32),
        columns, labels, 3,
    )  # fmt: skip


@pytest.fixture(scope="module")
def cells():
    return made_cells()


@pytest.mark.parametrize("name", [*METHODS, *TRIED])
def test_every_method_tells_shares_of_the_tested_cells(cells, name):
    task = Task(cells, cells.cols >= 9, seed=1, trees=3)
    found = {**METHODS, **TRIED}[name](task)
    assert found.shape == (36, 8)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


def test_no_method_sees_the_tested_cells_truth(cells):
    test = cells.cols >= 9
    blank = np.where(test[:, None], 0.125, cells.shares)
    blind = replace(cells, shares=blank, labels=np.where(test[:, None], -1, cells.labels))
    for name, method in METHODS.items():
        pair = (method(Task(each, test, seed=1, trees=3)) for each in (cells, blind))
        np.testing.assert_array_equal(*pair, err_msg=name)


def test_runs_are_scored_by_class_and_level_and_reported(cells):
    found = list(run_scene(cells, 1, {NAME: TRIED[NAME]}, trees=3))
    assert [run.method for run in found if run.split == RANDOM] == list(AT_RANDOM)
    assert len(found) == len(METHODS) + 1 + len(AT_RANDOM)
    assert all(set(run.levels) == {"", "level1"} for run in found)
    text = report(found, facts="Made.")
    assert "### Mean absolute error, level 1" in text
    assert f"| {NAME} |" in text
    assert "| Natural vegetation |" in text
    assert "Of `forest and map` no better than the mean shares: " in text


def test_targets_compare_with_the_mean_and_the_hard_map():
    def run(method, error):
        return runs.Run("zion", "blocks", 0, method, False, 0.2, (), {"": {"mean_mae": error}})

    others = [run("mean", 0.10), run("hard map", 0.04)]
    for ours in OURS:
        for error, met in ((0.039, [True, True]), (0.04, [True, False]), (0.051, [False, False])):
            found = checks([*others, run(ours, error)], [ours])
            assert [check.met for check in found] == met


def test_without_data_the_command_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path / "nowhere"))
    assert command.main(["--scenes", "bayeseo", "--seeds", "1"]) == 2
    assert "set FINECOVER_DATA" in capsys.readouterr().err


def test_cells_of_the_soft_scene_are_means_of_their_pixels(data_dir, tmp_path):
    assert (data_dir / SCENES["bayeseo"].folder).is_dir()
    found = read_cells("bayeseo", tmp_path)
    assert found.shares.shape == (2500, 6)
    np.testing.assert_allclose(found.shares.sum(axis=1), 1, atol=1e-9)
    image = found.pixels[:, :, found.columns["image"]].astype(float).mean(axis=1)
    np.testing.assert_allclose(found.groups["image"], image, rtol=1e-6)
    hard = np.stack([(found.labels == at).mean(axis=1) for at in range(6)], axis=1)
    assert np.abs(hard - found.shares).mean() < 0.07  # argmax against probabilities
    assert found.grid.transform.a == 200
