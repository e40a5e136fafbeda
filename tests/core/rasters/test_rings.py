"""What of polygons encloses nothing, so that it selects nothing."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.errors import GridError, InputError
from finecover.core.rasters import area as area_module
from finecover.core.rasters.area import Area
from finecover.core.rasters.rings import polygon_rings
from raster_data import UTM, utm_grid

WEST, SOUTH = 412_345.678, 5_123_456.789
NOTHING = {
    "a line there and back": [(0, 0), (50, 70), (0, 0), (0, 0)],
    "a line of many corners": [(0, 0), (0.1, 0.3), (0.2, 0.6), (0.3, 0.9), (0.7, 2.1)],
    "one place": [(5, 5)] * 4,
    "an angle there and back": [(0, 0), (50, 0), (50, 70), (50, 0)],
    "a star there and back": [(0, 0), (50, 0), (0, 0), (0, 50), (0, 0), (-50, -1)],
    "a triangle there and back": [(0, 0), (50, 0), (50, 70), (0, 0), (50, 70), (50, 0)],
}
SOMETHING = {
    "a triangle": [(0, 0), (50, 0), (50, 70)],
    "a square the other way": [(0, 0), (0, 5), (5, 5), (5, 0)],
    "a bow": [(0, 0), (10, 10), (10, 0), (0, 10)],
    "an eight with a handle": [(0, 0), (10, 10), (10, 0), (0, 10), (0, 0), (-5, -5)],
    "a sliver": [(0, 0), (1000, 0), (1000, 1e-6)],
    "a triangle run round twice": [(0, 0), (50, 0), (50, 70), (0, 0), (50, 0), (60, 70)],
}


def drawn(corners, *, scale=1.0):
    ring = [[WEST + scale * x, SOUTH + scale * y] for x, y in corners]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@pytest.mark.parametrize("case", NOTHING)
@pytest.mark.parametrize("scale", [1.0, 1e-3, 977.0])
def test_what_encloses_nothing_is_no_polygon(case, scale):
    with pytest.raises(InputError, match=r"^GEO holds no polygon; draw one, or leave it out"):
        Area((drawn(NOTHING[case], scale=scale),), UTM)


@pytest.mark.parametrize("case", SOMETHING)
@pytest.mark.parametrize("scale", [1.0, 1e-2, 977.0])
def test_what_encloses_anything_is_kept(case, scale):
    assert len(list(polygon_rings([drawn(SOMETHING[case], scale=scale)], name="GEO"))) == 1


def test_lines_among_polygons_are_left_out():
    shapes = [drawn(NOTHING["one place"]), drawn(SOMETHING["a bow"])]
    (rings,) = polygon_rings(shapes, name="GEO")
    np.testing.assert_array_equal(rings[0], shapes[1]["coordinates"][0])


@pytest.mark.parametrize("far", [1e300, np.inf, np.nan])
def test_places_that_are_none_are_told_where_they_are_placed(far):
    shape = {"type": "Polygon", "coordinates": [[[0, 0], [far, 0], [far, far], [0, 0]]]}
    assert len(list(polygon_rings([shape], name="GEO"))) == 1


@pytest.mark.parametrize("told", [list, np.array, lambda ring: [tuple(at) for at in ring]])
def test_corners_may_be_told_in_any_way(told):
    ring = drawn(SOMETHING["a bow"])["coordinates"][0]
    shape = {"type": "Polygon", "coordinates": [told(ring)]}
    high = {"type": "Polygon", "coordinates": [told([[*at, 5.0] for at in ring])]}
    some = {"type": "Polygon", "coordinates": [[[*ring[0], 5.0], *ring[1:]]]}
    for (found,) in polygon_rings([shape, high, some], name="GEO"):
        np.testing.assert_array_equal(found, ring)


def test_rings_of_an_area_are_read_once(monkeypatch):
    made = []

    def counted(*given, **named):
        made.append(1)
        return polygon_rings(*given, **named)

    monkeypatch.setattr(area_module, "polygon_rings", counted)
    area = Area((drawn(SOMETHING["a bow"]),), UTM)
    grid = utm_grid(4, 4)
    for _ in range(2):
        with pytest.raises(GridError):
            _ = area.on(grid).window
    assert len(made) == 1
