"""Fine shares that agree with coarse ones: in every kind of cell, tile, gap and legend."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.errors import Cancelled, LegendError
from finecover.core.fractions import downscaling, fraction_map
from finecover.core.fractions.downscaling import CoarseFractions
from finecover.core.fractions.fraction_layers import FractionPaths
from finecover.core.fractions.fraction_map import FractionMapSettings, map_fractions
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid, PixelMap, Window
from fraction_scene import (
    LEGEND,
    KnownFractions,
    block_means,
    cell_grid,
    one_hot,
    small_model,
)
from raster_data import WGS84
from scene import ArrayFeatures, Recorder, box

KINDS = ("parallel", "shifted", "turned", "degrees")
EVERYTHING = Window(-60, -60, 216, 216)


@pytest.fixture(scope="module")
def model(scene):
    return small_model(block_means(scene.image), block_means(one_hot(scene.truth)))


def fractions_of(truth, kind, *, fine):
    """Return the shares of cells, by counting the pixels whose centre each holds."""
    grid = cell_grid(kind, fine)
    row, col = PixelMap(fine, grid).cells(fine.window)
    inside = row >= 0
    place = (row * grid.shape[1] + col)[inside]
    count = np.bincount(place, minlength=grid.shape[0] * grid.shape[1])
    sums = np.stack([
        np.bincount(place, part[inside], count.size) for part in one_hot(truth)
    ])  # fmt: skip
    shares = (sums / np.maximum(count, 1)).reshape(3, *grid.shape)
    return KnownFractions(shares, grid, (count > 0).reshape(grid.shape).astype(float))


def run(model, features, fractions, folder, *, area=None, progress=None, legend=LEGEND):
    return map_fractions(
        model, features, FractionPaths(str(folder / "output.tif"), str(folder / "hard.tif")),
        area=area, progress=progress or Silent(),
        settings=FractionMapSettings(fractions=CoarseFractions(fractions, legend)),
    )  # fmt: skip


def shares_in(folder):
    with rasterio.open(folder / "output.tif") as dataset:
        return dataset.read()


def cell_means(shares, grid, *, fine):
    """Return means over pixels with shares, and the part of each cell's pixels that has them."""
    row, col = PixelMap(fine, grid).cells(EVERYTHING)
    size = grid.shape[0] * grid.shape[1]
    number = np.where(row >= 0, row * grid.shape[1] + col, size)
    whole = np.bincount(number.ravel(), minlength=size + 1)[:size]
    inner = number[fine.window.inside(EVERYTHING)]
    known = np.isfinite(shares[0])
    count = np.bincount(inner[known], minlength=size + 1)[:size]
    sums = [np.bincount(inner[known], part[known], size + 1)[:size] for part in shares]
    with np.errstate(invalid="ignore"):
        means = np.stack(sums) / count
        return means.reshape(3, *grid.shape), (count / whole).reshape(grid.shape)


@pytest.mark.parametrize("kind", KINDS)
def test_the_means_of_cells_are_their_fractions(scene, features, model, tmp_path, kind):
    fractions = fractions_of(scene.truth, kind, fine=features.grid)
    summary = run(model, features, fractions, tmp_path)
    shares = shares_in(tmp_path)
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.astype(np.float64).sum(axis=0), 1, atol=1e-6)
    means, seen = cell_means(shares, fractions.grid, fine=features.grid)
    wanted = seen >= 0.5
    assert wanted.sum() > 50
    np.testing.assert_allclose(means[:, wanted], fractions.shares[:, wanted], atol=1e-6)
    assert summary.cells.agreed == wanted.sum()
    assert summary.cells.half_seen == ((seen > 0) & ~wanted).sum()
    assert summary.cells.open == summary.cells.no_fractions == 0
    assert summary.cells.deviation <= 5e-7


def test_pixels_in_degrees_count_by_their_area(scene, model, tmp_path):
    fine = Grid(WGS84, Affine(0.01, 0, 5, 0, -0.01, 70), (96, 96))
    features = ArrayFeatures(scene.image, grid=fine)
    coarse = Grid(WGS84, Affine(0.08, 0, 5, 0, -0.08, 70), (12, 12))
    shares = block_means(one_hot(scene.truth))
    run(model, features, KnownFractions(shares, coarse), tmp_path)
    area = fine.area_hectares(fine.window)[:, None]
    found = shares_in(tmp_path).astype(np.float64)
    means = block_means(found * area) / block_means(np.broadcast_to(area, (1, 96, 96)))
    np.testing.assert_allclose(means, shares, atol=1e-6)
    assert np.abs(block_means(found) - shares).max() > 1e-5


def test_it_is_nearer_the_truth_than_either_source(scene, features, model, tmp_path):
    truth = one_hot(scene.truth)
    fractions = fractions_of(scene.truth, "parallel", fine=features.grid)
    copy = fractions.shares.repeat(8, axis=1).repeat(8, axis=2)
    run(model, features, fractions, tmp_path)
    found = shares_in(tmp_path)
    map_fractions(
        model, features, FractionPaths(str(tmp_path / "output.tif")), area=None, progress=Silent()
    )
    errors = [np.abs(shares - truth).mean() for shares in (found, shares_in(tmp_path), copy)]
    assert errors[0] < 0.9 * min(errors[1:])
    right = [(shares.argmax(axis=0) == truth.argmax(axis=0)).mean() for shares in (found, copy)]
    assert right[0] > right[1] + 0.05


def test_pixels_of_pure_cells_are_pure(scene, features, model, tmp_path):
    fractions = fractions_of(scene.truth, "parallel", fine=features.grid)
    fractions.shares[:, 2:5, 6] = np.array([0, 0, 1.0])[:, None]
    run(model, features, fractions, tmp_path)
    block = shares_in(tmp_path)[:, 16:40, 48:56]
    np.testing.assert_array_equal(block[2], 1)
    np.testing.assert_array_equal(block[:2], 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("tile", "threads"), [(11, "1"), (40, "3")])
def test_tiles_and_threads_change_no_byte(
    scene, features, model, tmp_path, monkeypatch, kind, tile, threads
):
    fractions = fractions_of(scene.truth, kind, fine=features.grid)
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[1, 30:47, 25:60] = np.nan
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    area = box(3.3, 2, 70, 85.2, name="GEO_SMALL")
    first = run(model, holes, fractions, one, area=area)
    monkeypatch.setattr(fraction_map, "TILE", tile)
    monkeypatch.setattr(downscaling, "_PIECE", tile // 2)
    monkeypatch.setattr(downscaling, "_MOST", 900)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    second = run(model, holes, fractions, other, area=area)
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name
    assert first.cells == second.cells
    np.testing.assert_array_equal(first.mean_shares, second.mean_shares)


@pytest.mark.parametrize("kind", KINDS)
def test_polygons_change_no_pixel_inside(scene, features, model, tmp_path, kind):
    fractions = fractions_of(scene.truth, kind, fine=features.grid)
    run(model, features, fractions, tmp_path)
    whole = shares_in(tmp_path)
    run(model, features, fractions, tmp_path, area=box(21, 33, 30, 27))
    np.testing.assert_array_equal(shares_in(tmp_path), whole[:, 21:51, 33:60])


def test_cells_with_gaps_agree_over_what_is_seen(scene, features, model, tmp_path):
    fractions = fractions_of(scene.truth, "parallel", fine=features.grid)
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[0, 8:11, 8:16] = np.nan  # three eighths of a cell
    holes.values[0, 24:29, 8:16] = np.nan  # five eighths of another
    fractions.covered[5, 5] = 0.4
    recorder = Recorder()
    summary = run(model, holes, fractions, tmp_path, progress=recorder)
    shares = shares_in(tmp_path)
    assert np.isnan(shares[:, 8:11, 8:16]).all()
    means, seen = cell_means(shares, fractions.grid, fine=features.grid)
    agreed = (seen >= 0.5) & (fractions.covered >= 0.5)
    np.testing.assert_allclose(means[:, agreed], fractions.shares[:, agreed], atol=1e-6)
    table = features.values.reshape(4, -1).T
    plain = model.forest.predict_proba(table).T.reshape(3, 96, 96).astype(np.float32)
    np.testing.assert_array_equal(shares[:, 29:32, 8:16], plain[:, 29:32, 8:16])
    np.testing.assert_array_equal(shares[:, 40:48, 40:48], plain[:, 40:48, 40:48])
    assert (summary.cells.agreed, summary.cells.half_seen) == (142, 1)
    assert summary.cells.no_fractions == 1
    assert "142 coarse cells" in recorder.messages[-1]
    assert "2 cells under the map kept" in recorder.messages[-1]
    assert summary.no_image == 24 + 40


def test_pixels_beyond_the_cells_are_as_predicted(scene, features, model, tmp_path):
    fractions = fractions_of(scene.truth, "parallel", fine=features.grid)
    part = Window(2, 3, 4, 5)
    inside = part.inside(fractions.grid.window)
    cut = KnownFractions(fractions.shares[(slice(None), *inside)], fractions.grid.crop(part))
    summary = run(model, features, cut, tmp_path)
    found = shares_in(tmp_path)
    table = features.values.reshape(4, -1).T
    plain = model.forest.predict_proba(table).T.reshape(3, 96, 96).astype(np.float32)
    rescaled = np.zeros((96, 96), bool)
    rescaled[16:48, 24:64] = True
    np.testing.assert_array_equal(found[:, ~rescaled], plain[:, ~rescaled])
    np.testing.assert_allclose(block_means(found)[:, 2:6, 3:8], cut.shares, atol=1e-6)
    assert summary.cells.agreed == 20


def other_legend(codes):
    return Legend(tuple(LandCoverClass(code, f"class {code}", "#010203") for code in codes))


def test_classes_are_matched_by_code(scene, features, model, tmp_path):
    fractions = fractions_of(scene.truth, "parallel", fine=features.grid)
    run(model, features, fractions, tmp_path)
    expected = shares_in(tmp_path)
    more = np.zeros((5, *fractions.grid.shape))
    more[[0, 2, 4]] = fractions.shares * 0.75  # a quarter is of classes the model does not know
    more[1], more[3] = 0.2, 0.05
    known = KnownFractions(more, fractions.grid)
    summary = run(model, features, known, tmp_path, legend=other_legend((1, 3, 5, 7, 9)))
    np.testing.assert_allclose(shares_in(tmp_path), expected, atol=1e-5)
    more[:, 0, 0] *= 0.25
    more[1, 0, 0] = 0.75
    summary = run(model, features, known, tmp_path, legend=other_legend((1, 3, 5, 7, 9)))
    assert summary.cells.no_fractions == 1


def test_classes_the_fractions_lack_get_no_share(scene, features, model, tmp_path):
    fractions = fractions_of(scene.truth, "parallel", fine=features.grid)
    two = fractions.shares[:2] + fractions.shares[2] / 2
    recorder = Recorder()
    run(
        model, features, KnownFractions(two, fractions.grid), tmp_path, progress=recorder,
        legend=other_legend((1, 5)),
    )  # fmt: skip
    assert "no Fields" in recorder.warnings[0]
    assert not shares_in(tmp_path)[2].any()
    with pytest.raises(LegendError, match="none of the classes"):
        run(model, features, fractions, tmp_path, legend=other_legend((2, 3, 4)))


def test_cancelling_leaves_nothing_behind(scene, features, model, tmp_path, monkeypatch):
    fractions = fractions_of(scene.truth, "shifted", fine=features.grid)
    monkeypatch.setattr(fraction_map, "TILE", 16)
    for after in (0, 5, 40):
        with pytest.raises(Cancelled):
            run(model, features, fractions, tmp_path, progress=Recorder(cancel_after=after))
        assert not list(tmp_path.iterdir())
