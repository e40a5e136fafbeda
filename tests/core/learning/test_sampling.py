import tracemalloc

import numpy as np
import pytest
import rasterio
from finecover.core.cells import candidates as candidates_module
from finecover.core.cells.candidates import used_parts
from finecover.core.cells.coarse import read_coarse
from finecover.core.cells.pixel_draw import random_keys, thin
from finecover.core.errors import Cancelled, GridError, InputError
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.learning import sampling, sampling_rule
from finecover.core.learning.sampling import (
    ALLOCATIONS,
    SamplingSettings,
    allocate,
    extract_features,
    sample_coarse_map,
    sample_features,
)
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import generic
from finecover.core.progress import Silent
from finecover.core.rasters import band_parts
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster import RasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scene import (
    CELL,
    CODES,
    UTM,
    ArrayFeatures,
    Recorder,
    box,
    build_scene,
    coarse_map,
    majority,
    pixel_grid,
    write_raster,
)

EVERY = SamplingSettings(
    samples=10**6, allocation="proportional", min_per_class=0, max_per_class=10**6, buffer=0
)


def draw(coarse, features, *, area=None, progress=None, **changes):
    options = {**vars(EVERY), **changes}
    return sample_coarse_map(
        coarse, features, area=area, settings=SamplingSettings(**options),
        progress=progress or Silent(),
    )  # fmt: skip


def plain(rows, cols):
    return ArrayFeatures(np.arange(rows * cols).reshape(1, rows, cols) % 97)


def same(one, other):
    for name in ("row", "col", "label", "cell", "purity"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert one.counts == other.counts


# --- allocation


areas_strategy = hnp.arrays(np.int64, st.integers(1, 12), elements=st.integers(0, 10**7))


@given(
    areas=areas_strategy,
    samples=st.integers(2, 10**5),
    bounds=st.tuples(st.integers(0, 9000), st.integers(0, 9000)).map(sorted),
    allocation=st.sampled_from(ALLOCATIONS),
)
def test_allocation_laws(areas, samples, bounds, allocation):
    chosen = SamplingSettings(
        samples=samples, allocation=allocation, min_per_class=bounds[0], max_per_class=bounds[1]
    )
    counts = allocate(areas, settings=chosen)
    assert (counts <= areas).all()
    assert ((counts > 0) == (areas > 0)).all(), "every class that occurs gets a sample"
    if allocation == "proportional_clipped":
        assert (counts <= max(bounds[1], 1)).all()
        assert (counts >= np.minimum(areas, bounds[0])).all()
    order = np.argsort(areas, kind="stable")
    assert (np.diff(counts[order]) >= 0).all(), "a larger class never gets fewer"
    swapped = allocate(areas[::-1], settings=chosen)
    np.testing.assert_array_equal(swapped, counts[::-1])


def test_allocation_by_hand():
    areas = np.array([6000, 3000, 1000, 0, 3])
    total = areas.sum()
    proportional = allocate(areas, settings=SamplingSettings(100, "proportional"))
    np.testing.assert_array_equal(
        proportional, [round(600_000 / total), round(300_000 / total), 10, 0, 1]
    )
    equal = allocate(areas, settings=SamplingSettings(100, "equal"))
    np.testing.assert_array_equal(equal, [25, 25, 25, 0, 3])
    clipped = SamplingSettings(100, "proportional_clipped", min_per_class=20, max_per_class=40)
    np.testing.assert_array_equal(allocate(areas, settings=clipped), [40, 30, 20, 0, 3])


# --- buffer, purity, relaxation


def test_buffer_by_hand():
    positions = np.zeros((4, 4), int)
    positions[1, 1] = 1  # its corners touch the cells (0, 0), (0, 2), (2, 0) and (2, 2)
    cell = 4
    coarse = coarse_map(positions, cell=cell)
    features = plain(16, 16)
    table = draw(coarse, features, buffer=0.5)
    taken = np.zeros((16, 16), bool)
    taken[table.row, table.col] = True
    for row in range(16):
        for col in range(16):
            y, x = (row + 0.5) / cell, (col + 0.5) / cell
            inside = 1 <= y < 2 and 1 <= x < 2
            if inside:  # nearest way out of the cell (1, 1); the middle is 0.375 away
                away = min(y - 1, 2 - y, x - 1, 2 - x)
            else:  # nearest point of the cell (1, 1), corners included
                away = np.hypot(max(1 - y, 0, y - 2), max(1 - x, 0, x - 2))
            assert taken[row, col] == (away >= 0.5) or table.counts[inside].relaxed, (row, col)
    assert not taken[3, 3], "diagonal: sqrt(2) / 8 of a cell away"
    assert taken[2, 2] == (np.hypot(0.375, 0.375) >= 0.5)
    counts = {count.code: count for count in table.counts}
    assert counts[5].candidates == 0
    assert (counts[5].drawn, counts[5].relaxed) == (1, 1), "one relaxed sample, not none"


@pytest.mark.parametrize("buffer", [0.0, 0.3, 1.0, 1.6, 4.0])
def test_buffer_against_brute_force(buffer):
    rng = np.random.default_rng(1)
    positions = np.repeat(np.repeat(rng.integers(-1, 3, (5, 4)), 3, axis=0), 3, axis=1)
    coarse = coarse_map(positions, cell=3)
    features = plain(45, 36)
    y, x = ((np.arange(size) + 0.5) / 3 for size in (45, 36))
    label = positions[np.floor(y).astype(int)][:, np.floor(x).astype(int)]
    strict = label >= 0
    for row, col in np.argwhere(positions >= 0):
        gap_y = np.maximum(np.maximum(row - y, y - row - 1), 0)
        gap_x = np.maximum(np.maximum(col - x, x - col - 1), 0)
        near = np.hypot(gap_y[:, None], gap_x[None, :]) < buffer
        strict &= ~(near & (label != positions[row, col]))
    table = draw(coarse, features, buffer=buffer, min_per_class=0)
    relaxed = sum(count.relaxed for count in table.counts)
    found = np.zeros(label.shape, bool)
    found[table.row, table.col] = True
    assert (strict & ~found).sum() == 0
    assert (found & ~strict).sum() == relaxed
    assert [count.candidates for count in table.counts] == [
        int((strict & (label == at)).sum()) for at in range(3)
    ]
    assert [count.available for count in table.counts] == [
        int((label == at).sum()) for at in range(3)
    ]


def test_purity_keeps_cells_among_their_like():
    positions = np.array([[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1]])
    coarse = coarse_map(positions, cell=2)
    table = draw(coarse, plain(6, 8), purity=1.0)
    strict = table.label == 0
    assert set(zip(table.row[strict] // 2, table.col[strict] // 2)) == {
        (r, c) for r in range(3) for c in range(2)
    }
    assert (table.purity[strict] == 1).all()
    assert table.counts[1].relaxed == 1, "no cell of class 1 is pure"


def test_short_classes_are_filled_up_to_the_minimum():
    positions = np.zeros((6, 6), int)
    positions[2, 2] = 1
    coarse = coarse_map(positions)
    table = draw(coarse, plain(48, 48), buffer=0.25, min_per_class=40)
    few = table.counts[1]
    assert few.available == 64
    assert few.candidates == 16  # pixels at least 2 of 8 pixels from the cell's edge
    assert few.drawn == 40
    assert few.relaxed == 24
    assert table.counts[0].relaxed == 0
    plenty = draw(coarse, plain(48, 48), buffer=0.25, min_per_class=10)
    assert plenty.counts[1].relaxed == 0
    assert plenty.counts[1].drawn == 16


def test_tables_are_in_reading_order_and_name_their_cells():
    coarse = coarse_map([[0, 1], [2, 0]])
    table = draw(coarse, plain(16, 16))
    index = table.row * 16 + table.col
    np.testing.assert_array_equal(index, np.arange(256))
    np.testing.assert_array_equal(table.cell, (table.row // 8) * 2 + table.col // 8)
    np.testing.assert_array_equal(table.label, coarse.labels[table.row // 8, table.col // 8])
    assert table.cell_width == 2


# --- the draw


def noisy_scene(seed=0, size=64):
    rng = np.random.default_rng(seed)
    positions = np.repeat(np.repeat(rng.integers(-1, 3, (2, 2)), 4, axis=0), 4, axis=1)
    positions[0, :3] = 0, 1, 2
    features = ArrayFeatures(rng.normal(size=(2, size, size)))
    features.values[0, rng.random((size, size)) < 0.1] = np.nan
    return coarse_map(positions), features


SOME = {"samples": 90, "allocation": "proportional_clipped", "min_per_class": 30,
        "max_per_class": 40, "buffer": 0.3}  # fmt: skip


@pytest.mark.parametrize("distance", [0.0, 2.5, 9.0])
@pytest.mark.parametrize(("tile", "threads"), [(7, "1"), (16, "3"), (33, "2"), (512, "4")])
def test_tiles_and_threads_do_not_matter(monkeypatch, distance, tile, threads):
    coarse, features = noisy_scene()
    monkeypatch.setattr(sampling_rule, "_SPARE_FOR_DISTANCE", 2)  # so that candidates are dropped
    expected = draw(coarse, features, min_distance=distance, **SOME)
    values = extract_features(features, expected.row, expected.col, progress=Silent())
    monkeypatch.setattr(candidates_module, "TILE", tile)
    monkeypatch.setattr(sampling, "TILE", tile)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    again = draw(coarse, features, min_distance=distance, **SOME)
    same(expected, again)
    np.testing.assert_array_equal(
        values, extract_features(features, again.row, again.col, progress=Silent())
    )


def test_seeds_decide():
    coarse, features = noisy_scene()
    one, again, other = (draw(coarse, features, seed=seed, **SOME) for seed in (0, 0, 1))
    same(one, again)
    assert not np.array_equal(one.row * 64 + one.col, other.row * 64 + other.col)
    assert [c.drawn for c in one.counts] == [c.drawn for c in other.counts]


def test_samples_never_lie_on_missing_data():
    coarse, features = noisy_scene()
    features.values[1, :5] = np.nan
    table = draw(coarse, features)
    assert np.isfinite(features.values[:, table.row, table.col]).all()
    usable = np.isfinite(features.values).all(axis=0)
    usable &= np.kron(coarse.labels, np.ones((8, 8), int)) >= 0
    assert table.row.size == usable.sum()


def test_samples_never_lie_where_the_last_feature_alone_is_missing():
    coarse, features = noisy_scene()
    features.values[-1, 10:30] = np.nan
    features.read = lambda window: features.values[
        (slice(None), *window.inside(features.grid.window))
    ]
    table = draw(coarse, features)
    assert not ((table.row >= 10) & (table.row < 30)).any()
    assert table.row.size


def test_permuted_classes_permute_the_samples():
    coarse, features = noisy_scene()
    turn = np.array([2, 0, 1, -1])  # the last is for -1
    one = draw(coarse, features, **SOME)
    other = draw(coarse_map(turn[coarse.labels]), features, **SOME)
    for name in ("row", "col", "cell", "purity"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(turn[one.label], other.label)


@settings(deadline=None, max_examples=15)
@given(st.integers(2, 48).map(lambda quarters: quarters / 4), st.integers(0, 5))
def test_samples_keep_their_distance(distance, seed):
    coarse, features = noisy_scene(seed)
    table = draw(coarse, features, min_distance=distance, seed=seed, **SOME)
    gaps = np.hypot(*(np.subtract.outer(a, a).astype(float) for a in (table.row, table.col)))
    gaps[np.diag_indices_from(gaps)] = np.inf
    assert gaps.min() >= distance


def test_strict_candidates_are_not_crowded_out_by_loose_ones():
    coarse, features = noisy_scene()
    strict = draw(coarse, features, buffer=0.4, min_per_class=0)
    keep = np.isin(strict.label, [at for at, c in enumerate(strict.counts) if not c.relaxed])
    rows, cols = strict.row[keep], strict.col[keep]
    order = np.argsort(random_keys(rows * 64 + cols, seed=0))
    expected = order[thin(rows[order], cols[order], distance=6.0)]
    table = draw(coarse, features, buffer=0.4, min_per_class=0, min_distance=6.0)
    assert sum(count.relaxed for count in table.counts) == 0
    assert set(zip(table.row, table.col)) == set(zip(rows[expected], cols[expected]))


# --- memory of candidates


def unbounded(settings, *, classes):
    """The rule that keeps whatever might be drawn of any class."""
    keep = settings.max_per_class
    if settings.allocation != "proportional_clipped":
        keep = settings.samples
    return sampling_rule.CandidateRule(settings.buffer, settings.purity, settings.seed, keep)


@pytest.fixture
def passes(monkeypatch):
    """Bound candidates as tightly as may be; return how often each draw read the image."""
    counted = []

    class Counted(candidates_module.Candidates):
        def collect(self, **more):
            counted.append(self.rule)
            return super().collect(**more)

    monkeypatch.setattr(sampling, "Candidates", Counted)
    monkeypatch.setattr(candidates_module, "TILE", 16)
    monkeypatch.setattr(sampling_rule, "_PLENTY", 0)
    monkeypatch.setattr(sampling_rule, "_SPARE_PIXELS", 8)
    return counted


@pytest.mark.parametrize("threads", ["1", "3"])
@pytest.mark.parametrize("allocation", ALLOCATIONS)
@pytest.mark.parametrize("buffer", [0, 0.3])
@pytest.mark.parametrize("least", [0, 150])
def test_bounded_candidates_give_the_same_draw(
    monkeypatch, passes, allocation, buffer, least, threads
):
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    for seed in range(4):
        coarse, features = noisy_scene(seed)
        options = {"samples": 700, "allocation": allocation, "min_per_class": least,
                   "max_per_class": 400, "buffer": buffer, "seed": seed}  # fmt: skip
        found = draw(coarse, features, **options)
        with monkeypatch.context() as patch:
            patch.setattr(sampling, "candidate_rule", unbounded)
            expected = draw(coarse, features, **options)
        same(found, expected)
        np.testing.assert_array_equal(found.features, expected.features)
    assert any(rule.running is not None for rule in passes)


def test_the_image_is_read_again_where_candidates_lack(monkeypatch, passes):
    """Class 1 is rare above, where its pixels are strict, and half of all below, where few are."""
    cells = np.zeros((32, 32), int)
    cells[:8, 26:] = 1
    cells[8:] = np.indices((24, 32)).sum(axis=0) % 2
    coarse, features = coarse_map(cells), plain(256, 256)
    options = {"samples": 4000, "buffer": 0.45}
    found = draw(coarse, features, **options)
    assert len(passes) == 2
    monkeypatch.setattr(sampling, "candidate_rule", unbounded)
    same(found, draw(coarse, features, **options))
    assert len(passes) == 3


class Endless:
    """Features of a square grid that take no memory."""

    names, recipe = ("a",), {"context": 0, "names": ["a"]}

    def __init__(self, side):
        self.grid = pixel_grid(side, side)

    def read(self, window):
        return np.ones((1, window.height, window.width), np.float32)


@pytest.mark.parametrize("allocation", ["proportional", "equal"])
def test_memory_does_not_grow_with_the_image(monkeypatch, allocation):
    monkeypatch.setenv("FINECOVER_THREADS", "1")
    monkeypatch.setattr(candidates_module, "TILE", 64)
    monkeypatch.setattr(sampling_rule, "_PLENTY", 0)
    cells = np.random.default_rng(0).integers(0, 10, (16, 16))
    samples, peaks = 20_000, []
    for side in (384, 1536):
        coarse, features = coarse_map(cells, codes=tuple(range(1, 11)), cell=side // 16), None
        features = Endless(side)
        tracemalloc.start()
        draw(coarse, features, samples=samples, allocation=allocation, min_per_class=100)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    bound = 5 * 31 * (1.5 * samples + (1000 + 2 * 100) * 10)
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < bound + 4 * 2**20


# --- polygons


def shifted(scene, folder, rows, cols):
    """The same scene with both rasters moved together on the ground."""
    folder.mkdir()
    for name, pixel, values in (("image", 10.0, scene.image), ("coarse", 80.0, scene.coarse)):
        grid = pixel_grid(1, 1, pixel=pixel)
        moved = grid.transform.translation(cols * 80.0, -rows * 80.0) * grid.transform
        write_raster(folder / f"{name}.tif", values, transform=moved, nodata=0)
    return type(scene)(folder, scene.truth, scene.coarse, scene.image)


def from_files(scene, *, area=None, context=5, **changes):
    stack = scene.stack(context=context)
    try:
        coarse = read_coarse(
            scene.source("coarse"), LabelRule(generic(np.array(CODES))), stack.grid
        )
        table = draw(coarse, stack, area=area, **{**SOME, **changes})
        return table, extract_features(stack, table.row, table.col, progress=Silent())
    finally:
        stack.close()


def test_nothing_outside_the_polygons_is_used(tmp_path):
    scene = build_scene(tmp_path)
    area = box(20.5, 10, 50, 61)
    table, values = from_files(scene, area=area)
    assert table.row.min() >= 20 + 2
    assert table.row.max() < 71 - 2
    assert table.col.min() == 10 + 2
    rng = np.random.default_rng(9)
    image = rng.integers(1, 60_000, scene.image.shape).astype(np.uint16)
    image[:, 20:71, 10:71] = scene.image[:, 20:71, 10:71]
    coarse = np.array(CODES, np.uint8)[rng.integers(0, 3, scene.coarse.shape)]
    coarse[2:9, 1:9] = scene.coarse[2:9, 1:9]
    write_raster(tmp_path / "image.tif", image, nodata=0, names=("blue", "green", "red", "nir"))
    write_raster(tmp_path / "coarse.tif", coarse, pixel=80.0, nodata=0)
    again, other_values = from_files(scene, area=area)
    same(table, again)
    np.testing.assert_array_equal(values, other_values)


def test_coarser_images_do_not_blend_in_what_lies_outside_the_polygons(tmp_path):
    scene = build_scene(tmp_path)
    rng = np.random.default_rng(1)
    coarser = rng.integers(1, 9000, (48, 48)).astype(np.uint16)
    other = rng.integers(1, 9000, (48, 48)).astype(np.uint16)
    other[11:36, 6:36] = coarser[11:36, 6:36]  # rows 22 to 71, columns 12 to 71 of the image
    rule, results = LabelRule(generic(np.array(CODES))), []
    for values in (coarser, other):
        path = write_raster(tmp_path / "coarser.tif", values, pixel=20.0, names=("swir1",))
        inputs = FeatureInputs((scene.source("image"), RasterSource(str(path))))
        stack = FeatureStack(inputs, FeatureSettings(indices="none", context=3), progress=Silent())
        coarse = read_coarse(scene.source("coarse"), rule, stack.grid)
        table = draw(coarse, stack, area=box(22, 12, 50, 60))
        results.append((table, extract_features(stack, table.row, table.col, progress=Silent())))
        stack.close()
    same(results[0][0], results[1][0])
    assert results[0][0].row.size > 1500
    np.testing.assert_array_equal(results[0][1], results[1][1])


def test_shifting_both_rasters_changes_nothing(tmp_path):
    scene = build_scene(tmp_path)
    table, values = from_files(scene)
    moved, moved_values = from_files(shifted(scene, tmp_path / "moved", 3, 5))
    same(table, moved)
    np.testing.assert_array_equal(values, moved_values)


def test_tiny_polygons():
    coarse, features = noisy_scene()
    with pytest.raises(InputError, match="GEO is too small: it holds the centre of no pixel"):
        draw(coarse, features, area=box(3.1, 3.1, 0.2, 0.2))
    with pytest.raises(GridError, match="GEO does not overlap"):
        draw(coarse, features, area=box(-90, -90, 5, 5))


# --- refusals


def test_one_class_only():
    coarse = coarse_map(np.zeros((4, 4), int))
    with pytest.raises(InputError, match=r"Only one class \('Class 1'\) has pixels in the image"):
        draw(coarse, plain(32, 32))
    two = coarse_map([[0, 0, 1, 1]] * 4)
    with pytest.raises(InputError, match="has pixels inside GEO"):
        draw(two, plain(32, 32), area=box(0, 0, 32, 16))


def test_samples_too_far_apart_for_two_classes():
    coarse, features = noisy_scene()
    told = "^MIN_DISTANCE: 9000 pixels leaves room for 1 sample of one class only.*smaller distance"
    with pytest.raises(InputError, match=told):
        draw(coarse, features, min_distance=9000, **SOME)


def test_nothing_in_common():
    nothing = coarse_map(np.full((4, 4), -1))
    with pytest.raises(GridError, match="No pixel in the image has both a class"):
        draw(nothing, plain(32, 32))
    empty = ArrayFeatures(np.full((1, 32, 32), np.nan))
    with pytest.raises(GridError, match="data in every feature"):
        draw(coarse_map([[0, 1]]), empty)


def test_cancelling():
    coarse, features = noisy_scene()
    with pytest.raises(Cancelled):
        draw(coarse, features, progress=Recorder(cancel_after=0))


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"allocation": "some"}, "ALLOCATION: 'some' is unknown"),
        ({"samples": 1}, "SAMPLES: 1 is too few"),
        ({"min_per_class": 9, "max_per_class": 3}, "MIN_PER_CLASS 9 must be"),
        ({"min_per_class": -1}, "MIN_PER_CLASS -1"),
        ({"buffer": 4.5}, "BUFFER: 4.5"),
        ({"buffer": float("nan")}, "BUFFER: nan"),
        ({"purity": 1.1}, "PURITY: 1.1"),
        ({"min_distance": -1}, "MIN_DISTANCE: -1"),
    ],
)
def test_settings_out_of_range(changes, match):
    with pytest.raises(InputError, match=match):
        SamplingSettings(**changes)


# --- features and classes of samples


def test_extracting_features():
    features = plain(20, 30)
    rows, cols = np.array([19, 0, -1, 5, 5, 20]), np.array([29, 0, 3, 30, 7, 2])
    found = extract_features(features, rows, cols, progress=Silent())
    expected = [(19 * 30 + 29) % 97, 0, np.nan, np.nan, (5 * 30 + 7) % 97, np.nan]
    np.testing.assert_array_equal(found[:, 0], expected)
    nothing = np.zeros(0, np.int64)
    assert extract_features(features, nothing, nothing, progress=Silent()).shape == (0, 1)


def test_majority_of_the_scene_is_right():
    labels = np.kron([[1, 5], [9, 1]], np.ones((CELL, CELL), int)).astype(np.uint8)
    labels[0, 0] = 9
    np.testing.assert_array_equal(majority(labels, CODES), [[1, 5], [9, 1]])


def test_a_raster_without_data_is_named(tmp_path):
    scene = build_scene(tmp_path)
    write_raster(tmp_path / "dem.tif", np.full((40, 40), -1, np.int16), pixel=24.0, nodata=-1)
    dem = RasterSource(str(tmp_path / "dem.tif"), name="DEM")
    inputs = FeatureInputs((scene.source("image"),), dem)
    stack = FeatureStack(inputs, FeatureSettings(indices="none"), progress=Silent())
    coarse = read_coarse(scene.source("coarse"), LabelRule(generic(np.array(CODES))), stack.grid)
    with pytest.raises(InputError, match="DEM has no data at any pixel in the image, so no"):
        sample_coarse_map(coarse, stack, area=None, settings=EVERY, progress=Silent())
    stack.close()


# --- what is read


def watch_reading(monkeypatch):
    """Return a list of the files and windows that are read from now on."""
    read, plain_read = [], band_parts.read_bands

    def note(dataset, source, *, bands, window, plain=None):
        read.append((source.path, window))
        return plain_read(dataset, source, bands=bands, window=window, plain=plain)

    monkeypatch.setattr(band_parts, "read_bands", note)
    return read


def tiled_stack(folder, *, nodata=None, size=1024, block=128):
    """Features of an image in small blocks; values differ everywhere, 0 nowhere."""
    rng = np.random.default_rng(1)
    values = rng.integers(1, 4000, (3, size, size)).astype(np.uint16)
    with rasterio.open(
        folder / "tiled.tif", "w", driver="GTiff", count=3, height=size, width=size,
        dtype="uint16", crs=UTM, transform=pixel_grid(size, size).transform, nodata=nodata,
        tiled=True, blockxsize=block, blockysize=block,
    ) as dataset:  # fmt: skip
        dataset.write(values)
    source = RasterSource(str(folder / "tiled.tif"), name="IMAGES")
    return FeatureStack(FeatureInputs((source,)), FeatureSettings(), progress=Silent())


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("distance", [0, 3])
def test_features_of_samples_are_not_read_again(tmp_path, monkeypatch, distance, kept):
    stack = tiled_stack(tmp_path, nodata=0, size=256)
    cells = np.random.default_rng(2).integers(0, 3, (32, 32))
    if not kept:
        monkeypatch.setattr(candidates_module, "_MOST", 0)
    table = draw(coarse_map(cells), stack, samples=500, max_per_class=200, min_distance=distance)
    assert (table.features is not None) == kept
    read = watch_reading(monkeypatch)
    stack.close()  # and forget what was read
    values = sample_features(table, stack, progress=Silent())
    assert (not read) == kept
    np.testing.assert_array_equal(
        values, extract_features(stack, table.row, table.col, progress=Silent())
    )


def test_without_gaps_nothing_is_read_to_draw(tmp_path, monkeypatch):
    cells = np.random.default_rng(2).integers(0, 3, (32, 32))
    with_gaps = draw(coarse_map(cells), tiled_stack(tmp_path, nodata=0, size=256), samples=500)
    stack = tiled_stack(tmp_path, size=256)
    read = watch_reading(monkeypatch)
    table = draw(coarse_map(cells), stack, samples=500)
    assert not read
    same(table, with_gaps)
    np.testing.assert_array_equal(
        sample_features(table, stack, progress=Silent()), with_gaps.features
    )


@pytest.mark.parametrize("nodata", [0, None])
def test_only_the_cells_that_are_chosen_are_read(tmp_path, monkeypatch, nodata):
    cells = np.full((128, 128), -1)
    cells[100:102, 20:22] = [[0, 1], [1, 0]]  # pixels 800..816, 160..176
    cells[3, 120] = 2  # pixels 24..32, 960..968
    read = watch_reading(monkeypatch)
    stack = tiled_stack(tmp_path, nodata=nodata)
    read.clear()
    table = draw(coarse_map(cells), stack)
    sample_features(table, stack, progress=Silent())
    seen = np.zeros((1024, 1024), int)
    for _, window in read:
        seen[window.inside(stack.grid.window)] += 1
    blocks = 2 if nodata == 0 else 1  # the edge of the frame was looked at for border fill
    assert seen.sum() == blocks * 128 * 128


def test_only_blocks_under_the_polygons_are_read(tmp_path, monkeypatch):
    cells = np.random.default_rng(2).integers(0, 3, (128, 128))
    read = watch_reading(monkeypatch)
    stack = tiled_stack(tmp_path, nodata=0)
    draw(coarse_map(cells), stack, area=box(300, 400, 200, 200))
    assert {(window.row, window.col) for _, window in read} == {
        (row, col) for row in (256, 384) for col in (384, 512)
    }
    assert {(window.height, window.width) for _, window in read} == {(128, 128)}


def test_used_parts():
    usable = np.zeros((512, 512), bool)
    tile = Window(1000, 2000, 512, 512)
    assert used_parts(usable, tile) == []
    usable[130:140, 20:25] = True
    usable[139:300, 400] = True
    parts = used_parts(usable, tile)
    assert parts == [Window(1130, 2020, 126, 381), Window(1256, 2400, 44, 1)]
    usable[:] = True
    assert used_parts(usable, tile) == [tile]
