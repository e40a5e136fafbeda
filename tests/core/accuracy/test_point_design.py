"""Points that no longer fit the map they are reported on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from compared_maps import source, with_legend
from finecover.core.accuracy.accuracy_design import olofsson, stehman, stratum_matrices
from finecover.core.accuracy.accuracy_summary import accuracy_summary
from finecover.core.accuracy.assessment import Comparison, NamedMap, ReferencePoints, assess_map
from finecover.core.accuracy.point_strata import read_strata
from finecover.core.errors import InputError
from finecover.core.legends.crosswalk import Crosswalk
from finecover.core.legends.legend import Legend, builtin, generic
from finecover.core.progress import Silent
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.raster import RasterSource
from finecover.core.reports.accuracy import accuracy_lead, accuracy_tiles
from rasterio.crs import CRS
from scene import box, pixel_grid


def scene(seed=0, shape=(60, 60)):
    """Return a map and the truth, two classes."""
    rng = np.random.default_rng(seed)
    truth = np.ones(shape, np.uint8)
    truth[:, : shape[1] // 3] = 2
    return np.where(rng.random(shape) < 0.15, 3 - truth, truth).astype(np.uint8), truth


def drawn(mapped, truth, count, *, seed=1, rows=60, one=False):
    """Return points drawn from each class of the upper rows of a map, labelled by the truth."""
    rng = np.random.default_rng(seed)
    part = np.ones_like(mapped[:rows]) if one else mapped[:rows]
    codes = np.unique(part).tolist()
    sizes = {code: int((part == code).sum()) for code in codes}
    at = np.concatenate([
        rng.choice(np.flatnonzero(part.ravel() == code), min(count, sizes[code]), replace=False)
        for code in codes
    ])  # fmt: skip
    r, c = np.unravel_index(at, part.shape)
    strata = part[r, c].tolist()
    x, y = pixel_grid(*mapped.shape).xy(r + 0.5, c + 0.5)
    told = read_strata(
        strata, [sizes[code] for code in strata], hectares=[sizes[code] / 100 for code in strata],
        weights=[sizes[code] / part.size / min(count, sizes[code]) for code in strata],
    )  # fmt: skip
    return ReferencePoints(x, y, truth[r, c].tolist(), pixel_grid(1, 1).crs_wkt, strata=told)


def with_codes(folder, name, values, legend):
    grid = pixel_grid(*values.shape)
    path = folder / f"{name}.tif"
    with RasterWriter(path, RasterSpec(grid, "uint16", 0, ("class",), legend=legend)) as writer:
        writer.write(grid.window, values.astype(np.uint16))
    return RasterSource(str(path), name=name.upper())


def assessed(**parts):
    return assess_map(Comparison(**parts), progress=Silent())


def area_of(found):
    return sum(one.value for one in found.design.areas)


# --- what the points were drawn from


@pytest.mark.parametrize("one", [False, True])
def test_points_of_a_part_stand_for_that_part(tmp_path, one):
    mapped, truth = scene()
    points = drawn(mapped, truth, 60, rows=20, one=one)
    made = source(tmp_path, "map", mapped)
    inside = assessed(map=made, points=points, area=box(0, 0, 20, 60, name="GEO_SMALL"))
    assert area_of(inside) == pytest.approx(12)
    assert not any("drawn from" in note for note in inside.notes)
    found = assessed(map=made, points=points)
    assert area_of(found) == pytest.approx(12), "not the 36 ha of the map"
    assert found.design.overall.value == pytest.approx(inside.design.overall.value)
    told = [note for note in found.notes if "drawn from" in note]
    assert told == [
        "The points were drawn from 12 ha, a part of the map's 36 ha; accuracy and areas are "
        "estimated for that part alone. Give the GEO_SMALL they were drawn in."
    ]
    simple = assessed(map=made, points=points, design="simple")
    assert area_of(simple) == pytest.approx(12)
    other = assessed(map=made, points=points, design="poststratified")
    assert other.design is None
    assert "give the GEO_SMALL they were drawn in" in other.notes[-1]


@pytest.mark.parametrize("nodata", [True, False])
@pytest.mark.parametrize("one", [False, True])
def test_a_newer_map_that_covers_a_part_gives_no_areas(tmp_path, nodata, one):
    mapped, truth = scene()
    points = drawn(mapped, truth, 60, one=one)
    newer = scene(5)[0]
    newer = np.where(np.arange(60) < 30, newer, 255).astype(np.uint8) if nodata else newer[:, :30]
    found = assessed(map=source(tmp_path, "newer", newer), points=points)
    assert found.design is None
    assert found.result.total > 10
    note = found.notes[-1]
    assert note.startswith("No areas were estimated: the points were drawn from 36 ha, but the map")
    assert note.endswith("use the map and the GEO_SMALL the points were drawn from.")


def test_a_newer_map_of_all_the_ground_keeps_the_strata(tmp_path):
    mapped, truth = scene()
    points = drawn(mapped, truth, 60)
    newer = scene(5)[0]
    found = assessed(map=source(tmp_path, "newer", newer), points=points)
    assert "Stehman" in found.design_kind
    assert area_of(found) == pytest.approx(36)


def test_deleted_points_are_told(tmp_path):
    mapped, truth = scene()
    points = drawn(mapped, truth, 60)
    made = source(tmp_path, "map", mapped)
    assert not any("weights" in note for note in assessed(map=made, points=points).notes)
    kept = np.arange(points.x.size) % 6 > 0
    strata = replace(
        points.strata, of_point=points.strata.of_point[kept], weights=points.strata.weights[kept]
    )
    values = [value for value, keep in zip(points.values, kept) if keep]
    fewer = replace(points, x=points.x[kept], y=points.y[kept], values=values, strata=strata)
    notes = assessed(map=made, points=fewer).notes
    assert any("add up to 0.83 instead of 1: points were deleted" in note for note in notes)


# --- strata that were visited in full


def test_a_class_of_one_pixel_takes_no_standard_error_away(tmp_path):
    mapped, truth = scene()
    mapped[0, 0] = 7
    base = scene(9)[0]
    found = assessed(
        map=source(tmp_path, "map", mapped), points=drawn(mapped, truth, 60),
        baseline=source(tmp_path, "base", base),
    )  # fmt: skip
    assert found.design_kind.startswith("stratified by the map's classes")
    assert 0 < found.design.overall.standard_error < 0.1
    low, high = found.design.overall.interval
    assert low < found.design.overall.value < high
    assert all(one.standard_error > 0 for one in found.design.areas[:2])
    assert found.design.describe_limits() == found.design.warnings
    assert not any("single point" in text for text in found.design.warnings)
    assert found.difference.standard_error > 0
    assert 0 <= found.difference.p_value <= 1


def test_pixels_give_the_finite_population_correction():
    counts, pixels = np.array([[40, 5], [3, 47]]), np.array([90, 400])
    free = olofsson(counts, pixels / 100)
    found = olofsson(counts, pixels / 100, pixels=pixels)
    cells = np.zeros((2, 2, 2), int)
    cells[[0, 1], [0, 1]] = counts
    expected = stehman(cells, pixels)
    assert found.overall.standard_error == pytest.approx(expected.overall.standard_error)
    assert found.overall.standard_error < free.overall.standard_error
    one = stehman(np.array([[[40, 5], [0, 0]], [[0, 0], [0, 1]]]), np.array([1000, 1]))
    assert one.overall.interval[0] < one.overall.value < one.overall.interval[1]
    assert one.complete.tolist() == [False, True]
    with pytest.raises(InputError, match="2 strata, but pixels of 3"):
        olofsson(counts, pixels / 100, pixels=np.ones(3))


# --- every map and level over the same strata


@pytest.mark.parametrize("older", [False, True])
def test_a_baseline_is_estimated_like_the_map(tmp_path, older):
    mapped, truth = scene()
    base = scene(9)[0]
    points = drawn(scene(4)[0] if older else mapped, truth, 60)
    one, other = source(tmp_path, "map", mapped), source(tmp_path, "base", base)
    found = assessed(map=one, points=points, baseline=other, others=(NamedMap(other, "again"),))
    strata, place = points.strata, found.legend.index_of
    at = tuple(np.floor(one).astype(int) for one in
               pixel_grid(*mapped.shape).rowcol(points.x, points.y))  # fmt: skip
    counts = stratum_matrices(
        strata.of_point, place(base[at]), place(np.array(points.values)), shape=(2, 2)
    )
    expected = stehman(counts, strata.pixels, total_area=36.0)
    for design in (found.baseline_design, found.others[0].design):
        for name in ("users", "producers", "areas"):
            for got, right in zip(getattr(design, name), getattr(expected, name)):
                assert got.value == pytest.approx(right.value)
                assert got.standard_error == pytest.approx(right.standard_error)
                assert got.interval == pytest.approx(right.interval, abs=1e-6)
        assert found.design.overall.value - design.overall.value == pytest.approx(
            found.difference.value
        )
    assert found.stratum_pixels == tuple(strata.pixels.tolist())
    assert found.mapped_areas == tuple((mapped == code).sum() / 100 for code in (1, 2))
    if older:  # no map's classes are the strata: who is reported makes no difference
        turned = assessed(map=other, points=points, baseline=one)
        for one, same in ((found.design, turned.baseline_design),
                          (found.baseline_design, turned.design)):  # fmt: skip
            np.testing.assert_array_equal(one.matrix, same.matrix)
            assert [e.interval for e in one.areas] == [e.interval for e in same.areas]


@pytest.mark.parametrize("design", ["auto", "simple", "stratified", "poststratified"])
def test_levels_lift_classes_and_keep_strata(tmp_path, design):
    codes = np.array([111, 112, 211, 311])
    rng = np.random.default_rng(11)
    truth = codes[rng.integers(0, 4, (60, 60))]
    mapped, base = (np.where(rng.random((60, 60)) < 0.3, rng.permutation(truth), truth)
                    for _ in range(2))  # fmt: skip
    points = drawn(mapped, truth, 40)
    legend = builtin("corine").subset(codes.tolist())
    found = assessed(
        map=with_codes(tmp_path, "map", mapped, legend), points=points, design=design,
        baseline=with_codes(tmp_path, "base", base, legend),
    )  # fmt: skip
    level = found.levels[-1]
    assert [code for code, _, _ in level.classes] == [1, 2, 3]
    assert list(level.places) == [0, 0, 1, 2]
    strata = found.design.weights
    for fine, coarse in ((found.design, level.design),
                         (found.baseline_design, level.baseline_design)):  # fmt: skip
        np.testing.assert_array_equal(coarse.weights, strata)
        joined = np.zeros((3, 3))
        np.add.at(joined, np.ix_(level.places, level.places), fine.matrix)
        np.testing.assert_allclose(coarse.matrix, joined)
        assert coarse.areas[0].value == pytest.approx(fine.areas[0].value + fine.areas[1].value)
        assert coarse.overall.value == pytest.approx(np.trace(joined))
        assert math.isfinite(coarse.users[0].standard_error)
    assert level.mapped_areas == pytest.approx([sum(found.mapped_areas[:2]),
                                                *found.mapped_areas[2:]])  # fmt: skip
    difference = found.design.overall.value - found.baseline_design.overall.value
    assert found.difference.value == pytest.approx(difference)


@pytest.mark.parametrize("design", ["auto", "simple", "stratified", "poststratified"])
def test_a_baseline_of_a_part_is_never_passed_over(tmp_path, design):
    mapped, truth = scene()
    base = np.where(np.arange(60) < 45, scene(9)[0], 255).astype(np.uint8)
    points = drawn(mapped, truth, 100)
    one, other = source(tmp_path, "map", mapped), source(tmp_path, "base", base)
    found = assessed(map=one, points=points, baseline=other, design=design)
    notes = [note for note in found.notes if "every map covers" in note]
    assert len(notes) == 1
    assert "have no class in the baseline, so accuracy, areas and the diff" in notes[0]
    assert notes[0].endswith("% of it; for the whole, compare without the baseline.")
    for part in (found.design, found.baseline_design):
        assert part.part == pytest.approx(0.75, abs=0.15)
        assert sum(area.value for area in part.areas) == pytest.approx(36 * part.part)
    difference = found.design.overall.value - found.baseline_design.overall.value
    assert found.difference.value == pytest.approx(difference)
    assert found.difference.points == found.counted
    assert found.mapped_areas == ()
    alone = assessed(map=one, points=points, design=design)
    assert alone.design.part == 1
    assert not any("every map covers" in note for note in alone.notes)


def test_a_few_points_where_the_map_itself_has_no_class(tmp_path):
    mapped, truth = scene()
    points = drawn(scene(4)[0], truth, 150)
    rows, cols = (np.floor(one[:2]).astype(int) for one in
                  pixel_grid(*mapped.shape).rowcol(points.x, points.y))  # fmt: skip
    mapped[rows, cols] = 255
    found = assessed(map=source(tmp_path, "map", mapped), points=points)
    sizes, of_points = points.strata.pixels, points.strata.of_point
    assert found.design.part == pytest.approx(1 - 2 / 150 * sizes[of_points[0]] / sizes.sum())
    assert sum(area.value for area in found.design.areas) == pytest.approx(36 * found.design.part)
    note = next(note for note in found.notes if "every map covers" in note)
    assert note.startswith("2 labelled points have no class in the map, so accuracy, areas")
    assert note.endswith("% of it.")


def test_pixels_of_many_sizes_are_told_and_areas_weigh(tmp_path):
    mapped, truth = scene()
    mapped[:30], mapped[30:] = 1, 2
    made = {"crs": CRS.from_epsg(4326), "transform": Affine(0.5, 0, 0, 0, -0.5, 60)}
    one = source(tmp_path, "map", mapped, **made)
    other = source(tmp_path, "base", scene(9)[0], **made)
    rows, cols = np.unravel_index(np.random.default_rng(8).permutation(3600)[:200], (60, 60))
    points = ReferencePoints(
        0.5 * (cols + 0.5), 60 - 0.5 * (rows + 0.5), truth[rows, cols].tolist(),
        CRS.from_epsg(4326).to_wkt(),
    )  # fmt: skip
    found = assessed(map=one, points=points, baseline=other, design="stratified")
    told = [note for note in found.notes if "differ by up to" in note]
    assert len(told) == 1
    assert "not equally likely on every hectare" in told[0]
    assert found.design.weights[0] < 0.45, "the north has smaller pixels"
    gain = found.design.overall.value - found.baseline_design.overall.value
    assert found.difference.value == pytest.approx(gain)
    even = assessed(map=source(tmp_path, "even", mapped), points=drawn(mapped, truth, 30))
    assert not any("differ by up to" in note for note in even.notes)


def test_simple_points_of_validationpoints_have_the_finite_population_correction(tmp_path):
    """As stratified ones have; points that tell nothing of how they were drawn have none."""
    mapped, truth = scene()
    points = drawn(mapped, truth, 900, one=True)
    made = source(tmp_path, "map", mapped)
    base = source(tmp_path, "base", scene(9)[0])
    finite = assessed(map=made, points=points, baseline=base)
    plain = assessed(map=made, points=replace(points, strata=None), baseline=base, design="simple")
    assert finite.design_kind == plain.design_kind == "simple random"
    shrunk = math.sqrt(1 - 900 / 3600)
    for one, other in (
        (finite.design.overall, plain.design.overall),
        (finite.design.areas[0], plain.design.areas[0]),
        (finite.baseline_design.users[1], plain.baseline_design.users[1]),
        (finite.difference, plain.difference),
    ):
        assert one.value == other.value
        assert one.standard_error == pytest.approx(shrunk * other.standard_error)
        width, wide = (np.diff(it.interval)[0] for it in (one, other))
        assert width == pytest.approx(shrunk * wide, rel=0.02)
    assert finite.difference.p_value < plain.difference.p_value


def test_areas_are_those_on_the_ground(tmp_path):
    """Web Mercator at 60 N calls them four times as large; shares and accuracy stay."""
    mapped, truth = scene()
    found = {}
    for name, crs, corner in (("utm", 32633, (5e5, 5e6)), ("mercator", 3857, (1e6, 8_399_737))):
        wkt, (x, y) = CRS.from_epsg(crs).to_wkt(), corner
        made = {"crs": CRS.from_epsg(crs), "transform": Affine(10, 0, x, 0, -10, y)}
        rows, cols = np.unravel_index(np.random.default_rng(8).permutation(3600)[:200], (60, 60))
        points = ReferencePoints(
            x + 10 * (cols + 0.5), y - 10 * (rows + 0.5), truth[rows, cols].tolist(), wkt
        )
        one = source(tmp_path, name, mapped, **made)
        found[name] = assessed(map=one, points=points, design="stratified")
    utm, mercator = found["utm"], found["mercator"]
    assert sum(utm.mapped_areas) == pytest.approx(36)
    assert sum(mercator.mapped_areas) == pytest.approx(36 / 3.99, rel=0.002)
    assert sum(area.value for area in mercator.design.areas) == pytest.approx(
        sum(mercator.mapped_areas)
    )
    assert mercator.design.overall.value == pytest.approx(utm.design.overall.value, rel=1e-4)
    (told,) = [note for note in mercator.notes if note.startswith("Hectares are those on the")]
    assert "3.99 times as many" in told
    assert not any("Hectares" in note for note in utm.notes)


def test_simple_points_of_a_part_with_strata_are_tested_too(tmp_path):
    mapped, truth = scene()
    points = drawn(mapped, truth, 60, rows=20)
    found = assessed(
        map=source(tmp_path, "map", mapped), points=points, design="simple",
        baseline=source(tmp_path, "base", scene(9)[0]),
    )  # fmt: skip
    assert found.difference is not None
    assert found.stratum_pixels == (1200,)
    assert found.mapped_areas == ()


# --- clusters, independence, labels


def test_heaps_are_told_and_dense_random_points_are_not(tmp_path):
    mapped, truth = scene(shape=(120, 120))
    made = source(tmp_path, "map", mapped)
    rng = np.random.default_rng(3)
    r, c = np.unravel_index(rng.choice(14400, 3000, replace=False), mapped.shape)
    x, y = pixel_grid(120, 120).xy(r + 0.5, c + 0.5)
    points = ReferencePoints(x, y, truth[r, c].tolist(), pixel_grid(1, 1).crs_wkt)
    assert not any("clusters" in note for note in assessed(map=made, points=points).notes)
    dense = drawn(mapped, truth, 700, rows=120)
    assert not any("clusters" in note for note in assessed(map=made, points=dense).notes)
    r, c = rng.integers(4, 115, (2, 20))
    r, c = np.concatenate([r, r + 3, r - 3, r, r]), np.concatenate([c, c, c, c + 3, c - 3])
    x, y = pixel_grid(120, 120).xy(r + 0.5, c + 0.5)
    heaps = ReferencePoints(x, y, truth[r, c].tolist(), pixel_grid(1, 1).crs_wkt)
    for more in ({}, {"independent": False}):
        notes = assessed(map=made, points=heaps, **more).notes
        assert any(note.startswith("The points stand in clusters") for note in notes)


def test_clusters_stand_under_the_headline_and_no_interval_is_trusted(tmp_path):
    mapped, truth = scene(shape=(120, 120))
    rng = np.random.default_rng(3)
    r, c = rng.integers(4, 115, (2, 20))
    r = np.repeat(r, 10) + rng.integers(-3, 4, 200)
    c = np.repeat(c, 10) + rng.integers(-3, 4, 200)
    x, y = pixel_grid(120, 120).xy(r + 0.5, c + 0.5)
    heaps = ReferencePoints(x, y, truth[r, c].tolist(), pixel_grid(1, 1).crs_wkt)
    made, base = source(tmp_path, "map", mapped), source(tmp_path, "base", 3 - mapped)
    for design in ("auto", "simple", "poststratified"):
        comparison = Comparison(map=made, baseline=base, points=heaps, design=design)
        found = assess_map(comparison, progress=Silent())
        assert "The points stand in clusters: " in found.caution
        report = accuracy_summary(found, comparison, title="A map")
        assert "The points stand in clusters: " in accuracy_lead(report)
        assert sum("The points stand in clusters" in note for note in found.notes) == 1
        assert "not to be trusted" in str(accuracy_tiles(report))
        for one in (found.design, found.baseline_design):
            told = (one.overall, *one.users, *one.producers, *one.f1, *one.iou, *one.areas)
            assert not any(estimate.trusted for estimate in told)
    apart = assessed(map=made, points=drawn(mapped, truth, 100, rows=120))
    assert apart.design.overall.trusted


def test_a_reference_that_is_one_of_the_maps(tmp_path):
    mapped, truth = scene()
    one, other = source(tmp_path, "map", mapped), source(tmp_path, "truth", truth)
    found = assessed(map=one, reference=other, others=(NamedMap(other, "copy"),))
    assert found.dependence == "REFERENCE is the same file and band as copy."


def test_no_label_yet(tmp_path):
    mapped, truth = scene()
    points = replace(drawn(mapped, truth, 5), values=[None] * 10)
    with pytest.raises(InputError, match="None of the 10 points is labelled; fill the field"):
        assessed(map=source(tmp_path, "map", mapped), points=points)


def test_nodata_labels_are_left_out_and_unknown_codes_are_errors(tmp_path):
    mapped, truth = scene()
    points = drawn(mapped, truth, 20)
    values = [255, 9, 99, None, *points.values[4:]]
    points = replace(points, values=values)
    legend = generic(np.array([1, 2]))
    legend = Legend(legend.classes, nodata_codes=(9,))
    found = assessed(map=with_legend(tmp_path, "map", mapped, legend), points=points)
    assert found.legend.codes.tolist() == [1, 2, 99]
    assert found.legend.names[2] == "Class 99"
    assert found.counted == 37
    assert sum(found.skipped.values()) == 3
    told = "2 points labelled 9, 255, which are nodata, were not compared."
    assert told in found.notes
    assert "1 point without a label was not compared." in found.notes
    (strange,) = [note for note in found.notes if "1 point is labelled 99" in note]
    assert "they count as errors of the map" in strange
    plain = assessed(map=source(tmp_path, "plain", mapped), points=points)
    assert plain.legend.codes.tolist() == [1, 2, 9, 99], "nothing is known of its classes"


@pytest.mark.parametrize("design", ["auto", "simple", "stratified", "poststratified"])
def test_a_class_on_the_ground_that_the_map_lacks_is_its_error(tmp_path, design):
    """With names or without, and whatever map stands beside it."""
    mapped, truth = scene()
    truth[50:] = 5
    points = drawn(mapped, truth, 60, one=design != "auto" and design != "stratified")
    if design != "auto":
        points = replace(points, strata=None)
    right = np.array(points.values) != 5
    named = with_legend(tmp_path, "named", mapped, generic(np.array([1, 2])))
    more = with_legend(tmp_path, "more", scene(9)[0], generic(np.array([1, 2, 5])))
    other = with_legend(tmp_path, "other", scene(9)[0], generic(np.array([1, 2])))
    parts = {"points": points, "design": design}
    plain = assessed(map=source(tmp_path, "plain", mapped), **parts)
    assert plain.counted == points.x.size
    assert plain.result.overall < right.mean()
    lost = next(area for area, code in zip(plain.design.areas, plain.legend.codes) if code == 5)
    assert lost.interval[0] < (truth == 5).sum() / 100 < lost.interval[1]
    assert sum(area.value for area in plain.design.areas) == pytest.approx(36)
    for beside in ({}, {"baseline": more}, {"baseline": other}, {"others": (NamedMap(more, "x"),)}):
        found = assessed(map=named, **parts, **beside)
        assert found.legend.codes.tolist() == [1, 2, 5]
        np.testing.assert_array_equal(found.result.matrix, plain.result.matrix)
        assert found.design.overall == plain.design.overall
        assert found.design.areas == plain.design.areas


# --- codes without a row in the crosswalk


@pytest.mark.parametrize("as_points", [False, True])
def test_codes_the_crosswalk_passes_over_are_told(tmp_path, as_points):
    mapped, truth = scene()
    raw = np.where(mapped == 1, 11, 12)
    raw[:6] = 2  # what the reference calls 2 is something else
    walk = Crosswalk(((11, 1), (12, 2)))
    one = source(tmp_path, "map", raw.astype(np.uint8))
    parts = {"map": one, "crosswalk": walk}
    if as_points:
        parts["points"] = replace(drawn(mapped, truth, 60), strata=None)
        parts["baseline"] = source(tmp_path, "base", mapped * 0 + 11)
    else:
        parts["reference"] = source(tmp_path, "truth", truth)
    notes = [note for note in assessed(**parts).notes if "crosswalk has no row" in note]
    assert len(notes) == 1, "the baseline has none"
    assert notes[0].startswith("The crosswalk has no row for code 2 of the map (")
    if not as_points:
        assert "(10 % of its places)" in notes[0]
        inside = assessed(**parts, area=box(10, 0, 20, 60))
        assert not any("crosswalk has no row" in note for note in inside.notes)
