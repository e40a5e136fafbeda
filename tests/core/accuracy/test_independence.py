"""References that are the map, the coarse map, or much coarser than the map."""

import os
from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from compared_maps import CODES, points_at, random_map, source
from finecover.core.accuracy.assessment import Comparison, NamedMap, assess_map
from finecover.core.accuracy.independence import check_reference, pixels_wide, same_band
from finecover.core.errors import InputError
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from rasterio.crs import CRS
from rasterio.warp import transform as warp
from scene import ORIGIN, UTM, box, pixel_grid
from test_several_maps import strata_of


def assess_of(**parts):
    return assess_map(Comparison(**parts), progress=Silent())


def test_a_map_is_not_its_own_reference(tmp_path):
    one = source(tmp_path, "map", random_map(1))
    with pytest.raises(InputError, match=r"REFERENCE 'map\.tif' is the same file and band as MAP"):
        Comparison(map=one, reference=one)
    os.link(one.path, tmp_path / "hard.tif")
    (tmp_path / "soft.tif").symlink_to(one.path)
    for name in ("hard.tif", "soft.tif", f"../{tmp_path.name}/map.tif"):
        with pytest.raises(InputError, match="same file and band as MAP"):
            check_reference(one, RasterSource(str(tmp_path / name)))
    check_reference(one, RasterSource(one.path, (2,)))
    check_reference(one, None)


def test_what_is_no_plain_file_is_compared_by_name():
    one = RasterSource("GPKG:/nowhere/a.gpkg:one")
    assert same_band(one, RasterSource("GPKG:/nowhere/a.gpkg:one", (1,)))
    assert not same_band(one, RasterSource("GPKG:/nowhere/a.gpkg:two"))


def test_a_copy_of_the_map_as_reference_is_told(tmp_path):
    one, copy = (source(tmp_path, name, random_map(1)) for name in ("map", "copy"))
    found = assess_of(map=one, reference=copy)
    assert found.result.overall == found.result.kappa == 1
    assert [note for note in found.notes if "same class at every pixel" in note]
    other = assess_of(map=one, reference=source(tmp_path, "truth", random_map(2)))
    assert not [note for note in other.notes if "same class at every pixel" in note]


def test_maps_given_twice_are_told(tmp_path):
    one, other, third = (source(tmp_path, name, random_map(i)) for i, name in enumerate("abc"))
    found = assess_of(
        map=one, reference=third, baseline=one,
        others=(NamedMap(other, "b"), NamedMap(one, "a"), NamedMap(other, "b (2)")),
    )  # fmt: skip
    assert found.independent
    assert [note for note in found.notes if "same file" in note] == [
        "BASELINE is the same file and band as MAP, so every gain is 0; give the coarse map that "
        "MAP was made from.",
        "a of MAPS is the same file and band as MAP, so their figures are equal; give each map "
        "once.",
        "b (2) of MAPS is the same file and band as b of MAPS, so their figures are equal; give "
        "each map once.",
    ]


@pytest.mark.parametrize(("pixel", "told"), [(10, ""), (15, ""), (25, "2.5"), (80, "8")])
def test_a_coarse_reference_is_told(tmp_path, pixel, told):
    one = source(tmp_path, "map", random_map(1))
    coarse = source(tmp_path, "coarse", random_map(2, (24, 30)), pixel=float(pixel))
    found = assess_of(map=one, reference=coarse)
    notes = [note for note in found.notes if "as wide as the map's" in note]
    expected = (
        f"The reference's pixels are {told} times as wide as the map's: fine detail is judged by "
        "coarse labels. If it is the coarse map that MAP was made from, choose INDEPENDENT = no."
    )
    assert notes == ([expected] if told else [])
    assert found.independent
    for more in ({"independent": False}, {"baseline": source(tmp_path, "b", random_map(3))}):
        known = assess_of(map=one, reference=coarse, **more)
        assert not [note for note in known.notes if "choose INDEPENDENT" in note]
        assert bool(told) == any("as wide as the map's" in note for note in known.notes)


def test_a_plain_copy_of_a_coarse_reference_is_agreement_with_it(tmp_path):
    coarse = random_map(2, (6, 8))
    fine = source(tmp_path, "map", np.kron(coarse, np.ones((4, 4), np.uint8)))
    reference = source(tmp_path, "coarse", coarse, pixel=40.0)
    found = assess_of(map=fine, reference=reference)
    assert "4 times as wide, so the map is a plain copy" in found.dependence
    assert found.notes[-1] == found.dependence
    assert not [note for note in found.notes if "choose INDEPENDENT" in note]


def test_pixels_are_measured_across_coordinate_systems():
    fine = pixel_grid(60, 60)
    lon, lat = warp(UTM, "EPSG:4326", [ORIGIN[0]], [ORIGIN[1]])
    for size in (0.001, 0.002):
        coarse = type(fine)(
            CRS.from_epsg(4326).to_wkt(), Affine(size, 0, lon[0], 0, -size, lat[0]), (20, 20)
        )
        metres = size * 111_200 * np.sqrt(np.cos(np.radians(lat[0])))
        assert pixels_wide(fine, coarse) == pytest.approx(metres / 10, rel=0.01)
    assert pixels_wide(fine, fine) == pytest.approx(1)


@pytest.mark.parametrize("design", ["auto", "simple", "stratified", "poststratified"])
def test_points_off_the_area_end_the_estimates_whatever_the_design(tmp_path, design):
    values = np.ones((24, 30), np.uint8)
    values[:, 15:] = 4
    rng = np.random.default_rng(0)
    rows, cols = rng.integers(0, 24, 400), rng.integers(0, 30, 400)
    rows[rows >= 23] = 0
    rows[0] = 23
    labels = values[rows, cols]
    points = points_at(rows, cols, labels.tolist())
    strata = strata_of(labels.tolist(), {1: 360, 4: 360})
    found = assess_of(
        map=source(tmp_path, "map", values), points=replace(points, strata=strata),
        area=box(0, 0, 23, 30, name="GEO_SMALL"), design=design,
    )  # fmt: skip
    assert found.design is None
    told = [note for note in found.notes if note.startswith("No areas were estimated")]
    assert told == [
        "No areas were estimated: GEO_SMALL leaves out 1 point, so the sizes of the strata they "
        "carry no longer hold, whatever DESIGN says; give the polygons the points were drawn in, "
        "or draw points inside these."
    ]


# --- references that are nearly one of the maps


def changed(values, share, seed=9):
    """Return classes with a share of the pixels that are no nodata given another class."""
    made = values.copy()
    places = np.flatnonzero(made != 255)
    picked = np.random.default_rng(seed).permutation(places)[: round(share * places.size)]
    made.ravel()[picked] = np.where(made.ravel()[picked] == 4, 1, 4)
    return made


@pytest.mark.parametrize("where", ["baseline", "others"])
@pytest.mark.parametrize(("share", "dependent"), [(0.005, True), (0.03, False)])
def test_a_reference_nearly_equal_to_another_map_is_not_independent(
    tmp_path, where, share, dependent
):
    truth = random_map(2)
    near = source(tmp_path, "near", changed(truth, share))
    more = {"baseline": near} if where == "baseline" else {"others": (NamedMap(near, "near"),)}
    found = assess_of(
        map=source(tmp_path, "map", random_map(1)),
        reference=source(tmp_path, "truth", truth), **more,
    )  # fmt: skip
    assert found.independent is not dependent
    if dependent:
        assert "% of the pixels, so one was very likely made from the other" in found.dependence
        assert found.dependence.startswith("The base" if where == "baseline" else "near of MAPS")
        assert "at 100 %" not in found.dependence


def test_agreement_that_chance_brings_is_no_sign_of_a_copy(tmp_path):
    sea = np.ones((60, 60), np.uint8)
    land = sea.copy()
    land[0, :30] = 4
    other = sea.copy()
    other[0, 10:40] = 4
    found = assess_of(
        map=source(tmp_path, "map", sea), reference=source(tmp_path, "truth", land),
        baseline=source(tmp_path, "base", other),
    )  # fmt: skip
    assert found.baseline.overall > 0.99
    assert found.independent
    assert not [note for note in found.notes if "made from the other" in note]


def test_a_map_nearly_equal_to_the_reference_is_told(tmp_path):
    truth = random_map(2)
    found = assess_of(
        map=source(tmp_path, "map", changed(truth, 0.005)),
        reference=source(tmp_path, "truth", truth),
    )  # fmt: skip
    assert found.independent
    assert [note for note in found.notes if "so this agreement says little" in note]


def drawn_points(labels, number=150):
    rows, cols = np.unravel_index(np.random.default_rng(4).permutation(labels.size)[:number],
                                  labels.shape)  # fmt: skip
    return points_at(rows, cols, [v if v != 255 else None for v in labels[rows, cols].tolist()])


def test_points_labelled_from_the_baseline_are_not_independent(tmp_path):
    truth = random_map(2)
    points = drawn_points(truth)
    one, base = source(tmp_path, "map", random_map(1)), source(tmp_path, "base", truth)
    found = assess_of(map=one, points=points, baseline=base)
    assert found.baseline.overall == 1
    assert found.design is None
    told = "points compared, so they were very likely labelled from it"
    assert found.dependence.startswith("The baseline agrees with all ")
    assert told in found.dependence
    few = assess_of(map=one, points=drawn_points(truth, 80), baseline=base)
    assert few.independent, "a map right at 97 % would agree with all of them in 11 % of samples"
    assert [note for note in few.notes if note.startswith("The baseline agrees with all ")]
    in_maps = assess_of(map=one, points=points, others=(NamedMap(base, "base"),))
    assert in_maps.independent
    assert [n for n in in_maps.notes if "its figures say nothing about its accuracy" in n]


@pytest.mark.parametrize("pixel", [10.0, 40.0])
def test_points_nearly_equal_to_the_baseline_are_told(tmp_path, pixel):
    step = int(pixel / 10)
    coarse = random_map(2, (24 // step, 30 // step + 1))
    fine = np.kron(coarse, np.ones((step, step), np.uint8))[:24, :30]
    points = drawn_points(fine, 300)
    at = next(i for i, value in enumerate(points.values) if value is not None)
    points.values[at] = 4 if points.values[at] != 4 else 1
    found = assess_of(
        map=source(tmp_path, "map", random_map(1)), points=points,
        baseline=source(tmp_path, "base", coarse, pixel=pixel),
    )  # fmt: skip
    assert found.independent == (pixel == 10)
    if found.independent:
        assert [note for note in found.notes if "choose INDEPENDENT = no" in note]
    else:
        assert "although its pixels are 4 times as wide as the map's" in found.dependence


@pytest.mark.parametrize(("number", "wide", "dependent"), [
    (25, True, False), (34, True, True), (60, True, True), (60, False, False), (120, False, True),
])  # fmt: skip
def test_few_points_labelled_from_a_coarse_map_give_no_areas(tmp_path, number, wide, dependent):
    step = 4 if wide else 1
    coarse = CODES[np.random.default_rng(3).integers(0, 3, (24 // step, 32 // step))]
    coarse = coarse.astype(np.uint8)
    fine = np.kron(coarse, np.ones((step, step), np.uint8))[:24, :30]
    base = source(tmp_path, "base", coarse, pixel=10.0 * step)
    parts = {"map": source(tmp_path, "map", random_map(1)), "points": drawn_points(fine, number)}
    found = assess_of(**parts, baseline=base)
    assert found.independent is not dependent
    assert (found.design is None) == dependent
    told = [note for note in found.notes if note.startswith("The baseline agrees with all ")]
    assert len(told) == (number > 30)
    beside = assess_of(**parts, others=(NamedMap(base, "base"),))
    told = [note for note in beside.notes if note.startswith("base of MAPS agrees with all ")]
    assert beside.independent
    assert len(told) == (number > 30)


def test_agreement_in_one_class_nearly_everywhere_is_no_sign_of_a_copy(tmp_path):
    sea = np.ones((24, 30), np.uint8)
    sea[:4, :4] = 4
    points = drawn_points(sea, 70)
    assert 4 in points.values
    found = assess_of(
        map=source(tmp_path, "map", random_map(1)), points=points,
        baseline=source(tmp_path, "base", sea[::4, ::4], pixel=40.0),
    )  # fmt: skip
    assert found.baseline.overall == 1
    assert found.independent


def test_points_labelled_from_the_map_are_told(tmp_path):
    mapped = random_map(1)
    found = assess_of(map=source(tmp_path, "map", mapped), points=drawn_points(mapped, 60))
    assert found.independent
    assert [note for note in found.notes if "if they were labelled from the map" in note]
    few = assess_of(map=source(tmp_path, "map", mapped), points=drawn_points(mapped, 20))
    assert not [note for note in few.notes if "if they were labelled from the map" in note]


# --- what holds no classes


def elevations(tmp_path, name, shape=(24, 30), **more):
    values = np.arange(shape[0] * shape[1], dtype=np.uint16).reshape(shape) + 800
    return replace(source(tmp_path, name, values, **more), name=name.upper())


def test_measurements_are_not_compared(tmp_path):
    one = source(tmp_path, "map", random_map(1))
    other = source(tmp_path, "other", random_map(2))
    dem = elevations(tmp_path, "dem")
    told = r"DEM.* holds 720 different values and no class names, so it looks like measurements; "
    points = points_at([1, 2, 3], [1, 2, 3], [1, 4, 1])
    for parts in (
        {"map": dem, "reference": one}, {"map": one, "reference": dem},
        {"map": one, "reference": other, "baseline": dem},
        {"map": one, "reference": other, "others": (NamedMap(dem, "dem"),)},
        {"map": dem, "points": points},
        {"map": one, "points": points, "baseline": dem},
    ):  # fmt: skip
        with pytest.raises(InputError, match=told):
            assess_of(**parts)


def test_many_unnamed_codes_with_a_crosswalk_are_classes(tmp_path):
    one = source(tmp_path, "map", random_map(1))
    many = elevations(tmp_path, "many")
    table = tmp_path / "walk.csv"
    rows = "".join(f"many,{code},{1 if code % 2 else 4}\n" for code in range(800, 1520))
    table.write_text("map,from,to\n" + rows, encoding="utf-8")
    found = assess_of(
        map=one, reference=source(tmp_path, "truth", random_map(2)), baseline=many,
        crosswalks=read_crosswalk_table(table),
    )  # fmt: skip
    assert found.baseline is not None


def test_numbers_of_points_are_no_labels(tmp_path):
    rows, cols = np.arange(100) // 30, np.arange(100) % 30
    with pytest.raises(InputError, match=r"FIELD holds 100 different values .* choose the field"):
        assess_of(
            map=source(tmp_path, "map", np.ones((24, 30), np.uint8)),
            points=points_at(rows, cols, list(range(1000, 1100))),
        )
