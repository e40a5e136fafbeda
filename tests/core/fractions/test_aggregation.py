"""Shares of classes by exact area: whole pixels, parts, other systems, gaps, tiles."""

from contextlib import contextmanager

import numpy as np
import pytest
from affine import Affine
from finecover.core.fractions import aggregation
from finecover.core.fractions.aggregation import ShareReader, tell_unknown
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import generic
from finecover.core.rasters.codes import CodeReader
from finecover.core.rasters.grid import Grid, Window
from finecover.core.rasters.raster import RasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import SINUSOIDAL, UTM, WGS84, Extras, around, utm_grid, write_raster
from scene import Recorder

CODES = (0, 3, 7)
RULE = LabelRule(generic(np.array(CODES)))
NODATA = 255


@pytest.fixture
def labels(tmp_path):
    rng = np.random.default_rng(1)
    values = rng.choice(
        np.array([*CODES, NODATA, 99], np.uint8), (60, 80), p=[0.4, 0.3, 0.2, 0.05, 0.05]
    )
    return values, write_raster(
        tmp_path / "fine.tif", values, utm_grid(60, 80), Extras(nodata=NODATA)
    )


@contextmanager
def reading(path, grid, rule=RULE):
    with CodeReader(RasterSource(path)) as reader:
        yield ShareReader(reader, rule, grid)


def turned_grid(degrees, labels, shape):
    """Return a grid whose pixels are so many labels wide."""
    turn = Affine.rotation(degrees) * Affine.scale(labels)
    return Grid(UTM, utm_grid().transform * turn, shape)


def counted(values):
    """Return shares and cover of blocks of pixels by counting."""
    marks = np.stack([(values == code) for code in CODES]).astype(float)
    known = marks.sum(axis=0).mean()
    return marks.mean(axis=(1, 2)) / (known or 1), known


def test_blocks_of_whole_pixels_are_counted(labels):
    values, path = labels
    with reading(path, utm_grid(12, 16, size=50.0)) as reader:
        found = reader.read(Window(0, 0, 12, 16))
    for row in range(12):
        for col in range(16):
            shares, known = counted(values[5 * row : 5 * row + 5, 5 * col : 5 * col + 5])
            np.testing.assert_allclose(found.shares[:, row, col], shares, rtol=1e-14)
            assert found.covered[row, col] == pytest.approx(known)


def test_codes_the_legend_lacks_are_told(labels):
    _, path = labels
    with reading(path, utm_grid(12, 16, size=50.0)) as reader:
        reader.read(Window(0, 0, 12, 16))
        assert reader.unknown_codes == (99,)
    with reading(path, utm_grid(60, 80), LabelRule(generic(np.array([3, 7])))) as reader:
        reader.read(Window(0, 0, 60, 80))
        assert reader.unknown_codes == (0, 99)
    told = Recorder()
    tell_unknown((0, 99), told)
    assert "not in the legend (0, 99)" in told.warnings[0]
    tell_unknown((), told)
    assert len(told.warnings) == 1


def test_an_equal_grid_keeps_every_label(labels):
    values, path = labels
    with reading(path, utm_grid(60, 80)) as reader:
        found = reader.read(Window(0, 0, 60, 80))
    for place, code in enumerate(CODES):
        np.testing.assert_array_equal(found.shares[place], values == code)
    np.testing.assert_array_equal(found.covered, np.isin(values, CODES))


def test_a_shifted_grid_weighs_parts_of_pixels(labels):
    values, path = labels
    grid = utm_grid(3, 3, size=20.0, shift=(0.25, 0.375))  # half a label down, 3/4 of one right
    with reading(path, grid) as reader:
        found = reader.read(Window(0, 0, 3, 3))
    weights = np.outer([0.5, 1, 0.5], [0.25, 1, 0.75])
    area = [(weights * (values[:3, :3] == code)).sum() for code in CODES]
    np.testing.assert_allclose(found.shares[:, 0, 0], np.array(area) / sum(area), rtol=1e-12)
    assert found.covered[0, 0] == pytest.approx(sum(area) / 4)


def test_finer_grids_take_the_label_they_lie_in(labels):
    values, path = labels
    with reading(path, utm_grid(240, 320, size=2.5)) as reader:
        found = reader.read(Window(0, 0, 240, 320))
    large = values.repeat(4, axis=0).repeat(4, axis=1)
    for place, code in enumerate(CODES):
        np.testing.assert_allclose(found.shares[place], large == code, atol=1e-12)


def test_beyond_the_labels_there_are_none(labels):
    _, path = labels
    grid = utm_grid(4, 4, size=100.0, shift=(-2, -2))
    with reading(path, grid) as reader:
        found = reader.read(Window(0, 0, 4, 4))
        away = reader.read(Window(500, 500, 2, 2))
    assert not found.covered[:2].any()
    assert not found.shares[:, :2].any()
    assert found.covered[2:, 2:].all()
    assert not away.covered.any()


@pytest.mark.parametrize(("wkt", "size"), [(WGS84, 0.0006), (SINUSOIDAL, 61.0)])
def test_another_system_conserves_the_area(tmp_path, wkt, size):
    fine = utm_grid(64, 64)
    values = np.random.default_rng(5).choice(np.array(CODES, np.uint8), (64, 64))
    path = write_raster(tmp_path / "fine.tif", values, fine, Extras(nodata=NODATA))
    grid = around(fine, wkt=wkt, size=size)
    with reading(path, grid) as reader:
        found = reader.read(grid.window)
        corner_row, corner_col = reader._corners.positions(Window(0, 0, 65, 65))
    area = found.shares * found.covered
    total = quads(corner_row, corner_col)
    assert area.sum() == pytest.approx(total.sum(), rel=1e-9)
    for place, code in enumerate(CODES):
        assert area[place].sum() == pytest.approx(total[values == code].sum(), rel=1e-9)


def quads(row, col):
    """Return the areas of the pixels between corners (row, col)."""
    rows = row[:-1, :-1], row[:-1, 1:], row[1:, 1:], row[1:, :-1]
    cols = col[:-1, :-1], col[:-1, 1:], col[1:, 1:], col[1:, :-1]
    return abs(
        sum(cols[i] * rows[(i + 1) % 4] - cols[(i + 1) % 4] * rows[i] for i in range(4))
    ) / 2  # fmt: skip


def test_a_turned_grid_agrees_with_many_points(labels):
    values, path = labels
    turned = turned_grid(20, 7.3, (6, 6))
    window = Window(0, 3, 4, 3)
    with reading(path, turned) as reader:
        found = reader.read(window)
        fine = reader._from
    steps = (np.arange(200) + 0.5) / 200
    for row in range(4):
        for col in range(3):
            x, y = turned.xy(row + steps[:, None], window.col + col + steps[None, :])
            at_row, at_col = (np.floor(part).astype(int) for part in fine.rowcol(x, y))
            inside = (at_row >= 0) & (at_row < 60) & (at_col >= 0) & (at_col < 80)
            taken = np.where(inside, values[at_row.clip(0, 59), at_col.clip(0, 79)], NODATA)
            shares, known = counted(taken)
            np.testing.assert_allclose(found.shares[:, row, col], shares, atol=0.003)
            assert found.covered[row, col] == pytest.approx(known, abs=0.003)


@pytest.mark.parametrize("turn", [0, 1e-13, 15])
def test_pixels_of_one_class_are_wholly_of_it(tmp_path, turn):
    path = write_raster(tmp_path / "one.tif", np.full((50, 50), 3, np.uint8), utm_grid(50, 50))
    place = Affine.translation(11.3, 9.1) * Affine.rotation(turn) * Affine.scale(3.7)
    grid = Grid(UTM, utm_grid().transform * place, (5, 5))
    with reading(path, grid) as reader:
        found = reader.read(grid.window)
    np.testing.assert_array_equal(found.shares[1], np.ones((5, 5)))
    np.testing.assert_array_equal(found.covered, np.ones((5, 5)))


@pytest.mark.parametrize("kind", ["parallel", "turned", "geographic"])
def test_tiles_change_no_byte(labels, monkeypatch, kind):
    _, path = labels
    grid = {
        "parallel": utm_grid(14, 18, size=37.7, shift=(-0.4, 0.3)),
        "turned": Grid(
            UTM, utm_grid().transform * Affine.rotation(9) * Affine.scale(4.4), (14, 18)
        ),
        "geographic": around(utm_grid(60, 80), wkt=WGS84, size=0.0005),
    }[kind]
    with reading(path, grid) as reader:
        whole = reader.read(grid.window)
        for tile in grid.tiles(5):
            part = reader.read(tile)
            inside = tile.inside(grid.window)
            np.testing.assert_array_equal(part.shares, whole.shares[(slice(None), *inside)])
            np.testing.assert_array_equal(part.covered, whole.covered[inside])
        monkeypatch.setattr(aggregation, "_MOST", 200)
        np.testing.assert_array_equal(reader.read(grid.window).shares, whole.shares)


@given(
    st.floats(-9, 9), st.floats(-9, 9), st.floats(0.5, 6), st.sampled_from([0.0, 1e-13, 7.0, 45.0])
)
@settings(max_examples=25, deadline=None)
def test_pixels_of_one_class_are_wholly_of_it_wherever_they_lie(
    tmp_path_factory, down, right, side, turn
):
    path = tmp_path_factory.mktemp("one") / "one.tif"
    fine = utm_grid(40, 40)
    write_raster(path, np.full((40, 40), 3, np.uint8), fine)
    place = Affine.translation(right, down) * Affine.rotation(turn) * Affine.scale(side)
    grid = Grid(UTM, fine.transform * place, (5, 5))
    with reading(path, grid) as reader:
        found = reader.read(grid.window)
    some = found.covered > 0
    np.testing.assert_array_equal(found.shares[1], some.astype(float))
    assert not found.shares[[0, 2]].any()


@given(
    st.integers(0, 2**16), st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.7, 1.0, 2.6, 5.0])
)
@settings(max_examples=25, deadline=None)
def test_the_same_system_conserves_the_area_of_every_class(
    tmp_path_factory, seed, down, right, size
):
    values = np.random.default_rng(seed).choice(np.array([*CODES, NODATA], np.uint8), (24, 31))
    path = tmp_path_factory.mktemp("same") / "fine.tif"
    write_raster(path, values, utm_grid(24, 31), Extras(nodata=NODATA))
    rows, cols = (int(side / size) + 3 for side in values.shape)
    grid = utm_grid(rows, cols, size=10 * size, shift=(-1 - down, -1 - right))
    with reading(path, grid) as reader:
        found = reader.read(grid.window)
    area = (found.shares * found.covered).sum(axis=(1, 2)) * size**2
    np.testing.assert_allclose(area, [(values == code).sum() for code in CODES], rtol=1e-9)
    assert (found.shares >= 0).all()
    np.testing.assert_allclose(found.shares.sum(axis=0)[found.covered > 0], 1, atol=1e-12)


@given(st.permutations(range(3)), st.integers(0, 2**16), st.sampled_from([0.0, 8.0]))
@settings(max_examples=15, deadline=None)
def test_other_codes_of_the_classes_permute_the_shares(tmp_path_factory, order, seed, turn):
    values = np.random.default_rng(seed).integers(0, 3, (20, 20)).astype(np.uint8)
    folder = tmp_path_factory.mktemp("permuted")
    grid = turned_grid(turn, 3.3, (5, 5))
    rule = LabelRule(generic(np.arange(3)))
    found = []
    for name, codes in (("as_they_are", np.arange(3)), ("permuted", np.array(order))):
        path = write_raster(
            folder / f"{name}.tif", codes[values].astype(np.uint8), utm_grid(20, 20)
        )
        with reading(path, grid, rule) as reader:
            found.append(reader.read(grid.window).shares)
    np.testing.assert_allclose(found[1][list(order)], found[0], atol=1e-15)


@pytest.mark.parametrize("start", [-180, 0])
@pytest.mark.parametrize("west", [170, -190, -10, 350])
def test_labels_around_the_earth(tmp_path, start, west):
    values = np.random.default_rng(3).choice(np.array(CODES, np.uint8), (12, 720))
    world = Grid(WGS84, Affine(0.5, 0, start, 0, -0.5, 3), values.shape)
    path = write_raster(tmp_path / "world.tif", values, world)
    pixels = Grid(WGS84, Affine(2, 0, west, 0, -2, 3), (3, 10))
    with reading(path, pixels) as reader:
        found = reader.read(pixels.window).shares
        for col in range(10):
            place = np.arange(4) + int((west - start) * 2 + 4 * col)
            shares, _ = counted(values[4:8, place % 720])
            np.testing.assert_allclose(found[:, 1, col], shares, atol=1e-9)
            single = reader.read(Window(1, col, 1, 1)).shares
            np.testing.assert_allclose(single[:, 0, 0], shares, atol=1e-9)
