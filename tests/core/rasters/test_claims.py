"""Headers that claim what no raster has, and places where none lies."""

from __future__ import annotations

import time

import numpy as np
import pytest
import rasterio
from finecover.core.errors import FineCoverError, GridError, InputError
from finecover.core.rasters.claims import MAX_BANDS, check_claims
from finecover.core.rasters.grid import Window, transform_points
from finecover.core.rasters.raster import CodeReader, RasterReader, RasterSource, describe
from raster_data import UTM, WGS84, Extras, texture, utm_grid, write_raster
from rasterio.crs import CRS
from rasterio.enums import Interleaving

LOCAL = CRS.from_wkt('LOCAL_CS["garden",UNIT["metre",1]]').to_wkt()


def virtual(folder, *, size=(9, 8), bands=1, place="500000,10,0,5000000,0,-10", dtype="Byte"):
    path = folder / "a.vrt"
    band = f'<VRTRasterBand dataType="{dtype}" band="%d"/>'
    path.write_text(
        f'<VRTDataset rasterXSize="{size[0]}" rasterYSize="{size[1]}"><SRS>EPSG:32632</SRS>'
        f"<GeoTransform>{place}</GeoTransform>{''.join(band % n for n in range(1, bands + 1))}"
        "</VRTDataset>",
        encoding="utf-8",
    )
    return RasterSource(str(path), name="IMAGES")


class Claiming:
    """A dataset with one block for all."""

    count, interleaving = 3, Interleaving.pixel
    height = width = 40_000
    block_shapes = ((40_000, 40_000),) * 3
    dtypes = ("uint8", "complex_int16", "float32")


@pytest.mark.parametrize(("more", "said"), [
    ({"bands": 70_000}, f"claims 70000 bands, and at most {MAX_BANDS} are read; check"),
    ({"size": (10**9, 10**9)}, "claims 1000000000 x 1000000000 pixels, more than the globe"),
    ({"size": (2**31 - 1, 2**31 - 1)}, "claims 2147483647 x 2147483647 pixels"),
    ({"size": (0, 5)}, "cannot be opened as a raster: Invalid dataset dimensions"),
    ({"bands": 0}, "cannot be opened as a raster: Missing"),
    ({"place": "1,nan,0,1,0,nan"}, "cannot be placed: The transform .* georeference it anew"),
    ({"place": "inf,1,0,1,0,1"}, "cannot be placed: The transform"),
    ({"place": "1,0,0,1,0,-1"}, "cannot be placed: The transform"),
    ({"place": "1,2,2,1,4,4"}, "cannot be placed: The transform"),
])  # fmt: skip
def test_what_no_raster_has_is_refused_before_room_is_made_for_it(tmp_path, more, said):
    source = virtual(tmp_path, **more)
    started = time.process_time()
    with pytest.raises(FineCoverError, match=rf"^IMAGES 'a\.vrt' {said}"):
        describe(source)
    assert time.process_time() - started < 5


def test_blocks_of_gigabytes_are_refused():
    with pytest.raises(InputError, match=r"blocks of 40000 x 40000 pixels, 19.4 GB each; save it"):
        check_claims(Claiming(), "IMAGES 'a.tif'")


def test_large_maps_are_read_by_windows(tmp_path):
    source = virtual(tmp_path, size=(4_000_000, 2_000_000))
    with CodeReader(source) as reader:
        assert (reader.read(Window(1_999_990, 3_999_990, 10, 10)) == 0).all()


def test_complex_whole_numbers_are_refused(tmp_path):
    source = virtual(tmp_path, dtype="CInt16")
    with pytest.raises(InputError, match="holds complex numbers; give real ones"):
        RasterReader(source, describe(source).grid)


def test_coordinates_of_another_kind_are_refused(tmp_path):
    path = write_raster(tmp_path / "a.tif", texture((1, 8, 9)), utm_grid(8, 9))
    geocentric = CRS.from_epsg(4978).to_wkt()
    with pytest.raises(GridError, match=r"IMAGES 'a.tif' cannot be placed: .*'WGS 84' is neither"):
        describe(RasterSource(path, crs_wkt=geocentric, name="IMAGES"))


def test_local_systems_serve_alone_and_are_told_at_once_where_another_is_wanted(tmp_path):
    path = write_raster(tmp_path / "a.tif", texture((1, 8, 9)), utm_grid(8, 9))
    source = RasterSource(path, crs_wkt=LOCAL, name="IMAGES")
    grid = describe(source).grid
    with RasterReader(source, grid) as reader:
        assert np.isfinite(reader.read(grid.window)).all()
    points = np.zeros(100_000)
    for one, other in ((LOCAL, WGS84), (UTM, LOCAL)):
        with pytest.raises(GridError, match=r"system 'garden' is a local one, .*; assign"):
            transform_points(points, points, from_wkt=one, to_wkt=other)
    with pytest.raises(GridError, match="is a local one"), RasterReader(source, utm_grid()) as far:
        far.read(Window(0, 0, 4, 4))


@pytest.mark.parametrize("told", [b"near infrared", b"value of a tag"])
def test_names_in_another_encoding_are_passed_over(tmp_path, told):
    path = tmp_path / "a.tif"
    write_raster(path, texture((2, 8, 9)), utm_grid(8, 9), Extras(descriptions=("near infrared",)))
    with rasterio.open(path, "r+") as raster:
        raster.update_tags(AREA="value of a tag")
        raster.update_tags(1, UNIT="value of a tag")
    data = path.read_bytes()
    assert told in data
    path.write_bytes(data.replace(told, b"\xe9\x80" + told[2:]))
    source = RasterSource(str(path), name="IMAGES")
    info = describe(source)
    with RasterReader(source, info.grid) as reader:
        assert np.isfinite(reader.read(info.grid.window)).all()
    assert (info.descriptions == ("", "")) == (told == b"near infrared")
