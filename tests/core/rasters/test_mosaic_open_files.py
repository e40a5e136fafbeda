"""A mosaic of any number of files keeps few of them open."""

import numpy as np
import pytest
from affine import Affine
from finecover.core.outputs.claim import claimed
from finecover.core.outputs.publication import published_together
from finecover.core.rasters import mosaic
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.mosaic import raster_writer
from finecover.core.rasters.output import RasterSpec, written_together
from open_files import open_in, where_told
from rasterio.crs import CRS

CHUNK = 16
ACROSS, DOWN = 4, 25

pytestmark = where_told


class Stopped(Exception):
    pass


def most_open(folder, *, fail_after=None):
    """Write two mosaics as a run does; return how many files were open at the most."""
    grid = Grid(CRS.from_epsg(32633).to_wkt(), Affine(10, 0, 5e5, 0, -10, 5e6),
                (CHUNK * DOWN, CHUNK * ACROSS))  # fmt: skip
    spec = RasterSpec(grid, "uint8", 0, ("class",))
    paths = {name: folder / f"{name}.vrt" for name in ("map", "confidence")}
    most = 0
    with (
        claimed(paths), published_together(),
        written_together({name: (path, spec) for name, path in paths.items()}, raster_writer)
        as writers,
    ):  # fmt: skip
        for number, tile in enumerate(grid.tiles(CHUNK * 2)):
            if number == fail_after:
                raise Stopped
            for writer in writers.values():
                writer.write(tile, np.ones((tile.height, tile.width), np.uint8))
            most = max(most, len(open_in(folder)))
    return most


def test_only_files_that_are_being_written_are_open(tmp_path, monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", CHUNK)
    files_and_locks = 2 * 2 * 2 * ACROSS  # of both mosaics, in the two rows that a tile spans
    assert most_open(tmp_path) <= files_and_locks + 4
    assert open_in(tmp_path) == []
    assert len(list(tmp_path.rglob("*.tif"))) == 2 * ACROSS * DOWN


def test_none_stays_open_after_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", CHUNK)
    with pytest.raises(Stopped):
        most_open(tmp_path, fail_after=9)
    assert open_in(tmp_path) == []
    assert not list(tmp_path.iterdir())
