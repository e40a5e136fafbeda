import json
import math
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import ModelError
from finecover.core.learning.calibration import Calibration
from finecover.core.learning.model import read_model, write_model
from finecover.core.learning.reliability import apply_temperature
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.progress import Silent
from hypothesis import given
from hypothesis import strategies as st
from rasterio import open as open_raster
from scene import ArrayFeatures, Watch
from trained import coarse_of, train_on

FOUND = Calibration((0.0, 0.5, 1.0), (0.5, 1.0), ((0.5, 0.4), (1.0, 0.8), (2.0, 1.6)), 300)
ONE = Calibration((0.5,), (1.0,), ((0.7,),), 1)
NAMES = ("output", "confidence", "probabilities", "margin", "entropy")


def test_settings_that_were_tried_have_their_temperature():
    for row, weight in zip(FOUND.temperatures, FOUND.weights):
        for temperature, correction in zip(row, FOUND.corrections):
            assert FOUND.temperature_for(weight, correction) == pytest.approx(temperature)


def test_between_settings_the_logarithm_is_interpolated():
    assert FOUND.temperature_for(0.25, 0.5) == pytest.approx(math.sqrt(0.5))
    assert FOUND.temperature_for(0.5, 0.75) == pytest.approx(math.sqrt(0.8))
    assert FOUND.temperature_for(0.75, 0.75) == pytest.approx((1 * 0.8 * 2 * 1.6) ** 0.25)


def test_beyond_them_it_is_that_of_the_nearest():
    assert FOUND.temperature_for(2, 1.5) == pytest.approx(1.6)
    assert FOUND.temperature_for(1.2, 0) == pytest.approx(2.0)
    assert FOUND.temperature_for(0, 0) == pytest.approx(0.5)


@given(st.floats(0, 2), st.floats(0, 1.5))
def test_temperatures_stay_among_those_found(weight, correction):
    assert 0.4 - 1e-9 <= FOUND.temperature_for(weight, correction) <= 2 + 1e-9
    assert ONE.temperature_for(weight, correction) == pytest.approx(0.7)


def test_json_brings_it_back():
    for found in (FOUND, ONE):
        assert Calibration.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"weights": [0, 1, 0.5]}, "weights .* rising"),
        ({"weights": [0, 0.5, 3]}, "weights '3'; it must be a number from 0 to 2"),
        ({"weights": [0, 0.5]}, "temperatures 'of 3 rows'"),
        ({"weights": []}, "a list of 1 to 100"),
        ({"corrections": "ab"}, "corrections 'str'"),
        ({"corrections": [0.5, True]}, "corrections 'True'"),
        ({"temperatures": [[1, 1], [1, 1], [1]]}, "one per setting"),
        ({"temperatures": [[1, 1], [1, 1], 1]}, "temperatures 'int'"),
        ({"temperatures": [[1, 1], [1, 1], [1, math.nan]]}, "temperatures 'nan'"),
        ({"temperatures": [[1, 1], [1, 1], [1, 0.0]]}, "0.25 to 4"),
        ({"cells": 0}, "cells"),
        ({"cells": 2.5}, "a whole number"),
        ({"more": 1}, "an object of cells, corrections"),
    ],
)
def test_nonsense_is_refused(changes, match):
    with pytest.raises(ModelError, match=f"calibration in the model has .*{match}"):
        Calibration.from_json({**FOUND.to_json(), **changes})


def test_no_object_is_refused():
    for data in (None, [], 3.0):
        with pytest.raises(ModelError, match="it must be an object"):
            Calibration.from_json(data)


@pytest.fixture(scope="module")
def features(scene):
    return ArrayFeatures(scene.image.astype(np.float32))


@pytest.fixture(scope="module")
def coarse(scene):
    return coarse_of(scene)


@pytest.fixture(scope="module")
def model(scene, features):
    return train_on(scene, features, trees=10)


def draw(model, features, folder, *, coarse=None, **settings):
    folder.mkdir(exist_ok=True)
    shares = np.zeros((3, *features.grid.shape))

    def measure(tile, labels, probabilities):
        shares[(slice(None), *tile.inside(features.grid.window))] = probabilities
        return np.zeros((0, 1), np.int64)

    summary = classify(
        model, features, MapPaths(**{name: str(folder / f"{name}.tif") for name in NAMES}),
        area=None, coarse=coarse, settings=MapSettings(**settings), progress=Silent(),
        observer=Watch(measure),
    )  # fmt: skip
    layers = {}
    for name in NAMES:
        with open_raster(folder / f"{name}.tif") as raster:
            layers[name] = raster.read()
    return summary, layers, shares


@pytest.mark.parametrize("temperature", [0.5, 1.7])
def test_a_map_keeps_its_classes_and_changes_its_promise(
    model, features, coarse, tmp_path, temperature
):
    plain, before, _ = draw(model, features, tmp_path / "plain", coarse=coarse)
    calibrated = replace(model, calibration=replace(ONE, temperatures=((temperature,),)))
    summary, after, observed = draw(calibrated, features, tmp_path / "new", coarse=coarse)
    assert (plain.temperature, summary.temperature) == (1.0, pytest.approx(temperature))
    assert (plain.mean_confidence < summary.mean_confidence) == (temperature < 1)
    np.testing.assert_array_equal(after["output"], before["output"])
    shares = after["probabilities"]
    expected = apply_temperature(before["probabilities"], temperature, axis=0)
    np.testing.assert_allclose(shares, expected, atol=1e-5)
    np.testing.assert_array_equal(shares, observed.astype(np.float32))
    np.testing.assert_allclose(after["confidence"][0], shares.max(axis=0) * 100, atol=0.51)
    second, first = np.sort(shares, axis=0)[-2:]
    np.testing.assert_allclose(after["margin"][0], (first - second) * 100, atol=0.51)
    assert (before["entropy"].mean() > after["entropy"].mean()) == (temperature < 1)


def test_the_temperature_is_that_of_the_setting_in_force(model, features, coarse, tmp_path):
    calibrated = replace(model, calibration=FOUND)
    for with_map, weight, expected in ((coarse, 1.0, 2.0), (coarse, 0.0, 0.5), (None, 1.0, 0.5)):
        summary, _, _ = draw(calibrated, features, tmp_path, coarse=with_map, prior_weight=weight)
        assert summary.temperature == pytest.approx(expected)


@pytest.mark.parametrize(("tile", "threads"), [(13, "1"), (32, "3"), (95, "2")])
def test_tiles_and_threads_do_not_matter(
    model, features, coarse, tmp_path, monkeypatch, tile, threads
):
    calibrated = replace(model, calibration=ONE)
    expected = draw(calibrated, features, tmp_path / "whole", coarse=coarse)
    monkeypatch.setattr(classify_module, "TILE", tile)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    found = draw(calibrated, features, tmp_path / "cut", coarse=coarse)
    for name in NAMES:
        assert found[1][name].tobytes() == expected[1][name].tobytes(), name
    assert found[2].tobytes() == expected[2].tobytes()
    np.testing.assert_array_equal(found[0].confidence_counts, expected[0].confidence_counts)


def test_it_travels_in_the_model(model, tmp_path):
    assert model.calibration is None, "the cells of the samples are not known"
    for found in (None, FOUND):
        write_model(replace(model, calibration=found), tmp_path / "model.fcm")
        assert read_model(tmp_path / "model.fcm").calibration == found


def test_a_spoilt_calibration_is_refused_on_reading(model, tmp_path):
    spoilt = replace(model, calibration=replace(FOUND))
    object.__setattr__(spoilt.calibration, "cells", -1)
    write_model(spoilt, tmp_path / "model.fcm")
    with pytest.raises(ModelError, match="cannot be used as a model: the calibration"):
        read_model(tmp_path / "model.fcm")
