"""The points themselves: names, strata, what the log tells, and what they estimate."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.accuracy.accuracy_design import stehman, stratum_matrices
from finecover.core.accuracy.expected_accuracy import ExpectedAccuracy
from finecover.core.accuracy.validation_plan import WHOLE_MAP, PointSettings
from finecover.core.accuracy.validation_points import draw_validation_points
from finecover.core.errors import InputError
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.phrases import counted
from finecover.core.rasters.area import Area
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.ground_area import pixel_hectares
from finecover.core.rasters.output import LEGEND_TAG
from finecover.core.rasters.raster import RasterSource
from raster_data import WGS84, Extras, Recorder, square, utm_grid, write_raster
from rasterio.crs import CRS

SHAPE = (80, 100)
NAMES = {0: "Sea", 3: "Forest", 7: "Crops", 9: "Town"}
LEGEND = Legend(
    tuple(LandCoverClass(c, name, "#30a0" + f"{c:02x}") for c, name in NAMES.items()),
    nodata_codes=(50,),
)


def values(codes=(0, 3, 7), shares=(0.6, 0.395, 0.005), shape=SHAPE):
    return np.random.default_rng(3).choice(codes, shape, p=shares).astype(np.uint8)


@pytest.fixture
def drawn(tmp_path):
    """Draw points of an array; return them and what was told."""

    def drawer(array, *, grid=None, legend=LEGEND, area=None, shown=None, **settings):
        path = write_raster(
            tmp_path / "map.tif", array, grid or utm_grid(*array.shape), Extras(nodata=255)
        )
        if legend is not None:
            with rasterio.open(path, "r+") as raster:
                raster.update_tags(**{LEGEND_TAG: json.dumps(legend.to_json())})
        progress = Recorder()
        points = draw_validation_points(
            RasterSource(path, name="MAP"),
            area=area,
            settings=PointSettings(**settings),
            shown=shown,
            progress=progress,
        )
        return points, " | ".join(progress.messages)

    return drawer


def test_strata_are_the_maps_classes(drawn):
    array = values()
    points, _ = drawn(array)
    assert [(one.code, one.name) for one in points.strata] == [
        (0, "Sea"), (3, "Forest"), (7, "Crops"),
    ]  # fmt: skip
    assert [one.pixels for one in points.strata] == np.bincount(array.ravel())[[0, 3, 7]].tolist()
    assert [one.hectares for one in points.strata] == [one.pixels * 0.01 for one in points.strata]
    assert [one.points for one in points.strata] == np.bincount(points.drawn.group).tolist()
    assert (array[points.drawn.row, points.drawn.col] == points.drawn.code).all()


def test_weights_add_up_to_the_whole(drawn):
    points, _ = drawn(values())
    assert points.weights[points.drawn.group].sum() == pytest.approx(1, rel=1e-12)


def test_the_whole_legend_is_offered_not_only_what_is_mapped(drawn):
    points, _ = drawn(values())
    assert points.legend.names == tuple(NAMES.values())


def test_class_0_counts_and_the_legends_nodata_does_not(drawn):
    array = values()
    array[:9] = 50
    points, told = drawn(array)
    assert [one.code for one in points.strata] == [0, 3, 7]
    assert 50 not in points.classes
    assert "Class 50" not in told


def test_the_log_tells_each_class_and_what_to_expect(drawn):
    points, told = drawn(values())
    sea = points.strata[0]
    assert f"0 Sea: {counted(sea.pixels, 'pixel')}, {sea.hectares:.1f} ha (" in told
    assert f"%), {sea.points} points" in told
    assert f"overall accuracy with {counted(points.drawn.row.size, 'point')}: " in told
    assert f"{points.expected_error:.4f} (0.02 asked for)" in told


def test_a_rare_class_gives_all_it_has_and_that_is_told(drawn):
    array = values()
    rare = int((array == 7).sum())
    points, told = drawn(array, min_per_class=100)
    assert points.strata[2].points == rare
    assert f"7 Crops has {rare} pixels only, and all of them were taken" in told


def test_the_price_of_rare_classes_is_told(drawn):
    points, told = drawn(values(), standard_error=0.1, min_per_class=35)
    assert f"of 0.1 takes {points.required} points where all serve overall accuracy alone" in told
    shared = f"and {points.drawn.row.size} shared out over 3 classes with 35 or more in each"
    assert f"{shared} (ALLOCATION=compromise). Lower MIN_PER_CLASS, or give TOTAL" in told
    points, told = drawn(values(), total=60)
    assert points.drawn.row.size == 60
    assert "MIN_PER_CLASS=50 takes 139 points in 3 classes, and TOTAL is 60: each got 20." in told


def test_what_total_does_to_the_minima_is_told_as_it_happened(drawn):
    rare = int((values() == 7).sum())
    points, told = drawn(values(), total=2 * 47 + rare)
    assert [one.points for one in points.strata] == [47, 47, rare]
    found = f"takes {100 + rare} points in 3 classes, and TOTAL is {94 + rare}: each got 47, or all"
    assert f"{found} its pixels." in told
    _, told = drawn(values(), total=62)
    assert "and TOTAL is 62: each got 20 to 22." in told
    _, told = drawn(values(), total=100 + rare)
    assert "MIN_PER_CLASS" not in told
    _, told = drawn(values(), total=60, allocation="proportional")
    assert "MIN_PER_CLASS" not in told
    _, told = drawn(values(), standard_error=0.1)
    assert "over 3 classes with 50 or more, or all its pixels, in each" in told


def test_a_total_beyond_the_pixels_is_told(drawn):
    points, told = drawn(values(shape=(4, 5)), total=500)
    assert points.drawn.row.size == 20
    assert points.expected_error == 0
    assert "TOTAL asks for 500 points, but only 20 pixels of the map have a class here" in told
    points, told = drawn(np.full((1, 1), 3, np.uint8), total=2)
    assert points.weights.tolist() == [1]
    assert "only 1 pixel of the map has a class here" in told
    assert "1 point was drawn" in told
    points, _ = drawn(np.full((1, 1), 0, np.uint8))
    assert points.drawn.code.tolist() == [0]


def test_few_points_for_the_classes_are_told_or_refused(drawn):
    points, told = drawn(values(), total=4)
    assert sorted(one.points for one in points.strata) == [1, 1, 2]
    assert "2 classes of 3 got a single point, which has no variance" in told
    assert "give a TOTAL of 6 or more" in told
    with pytest.raises(InputError, match=r"TOTAL: 2 points do not reach all 3 classes.*give 6 or"):
        drawn(values(), total=2)
    points, _ = drawn(values(), total=2, design="simple")
    assert points.drawn.row.size == 2


@pytest.mark.parametrize("allocation", ["compromise", "proportional", "equal", "neyman"])
def test_as_many_points_as_total_are_drawn(drawn, allocation):
    points, _ = drawn(values(), total=200, allocation=allocation)
    assert points.drawn.row.size == 200
    assert len(set(zip(points.drawn.row.tolist(), points.drawn.col.tolist()))) == 200
    assert points.weights[points.drawn.group].sum() == pytest.approx(1, rel=1e-12)


def test_the_standard_error_asked_for_is_reached_and_both_numbers_are_told(drawn):
    array = values(codes=(0, 3, 7), shares=(0.9, 0.05, 0.05), shape=(200, 200))
    points, told = drawn(array, allocation="equal")
    assert points.expected_error == pytest.approx(0.02, rel=0.01)
    count = points.drawn.row.size
    assert count > 2 * points.required
    assert f"takes {points.required} points where all serve" in told
    assert f"and {count} shared out over 3 classes with 2 or more in each (ALLOCATION=eq" in told
    assert "Choose another ALLOCATION, or give TOTAL" in told


def test_a_simple_design_is_one_stratum(drawn):
    array = values()
    points, told = drawn(array, design="simple", total=500)
    (whole,) = points.strata
    assert (whole.code, whole.pixels, whole.points) == (WHOLE_MAP, array.size, 500)
    assert set(points.drawn.code) <= {0, 3, 7}
    assert len(set(points.drawn.code)) >= 2
    assert points.weights.tolist() == [1 / 500]
    assert "0 Sea: " in told


def test_expected_accuracies_of_classes_change_the_number(drawn):
    better, _ = drawn(values(), expected=ExpectedAccuracy.parse("0.95"))
    worse, _ = drawn(values(), expected=ExpectedAccuracy.parse("0.95;3=0.5"))
    assert worse.required > better.required
    assert [one.expected for one in worse.strata] == [0.95, 0.5, 0.95]


def test_a_class_that_is_not_there_may_have_an_expectation(drawn):
    _, told = drawn(values(), expected=ExpectedAccuracy.parse("0.9;9=0.5"))
    assert "EXPECTED_ACCURACY names class 9, which the map does not hold here" in told


def test_a_class_without_expectation_is_an_error(drawn):
    with pytest.raises(InputError, match=r"EXPECTED_ACCURACY says nothing of class 7 \(Crops\)"):
        drawn(values(), expected=ExpectedAccuracy.parse("0=0.9;3=0.5"))


def test_points_stay_inside_the_polygons(drawn):
    grid = utm_grid(*SHAPE)
    area = Area((square(grid, 10, 20, 30, 40),), grid.crs_wkt, "GEO_SMALL")
    points, _ = drawn(values(), area=area)
    assert sum(one.pixels for one in points.strata) == 1200
    rows, cols = points.drawn.row, points.drawn.col
    assert ((rows >= 10) & (rows < 40) & (cols >= 20) & (cols < 60)).all()


def test_a_map_of_nodata_is_an_error(drawn):
    with pytest.raises(InputError, match=r"MAP 'map.tif' holds no class at all"):
        drawn(np.full(SHAPE, 255, np.uint8))
    grid = utm_grid(*SHAPE)
    area = Area((square(grid, 1, 1, 9, 9),), grid.crs_wkt, "GEO_SMALL")
    with pytest.raises(InputError, match="holds no class inside GEO_SMALL"):
        drawn(np.full(SHAPE, 50, np.uint8), area=area)


def test_a_single_class_is_fine(drawn):
    points, _ = drawn(np.full(SHAPE, 3, np.uint8), total=30)
    assert [(one.code, one.points) for one in points.strata] == [(3, 30)]


def test_codes_the_legend_does_not_know_are_classes_and_told(drawn):
    array = values()
    array[:9] = 77
    points, told = drawn(array)
    assert points.strata[-1].name == "Class 77"
    assert "MAP 'map.tif': 1 code without a name (77) taken for classes" in told


def test_without_a_legend_the_hosts_is_used_else_plain_numbers(drawn):
    points, _ = drawn(values(), legend=None, shown=LEGEND)
    assert points.legend.names == tuple(NAMES.values())
    points, _ = drawn(values(), legend=None)
    assert points.legend.names == ("Class 0", "Class 3", "Class 7")


def test_measurements_are_no_map(drawn):
    array = np.random.default_rng(0).integers(0, 200, SHAPE).astype(np.uint8)
    with pytest.raises(InputError, match="200 different values and no class names"):
        drawn(array, legend=None)


def test_a_map_in_degrees_tells_of_uneven_pixels(drawn):
    grid = Grid(WGS84, Affine(0.2, 0, 10, 0, -0.2, 65), SHAPE)
    points, told = drawn(values(), grid=grid)
    assert "Pixels differ by up to 54 % in ground area" in told
    assert "not every hectare, so estimates lean to where pixels are small; reproject" in told
    whole = pixel_hectares(grid, grid.window).sum() * SHAPE[1]
    assert sum(one.hectares for one in points.strata) == pytest.approx(whole, rel=1e-12)
    assert "differ" not in drawn(values())[1]
    grid = Grid(WGS84, Affine(1e-4, 0, 10, 0, -1e-4, 45), SHAPE)
    told = drawn(values(), grid=grid)[1]
    assert "The map is in degrees: every pixel of a class is as likely" in told
    assert "reproject" not in told


def test_hectares_are_those_on_the_ground_whatever_the_coordinate_system(drawn):
    mercator = CRS.from_epsg(3857).to_wkt()
    grid = Grid(mercator, Affine(10, 0, 1e6, 0, -10, 8_399_737), SHAPE)  # 60 degrees north
    points, told = drawn(values(), grid=grid)
    assert "coordinate system would make them 3.99 times as many" in told
    nominal = SHAPE[0] * SHAPE[1] / 100
    assert sum(one.hectares for one in points.strata) == pytest.approx(nominal / 3.99, rel=0.002)
    assert "differ" not in told


def test_the_points_estimate_what_is_true(drawn):
    """A truth that errs by class: the estimate lies within four of its standard errors."""
    random = np.random.default_rng(8)
    array = values(shares=(0.6, 0.3, 0.1), shape=(300, 300))
    wrong = random.random(array.shape) < np.choose(
        np.searchsorted([0, 3, 7], array), [0.1, 0.2, 0.4]
    )
    truth = np.where(wrong, np.array([3, 7, 0])[np.searchsorted([0, 3, 7], array)], array)
    points, _ = drawn(array, standard_error=0.015)
    drawn_, codes = points.drawn, np.array([0, 3, 7])
    seen = truth[drawn_.row, drawn_.col]
    cells = stratum_matrices(
        drawn_.group, np.searchsorted(codes, drawn_.code), np.searchsorted(codes, seen),
        shape=(3, 3),
    )  # fmt: skip
    found = stehman(cells, np.array([one.pixels for one in points.strata]))
    error = found.overall.standard_error
    assert abs(found.overall.value - (truth == array).mean()) < 4 * error
    assert error == pytest.approx(points.expected_error, rel=0.25)
