"""The benchmark of downscaling: cells of a scene, targets, tables."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from affine import Affine
from finecover.benchmarks.downscaling import command
from finecover.benchmarks.downscaling.study import Row, cell_shares
from finecover.core.legends.legend import generic
from finecover.core.rasters.grid import Grid
from rasterio.crs import CRS


def row(method, mae, accuracy):
    return Row("zion", 0.0, method, mae, 2 * mae, accuracy)


def rows(best=6.0, accuracy=82.0):
    return [
        row(command.COPY, 8.0, 75.0),
        row(command.FOREST, 8.5, 78.0),
        row(f"{command.FOREST}, rescaled", best, accuracy),
    ]


@pytest.mark.parametrize(
    ("best", "accuracy", "met"),
    [(6.0, 82.0, [True, True]), (7.3, 82.0, [False, True]), (6.0, 78.0, [True, False])],
)
def test_targets_compare_with_the_copy_and_the_forest(best, accuracy, met):
    assert [held for _, held in command.targets(rows(best, accuracy))] == met


def test_rows_are_told_and_kept():
    text = command.report(rows())
    assert "| zion | 0% | forest of cells, rescaled | 6.00 | 12.00 | 82.0 |" in text
    assert text.count(": met") == 2
    kept = json.loads(command.to_json(rows()))["rows"]
    assert [Row(**each) for each in kept] == rows()


def made_scene():
    reference = np.random.default_rng(0).integers(-1, 3, (33, 40))
    grid = Grid(CRS.from_epsg(32612).to_wkt(), Affine(30, 0, 0, 0, -30, 0), reference.shape)
    return SimpleNamespace(reference=reference, inputs=SimpleNamespace(grid=grid, factor=8))


def test_cells_hold_the_shares_of_their_pixels():
    scene = made_scene()
    legend = generic(np.arange(3))
    cells = cell_shares(scene, legend, wrong=0.0)
    assert cells.shares.shape == (3, 5, 5)
    for cell_row, cell_col in ((0, 0), (2, 3), (4, 4)):
        part = scene.reference[8 * cell_row : 8 * cell_row + 8, 8 * cell_col : 8 * cell_col + 8]
        known = part[part >= 0]
        expected = np.bincount(known, minlength=3) / known.size
        np.testing.assert_allclose(cells.shares[:, cell_row, cell_col], expected)
        assert cells.covered[cell_row, cell_col] == known.size / 64
    wrong = cell_shares(scene, legend, wrong=0.25)
    changed = (wrong.shares != cells.shares).any(axis=0).mean()
    assert 0.05 < changed < 0.5
    np.testing.assert_allclose(wrong.shares.sum(axis=0), 1)


def test_without_data_the_command_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path / "nowhere"))
    assert command.main(["--scenes", "bayeseo"]) == 2
    assert capsys.readouterr().err
