"""Columns of a layer of validation points: strata, their sizes, names and weights."""

from __future__ import annotations

import json

NAMES = ("POINTS",)
TOKENS = (b"null", b"1e999", b"1e300", b"NaN", b"-1", b'"1"', b'"x"', b"0", b"true", b"[]", b"1.5")


def target(data: bytes) -> None:
    from finecover.core.accuracy.point_strata import read_strata

    rows = [line.split(",") for line in data.decode("utf-8", "surrogateescape").split("\n")]
    cells = [[_value(cell) for cell in (*row, *[""] * 5)[:5]] for row in rows]
    codes, pixels, hectares, names, weights = zip(*cells)
    strata = read_strata(codes, pixels, hectares=hectares, names=names, weights=weights)
    json.dumps([strata.lost, strata.codes.tolist(), strata.pixels.tolist()])


def _value(cell: str) -> object:
    """Return what a field of QGIS may hold: nothing, a number or a text."""
    if not cell:
        return None
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def seeds() -> list[bytes]:
    return [
        b"1,200,2.5,Wood,0.5\n2,100,1.25,Water,0.25\n,,,,\n1,200,2.5,Wood,0.25",
        b"-1,10,,,\n-1,10,,,",
    ]
