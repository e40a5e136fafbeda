import shutil

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.outputs import disk_room
from finecover.core.outputs.disk_room import check_room, free_space, peak_bytes, shown_bytes
from finecover.core.rasters.output import RasterSpec, RasterWriter, written_together
from raster_data import utm_grid

SPEC = RasterSpec(utm_grid(1000, 3000), "float32", float("nan"), ("a", "b"), overviews=False)


@pytest.fixture
def free(monkeypatch):
    """Let every disk have so many bytes free."""

    def let(size):
        usage = shutil._ntuple_diskusage(10**15, 10**15 - size, size)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)

    return let


def test_what_completing_takes():
    files = [("a", 10.0), ("b", 1.0), ("a", 30.0), ("c", 0.0)]
    assert peak_bytes(files) == {"a": 70.0, "b": 2.0, "c": 0.0}


def test_most_bytes():
    assert SPEC.most_bytes == 1000 * 3000 * 2 * 4
    assert RasterSpec(SPEC.grid, "uint8", 255, ("a",)).most_bytes == 4_000_000


def test_outputs_that_can_fit_or_might(tmp_path, free):
    free(4_800_000)
    check_room([(tmp_path / "a.tif", 24e6)])
    free(4_799_000)
    told = (
        r"The outputs take 5 MB at least in '.*', where 5 MB are free; make room there, choose a "
        r"folder on another disk, or map a smaller area\."
    )
    with pytest.raises(InputError, match=told.replace("5 MB", r"4\.8 MB")):
        check_room([(tmp_path / "a.tif", 24e6)])


def test_folders_on_one_disk_share_its_room(tmp_path, free):
    (tmp_path / "sub").mkdir()
    free(7_000_000)
    check_room([(tmp_path / "a.tif", 24e6)])
    with pytest.raises(InputError, match=rf"7\.2 MB at least in '{tmp_path}'"):
        check_room([(tmp_path / "a.tif", 24e6), (tmp_path / "sub" / "b.tif", 24e6)])


def test_writers_ask_before_they_write(tmp_path, free):
    free(1_000_000)
    with pytest.raises(InputError, match="make room there"), RasterWriter(tmp_path / "a.tif", SPEC):
        pass
    free(5_000_000)
    with RasterWriter(tmp_path / "a.tif", SPEC) as writer:
        writer.write(SPEC.grid.window, np.zeros((2, 1000, 3000)))
    outputs = {name: (tmp_path / f"{name}.tif", SPEC) for name in "bc"}
    with pytest.raises(InputError, match=r"7\.2 MB at least"), written_together(outputs):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["a.tif"]


def test_nobody_knows(tmp_path, monkeypatch):
    def refuse(_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    assert free_space(str(tmp_path)) is None
    check_room([(tmp_path / "a.tif", 1e30), (tmp_path / "no" / "a.tif", 1e30)])


def test_a_folder_to_come_counts_as_the_one_above(tmp_path):
    assert free_space(str(tmp_path / "later" / "deep")) == pytest.approx(
        shutil.disk_usage(tmp_path).free, rel=0.5
    )


def test_sizes_are_shown_as_read():
    assert [shown_bytes(size) for size in (0, 3e5, 5e6, 2.5e9)] == [
        "0 MB",
        "1 MB",
        "5.0 MB",
        "2.5 GB",
    ]
    assert not disk_room.cannot_fit(10.0, 1)
