"""Shares read from rasters with a band per class: whose band is whose, and what is refused."""

import json

import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.fractions.fraction_bands import FractionBands, known_bands
from finecover.core.fractions.fraction_layers import FRACTIONS_TAG, FractionPaths, Layers
from finecover.core.rasters.grid import Window
from finecover.core.rasters.output import RasterWriter
from finecover.core.rasters.raster import RasterSource
from fraction_scene import LEGEND
from raster_data import Extras, utm_grid, write_raster
from scene import Recorder

GRID = utm_grid(4, 5, size=100.0)
SHARES = np.random.default_rng(2).dirichlet(np.ones(3), GRID.shape).transpose(2, 0, 1)


def write(path, values=SHARES, **more):
    return write_raster(path, values.astype(np.float32), GRID, Extras(**more))


def read(path, bands=None):
    reader = FractionBands(RasterSource(str(path), bands, name="FRACTIONS"), LEGEND)
    return reader, reader.read(GRID.window)


def test_named_bands_are_matched_by_name(tmp_path):
    path = write(tmp_path / "f.tif", SHARES[[1, 2, 0]], descriptions=("forest", "FIELDS", "Water"))
    reader, found = read(path)
    assert reader.legend == LEGEND
    assert reader.grid == GRID
    np.testing.assert_allclose(found.shares, SHARES, atol=1e-6)
    np.testing.assert_allclose(found.shares.sum(axis=0), 1, atol=1e-15)
    assert (found.covered == 1).all()


def test_some_bands_are_some_classes(tmp_path):
    path = write(tmp_path / "f.tif", descriptions=("x", "Fields", "Water"))
    reader, found = read(path, bands=(2, 3))
    assert reader.legend.codes.tolist() == [1, 9]
    expected = SHARES[[2, 1]] / SHARES[1:].sum(axis=0)
    np.testing.assert_allclose(found.shares, expected, atol=1e-6)


def test_bands_without_names_come_in_the_order_of_the_classes(tmp_path):
    reader, found = read(write(tmp_path / "f.tif", SHARES * 100))  # percent
    assert reader.legend == LEGEND
    np.testing.assert_allclose(found.shares, SHARES, atol=1e-6)


def test_what_finecover_wrote_says_its_classes(tmp_path):
    path = str(tmp_path / "f.tif")
    layers = Layers(LEGEND, FractionPaths(path))
    with RasterWriter(path, layers.specs(GRID)["output"]) as writer:
        writer.write(GRID.window, layers.of(SHARES, np.ones(GRID.shape, bool))["output"])
    other = LEGEND.subset([1])
    reader = FractionBands(RasterSource(path), other)
    assert reader.legend == LEGEND
    np.testing.assert_allclose(reader.read(GRID.window).shares, SHARES, atol=1e-6)


def test_names_tell_more_than_the_order_finecover_wrote(tmp_path):
    """As a program that picks or turns bands leaves it: the tag goes along as it was."""
    path = write(tmp_path / "f.tif", SHARES[[2, 0]], descriptions=("Fields", "Water"))
    with rasterio.open(path, "r+") as dataset:
        dataset.update_tags(**{FRACTIONS_TAG: json.dumps(LEGEND.to_json())})
    for bands in (None, (1, 2), (2, 1)):
        reader, found = read(path, bands)
        assert dict(zip(reader.legend.names, found.shares[:, 1, 1])) == pytest.approx(
            dict(zip(("Fields", "Water"), SHARES[[2, 0], 1, 1] / SHARES[[2, 0], 1, 1].sum()))
        )


def test_bands_a_model_does_not_know_are_classes_of_their_own(tmp_path):
    path = write(tmp_path / "f.tif", descriptions=("Rock", "Forest", "Water"))
    source = RasterSource(path)
    known = known_bands(source, LEGEND)
    assert set(known.names) == {*LEGEND.names, "Rock"}
    reader = FractionBands(source, known)
    assert set(reader.legend.names) == {"Rock", "Forest", "Water"}
    assert reader.legend.index_of(LEGEND.codes).max() >= 0
    np.testing.assert_allclose(reader.read(GRID.window).shares.sum(axis=0), 1)
    other = write(tmp_path / "g.tif", descriptions=("a", "b", "c"))
    assert known_bands(RasterSource(other), LEGEND) == LEGEND
    unnamed = write(tmp_path / "h.tif")
    assert known_bands(RasterSource(unnamed), LEGEND.subset([1, 5])).codes.tolist() == [1, 2, 3]


@pytest.mark.parametrize("whole", [1, 100, 10_000])
def test_what_shares_lack_of_the_whole_is_unknown_and_told(tmp_path, whole):
    values = SHARES * whole
    values[:, 1] *= 0.75
    values[0, 3, 3] = -1e-9 * whole
    path = write(tmp_path / "f.tif", values)
    told = Recorder()
    reader = FractionBands(RasterSource(path, name="FRACTIONS"), LEGEND, progress=told)
    assert reader.whole == whole
    found = reader.read(GRID.window)
    np.testing.assert_allclose(found.covered[1], 0.75, atol=1e-6)
    assert (found.covered[[0, 2]] == 1).all()
    np.testing.assert_allclose(found.shares[:, 1], SHARES[:, 1], atol=1e-6)
    assert ("shares are parts of" in " ".join(told.messages)) == (whole != 1)
    assert f"30 % of the pixels looked at the shares do not sum to {whole}" in told.warnings[0]


def test_windows_and_gaps(tmp_path):
    values = SHARES.copy()
    values[1, 2, 3] = np.nan
    values[:, 0, 0] = 0
    reader, found = read(write(tmp_path / "f.tif", values))
    assert found.covered.sum() == 18
    assert not found.shares[:, 2, 3].any()
    assert not found.shares[:, 0, 0].any()
    part = reader.read(Window(1, 2, 2, 3))
    np.testing.assert_array_equal(part.shares, found.shares[:, 1:3, 2:5])
    np.testing.assert_array_equal(part.covered, found.covered[1:3, 2:5])
    assert not reader.read(Window(10, 10, 2, 2)).covered.any()


@pytest.mark.parametrize(
    ("extras", "message"),
    [
        ({"descriptions": ("Water", "Forest", "Sand")}, "band 3 is not named"),
        ({"descriptions": ("Water", "Forest", "forest")}, "two bands"),
        ({"descriptions": ("Water", "", "Forest")}, "band 2 is not named"),
    ],
)
def test_bands_that_are_no_classes_are_refused(tmp_path, extras, message):
    with pytest.raises(InputError, match=message):
        read(write(tmp_path / "f.tif", **extras))


def test_other_numbers_of_bands_are_refused(tmp_path):
    with pytest.raises(InputError, match="band 1 is not named"):
        read(write(tmp_path / "f.tif", SHARES[:2]))


def test_negative_shares_are_refused(tmp_path):
    values = SHARES.copy()
    values[0, 1, 1] = -0.25
    with pytest.raises(InputError, match=r"FRACTIONS 'f.tif' holds the share -0.25"):
        read(write(tmp_path / "f.tif", values))


@pytest.mark.parametrize("text", ["{", '{"classes": []}', json.dumps(LEGEND.subset([1]).to_json())])
def test_damaged_tags_are_refused(tmp_path, text):
    path = write(tmp_path / "f.tif")
    with rasterio.open(path, "r+") as dataset:
        dataset.update_tags(**{FRACTIONS_TAG: text})
    with pytest.raises(InputError, match="classes"):
        read(path)
