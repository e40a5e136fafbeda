from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.errors import InputError
from finecover.core.legends.legend import generic
from finecover.core.rasters import mosaic, mosaic_tiles
from finecover.core.rasters.grid import Grid, Window
from finecover.core.rasters.mosaic import MosaicWriter, is_mosaic, raster_writer, tile_folder
from finecover.core.rasters.mosaic_tiles import DOUBTFUL
from finecover.core.rasters.output import LEGEND_TAG, RasterSpec, RasterWriter, written_together
from finecover.core.rasters.raster_style import SHARE
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
    (run,) = (tmp_path / "map_tiles").iterdir()
    names = sorted(path.name for path in run.glob("*.tif"))
    assert names[0] == "0000_0000.tif"
    assert len(names) == 12
    assert not (run / DOUBTFUL).exists()


def test_the_files_are_cloud_optimised_and_have_overviews(tmp_path, monkeypatch):
    monkeypatch.setattr(mosaic, "CHUNK", 1024)
    grid = Grid(WKT, Affine(10, 0, 5e5, 0, -10, 5e6), (1100, 2000))
    of = spec(grid=grid, legend=generic([1, 2, 3]))
    write(tmp_path / "map.vrt", of, np.ones(grid.shape, np.uint8), side=512)
    (first,) = tmp_path.glob("map_tiles/*/0000_0000.tif")
    with rasterio.open(first) as file:
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


def shown(path):
    """Return the pixels of a mosaic, each of its files being there."""
    with rasterio.open(path) as whole:
        assert all(os.path.exists(file) for file in whole.files)
        return whole.read(1)


@contextmanager
def each_step_kept(folder, kept):
    """Copy a folder before each step on its files once the last pixel is there: as a kill would."""
    steps, busy = itertools.count(), [False, False]
    watched = ("os.rename", "os.remove", "os.rmdir")

    def hook(event, args):
        if not busy[0] and event == "open" and str(args[0]).endswith(DOUBTFUL):
            busy[1] = True
        if busy == [False, True] and event in watched:
            busy[0] = True
            shutil.copytree(folder, kept / f"{next(steps):03d}")
            busy[0] = False

    sys.addaudithook(hook)
    yield
    busy[0] = True  # hooks cannot be removed


@pytest.mark.parametrize(("second", "third"), [(2, 3), (2, 2), (2, 1), (1, 3), (1, 1)])
def test_a_kill_at_any_step_leaves_the_old_mosaic_or_the_new_one_whole(
    tmp_path, monkeypatch, second, third
):
    monkeypatch.setattr(mosaic, "CHUNK", 300)
    folder, kept = tmp_path / "out", tmp_path / "kept"
    folder.mkdir()
    write(folder / "map.vrt", spec(), values(1), side=150)
    with each_step_kept(folder, kept):
        write(folder / "map.vrt", spec(), values(second), side=150)
    states = sorted(kept.iterdir())
    seen = []
    for state in states:
        found = shown(state / "map.vrt")
        seen.append(2 if (found == values(2)).all() else 1)
        np.testing.assert_array_equal(found, values(seen[-1]))
        write(state / "map.vrt", spec(), values(third), side=150)
        np.testing.assert_array_equal(shown(state / "map.vrt"), values(third))
        assert sorted(file.name for file in state.iterdir()) == ["map.vrt", "map_tiles"]
        (run,) = (state / "map_tiles").iterdir()
        assert sorted(file.name for file in run.iterdir()) == ["0000_0000.tif", "0000_0001.tif"]
    assert seen == sorted(seen)
    assert set(seen) == {1, second}


def whole(folder):
    return {path.relative_to(folder): path.read_bytes() for path in files_in(folder)}


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_equal_runs_give_equal_bytes(tmp_path):
    of = spec(legend=generic([1, 2, 3]))
    for name, side in (("one", 70), ("two", 128), ("two", 50)):  # the last over its like
        (tmp_path / name).mkdir(exist_ok=True)
        write(tmp_path / name / "map.vrt", of, values(1), side=side)
        assert whole(tmp_path / name) == whole(tmp_path / "one")
    write(tmp_path / "two" / "map.vrt", of, values(2))
    runs = [path.name for path in tmp_path.glob("*/map_tiles/*")]
    assert len(set(runs)) == len(runs) == 2
    write(tmp_path / "two" / "map.vrt", of, values(1))
    assert whole(tmp_path / "two") == whole(tmp_path / "one")


def test_what_is_there_already_is_not_touched(tmp_path):
    write(tmp_path / "map.vrt", spec(), values(1))
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*.tif")}
    write(tmp_path / "map.vrt", spec(), values(1))
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*.tif")} == before
    assert not list(tmp_path.rglob(DOUBTFUL))


@pytest.mark.parametrize("how", ["changed", "more", "less"])
def test_a_folder_of_the_same_name_that_holds_something_else_stays(tmp_path, how):
    path = tmp_path / "map.vrt"
    write(path, spec(), values(1))
    (run,) = (tmp_path / "map_tiles").iterdir()
    tile = run / "0000_0000.tif"
    if how == "less":
        tile.unlink()
    else:
        (tile if how == "changed" else run / "0000_0000.tif.ovr").write_bytes(b"something else")
    shutil.copy(path, tmp_path / "map_2020.vrt")
    kept = {file: file.read_bytes() for file in run.iterdir()}
    write(path, spec(), values(1))
    np.testing.assert_array_equal(shown(path), values(1))
    assert {file: file.read_bytes() for file in run.iterdir()} == kept


def test_files_of_a_mosaic_that_was_given_another_name_stay(tmp_path):
    write(tmp_path / "map.vrt", spec(), values(1))
    (tmp_path / "map.vrt").rename(tmp_path / "kept.vrt")
    for content in (1, 1, 2):
        write(tmp_path / "map.vrt", spec(), values(content))
        np.testing.assert_array_equal(shown(tmp_path / "map.vrt"), values(content))
        np.testing.assert_array_equal(shown(tmp_path / "kept.vrt"), values(1))


def test_a_folder_that_is_there_is_kept_where_the_vrt_cannot_be_replaced(tmp_path, monkeypatch):
    write(tmp_path / "map.vrt", spec(), values(1))

    def refuse(source, target):
        raise OSError(5, "Input/output error", str(source), None, str(target))

    monkeypatch.setattr(mosaic, "publish", lambda finished, claim: refuse("a", "b"))
    with pytest.raises(OSError, match="Input/output"):
        write(tmp_path / "map.vrt", spec(), values(1))
    monkeypatch.undo()
    np.testing.assert_array_equal(shown(tmp_path / "map.vrt"), values(1))


def test_what_a_killed_run_left_goes_though_the_next_map_is_smaller(tmp_path):
    half, folder = tmp_path / "half", tmp_path / "out"
    folder.mkdir()
    with pytest.raises(LookupError), raster_writer(folder / "map.vrt", spec()) as writer:  # noqa: PT012
        writer.write(Window(0, 0, 300, 200), values()[:, :200])
        shutil.copytree(folder, half)
        raise LookupError
    grid = Grid(WKT, Affine(10, 0, 5e5, 0, -10, 5e6), (100, 100))
    write(half / "map.vrt", spec(grid=grid), values()[:100, :100])
    (tile,) = (half / "map_tiles").rglob("*.tif")
    assert sorted(path.name for path in half.rglob("*")) == sorted(
        ["map.vrt", "map_tiles", tile.parent.name, "0000_0000.tif"]
    )


def test_what_was_made_of_an_earlier_mosaic_is_not_taken_for_this_ones(tmp_path):
    write(tmp_path / "map.vrt", spec(), values(1))
    for ending in (".ovr", ".msk", ".aux.xml"):
        (tmp_path / f"map.vrt{ending}").write_text("old")
    (tmp_path / "map_tiles" / "mine.txt").write_text("the user's")
    (earlier,) = (path for path in (tmp_path / "map_tiles").iterdir() if path.is_dir())
    (earlier / "0000_0000.tif.aux.xml").write_text("old")
    write(tmp_path / "map.vrt", spec(), values(2))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.vrt", "map_tiles"]
    assert not earlier.exists()
    assert (tmp_path / "map_tiles" / "mine.txt").read_text() == "the user's"
    np.testing.assert_array_equal(shown(tmp_path / "map.vrt"), values(2))


@pytest.mark.parametrize("name", ["map_2020.vrt", "best.vrt", "BEST.VRT"])
def test_files_that_another_vrt_names_stay(tmp_path, name):
    write(tmp_path / "map.vrt", spec(), values(1))
    shutil.copy(tmp_path / "map.vrt", tmp_path / name)
    write(tmp_path / "map.vrt", spec(), values(2))
    write(tmp_path / "map.vrt", spec(), values(3))
    np.testing.assert_array_equal(shown(tmp_path / name), values(1))
    np.testing.assert_array_equal(shown(tmp_path / "map.vrt"), values(3))
    assert len(list((tmp_path / "map_tiles").iterdir())) == 2  # not the second


def test_a_run_is_found_in_a_vrt_without_lines(tmp_path):
    for before in range(mosaic_tiles._PIECE - 32, mosaic_tiles._PIECE + 2):  # files are read so
        text = " " * before + "map_tiles/1f3a90c2/0000_0000.tif"
        (tmp_path / "best.vrt").write_text(text, encoding="utf-8")
        assert mosaic_tiles._named(tmp_path / "best.vrt") == {"1f3a90c2"}


@pytest.mark.parametrize("kind", ["many", "large", "unreadable"])
def test_files_stay_where_not_every_vrt_can_be_looked_through(tmp_path, monkeypatch, kind):
    real, refused = mosaic_tiles._named, []

    def named(path):
        if refused and path.name == "best.vrt":
            raise PermissionError("denied")
        return real(path)

    write(tmp_path / "map.vrt", spec(), values(1))
    shutil.copy(tmp_path / "map.vrt", tmp_path / "best.vrt")
    with monkeypatch.context() as patch:
        patch.setattr(mosaic_tiles, "_named", named)
        if kind == "many":
            patch.setattr(mosaic_tiles, "_MOST", 1)
        elif kind == "large":
            patch.setattr(mosaic_tiles, "_MOST_BYTES", 100)
        else:
            refused.append("best.vrt")
        write(tmp_path / "map.vrt", spec(), values(2))
        write(tmp_path / "map.vrt", spec(), values(2))
    np.testing.assert_array_equal(shown(tmp_path / "best.vrt"), values(1))
    np.testing.assert_array_equal(shown(tmp_path / "map.vrt"), values(2))
    (tmp_path / "best.vrt").unlink()
    write(tmp_path / "map.vrt", spec(), values(2))
    assert len(list((tmp_path / "map_tiles").iterdir())) == 1  # nothing is in doubt any more


def test_where_the_earlier_mosaic_is_open_both_are_whole(tmp_path, monkeypatch):
    write(tmp_path / "map.vrt", spec(), values(1))
    replace_ = os.replace

    def refuse(source, target):
        if os.path.basename(target) == "map.vrt":
            raise PermissionError(13, "Access is denied", str(source), 5, str(target))
        replace_(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InputError, match=r"the new file was saved as 'map-2\.vrt' beside it"):
        write(tmp_path / "map.vrt", spec(), values(2))
    monkeypatch.undo()
    np.testing.assert_array_equal(shown(tmp_path / "map.vrt"), values(1))
    np.testing.assert_array_equal(shown(tmp_path / "map-2.vrt"), values(2))
    assert not list(tmp_path.rglob(DOUBTFUL))


def test_the_vrt_does_not_appear_without_its_files(tmp_path, monkeypatch):
    write(tmp_path / "map.vrt", spec(), values(1))
    replace_ = os.replace

    def refuse(source, target):
        if os.path.isdir(source):
            raise OSError(5, "Input/output error", str(source), None, str(target))
        replace_(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InputError, match=r"map\.vrt' cannot be written: Input/output error"):
        write(tmp_path / "map.vrt", spec(), values(2))
    monkeypatch.undo()
    np.testing.assert_array_equal(shown(tmp_path / "map.vrt"), values(1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.vrt", "map_tiles"]
    assert len(list((tmp_path / "map_tiles").iterdir())) == 1


def test_a_tile_folder_that_cannot_take_files_is_refused_before_the_work(tmp_path):
    (tmp_path / "map_tiles").write_text("a file")
    writer = MosaicWriter(tmp_path / "map.vrt", spec())
    with pytest.raises(InputError, match="'map_tiles' beside it, which is no folder"):
        writer.__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["map_tiles"]


def test_errors_name_the_mosaic(tmp_path):
    with (  # noqa: PT012
        pytest.raises(InputError) as told,
        raster_writer(tmp_path / "map.vrt", spec()) as writer,
    ):
        writer.write(Window(0, 0, 10, 10), values()[:10, :10])
        shutil.rmtree(tmp_path / ".map.vrt.finecover" / "map_tiles")
        writer.write(Window(0, 10, 128, 118), values()[:128, 10:128])
        writer.write(Window(10, 0, 118, 10), values()[10:128, :10])
    assert str(told.value).startswith(f"'{tmp_path / 'map.vrt'}' cannot be ")


def test_a_style_is_written_beside_it(tmp_path):
    of = spec(dtype="float32", nodata=float("nan"), style=SHARE)
    for name in ("share.tif", "share.vrt"):
        (tmp_path / name[-3:]).mkdir()
        write(tmp_path / name[-3:] / name, of, values(1).astype(np.float32) / 4)
    texts = [(tmp_path / kind / "share.qml").read_text() for kind in ("tif", "vrt")]
    assert texts[0] == texts[1]
