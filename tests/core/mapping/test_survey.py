from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from finecover.core.cells.cell_judge import CellJudge
from finecover.core.cells.cell_noise import (
    NEUTRAL,
    CellNoise,
    grid_neighbours,
    judge_cells,
    neighbour_shares,
)
from finecover.core.cells.coarse import CoarseMap, CoarseOnFine
from finecover.core.errors import Cancelled, ModelError
from finecover.core.learning.forest_arrays import Forest
from finecover.core.learning.model import Model
from finecover.core.legends.legend import generic
from finecover.core.mapping import band_survey
from finecover.core.mapping import survey as survey_module
from finecover.core.mapping.survey import count_doubted, survey_cells
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid, Window, transform_points
from rasterio.crs import CRS
from scene import CELL, CODES, ORIGIN, PIXEL, WKT, ArrayFeatures, Recorder, coarse_map, pixel_grid

NOISE = CellNoise(sharpness=2.0, neighbour_weight=0.5, correction=0.0, error_rate=0.1)
SURE = np.full((3, 3), 0.05) + 0.85 * np.eye(3)  # class shares where the feature is 0, 1 and 2
SHARES = np.array([0.5, 0.3, 0.2])
SIDE = 10  # cells of the landscape


def forest_of(*leaves):
    """A tree per table of leaves: shares (3, class) where the feature is 0, 1 and 2."""
    one = {"feature": [0, -1, 0, -1, -1], "threshold": [0.5, 0, 1.5, 0, 0]}
    one.update({"left": [1, -1, 3, -1, -1], "right": [2, -1, 4, -1, -1]})
    kinds = {"feature": np.int32, "threshold": np.float64, "left": np.int32, "right": np.int32}
    arrays = {name: np.tile(np.array(one[name], kinds[name]), len(leaves)) for name in one}
    starts = 5 * np.arange(len(leaves) + 1, dtype=np.int64)
    values = np.concatenate(leaves).astype(np.float64)
    return Forest(**arrays, values=values, tree_starts=starts, n_features=1)


def judge_of(coarse, *, folds=None, noise=NOISE, known=None, groups=(0, 1, 2)):
    """A judge that has learnt from every cell with a class."""
    rows, cols = np.nonzero(coarse.labels >= 0)
    fold = np.zeros(rows.size) if folds is None else folds[rows, cols]
    known = np.ones((len(groups) - 1, 3)) if known is None else known
    return CellJudge(
        noise=noise,
        overall=SHARES,
        cells=np.stack([rows + coarse.first_cell[0], cols + coarse.first_cell[1]], 1).astype("i4"),
        codes=coarse.legend.codes[coarse.labels[rows, cols]].astype(np.int32),
        folds=fold.astype(np.int32),
        trust=np.ones(rows.size),
        others=np.full(rows.size, CODES[0], np.int32),
        tree_groups=np.array(groups, np.int64),
        known=np.asarray(known, np.int32),
    )


def model_of(judge, *leaves):
    return Model(
        forest=forest_of(*(leaves or (SURE, SURE))),
        legend=generic(np.array(CODES)),
        feature_names=("f0",),
        class_codes=CODES,
        training_shares=SHARES,
        counts=np.array([50, 30, 20]),
        judge=judge,
    )


@pytest.fixture
def truth():
    """Two halves, class 0 left and class 1 right."""
    return np.repeat([[0] * (SIDE // 2) + [1] * (SIDE // 2)], SIDE, axis=0)


@pytest.fixture
def coarse(truth):
    """The truth but for one cell that is said to be of class 2."""
    labels = truth.copy()
    labels[4, 2] = 2
    return coarse_map(labels)


def features_of(truth, *, noise=0.0, seed=0):
    fine = np.kron(truth, np.ones((CELL, CELL)))
    fine = fine + noise * np.random.default_rng(seed).normal(size=fine.shape)
    return ArrayFeatures(fine[None])


def survey(model, features, coarse, *, frame=None, progress=None):
    frame = frame or features.grid.window
    return survey_cells(model, features, coarse, frame=frame, progress=progress or Silent())


def judged_by_hand(evidence, labels, coarse):
    """Trust and other class of every cell from the evidence of each, (row, col, class)."""
    rows, cols = (part.ravel() for part in np.indices(labels.shape))
    around = neighbour_shares(grid_neighbours(labels, rows, cols), SHARES)
    shares = judge_cells(
        NOISE, evidence.reshape(-1, 3), around, labels.ravel(), training_shares=SHARES
    )
    own = shares[np.arange(labels.size), labels.ravel()]
    shares[np.arange(labels.size), labels.ravel()] = -1
    return own.reshape(labels.shape), shares.argmax(axis=1).reshape(labels.shape)


def test_a_wrong_cell_in_a_clear_landscape_is_doubted(truth, coarse):
    judged = survey(model_of(judge_of(coarse)), features_of(truth), coarse)
    assert judged.trust.dtype == np.float32
    assert judged.other.dtype == np.int16
    assert judged.trust[4, 2] < 0.01
    assert judged.other[4, 2] == 0
    right = coarse.labels == truth
    assert judged.trust[right].min() > 0.9
    assert (judged.other[right] >= 0).all()
    np.testing.assert_array_equal(judged.labels, coarse.labels)
    assert count_doubted(judged, pixel_grid(80, 80)) == (100, 1)
    assert count_doubted(judged, pixel_grid(32, 80)) == (40, 0)
    assert count_doubted(coarse, pixel_grid(80, 80)) == (0, 0)


def test_where_cleaning_left_none_of_a_class_the_verdict_of_training_stands(truth, coarse):
    """No tree knows class 2, which one cell has: doubted in training, it stays so."""
    judge = judge_of(coarse, known=[[1, 1, 0], [1, 1, 0]])
    at = judge.find(np.array([4]), np.array([2]))
    trust, others = judge.trust.copy(), judge.others.copy()
    trust[at], others[at] = 0.125, CODES[1]
    features = features_of(truth)
    judged = survey(model_of(replace(judge, trust=trust, others=others)), features, coarse)
    assert judged.trust[4, 2] == 0.125
    assert judged.other[4, 2] == 1
    believed = survey(model_of(judge), features, coarse)
    assert believed.trust[4, 2] == 1
    assert believed.other[4, 2] == -1


def test_trust_and_other_class_are_those_of_the_judgement(truth, coarse):
    judged = survey(model_of(judge_of(coarse)), features_of(truth), coarse)
    trust, other = judged_by_hand(SURE[truth], coarse.labels.astype(np.int64), coarse)
    np.testing.assert_allclose(judged.trust, trust, rtol=1e-5)
    np.testing.assert_array_equal(judged.other, other)


def test_about_four_pixels_a_side_are_looked_at_and_averaged(truth, coarse):
    """Every pixel not on the lattice says class 2; of those on it, one of 16."""
    fine = np.full((1, 80, 80), 2.0)
    fine[0, 1::2, 1::2] = np.kron(truth, np.ones((4, 4)))
    fine[0, 1::8, 1::8] = 2.0
    judged = survey(model_of(judge_of(coarse)), ArrayFeatures(fine), coarse)
    evidence = (15 * SURE[truth] + SURE[2]) / 16
    trust, _ = judged_by_hand(evidence, coarse.labels.astype(np.int64), coarse)
    np.testing.assert_allclose(judged.trust, trust, rtol=1e-5)


@pytest.mark.parametrize(("tile", "threads", "numbers"), [(13, "1", 90), (50, "3", 4_000_000)])
def test_tiles_threads_and_bands_do_not_matter(truth, coarse, monkeypatch, tile, threads, numbers):
    rng = np.random.default_rng(5)
    features = features_of(truth, noise=0.7)
    features.values[0, rng.random((80, 80)) < 0.2] = np.nan
    leaves = rng.dirichlet(np.ones(3), (2, 3))
    model = model_of(judge_of(coarse, folds=rng.integers(0, 2, (SIDE, SIDE))), *leaves)
    frame = Window(3, 5, 60, 61)
    one = survey(model, features, coarse, frame=frame)
    monkeypatch.setattr(band_survey, "TILE", tile)
    monkeypatch.setattr(survey_module, "BAND_NUMBERS", numbers)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    other = survey(model, features, coarse, frame=frame)
    assert one.trust.tobytes() == other.trust.tobytes()
    assert one.other.tobytes() == other.other.tobytes()
    assert len(np.unique(one.trust)) > 20


class WatchedFeatures(ArrayFeatures):
    """Features that remember what was read."""

    def __init__(self, values):
        super().__init__(values)
        self.touched = np.zeros(values.shape[1:], bool)

    def read(self, window):
        rows, cols = window.inside(self.grid.window)
        self.touched[rows, cols] = True
        return super().read(window)


def test_only_what_the_prior_sees_is_read_and_judged(truth, coarse, monkeypatch):
    monkeypatch.setattr(band_survey, "TILE", 8)
    features = WatchedFeatures(features_of(truth, noise=0.5).values)
    model = model_of(judge_of(coarse))
    frame = Window(2 * CELL, CELL, CELL, 2 * CELL)
    part = survey(model, features, coarse, frame=frame)
    near = np.zeros((SIDE, SIDE), bool)
    near[:6, :6] = True  # three cells around rows 2..2 and columns 1..2
    np.testing.assert_array_equal(part.other >= 0, near)
    assert (part.trust[~near] == 1).all()
    reach = np.kron(near, np.ones((CELL, CELL), bool))
    assert features.touched[reach].all()
    assert not features.touched[6 * CELL + 8 :].any()
    assert not features.touched[:, 6 * CELL + 8 :].any()
    whole = survey(model, features, coarse)
    np.testing.assert_array_equal(part.trust[near], whole.trust[near])


def test_a_cell_is_judged_by_the_trees_that_have_not_seen_it(truth, coarse):
    folds = np.zeros((SIDE, SIDE), int)
    folds[5:] = 1
    other_leaves = np.full((3, 3), 1 / 3)
    model = model_of(judge_of(coarse, folds=folds), SURE, other_leaves)
    judged = survey(model, features_of(truth), coarse)
    evidence = np.where((folds == 0)[..., None], SURE[truth], 1 / 3)
    trust, _ = judged_by_hand(evidence, coarse.labels.astype(np.int64), coarse)
    np.testing.assert_allclose(judged.trust, trust, rtol=1e-5)


def test_cells_nobody_learnt_from_are_judged_by_all_trees(truth, coarse):
    other_leaves = np.full((3, 3), 1 / 3)
    judge = judge_of(coarse.restricted(np.indices((SIDE, SIDE))[1] < 7))
    model = model_of(judge, SURE, other_leaves)
    judged = survey(model, features_of(truth), coarse)
    evidence = SURE[truth].copy()
    evidence[:, 7:] = (SURE[truth[:, 7:]] + 1 / 3) / 2
    trust, _ = judged_by_hand(evidence, coarse.labels.astype(np.int64), coarse)
    np.testing.assert_allclose(judged.trust, trust, rtol=1e-5)


@pytest.mark.parametrize("change", ["moved", "recoded"])
def test_another_coarse_raster_is_judged_by_all_trees(truth, coarse, change):
    judge = judge_of(coarse)
    if change == "moved":
        other = replace(coarse, first_cell=(500, 7), full_width=900)
    else:
        other = replace(coarse, labels=np.roll(coarse.labels, 4, axis=1))
    truth = truth if change == "moved" else np.roll(truth, 4, axis=1)
    model = model_of(judge, SURE, np.full((3, 3), 1 / 3))
    judged = survey(model, features_of(truth), other)
    evidence = (SURE[truth] + 1 / 3) / 2
    trust, _ = judged_by_hand(evidence, other.labels.astype(np.int64), other)
    np.testing.assert_allclose(judged.trust, trust, rtol=1e-5)


def test_a_part_of_the_models_raster_is_known_again(truth, coarse):
    model = model_of(judge_of(coarse), SURE, np.full((3, 3), 1 / 3))
    features = features_of(truth)
    whole = survey(model, features, coarse)
    part = CoarseMap(
        coarse.labels[1:, :7], coarse.grid.crop(Window(1, 0, 9, 7)), coarse.legend, (1, 0), SIDE
    )
    judged = survey(model, features, part, frame=Window(8, 0, 72, 56))
    inner = (slice(3, None), slice(0, 4))  # not beside the part's edge, where neighbours lack
    np.testing.assert_array_equal(judged.trust[inner], whole.trust[1:, :7][inner])


def test_a_class_the_trees_have_not_learnt_is_not_judged(truth, coarse):
    model = model_of(judge_of(coarse, known=[[1, 1, 0], [1, 1, 1]]))
    judged = survey(model, features_of(truth), coarse)
    assert (judged.trust[4, 2], judged.other[4, 2]) == (1, -1)
    assert (np.delete(judged.other.ravel(), 4 * SIDE + 2) >= 0).all()


def test_cells_without_data_or_class_are_not_judged(truth, coarse):
    features = features_of(truth)
    features.values[0, 3 * CELL : 4 * CELL, 2 * CELL : 3 * CELL] = np.nan
    features.values[0, 5 * CELL, :] = np.nan  # no pixel of the lattice
    labels = coarse.labels.copy()
    labels[7, 7] = -1
    with_hole = replace(coarse, labels=labels)
    judged = survey(model_of(judge_of(with_hole)), features, with_hole)
    left_out = np.zeros((SIDE, SIDE), bool)
    left_out[3, 2] = left_out[7, 7] = True
    np.testing.assert_array_equal(judged.other < 0, left_out)
    assert (judged.trust[left_out] == 1).all()


def test_legends_are_matched_by_code(truth, coarse):
    """Classes at other places, some the model does not know, and one the coarse map lacks."""
    model = model_of(judge_of(coarse))
    expected = survey(model, features_of(truth), coarse)
    shifted = CoarseMap(
        (coarse.labels + 1).astype(np.int16), coarse.grid,
        generic(np.array([0, 1, 5, 9, 77])), (0, 0), SIDE,
    )  # fmt: skip
    labels = shifted.labels.copy()
    labels[9, 9] = 4
    judged = survey(model, features_of(truth), replace(shifted, labels=labels))
    assert (judged.trust[9, 9], judged.other[9, 9]) == (1, -1)
    inner = (slice(0, 6), slice(0, 6))
    np.testing.assert_array_equal(judged.trust[inner], expected.trust[inner])
    np.testing.assert_array_equal(judged.other[inner], 1 + expected.other[inner])
    less = CoarseMap(
        np.where(coarse.labels == 2, 1, 0).astype(np.int16), coarse.grid,
        generic(np.array([1, 9])), (0, 0), SIDE,
    )  # fmt: skip
    judged = survey(model, features_of(truth), less)
    assert judged.other[0, 9] == -1, "class 5 is none of the coarse map's"
    assert judged.trust[0, 9] < 0.5
    assert count_doubted(judged, pixel_grid(80, 80)) == (100, 51)


def test_another_coordinate_system(truth):
    """A coarse map in degrees: each cell has the class most of its pixels have, but one."""
    features = features_of(truth)
    wgs84 = CRS.from_epsg(4326).to_wkt()
    x, y = transform_points(
        np.array([ORIGIN[0]]), np.array([ORIGIN[1]]), from_wkt=WKT, to_wkt=wgs84
    )
    at = Affine(1.05e-3, 0, x[0] - 1e-3, 0, -7.2e-4, y[0] + 7e-4)
    shell = CoarseMap(
        np.zeros((13, 14), np.int16), Grid(wgs84, at, (13, 14)), generic(np.array(CODES)),
        (20, 30), 100,
    )  # fmt: skip
    seen = CoarseOnFine(shell, features.grid).positions(features.grid.window)
    assert seen.inside.all()
    counts = np.zeros((13, 14, 2), int)
    np.add.at(counts, (seen.cell_row, seen.cell_col, features.values[0].astype(int)), 1)
    mixed = (counts > 0).all(axis=-1) | (counts.sum(axis=-1) == 0)
    labels = np.where(counts.sum(axis=-1) > 0, counts.argmax(axis=-1), -1).astype(np.int16)
    row, col = 5, 3
    assert not mixed[row, col]
    labels[row, col] = 2
    coarse = replace(shell, labels=labels)
    judged = survey(model_of(judge_of(coarse)), features, coarse)
    assert judged.trust[row, col] < 0.01
    assert judged.other[row, col] == 0
    right = ~mixed
    right[row, col] = False
    assert judged.trust[right].min() > 0.9
    assert (judged.other[counts.sum(axis=-1) == 0] == -1).all()


def test_the_coarse_map_comes_back_where_nothing_can_be_judged(truth, coarse):
    features = features_of(truth)
    assert survey(model_of(None), features, coarse) is coarse
    assert survey(model_of(judge_of(coarse, noise=NEUTRAL)), features, coarse) is coarse
    small = coarse_map(np.zeros((80, 80)), cell=1)
    assert survey(model_of(judge_of(coarse)), features, small) is small
    away = replace(coarse, grid=coarse.grid.crop(Window(500, 500, SIDE, SIDE)))
    assert survey(model_of(judge_of(coarse)), features, away) is away


def test_cancelling(truth, coarse, monkeypatch):
    monkeypatch.setattr(band_survey, "TILE", 8)
    progress = Recorder(cancel_after=20)
    with pytest.raises(Cancelled):
        survey(model_of(judge_of(coarse)), features_of(truth), coarse, progress=progress)


def test_progress_rises_to_the_end(truth, coarse, monkeypatch):
    monkeypatch.setattr(survey_module, "BAND_NUMBERS", 90)
    progress = Recorder()
    survey(model_of(judge_of(coarse)), features_of(truth), coarse, progress=progress)
    assert progress.fractions == sorted(progress.fractions)
    assert progress.fractions[-1] == 1


def test_missing_features(truth, coarse):
    features = features_of(truth)
    features.names = ("another",)
    with pytest.raises(ModelError, match="lack f0"):
        survey(model_of(judge_of(coarse)), features, coarse)


def test_the_lattice_follows_the_cells_area():
    for cell, step in ((80.0, 2), (20.0, 1), (300.0, 8), (55.0, 1)):
        cells = Grid(WKT, Affine(cell, 0, ORIGIN[0], 0, -cell, ORIGIN[1]), (5, 5))
        assert band_survey.lattice_step(cells, pixel_grid(50, 50, pixel=PIXEL)) == step
