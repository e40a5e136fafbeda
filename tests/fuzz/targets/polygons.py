"""Polygons: GeoJSON as text, and corners as numbers."""

from __future__ import annotations

import json
import struct

from harness import Choices

NAMES = ("GEO", "system")
TOKENS = (
    *(b"Polygon", b"MultiPolygon", b"GeometryCollection", b"coordinates", b"geometries", b"null"),
    *(b"NaN", b"Infinity", b"-1e300", b"1e400", b"[]", b"[[]]", b"[[[]]]", b"180", b"-90", b"true"),
    *(struct.pack("<d", value) for value in (float("nan"), float("inf"), 1e300, 5e-324, -180.0)),
)
_TEXT, _NUMBERS = b"t", b"n"
_SYSTEMS = (32632, 4326, 3031, 3857, 32760, 3035)


def target(data: bytes) -> None:
    kind, rest = data[:1], data[1:]
    choices = Choices(rest)
    crs, touched = choices.below(len(_SYSTEMS)), bool(choices.below(2))
    body = rest[2:]
    if kind == _NUMBERS:
        shapes = _from_numbers(body)
    else:
        try:
            shapes = json.loads(body.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return
        shapes = tuple(shapes) if isinstance(shapes, list) else (shapes,)
    _use(shapes, _SYSTEMS[crs], touched)


def _from_numbers(body: bytes) -> tuple[dict, ...]:
    """Return a polygon whose corners are pairs of doubles, a new ring after each empty pair."""
    values = struct.unpack(f"<{len(body) // 8}d", body[: len(body) // 8 * 8])
    pairs, rings = list(zip(values[::2], values[1::2])), [[]]
    for pair in pairs:
        if pair == (0.0, 0.0):
            rings.append([])
        else:
            rings[-1].append(pair)
    return ({"type": "Polygon", "coordinates": [[*ring, *ring[:1]] for ring in rings]},)


def _use(shapes: tuple, crs: int, touched: bool) -> None:
    import numpy as np
    from affine import Affine
    from finecover.core.rasters.area import Area
    from finecover.core.rasters.grid import Grid
    from rasterio.crs import CRS

    grid = Grid(CRS.from_epsg(32632).to_wkt(), Affine(10, 0, 5e5, 0, -10, 5e6), (30, 40))
    mask = Area(shapes, CRS.from_epsg(crs).to_wkt()).on(grid, all_touched=touched)
    whole = mask.read(grid.window)
    if mask.window.intersect(grid.window) != mask.window:
        raise ValueError("a window beyond the grid")
    tiles = list(grid.tiles(17))
    if not touched:
        for tile in tiles:
            if not np.array_equal(mask.read(tile), whole[tile.inside(grid.window)]):
                raise ValueError("tiles are unlike the whole")
    mask.check_pixels()


def seeds() -> list[bytes]:
    ring = [[5e5, 5e6], [500_200, 5e6], [500_200, 4_999_800], [5e5, 4_999_800], [5e5, 5e6]]
    hole = [[500_050, 4_999_950], [500_100, 4_999_950], [500_100, 4_999_900], [500_050, 4_999_950]]
    degrees = [[9, 45.15], [9.002, 45.15], [9.002, 45.152], [9, 45.15]]
    one = {"type": "Polygon", "coordinates": [ring, hole]}
    many = {"type": "MultiPolygon", "coordinates": [[degrees], [degrees]]}
    bag = {"type": "GeometryCollection", "geometries": [one, many]}
    told = [(0, one), (1, many), (0, bag), (0, [one, None])]
    numbers = b"".join(struct.pack("<2d", *point) for point in ring)
    return [
        *(_TEXT + bytes([crs, 0]) + json.dumps(shape).encode() for crs, shape in told),
        _NUMBERS + bytes([0, 1]) + numbers,
        _NUMBERS + bytes([0, 0]) + numbers,
    ]
