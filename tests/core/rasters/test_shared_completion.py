from __future__ import annotations

import os
import shutil
from dataclasses import replace

import pytest
from finecover.core.errors import InputError
from finecover.core.progress import Silent
from finecover.core.rasters import mosaic, shared_completion
from finecover.core.rasters.mosaic import MosaicWriter
from finecover.core.rasters.mosaic_tiles import digest_of
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.shared_completion import Shared, making
from raster_data import texture, utm_grid

SHAPE = (90, 160)
SPEC = RasterSpec(utm_grid(*SHAPE), "uint8", 0, ("class",))


def pixels(seed=0):
    return texture((1, *SHAPE), dtype="uint8", seed=seed)


class Future:
    """What a worker shall do, and whether it did."""

    def __init__(self, shared):
        self.shared = shared

    def done(self):
        return False


class Workers:
    """Do what they are given when it is asked for."""

    def __init__(self, threads, make):
        self._threads, self._make = threads, make
        self.waiting = self.most = self.made = 0

    def threads(self):
        return self._threads

    def hand(self, shared):
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        return Future(shared)

    def take(self, future):
        self.waiting -= 1
        self.made += 1
        return self._make(future.shared)


@pytest.fixture
def make():
    job = making()
    return job.build(job.spec, Silent())


@pytest.fixture
def shared(tmp_path):
    writer = RasterWriter(tmp_path / "map.tif", SPEC).__enter__()
    writer.write(SPEC.grid.window, pixels())
    yield Shared.of(writer.completion(), tmp_path / "shared")
    writer.__exit__(InputError, None, None)


def test_each_attempt_writes_a_file_of_its_own(shared, make):
    first, second = make(shared), make(shared)
    assert first.file != second.file
    assert first.digest == second.digest == digest_of(first.file) == digest_of(second.file)
    assert first.is_here()
    second.file.write_bytes(b"cut short")
    assert not second.is_here()
    shared.drop()
    assert not first.is_here()


@pytest.mark.parametrize("how", ["no folder", "other file", "no file", "other user", "no ZSTD"])
def test_what_is_not_seen_as_here_is_left_to_others(shared, make, monkeypatch, how):
    if how == "no folder":
        shutil.rmtree(shared.folder)
    elif how == "other file":
        shared = replace(shared, size=shared.size + 1)
    elif how == "no file":
        shared.completion.part.unlink()
    elif how == "other user":
        monkeypatch.setattr(os, "geteuid", lambda: shared.folder.stat().st_uid + 1, raising=False)
    else:
        layout = replace(shared.completion.layout, zstd=True)
        shared = replace(shared, completion=replace(shared.completion, layout=layout))
        monkeypatch.setattr(shared_completion, "writes_zstd", lambda: False)
    assert make(shared) is None


def test_a_folder_that_cannot_be_written_is_left_to_others(shared, make, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(type(shared.folder), "mkdir", refuse)
    assert make(shared) is None


def test_what_fails_leaves_nothing_and_names_the_raster(shared, make, tmp_path):
    shared.completion.part.write_bytes(bytes(shared.size))
    with pytest.raises(InputError, match=rf"^'{tmp_path / 'map.tif'}' cannot be completed: ") as e:
        make(shared)
    assert str(shared.folder) not in str(e.value)
    assert list(shared.folder.iterdir()) == []


def write(path, workers, *, seed=0, side=20):
    values = pixels(seed)
    with MosaicWriter(path, SPEC, workers) as writer:
        for tile in SPEC.grid.tiles(side):
            part = values[:, tile.row : tile.row + tile.height, tile.col : tile.col + tile.width]
            writer.write(tile, part)
    files = [file for file in path.parent.rglob("*") if file.is_file()]
    return {file.relative_to(path.parent): file.read_bytes() for file in files}


@pytest.fixture
def alone(tmp_path, monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", 32)
    (tmp_path / "alone").mkdir()
    (tmp_path / "out").mkdir()
    return write(tmp_path / "alone" / "map.vrt", None)


def test_few_files_wait_for_workers(tmp_path, alone, make):
    workers = Workers(2, make)
    assert write(tmp_path / "out" / "map.vrt", workers) == alone
    assert (workers.most, workers.made) == (3, 15)
    assert not (tmp_path / "out" / ".map.vrt.finecover").exists()


def test_a_file_that_does_not_arrive_is_completed_here(tmp_path, alone, make):
    def lose(shared):
        whole = make(shared)
        whole.file.write_bytes(b"cut short")
        return whole

    workers = Workers(1, lose)
    assert write(tmp_path / "out" / "map.vrt", workers) == alone
    assert workers.made == 15


@pytest.mark.parametrize("fails_at", [1, 4, 15])
def test_an_error_of_a_worker_leaves_the_earlier_mosaic_and_no_open_file(
    tmp_path, alone, make, fails_at
):
    def fail(shared):
        if workers.made == fails_at:
            raise InputError(f"'{shared.completion.path}' is no use.")
        return make(shared)

    path = tmp_path / "out" / "map.vrt"
    before = write(path, None, seed=1)
    workers = Workers(2, fail)
    with pytest.raises(InputError, match=rf"^'{path}' is no use\.$"):
        write(path, workers)
    assert {f.relative_to(path.parent): f.read_bytes() for f in path.parent.rglob("*")
            if f.is_file()} == before  # fmt: skip
    assert sorted(file.name for file in path.parent.iterdir()) == ["map.vrt", "map_tiles"]
