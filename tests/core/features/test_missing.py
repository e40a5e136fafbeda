import threading

import numpy as np
import pytest
from finecover.core.features.missing import (
    FilledFeatures,
    blank_incomplete,
    filled_sentence,
    hole_sentence,
    image_features,
    lacking_rasters,
    missing_alone,
)
from finecover.core.features.terrain import TERRAIN_NAMES
from finecover.core.mapping.outside import LastRead
from finecover.core.rasters.grid import Window
from scene import ArrayFeatures

NAN = np.nan


@pytest.mark.parametrize(
    ("recipe", "names", "expected"),
    [
        ({}, ("a", "b"), 2),
        ({"terrain": True, "ancillary": []}, ("a", "b", *TERRAIN_NAMES), 2),
        ({"terrain": True, "ancillary": ["soil"]}, ("a", *TERRAIN_NAMES, "soil"), 1),
        ({"terrain": False, "ancillary": ("soil", "lidar")}, ("a", "soil", "lidar"), 1),
        ({"terrain": False, "ancillary": ["soil"]}, ("a", "b"), 2),  # of other features
        ({"terrain": True, "ancillary": []}, TERRAIN_NAMES, 5),
        ({"terrain": "yes", "ancillary": 3}, ("a", "b"), 2),
    ],
)
def test_which_features_come_from_images(recipe, names, expected):
    assert image_features(recipe, names) == expected


def test_what_is_blanked():
    values = np.ones((4, 1, 5), np.float32)
    values[0, 0, 0] = values[1, 0, 1] = values[2, 0, 2] = NAN
    values[1, 0, 3] = values[3, 0, 4] = np.inf
    blank_incomplete(values, images=2)
    expected = np.ones((4, 5), bool)
    expected[2, 2] = expected[3, 4] = False
    np.testing.assert_array_equal(np.isfinite(values[:, 0, :]), expected & [0, 0, 1, 0, 1])


class Holed(ArrayFeatures):
    """Two bands, terrain and an ancillary raster; holes in image, terrain and ancillary."""

    def __init__(self):
        values = np.arange(8 * 6 * 7, dtype=np.float32).reshape(8, 6, 7)
        values[:, 0] = NAN
        values[2:7, 1] = NAN
        values[7, :, 2] = NAN
        super().__init__(values)
        self.names = ("a", "b", *TERRAIN_NAMES, "soil")
        self.recipe = {"terrain": True, "ancillary": ["soil"]}

    def read(self, window):
        return self.values[(slice(None), *window.inside(self.grid.window))].copy()


MEANS = np.arange(100, 108, dtype=np.float64) + 0.1


def test_means_stand_in():
    source = Holed()
    filled = FilledFeatures(source, columns=np.arange(8), means=MEANS)
    whole = source.grid.window
    found, raw = filled.read(whole), source.values
    assert found.dtype == np.float32
    assert np.isnan(raw[2, 1]).all()  # the source keeps its own
    assert np.isnan(found[:, 0]).all()
    shown = found[:, 1:]
    expected = np.where(np.isnan(raw[:, 1:]), MEANS.astype(np.float32)[:, None, None], raw[:, 1:])
    np.testing.assert_array_equal(shown, expected)
    holes = np.zeros((6, 7), bool)
    holes[1], holes[1:, 2] = True, True
    np.testing.assert_array_equal(filled.filled(whole), holes)


def test_columns_in_another_order_and_not_all():
    source = Holed()
    filled = FilledFeatures(source, columns=np.array([7, 0]), means=np.array([5.0, 9.0]))
    found = filled.read(source.grid.window)
    np.testing.assert_array_equal(found[7, 1:, 2], 5)
    assert np.isnan(found[2, 1]).all()  # the model does not ask for it
    assert filled.filled(source.grid.window).sum() == 5


@pytest.mark.parametrize(
    ("columns", "means"),
    [(np.arange(8), None), (np.array([2, 7]), np.ones(2)), (np.array([0, 1]), np.ones(2))],
    ids=["no means", "no image", "image only"],
)
def test_nothing_to_fill_in(columns, means):
    source = Holed()
    filled = FilledFeatures(source, columns=columns, means=means)
    whole = source.grid.window
    np.testing.assert_array_equal(filled.read(whole), source.values)
    assert not filled.filled(whole).any()


def test_foreign_rasters_are_not_filled():
    source = Holed()
    source.recipe = {"names": list(source.names)}
    filled = FilledFeatures(source, columns=np.arange(8), means=MEANS)
    np.testing.assert_array_equal(filled.read(source.grid.window), source.values)


def test_windows_and_threads_know_their_own():
    source = Holed()
    filled = FilledFeatures(source, columns=np.arange(8), means=MEANS)
    whole = filled.filled(source.grid.window)
    filled.read(Window(0, 0, 4, 4))
    for window in (Window(1, 1, 2, 3), Window(2, 2, 4, 4), Window(0, 0, 4, 4)):
        np.testing.assert_array_equal(
            filled.filled(window), whole[window.inside(Window(0, 0, 6, 7))]
        )
    found = []
    thread = threading.Thread(target=lambda: found.append(filled.filled(Window(1, 1, 2, 3))))
    thread.start()
    thread.join()
    np.testing.assert_array_equal(found[0], whole[1:3, 1:4])


def test_what_was_read_last_is_filled_too():
    source = Holed()
    read = LastRead(FilledFeatures(source, columns=np.arange(8), means=MEANS))
    read.read(source.grid.window)
    table = read.pixels(np.array([1]), np.array([2]), within=source.grid.window)
    assert np.isfinite(table).all()
    read.close()


def test_what_the_log_says():
    assert filled_sentence(15, 1000).startswith(
        "No elevation or ancillary data in 15 of 1\u202f000 mapped pixels (1.5 %);"
    )
    assert filled_sentence(0, 0)
    assert "15 pixels of the image: no samples are drawn" in hole_sentence(15)
    assert "15 pixels of the image (rain 1.5 %): no samples" in hole_sentence(15, "rain 1.5 %")


def test_each_raster_that_lacks_data_is_counted():
    values = Holed().values
    blank_incomplete(values, images=2)
    known = np.isfinite(values)
    expected = [0, 0, *(known[0] & ~layer for layer in known[2:])]
    np.testing.assert_array_equal(
        missing_alone(values, images=2), [np.count_nonzero(layer) for layer in expected]
    )


def test_rasters_that_lack_data_are_told_the_worst_first():
    names = ("red", *TERRAIN_NAMES, "rain", "heat", "snow")
    told = lacking_rasters(names, [0, 3, 4, 4, 4, 3, 0, 25, 1], of=100)
    assert told == "heat 25.0 %, elevation 4.0 %, snow 1.0 %"
    assert lacking_rasters(names, [0] * 9, of=1) == ""
    assert lacking_rasters("abcdefg", range(1, 8), of=10).endswith("c 30.0 %, …")
