import numpy as np
import pytest
from affine import Affine
from finecover.core.rasters.grid import Grid, Window
from finecover.core.rasters.thumbnails import Lattice
from rasterio.crs import CRS
from scene import pixel_grid


@pytest.mark.parametrize("size", [5, 7, 64])
def test_tiles_give_what_the_whole_gives(size):
    grid = pixel_grid(40, 61)
    lattice = Lattice.over(grid, Window(3, 5, 33, 50), side=16)
    assert max(lattice.shape) == 16
    codes = np.arange(40 * 61).reshape(40, 61)
    pictures = np.full((1, *lattice.shape), -1)
    for tile in grid.tiles(size):
        lattice.take(tile, [codes[tile.inside(grid.window)]], pictures)
    np.testing.assert_array_equal(pictures[0], codes[np.ix_(lattice.rows, lattice.cols)])
    assert lattice.rows.min() >= 3
    assert lattice.cols.max() < 55


def test_small_maps_stay_small_and_pixels_are_square_on_the_ground():
    assert Lattice.over(pixel_grid(4, 6), Window(0, 0, 4, 6), side=512).shape == (4, 6)
    degrees = Grid(CRS.from_epsg(4326).to_wkt(), Affine(0.01, 0, 10, 0, -0.01, 60.5), (100, 200))
    rows, cols = Lattice.over(degrees, degrees.window, side=512).shape
    assert rows / cols == pytest.approx(1, rel=0.03), "a degree of longitude is half as wide there"
