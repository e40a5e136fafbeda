"""Maps of shares: what is written, that the rasters agree, tiles, gaps, and stopping."""

import json

import numpy as np
import pytest
import rasterio
from finecover.core.errors import Cancelled, GridError, InputError, LegendError, ModelError
from finecover.core.fractions import fraction_map
from finecover.core.fractions.fraction_layers import FRACTIONS_TAG, FractionPaths
from finecover.core.fractions.fraction_map import FractionMapSettings, map_fractions
from finecover.core.legends.legend import Legend
from finecover.core.progress import Silent
from fraction_scene import LEGEND, Ancillary, Impatient, one_hot, small_model
from scene import ArrayFeatures, Recorder, box

NAMES = ("output", "hard", "level", "entropy", "level_shares")


@pytest.fixture(scope="module")
def model(scene):
    return small_model(scene.image[:, ::3, ::3], one_hot(scene.truth)[:, ::3, ::3])


def paths_in(folder, names=NAMES):
    return FractionPaths(**{name: str(folder / f"{name}.tif") for name in names})


def run(model, features, folder, *, names=NAMES, area=None, progress=None, **settings):
    return map_fractions(
        model, features, paths_in(folder, names), area=area, progress=progress or Silent(),
        settings=FractionMapSettings(**settings),
    )  # fmt: skip


def values_of(folder, name="output"):
    with rasterio.open(folder / f"{name}.tif") as dataset:
        values = dataset.read()
    return values if len(values) > 1 or name in ("output", "level_shares") else values[0]


def test_shares_are_those_the_forest_predicts(model, features, tmp_path):
    summary = run(model, features, tmp_path)
    table = features.values.reshape(4, -1).T
    expected = model.forest.predict_proba(table).T.reshape(3, *features.grid.shape)
    found = values_of(tmp_path)
    np.testing.assert_array_equal(found, expected.astype(np.float32))
    assert (found >= 0).all()
    np.testing.assert_allclose(found.astype(np.float64).sum(axis=0), 1, atol=1e-6)
    np.testing.assert_allclose(summary.mean_shares, expected.mean(axis=(1, 2)), atol=1e-6)
    assert summary.pixels == found[0].size
    assert summary.no_image == summary.no_ancillary == 0
    assert summary.cells is None


def test_bands_are_named_and_carry_their_classes(model, features, tmp_path):
    run(model, features, tmp_path)
    with rasterio.open(tmp_path / "output.tif") as dataset:
        assert dataset.descriptions == LEGEND.names
        assert dataset.dtypes == ("float32",) * 3
        assert np.isnan(dataset.nodata)
        assert Legend.from_json(json.loads(dataset.tags()[FRACTIONS_TAG])) == LEGEND
    with rasterio.open(tmp_path / "level_shares.tif") as dataset:
        assert dataset.descriptions == ("wet", "dry")


def test_the_rasters_agree_with_each_other(model, features, tmp_path):
    summary = run(model, features, tmp_path)
    shares, hard, level, entropy, coarser = (values_of(tmp_path, name) for name in NAMES)
    np.testing.assert_array_equal(hard, LEGEND.codes[shares.argmax(axis=0)])
    np.testing.assert_allclose(coarser[0], shares[0], atol=0)
    np.testing.assert_allclose(coarser[1], shares[1] + shares[2], rtol=1e-6)
    np.testing.assert_array_equal(level, coarser.argmax(axis=0) + 1)
    safe = np.where(shares > 0, shares, 1).astype(np.float64)
    shannon = -(shares * np.log(safe)).sum(axis=0) / np.log(3)
    np.testing.assert_allclose(entropy, shannon * 100, atol=0.51)
    np.testing.assert_array_equal(summary.counts, [(hard == code).sum() for code in LEGEND.codes])
    assert summary.mean_entropy == pytest.approx(entropy.mean())


def test_only_what_is_asked_for_is_written(model, features, tmp_path):
    run(model, features, tmp_path, names=("output",), level="nowhere")
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".qml", ".tif"]


@pytest.mark.parametrize(("tile", "threads"), [(13, "1"), (95, "3")])
def test_tiles_and_threads_change_no_byte(model, features, tmp_path, monkeypatch, tile, threads):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    area = box(3.3, 2, 88, 90.2, name="GEO_SMALL")
    first = run(model, features, one, area=area)
    monkeypatch.setattr(fraction_map, "TILE", tile)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    second = run(model, features, other, area=area)
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name
    np.testing.assert_array_equal(first.counts, second.counts)
    np.testing.assert_array_equal(first.mean_shares, second.mean_shares)
    np.testing.assert_array_equal(first.entropy_counts, second.entropy_counts)


def test_polygons_cut_the_map(model, features, tmp_path):
    summary = run(model, features, tmp_path, area=box(10, 20, 30, 40))
    shares = values_of(tmp_path)
    assert shares.shape == (3, 30, 40)
    assert summary.pixels == 1200
    assert (summary.window.row, summary.window.col) == (10, 20)


def test_missing_features_are_no_data_and_counted(scene, model, tmp_path):
    holes = Ancillary(scene.image.astype(np.float32))
    holes.values[0, 3:9, 2:50] = np.nan
    holes.values[3, 40:50, :10] = np.nan
    holes.values[3, 4, 2:60] = np.nan
    recorder = Recorder()
    summary = run(model, holes, tmp_path, progress=recorder)
    missing = ~np.isfinite(holes.values).all(axis=0)
    for name in ("output", "level_shares"):
        shares = values_of(tmp_path, name)
        np.testing.assert_array_equal(np.isnan(shares).any(axis=0), missing)
        np.testing.assert_array_equal(np.isnan(shares).all(axis=0), missing)
    for name in ("hard", "level", "entropy"):
        np.testing.assert_array_equal(values_of(tmp_path, name) == 255, missing)
    assert summary.no_image == 6 * 48
    assert summary.no_ancillary == 100 + 10
    assert summary.pixels == (~missing).sum()
    assert "110 pixels" in recorder.warnings[0]


def test_other_codes_of_the_classes_permute_the_bands(scene, features, model, tmp_path):
    run(model, features, tmp_path, names=("output",))
    expected = values_of(tmp_path)
    shares = one_hot(scene.truth)[[2, 0, 1]][:, ::3, ::3]
    permuted = small_model(scene.image[:, ::3, ::3], shares)
    run(permuted, features, tmp_path, names=("output",))
    np.testing.assert_allclose(values_of(tmp_path), expected[[2, 0, 1]], atol=1e-6)


def test_bands_of_features_are_matched_by_name(model, features, tmp_path):
    run(model, features, tmp_path, names=("output",))
    expected = values_of(tmp_path)
    turned = ArrayFeatures(features.values[::-1])
    turned.names = tuple(reversed(turned.names))
    run(model, turned, tmp_path, names=("output",))
    np.testing.assert_array_equal(values_of(tmp_path), expected)
    turned.names = ("f0", "f1", "f2", "other")
    with pytest.raises(ModelError, match="lack f3"):
        run(model, turned, tmp_path)


def test_cancelling_leaves_nothing_behind(model, features, tmp_path, monkeypatch):
    monkeypatch.setattr(fraction_map, "TILE", 16)
    for after in (0, 5, 40):
        with pytest.raises(Cancelled):
            run(model, features, tmp_path, progress=Recorder(cancel_after=after))
        assert not list(tmp_path.iterdir())


def test_no_cancelled_user_waits_for_many_pixels(model, features, tmp_path):
    large = ArrayFeatures(np.tile(features.values, (1, 40, 40)))
    stopped = Impatient(after=0.5)
    with pytest.raises(Cancelled):
        run(model, large, tmp_path, progress=stopped)
    assert stopped.waited < 2
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_mapped_is_told(model, features, tmp_path):
    nothing = ArrayFeatures(np.full((4, 96, 96), np.nan))
    with pytest.raises(InputError, match="No pixel of the image"):
        run(model, nothing, tmp_path)
    with pytest.raises(InputError, match="No pixel inside GEO"):
        run(model, nothing, tmp_path, area=box(1, 1, 5, 5))
    with pytest.raises(GridError, match="does not overlap"):
        run(model, features, tmp_path, area=box(500, 1, 5, 5))
    with pytest.raises(LegendError, match="level"):
        run(model, features, tmp_path, level=4)
    assert not list(tmp_path.iterdir())
