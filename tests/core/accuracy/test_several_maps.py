"""Several maps, levels, independence, points with strata: what one comparison tells together."""

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from compared_maps import CODES, LEGEND, brute, random_map, source
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_design import olofsson, stehman
from finecover.core.accuracy.accuracy_summary import accuracy_numbers, accuracy_summary
from finecover.core.accuracy.assessment import Comparison, NamedMap, ReferencePoints, assess_map
from finecover.core.accuracy.paired import PairStrata, pair_counts, paired_difference
from finecover.core.accuracy.point_strata import read_strata
from finecover.core.errors import GridError, InputError
from finecover.core.legends.crosswalk import Crosswalk
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.legend import LandCoverClass, Legend, builtin
from finecover.core.progress import Silent
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.raster import RasterSource
from finecover.core.reports.accuracy_export import class_csv, matrix_csv, metrics_json
from finecover.core.reports.report import accuracy_report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.warp import transform as warp
from scene import box, pixel_grid

DATA = Path(os.environ.get("FINECOVER_DATA", "../shared/data"))
CORINE = np.array([111, 211, 231, 311, 312, 512])


def compared(**parts):
    comparison = Comparison(**parts)
    return comparison, assess_map(comparison, progress=Silent(), thumbnails=True)


def reported(**parts):
    comparison, found = compared(**parts)
    return accuracy_summary(found, comparison, title="T", command="qgis_process run")


def corine_map(folder, name, seed, *, codes=CORINE, legend=None):
    legend = legend or builtin("corine").subset(codes.tolist())
    values = codes[np.random.default_rng(seed).integers(0, codes.size, (24, 30))]
    path = folder / f"{name}.tif"
    grid = pixel_grid(24, 30)
    with RasterWriter(path, RasterSpec(grid, "uint16", 0, ("class",), legend=legend)) as writer:
        writer.write(grid.window, values.astype(np.uint16))
    return RasterSource(str(path), name=name.upper()), values


def points_at(rows, cols, values, **more):
    x, y = pixel_grid(24, 30).xy(np.asarray(rows) + 0.5, np.asarray(cols) + 0.5)
    return ReferencePoints(x, y, values, pixel_grid(1, 1).crs_wkt, **more)


# --- maps side by side


def test_all_maps_are_scored_over_the_same_places(tmp_path):
    arrays = {name: random_map(seed) for seed, name in enumerate(("a", "truth", "base", "b", "c"))}
    made = {name: source(tmp_path, name, values) for name, values in arrays.items()}
    _, found = compared(
        map=made["a"], reference=made["truth"], baseline=made["base"],
        others=(NamedMap(made["b"], "B"), NamedMap(made["c"], "C")),
    )  # fmt: skip
    keep = np.all([values != 255 for values in arrays.values()], axis=0)
    for accuracy, name in (
        (found.result, "a"), (found.baseline, "base"),
        (found.others[0].result, "b"), (found.others[1].result, "c"),
    ):  # fmt: skip
        expected = brute(arrays[name], arrays["truth"], CODES, keep)
        np.testing.assert_array_equal(accuracy.matrix, expected)
    assert [one.name for one in found.others] == ["B", "C"]
    assert found.skipped["without a class in B"] > 0
    assert [one.title for one in found.maps] == ["Map", "Baseline", "B", "C", "Reference"]
    np.testing.assert_array_equal(
        found.maps[0].positions, LEGEND.index_of(np.where(arrays["a"] == 255, -1, arrays["a"]))
    )
    assert {one.positions.shape for one in found.maps} == {(24, 30)}
    assert found.maps[0].positions.dtype == np.int16


def test_thumbnails_show_nothing_outside_the_polygons(tmp_path):
    mapped, truth = random_map(1), random_map(2)
    _, found = compared(
        map=source(tmp_path, "map", mapped), reference=source(tmp_path, "truth", truth),
        area=box(5, 6, 10, 11),
    )  # fmt: skip
    assert found.maps[0].positions.shape == (10, 11)
    shown = np.where(mapped == 255, -1, mapped)[5:15, 6:17]
    np.testing.assert_array_equal(found.maps[0].positions, LEGEND.index_of(shown))


def test_the_table_of_the_ecoclimap_study(tmp_path):
    """Another legend against CORINE by a crosswalk to level 1, and the gain per category."""
    model, fine = corine_map(tmp_path, "model", 1)
    truth, right = corine_map(tmp_path, "truth", 2)
    old = LandCoverClass(1, "towns", "#FF0000"), LandCoverClass(2, "fields", "#FFFF00")
    old = Legend(
        (*old, LandCoverClass(3, "trees", "#00FF00"), LandCoverClass(4, "lakes", "#0000FF"))
    )
    coarse, eco = corine_map(tmp_path, "eco", 3, codes=np.arange(1, 5), legend=old)
    walk = tmp_path / "walk.csv"
    walk.write_text("map,from,level1\neco,towns,1\neco,fields,2\neco,trees,3\neco,lakes,5\n")
    report = reported(
        map=model, reference=truth, baseline=coarse, crosswalks=read_crosswalk_table(walk)
    )
    assert [code for code, _, _ in report.classes] == [1, 2, 3, 5]
    assert report.classes[0][1] == "Artificial surfaces"
    to_level = np.vectorize({1: 1, 2: 2, 3: 3, 4: 5}.get)
    keep = np.ones(fine.shape, bool)
    codes = [1, 2, 3, 5]
    np.testing.assert_array_equal(
        report.baseline.matrix, brute(to_level(eco), right // 100, codes, keep)
    )
    np.testing.assert_array_equal(
        report.result.matrix, brute(fine // 100, right // 100, codes, keep)
    )
    gain = metrics_json(report)["classes"][2]["gain"]["iou"]
    assert gain == report.result.classes[2].iou - report.baseline.classes[2].iou


def test_the_levels_of_corine(tmp_path):
    (model, fine), (truth, right) = (corine_map(tmp_path, n, s) for s, n in ((1, "m"), (2, "t")))
    other, third = corine_map(tmp_path, "o", 3)
    report = reported(map=model, reference=truth, others=(NamedMap(other, "o"),))
    assert [level.title for level in report.levels] == [
        "CORINE Land Cover, level 2 (5 classes)", "CORINE Land Cover, level 1 (4 classes)",
    ]  # fmt: skip
    keep = np.ones(fine.shape, bool)
    for level, step in zip(report.levels, (10, 100)):
        codes = [code for code, _, _ in level.classes]
        assert codes == sorted({code // step for code in CORINE})
        for accuracy, values in ((level.result, fine), (level.others[0].result, third)):
            expected = brute(values // step, right // step, codes, keep)
            np.testing.assert_array_equal(accuracy.matrix, expected)
        assert level.baseline is None


def test_levels_that_classes_lack_are_told(tmp_path):
    legend = Legend((*builtin("corine").classes, LandCoverClass(990, "Strange", "#000000")))
    codes = np.append(CORINE, 990)
    model, _ = corine_map(tmp_path, "m", 1, codes=codes, legend=legend)
    truth, _ = corine_map(tmp_path, "t", 2, codes=codes, legend=legend)
    _, found = compared(map=model, reference=truth)
    assert found.levels == ()
    told = "Level 1 and level 2 of the legend were not compared, because Strange (990) belongs to "
    assert f"{told}none of their classes." in found.notes
    named = Legend(legend.classes, name="CORINE Land Cover, and more")
    model, _ = corine_map(tmp_path, "m", 1, codes=codes, legend=named)
    truth, _ = corine_map(tmp_path, "t", 2, codes=codes, legend=named)
    _, found = compared(map=model, reference=truth)
    assert any("level 2 of CORINE Land Cover were not compared" in note for note in found.notes)


# --- independence


def test_a_reference_that_is_not_independent_gives_no_areas_anywhere(tmp_path):
    mapped = source(tmp_path, "map", random_map(1))
    rng = np.random.default_rng(0)
    rows, cols = rng.integers(0, 24, 200), rng.integers(0, 30, 200)
    labels = CODES[rng.integers(0, 3, 200)].tolist()
    points = points_at(rows, cols, labels)
    report = reported(map=mapped, points=points)
    assert report.design is not None
    assert metrics_json(report)["design"]["area"][0]["value"] > 0
    for parts in ({"points": points, "independent": False},
                  {"points": replace(points, of_coarse_map=True)}):  # fmt: skip
        comparison, found = compared(map=mapped, **parts)
        report = accuracy_summary(found, comparison, title="T")
        assert not report.independent
        assert report.design is None
        assert metrics_json(report)["design"] is None
        rows = list(csv.DictReader(io.StringIO(class_csv(report))))
        assert {row["area_ha"] for row in rows} == {""}
        assert "ESTIMATED_ACCURACY" not in accuracy_numbers(found)


def test_a_copy_of_the_reference_as_baseline_is_found_out(tmp_path):
    truth = random_map(2)
    parts = {
        "map": source(tmp_path, "map", random_map(1)),
        "reference": source(tmp_path, "truth", truth),
        "baseline": source(tmp_path, "copy", truth),
    }
    _, found = compared(**parts)
    assert "agrees with the reference everywhere" in found.dependence
    assert found.notes[-1] == found.dependence
    truth[truth != 255] = np.where(np.arange((truth != 255).sum()) == 3, 4, truth[truth != 255])
    truth.ravel()[np.flatnonzero(truth == 1)[0]] = 0
    _, found = compared(**{**parts, "baseline": source(tmp_path, "near", truth)})
    assert "% of the pixels, so one was very likely made from the other." in found.dependence
    assert found.notes[-1] == found.dependence


# --- points with strata


def strata_of(values, sizes, *, hectares=()):
    return read_strata(values, [sizes.get(v) for v in values], hectares=hectares)


def test_strata_that_are_the_maps_classes(tmp_path):
    mapped = np.ones((24, 30), np.uint8)
    mapped[:, :10] = 4
    rows, cols = [1, 2, 3, 4, 5, 6], [1, 2, 20, 21, 22, 5]
    drawn = [4, 4, 1, 1, 1, 4]
    points = points_at(rows, cols, [4, 1, 1, 1, 4, None], strata=strata_of(drawn, {1: 480, 4: 240}))
    report = reported(map=source(tmp_path, "map", mapped), points=points)
    expected = olofsson(np.array([[2, 1], [1, 1]]), np.array([4.8, 2.4]))
    assert [a.value for a in report.design.areas] == [a.value for a in expected.areas]
    assert report.provenance.facts["Sampling design"].startswith("stratified by the map's classes")
    assert "1 point without a label was not compared." in report.provenance.notes


def test_strata_of_an_older_map(tmp_path):
    mapped = np.ones((24, 30), np.uint8)
    mapped[:, :10] = 4
    drawn = [7, 7, 7, 8, 8]
    points = points_at(
        [1, 2, 3, 4, 5], [1, 2, 20, 21, 22], [4, 1, 1, 1, 4],
        strata=strata_of(drawn, {7: 300, 8: 420}, hectares=[3.0, 3.0, 3.0, 4.2, 4.2]),
    )  # fmt: skip
    report = reported(map=source(tmp_path, "map", mapped), points=points)
    counts = np.zeros((2, 2, 2), int)
    for stratum, one, other in ((0, 1, 1), (0, 1, 0), (0, 0, 0), (1, 0, 0), (1, 0, 1)):
        counts[stratum, one, other] += 1
    expected = stehman(counts, np.array([300, 420]), total_area=7.2)
    assert report.design.overall.value == expected.overall.value
    assert [a.standard_error for a in report.design.areas] == [
        a.standard_error for a in expected.areas
    ]
    assert "Stehman 2014" in report.provenance.facts["Sampling design"]
    simple = reported(map=source(tmp_path, "map", mapped), points=points, design="simple")
    assert "simple" in simple.provenance.facts["Sampling design"]
    post = reported(map=source(tmp_path, "map", mapped), points=points, design="poststratified")
    assert "afterwards" in post.provenance.facts["Sampling design"]
    assert simple.strata == ("the whole map",)
    assert post.strata == ("Class 1", "Class 4")


@pytest.mark.parametrize("named", [True, False])
def test_thin_strata_are_called_by_their_names(tmp_path, named):
    mapped = np.ones((24, 30), np.uint8)
    mapped[:, :10] = 4
    drawn, sizes = [7, 7, 8, 8], {7: 300, 8: 420}
    names = ["bog", "bog", "fen", "fen"] if named else ()
    strata = read_strata(drawn, [sizes[one] for one in drawn], names=names)
    points = points_at([1, 2, 3, 4], [1, 2, 20, 21], [4, 1, 1, 1], strata=strata)
    report = reported(map=source(tmp_path, "map", mapped), points=points)
    told = "bog (2), fen (2)." if named else "stratum 7 (2), stratum 8 (2)."
    assert told in report.limits[0]
    data = metrics_json(report)["design"]
    assert data["limits"] == list(report.limits)
    assert data["strata"] == list(report.strata)
    page = accuracy_report(report)
    assert told in page


def test_thin_map_classes_are_called_by_their_names(tmp_path):
    mapped, _ = corine_map(tmp_path, "m", 1)
    legend = builtin("corine").subset(CORINE.tolist())
    rows, cols = np.mgrid[:24:2, :30:2].reshape(2, -1)
    labels = np.random.default_rng(0).choice(CORINE, rows.size).tolist()
    found = points_at(rows, cols, labels)
    report = reported(map=mapped, points=found, design="stratified")
    assert report.strata == legend.names
    assert f"{legend.names[0]} (" in report.limits[0]
    crosswalk = Crosswalk(tuple((code, 111 if code < 300 else 312) for code in CORINE.tolist()))
    report = reported(map=mapped, points=found, design="stratified", crosswalk=crosswalk)
    assert report.strata == tuple(f"map class {code}" for code in CORINE.tolist())


def test_strata_and_their_names_must_fit(tmp_path):
    mapped, _ = corine_map(tmp_path, "m", 1)
    rows, cols = np.mgrid[:24:2, :30:2].reshape(2, -1)
    labels = np.random.default_rng(0).choice(CORINE, rows.size).tolist()
    report = reported(map=mapped, points=points_at(rows, cols, labels))
    with pytest.raises(InputError, match="2 names do not fit 1 strata"):
        replace(report, strata=("a", "b"))


def test_differences_at_points(tmp_path):
    mapped, base, third = (random_map(seed, nodata=1) for seed in (1, 3, 4))
    rng = np.random.default_rng(7)
    rows, cols = np.unravel_index(rng.permutation(720)[:150], (24, 30))
    truth = CODES[rng.integers(0, 3, 150)]
    right = [values[rows, cols] == truth for values in (mapped, base, third)]
    sources = [source(tmp_path, f"m{i}", values) for i, values in enumerate((mapped, base, third))]
    parts = {"map": sources[0], "baseline": sources[1], "others": (NamedMap(sources[2], "C"),)}
    points = points_at(rows, cols, truth.tolist())
    report = reported(**parts, points=points)
    for found, other in ((report.difference, right[1]), (report.others[0].difference, right[2])):
        expected = paired_difference(pair_counts(right[0], other)[0])
        assert found == expected
        assert "McNemar" in found.method
    gain = report.result.overall - report.baseline.overall
    assert report.difference.value == pytest.approx(gain)
    shown = metrics_json(report)
    assert shown["difference"]["only_map_right"] == (right[0] & ~right[1]).sum()
    assert shown["others"][0]["difference"]["p_value"] == report.others[0].difference.p_value
    stratified = reported(**parts, points=points, design="stratified")
    places = np.searchsorted(CODES, mapped[rows, cols])
    sizes = [(mapped == code).sum() for code in CODES]
    counts = pair_counts(right[0], right[1], stratum=places, n_strata=3)
    strata = PairStrata(np.array(sizes) / 100, pixels=np.array(sizes))
    expected = paired_difference(counts, strata)
    assert stratified.difference.value == pytest.approx(expected.value)
    assert stratified.difference.standard_error == pytest.approx(expected.standard_error)
    assert stratified.difference.p_value == pytest.approx(expected.p_value)
    _, found = compared(**parts, points=points)
    assert accuracy_numbers(found)["DIFFERENCE_P"] == report.difference.p_value


def test_clusters_are_told(tmp_path):
    rows, cols = np.repeat(np.arange(0, 24, 4), 2), np.tile([3, 4], 6)
    one = source(tmp_path, "map", random_map(1, nodata=1))
    _, found = compared(map=one, points=points_at(rows, cols, [1] * 12))
    assert "The points stand in clusters: 12 of 12" in " ".join(found.notes)


def test_strata_that_no_longer_hold(tmp_path):
    one = source(tmp_path, "map", np.ones((24, 30), np.uint8))
    points = points_at([1, 20], [1, 20], [1, 1], strata=strata_of([1, 1], {1: 720}))
    cut = reported(map=one, points=points, area=box(0, 0, 10, 10, name="GEO_SMALL"))
    assert cut.design is None
    assert "GEO_SMALL leaves out 1 point" in " ".join(cut.provenance.notes)
    strata = strata_of([1, 2, None], {1: 700, 2: 20})
    by_hand = points_at([1, 2, 20], [1, 2, 20], [1, 1, 1], strata=strata)
    report = reported(map=one, points=by_hand)
    assert report.design is None
    assert "without a stratum" in " ".join(report.provenance.notes)


def test_damaged_strata():
    with pytest.raises(InputError, match="has 5 and 6 pixels"):
        read_strata([1, 1], [5, 6])
    with pytest.raises(InputError, match="'stratum' is empty"):
        read_strata([None], [None])
    with pytest.raises(InputError, match="whole numbers from 1"):
        read_strata([1], [0])
    with pytest.raises(InputError, match="'x' in the field 'stratum' is no whole number"):
        read_strata(["x"], [1])


def test_points_in_one_pixel_are_told(tmp_path):
    one = source(tmp_path, "map", random_map(1))
    _, found = compared(map=one, points=points_at([2, 2, 3], [4, 4, 4], [1, 1, 1]))
    assert "in a pixel of the map that has one already" in " ".join(found.notes)


# --- properties


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10_000), st.permutations([0, 3, 8, 200]))
def test_transposing_and_permuting(tmp_path, seed, order):
    rng = np.random.default_rng(seed)
    codes = np.array([0, 3, 8, 200])
    present = codes[: rng.integers(1, 5)]  # others are absent from both, or from one
    mapped = rng.choice(present, (6, 7)).astype(np.uint8)
    truth = rng.choice(codes[rng.integers(0, 3) :], (6, 7)).astype(np.uint8)
    mapped[0, 0] = truth[1, 1] = 255
    one, other = (source(tmp_path, n, v) for n, v in (("a", mapped), ("b", truth)))
    _, found = compared(map=one, reference=other)
    _, swapped = compared(map=other, reference=one)
    np.testing.assert_array_equal(swapped.result.matrix, found.result.matrix.T)
    for a, b in zip(found.result.classes, swapped.result.classes):
        np.testing.assert_equal((a.users, a.producers, a.iou), (b.producers, b.users, b.iou))
    assert found.counted == 40
    assert 255 not in found.legend.codes
    table = np.full(256, 255, np.uint8)
    table[codes] = order
    renamed = [source(tmp_path, n, table[v]) for n, v in (("c", mapped), ("d", truth))]
    _, again = compared(map=renamed[0], reference=renamed[1])
    assert again.result.overall == found.result.overall
    assert again.result.kappa == pytest.approx(found.result.kappa, nan_ok=True)
    new = again.legend.index_of(table[found.legend.codes])
    np.testing.assert_array_equal(again.result.matrix[np.ix_(new, new)], found.result.matrix)


# --- the files tell the same


def test_the_json_keeps_its_schema(tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(__file__).parents[3] / "docs" / "accuracy.schema.json").read_text())
    check = jsonschema.Draft202012Validator(schema)
    check.check_schema(schema)
    (model, _), (truth, _) = (corine_map(tmp_path, n, s) for s, n in ((1, "m"), (2, "t")))
    base, _ = corine_map(tmp_path, "b", 3)
    rows, cols = np.mgrid[:24:2, :30:2].reshape(2, -1)
    labels = np.random.default_rng(0).choice(CORINE, rows.size).tolist()
    for parts in (
        {"reference": truth},
        {"reference": truth, "baseline": base, "others": (NamedMap(base, "b"),)},
        {"points": points_at(rows, cols, labels), "baseline": base},
        {"reference": truth, "independent": False},
    ):
        text = json.dumps(metrics_json(reported(map=model, **parts)), allow_nan=False)
        check.validate(json.loads(text))
    broken = {**json.loads(text), "design": {}}
    assert not check.is_valid(broken)


def test_csv_and_json_hold_the_same_numbers(tmp_path):
    (model, _), (truth, _) = (corine_map(tmp_path, n, s) for s, n in ((1, "m"), (2, "t")))
    base, _ = corine_map(tmp_path, "b", 3)
    report = reported(map=model, reference=truth, baseline=base, others=(NamedMap(base, "b"),))
    metrics = metrics_json(report)
    rows = list(csv.DictReader(io.StringIO(class_csv(report))))
    parts = [("", metrics), *((level["title"], level) for level in metrics["levels"])]
    assert len(rows) == 3 * sum(len(part["classes"]) for _, part in parts)
    for title, part in parts:
        for place, entry in enumerate(part["classes"]):
            shown = (("map", entry["result"]), ("baseline", entry["baseline"]))
            for name, figures in (*shown, ("b", entry["others"][0])):
                line = next(row for row in rows if (row["level"], row["map"], row["code"])
                            == (title, name, str(entry["code"])))  # fmt: skip
                for key, value in figures.items():
                    assert line[key] == ("" if value is None else str(value))
            assert sum(part["result"]["matrix"][place]) == entry["result"]["map_total"]
    matrix = list(csv.reader(io.StringIO(matrix_csv(report.classes, report.result))))
    assert [[int(c) for c in row[1:7]] for row in matrix[1:7]] == metrics["result"]["matrix"]
    assert "not tested" in " ".join(metrics["notes"])


# --- real data


@pytest.mark.skipif(
    not (DATA / "zion_l8_nlcd").is_dir() and not os.environ.get("CI"),
    reason=f"no real scenes in {DATA}",
)
def test_a_reference_of_another_resolution_and_system(tmp_path):
    """NLCD of 31.5 m in NAD83 against a map of 30 m in WGS 84, looked up pixel by pixel."""
    for name in ("nlcd.tif", "landsat8_zion_b2345.tif"):
        (tmp_path / name).symlink_to((DATA / "zion_l8_nlcd" / name).resolve())
    with rasterio.open(tmp_path / "landsat8_zion_b2345.tif") as image:
        profile = {**image.profile, "count": 1, "dtype": "uint8", "nodata": 0}
        nir = image.read(4)
    mapped = np.digitize(nir, np.quantile(nir[nir > 0], np.arange(1, 8) / 8)).astype(np.uint8) + 1
    with rasterio.open(tmp_path / "map.tif", "w", **profile) as dataset:
        dataset.write(mapped, 1)
    one, other = (RasterSource(str(tmp_path / n)) for n in ("map.tif", "nlcd.tif"))
    _, found = compared(map=one, reference=other)
    with rasterio.open(tmp_path / "nlcd.tif") as reference:
        assert reference.crs == CRS.from_epsg(26912)
        rows, cols = (axis.ravel() for axis in np.mgrid[: mapped.shape[0], : mapped.shape[1]])
        x, y = profile["transform"] * (cols + 0.5, rows + 0.5)
        x, y = warp(profile["crs"], reference.crs, x, y)
        col, row = ~reference.transform * (np.array(x), np.array(y))
        truth, lacking = reference.read(1), reference.nodata
        row, col = np.floor(row).astype(int), np.floor(col).astype(int)
        there = (row >= 0) & (row < truth.shape[0]) & (col >= 0) & (col < truth.shape[1])
        labels = np.where(there, truth[np.where(there, row, 0), np.where(there, col, 0)], 0)
    keep = there & (labels != (0 if lacking is None else lacking)) & (labels > 0)
    cells = mapped.ravel()[keep] * 10 + labels[keep]
    expected = np.bincount(cells, minlength=100).reshape(10, 10)[1:9, 1:9]
    assert found.legend.codes.tolist() == list(range(1, 9))
    strayed = np.abs(found.result.matrix - expected).sum() / expected.sum()
    assert strayed < 1e-3, "positions may be interpolated to within 0.005 pixels"
    assert found.result.overall == pytest.approx(assess(expected).overall, abs=1e-3)
    assert max(found.maps[0].positions.shape) == 512


def test_a_map_that_lies_elsewhere_is_refused(tmp_path):
    one = source(tmp_path, "map", random_map(1))
    with pytest.raises(GridError, match="does not overlap the map"):
        compared(
            map=one, reference=source(tmp_path, "t", random_map(2)),
            others=(NamedMap(source(tmp_path, "far", random_map(3),
                                    transform=rasterio.Affine(10, 0, 9e5, 0, -10, 5e6)), "far"),),
        )  # fmt: skip
