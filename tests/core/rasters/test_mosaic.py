from __future__ import annotations

import subprocess

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.errors import InputError
from finecover.core.legends.legend import generic
from finecover.core.rasters import mosaic
from finecover.core.rasters.grid import Grid, Window
from finecover.core.rasters.mosaic import MosaicWriter, is_mosaic, raster_writer, tile_folder
from finecover.core.rasters.output import LEGEND_TAG, RasterSpec, RasterWriter, written_together
from rasterio.crs import CRS

WKT = CRS.from_epsg(32633).to_wkt()
SHAPE = (300, 500)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", 128)


def spec(**more):
    grid = Grid(WKT, Affine(10, 0, 5e5, 0, -10, 5e6), SHAPE)
    return RasterSpec(
        **{"grid": grid, "dtype": "uint8", "nodata": 0, "descriptions": ("class",), **more}
    )


def values(rng_seed=0, dtype="uint8"):
    return np.random.default_rng(rng_seed).integers(0, 4, SHAPE).astype(dtype)


class Breaking:
    """An array whose last rows cannot be read."""

    def __init__(self, array):
        self.array = array

    def __getitem__(self, place):
        if place[1].stop == SHAPE[0]:
            raise LookupError
        return self.array[place]


def write(path, of, array, side=70):
    with written_together({"map": (path, of)}, raster_writer) as writers:
        for tile in of.grid.tiles(side):
            part = array[..., tile.row : tile.row + tile.height, tile.col : tile.col + tile.width]
            writers["map"].write(tile, part)


def test_the_same_pixels_colours_names_and_tags_as_one_file(tmp_path):
    of = spec(legend=generic([1, 2, 3]), tags={"A": "<&>"})
    for name in ("map.tif", "map.vrt"):
        write(tmp_path / name, of, values())
    with rasterio.open(tmp_path / "map.tif") as one, rasterio.open(tmp_path / "map.vrt") as many:
        np.testing.assert_array_equal(one.read(), many.read())
        assert many.profile["driver"] == "VRT"
        for told in ("crs", "transform", "shape", "dtypes", "nodatavals", "descriptions"):
            assert getattr(one, told) == getattr(many, told)
        ours = {code: many.colormap(1)[code] for code in (1, 2, 3)}
        assert ours == {code: one.colormap(1)[code] for code in (1, 2, 3)}
        assert many.tags()["A"] == "<&>"
        assert many.tags()[LEGEND_TAG] == one.tags()[LEGEND_TAG]
        assert len(many.files) == 1 + 3 * 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "map.qml", "map.tif", "map.tif.aux.xml", "map.vrt", "map_tiles",
    ]  # fmt: skip
    names = sorted(path.name for path in (tmp_path / "map_tiles").glob("*.tif"))
    assert names[0] == "map_0000_0000.tif"
    assert len(names) == 12


def test_the_files_are_cloud_optimised_and_have_overviews(tmp_path, monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", 1024)
    grid = Grid(WKT, Affine(10, 0, 5e5, 0, -10, 5e6), (1100, 2000))
    of = spec(grid=grid, legend=generic([1, 2, 3]))
    write(tmp_path / "map.vrt", of, np.ones(grid.shape, np.uint8), side=512)
    with rasterio.open(tmp_path / "map_tiles" / "map_0000_0000.tif") as file:
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.overviews(1)
    with rasterio.open(tmp_path / "map.vrt") as whole:
        assert whole.overviews(1) == [2, 4]
        assert (whole.read(1, out_shape=(275, 500)) == 1).all()


def test_gdal_reads_the_names_of_the_classes(tmp_path):
    write(tmp_path / "map.vrt", spec(legend=generic([1, 2, 3])), values())
    told = subprocess.run(
        ["gdalinfo", str(tmp_path / "map.vrt")], capture_output=True, text=True, check=False
    ).stdout
    assert "Categories:" in told
    assert "ColorInterp=Palette" in told


def test_several_bands_of_floats_that_lack_data(tmp_path):
    of = spec(
        dtype="float32", nodata=float("nan"), descriptions=("a", "b & c"),
        scalings=((1.0, 0.0), (0.5, 1.0)),
    )  # fmt: skip
    array = np.stack([values(1), values(2)]).astype(np.float32)
    array[:, 5] = np.nan
    write(tmp_path / "shares.vrt", of, array)
    with rasterio.open(tmp_path / "shares.vrt") as many:
        np.testing.assert_array_equal(many.read(), array)
        assert many.descriptions == ("a", "b & c")
        assert many.scales == (1.0, 0.5)
        assert np.isnan(many.nodata)


def test_nothing_is_there_after_an_error_and_what_was_there_stays(tmp_path):
    write(tmp_path / "map.vrt", spec(), values(1))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(LookupError):
        write(tmp_path / "map.vrt", spec(), Breaking(values(2)))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_mosaic_that_lacks_a_pixel_is_not_published(tmp_path):
    with (
        pytest.raises(ValueError, match="not every pixel"),
        written_together({"map": (tmp_path / "map.vrt", spec())}, raster_writer) as writers,
    ):
        writers["map"].write(Window(0, 0, 200, 200), values()[:200, :200])
    assert list(tmp_path.iterdir()) == []


def test_small_patches_cannot_be_merged(tmp_path):
    writer = MosaicWriter(tmp_path / "map.vrt", spec())
    with pytest.raises(InputError, match=r"^MIN_MAPPING_UNIT: small patches"), writer.rewritten():
        pass


@pytest.mark.parametrize(("name", "many"), [("a.vrt", True), ("a.VRT", True), ("a.tif", False)])
def test_the_ending_decides(tmp_path, name, many):
    assert is_mosaic(name) == many
    assert type(raster_writer(tmp_path / name, spec())) is (MosaicWriter if many else RasterWriter)
    assert tile_folder("/x/a.vrt").as_posix() == "/x/a_tiles"
