"""Common areas: of intervals with unit pixels, of quadrangles with the unit square."""

import numpy as np
import pytest
from finecover.core.fractions.overlap import AxisOverlap, box_areas, quad_areas
from hypothesis import given, settings
from hypothesis import strategies as st

edge = st.floats(0, 12, allow_nan=False, allow_subnormal=False)


def lengths(low, high, pixels):
    """Return how much of [low, high] lies in each unit pixel, one by one."""
    return np.array([max(0.0, min(high, at + 1) - max(low, at)) for at in range(pixels)])


@given(st.lists(edge, min_size=2, max_size=6).map(sorted), st.integers(0, 2**32 - 1), st.booleans())
def test_boxes_hold_what_their_sides_cut_out(edges, seed, falling):
    marked = np.random.default_rng(seed).integers(0, 2, (13, 13))
    edges = np.array(edges[::-1] if falling else edges)
    overlap = AxisOverlap.of(edges)
    first, after = overlap.reach
    cols = AxisOverlap.of(np.array([0.25, 3.0, 3.5, 9.0]))
    (left, right) = cols.reach
    found = box_areas(marked[first : min(after, 13), left:right], overlap, cols)
    down = np.stack([
        lengths(*sorted(pair), 13) for pair in zip(edges, edges[1:])
    ])  # fmt: skip
    across = np.stack([lengths(0.25, 3, 13), lengths(3, 3.5, 13), lengths(3.5, 9, 13)])
    np.testing.assert_allclose(found, down @ marked @ across.T, atol=1e-6)


def test_whole_pixels_are_counted_exactly():
    overlap = AxisOverlap.of(np.array([2.0, 5.0, 8.0]) + 1e-12)
    assert not overlap.first_part.any()
    assert not overlap.last_part.any()
    found = box_areas(np.ones((7, 7), int), overlap, overlap)
    np.testing.assert_array_equal(found, np.full((2, 2), 9.0))


@pytest.mark.parametrize(
    ("corners", "area"),
    [
        ([(0, 0), (0, 1), (1, 1), (1, 0)], 1.0),
        ([(-1, -1), (-1, 2), (2, 2), (2, -1)], 1.0),
        ([(0.25, 0.25), (0.25, 0.75), (0.75, 0.75), (0.75, 0.25)], 0.25),
        ([(-0.5, 0.5), (0.5, 1.5), (1.5, 0.5), (0.5, -0.5)], 1.0),  # a diamond around it
        ([(0, 0.5), (0.5, 1), (1, 0.5), (0.5, 0)], 0.5),  # a diamond inside it
        ([(-0.5, 0), (0, 0.5), (0.5, 0), (0, -0.5)], 0.125),  # a quarter of one
        ([(0.5, -1), (0.5, 2), (3, 2), (3, -1)], 0.5),
        ([(2, 2), (2, 3), (3, 3), (3, 2)], 0.0),
        ([(-3, 0.5), (-2, 0.7), (-1, 0.6), (-2, 0.2)], 0.0),
        ([(0, 0), (0, 0), (0, 1), (1, 0)], 0.5),  # two corners in one
    ],
)
@pytest.mark.parametrize("way", [1, -1])
def test_quadrangles_of_known_area(corners, area, way):
    row, col = np.array(corners[::way], np.float64).T[..., None]
    assert quad_areas(row, col)[0] == pytest.approx(area, abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 4), st.floats(0, 6.28))
@settings(max_examples=60, deadline=None)
def test_the_parts_of_a_quadrangle_make_it_whole(seed, size, angle):
    rng = np.random.default_rng(seed)
    turn = np.array([0, 0.5, 1, 1.5]) * np.pi + angle
    centre = rng.uniform(2, 4, 2)
    row = centre[0] + size / 2 * np.sin(turn)
    col = centre[1] + size / 2 * np.cos(turn)
    parts = sum(
        quad_areas((row - down)[:, None], (col - across)[:, None])[0]
        for down in range(7)
        for across in range(7)
    )
    assert parts == pytest.approx(size * size / 2, rel=1e-9)
