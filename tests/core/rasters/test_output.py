import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio
from finecover.core.errors import Cancelled, InputError
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.rasters import output
from finecover.core.rasters.grid import Window
from finecover.core.rasters.output import (
    LEGEND_TAG,
    RasterSpec,
    RasterWriter,
    check_output,
    write_text,
)
from finecover.core.rasters.refusals import refusal
from raster_data import UTM, folder_state, texture, utm_grid
from rasterio._err import CPLE_BaseError

GRID = utm_grid(300, 700)
LEGEND = Legend(
    (
        LandCoverClass(0, "Water", "#0000FF"),
        LandCoverClass(3, "Forêt & <marsh>", "#00FF00"),
        LandCoverClass(17, "Town", "#FF0000"),
    )
)


def spec_of(dtype="uint8", nodata=255, *, grid=GRID, legend=None, bands=1, **more):
    descriptions = tuple(f"band {n}" for n in range(1, bands + 1))
    return RasterSpec(grid, dtype, nodata, descriptions, legend, **more)


def write(path, values, spec):
    values = np.asarray(values)
    values = values if values.ndim == 3 else values[None]
    with RasterWriter(path, spec) as writer:
        for tile in spec.grid.tiles(256):
            writer.write(tile, values[(slice(None), *tile.inside(spec.grid.window))])
    return path


def codes(shape=GRID.shape):
    return np.random.default_rng(1).choice([0, 3, 17, 255], shape).astype("uint8")


class TestContent:
    @pytest.mark.parametrize("overviews", [True, False])
    @pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
    def test_round_trip(self, tmp_path, dtype, overviews):
        values = texture((3, *GRID.shape), low=1, high=200, dtype=dtype)
        spec = spec_of(dtype, 0, bands=3, tags={"NOTE": "here"}, overviews=overviews)
        with rasterio.open(write(tmp_path / "a.tif", values, spec)) as found:
            assert (found.read() == values).all()
            assert found.dtypes == (dtype,) * 3
            assert found.nodata == 0
            assert found.descriptions == ("band 1", "band 2", "band 3")
            assert found.tags()["NOTE"] == "here"
            assert found.transform == GRID.transform
            assert found.crs.to_wkt() == UTM
            assert found.block_shapes[0] == (256, 256)

    def test_what_is_not_written_is_nodata(self, tmp_path):
        with RasterWriter(tmp_path / "a.tif", spec_of("float32", float("nan"))) as writer:
            writer.write(Window(0, 0, 2, 2), np.ones((2, 2)))
        with rasterio.open(tmp_path / "a.tif") as found:
            values = found.read(1)
        assert (values[:2, :2] == 1).all()
        assert np.isnan(values).sum() == values.size - 4

    @pytest.mark.parametrize("overviews", [True, False])
    def test_same_bytes_whatever_the_cache_does(self, tmp_path, overviews):
        grid = utm_grid(600, 600)
        values = texture((4, 600, 600), dtype="float32").round(1)
        spec = spec_of("float32", float("nan"), grid=grid, bands=4, overviews=overviews)
        seen = set()
        for megabytes in (128, 2, 128):
            with rasterio.Env(GDAL_CACHEMAX=megabytes * 2**20):
                path = write(tmp_path / "a.tif", values, spec)
            seen.add(hashlib.sha256(path.read_bytes()).hexdigest())
        assert len(seen) == 1


class TestLegend:
    @pytest.mark.parametrize("dtype", ["uint8", "uint16"])
    def test_colours_names_and_style(self, tmp_path, dtype):
        path = write(tmp_path / "map.tif", codes(), spec_of(dtype, 255, legend=LEGEND))
        with rasterio.open(path) as found:
            table = found.colormap(1)
            assert table[3] == (0, 255, 0, 255)
            assert table[17] == (255, 0, 0, 255)
            assert "Town" in found.tags()[LEGEND_TAG]
            assert (found.read(1) == codes()).all()
        assert "Forêt" in (tmp_path / "map.qml").read_text(encoding="utf-8")
        assert folder_state(tmp_path).keys() == {"map.tif", "map.tif.aux.xml", "map.qml"}

    @pytest.mark.skipif(not shutil.which("gdalinfo"), reason="gdalinfo is not installed")
    def test_gdal_reads_the_names(self, tmp_path):
        path = write(tmp_path / "map.tif", codes(), spec_of(legend=LEGEND))
        told = subprocess.run(["gdalinfo", str(path)], capture_output=True, check=True)
        text = told.stdout.decode("utf-8")
        assert "  0: Water\n" in text
        assert "  3: Forêt & <marsh>\n" in text
        assert " 17: Town\n" in text

    def test_codes_beyond_eight_bits(self, tmp_path):
        legend = Legend(
            (LandCoverClass(300, "Oak", "#00AA00"), LandCoverClass(60000, "Ice", "#FFFFFF"))
        )
        values = np.full(GRID.shape, 300, "uint16")
        values[0, 0] = 60000
        path = write(tmp_path / "map.tif", values, spec_of("uint16", 65535, legend=legend))
        with rasterio.open(path) as found:
            assert (found.read(1) == values).all()
            with pytest.raises(ValueError, match="NULL color table"):
                found.colormap(1)  # half a table would paint Ice black
            assert "Ice" in found.tags()[LEGEND_TAG]
        assert "Ice" in (tmp_path / "map.qml").read_text(encoding="utf-8")
        assert folder_state(tmp_path).keys() == {"map.tif", "map.qml", "map.tif.aux.xml"}
        assert (tmp_path / "map.tif.aux.xml").stat().st_size < 2000  # no list of 60,000 names

    def test_stale_sidecar_is_removed(self, tmp_path):
        (tmp_path / "a.tif.aux.xml").write_text("<PAMDataset><old/></PAMDataset>")
        for stale in ("a.tif.ovr", "a.tif.msk"):  # overviews and a mask of the earlier raster
            (tmp_path / stale).write_bytes(b"old")
        write(tmp_path / "a.tif", codes(), spec_of())
        assert folder_state(tmp_path).keys() == {"a.tif"}


class TestAllOrNothing:
    @pytest.fixture
    def earlier(self, tmp_path):
        write(tmp_path / "map.tif", codes(), spec_of(legend=LEGEND))
        return folder_state(tmp_path)

    @pytest.mark.parametrize("error", [Cancelled, KeyboardInterrupt, ValueError, MemoryError])
    def test_interrupted(self, tmp_path, earlier, error):
        with pytest.raises(error), RasterWriter(tmp_path / "map.tif", spec_of()) as writer:  # noqa: PT012
            writer.write(Window(0, 0, 256, 256), np.zeros((256, 256), "uint8"))
            raise error
        assert folder_state(tmp_path) == earlier

    def test_interrupted_while_rewriting(self, tmp_path, earlier):
        with pytest.raises(Cancelled), RasterWriter(tmp_path / "map.tif", spec_of()) as writer:  # noqa: PT012
            writer.write(Window(0, 0, 256, 256), np.zeros((256, 256), "uint8"))
            with writer.rewritten():
                raise Cancelled
        assert folder_state(tmp_path) == earlier

    def test_rewritten(self, tmp_path):
        with RasterWriter(tmp_path / "a.tif", spec_of()) as writer:
            writer.write(GRID.window, codes())
            with writer.rewritten() as earlier, rasterio.open(earlier) as before:
                writer.write(GRID.window, 255 - before.read(1))
        with rasterio.open(tmp_path / "a.tif") as found:
            assert (found.read(1) == 255 - codes()).all()
        assert folder_state(tmp_path).keys() == {"a.tif"}

    def test_disk_full_while_copying(self, tmp_path, earlier, monkeypatch):
        def refuse(source, target, **_):
            Path(target).write_bytes(b"half")
            Path(f"{target}.ovr.tmp").write_bytes(b"half")
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(rasterio.shutil, "copy", refuse)
        with pytest.raises(InputError, match=r"map\.tif' cannot be completed, .*disk is full"):
            write(tmp_path / "map.tif", codes(), spec_of(legend=LEGEND))
        assert folder_state(tmp_path) == earlier

    def test_disk_full_at_the_sidecars(self, tmp_path, earlier, monkeypatch):
        def refuse(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(output, "_write_file", refuse)
        with pytest.raises(InputError, match=r"map\.tif' cannot be completed, .*disk is full"):
            write(tmp_path / "map.tif", 255 - codes(), spec_of(legend=LEGEND))
        assert folder_state(tmp_path) == earlier

    def test_write_before_opening(self, tmp_path):
        with pytest.raises(ValueError, match="not open"):
            RasterWriter(tmp_path / "a.tif", spec_of()).write(Window(0, 0, 1, 1), np.zeros((1, 1)))
        with (
            pytest.raises(ValueError, match="not open"),
            RasterWriter(tmp_path / "a.tif", spec_of()).rewritten(),
        ):
            pass

    @pytest.mark.parametrize("name", ["map.png", "map", "map.tif.gz"])
    def test_bad_extension(self, tmp_path, name):
        with pytest.raises(InputError, match=r"rasters are written as GeoTIFF; end it in \.tif"):
            RasterWriter(tmp_path / name, spec_of())

    def test_cannot_be_created(self, tmp_path):
        with pytest.raises(InputError, match=r"no/a\.tif' cannot be created: "):
            write(tmp_path / "no" / "a.tif", codes(), spec_of())
        assert folder_state(tmp_path) == {}

    def test_impossible_nodata(self, tmp_path):
        with pytest.raises(InputError, match=r"cannot be created: .*nodata"):
            write(tmp_path / "a.tif", codes(), spec_of("uint8", -1))
        assert folder_state(tmp_path) == {}


class TestCheckOutput:
    def check(self, path):
        return check_output(path, name="OUTPUT")

    def test_good(self, tmp_path):
        assert self.check(str(tmp_path / "a.tif")) == tmp_path / "a.tif"
        assert folder_state(tmp_path) == {}

    def test_may_replace_an_earlier_file(self, tmp_path):
        (tmp_path / "a.tif").write_bytes(b"old")
        self.check(tmp_path / "a.tif")
        assert (tmp_path / "a.tif").read_bytes() == b"old"

    def test_missing_folder(self, tmp_path):
        with pytest.raises(InputError, match=r"OUTPUT: the folder '.*no' does not exist; create"):
            self.check(tmp_path / "no" / "a.tif")

    def test_folder_as_file(self, tmp_path):
        with pytest.raises(InputError, match="is a folder; give the name of a file"):
            self.check(tmp_path)

    def test_long_name(self, tmp_path):
        with pytest.raises(InputError, match="longer than 220 bytes"):
            self.check(tmp_path / f"{'x' * 240}.tif")

    def test_read_only_folder(self, tmp_path, monkeypatch):
        def refuse(self, *_, **__):
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "touch", refuse)
        with pytest.raises(InputError, match=r"nothing can be written to the folder .*Permission"):
            self.check(tmp_path / "a.tif")

    def test_write_protected_file(self, tmp_path, monkeypatch):
        (tmp_path / "a.tif").write_bytes(b"old")
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(InputError, match=r"a\.tif' is write-protected"):
            self.check(tmp_path / "a.tif")


class TestWriteText:
    def test_same_bytes_on_every_system(self, tmp_path):
        write_text(tmp_path / "a.txt", "é\nb\n")
        assert (tmp_path / "a.txt").read_bytes() == b"\xc3\xa9\nb\n"

    def test_failure_keeps_the_earlier_text(self, tmp_path, monkeypatch):
        (tmp_path / "a.txt").write_text("old")

        def refuse(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", refuse)
        with pytest.raises(InputError, match=r"a\.txt' cannot be written, .*disk is full; make"):
            write_text(tmp_path / "a.txt", "new")
        assert folder_state(tmp_path) == {"a.txt": b"old"}

    def test_missing_folder(self, tmp_path):
        with pytest.raises(InputError, match="cannot be created: No such file"):
            write_text(tmp_path / "no" / "a.txt", "x")


@pytest.mark.parametrize(
    ("error", "free", "full"),
    [
        (OSError(28, "No space left on device"), 10**12, True),
        (CPLE_BaseError(3, 3, "TIFFWriteDirectoryTagData:IO error writing tag data"), 4096, True),
        (CPLE_BaseError(3, 3, "TIFFAppendToStrip:Write error at scanline 3"), 4096, True),
        (CPLE_BaseError(3, 3, "TIFFAppendToStrip:Write error at scanline 3"), 10**12, False),
        (CPLE_BaseError(3, 3, "nodata value is out of range"), 4096, False),
        (OSError(13, "Permission denied"), 4096, False),
    ],
)
def test_a_full_disk_is_named_with_the_remedy(monkeypatch, error, free, full):
    usage = shutil._ntuple_diskusage(10**12, 10**12 - free, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    text = str(refusal(Path("/data/map.tif"), "completed", error))
    told = "'/data/map.tif' cannot be completed, because the disk is full; make room in '/data', or"
    assert text.startswith(told) == full, text
    assert text.startswith("'/data/map.tif' cannot be completed")
