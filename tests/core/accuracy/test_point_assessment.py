"""A map against labelled points, and the areas of its classes."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
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
from finecover.core.accuracy.accuracy_design import olofsson, simple_random
from finecover.core.accuracy.assessment import (
    ReferencePoints,
    class_areas,
)
from finecover.core.accuracy.comparison_points import point_codes
from finecover.core.errors import InputError
from finecover.core.legends.crosswalk import Crosswalk
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.progress import Silent
from scene import WKT, box, pixel_grid

# --- points


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
