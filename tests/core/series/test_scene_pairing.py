import pytest
from finecover.core.series.scene_pairing import Piece, pair_pieces, same_frame
from raster_data import WGS84, around, utm_grid

HERE, THERE = utm_grid(6, 8), utm_grid(6, 8, shift=(0, 4))


def pieces(*told):
    """Bands of (file, name, path, grid)."""
    return [Piece(name, name, file, path, grid) for file, name, path, grid in told]


def test_one_scene():
    assert pair_pieces(pieces((0, "B04", "a", HERE), (1, "B08", "b", THERE))) == ([0, 0], False)


def test_scenes_of_one_band_need_no_pairs():
    told = pieces((0, "NDVI", "x_1", HERE), (1, "NDVI", "x_2", HERE))
    assert pair_pieces(told) == ([0, 1], False)


def test_names_of_files_that_differ_by_the_band():
    told = pieces(
        (0, "B04", "d/A_B04_10m.tif", HERE),
        (1, "B08", "d/B_B08_10m.tif", HERE),
        (2, "B08", "d/A_B08_10m.tif", HERE),
        (3, "B04", "d/B_B04_10m.tif", HERE),
    )
    assert pair_pieces(told) == ([0, 1, 0, 1], False)  # fmt: skip


def test_frames():
    told = pieces(
        (0, "B04", "p.tif", HERE),
        (1, "B08", "q.tif", THERE),
        (2, "B08", "r.tif", HERE),
        (3, "B04", "s.tif", THERE),
    )
    assert pair_pieces(told) == ([0, 1, 0, 1], False)  # fmt: skip


def test_order_is_a_doubt():
    told = pieces(
        (0, "B04", "p.tif", HERE),
        (1, "B08", "q.tif", HERE),
        (2, "B08", "r.tif", HERE),
        (3, "B04", "s.tif", HERE),
    )
    assert pair_pieces(told) == ([0, 0, 1, 1], True)  # fmt: skip


def test_bands_in_one_file():
    told = pieces(*((file, name, f"{file}.tif", HERE) for file in (0, 1) for name in ("x", "y")))
    assert pair_pieces(told) == ([0, 0, 1, 1], False)
    told = pieces(*((0, name, "a.tif", HERE) for name in ("x", "y", "x", "y")))
    assert pair_pieces(told) == ([0, 0, 1, 1], False)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (utm_grid(3, 4, size=20.0), True),
        (THERE, False),
        (around(HERE, wkt=WGS84, size=1e-4), False),
    ],
)
def test_same_frame(other, same):
    assert same_frame(HERE, other) == same
