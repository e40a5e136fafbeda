"""A map against a reference raster, and what cannot be compared."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from compared_maps import (
    CODES,
    LEGEND,
    assess_of,
    brute,
    points_at,
    random_map,
    source,
    with_legend,
)
from finecover.core.accuracy import comparison as comparison_module
from finecover.core.accuracy.accuracy_summary import accuracy_numbers, accuracy_summary
from finecover.core.accuracy.assessment import (
    Comparison,
    NamedMap,
    assess_map,
)
from finecover.core.errors import Cancelled, GridError, InputError, LegendError
from finecover.core.legends.crosswalk import Crosswalk
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import generic
from finecover.core.progress import Silent
from finecover.core.rasters.raster import CodeReader, NearestCodes, RasterSource
from rasterio.crs import CRS
from rasterio.warp import transform as warp
from scene import ORIGIN, PIXEL, UTM, Recorder, box, pixel_grid

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
