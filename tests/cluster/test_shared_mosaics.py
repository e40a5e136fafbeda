"""Workers complete the files of mosaics: the bytes of one computer, whatever happens to them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from finecover.core.cluster.choice import on_cluster
from finecover.core.cluster.job import Job
from finecover.core.errors import Cancelled, InputError
from finecover.core.legends.legend import generic
from finecover.core.progress import Silent
from finecover.core.rasters import mosaic
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.mosaic import MosaicWriter, rasters_together
from finecover.core.rasters.output import RasterSpec
from finecover.core.rasters.raster_file import raster_environment
from finecover.core.rasters.raster_style import SHARE
from rasterio.crs import CRS

SHAPE = (300, 500)
FILES = 2 * 12


@pytest.fixture(autouse=True)
def small_files(monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", 128)


@pytest.fixture
def here(monkeypatch):
    """The files that this process completes."""
    found, real = [], MosaicWriter._complete_here

    def complete(writer, chunk, file):
        found.append(chunk.path.name)
        real(writer, chunk, file)

    monkeypatch.setattr(MosaicWriter, "_complete_here", complete)
    return found


@pytest.fixture
def odd(packages, monkeypatch, tmp_path):
    """Let workers do something odd when a file is nearly whole; their notes are in the folder."""
    monkeypatch.syspath_prepend(str(packages))
    import worker_tools

    notes = tmp_path / "notes"
    notes.mkdir()

    def do(deed):
        job = Job(worker_tools.odd_maker, (str(notes), deed))
        monkeypatch.setattr(mosaic, "making", lambda: job)
        return notes

    yield do
    (notes / "enough").touch()


def write(folder, address, *, seed=1, progress=None):
    """Write two mosaics, of codes and of numbers; return every file, hidden ones too."""
    grid = Grid(CRS.from_epsg(32633).to_wkt(), Affine(10, 0, 5e5, 0, -10, 5e6), SHAPE)
    codes = np.random.default_rng(seed).integers(0, 4, SHAPE).astype(np.uint8)
    outputs = {
        "map": (folder / "map.vrt", RasterSpec(grid, "uint8", 0, ("class",), generic([1, 2, 3]))),
        "share": (folder / "share.vrt", RasterSpec(grid, "float32", -1, ("s",), style=SHARE)),
    }
    progress = progress or Silent()
    with (
        raster_environment(), on_cluster(address, progress=progress),
        rasters_together(outputs, progress=progress) as writers,
    ):  # fmt: skip
        for tile in grid.tiles(70):
            part = codes[tile.row : tile.row + tile.height, tile.col : tile.col + tile.width]
            writers["map"].write(tile, part)
            writers["share"].write(tile, part.astype(np.float32) / 4)
    return content(folder)


def content(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def alone(tmp_path):
    """What this process writes alone."""
    (tmp_path / "alone").mkdir()
    return write(tmp_path / "alone", "")


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_workers_complete_the_files_to_the_same_bytes(alone, out, address, here):
    assert write(out, address) == alone
    assert here == []
    assert sorted(path.name for path in out.iterdir()) == [
        "map.qml", "map.vrt", "map_tiles", "share.qml", "share.vrt", "share_tiles",
    ]  # fmt: skip
    assert len(list(out.rglob("*.tif"))) == FILES


def test_relative_names_are_found_by_workers_in_another_folder(
    alone, out, address, here, monkeypatch
):
    monkeypatch.chdir(out)
    assert write(Path(), address) == alone
    assert here == []


def test_a_worker_that_is_killed_while_it_completes_a_file_changes_nothing(
    alone, out, address, here, odd
):
    notes = odd("die once")
    assert write(out, address) == alone
    assert (notes / "died").exists()
    assert here == []
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_what_workers_do_not_see_is_completed_here(alone, out, address, here, odd):
    odd("see nothing")
    assert write(out, address) == alone
    assert len(here) == FILES


def test_a_disk_that_is_full_on_a_worker_is_told_by_the_name_of_the_output(out, address, odd):
    before = write(out, "", seed=2)
    odd("run full")
    pattern = (
        rf"^'{out}/(map|share)\.vrt' cannot be completed, because the disk is full; make room in "
        rf"'{out}', or choose a folder on another disk \(on the worker tcp://[\d.:]+\)\.$"
    )
    with pytest.raises(InputError, match=pattern):
        write(out, address)
    assert content(out) == before
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


class Stopper(Silent):
    def __init__(self):
        self.stop = threading.Event()

    def cancelled(self):
        return self.stop.is_set()


def test_cancel_waits_for_no_worker_and_leaves_nothing(alone, out, address, odd):
    before = write(out, "", seed=2)
    notes, stopper, noticed = odd("linger"), Stopper(), []

    def stop_once_a_worker_is_busy():
        while not list(notes.glob("lingers*")):
            time.sleep(0.02)
        time.sleep(1)
        noticed.append(time.monotonic())
        stopper.stop.set()

    threading.Thread(target=stop_once_a_worker_is_busy, daemon=True).start()
    with pytest.raises(Cancelled):
        write(out, address, progress=stopper)
    assert time.monotonic() - noticed[0] < 4  # on a busy machine
    assert content(out) == before
    (notes / "enough").touch()
    time.sleep(0.5)
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
    assert write(out, address) == alone


PROGRAM = """
import sys
from pathlib import Path
packages, tests, notes, out, address = sys.argv[1:]
sys.path[:0] = [packages, tests]
import worker_tools
from finecover.core.cluster.job import Job
from finecover.core.rasters import mosaic
from test_shared_mosaics import write
mosaic.CHUNK = 128
mosaic.making = lambda: Job(worker_tools.odd_maker, (notes, "linger"))
write(Path(out), address)
"""


def test_what_a_killed_run_left_to_workers_does_not_disturb_the_next_one(
    alone, out, address, packages, odd
):
    before, notes = write(out, "", seed=2), odd("")
    words = (packages, Path(__file__).parent, notes, out, address)
    run = subprocess.Popen([sys.executable, "-c", PROGRAM, *map(str, words)])
    deadline = time.monotonic() + 120  # on a busy machine
    while not list(notes.glob("lingers*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    run.kill()
    run.wait()
    left = content(out)
    assert {name: left[name] for name in before} == before
    assert len(left) > len(before)
    assert write(out, "") == alone  # while workers are still at what the other one gave them
    (notes / "enough").touch()
    time.sleep(1)
    assert content(out) == alone
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
