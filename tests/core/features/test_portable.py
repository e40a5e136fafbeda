"""What travels to where features are read."""

import os
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cluster.job import OtherInput
from finecover.core.features.feature_file import FeatureFile
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.features.missing import FilledFeatures
from finecover.core.features.portable import PortableFeatures, _absolute
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from scene import build_scene


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return build_scene(tmp_path_factory.mktemp("scene"), size=80)


@pytest.fixture
def beside(scene, monkeypatch):
    monkeypatch.chdir(scene.folder)
    return scene


def test_paths_of_this_folder_become_absolute_also_in_lists(beside):
    image = RasterSource("image.tif", name="IMAGES")
    inputs = FeatureInputs((image, replace(image, bands=(1,))), dem=replace(image, name="DEM"),
                           ancillary=(replace(image, bands=(2,)),))  # fmt: skip
    stack = FeatureStack(inputs, FeatureSettings(), progress=Silent(), keep=False)
    filled = FilledFeatures(stack, columns=np.arange(2), means=np.zeros(2))
    portable = PortableFeatures.of(filled)
    found = portable.origin.source.inputs
    assert set(found.paths) == {str(beside.folder / "image.tif")}
    assert [source.name for source, _ in portable.contents] == ["IMAGES", "IMAGES", "DEM", "IMAGES"]
    assert portable.origin.columns is filled.origin.columns
    assert portable.origin.source.settings == stack.origin.settings
    stack.close()


def test_another_folder_reads_the_same(beside, tmp_path, monkeypatch):
    here = FeatureFile(RasterSource("image.tif", name="FEATURES"))
    portable, values = PortableFeatures.of(here), here.read(here.grid.window)
    here.close()
    monkeypatch.chdir(tmp_path)
    there = portable.open(Silent())
    np.testing.assert_array_equal(there.read(there.grid.window), values)
    there.close()


@pytest.mark.parametrize("path", [
    "/vsis3/bucket/image.tif", "/vsicurl/https://host/image.tif", "https://host/image.tif",
    "s3://bucket/image.tif", "/vsizip/a.zip/image.tif", "gone.tif", 'NETCDF:"gone.nc":band',
    'NETCDF:"/data/image.tif":band',
])  # fmt: skip
def test_what_is_no_file_here_stays_as_it_is(beside, path):
    assert _absolute(path) == path


def test_files_in_names_of_parts_become_absolute(beside):
    whole = os.path.join(os.getcwd(), "image.tif")
    assert _absolute('NETCDF:"image.tif":band') == f'NETCDF:"{whole}":band'
    assert _absolute("GPKG:image.tif:table") == f"GPKG:{whole}:table"


def test_another_file_under_the_same_path_is_refused(tmp_path):
    first = build_scene(tmp_path, size=80)
    here = FeatureFile(first.source("image"))
    portable = PortableFeatures.of(here)
    here.close()
    build_scene(tmp_path, size=80, seed=5)
    pattern = r"^IMAGE 'image.tif' is not the file that this run is about: other pixels$"
    with pytest.raises(OtherInput, match=pattern):
        portable.open(Silent())
