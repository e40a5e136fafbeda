"""Counting and drawing the pixels of each class: areas, chance, tiles and threads."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from finecover.core.accuracy import map_strata
from finecover.core.accuracy.map_strata import MapPixels, class_sizes, draw_pixels
from finecover.core.errors import Cancelled, GridError
from finecover.core.progress import Silent
from finecover.core.rasters.area import Area
from finecover.core.rasters.codes import CodeReader
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.ground_area import pixel_hectares
from finecover.core.rasters.raster import RasterSource
from raster_data import WGS84, Extras, Recorder, square, utm_grid, write_raster

SHAPE = (70, 90)


def classes(seed=1, shape=SHAPE, codes=(0, 3, 7, 40), shares=(0.5, 0.3, 0.19, 0.01)):
    return np.random.default_rng(seed).choice(codes, shape, p=shares).astype(np.uint8)


@pytest.fixture
def opened(tmp_path):
    """Open an array as a map; 255 is nodata."""

    def opener(values, grid=None, **more):
        grid = grid or utm_grid(*values.shape)
        path = write_raster(tmp_path / "map.tif", values, grid, Extras(nodata=255))
        return MapPixels(CodeReader(RasterSource(path, name="MAP")), **{"area": None, **more})

    return opener


def draw(pixels, wanted, *, seed=0, groups=None, progress=None):
    sizes = class_sizes(pixels, progress=Silent())
    groups = groups or {code: at for at, code in enumerate(sizes)}
    totals = [0] * (max(groups.values()) + 1)
    for code, at in groups.items():
        totals[at] += sizes[code].pixels
    return draw_pixels(
        pixels, groups=groups, sizes=totals, wanted=wanted, seed=seed, progress=progress or Silent()
    )


def places(drawn):
    return list(zip(drawn.row.tolist(), drawn.col.tolist()))


def test_classes_are_counted_and_nodata_is_not(opened):
    values = classes()
    values[5:9] = 255
    sizes = class_sizes(opened(values), progress=Silent())
    codes, counts = np.unique(values[values != 255], return_counts=True)
    assert {code: one.pixels for code, one in sizes.items()} == dict(zip(codes, counts))
    assert all(one.hectares == one.pixels * 0.01 for one in sizes.values())


def test_codes_that_mean_no_class_are_left_out(opened):
    sizes = class_sizes(opened(classes(), nodata_codes=(0, -9999)), progress=Silent())
    assert list(sizes) == [3, 7, 40]


def test_a_map_without_classes_is_empty(opened):
    assert class_sizes(opened(np.full(SHAPE, 255, np.uint8)), progress=Silent()) == {}


def test_areas_follow_the_latitude_of_each_row(opened):
    grid = Grid(WGS84, Affine(0.5, 0, 10, 0, -0.5, 70), SHAPE)
    values = np.full(SHAPE, 1, np.uint8)
    values[40:] = 2
    sizes = class_sizes(opened(values, grid), progress=Silent())
    per_row = pixel_hectares(grid, grid.window) * SHAPE[1]
    assert sizes[1].hectares == pytest.approx(per_row[:40].sum(), rel=1e-12)
    assert sizes[2].hectares == pytest.approx(per_row[40:].sum(), rel=1e-12)


def test_only_pixels_inside_the_polygons_count(opened):
    grid, values = utm_grid(*SHAPE), classes()
    area = Area((square(grid, 10, 20, 30, 40),), grid.crs_wkt, "GEO_SMALL")
    pixels = opened(values, area=area)
    sizes = class_sizes(pixels, progress=Silent())
    codes, counts = np.unique(values[10:40, 20:60], return_counts=True)
    assert {code: one.pixels for code, one in sizes.items()} == dict(zip(codes, counts))
    drawn = draw(pixels, [2] * len(sizes))
    assert drawn.row.min() >= 10
    assert drawn.row.max() < 40
    assert drawn.col.min() >= 20
    assert drawn.col.max() < 60


def test_polygons_off_the_map_are_an_error(opened):
    grid = utm_grid(*SHAPE)
    far = Area((square(grid, 500, 500, 9, 9),), grid.crs_wkt, "GEO_SMALL")
    with pytest.raises(GridError, match="GEO_SMALL does not overlap"):
        opened(classes(), area=far)


def test_each_group_gets_its_number_and_no_pixel_twice(opened):
    values = classes()
    drawn = draw(opened(values), [40, 30, 20, 10])
    assert np.bincount(drawn.group).tolist() == [40, 30, 20, 10]
    assert len(set(places(drawn))) == 100
    assert (values[drawn.row, drawn.col] == drawn.code).all()
    assert (np.array([0, 3, 7, 40])[drawn.group] == drawn.code).all()


def test_classes_can_share_a_group(opened):
    groups = {0: 0, 3: 0, 7: 0, 40: 0}
    drawn = draw(opened(classes()), [2000], groups=groups)
    shares = np.bincount(drawn.code, minlength=41)[[0, 3, 7, 40]] / 2000
    assert shares == pytest.approx([0.5, 0.3, 0.19, 0.01], abs=0.03)


def test_all_pixels_of_a_class_can_be_drawn(opened):
    values = classes()
    rare = int((values == 40).sum())
    drawn = draw(opened(values), [0, 0, 1, rare])
    assert set(places(drawn)) >= set(zip(*(at.tolist() for at in np.nonzero(values == 40))))


def test_the_seed_alone_decides(opened):
    pixels = opened(classes())
    first, again, other = (draw(pixels, [9, 9, 9, 9], seed=seed) for seed in (4, 4, 5))
    assert places(first) == places(again)
    assert len(set(places(first)) & set(places(other))) < 12


@pytest.mark.parametrize("geographic", [False, True])
@pytest.mark.parametrize(("tile", "threads"), [(7, "1"), (16, "3"), (33, "2"), (4096, "1")])
def test_neither_tiles_nor_threads_change_anything(opened, monkeypatch, tile, threads, geographic):
    grid = Grid(WGS84, Affine(0.1, 0, 10, 0, -0.13, 61), SHAPE) if geographic else None
    pixels = opened(classes(), grid)
    sizes, drawn = class_sizes(pixels, progress=Silent()), draw(pixels, [30, 20, 10, 5])
    monkeypatch.setattr(map_strata, "_TILE", tile)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    assert class_sizes(pixels, progress=Silent()) == sizes
    again = draw(pixels, [30, 20, 10, 5])
    for name in ("row", "col", "code", "group"):
        assert (getattr(again, name) == getattr(drawn, name)).all()


def test_every_pixel_of_a_class_is_as_likely(opened):
    """600 draws of 5 out of 60: chi-square with 59 degrees of freedom, 99.9 % below 98.3."""
    values = np.full((10, 12), 255, np.uint8)
    values[2:8, 1:11] = 4
    pixels, counts = opened(values), np.zeros((10, 12))
    for seed in range(600):
        drawn = draw(pixels, [5], seed=seed)
        counts[drawn.row, drawn.col] += 1
    expected = 600 * 5 / 60
    found = counts[2:8, 1:11]
    assert found.sum() == counts.sum() == 3000
    assert ((found - expected) ** 2 / expected).sum() < 98.3


def test_the_order_gives_no_class_away(opened):
    """The rare class, of which nearly all pixels are drawn, lies anywhere in the order."""
    values = classes(shape=(300, 300))
    rare = int((values == 40).sum())
    drawn = draw(opened(values), [rare, rare, rare, rare])
    place = np.arange(drawn.code.size) / drawn.code.size
    for code in (0, 3, 7, 40):
        mine = place[drawn.code == code]
        assert mine.mean() == pytest.approx(0.5, abs=0.04), code
    assert abs(np.corrcoef(drawn.row, place)[0, 1]) < 0.06


def test_a_limit_that_was_too_low_is_raised(opened, monkeypatch):
    pixels = opened(classes(shape=(200, 200)))
    drawn = draw(pixels, [300, 200, 100, 50])
    calls, limit = [], map_strata._limit

    def low_at_first(wanted, size, spare):  # as chance could make it
        calls.append(spare)
        return limit(wanted, size, spare) // (1 if len(calls) > 4 else 4)

    monkeypatch.setattr(map_strata, "_limit", low_at_first)
    assert places(draw(pixels, [300, 200, 100, 50])) == places(drawn)
    assert len(calls) == 8


@pytest.mark.parametrize("after", [0, 3])
def test_cancelling(opened, monkeypatch, after):
    monkeypatch.setattr(map_strata, "_TILE", 16)
    pixels = opened(classes())
    with pytest.raises(Cancelled):
        class_sizes(pixels, progress=Recorder(cancel_after=after))
    with pytest.raises(Cancelled):
        draw(pixels, [5, 5, 5, 5], progress=Recorder(cancel_after=after))
