"""An elevation model that ends short of the image, through the whole chain."""

import numpy as np
import pytest
import rasterio
from finecover.core.cells import candidates
from finecover.core.features import feature_file
from finecover.core.features.features import FeatureInputs
from finecover.core.mapping import classify as classify_module
from finecover.core.rasters.raster import RasterSource
from scene import Recorder, Scene, build_scene, write_raster
from test_pipeline import run, run_steps

EDGE = 52  # first column without elevation
OUTPUTS = ("output.tif", "confidence.tif", "probabilities.tif", "applicability.tif", "model.fcm")


class HoledScene(Scene):
    """The scene, its elevation ending at a column."""

    @property
    def inputs(self):
        path = self.folder / "short.tif"
        if not path.exists():
            height = np.add.outer(np.arange(96.0), np.arange(96.0)).astype(np.float32)
            write_raster(path, height[:, :EDGE])
        return FeatureInputs(super().inputs.images, dem=RasterSource(str(path)))


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return HoledScene(**vars(build_scene(tmp_path_factory.mktemp("scene"))))


def folder_in(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    return folder


def test_the_image_is_mapped_where_elevation_is_missing(scene, tmp_path):
    told = Recorder()
    result = run(scene, tmp_path, progress=told)
    assert (result.samples.col < EDGE).all()
    assert {"elevation", "slope"} <= set(result.features)
    assert result.mapped.filled == 50 * (65 - EDGE)  # GEO_SMALL has columns 25 to 64
    texts = told.messages + told.warnings
    assert any("data in 650 of 2\u202f000 mapped pixels (32.5 %)" in t for t in texts)
    with rasterio.open(tmp_path / "output.tif") as mapped:
        right = mapped.read(1)[:, EDGE - 25 :] == scene.truth[20:70, EDGE:65]
    assert right.mean() > 0.8
    with rasterio.open(tmp_path / "applicability.tif") as unlike:
        assert np.isfinite(unlike.read(1)).all()


def test_the_steps_and_other_tiles_give_the_same_bytes(scene, tmp_path, monkeypatch):
    whole, steps, tiles = (folder_in(tmp_path, name) for name in ("whole", "steps", "tiles"))
    filled = run(scene, whole).mapped.filled
    run_steps(scene, steps)
    for module, size in ((classify_module, 13), (candidates, 17), (feature_file, 19)):
        monkeypatch.setattr(module, "TILE", size)
    monkeypatch.setenv("FINECOVER_THREADS", "3")
    assert run(scene, tiles).mapped.filled == filled
    for name in OUTPUTS:
        expected = (whole / name).read_bytes()
        assert (steps / name).read_bytes() == expected, name
        assert (tiles / name).read_bytes() == expected, name
