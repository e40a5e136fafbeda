import numpy as np
import pytest
from finecover.core.rasters.blocks import Blocks, cut
from finecover.core.rasters.window import Window
from hypothesis import given, settings
from hypothesis import strategies as st

TILED = Blocks(0, 0, 512, 512)


def shapes(parts):
    return {(part.height, part.width) for part in parts}


def test_a_window_that_fits_is_not_cut():
    window = Window(3, 5, 100, 100)
    assert cut(window, TILED, pixels=10_000) == [window]


@pytest.mark.parametrize(
    ("pixels", "shape"),
    [(512 * 512, (512, 512)), (2 * 512 * 512, (512, 1024)), (4 * 512 * 512 + 9, (1024, 1024)),
     (200_000, (256, 512)), (512 * 512 - 1, (256, 512)), (512 * 100, (86, 512)), (600, (1, 512))],
)  # fmt: skip
def test_whole_blocks_or_else_whole_widths(pixels, shape):
    parts = cut(Window(0, 0, 2048, 2048), TILED, pixels=pixels)
    assert max(shapes(parts)) == shape
    assert all(part.height * part.width <= pixels for part in parts)


def test_few_blocks_are_decoded_twice():
    whole = Window(0, 0, 2048, 2048)
    for pixels, most in ((512 * 512, 16), (200_000, 32), (100_000, 48)):
        parts = cut(whole, TILED, pixels=pixels)
        assert sum(map(TILED.touched, parts)) <= most


def test_strips_are_read_whole():
    parts = cut(Window(0, 0, 300, 1000), Blocks(0, 0, 1, 1000), pixels=50_000)
    assert {part.width for part in parts} == {1000}
    parts = cut(Window(0, 0, 300, 512), Blocks(0, 0, 1, 10_980), pixels=50_000)
    assert {part.width for part in parts} == {512}


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_every_pixel_is_in_one_part(data):
    side = st.integers(1, 40)
    at = st.integers(-30, 30)
    window = Window(*(data.draw(at) for _ in "ab"), *(data.draw(side) for _ in "ab"))
    blocks = Blocks(*(data.draw(at) for _ in "ab"), *(data.draw(side) for _ in "ab"))
    pixels = data.draw(st.integers(1, 2000))
    seen = np.zeros((window.height, window.width), int)
    for part in cut(window, blocks, pixels=pixels):
        assert part.intersect(window) == part
        assert part.height * part.width <= max(pixels, part.width)
        seen[part.inside(window)] += 1
    assert (seen == 1).all()
