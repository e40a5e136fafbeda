"""Polygons in well-known binary, as any writer may write them."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from finecover.core.vectors.wkb import polygon_from_wkb

OUTER = [(0.1, 0.2), (9.5, 0.0), (9.0, 8.25), (0.1, 0.2)]
HOLE = [(2.0, 1.0), (3.0, 1.0), (3.0, 2.0), (2.0, 1.0)]


def polygon(*rings, order="<", code=3, more=()):
    data = struct.pack(f"{order}BII", order == "<", code, len(rings))
    for ring in rings:
        data += struct.pack(f"{order}I", len(ring))
        for corner in ring:
            data += struct.pack(f"{order}{2 + len(more)}d", *corner, *more)
    return data


def parts(*polygons, order="<", code=6):
    return struct.pack(f"{order}BII", order == "<", code, len(polygons)) + b"".join(polygons)


def listed(rings):
    return [ring.tolist() for ring in rings]


def pairs(*rings):
    return [[list(corner) for corner in ring] for ring in rings]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("code", "more"), [
    (3, ()), (1003, (7.0,)), (2003, (7.0,)), (3003, (7.0, 8.0)),
    (0x80000003, (7.0,)), (0x40000003, (7.0,)), (0xC0000003, (7.0, 8.0)),
])  # fmt: skip
def test_heights_and_measures_are_passed_over(order, code, more):
    found = polygon_from_wkb(polygon(OUTER, HOLE, order=order, code=code, more=more))
    assert found["type"] == "Polygon"
    assert listed(found["coordinates"]) == pairs(OUTER, HOLE)
    for ring in found["coordinates"]:
        assert ring.dtype == np.dtype(np.float64)  # in the order of this machine


def test_each_part_has_its_own_byte_order():
    data = parts(polygon(OUTER, HOLE, order=">"), polygon(HOLE, code=1003, more=(1.0,)), order=">")
    found = polygon_from_wkb(data)
    assert found["type"] == "MultiPolygon"
    assert [listed(rings) for rings in found["coordinates"]] == [pairs(OUTER, HOLE), pairs(HOLE)]


def test_rings_without_corners_stay():
    assert listed(polygon_from_wkb(polygon([], HOLE))["coordinates"]) == [[], *pairs(HOLE)]
    assert polygon_from_wkb(parts())["coordinates"] == []


@pytest.mark.parametrize("code", [1, 2, 7, 10, 1006 + 1])
def test_other_kinds_are_told(code):
    with pytest.raises(ValueError, match="is no polygon"):
        polygon_from_wkb(struct.pack("<BII", 1, code, 0))
