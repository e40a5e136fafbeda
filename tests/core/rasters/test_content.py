"""What is compared where two computers should read the same raster."""

import shutil

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.rasters.content import RasterContent
from finecover.core.rasters.raster import RasterSource
from scene import write_raster


def content(path, **more):
    return RasterContent.of(RasterSource(str(path), name="IMAGES", **more))


@pytest.fixture
def values():
    return np.random.default_rng(0).integers(0, 99, (3, 64, 70)).astype(np.uint16)


def test_a_copy_elsewhere_is_the_same(tmp_path, values):
    write_raster(tmp_path / "a.tif", values)
    (tmp_path / "there").mkdir()
    shutil.copy(tmp_path / "a.tif", tmp_path / "there" / "b.tif")
    (tmp_path / "there" / "b.tif.aux.xml").write_text("<PAMDataset></PAMDataset>")
    one, other = content(tmp_path / "a.tif"), content(tmp_path / "there" / "b.tif")
    assert one == other
    assert one.difference(other) == ""


@pytest.mark.parametrize(("change", "told"), [
    (lambda values: values[:, 1:], "70 x 63 pixels, not 70 x 64"),
    (lambda values: values[:2], "2 of uint16 for bands, not 3 of uint16 for bands"),
    (lambda values: values.astype(np.int32), "3 of int32 for bands, not 3 of uint16 for bands"),
    (lambda values: values + np.eye(64, 70, dtype=np.uint16), "other pixels"),
])  # fmt: skip
def test_what_differs_is_told(tmp_path, values, change, told):
    write_raster(tmp_path / "a.tif", values)
    write_raster(tmp_path / "b.tif", change(values))
    assert content(tmp_path / "a.tif").difference(content(tmp_path / "b.tif")) == told


def test_the_last_of_the_bands_that_are_read_counts(tmp_path, values):
    write_raster(tmp_path / "a.tif", values)
    values[2] += 1
    write_raster(tmp_path / "b.tif", values)
    told = content(tmp_path / "a.tif").difference(content(tmp_path / "b.tif"))
    assert told == "other pixels"
    both = (content(tmp_path / name, bands=(1, 2)) for name in ("a.tif", "b.tif"))
    assert next(both).difference(next(both)) == ""


def test_files_of_other_sizes_and_another_place(tmp_path, values):
    import rasterio

    write_raster(tmp_path / "a.tif", values)
    shutil.copy(tmp_path / "a.tif", tmp_path / "b.tif")
    with (tmp_path / "b.tif").open("ab") as file:
        file.write(b"more")
    first = content(tmp_path / "a.tif")
    assert first.difference(content(tmp_path / "b.tif")) == "files of another size"
    with rasterio.open(tmp_path / "a.tif", "r+") as dataset:
        dataset.nodata = 7
    assert first.difference(content(tmp_path / "a.tif")).startswith("another place, or another")


def test_a_file_that_is_cut_off_is_told(tmp_path, values):
    write_raster(tmp_path / "a.tif", values)
    data = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"^IMAGES 'a.tif' cannot be "):
        content(tmp_path / "a.tif")
