import logging

import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.rasters import gdal_log, output
from finecover.core.rasters.gdal_log import disk_refused, listen
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.refusals import has_room
from raster_data import folder_state, utm_grid

SPEC = RasterSpec(utm_grid(40, 60), "uint8", 0, ("a",))
LOG = logging.getLogger("rasterio._env")
FULL = "GDAL signalled an error: err_no=1, msg='_tiffWriteProc:No space left on device'"


def write(path):
    with RasterWriter(path, SPEC) as writer:
        writer.write(SPEC.grid.window, np.zeros((40, 60)))
        LOG.info(FULL)
        writer.write(SPEC.grid.window, np.zeros((40, 60)))


def test_only_what_came_since():
    LOG.info(FULL)
    start = listen()
    assert not disk_refused(start)
    LOG.info("GDAL signalled an error: err_no=1, msg='nodata'")
    assert not disk_refused(start)
    LOG.info(FULL)
    assert disk_refused(start)


def test_gdal_tells_through_it(tmp_path):
    heard = []

    class Spy(logging.Filter):
        def filter(self, record):
            heard.append(record)
            return False

    listen()
    spy = Spy()
    LOG.filters.insert(0, spy)
    try:
        with pytest.raises(rasterio.errors.RasterioIOError):
            rasterio.open(tmp_path / "none.tif")
    finally:
        LOG.removeFilter(spy)
    assert heard


def test_the_log_shows_no_more_than_before(caplog):
    listen()
    caplog.set_level(logging.DEBUG)
    LOG.info(FULL)
    LOG.warning("careful")
    assert [record.getMessage() for record in caplog.records] == ["careful"]
    assert gdal_log._listener().name == ""


def test_writing_stops_when_the_disk_is_full(tmp_path, monkeypatch):
    write(tmp_path / "a.tif")  # it was another disk
    earlier = folder_state(tmp_path)
    monkeypatch.setattr(output, "has_room", lambda _: False)
    with pytest.raises(InputError, match=r"a\.tif' cannot be written, because the disk is full"):
        write(tmp_path / "a.tif")
    assert folder_state(tmp_path) == earlier


def test_room(tmp_path, monkeypatch):
    assert has_room(tmp_path)
    assert has_room(tmp_path / "no")  # that is told otherwise
    assert list(tmp_path.iterdir()) == []

    def refuse(_):
        raise OSError(122, "Disk quota exceeded")

    monkeypatch.setattr("os.fsync", refuse)
    assert not has_room(tmp_path)
    assert list(tmp_path.iterdir()) == []
