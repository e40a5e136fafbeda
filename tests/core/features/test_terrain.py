import numpy as np
import pytest
from affine import Affine
from finecover.core.features.terrain import (
    TERRAIN_MARGIN,
    TERRAIN_NAMES,
    terrain_features,
    turn_aspect,
)
from hypothesis import given, settings
from hypothesis import strategies as st

M = TERRAIN_MARGIN


def plane(rows, cols, *, east, south, size=10.0, height=100.0):
    """Elevation that rises by ``east`` and ``south`` metres per metre, with the margin."""
    r, c = np.mgrid[: rows + 2 * M, : cols + 2 * M]
    return (height + (c * east + r * south) * size).astype(np.float32)


def features(elevation, *, width=10.0, height=10.0):
    rows = elevation.shape[0] - 2 * M
    return terrain_features(
        elevation, pixel_width_m=np.full(rows, width), pixel_height_m=np.full(rows, height)
    )


def test_names():
    found = features(plane(3, 4, east=0, south=0))
    assert found.shape == (len(TERRAIN_NAMES), 3, 4)
    assert found.dtype == np.float32


def test_flat():
    found = features(plane(3, 4, east=0, south=0))
    assert (found[0] == 100).all()
    assert (found[1:] == 0).all()


@settings(max_examples=30, deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2))
def test_plane(east, south):
    if np.hypot(east, south) < 0.01:
        return
    found = features(plane(2, 2, east=east, south=south))
    steep = np.hypot(east, south)
    np.testing.assert_allclose(found[1], np.degrees(np.arctan(steep)), atol=0.02)
    np.testing.assert_allclose(found[2], -east / steep, atol=0.01)  # downhill
    np.testing.assert_allclose(found[3], south / steep, atol=0.01)
    np.testing.assert_allclose(found[4], 0, atol=0.05)


def test_horn_by_hand():
    elevation = plane(1, 1, east=0, south=0)
    elevation[M - 1 : M + 2, M - 1 : M + 2] = [[50, 45, 50], [30, 30, 30], [8, 10, 10]]
    found = features(elevation, width=5, height=5)[:, 0, 0]
    # the worked example of ArcGIS' manual: dz/dx 0.05, dz/dy -3.8, slope 75.26 degrees
    assert found[1] == pytest.approx(75.26, abs=0.01)
    assert found[2] == pytest.approx(-0.05 / np.hypot(0.05, 3.8), abs=1e-5)
    assert found[3] == pytest.approx(-3.8 / np.hypot(0.05, 3.8), abs=1e-5)


def test_pixels_that_are_not_square():
    found = features(plane(2, 2, east=1, south=0), width=20.0, height=5.0)
    np.testing.assert_allclose(found[1], np.degrees(np.arctan(0.5)), atol=1e-3)


def test_relative_height():
    elevation = plane(1, 1, east=0, south=0)
    elevation[M, M] = 541
    assert features(elevation)[4, 0, 0] == pytest.approx(441 - 1)
    assert features(elevation)[1, 0, 0] == 0  # Horn leaves out the centre


def test_missing():
    elevation = plane(3, 3, east=0.5, south=0)
    elevation[M + 1, M + 1] = np.nan
    found = features(elevation)
    assert np.isnan(found[:4, 1, 1]).all()
    assert np.isfinite(found[:, 0]).all()
    # the neighbour to the east is taken level: a quarter of the weighted rise is lost
    assert found[1, 1, 0] == pytest.approx(np.degrees(np.arctan(0.5 * (8 - 2) / 8)), abs=1e-3)


def test_tiles_do_not_matter():
    rng = np.random.default_rng(0)
    elevation = rng.normal(3000, 50, (12 + 2 * M, 9 + 2 * M)).astype(np.float32)
    whole = features(elevation)
    part = features(elevation[5 : 5 + 4 + 2 * M, 3 : 3 + 2 + 2 * M])
    np.testing.assert_array_equal(whole[:, 5:9, 3:5], part)


@pytest.mark.parametrize(
    ("transform", "east", "north"),
    [
        (Affine(10, 0, 0, 0, -10, 0), -1, 0),
        (Affine(10, 0, 0, 0, 10, 0), -1, 0),  # south-up
        (Affine(-10, 0, 0, 0, -10, 0), 1, 0),  # mirrored
        (Affine.rotation(90) * Affine.scale(10, -10), 0, -1),  # columns run north
        (Affine.rotation(30) * Affine.scale(10, -10), -np.sqrt(0.75), -0.5),
    ],
)
def test_aspect_on_the_ground(transform, east, north):
    """The ground falls towards the first column."""
    found = turn_aspect(features(plane(2, 2, east=1, south=0)), transform)
    np.testing.assert_allclose(found[2], east, atol=1e-6)
    np.testing.assert_allclose(found[3], north, atol=1e-6)


def test_aspect_across_the_rows():
    falls_to_the_first_row = features(plane(2, 2, east=0, south=1))
    north_up = turn_aspect(falls_to_the_first_row, Affine(10, 0, 0, 0, -10, 0))
    south_up = turn_aspect(falls_to_the_first_row, Affine(10, 0, 0, 0, 10, 0))
    np.testing.assert_array_equal(north_up, falls_to_the_first_row)
    np.testing.assert_allclose(south_up[3], -1)
