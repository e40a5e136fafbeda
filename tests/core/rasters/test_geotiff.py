import pickle
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.rasters import geotiff
from finecover.core.rasters.geotiff import Layout, has_zstd
from finecover.core.rasters.grid import Window
from finecover.core.rasters.output import RasterSpec, RasterWriter
from raster_data import texture, utm_grid

CODES = (0, 3, 17)
LEGEND = Legend(tuple(LandCoverClass(code, f"class {code}", "#102030") for code in CODES))


def spec_of(shape, dtype="uint8", nodata=255, *, bands=1, **more):
    return RasterSpec(utm_grid(*shape), dtype, nodata, ("",) * bands, **more)


def write(path, values, spec):
    with RasterWriter(path, spec) as writer:
        writer.write(spec.grid.window, values)
    return path


def codes(shape, *, nodata=255):
    return np.random.default_rng(1).choice([*CODES, nodata], shape).astype("uint8")


def structure(path):
    with rasterio.open(path) as found:
        return found.tags(ns="IMAGE_STRUCTURE"), found.overviews(1), found.block_shapes


class TestOverviews:
    def test_cloud_optimised(self, tmp_path):
        told, overviews, blocks = structure(
            write(tmp_path / "a.tif", codes((600, 1300)), spec_of((600, 1300), legend=LEGEND))
        )
        assert told["LAYOUT"] == "COG"
        assert overviews[:2] == [2, 4]
        assert blocks == [(256, 256)]

    def test_small_rasters_need_none(self, tmp_path):
        told, overviews, _ = structure(
            write(tmp_path / "a.tif", codes((200, 256)), spec_of((200, 256)))
        )
        assert overviews == []
        spec = spec_of((60, 2048), bands=2, overviews=False)
        told, overviews, _ = structure(write(tmp_path / "b.tif", np.ones((2, 60, 2048)), spec))
        assert overviews == []
        assert told["INTERLEAVE"] == "BAND"

    @pytest.mark.parametrize("more", [{"legend": LEGEND}, {"coded": True}])
    def test_no_code_is_invented(self, tmp_path, more):
        path = write(tmp_path / "a.tif", codes((700, 700)), spec_of((700, 700), **more))
        with rasterio.open(path, overview_level=1) as small:
            values, mask = small.read(1), small.read_masks(1)
        assert values.shape == (175, 175)
        assert set(np.unique(values)) == {0, 3, 17, 255}
        assert ((mask == 0) == (values == 255)).all()

    @pytest.mark.parametrize(("dtype", "nodata"), [("uint8", 255), ("float32", float("nan"))])
    def test_measurements_are_averaged_without_nodata(self, tmp_path, dtype, nodata):
        values = np.tile(np.array([[10, 20], [20, 10]], dtype), (300, 300))
        values[0, :3] = nodata  # half of a pixel of the overview, and a quarter of the next
        mean = np.array([15, 17 if dtype == "uint8" else 50 / 3], dtype)
        path = write(tmp_path / "a.tif", values, spec_of(values.shape, dtype, nodata))
        with rasterio.open(path, overview_level=0) as small:
            found = small.read(1)
        assert found[0, :2] == pytest.approx(mean, rel=1e-6)
        assert (found[0, 2:] == 15).all()
        assert (found[1:] == 15).all()

    def test_few_of_many_bands(self, tmp_path):
        values = texture((3, 300, 4200), dtype="float32")
        spec = spec_of((300, 4200), "float32", float("nan"), bands=3, overviews=False)
        path = write(tmp_path / "a.tif", values, spec)
        told, overviews, _ = structure(path)
        assert told["INTERLEAVE"] == "BAND"
        assert overviews == [4, 8, 16]
        with rasterio.open(path, overview_level=0) as small:
            mean = values[:, :4, :4].mean(axis=(1, 2))
            assert small.read()[:, 0, 0] == pytest.approx(mean, rel=1e-5)

    @pytest.mark.parametrize("overviews", [True, False])
    def test_a_picture_reads_nothing_else(self, tmp_path, overviews):
        shape = (2000, 2300)
        spec = spec_of(shape, legend=LEGEND, overviews=overviews)
        path = write(tmp_path / "a.tif", codes(shape), spec)
        with rasterio.open(path) as whole:
            factor = whole.overviews(1)[0]
            small = whole.read(1, out_shape=(shape[0] // factor, shape[1] // factor))
        data = path.read_bytes()  # what is drawn stands before the pixels themselves
        kept = len(data) // 2 if overviews else len(data) // 8
        path.write_bytes(data[:kept] + bytes(len(data) - kept))
        with rasterio.open(path) as found:
            again = found.read(1, out_shape=small.shape)
            with pytest.raises(rasterio.errors.RasterioIOError):
                found.read(1)
        assert (again == small).all()


class TestCompression:
    @pytest.mark.parametrize(
        ("dtype", "coded", "predictor"),
        [("uint8", True, 1), ("uint8", False, 2), ("uint16", False, 2), ("int16", True, 1),
         ("float32", False, 3), ("float32", True, 3)],
    )  # fmt: skip
    def test_predictor(self, dtype, coded, predictor):
        assert Layout(dtype, coded, True).predictor == predictor

    @pytest.mark.parametrize("overviews", [True, False])
    @pytest.mark.parametrize("zstd", [True, False])
    def test_codec(self, tmp_path, monkeypatch, zstd, overviews):
        if zstd and not has_zstd():
            pytest.skip("GDAL was built without ZSTD")
        monkeypatch.setattr(geotiff, "has_zstd", lambda: zstd)
        values = texture((2, 300, 700), dtype="float32")
        spec = spec_of((300, 700), "float32", float("nan"), bands=2, overviews=overviews)
        path = write(tmp_path / "a.tif", values, spec)
        assert structure(path)[0]["COMPRESSION"] == ("ZSTD" if zstd else "DEFLATE")
        with rasterio.open(path) as found:
            assert (found.read() == values).all()

    def test_it_is_decided_where_the_layout_was_made(self, monkeypatch):
        monkeypatch.setattr(geotiff, "has_zstd", lambda: False)
        packed = pickle.dumps(Layout("uint8", coded=True, cloud_optimised=True))
        monkeypatch.setattr(geotiff, "has_zstd", lambda: True)
        assert pickle.loads(packed).creation()["compress"] == "deflate"

    def test_gdal_without_zstd(self, monkeypatch):
        def refuse(*_, **__):
            raise rasterio.errors.RasterioIOError("missing codec for ZSTD")

        monkeypatch.setattr(geotiff, "MemoryFile", refuse)
        geotiff.writes_zstd.cache_clear()
        try:
            assert not has_zstd()
        finally:
            geotiff.writes_zstd.cache_clear()

    def test_host_without_zstd(self, monkeypatch):
        options = "<Value>DEFLATE</Value>"
        driver = SimpleNamespace(GetMetadataItem=lambda _: options)
        host = SimpleNamespace(GetDriverByName=lambda _: driver)
        monkeypatch.setitem(sys.modules, "osgeo.gdal", host)
        assert not has_zstd()
        options += "<Value>ZSTD</Value>"
        assert has_zstd() == geotiff.writes_zstd()


def test_what_was_never_written_has_no_data(tmp_path):
    spec = spec_of((300, 2500), "float32", float("nan"), bands=2, overviews=False)
    with RasterWriter(tmp_path / "a.tif", spec) as writer:
        writer.write(Window(0, 0, 2, 2), np.ones((2, 2, 2)))
    with rasterio.open(tmp_path / "a.tif") as found:
        assert np.isfinite(found.read()).sum() == 8
