import math
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core import comparison as comparison_module
from finecover.core.accuracy_design import olofsson, simple_random
from finecover.core.accuracy_summary import accuracy_numbers, accuracy_summary
from finecover.core.assessment import (
    Comparison,
    NamedMap,
    ReferencePoints,
    assess_map,
    class_areas,
)
from finecover.core.comparison_points import point_codes
from finecover.core.crosswalk import Crosswalk
from finecover.core.errors import Cancelled, GridError, InputError, LegendError
from finecover.core.labels import LabelRule
from finecover.core.legend import LandCoverClass, Legend, generic
from finecover.core.output import RasterSpec, RasterWriter
from finecover.core.progress import Silent
from finecover.core.raster import CodeReader, NearestCodes, RasterSource
from rasterio.crs import CRS
from rasterio.warp import transform as warp
from scene import ORIGIN, PIXEL, UTM, WKT, Recorder, box, pixel_grid, write_raster

LEGEND = Legend(
    (
        LandCoverClass(0, "Water", "#0000FF"),
        LandCoverClass(1, "Forest", "#00AA00"),
        LandCoverClass(4, "Sand", "#FFDD99"),
    ),
    nodata_codes=(9,),
)
CODES = np.array([0, 1, 4])


def random_map(seed, shape=(24, 30), *, nodata=255):
    rng = np.random.default_rng(seed)
    values = CODES[rng.integers(0, 3, shape)].astype(np.uint8)
    values[rng.random(shape) < 0.1] = nodata
    return values


def source(folder, name, values, **more):
    more.setdefault("nodata", 255)
    return RasterSource(
        str(write_raster(folder / f"{name}.tif", values, **more)), name=name.upper()
    )


def with_legend(folder, name, values, legend=LEGEND, pixel=PIXEL):
    grid = pixel_grid(*values.shape, pixel=pixel)
    path = folder / f"{name}.tif"
    with RasterWriter(path, RasterSpec(grid, "uint8", 255, ("class",), legend=legend)) as writer:
        writer.write(grid.window, values)
    return RasterSource(str(path), name=name.upper())


def assess_of(progress=None, **parts):
    return assess_map(Comparison(**parts), progress=progress or Silent())


def brute(mapped, truth, codes, keep):
    """Confusion counts pixel by pixel."""
    matrix = np.zeros((len(codes), len(codes)), int)
    position = {code: at for at, code in enumerate(codes)}
    for one, other, wanted in zip(mapped.ravel(), truth.ravel(), keep.ravel()):
        if wanted:
            matrix[position[int(one)], position[int(other)]] += 1
    return matrix


# --- rasters


def test_codes_that_hardly_mean_the_same_are_doubted(tmp_path):
    mapped, truth = random_map(1), random_map(2)
    same = with_legend(tmp_path, "same", truth)
    one = with_legend(tmp_path, "map", mapped)
    assert not any("CROSSWALK" in note for note in assess_of(map=one, reference=same).notes)
    renamed = generic(np.array([0, 1, 4]), name="other")
    other = with_legend(tmp_path, "other", truth, renamed)
    notes = assess_of(map=one, reference=other).notes
    assert any("No code has the same name" in note for note in notes)
    shifted = np.where(truth == 255, 255, truth + 20).astype(np.uint8)
    far = with_legend(tmp_path, "far", shifted, generic(np.array([20, 21, 24])))
    notes = assess_of(map=one, reference=far).notes
    assert any("None of the reference's 3 codes occurs in the map" in note for note in notes)


def test_every_map_whose_legend_hardly_fits_is_named_in_one_sentence(tmp_path):
    parts = [random_map(seed) for seed in (1, 2)]
    one, reference = (with_legend(tmp_path, *pair) for pair in zip(("map", "truth"), parts))
    shifted = np.where(parts[0] == 255, 255, parts[0] + 20).astype(np.uint8)
    far = with_legend(tmp_path, "far", shifted, generic(np.array([20, 21, 24])))
    renamed = with_legend(tmp_path, "renamed", parts[0], generic(np.array([0, 1, 4]), name="other"))
    fits = with_legend(tmp_path, "fits", np.where(parts[0] == 255, 255, 4).astype(np.uint8))
    found = assess_of(
        map=one, reference=reference, baseline=far,
        others=tuple(NamedMap(it, Path(it.path).stem) for it in (fits, renamed, far)),
    )  # fmt: skip
    assert found.baseline.overall == 0
    ending = "; translate its codes with a CROSSWALK before believing its figures."
    assert [note for note in found.notes if "CROSSWALK" in note] == [
        f"None of the reference's 3 codes occurs in the baseline{ending}",
        f"No code has the same name in renamed and in the reference{ending}",
        f"None of the reference's 3 codes occurs in far{ending}",
    ]


def test_same_grid_against_counting(tmp_path):
    mapped, truth, base = (random_map(seed) for seed in (1, 2, 3))
    found = assess_of(
        map=source(tmp_path, "map", mapped),
        reference=source(tmp_path, "reference", truth),
        baseline=source(tmp_path, "baseline", base),
    )
    keep = (mapped != 255) & (truth != 255) & (base != 255)
    np.testing.assert_array_equal(found.result.matrix, brute(mapped, truth, CODES, keep))
    np.testing.assert_array_equal(found.baseline.matrix, brute(base, truth, CODES, keep))
    assert found.counted == keep.sum() == found.result.total == found.baseline.total
    assert found.skipped == {
        "without a class in the map": ((mapped == 255) & (truth != 255)).sum(),
        "without a class in the reference": ((mapped != 255) & (truth == 255)).sum(),
        "without a class in the baseline": ((mapped != 255) & (truth != 255) & (base == 255)).sum(),
    }
    everywhere = (mapped == 255) & (truth == 255)
    assert found.counted + sum(found.skipped.values()) + everywhere.sum() == mapped.size
    assert len(found.notes) == 4
    assert "carries no class names" in found.notes[-1]
    assert found.legend.names == ("Class 0", "Class 1", "Class 4")
    assert found.design is None


@pytest.mark.parametrize("threads", ["1", "3"])
def test_tiles_and_threads_do_not_matter(tmp_path, monkeypatch, threads):
    parts = {
        "map": source(tmp_path, "map", random_map(1)),
        "reference": source(tmp_path, "reference", random_map(2, (9, 8)), pixel=37.0),
        "baseline": source(tmp_path, "baseline", random_map(3, (5, 5)), pixel=80.0),
        "area": box(2.2, 3.4, 19, 20),
    }
    whole = assess_of(**parts)
    monkeypatch.setattr(comparison_module, "_TILE", 7)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    tiled = assess_of(**parts)
    np.testing.assert_array_equal(whole.result.matrix, tiled.result.matrix)
    np.testing.assert_array_equal(whole.baseline.matrix, tiled.baseline.matrix)
    assert whole.skipped == tiled.skipped
    assert whole.notes == tiled.notes


def test_other_resolution_and_offset(tmp_path):
    mapped, truth = random_map(1), random_map(2, (11, 14))
    moved = Affine(23.0, 0, ORIGIN[0] - 17, 0, -23.0, ORIGIN[1] + 9)
    found = assess_of(
        map=source(tmp_path, "map", mapped),
        reference=source(tmp_path, "reference", truth, transform=moved),
    )
    row = np.floor((9 + (np.arange(24) + 0.5) * PIXEL) / 23).astype(int)
    col = np.floor((17 + (np.arange(30) + 0.5) * PIXEL) / 23).astype(int)
    there = np.full(mapped.shape, 255)
    ok = (row[:, None] < 11) & (col[None, :] < 14)
    there[ok] = truth[np.minimum(row, 10)[:, None], np.minimum(col, 13)[None, :]][ok]
    keep = (mapped != 255) & (there != 255)
    np.testing.assert_array_equal(found.result.matrix, brute(mapped, there, CODES, keep))


def test_other_coordinate_system(tmp_path):
    mapped, truth = random_map(1), random_map(2, (60, 60))
    lon, lat = warp(UTM, "EPSG:4326", [ORIGIN[0]], [ORIGIN[1]])
    degrees = Affine(0.0001, 0, lon[0] - 0.0007, 0, -0.0001, lat[0] + 0.0013)
    found = assess_of(
        map=source(tmp_path, "map", mapped),
        reference=source(tmp_path, "reference", truth, transform=degrees, crs=CRS.from_epsg(4326)),
    )
    rows, cols = np.mgrid[:24, :30]
    x, y = pixel_grid(24, 30).xy(rows + 0.5, cols + 0.5)
    lon, lat = warp(UTM, "EPSG:4326", x.ravel(), y.ravel())
    col, row = ~degrees * (np.array(lon), np.array(lat))
    inside = (row >= 0) & (row < 60) & (col >= 0) & (col < 60)
    there = np.full(row.size, 255)
    there[inside] = truth[row[inside].astype(int), col[inside].astype(int)]
    keep = (mapped.ravel() != 255) & (there != 255)
    np.testing.assert_array_equal(found.result.matrix, brute(mapped.ravel(), there, CODES, keep))


def test_only_inside_the_polygons(tmp_path):
    mapped, truth = random_map(1), random_map(2)
    found = assess_of(
        map=source(tmp_path, "map", mapped),
        reference=source(tmp_path, "reference", truth),
        area=box(5, 6, 10, 11, name="GEO_SMALL"),
    )
    keep = np.zeros(mapped.shape, bool)
    keep[5:15, 6:17] = True
    both = keep & (mapped != 255) & (truth != 255)
    np.testing.assert_array_equal(found.result.matrix, brute(mapped, truth, CODES, both))
    assert found.counted + sum(found.skipped.values()) <= keep.sum()


def test_the_maps_crosswalk_meets_the_reference(tmp_path):
    mapped, truth = random_map(1), random_map(2)
    truth = np.where(truth == 255, 255, np.where(truth == 4, 20, 10)).astype(np.uint8)
    walk = Crosswalk(((0, 10), (1, 20), (4, None)), target_names=((10, "Wet"),))
    reference = with_legend(tmp_path, "reference", truth, generic(np.array([10, 20]), name="other"))
    found = assess_of(
        map=with_legend(tmp_path, "map", mapped), reference=reference,
        baseline=source(tmp_path, "baseline", mapped), crosswalk=walk,
    )  # fmt: skip
    translated = np.array([10, 20])[np.minimum(mapped, 1)]
    keep = (mapped < 4) & (truth != 255)
    np.testing.assert_array_equal(found.result.matrix, brute(translated, truth, [10, 20], keep))
    np.testing.assert_array_equal(found.baseline.matrix, found.result.matrix)
    assert found.legend.names == ("Class 10", "Class 20"), "named after the reference"


def test_the_baseline_goes_through_its_own_rule(tmp_path):
    mapped, base = random_map(1), random_map(3)
    raw = np.where(base == 255, 255, base + 50).astype(np.uint8)
    raw[0, :7] = 99  # a code its legend does not know
    rule = LabelRule(LEGEND, Crosswalk(((50, 0), (51, 1), (54, 4))))
    found = assess_of(
        map=source(tmp_path, "map", mapped), reference=source(tmp_path, "reference", mapped),
        baseline=source(tmp_path, "baseline", raw), baseline_rule=rule,
    )  # fmt: skip
    base[0, :7] = 255
    keep = (mapped != 255) & (base != 255)
    np.testing.assert_array_equal(found.baseline.matrix, brute(base, mapped, CODES, keep))
    assert found.result.overall == 1
    assert found.result.total == keep.sum()


def test_classes_only_one_side_has(tmp_path):
    mapped = np.array([[1, 1, 4]], np.uint8)
    truth = np.array([[1, 1, 7]], np.uint8)
    found = assess_of(
        map=with_legend(tmp_path, "map", mapped), reference=source(tmp_path, "reference", truth)
    )
    assert found.legend.codes.tolist() == [1, 4, 7]
    assert found.legend.names == ("Forest", "Sand", "Class 7")
    np.testing.assert_array_equal(found.result.matrix, [[2, 0, 0], [0, 0, 1], [0, 0, 0]])


@pytest.mark.parametrize("who", ["map", "reference", "baseline"])
def test_nodata_codes_of_a_legend_never_count(tmp_path, who):
    values = {name: np.array([[0, 1, 4, 1]], np.uint8) for name in ("map", "reference", "baseline")}
    values[who][0, 3] = 9  # no nodata value of the file, but of the legend inside it
    sources = {name: with_legend(tmp_path, name, array) for name, array in values.items()}
    found = assess_of(**sources)
    assert found.counted == 3
    assert found.legend.codes.tolist() == [0, 1, 4]
    assert found.skipped[f"without a class in the {who}"] == 1


def test_code_0_is_a_class(tmp_path):
    zeros = np.zeros((4, 5), np.uint8)
    found = assess_of(map=source(tmp_path, "map", zeros), reference=source(tmp_path, "ref", zeros))
    assert found.counted == 20
    assert found.legend.codes.tolist() == [0]


def test_the_reference_as_baseline_is_not_independent(tmp_path):
    mapped = source(tmp_path, "map", random_map(1))
    reference = source(tmp_path, "reference", random_map(2))
    detour = RasterSource(f"{tmp_path}/../{tmp_path.name}/reference.tif", bands=(1,))
    other = source(tmp_path, "other", random_map(3))
    for baseline, independent in ((reference, False), (detour, False), (other, True), (None, True)):
        comparison = Comparison(map=mapped, reference=reference, baseline=baseline)
        assessment = assess_map(comparison, progress=Silent())
        report = accuracy_summary(assessment, comparison, title="t")
        assert report.independent is independent
        numbers = accuracy_numbers(assessment)
        assert numbers["OVERALL_ACCURACY"] == assessment.result.overall
        assert ("BASELINE_KAPPA" in numbers) == (baseline is not None)
        assert report.provenance.facts["Pixels compared"] == assessment.counted
        if baseline in (reference, detour):
            assert assessment.baseline.overall == 1


def test_memory_does_not_grow_with_the_map(tmp_path):
    peaks = []
    for side in (1024, 4096):
        values = np.ones((side, side), np.uint8)
        values[: side // 2] = 4
        parts = {
            "map": source(tmp_path, f"map{side}", values),
            "reference": source(tmp_path, f"reference{side}", values[::8, ::8], pixel=80.0),
        }
        del values
        tracemalloc.start()
        found = assess_of(**parts)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found.result.overall == 1
        assert found.counted == side * side
    assert peaks[1] < 4 * peaks[0] * 1.3, "2 threads keep at most 4 tiles at once"
    assert peaks[1] < 400e6


# --- points


def points_at(rows, cols, values, *, to="EPSG:32633"):
    x, y = pixel_grid(24, 30).xy(np.asarray(rows) + 0.5, np.asarray(cols) + 0.5)
    if to != "EPSG:32633":
        x, y = (np.array(part) for part in warp(UTM, to, x, y))
    return ReferencePoints(x, y, values, CRS.from_string(to).to_wkt())


@pytest.mark.parametrize("to", ["EPSG:32633", "EPSG:4326", "EPSG:3035"])
@pytest.mark.parametrize("named", [False, True])
def test_points_against_counting(tmp_path, to, named):
    rng = np.random.default_rng(5)
    mapped, base = random_map(1), random_map(3, (12, 15))
    rows, cols = rng.integers(-3, 27, 300), rng.integers(-3, 33, 300)
    truth = CODES[rng.integers(0, 3, 300)].astype(object)
    labels = [LEGEND.get(code).name.upper() if named else code for code in truth]
    labels[7] = None
    found = assess_of(
        map=with_legend(tmp_path, "map", mapped),
        points=points_at(rows, cols, labels, to=to),
        baseline=source(tmp_path, "baseline", base, pixel=20.0),
        area=box(0, 0, 20, 30, name="GEO_SMALL"),
    )
    inside = (rows >= 0) & (rows < 20) & (cols >= 0) & (cols < 30)
    r, c = np.where(inside, rows, 0), np.where(inside, cols, 0)
    at_map, at_base = mapped[r, c], base[r // 2, c // 2]
    keep = inside & (at_map != 255) & (at_base != 255)
    keep[7] = False
    np.testing.assert_array_equal(found.result.matrix, brute(at_map, truth, CODES, keep))
    np.testing.assert_array_equal(found.baseline.matrix, brute(at_base, truth, CODES, keep))
    assert found.skipped["outside the area"] == (~inside).sum()
    assert found.legend.names == LEGEND.names


def test_simple_and_stratified_designs(tmp_path):
    mapped = np.ones((24, 30), np.uint8)
    mapped[:, :10] = 4
    points = points_at([1, 2, 3, 4, 5], [1, 2, 20, 21, 22], [4, 1, 1, 1, 4])
    one = source(tmp_path, "map", mapped)
    matrix = np.array([[2, 1], [1, 1]])
    areas = np.array([24 * 20, 24 * 10]) / 100  # hectares
    stratified = assess_of(map=one, points=points, design="stratified")
    expected = olofsson(matrix, areas, pixels=areas * 100)
    np.testing.assert_array_equal(stratified.result.matrix, matrix)
    assert stratified.design.overall.value == pytest.approx(expected.overall.value)
    for one_area, other in zip(stratified.design.areas, expected.areas):
        assert one_area.value == pytest.approx(other.value)
        assert one_area.standard_error == pytest.approx(other.standard_error)
    simple = assess_of(map=one, points=points)
    for one_area, other in zip(simple.design.areas, simple_random(matrix, total_area=7.2).areas):
        assert one_area.value == pytest.approx(other.value)
    assert math.isclose(sum(area.value for area in simple.design.areas), 7.2)


def test_a_mapped_class_without_points_gives_no_areas(tmp_path):
    mapped = np.ones((24, 30), np.uint8)
    mapped[:, :10], mapped[0, 0] = 4, 0
    points = points_at([1, 2, 3, 4, 5], [1, 2, 20, 21, 22], [4, 1, 1, 1, 4])
    found = assess_of(map=source(tmp_path, "map", mapped), points=points, design="stratified")
    assert found.design is None
    assert "mapped class 0 has no reference point" in found.notes[-1]
    assert found.counted == 5


def test_points_with_a_crosswalk(tmp_path):
    walk = Crosswalk(((0, 10), (1, 20), (4, 20)), target_names=((10, "Wet"), (20, "Dry")))
    points = points_at([0, 0, 0], [0, 1, 2], ["wet", "Dry", 20])
    mapped = with_legend(tmp_path, "map", np.array([[0, 1, 4]], np.uint8))
    found = assess_of(map=mapped, points=points, crosswalk=walk)
    assert found.result.overall == 1
    assert found.legend.names == ("Wet", "Dry")
    assert sum(area.value for area in found.design.areas) == pytest.approx(3 / 100)


def test_ten_thousand_points_are_quick(tmp_path):
    side = 6000
    mapped = np.zeros((side, side), np.uint8)
    mapped[::2] = 1
    path = with_legend(tmp_path, "map", mapped)
    rng = np.random.default_rng(0)
    rows, cols = rng.integers(0, side, (2, 10_000))
    x, y = pixel_grid(side, side).xy(rows + 0.5, cols + 0.5)
    points = ReferencePoints(x, y, (1 - rows % 2).tolist(), WKT)
    start = time.monotonic()
    found = assess_of(
        map=path, points=points, baseline=source(tmp_path, "base", mapped[::60, ::60], pixel=600.0)
    )
    assert time.monotonic() - start < 5
    assert found.counted == 10_000
    assert found.result.overall == 1


def test_point_labels():
    values = ["Water", " forest ", "4", 4.0, np.int64(1), None, "", math.nan, np.float32(0)]
    np.testing.assert_array_equal(point_codes(values, LEGEND), [0, 1, 4, 4, 1, -1, -1, -1, 0])
    numbered = Legend((LandCoverClass(1, "3", "#000000"), LandCoverClass(3, "1", "#FFFFFF")))
    np.testing.assert_array_equal(point_codes([1, "1"], numbered), [1, 3])


@pytest.mark.parametrize("value", ["Tundra", "nan", "inf", "1.5", -2, 70_000, 1e300])
def test_labels_that_are_no_class(value):
    with pytest.raises(InputError, match="neither a class code nor a class name"):
        point_codes([value], LEGEND)


# --- areas


def test_class_areas(tmp_path):
    mapped = random_map(1)
    mapped[3, :5] = 9
    found = class_areas(with_legend(tmp_path, "map", mapped), area=None, progress=Silent())
    assert found == pytest.approx({int(code): (mapped == code).sum() / 100 for code in CODES})
    part = class_areas(
        with_legend(tmp_path, "map", mapped), area=box(0, 0, 6, 6), progress=Silent()
    )
    assert part == pytest.approx(
        {int(code): (mapped[:6, :6] == code).sum() / 100 for code in CODES}
    )


# --- refusals


def test_what_cannot_be_compared(tmp_path):
    mapped = source(tmp_path, "map", random_map(1))
    far = source(tmp_path, "far", random_map(2), transform=Affine(10, 0, 9e5, 0, -10, 5e6))
    empty = source(tmp_path, "empty", np.full((24, 30), 255, np.uint8))
    truth = source(tmp_path, "truth", random_map(3))
    points = points_at([0], [0], [1])
    with pytest.raises(InputError, match="either REFERENCE"):
        Comparison(map=mapped)
    with pytest.raises(InputError, match="either REFERENCE"):
        Comparison(map=mapped, reference=truth, points=points)
    with pytest.raises(InputError, match="DESIGN: 'odd' is unknown"):
        Comparison(map=mapped, points=points, design="odd")
    with pytest.raises(GridError, match=r"FAR 'far\.tif' does not overlap the map"):
        assess_of(map=mapped, reference=far)
    with pytest.raises(GridError, match=r"FAR 'far\.tif' does not overlap the map"):
        assess_of(map=mapped, reference=truth, baseline=far)
    with pytest.raises(InputError, match="no place in common"):
        assess_of(map=mapped, reference=empty)
    with pytest.raises(GridError, match="GEO does not overlap"):
        assess_of(map=mapped, reference=truth, area=box(900, 900, 5, 5))
    with pytest.raises(GridError, match="no point lies on the map"):
        assess_of(map=mapped, points=points_at([500], [0], [1]))
    with pytest.raises(GridError, match="and inside GEO"):
        assess_of(map=mapped, points=points, area=box(10, 10, 5, 5))
    with pytest.raises(InputError, match="no place in common"):
        assess_of(map=empty, points=points)
    with pytest.raises(InputError, match="cannot be opened"):
        assess_of(map=mapped, reference=RasterSource(str(tmp_path / "nowhere.tif")))
    drops_all = Crosswalk(((0, None), (1, None), (4, None)))
    with pytest.raises(InputError, match="classes have no counterpart"):
        assess_of(map=mapped, reference=truth, crosswalk=drops_all)
    with pytest.raises(Cancelled):
        assess_of(map=mapped, reference=truth, progress=Recorder(cancel_after=0))


@pytest.mark.parametrize("case", ["area", "baseline", "reference", "points", "legend"])
def test_files_are_closed_on_errors(tmp_path, monkeypatch, case):
    opened, closed = [], []
    enter, leave = CodeReader.__enter__, CodeReader.__exit__
    nearest = NearestCodes.__enter__
    monkeypatch.setattr(
        CodeReader, "__enter__", lambda self: opened.append(id(self)) or enter(self)
    )
    monkeypatch.setattr(
        NearestCodes, "__enter__", lambda self: opened.append(id(self.reader)) or nearest(self)
    )
    monkeypatch.setattr(
        CodeReader, "__exit__", lambda self, *a: closed.append(id(self)) or leave(self, *a)
    )
    mapped = source(tmp_path, "map", random_map(1))
    far = source(tmp_path, "far", random_map(2), transform=Affine(10, 0, 9e5, 0, -10, 5e6))
    parts = {"map": mapped, "reference": source(tmp_path, "truth", random_map(3))}
    if case == "area":
        parts["area"] = box(900, 900, 5, 5)
    elif case == "legend":
        with rasterio.open(far.path, "r+") as dataset:
            dataset.update_tags(FINECOVER_LEGEND="{")
        parts["map"] = far
    elif case == "points":
        parts.update(reference=None, points=points_at([0], [0], ["Tundra"]))
    else:
        parts[case] = far
    with pytest.raises((GridError, InputError, LegendError)):
        assess_of(**parts)
    assert opened
    assert set(opened) == set(closed)
