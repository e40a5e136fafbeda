"""Rasters in object storage, as the server in ``object_server`` keeps them."""

import os
import shutil
import stat
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.outputs import object_storage
from finecover.core.outputs.claim import claimed, work_folder
from finecover.core.outputs.disk_room import check_room
from finecover.core.outputs.output_path import check_output
from finecover.core.outputs.publication import published_together
from finecover.core.rasters import object_upload
from finecover.core.rasters.mosaic import raster_writer
from finecover.core.rasters.output import RasterSpec, RasterWriter, write_text
from finecover.core.rasters.refusals import refusal
from object_server import Storage, storing
from raster_data import UTM, folder_state, utm_grid

GRID = utm_grid(300, 700)
LEGEND = Legend((LandCoverClass(1, "Wald & Wiese", "#00FF00"), LandCoverClass(2, "Ö", "#0000FF")))
MAP = RasterSpec(GRID, "uint8", 255, ("class",), LEGEND)
PLAIN = RasterSpec(GRID, "float32", float("nan"), ("a", "b"), overviews=False)


def write(path, spec=MAP, *, seed=1):
    values = np.random.default_rng(seed).integers(1, 3, (len(spec.descriptions), *GRID.shape))
    with RasterWriter(path, spec) as writer:
        writer.write(GRID.window, values)
    return path


def names(folder):
    return sorted(entry.name for entry in folder.rglob("*") if entry.is_file())


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The system's temporary folder, in which objects are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@contextmanager
def store(tmp_path, monkeypatch, **more):
    (tmp_path / "served" / "bucket").mkdir(parents=True, exist_ok=True)
    with storing(tmp_path / "served", tmp_path / "log.txt", **more) as found:
        for name, value in found.environment().items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def storage(tmp_path, scratch, monkeypatch):
    with store(tmp_path, monkeypatch) as found:
        yield found


class TestStored:
    @pytest.mark.parametrize(
        ("kind", "spec"), [("/vsis3", MAP), ("/vsigs", MAP), ("/vsiaz", MAP), ("/vsis3", PLAIN)]
    )
    def test_the_bytes_are_those_of_a_local_run(self, tmp_path, scratch, storage, kind, spec):
        (tmp_path / "here").mkdir()
        write(tmp_path / "here" / "map.tif", spec)
        write(f"{kind}/bucket/map.tif", spec)
        assert folder_state(storage.folder / "bucket") == folder_state(tmp_path / "here")
        assert names(scratch) == []
        assert list(scratch.iterdir()) == []

    def test_it_is_loaded_with_colours_and_names(self, storage):
        write("/vsis3/bucket/deep/er/map.tif")
        with rasterio.open("/vsis3/bucket/deep/er/map.tif") as found:
            assert found.colormap(1)[1] == (0, 255, 0, 255)
            assert found.crs.to_wkt() == UTM
            assert found.overviews(1)
        told = (storage.folder / "bucket/deep/er/map.tif.aux.xml").read_text(encoding="utf-8")
        assert "Wald &amp; Wiese" in told

    def test_what_belongs_to_it_comes_first(self, storage):
        write("/vsis3/bucket/map.tif")
        puts = [line for line in storage.asked if line.startswith("PUT") and "vrt" not in line]
        assert [line.rpartition("/")[2] for line in puts] == [
            "map.qml",
            "map.tif.aux.xml",
            "map.tif",
        ]

    def test_a_large_one_in_parts(self, tmp_path, storage, monkeypatch):
        monkeypatch.setenv("VSIS3_CHUNK_SIZE", "1")  # MB
        grid = utm_grid(800, 800)
        spec = RasterSpec(grid, "float32", float("nan"), ("a",))
        noise = np.random.default_rng(1).random(grid.shape, "float32")
        for path in (tmp_path / "map.tif", "/vsis3/bucket/map.tif"):
            with RasterWriter(path, spec) as writer:
                writer.write(grid.window, noise)
        stored = storage.folder / "bucket" / "map.tif"
        assert stored.read_bytes() == (tmp_path / "map.tif").read_bytes()
        assert any("partNumber=2" in line for line in storage.asked)

    def test_an_earlier_one_is_replaced(self, tmp_path, storage):
        write("/vsis3/bucket/map.tif")
        earlier = folder_state(storage.folder / "bucket")
        write("/vsis3/bucket/map.tif", seed=2)
        assert folder_state(storage.folder / "bucket") != earlier
        here = write(tmp_path / "map.tif", seed=2)
        with rasterio.open(here) as local, rasterio.open("/vsis3/bucket/map.tif") as stored:
            assert (local.read() == stored.read()).all()

    def test_what_belonged_to_an_earlier_one_goes(self, storage):
        bucket = storage.folder / "bucket"
        write("/vsis3/bucket/map.tif")
        shutil.copy(bucket / "map.tif", bucket / "map.tif.ovr")
        write("/vsis3/bucket/map.tif", PLAIN)
        assert names(bucket) == ["map.qml", "map.tif", "map.tif.aux.xml"]
        assert (bucket / "map.tif.aux.xml").read_text() == "<PAMDataset/>\n"

    def test_several_appear_together(self, tmp_path, storage):
        bucket = storage.folder / "bucket"
        with published_together():
            write("/vsis3/bucket/map.tif")
            write(tmp_path / "confidence.tif", PLAIN)
            assert names(bucket) == []
        assert "map.tif" in names(bucket)
        assert (tmp_path / "confidence.tif").is_file()

    def test_nothing_appears_after_an_error(self, scratch, storage):
        with pytest.raises(KeyError), RasterWriter("/vsis3/bucket/map.tif", MAP):
            raise KeyError
        assert names(storage.folder / "bucket") == []
        assert list(scratch.iterdir()) == []


class TestFailures:
    def test_no_right_to_write_is_told_before_the_work(self, tmp_path, scratch, monkeypatch):
        with (
            store(tmp_path, monkeypatch, refuse="PUT /bucket/map"),
            pytest.raises(
                InputError, match=r"OUTPUT '/vsis3/bucket/map\.tif' cannot be stored"
            ) as told,
            claimed({"OUTPUT": "/vsis3/bucket/map.tif"}),
        ):
            pytest.fail("the work began")
        assert object_upload.REMEDY in str(told.value)
        assert str(told.value).count(". ") == 0
        assert list(scratch.iterdir()) == []

    def test_no_such_bucket(self, storage):
        with pytest.raises(InputError, match=r"cannot be stored .*check the bucket's name"):
            write("/vsis3/nowhere/map.tif")

    def test_nobody_answers(self, scratch, monkeypatch):
        for name, value in Storage(9, None, None).environment().items():
            monkeypatch.setenv(name, value)
        with pytest.raises(InputError, match="the network, and your right"):
            write("/vsis3/bucket/map.tif")

    def test_no_key(self, scratch, monkeypatch):
        """GDAL says nothing then."""
        for name in ("AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_ACCOUNT"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(InputError, match="cannot be stored"):
            write("/vsiaz/bucket/map.tif")

    def test_a_finished_raster_is_not_lost(self, tmp_path, scratch, storage):
        here, bucket = write(tmp_path / "map.tif"), storage.folder / "bucket"
        away = bucket.with_name("away")
        with claimed({"OUTPUT": "/vsis3/bucket/map.tif"}):
            bucket.rename(away)  # while the map is made
            with pytest.raises(InputError) as told:
                write("/vsis3/bucket/map.tif")
        kept = work_folder("/vsis3/bucket/map.tif") / object_storage.FINISHED
        assert "OUTPUT '/vsis3/bucket/map.tif' is finished, but cannot be stored" in str(told.value)
        assert f"it lies in '{kept}'" in str(told.value)
        assert names(kept) == ["map.qml", "map.tif", "map.tif.aux.xml"]
        assert (kept / "map.tif").read_bytes() == here.read_bytes()
        away.rename(bucket)
        with pytest.raises(KeyError), RasterWriter("/vsis3/bucket/map.tif", MAP):
            raise KeyError
        assert (kept / "map.tif").is_file()
        assert (kept / "map.tif").is_file()  # until a run can store it
        write("/vsis3/bucket/map.tif")
        assert list(scratch.iterdir()) == []
        assert (bucket / "map.tif").read_bytes() == here.read_bytes()

    def test_an_earlier_object_stays_where_the_new_one_is_refused(
        self, tmp_path, scratch, monkeypatch
    ):
        with store(tmp_path, monkeypatch) as storage:
            write("/vsis3/bucket/map.tif")
            earlier = folder_state(storage.folder)
        refused = store(tmp_path, monkeypatch, refuse="PUT /bucket/map.tif ")
        with refused as storage, pytest.raises(InputError, match="is finished, but cannot be sto"):
            write("/vsis3/bucket/map.tif", seed=2)
        assert folder_state(storage.folder) == earlier

    def test_what_is_stored_is_compared(self, storage, monkeypatch):
        real = rasterio.shutil.copyfiles

        def damaged(file, target):
            real(file, target)
            stored = storage.folder / "bucket" / "map.tif"
            if target.endswith(".tif"):
                stored.write_bytes(stored.read_bytes()[:-100])

        monkeypatch.setattr(rasterio.shutil, "copyfiles", damaged)
        with pytest.raises(InputError, match="is finished, but cannot be stored"):
            write("/vsis3/bucket/map.tif")

    def test_two_runs_on_this_computer(self, storage):
        told = []
        path = "/vsis3/bucket/map.tif"

        def second():
            try:
                write(path)
            except InputError as error:
                told.append(str(error))

        with claimed({"OUTPUT": path}):
            other = threading.Thread(target=second)
            other.start()
            other.join()
        assert f"'{path}' is being written by another run" in told[0]

    @pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owners on Windows")
    def test_the_folder_is_ours_alone(self, scratch, storage, monkeypatch):
        with claimed({"": "/vsis3/bucket/map.tif"}):
            mode = work_folder("/vsis3/bucket/map.tif").stat().st_mode
        assert stat.S_IMODE(mode) == 0o700
        work_folder("/vsis3/bucket/map.tif").symlink_to(scratch)
        with pytest.raises(InputError, match="somebody else's; let the variable TMPDIR"):
            write("/vsis3/bucket/map.tif")

    def test_a_full_disk_is_the_one_it_is_made_on(self, scratch):
        with pytest.raises(InputError, match=f"at least in '{scratch}'"):
            check_room([("/vsis3/bucket/map.tif", 1e18)])
        told = str(refusal(Path("/vsis3/bucket/map.tif"), "written", OSError(28, "No space")))
        assert f"make room in '{scratch}'" in told


class TestNames:
    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("/vsimem/map.tif", "OUTPUT '/vsimem/map.tif' is neither a file on this computer nor"),
            ("/vsizip/a.zip/map.tif", "neither a file"),
            ("/vsicurl/http://host/map.tif", "neither a file"),
            ("/vsis3_streaming/bucket/map.tif", "neither a file"),
            ("http://host/map.tif", "neither a file"),
            ("s3://bucket/map.tif", "as /vsis3/bucket/map.tif"),
            ("/vsis3/map.tif", "'/vsis3/map.tif' is no object; give its bucket and name"),
            ("/vsis3/bucket//map.tif", "is no object"),
            ("/vsis3/bucket/../map.tif", "is no object"),
            ("/vsis3/bucket/map.vrt", "only rasters that are one GeoTIFF"),
            ("/vsis3/bucket/report.html", "only rasters that are one GeoTIFF"),
            ("/vsis3/bucket/map", "end it in .tif, or give a file on this computer"),
        ],
    )
    def test_refused(self, path, text):
        with pytest.raises(InputError) as told:
            check_output(path, name="OUTPUT")
        assert text in str(told.value)
        assert str(told.value).startswith("OUTPUT '")

    def test_no_password_is_told(self):
        with pytest.raises(InputError) as told:
            check_output(f"https://me:{'hush' * 3}@host/map.tif?sig=abcdefgh", name="OUTPUT")
        assert "hush" not in str(told.value)
        assert "abcdefgh" not in str(told.value)

    @pytest.mark.parametrize("kind", ["vsis3", "vsigs", "vsiaz"])
    def test_taken_without_asking_the_network(self, kind, monkeypatch):
        monkeypatch.setenv("CPL_VSIL_CURL_ALLOWED_FILENAME", "none")
        path = f"/{kind}/bucket/folder/map.tif"
        assert check_output(path, name="OUTPUT").as_posix() == path

    @pytest.mark.parametrize("path", ["/vsis3/bucket/map.vrt", "/vsimem/map.vrt"])
    def test_mosaics_are_refused_before_the_work(self, path):
        with pytest.raises(InputError, match="'/vsi"), raster_writer(path, MAP):
            pytest.fail("the work began")

    def test_texts_are_refused(self):
        with pytest.raises(InputError, match="only rasters"):
            write_text("/vsis3/bucket/report.html", "text")

    def test_a_drive_of_windows_is_no_address(self):
        assert not object_storage.is_address("C:/maps/map.tif")
