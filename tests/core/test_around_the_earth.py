"""Whole runs at the edges of the world: the antimeridian, maps from 0 to 360 degrees, the poles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.cells.coarse import read_coarse
from finecover.core.errors import FineCoverError, GridError
from finecover.core.features.features import FeatureInputs
from finecover.core.legends.labels import LabelRule, LegendChoice
from finecover.core.legends.legend import generic
from finecover.core.legends.prepared_labels import prepare_labels
from finecover.core.mapping.classify import MapPaths
from finecover.core.pipeline import UpsampleInputs, UpsamplePaths, upsample
from finecover.core.progress import Silent
from finecover.core.rasters.area import Area
from finecover.core.rasters.grid import Grid, PixelMap, footprint
from finecover.core.rasters.raster import RasterSource
from rasterio.crs import CRS
from scene import BANDS, CODES, SPECTRA, Recorder, write_raster
from scipy.ndimage import gaussian_filter
from test_pipeline import LEGEND, SETTINGS

SIZE = 96
WGS84 = CRS.from_epsg(4326).to_wkt()
SINUSOIDAL = CRS.from_proj4("+proj=sinu +R=6371007.181 +units=m").to_wkt()


def degrees(west, *, size=0.00125, north=10.0, shape=(SIZE, SIZE)):
    return Grid(WGS84, Affine(size, 0, west, 0, -size, north), shape)


def belt(west, *, size=0.01, north=10.2, rows=60):
    """Cells all around the Earth."""
    return degrees(west, size=size, north=north, shape=(rows, round(360 / size)))


def metres(epsg, x, y, size=150.0):
    return Grid(CRS.from_epsg(epsg).to_wkt(), Affine(size, 0, x, 0, -size, y), (SIZE, SIZE))


@dataclass(frozen=True)
class Made:
    folder: object
    truth: np.ndarray

    def source(self, name):
        return RasterSource(str(self.folder / f"{name}.tif"), name=name.upper())


def make(folder, fine, cells):
    """Write an image of noisy classes, and the commonest class of each cell under it."""
    folder.mkdir()
    rng = np.random.default_rng(4)
    position = gaussian_filter(rng.normal(size=(3, SIZE, SIZE)), (0, 7, 7)).argmax(axis=0)
    image = np.moveaxis(SPECTRA[position], -1, 0) + rng.normal(0, 450, (4, SIZE, SIZE))
    image = image.clip(1, 65_535).astype(np.uint16)
    write_raster(folder / "images.tif", image, nodata=0, names=BANDS, **place(fine))
    rows, cols = PixelMap(fine, cells).cells(fine.window)
    assert (rows >= 0).all()
    counts = np.zeros((3, *cells.shape), np.uint16)
    np.add.at(counts, (position, rows, cols), 1)
    codes = np.where(counts.any(axis=0), np.array(CODES)[counts.argmax(axis=0)], 0)
    write_raster(folder / "coarse.tif", codes.astype(np.uint8), nodata=0, **place(cells))
    return Made(folder, np.array(CODES)[position])


def place(grid):
    return {"crs": CRS.from_wkt(grid.crs_wkt), "transform": grid.transform}


def run(made, *, progress=None, dem=None, **areas):
    inputs = UpsampleInputs(
        features=FeatureInputs((made.source("images"),), dem=dem), coarse=made.source("coarse"),
        choice=LegendChoice("layer", layer_legend=LEGEND), **areas,
    )  # fmt: skip
    output = str(made.folder / "map.tif")
    result = upsample(
        inputs, UpsamplePaths(MapPaths(output=output)), settings=SETTINGS,
        progress=progress or Silent(),
    )  # fmt: skip
    with rasterio.open(output) as dataset:
        return dataset.read(1), result


def area(boxes, name):
    rings = [[[w, s], [e, s], [e, n], [w, n], [w, s]] for w, e, s, n in boxes]
    shapes = tuple({"type": "Polygon", "coordinates": [ring]} for ring in rings)
    return Area(shapes, WGS84, name)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A run away from all edges."""
    made = make(tmp_path_factory.mktemp("elsewhere") / "run", degrees(89.94), belt(-180.0))
    found, result = run(made)
    return made, found, result


@pytest.mark.parametrize(("west", "start"), [
    (179.94, -180.0), (-180.06, -180.0), (179.94, 0.0), (-0.06, 0.0), (359.94, -180.0),
])  # fmt: skip
def test_where_longitudes_begin_changes_no_map(tmp_path, elsewhere, west, start):
    made = make(tmp_path / "run", degrees(west), belt(start))
    found, result = run(made)
    _, expected, other = elsewhere
    assert (found == expected).mean() > 0.999
    assert [count.available for count in result.samples.counts] == [
        count.available for count in other.samples.counts
    ]
    assert np.unique(result.samples.cell).size == np.unique(other.samples.cell).size


@pytest.mark.parametrize(("grid", "start"), [
    (metres(32601, 1.64e5, 1.1e6), -180.0), (metres(32660, 8.21e5, 1.1e6), 0.0),
    (metres(3460, 2.13e6, 6.98e6), -180.0),
], ids=["zone 1", "zone 60", "Fiji"])  # fmt: skip
def test_images_in_metres_across_the_antimeridian(tmp_path, grid, start):
    made = make(tmp_path / "run", grid, belt(start, north=11.0, rows=200))
    progress = Recorder()
    boxes = [(179.85, 180.15, 8.0, 11.0)], [(179.85, 180, 8.0, 11.0), (-180, -179.85, 8.0, 11.0)]
    found, result = run(
        made, progress=progress, geo=area(boxes[0], "GEO"), geo_small=area(boxes[1], "GEO_SMALL")
    )
    assert found.shape == made.truth.shape
    assert (found > 0).all()
    assert (found == made.truth).mean() > 0.9
    columns = result.samples.cell % result.samples.cell_width
    assert columns.max() - columns.min() < 20


def test_a_terrain_from_0_to_360_degrees_is_read_on_both_sides(tmp_path):
    made = make(tmp_path / "run", degrees(179.94), belt(-180.0))
    rng = np.random.default_rng(2)
    heights = rng.normal(500, 50, (60, 36_000)).astype(np.float32)
    write_raster(made.folder / "dem.tif", heights, **place(belt(-180.0)))
    found, _ = run(made, dem=made.source("dem"))
    assert (found > 0).all()


@pytest.mark.parametrize("epsg", [3413, 3031])
def test_images_over_a_pole(tmp_path, epsg):
    north = epsg == 3413
    cells = belt(-180.0, size=1.0, north=90.0 if north else -80.0, rows=10)
    made = make(tmp_path / "run", metres(epsg, -5.1e5, 4.7e5, 1e4), cells)
    cap = area([(-180, 180, *((80, 90) if north else (-90, -80)))], "GEO_SMALL")
    found, _ = run(made, geo_small=cap)
    assert found.shape == made.truth.shape
    assert (found > 0).all()
    assert (found == made.truth).mean() > 0.8


def test_labels_are_prepared_of_cells_on_both_sides(tmp_path):
    made = make(tmp_path / "run", degrees(179.94), belt(-180.0))
    prepare_labels(
        made.source("coarse"), tmp_path / "labels.tif",
        choice=LegendChoice("layer", layer_legend=LEGEND),
        area=area([(179.95, 180.05, 9.9, 9.98)], "GEO"), progress=Silent(),
    )  # fmt: skip
    with rasterio.open(tmp_path / "labels.tif") as dataset:
        known = dataset.read(1) != dataset.nodata
    assert np.flatnonzero(known.any(axis=0)).tolist() == [*range(5), *range(35_995, 36_000)]


def test_a_large_map_that_cuts_the_earth_open_there_is_refused(tmp_path):
    grid = Grid(SINUSOIDAL, Affine(500, 0, -2.002e7, 0, -500, 1.15e6), (200, 80_080))
    codes = np.ones(grid.shape, np.uint8)
    source = RasterSource(
        str(write_raster(tmp_path / "c.tif", codes, **place(grid))), name="COARSE"
    )
    rule = LabelRule(generic(np.array([1])))
    said = r"^COARSE 'c.tif': the image lies at both .* million cells lie between; .*gdalwarp"
    with pytest.raises(GridError, match=said):
        read_coarse(source, rule, metres(32601, 1.64e5, 1.1e6))
    assert read_coarse(source, rule, metres(32601, 4e5, 1.1e6)).labels.shape[1] < 90


@pytest.mark.parametrize("fine", [degrees(8.0), degrees(-11.0), degrees(352.0)])
def test_a_raster_on_the_other_side_of_the_earth_does_not_overlap(tmp_path, fine):
    far = degrees(170.0, size=1.0, north=90.0, shape=(180, 20))
    assert footprint(far, fine) is None
    assert footprint(fine, far) is None
    made = make(tmp_path / "run", fine, belt(-180.0))
    write_raster(made.folder / "dem.tif", np.ones(far.shape, np.float32), **place(far))
    with pytest.raises(GridError, match=r"^DEM 'dem.tif' does not overlap"):
        run(made, dem=made.source("dem"))


@pytest.mark.parametrize(("west", "cols", "covers"), [
    (170.0, 20, False), (-100.0, 200, True), (30.0, 330, False), (-180.0, 360, True),
    (100.0, 269, True), (100.0, 267, False), (-350.0, 359, True),
])  # fmt: skip
def test_longitudes_that_a_raster_does_not_reach_are_not_covered(west, cols, covers):
    part = degrees(west, size=1.0, north=90.0, shape=(180, cols))
    assert (footprint(part, degrees(8.0)) is not None) == covers


def test_a_terrain_that_ends_far_away_gives_no_heights(tmp_path):
    made = make(tmp_path / "run", metres(32632, 5e5, 5e6), belt(-180.0, north=46.0, rows=300))
    far = degrees(170.0, size=1.0, north=90.0, shape=(180, 20))
    write_raster(made.folder / "dem.tif", np.ones(far.shape, np.float32), **place(far))
    with pytest.raises(FineCoverError, match="DEM"):
        run(made, dem=made.source("dem"))
