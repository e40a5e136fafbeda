import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.cells.cell_judge import CellJudge
from finecover.core.cells.cell_noise import CellNoise
from finecover.core.cells.coarse import CoarseMap, CoarseOnFine
from finecover.core.errors import Cancelled, GridError, InputError, ModelError
from finecover.core.learning.model import read_model, write_model
from finecover.core.learning.self_validation import SelfValidation, SettingScore
from finecover.core.learning.training import TrainingSet, TrainingSettings, train
from finecover.core.legends.legend import Legend, generic
from finecover.core.mapping import band_survey, tile_job, tile_writing
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import survey as survey_module
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.mapping.mapped_cells import doubted_sentence
from finecover.core.mapping.posterior import Classifier
from finecover.core.phrases import counted
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Window
from scene import (
    CELL,
    CODES,
    WKT,
    ArrayFeatures,
    Recorder,
    Watch,
    box,
    pixel_grid,
)
from scipy import ndimage
from trained import coarse_of, train_on

NAMES = ("output", "confidence", "probabilities", "applicability", "margin", "entropy")


@pytest.fixture(scope="module")
def features(scene):
    return ArrayFeatures(np.where(scene.image > 0, scene.image, np.nan).astype(np.float32))


@pytest.fixture(scope="module")
def coarse(scene):
    return coarse_of(scene)


@pytest.fixture(scope="module")
def model(scene, features):
    return train_on(scene, features, trees=10)


def paths_in(folder, names=NAMES):
    return MapPaths(**{name: str(folder / f"{name}.tif") for name in names})


def run(
    model, features, folder, *, names=NAMES, area=None, coarse=None, progress=None, observer=None,
    sure=True, **settings,
):  # fmt: skip
    return classify(
        model, features, paths_in(folder, names), area=area, coarse=coarse,
        settings=MapSettings(**settings), progress=progress or Silent(), observer=observer,
        sure=sure,
    )  # fmt: skip


def values_of(folder, name="output"):
    with rasterio.open(folder / f"{name}.tif") as dataset:
        return dataset.read(), dataset.transform, dataset.nodata


def test_the_easy_scene_is_mapped_right(scene, model, features, coarse, tmp_path):
    summary = run(model, features, tmp_path, coarse=coarse)
    mapped, transform, nodata = values_of(tmp_path)
    assert (mapped[0] == scene.truth).mean() > 0.93
    assert nodata == 255
    assert transform == features.grid.transform
    assert summary.prior_weight > 0
    assert summary.window == features.grid.window
    np.testing.assert_array_equal(summary.counts, [(mapped[0] == code).sum() for code in CODES])


def test_rasters_agree_with_each_other(model, features, tmp_path):
    run(model, features, tmp_path)
    mapped, percent, shares, unlike, margin, entropy = (
        values_of(tmp_path, name)[0] for name in NAMES
    )
    np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-5)
    np.testing.assert_array_equal(np.array(CODES)[shares.argmax(axis=0)], mapped[0])
    np.testing.assert_allclose(percent[0], shares.max(axis=0) * 100, atol=0.51)
    assert (unlike >= 0).all()
    second, first = np.sort(shares, axis=0)[-2:]
    np.testing.assert_allclose(margin[0], (first - second) * 100, atol=0.51)
    safe = np.where(shares > 0, shares, 1)
    shannon = -(shares * np.log(safe)).sum(axis=0) / np.log(3)
    np.testing.assert_allclose(entropy[0], shannon * 100, atol=0.51)
    with rasterio.open(tmp_path / "applicability.tif") as dataset:
        assert float(dataset.tags()["AOA_THRESHOLD"]) == model.domain.threshold
    with rasterio.open(tmp_path / "probabilities.tif") as dataset:
        assert dataset.descriptions == model.legend.names


def test_without_smoothing_and_prior_it_is_the_plain_forest(model, features, tmp_path):
    run(model, features, tmp_path, smoothing=0.0)
    table = features.values.reshape(len(features.names), -1).T
    expected = model.forest.predict_proba(table).T.reshape(3, *features.grid.shape)
    shares, _, _ = values_of(tmp_path, "probabilities")
    np.testing.assert_array_equal(shares, expected.astype(np.float32))
    table_unlike = model.domain.dissimilarity(table).reshape(features.grid.shape)
    np.testing.assert_array_equal(values_of(tmp_path, "applicability")[0][0], table_unlike)


def test_smoothing_averages_the_neighbours_with_data(model, features, tmp_path):
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[1, 40:44, 30:50] = np.nan
    holes.values[0, ::7, ::5] = np.nan
    run(model, holes, tmp_path, smoothing=1.0, keep_edges=False)
    valid = np.isfinite(holes.values).all(axis=0)
    table = np.where(valid, holes.values, 0).reshape(len(holes.names), -1).T
    plain = model.forest.predict_proba(table).T.reshape(3, *valid.shape) * valid
    kernel = np.exp(-0.5 * np.arange(-3, 4) ** 2)
    wide = np.pad(plain, ((0, 0), (3, 3), (3, 3)))
    total = sum(
        kernel[r] * kernel[c] * wide[:, r : r + 96, c : c + 96] for r in range(7) for c in range(7)
    )
    expected = np.where(valid, total / total.sum(axis=0), np.nan)
    np.testing.assert_allclose(values_of(tmp_path, "probabilities")[0], expected, rtol=1e-5)
    mapped, _, nodata = values_of(tmp_path)
    np.testing.assert_array_equal(mapped[0] == nodata, ~valid)
    for name in ("confidence", "margin", "entropy"):
        np.testing.assert_array_equal(values_of(tmp_path, name)[0][0] == 255, ~valid)
    np.testing.assert_array_equal(np.isnan(values_of(tmp_path, "applicability")[0][0]), ~valid)


@pytest.mark.parametrize(("tile", "threads"), [(13, "1"), (32, "3"), (95, "2")])
@pytest.mark.parametrize("unit", [0, 12])
def test_tiles_and_threads_do_not_matter(
    model, features, coarse, tmp_path, monkeypatch, tile, threads, unit
):
    part = CoarseMap(
        coarse.labels[1:9, :7],
        coarse.grid.crop(Window(1, 0, 8, 7)),
        coarse.legend, (1, 0), coarse.full_width,
    )  # fmt: skip
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    area = box(3.3, 2, 88, 90.2, name="GEO_SMALL")
    settings = {"area": area, "coarse": part, "prior_weight": 0.7, "min_mapping_unit": unit}
    monkeypatch.setattr(tile_job, "SUBSAMPLE", 700)

    def run_all(folder):
        full = run(model, features, folder, **settings)
        return full, run(model, features, folder, names=("output",), **settings)

    first = run_all(one)
    monkeypatch.setattr(classify_module, "TILE", tile)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    second = run_all(other)
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name
    assert not first[1].outside.complete
    for mine, theirs in zip(first, second):
        assert_same_summary(mine, theirs)


def assert_same_summary(one, other):
    assert (one.window, one.prior_weight, one.correction) == (
        other.window, other.prior_weight, other.correction,
    )  # fmt: skip
    np.testing.assert_array_equal(one.counts, other.counts)
    np.testing.assert_array_equal(one.confidence_counts, other.confidence_counts)
    np.testing.assert_array_equal(one.outside.examined, other.outside.examined)
    np.testing.assert_array_equal(one.outside.outside, other.outside.outside)
    assert one.outside.complete == other.outside.complete


def test_the_summary_counts_what_the_rasters_hold(model, features, tmp_path):
    recorder = Recorder()
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[:, 50:] += 900.0  # nothing like it among the samples
    holes.values[0, 3:9, 2:50] = np.nan
    summary = run(model, holes, tmp_path, area=box(2, 2, 80, 70), progress=recorder)
    mapped, percent, unlike = (
        values_of(tmp_path, name)[0][0] for name in ("output", "confidence", "applicability")
    )
    known = mapped != 255
    histogram = np.bincount(percent[known], minlength=101)
    np.testing.assert_array_equal(summary.confidence_histogram, histogram)
    assert summary.confidence_counts.dtype == np.int64
    assert summary.mean_confidence == pytest.approx(percent[known].mean())
    outside = unlike > model.domain.threshold
    assert 0.1 < outside[known].mean() < 0.9
    assert summary.outside_share == pytest.approx(outside[known].mean())
    assert summary.outside.complete
    assert summary.outside.pixels == known.sum()
    for position, code in enumerate(CODES):
        of_class = mapped == code
        assert summary.class_confidence[position] == pytest.approx(percent[of_class].mean())
        assert summary.outside.shares[position] == pytest.approx(outside[of_class].mean())
    assert recorder.messages == [summary.outside.sentence()]
    assert not recorder.warnings


def test_features_of_another_scale_are_warned_of(features, model, tmp_path):
    other, recorder = ArrayFeatures(features.values * 10), Recorder()
    summary = run(model, other, tmp_path, progress=recorder)
    assert summary.outside_share > 0.9
    assert any("their scale are those the model was trained" in text for text in recorder.warnings)


def test_a_class_without_a_pixel_has_no_mean_confidence(model, features, tmp_path):
    alike = ArrayFeatures(np.repeat(features.values[:, :1, :1], 20, axis=2))
    summary = run(model, alike, tmp_path, names=("output",), smoothing=0.0)
    assert (summary.counts > 0).sum() == 1
    assert np.isfinite(summary.class_confidence).sum() == 1
    assert summary.mean_confidence == np.nansum(summary.class_confidence)


def test_the_share_outside_is_estimated_without_the_raster(model, features, tmp_path, monkeypatch):
    """From the pixels of a subsample, and without reading any tile twice."""
    strange = ArrayFeatures(np.tile(features.values, (1, 3, 3)))
    strange.values[:, :, 100:150] += 900.0
    whole = run(model, strange, tmp_path)
    monkeypatch.setattr(tile_job, "SUBSAMPLE", 5000)
    monkeypatch.setattr(classify_module, "TILE", 70)
    reads = []
    real = strange.read
    strange.read = lambda window: reads.append(window) or real(window)
    recorder = Recorder()
    estimate = run(model, strange, tmp_path, names=("output",), progress=recorder)
    assert len(reads) == len(list(strange.grid.tiles(70)))
    assert not estimate.outside.complete
    assert 4000 < estimate.outside.pixels <= 5000
    error = np.sqrt(whole.outside_share * (1 - whole.outside_share) / estimate.outside.pixels)
    assert abs(estimate.outside_share - whole.outside_share) < 4 * error
    assert f"Estimated from {counted(estimate.outside.pixels, 'pixel')}." in recorder.messages[-1]
    np.testing.assert_array_equal(estimate.confidence_counts, whole.confidence_counts)


def test_a_small_map_is_looked_at_whole(model, features, tmp_path):
    counted = run(model, features, tmp_path)
    checked = run(model, features, tmp_path, names=("output",))
    assert_same_summary(counted, checked)
    assert checked.outside.complete


@pytest.mark.parametrize("threads", ["1", "3"])
def test_the_observer_sees_every_tile_in_order(
    model, features, coarse, tmp_path, monkeypatch, threads
):
    monkeypatch.setattr(classify_module, "TILE", 30)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[0, 20:24, 10:40] = np.nan
    area = box(5, 5, 20, 20)
    area = replace(area, geometries=(*area.geometries, *box(60, 66, 30, 25).geometries))
    seen, calls = np.full(features.grid.shape, -2), []
    shares = np.full((3, *features.grid.shape), np.nan)
    thread = threading.get_ident()

    def measure(tile, labels, probabilities):
        assert (labels.dtype, probabilities.dtype) == (np.int16, np.float32)
        seen[tile.inside(features.grid.window)] = labels
        shares[(slice(None), *tile.inside(features.grid.window))] = probabilities
        return np.array([[tile.row, tile.col, tile.height, tile.width]])

    def take(measured):
        assert threading.get_ident() == thread
        calls.append(Window(*measured[0]))

    summary = run(
        model, holes, tmp_path, area=area, coarse=coarse, observer=Watch(measure, take),
        min_mapping_unit=9,
    )  # fmt: skip
    assert calls == list(features.grid.tiles(30, within=summary.window))
    frame = summary.window.inside(features.grid.window)
    assert (seen[frame] >= -1).all()
    known = seen[frame] >= 0
    found, written = shares[(slice(None), *frame)], values_of(tmp_path, "probabilities")[0]
    np.testing.assert_array_equal(found[:, known].astype(np.float32), written[:, known])
    np.testing.assert_array_equal(np.isnan(written[0]), ~known)
    assert (found[:, ~known] == 0).all()
    np.testing.assert_array_equal(seen[frame][known], found[:, known].argmax(axis=0))
    # what the minimum mapping unit made of it is in the raster, not here
    codes = values_of(tmp_path)[0][0]
    assert 0 < (np.array(CODES)[seen[frame][known]] != codes[known]).mean() < 0.2


def test_an_observer_that_fails_leaves_nothing_behind(model, features, tmp_path):
    def take(_):
        raise InputError("enough")

    with pytest.raises(InputError, match="enough"):
        run(model, features, tmp_path, observer=Watch(take=take))
    assert not list(tmp_path.iterdir())


def test_nobody_carries_probabilities_in_vain(model, features, tmp_path, monkeypatch):
    carried = []
    real = tile_writing._write_tile

    def write(writers, place, tile, model):
        carried.append((tile.measured, set(tile.layers)))
        real(writers, place, tile, model)

    monkeypatch.setattr(tile_writing, "_write_tile", write)
    run(model, features, tmp_path, names=("output", "margin", "entropy"))
    assert carried == [(None, {"margin", "entropy"})]


def test_the_map_is_cut_to_the_polygons(model, features, tmp_path):
    summary = run(model, features, tmp_path, area=box(10.2, 20.7, 30.5, 15, name="GEO_SMALL"))
    assert summary.window == Window(10, 20, 31, 16)
    inside = np.zeros((31, 16), bool)
    inside[:, 1:] = True  # centres: rows 10.5 to 40.5, columns 21.5 to 35.5
    inside[:, 0] = False
    for name in NAMES:
        values, transform, nodata = values_of(tmp_path, name)
        assert values.shape[1:] == (31, 16)
        assert (
            transform == features.grid.transform @ Affine.translation(20, 10)
            if hasattr(Affine, "__matmul__")
            else features.grid.transform * Affine.translation(20, 10)
        )
        missing = np.isnan(values) if np.isnan(nodata) else values == nodata
        np.testing.assert_array_equal(missing.any(axis=0), ~inside)
    whole = tmp_path / "whole"
    whole.mkdir()
    run(model, features, whole)
    for name in NAMES:
        part, whole_values = values_of(tmp_path, name)[0], values_of(whole, name)[0]
        np.testing.assert_array_equal(part[:, inside], whole_values[:, 10:41, 20:36][:, inside])


def test_polygons_with_holes_and_several_parts(model, features, tmp_path):
    outer, hole = box(0, 0, 20, 20), box(5, 5, 8, 8)
    rings = [area.geometries[0]["coordinates"][0] for area in (outer, hole)]
    far = box(60, 60, 10, 10).geometries[0]
    both = replace(outer, geometries=({"type": "Polygon", "coordinates": rings}, far))
    run(model, features, tmp_path, names=("output",), area=both)
    mapped = values_of(tmp_path)[0][0] != 255
    expected = np.zeros((70, 70), bool)
    expected[:20, :20], expected[5:13, 5:13], expected[60:70, 60:70] = True, False, True
    np.testing.assert_array_equal(mapped, expected)


def test_reordered_bands_give_the_same_map(model, features, coarse, tmp_path):
    turned = ArrayFeatures(np.concatenate([features.values[::-1], features.values[:1] * 0 + 7]))
    turned.names = (*features.names[::-1], "more")
    for name, source in (("one", features), ("two", turned)):
        (tmp_path / name).mkdir()
        run(model, source, tmp_path / name, coarse=coarse)
    for name in NAMES:
        one, two = (tmp_path / folder / f"{name}.tif" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_a_model_from_a_file_gives_the_same_map(model, features, tmp_path):
    write_model(model, tmp_path / "model.fcm")
    run(model, features, tmp_path, names=("output",))
    before = (tmp_path / "output.tif").read_bytes()
    run(read_model(tmp_path / "model.fcm"), features, tmp_path, names=("output",))
    assert (tmp_path / "output.tif").read_bytes() == before


def test_a_legend_with_more_classes_than_the_forest(model, features, coarse, tmp_path):
    wide = replace(model, legend=generic(np.array([0, 1, 3, 5, 9, 200])))
    assert wide.class_legend.codes.tolist() == list(CODES)
    for name, one in (("plain", model), ("wide", wide)):
        (tmp_path / name).mkdir()
        summary = run(one, features, tmp_path / name, coarse=coarse, min_mapping_unit=3)
        assert summary.counts.shape == (3,)
    np.testing.assert_array_equal(*(values_of(tmp_path / n)[0] for n in ("plain", "wide")))
    with rasterio.open(tmp_path / "wide" / "probabilities.tif") as dataset:
        assert dataset.count == 3


def test_class_codes_that_do_not_rise_are_no_model(model):
    with pytest.raises(ModelError, match=r"class codes 9, 5, 1 do not rise"):
        replace(model, class_codes=tuple(CODES[::-1]))


def test_missing_features(model, features, tmp_path):
    fewer = ArrayFeatures(features.values[1:])
    fewer.names = features.names[1:]
    with pytest.raises(ModelError, match="lack f0"):
        run(model, fewer, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_model_without_a_domain(model, features, tmp_path):
    bare = replace(model, domain=None)
    recorder = Recorder()
    summary = run(bare, features, tmp_path, names=("output", "confidence"), progress=recorder)
    assert (summary.outside, summary.outside_share, recorder.messages) == (None, None, [])
    kept = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ModelError, match="APPLICABILITY cannot be written"):
        run(bare, features, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == kept


@pytest.mark.parametrize(
    ("area", "error", "match"),
    [
        (box(200, 200, 9, 9, name="GEO_SMALL"), GridError, "GEO_SMALL does not overlap"),
        (
            box(5.1, 5.1, 0.2, 0.2, name="GEO_SMALL"),
            InputError,
            "GEO_SMALL is too small: it holds the centre of no pixel",
        ),
    ],
)
def test_polygons_that_hold_no_pixel(model, features, tmp_path, area, error, match):
    with pytest.raises(error, match=match):
        run(model, features, tmp_path, area=area)
    assert not list(tmp_path.iterdir())


def test_features_without_data(model, features, tmp_path):
    empty = ArrayFeatures(features.values * np.nan)
    with pytest.raises(InputError, match="No pixel of the image has data in every feature"):
        run(model, empty, tmp_path)
    assert not list(tmp_path.iterdir())


VOTES = {"names": ("output",), "smoothing": 0.0, "sure": False}


def test_votes_do_where_nobody_asks_for_probabilities(model, features, tmp_path, monkeypatch):
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[0, 20:24, 10:40] = np.nan
    area = box(5.2, 3, 80, 85.4)
    expected = run(model, holes, tmp_path, **{**VOTES, "sure": True}, area=area)
    before = (tmp_path / "output.tif").read_bytes()
    monkeypatch.setattr(type(model.forest), "predict_proba", None)
    for tile in (512, 13):
        monkeypatch.setattr(classify_module, "TILE", tile)
        summary = run(model, holes, tmp_path, **VOTES, area=area)
        assert (tmp_path / "output.tif").read_bytes() == before
        np.testing.assert_array_equal(summary.counts, expected.counts)
        np.testing.assert_array_equal(summary.outside.examined, expected.outside.examined)
        np.testing.assert_array_equal(summary.outside.outside, expected.outside.outside)
        assert not summary.confidence_counts.any()
        assert np.isnan(summary.mean_confidence)
        assert np.isnan(summary.class_confidence).all()


@pytest.mark.parametrize(
    "asked",
    [
        {"sure": True}, {"smoothing": 1.0}, {"prior_correction": 0.5},
        {"observer": Watch()}, *({"names": ("output", name)} for name in NAMES[1:]),
    ],
)  # fmt: skip
def test_votes_do_not_do_where_somebody_asks(model, features, tmp_path, monkeypatch, asked):
    monkeypatch.setattr(type(model.forest), "predict", None)
    summary = run(model, features, tmp_path, **{**VOTES, **asked})
    assert summary.confidence_counts.sum() == features.grid.shape[0] * features.grid.shape[1]


def smallest_patch(mapped):
    patches = (ndimage.label(mapped == code)[0].ravel() for code in np.unique(mapped))
    return min(np.bincount(part)[1:].min() for part in patches)


@pytest.mark.parametrize(
    ("settings", "bare", "margin"),
    [
        ({"smoothing": 2.0}, False, 4), ({"smoothing": 2.0}, True, 6),
        ({"smoothing": 2.0, "keep_edges": False}, False, 6), ({"smoothing": 0.0}, False, 0),
    ],
)  # fmt: skip
def test_no_more_is_read_than_smoothing_looks_at(model, features, tmp_path, settings, bare, margin):
    reads, names = [], ("output",)
    watched = ArrayFeatures(features.values)
    watched.read = lambda window: reads.append(window) or features.read(window)
    run(
        replace(model, domain=None) if bare else model, watched, tmp_path,
        names=names, area=box(40, 40, 10, 10), **settings,
    )  # fmt: skip
    assert reads == [Window(40, 40, 10, 10).expand(margin)]


def test_small_patches_go(model, features, tmp_path):
    noisy = ArrayFeatures(features.values)
    noisy.values = features.values.copy()
    rng = np.random.default_rng(0)
    spots = rng.random(features.grid.shape) < 0.05
    noisy.values[:, spots] = features.values[:, rng.permutation(96)][:, :, rng.permutation(96)][
        :, spots
    ]
    run(model, noisy, tmp_path, names=("output",), smoothing=0.0)
    before = values_of(tmp_path)[0][0]
    summary = run(model, noisy, tmp_path, names=("output",), smoothing=0.0, min_mapping_unit=10)
    after = values_of(tmp_path)[0][0]
    assert smallest_patch(before) < 10 <= smallest_patch(after)
    np.testing.assert_array_equal(summary.counts, [(after == code).sum() for code in CODES])
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_the_prior_only_counts_with_a_coarse_map_and_a_weight(model, features, coarse, tmp_path):
    results = {}
    for name, with_map, weight in (
        ("none", None, 1.0), ("off", coarse, 0.0), ("on", coarse, 1.0), ("default", coarse, None),
    ):  # fmt: skip
        (tmp_path / name).mkdir()
        summary = run(model, features, tmp_path / name, coarse=with_map, prior_weight=weight)
        results[name] = values_of(tmp_path / name, "probabilities")[0]
        assert (summary.prior_weight > 0) == (name in ("on", "default"))
    np.testing.assert_array_equal(results["none"], results["off"])
    assert np.abs(results["none"] - results["on"]).max() > 0.05
    assert np.abs(results["none"] - results["default"]).max() > 0.01


def validation(weight, correction):
    """A self-validation that found one setting best, and for weight 0 the correction 1."""
    scores = tuple(
        SettingScore(w, c, 0.5 + 0.3 * ((w, c) in ((weight, correction), (0.0, 1.0))), 0.5, 0.01)
        for w in (0.0, 0.5, 1.0)
        for c in (0.0, 0.5, 1.0)
    )
    return SelfValidation(scores, 0.4, 0.4, weight, correction, 0.2, 0.02, 0.01, 50, 3, 0.0, 0.4)


def test_weight_and_correction_are_the_models_own(model, features, coarse, tmp_path):
    chosen = replace(model, validation=validation(1.0, 0.5))
    for with_map, weight, expected in (
        (coarse, None, (1.0, 0.5)), (coarse, 1.0, (1.0, 0.5)), (coarse, 0.5, (0.5, 0.0)),
        (coarse, 0.0, (0.0, 1.0)), (None, None, (0.0, 1.0)), (None, 1.0, (0.0, 1.0)),
    ):  # fmt: skip
        summary = run(
            chosen, features, tmp_path, names=("output",), coarse=with_map, prior_weight=weight
        )
        assert (summary.prior_weight, summary.correction) == expected
    summary = run(model, features, tmp_path, names=("output",), coarse=coarse)
    assert (summary.prior_weight, summary.correction) == (0.5, 0.5)
    assert (summary.surveyed, summary.doubted) == (0, 0)
    summary = run(model, features, tmp_path, names=("output",), coarse=coarse, prior_weight=0.0)
    assert (summary.prior_weight, summary.correction) == (0.0, 0.0)


def test_without_a_coarse_map_the_training_shares_are_still_corrected(model, features, tmp_path):
    names = ("output", "probabilities")
    chosen = replace(model, validation=validation(1.0, 0.5))
    run(chosen, features, tmp_path, names=names, smoothing=0.0)
    table = features.values.reshape(len(features.names), -1).T
    expected = model.forest.predict_proba(table) / model.training_shares
    expected = (expected / expected.sum(axis=1, keepdims=True)).T.reshape(3, *features.grid.shape)
    shares, _, _ = values_of(tmp_path, "probabilities")
    np.testing.assert_allclose(shares, expected, rtol=1e-5)


@pytest.fixture(scope="module")
def spoilt(coarse):
    """The coarse map with two wrong cells, which lie amid others of their class."""
    labels = coarse.labels.copy()
    padded = np.pad(labels, 1, constant_values=-1)
    amid = np.ones(labels.shape, bool)
    for row, col in np.ndindex(3, 3):
        amid &= padded[row : row + 12, col : col + 12] == labels
    wrong = np.argwhere(amid)[[0, -1]]
    labels[tuple(wrong.T)] = (labels[tuple(wrong.T)] + 1) % 3
    return replace(coarse, labels=labels)


@pytest.fixture(scope="module")
def judging(model, spoilt):
    rows, cols = np.indices(spoilt.labels.shape).reshape(2, -1).astype(np.int32)
    judge = CellJudge(
        noise=CellNoise(2.0, 0.5, 0.5, 0.02),
        overall=np.bincount(spoilt.labels.ravel(), minlength=3) / spoilt.labels.size,
        cells=np.stack([rows, cols], axis=1),
        codes=spoilt.legend.codes[spoilt.labels.ravel()].astype(np.int32),
        folds=(cols // 4 % 2).astype(np.int32),
        trust=np.ones(rows.size),
        others=np.full(rows.size, spoilt.legend.codes[0], np.int32),
        tree_groups=np.array([0, 5, 10]),
        known=np.ones((2, 3), np.int32),
    )
    return replace(model, judge=judge)


def test_wrong_cells_no_longer_spoil_the_map(
    scene, model, judging, features, coarse, spoilt, tmp_path
):
    recorder = Recorder()
    settings = {"prior_weight": 2.0, "smoothing": 0.0, "names": ("output", "probabilities")}
    wrong = np.kron(spoilt.labels != coarse.labels, np.ones((CELL, CELL))) > 0
    right = np.searchsorted(CODES, scene.truth)[None]

    def doubt():
        shares = values_of(tmp_path, "probabilities")[0]
        return 1 - np.take_along_axis(shares, right, axis=0)[0][wrong].mean()

    summary = run(judging, features, tmp_path, coarse=spoilt, progress=recorder, **settings)
    judged = doubt()
    run(model, features, tmp_path, coarse=spoilt, **settings)
    assert judged < 0.1 * doubt()
    assert summary.surveyed == 144
    assert summary.doubted == 2
    assert (
        "2 of 144 coarse cells under the map contradict the image and count "
        "less as prior (estimated share of wrong cells: 2.0 %)."
    ) in recorder.messages
    assert recorder.fractions == sorted(recorder.fractions)
    assert recorder.fractions[-1] == 1


def test_only_cells_with_a_mapped_pixel_are_counted(
    judging, features, spoilt, tmp_path, monkeypatch
):
    west, east = box(0, 0, 8, 96), box(80, 90, 9, 6)  # a row of cells, and parts of two more
    area = replace(west, geometries=(*west.geometries, *east.geometries))
    holes = ArrayFeatures(features.values)
    holes.values = holes.values.copy()
    holes.values[:, :8, :8] = np.nan
    names = ("output",)
    for tile in (256, 13):
        monkeypatch.setattr(classify_module, "TILE", tile)
        summary = run(judging, holes, tmp_path, coarse=spoilt, area=area, names=names)
        assert summary.surveyed == 11 + 2
        assert summary.doubted <= 2


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((9, 1, 0.02), "1 of 9 coarse cells under the map contradicts the image and counts less"),
        ((1, 0, 0.02), "0 of 1 coarse cell under the map contradict the image and count less"),
        ((9, 2, 0.0003), "count less as prior (estimated share of wrong cells: none found)."),
    ],
)
def test_doubted_cells_in_words(numbers, said):
    surveyed, doubted, rate = numbers
    assert said in doubted_sentence(surveyed, doubted, error_rate=rate)


def test_without_weight_no_cell_is_judged(model, judging, features, spoilt, tmp_path):
    recorder = Recorder()
    names = ("output", "probabilities")
    off = {"names": names, "prior_weight": 0.0}
    summary = run(judging, features, tmp_path, coarse=spoilt, progress=recorder, **off)
    assert (summary.surveyed, summary.doubted) == (0, 0)
    assert not any("coarse cells" in text for text in recorder.messages)
    found = values_of(tmp_path, "probabilities")[0]
    run(model, features, tmp_path, names=names)
    np.testing.assert_array_equal(values_of(tmp_path, "probabilities")[0], found)


@pytest.mark.parametrize(("tile", "threads"), [(13, "1"), (95, "3")])
def test_tiles_and_threads_do_not_matter_where_cells_are_judged(
    judging, features, spoilt, tmp_path, monkeypatch, tile, threads
):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    names = ("output", "confidence", "probabilities")
    first = run(judging, features, one, coarse=spoilt, names=names)
    monkeypatch.setattr(classify_module, "TILE", tile)
    monkeypatch.setattr(band_survey, "TILE", tile)
    monkeypatch.setattr(survey_module, "BAND_NUMBERS", 40)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    second = run(judging, features, other, coarse=spoilt, names=names)
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name
    assert (first.surveyed, first.doubted) == (second.surveyed, second.doubted)


def test_a_small_map_is_a_piece_of_the_large_one(judging, features, spoilt, tmp_path):
    settings = {"coarse": spoilt, "names": ("output", "probabilities"), "smoothing": 3.0}
    run(judging, features, tmp_path, **settings)
    whole = values_of(tmp_path, "probabilities")[0]
    run(judging, features, tmp_path, area=box(30, 37, 21, 9), **settings)
    piece = values_of(tmp_path, "probabilities")[0]
    np.testing.assert_array_equal(piece, whole[:, 30:51, 37:46])


def test_cancelling_while_cells_are_judged(judging, features, spoilt, tmp_path, monkeypatch):
    monkeypatch.setattr(band_survey, "TILE", 16)
    progress = Recorder()
    progress.cancelled = lambda: bool(progress.fractions)
    with pytest.raises(Cancelled):
        run(judging, features, tmp_path, coarse=spoilt, progress=progress)
    assert progress.fractions[-1] < 0.15
    assert not list(tmp_path.iterdir())


class SlowFeatures(ArrayFeatures):
    """Features that take their time."""

    seconds = 0.1

    def read(self, window):
        time.sleep(self.seconds)
        return super().read(window)


@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("unit", [0, 3])
def test_cancelling_leaves_everything_as_it_was(
    model, features, tmp_path, monkeypatch, threads, unit
):
    run(model, features, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    monkeypatch.setattr(classify_module, "TILE", 8)
    progress = Recorder()
    progress.cancelled = lambda: len(progress.fractions) >= 3
    slow = SlowFeatures(features.values)
    with pytest.raises(Cancelled):
        run(model, slow, tmp_path, progress=progress, min_mapping_unit=unit)
    assert 0 < max(progress.fractions) < 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_cancelling_within_two_seconds(model, features, tmp_path):
    big = ArrayFeatures(np.tile(features.values, (1, 12, 12)))
    progress = Recorder()
    stop = threading.Event()
    progress.cancelled = stop.is_set
    asked = []
    timer = threading.Timer(0.3, lambda: (asked.append(time.monotonic()), stop.set()))
    timer.start()
    with pytest.raises(Cancelled):
        run(model, big, tmp_path, progress=progress)
    assert time.monotonic() - asked[0] < 2
    assert not list(tmp_path.iterdir())


def test_cancelling_while_patches_are_dissolved(model, features, tmp_path, monkeypatch):
    progress = Recorder()
    progress.cancelled = lambda: bool(progress.fractions) and progress.fractions[-1] >= 0.9
    with pytest.raises(Cancelled):
        run(model, features, tmp_path, progress=progress, min_mapping_unit=5)
    assert not list(tmp_path.iterdir())


def test_a_failing_write_waits_for_the_readers(model, features, tmp_path, monkeypatch):
    monkeypatch.setattr(classify_module, "TILE", 16)
    monkeypatch.setenv("FINECOVER_THREADS", "2")
    running = threading.active_count()

    def refuse(*_):
        raise InputError("the disk is full")

    monkeypatch.setattr(tile_writing, "_write_tile", refuse)
    with pytest.raises(InputError, match="the disk is full") as caught:
        run(model, SlowFeatures(features.values), tmp_path)
    assert threading.active_count() == running, "nobody reads any more"
    del caught  # it kept the traceback, and with it the generator, alive
    assert not list(tmp_path.iterdir())


def test_progress_only_rises(model, features, tmp_path, monkeypatch):
    monkeypatch.setattr(classify_module, "TILE", 40)
    progress = Recorder()
    run(model, features, tmp_path, names=("output",), progress=progress, min_mapping_unit=4)
    assert progress.fractions == sorted(progress.fractions)
    assert progress.fractions[-1] == 1


def test_windows_outside_the_features(model, features):
    classifier = Classifier(model, features, coarse=None, settings=MapSettings())
    with pytest.raises(GridError, match="outside the features"):
        classifier.probabilities(Window(500, 500, 4, 4), progress=Silent())


def test_codes_beyond_255_and_code_0(scene, features, tmp_path):
    codes = np.array([0, 300, 50_011])
    positions = np.searchsorted(CODES, scene.truth[::9, ::7])
    samples = TrainingSet(
        features.values[:, ::9, ::7].reshape(len(features.names), -1).T.copy(),
        codes[positions.ravel()], np.arange(positions.size) % 5, generic(codes),
    )  # fmt: skip
    trained = train(
        samples, features, settings=TrainingSettings(trees=5, clean=False), progress=Silent()
    )
    run(trained.model, features, tmp_path, names=("output",))
    mapped, _, nodata = values_of(tmp_path)
    assert mapped.dtype == np.uint16
    assert nodata == 65_535
    expected = codes[np.searchsorted(CODES, scene.truth)]
    assert (mapped[0] == expected).mean() > 0.9


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"prior_weight": 2.1}, "PRIOR_WEIGHT: 2.1"),
        ({"prior_weight": float("nan")}, "PRIOR_WEIGHT: nan"),
        ({"smoothing": -1}, "SMOOTHING: -1"),
        ({"smoothing": 11}, "SMOOTHING: 11"),
        ({"min_mapping_unit": 501}, "MIN_MAPPING_UNIT: 501"),
    ],
)
def test_settings_out_of_range(settings, match):
    with pytest.raises(InputError, match=match):
        MapSettings(**settings)


def test_the_coarse_map_seen_from_pixels_of_other_systems(model, features, tmp_path):
    """A coarse map whose legend shares no class with the model says nothing."""
    foreign = CoarseMap(
        np.zeros((12, 12), np.int16), pixel_grid(12, 12, pixel=80.0),
        Legend(generic(np.array([77])).classes), (0, 0), 12,
    )  # fmt: skip
    fine = CoarseOnFine(foreign, features.grid)
    assert (fine.labels(fine.positions(features.grid.window)) == 0).all()
    run(model, features, tmp_path, names=("output",), coarse=foreign, prior_weight=2.0)
    assert features.grid.crs_wkt == WKT
    assert values_of(tmp_path)[0].min() == 1
