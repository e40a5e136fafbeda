"""Fitting anew to rescaled pixels: nearer the truth, the same in any tiles, and its limits."""

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.fractions import table as table_module
from finecover.core.fractions.cell_features import CellMeans
from finecover.core.fractions.cell_refit import (
    RefitSettings,
    RescaledShares,
    refit_to_cells,
)
from finecover.core.fractions.downscaling import CoarseFractions, Downscaler
from finecover.core.fractions.fraction_model import read_fraction_model, write_fraction_model
from finecover.core.fractions.pixel_shares import Predictor
from finecover.core.learning.forest import ForestSettings
from finecover.core.progress import Silent
from fraction_scene import LEGEND, KnownFractions, block_means, one_hot, small_model
from scene import ArrayFeatures, Recorder, box, pixel_grid

SETTINGS = RefitSettings(samples=2000, forest=ForestSettings(trees=10, seed=4))


@pytest.fixture(scope="module")
def cells(scene):
    shares = block_means(one_hot(scene.truth))
    return CoarseFractions(KnownFractions(shares, pixel_grid(12, 12, pixel=80.0)), LEGEND)


@pytest.fixture(scope="module")
def model(features, cells):
    means = CellMeans(features, cells.reader.grid)
    return small_model(means.read(means.grid.window), cells.reader.shares)


def refit(model, features, cells, *, area=None, settings=SETTINGS, progress=None):
    return refit_to_cells(
        model, features, cells, area=area, settings=settings, progress=progress or Silent()
    )


def error(model, features, truth):
    table = features.values.reshape(len(features.names), -1).T
    shares = model.forest.predict_proba(table[:, model.check_features(features.names)])
    return np.abs(shares.T.reshape(3, *truth.shape) - one_hot(truth)).mean()


def test_the_new_model_is_nearer_the_truth(scene, features, cells, model):
    once = refit(model, features, cells)
    assert error(once, features, scene.truth) < 0.9 * error(model, features, scene.truth)
    settings = RefitSettings(2, SETTINGS.samples, SETTINGS.forest)
    twice = refit(model, features, cells, settings=settings)
    assert error(twice, features, scene.truth) < error(once, features, scene.truth)
    assert (once.settings["refits"], twice.settings["refits"]) == (1, 2)
    assert once.samples == 2000
    assert once.scores == {}
    np.testing.assert_allclose(once.mean_shares, cells.reader.shares.mean(axis=(1, 2)), atol=0.02)


def test_it_can_be_written_and_read(features, cells, model, tmp_path):
    new = refit(model, features, cells)
    write_fraction_model(new, tmp_path / "m.fcm")
    again = read_fraction_model(tmp_path / "m.fcm")
    np.testing.assert_array_equal(again.forest.values, new.forest.values)
    assert again.domain.threshold == new.domain.threshold


def test_tiles_and_threads_change_nothing(features, cells, model, monkeypatch):
    area = box(10, 3, 70, 80)
    first = refit(model, features, cells, area=area)
    monkeypatch.setattr(table_module, "TILE", 23)
    monkeypatch.setenv("FINECOVER_THREADS", "3")
    second = refit(model, features, cells, area=area)
    np.testing.assert_array_equal(first.forest.values, second.forest.values)
    np.testing.assert_array_equal(first.forest.threshold, second.forest.threshold)


def test_features_are_matched_by_name(scene, features, cells, model):
    turned = ArrayFeatures(np.concatenate([features.values[:1] * 0, features.values[::-1]]))
    turned.names = ("other", *reversed(features.names))
    new = refit(model, turned, cells)
    assert new.feature_names == model.feature_names
    assert error(new, turned, scene.truth) == error(
        refit(model, features, cells), features, scene.truth
    )


def test_only_rescaled_pixels_are_learnt_from(features, cells, model):
    covered = np.ones((12, 12))
    covered[2:, :] = 0.2
    some = CoarseFractions(KnownFractions(cells.reader.shares, cells.reader.grid, covered), LEGEND)
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[:, 0, :10] = np.nan
    frame = features.grid.window
    predictor = Predictor(model, holes, progress=Silent())
    downscaler = Downscaler(predictor, some, frame=frame, progress=Silent())
    assert downscaler.cell_side_m == pytest.approx(80)
    found = RescaledShares(downscaler).read(frame)
    expected = np.zeros(frame.height * frame.width).reshape(frame.height, frame.width)
    expected[:16] = 1
    expected[0, :10] = 0
    np.testing.assert_array_equal(found.covered, expected)
    assert refit(model, holes, some).samples == 16 * 96 - 10


def test_what_cannot_be_fitted_is_told(features, cells, model):
    with pytest.raises(InputError, match="0 rounds"):
        RefitSettings(rounds=0)
    none = KnownFractions(cells.reader.shares, cells.reader.grid, np.zeros((12, 12)))
    with pytest.raises(InputError, match="No pixel"):
        refit(model, features, CoarseFractions(none, LEGEND))
    two = cells.reader.shares[:2] + cells.reader.shares[2] / 2
    lacking = CoarseFractions(KnownFractions(two, cells.reader.grid), LEGEND.subset([1, 5]))
    with pytest.raises(InputError, match="any Fields"):
        refit(model, features, lacking)


def test_it_can_be_stopped(features, cells, model):
    for after in (0, 3, 12):
        with pytest.raises(Cancelled):
            refit(model, features, cells, progress=Recorder(cancel_after=after))
