import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.rasters import geotiff, reread
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.raster_file import GDAL_ERRORS
from finecover.core.rasters.reread import check_whole
from raster_data import folder_state, texture, utm_grid

SHAPE = (600, 2300)


@pytest.fixture(params=[True, False])
def path(tmp_path, request):
    values = texture((3, *SHAPE), dtype="float32")
    spec = RasterSpec(
        utm_grid(*SHAPE), "float32", float("nan"), ("a", "b", "c"), overviews=request.param
    )
    with RasterWriter(tmp_path / "a.tif", spec) as writer:
        writer.write(spec.grid.window, values)
    return tmp_path / "a.tif"


def check(path):
    with rasterio.open(path) as dataset:
        check_whole(dataset)


@pytest.mark.parametrize("large", [False, True])
def test_whole(path, monkeypatch, large):
    if large:
        monkeypatch.setattr(reread, "_READ_WHOLE", 0)
    check(path)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("lost", [10, 0.3, 0.7])
def test_cut_short(path, monkeypatch, large, lost):
    if large:
        monkeypatch.setattr(reread, "_READ_WHOLE", 0)
    data = path.read_bytes()
    path.write_bytes(data[: -(lost if isinstance(lost, int) else int(lost * len(data)))])
    with pytest.raises(GDAL_ERRORS):
        check(path)


def test_overviews_count(path):
    with rasterio.open(path) as dataset:
        levels = range(len(dataset.overviews(1)))
        found = [list(reread._blocks(dataset, level)) for level in (None, *levels)]
    assert found[0][-1] == (2, 8)
    assert [len(blocks) for blocks in found] == (
        [27, 10, 3, 2, 1] if len(levels) > 2 else [27, 3, 2]
    )


@pytest.mark.parametrize("large", [False, True])
def test_damaged(path, monkeypatch, large):
    if large:
        monkeypatch.setattr(reread, "_READ_WHOLE", 0)
    with rasterio.open(path) as dataset:
        band = 3
        at, size = (
            int(dataset.get_tag_item(f"BLOCK_{what}_8_2", "TIFF", bidx=band))
            for what in ("OFFSET", "SIZE")
        )
    data = bytearray(path.read_bytes())
    data[at : at + size] = bytes(size)
    path.write_bytes(data)
    with pytest.raises(GDAL_ERRORS):
        check(path)


def test_a_missing_block(tmp_path):
    profile = {
        "driver": "GTiff", "height": 512, "width": 512, "count": 2, "dtype": "uint8",
        "tiled": True, "blockxsize": 256, "blockysize": 256, "sparse_ok": True,
        "interleave": "band", "crs": "EPSG:32633", "transform": utm_grid(512, 512).transform,
    }  # fmt: skip
    with rasterio.open(tmp_path / "a.tif", "w", **profile) as dataset:
        dataset.write(np.ones((512, 512), "uint8"), 1)
        dataset.write(np.ones((256, 512), "uint8"), 2, window=((0, 256), (0, 512)))
    with pytest.raises(OSError, match="write error, part of band 2 did not reach the disk"):
        check(tmp_path / "a.tif")


def test_what_cannot_be_read_replaces_nothing(path, monkeypatch):
    earlier = folder_state(path.parent)
    rewrite = geotiff.Layout.rewrite

    def cut_short(layout, part, whole):
        rewrite(layout, part, whole)
        whole.write_bytes(whole.read_bytes()[:-1000])

    monkeypatch.setattr(geotiff.Layout, "rewrite", cut_short)
    spec = RasterSpec(utm_grid(*SHAPE), "float32", float("nan"), ("a",), overviews=False)
    with (
        pytest.raises(InputError, match=r"a\.tif' cannot be completed: .*write error"),
        RasterWriter(path, spec) as writer,
    ):
        writer.write(spec.grid.window, texture((1, *SHAPE), dtype="float32"))
    assert folder_state(path.parent) == earlier
