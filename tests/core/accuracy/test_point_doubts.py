"""Points that were not drawn as the estimates take them to be, and strata that were changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from compared_maps import source
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_summary import accuracy_numbers, accuracy_summary, number_line
from finecover.core.accuracy.assessment import Comparison, ReferencePoints
from finecover.core.accuracy.point_strata import read_strata
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.ground_area import pixel_hectares
from finecover.core.reports.accuracy import accuracy_headline, accuracy_lead, accuracy_tiles
from rasterio.crs import CRS
from scene import pixel_grid
from test_point_design import assessed, drawn, scene

AT_RANDOM = "The points were not drawn at random over the map: "


def at_random(truth, count, seed=2, **more):
    """Return points drawn at random over the map, whose layer tells nothing."""
    rng = np.random.default_rng(seed)
    r, c = np.unravel_index(rng.choice(truth.size, count, replace=False), truth.shape)
    x, y = pixel_grid(*truth.shape).xy(r + 0.5, c + 0.5)
    return ReferencePoints(x, y, truth[r, c].tolist(), pixel_grid(1, 1).crs_wkt, **more)


def bare(points):
    """Return points without what their layer tells."""
    return replace(points, strata=None)


def with_strata(points, keep=None, **sizes):
    """Return some of the points, their strata with other pixels."""
    strata = points.strata
    keep = np.ones(points.x.size, bool) if keep is None else keep
    pixels = [sizes.get(f"s{code}", size) for code, size in zip(strata.codes, strata.pixels)]
    own, values = strata.of_point[keep], np.array(points.values)[keep]
    told = read_strata(
        strata.codes[own].tolist(), np.array(pixels)[own].tolist(),
        hectares=(np.array(pixels) / 100)[own].tolist(),
        weights=[] if strata.weights is None else strata.weights[keep].tolist(),
    )  # fmt: skip
    return replace(points, x=points.x[keep], y=points.y[keep], values=values.tolist(), strata=told)


def report_of(found, comparison):
    return accuracy_summary(found, comparison, title="A map")


# --- a design that the points do not have


@pytest.mark.parametrize("design", ["auto", "simple", "poststratified"])
def test_shares_that_chance_does_not_explain_come_first(tmp_path, design):
    mapped, truth = scene()
    made = source(tmp_path, "map", mapped)
    points = bare(drawn(mapped, truth, 150))
    comparison = Comparison(map=made, points=points, design=design)
    found = assessed(map=made, points=points, design=design)
    share = 100 * (mapped == 2).mean()
    # the two classes are as far from their shares as each other
    assert found.notes[0].startswith(f"{AT_RANDOM}map class 1 has 50 % of them and")
    assert f"{100 - share:.3g} % of the map" in found.notes[0]
    assert "DESIGN = stratified" in found.notes[0]
    assert found.caution == found.notes[0]
    report = report_of(found, comparison)
    assert accuracy_lead(report).startswith(found.caution)
    start = "If the points were drawn at random, the map is right on an estimated "
    assert accuracy_headline(report).startswith(start)
    within = assessed(map=made, points=points, design="stratified")
    assert within.caution == ""


def test_points_drawn_at_random_are_assumed_so_only_where_nobody_said_it(tmp_path):
    mapped, truth = scene()
    made = source(tmp_path, "map", mapped)
    for seed in range(3):
        points = at_random(truth, 200, seed)
        assumed = assessed(map=made, points=points)
        assert assumed.notes[0].startswith("The points are taken for drawn at random over the map,")
        for design in ("simple", "poststratified", "stratified"):
            assert assessed(map=made, points=points, design=design).caution == ""


@pytest.mark.parametrize("design", ["simple", "poststratified"])
def test_strata_that_are_passed_over_are_told(tmp_path, design):
    mapped, truth = scene()
    made = source(tmp_path, "map", mapped)
    points = replace(drawn(mapped, truth, 150), told=("stratum", "stratum_pixels", "weight"))
    found = assessed(map=made, points=points, design=design)
    assert found.caution == found.notes[0]
    assert found.caution.startswith(
        f"{AT_RANDOM}they carry the fields stratum, stratum_pixels and weight of strata, which "
        f"DESIGN={design} passes over, so the estimates do not hold; choose DESIGN = auto"
    )
    assert "Map class 1 has 50 % of them" in found.caution
    assert assessed(map=made, points=points).caution == ""
    one = drawn(mapped, truth, 150, one=True)
    assert assessed(map=made, points=one, design=design).caution == ""


def test_a_field_that_is_missing_is_named(tmp_path):
    mapped, truth = scene()
    made = source(tmp_path, "map", mapped)
    points = bare(replace(drawn(mapped, truth, 150), told=("stratum", "weight", "map_class")))
    found = assessed(map=made, points=points)
    assert "carry the fields stratum and weight of strata, but stratum_pixels is" in found.notes[0]
    plain = replace(at_random(truth, 200), told=("weight",))
    assert assessed(map=made, points=plain, design="simple").caution == ""


# --- strata that were changed


def test_whole_strata_that_are_gone_are_named(tmp_path):
    mapped, truth = scene()
    mapped[:6] = truth[:6] = 3
    made = source(tmp_path, "map", mapped)
    points = drawn(mapped, truth, 60)
    for weights in (True, False):
        given = points
        if not weights:
            given = replace(points, strata=replace(points.strata, weights=None))
        for kept in ((1, 2), (1,)):
            inside = np.isin(points.strata.codes[points.strata.of_point], kept)
            for design in ("auto", "simple", "stratified"):
                found = assessed(map=made, points=with_strata(given, inside), design=design)
                assert found.design is None
                gone = ", ".join(str(code) for code in (1, 2, 3) if code not in kept)
                told = (
                    f"No areas were estimated: POINTS holds no point any more of map class {gone}, "
                )
                assert any(note.startswith(told) for note in found.notes)
                assert not any("GEO_SMALL" in note for note in found.notes)


@pytest.mark.parametrize("design", ["auto", "stratified", "poststratified", "strata"])
def test_a_stratum_without_a_label_is_called_so(tmp_path, design):
    """Its class is one that the map holds, also where other points are labelled with it."""
    mapped, truth = scene()
    points = drawn(mapped, truth, 120, one=design == "poststratified")
    r, c = ((5_200_000 - points.y) // 10).astype(int), ((points.x - 5e5) // 10).astype(int)
    at = mapped[r, c] if design == "poststratified" else points.strata.of_point + 1
    values = [None if one == 2 else value for one, value in zip(at, points.values)]
    assert 2 in values
    points = replace(points, values=values)
    shown = mapped
    if design == "strata":  # no longer the map's classes
        shown, design = scene(9)[0], "auto"
    if design != "auto":
        points = bare(points)
    found = assessed(map=source(tmp_path, "map", shown), points=points, design=design)
    number = int((at == 2).sum())
    (told,) = [note for note in found.notes if note.startswith("No areas were estimated")]
    assert f": of {number} points in " in told
    assert told.endswith(
        "none is labelled, so nothing is known of that part of the map; label them."
    )
    assert not any("no legend names" in note for note in found.notes)
    assert found.design is None


def test_sizes_that_contradict_the_map_are_told(tmp_path):
    mapped, truth = scene()
    made = source(tmp_path, "map", mapped)
    points = drawn(mapped, truth, 60)
    one, two = points.strata.pixels.tolist()
    found = assessed(map=made, points=with_strata(points, s1=two, s2=one))
    told = [note for note in found.notes if note.startswith("The sizes of the strata contradict")]
    assert len(told) == 1
    assert f"map class 1 has {two:,} pixels in the layer and {one:,} in the map" in told[0]
    assert not any("contradict" in note for note in assessed(map=made, points=points).notes)


@pytest.mark.parametrize("wrong", ["one each", "ten times", "negative", "swapped", "hidden"])
@pytest.mark.parametrize("same", [True, False])
def test_hectares_that_contradict_the_pixels_weigh_nothing(tmp_path, wrong, same):
    mapped, truth = scene()
    points = drawn(mapped, truth, 60)
    right = points.strata.hectares
    changed = {
        "one each": np.ones(2), "ten times": right * 10, "negative": right * [1, -1],
        "swapped": right[::-1], "hidden": np.array([np.nan, right[1]]),
    }[wrong]  # fmt: skip
    made = source(tmp_path, "map", mapped if same else scene(9)[0])
    plain = assessed(map=made, points=points)
    strata = replace(points.strata, hectares=changed)
    found = assessed(map=made, points=replace(points, strata=strata))
    assert found.design.overall == plain.design.overall
    assert found.design.areas == plain.design.areas
    told = [note for note in found.notes if note.startswith("The hectares of the strata")]
    assert len(told) == 1
    assert "they were not used: the strata count by 'stratum_pixels'" in told[0]
    assert not any("hectares of the strata" in note for note in plain.notes)


def test_hectares_of_another_system_are_believed(tmp_path):
    """Points drawn in degrees over 20 degrees of latitude: northern pixels are smaller."""
    mapped, truth = scene()
    mapped[:30], mapped[30:] = 1, 2
    wkt = CRS.from_epsg(4326).to_wkt()
    grid = Grid(wkt, Affine(0.3, 0, 5, 0, -0.3, 60), (60, 60))
    per_row = pixel_hectares(grid, grid.window) * 60
    points = drawn(mapped, truth, 60)
    strata = replace(points.strata, hectares=np.array([per_row[:30].sum(), per_row[30:].sum()]))
    r, c = (5_200_000 - points.y) // 10, (points.x - 500_000) // 10
    points = replace(points, x=5 + 0.3 * (c + 0.5), y=60 - 0.3 * (r + 0.5), crs_wkt=wkt)
    made = {"crs": CRS.from_epsg(4326), "transform": grid.transform}
    one = source(tmp_path, "map", np.random.default_rng(0).permutation(mapped), **made)
    found = assessed(map=one, points=replace(points, strata=strata))
    assert not any("hectares of the strata" in note for note in found.notes)
    np.testing.assert_allclose(found.design.weights, strata.hectares / strata.hectares.sum())


def test_points_that_left_their_class_are_counted(tmp_path):
    mapped, truth = scene()
    made = source(tmp_path, "map", mapped)
    points = drawn(mapped, truth, 60)
    code = points.strata.codes[points.strata.of_point].copy()
    same = replace(points, drawn_as=code)
    assert not any("another class than" in note for note in assessed(map=made, points=same).notes)
    code[:7] = 3 - code[:7]
    found = assessed(map=made, points=replace(points, drawn_as=code))
    assert any(note.startswith("At 7 of 120 points the map has another") for note in found.notes)
    moved = points.x.copy()
    moved[moved < np.median(moved)] += 90
    found = assessed(map=made, points=replace(points, x=moved))
    assert any("points the map has another class than when" in note for note in found.notes)


# --- what is left where nothing can be estimated


def test_counts_are_shares_of_the_points(tmp_path):
    mapped, truth = scene()
    points = drawn(mapped, truth, 60)
    unlabelled = [None if code == 2 else value
                  for code, value in zip(points.strata.codes[points.strata.of_point],
                                         points.values)]  # fmt: skip
    comparison = Comparison(
        map=source(tmp_path, "map", mapped), points=replace(points, values=unlabelled),
        baseline=source(tmp_path, "base", scene(9)[0]),
    )  # fmt: skip
    found = assessed(map=comparison.map, points=comparison.points, baseline=comparison.baseline)
    assert found.design is None
    report = report_of(found, comparison)
    headline = accuracy_headline(report)
    assert "a share of the points, not of the area" in headline
    assert "points." not in headline.replace("the points", "")
    assert "base" not in headline
    shown = str(accuracy_tiles(report))
    assert "difference" not in shown
    assert "of the points" in shown


def test_the_log_tells_figures_of_points_from_estimates(tmp_path):
    mapped, truth = scene()
    found = assessed(
        map=source(tmp_path, "map", mapped), points=drawn(mapped, truth, 60),
        baseline=source(tmp_path, "base", scene(9)[0]),
    )  # fmt: skip
    numbers = accuracy_numbers(found)
    for prefix, design in (("", found.design), ("BASELINE_", found.baseline_design)):
        figures = assess(design.matrix)
        assert numbers[f"{prefix}ESTIMATED_ACCURACY"] == design.overall.value
        assert numbers[f"{prefix}ESTIMATED_KAPPA"] == figures.kappa
        assert numbers[f"{prefix}ESTIMATED_MEAN_IOU"] == figures.mean_iou
        assert numbers[f"{prefix}ESTIMATED_MACRO_F1"] == figures.macro_f1
    lines = [number_line(name, value, of_points=True) for name, value in numbers.items()]
    marked = [line.split(":")[0] for line in lines if "points" in line]
    assert marked == [
        f"{prefix}{name}"
        for prefix in ("", "BASELINE_")
        for name in ("OVERALL_ACCURACY", "KAPPA", "MEAN_IOU", "MACRO_F1")
    ]
    assert number_line("KAPPA", 0.5, of_points=False) == "KAPPA: 0.5000"
