"""What classify says of a coarse map whose codes the model does not know."""

from __future__ import annotations

import numpy as np
import pytest
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingException, QgsProcessingFeedback


@pytest.fixture(scope="module")
def trained(processing, provider, scene, tmp_path_factory):
    """Features and a model."""
    folder = tmp_path_factory.mktemp("codes")
    features, model = str(folder / "f.tif"), str(folder / "m.fcm")
    processing.run(
        "finecover:upsample",
        {**scene.inputs, "OUTPUT": str(folder / "u.tif"), "MODEL": model},
    )
    processing.run("finecover:computefeatures", {"IMAGES": [str(scene.image)], "OUTPUT": features})
    return {"FEATURES": features, "MODEL": model}


def coarse_of(scene, folder, change):
    cells = change(tiny_scene.read(scene.coarse).astype(np.uint8))
    return str(
        tiny_scene.write_raster(
            folder / "other.tif", cells, pixel=tiny_scene.PIXEL * tiny_scene.FACTOR
        )
    )


def test_unknown_codes_are_a_warning(run, trained, scene, tmp_path):
    def change(cells):
        cells[:6] = np.where(cells[:6] == 2, 77, cells[:6])
        return cells

    feedback = QgsProcessingFeedback(False)
    coarse = coarse_of(scene, tmp_path, change)
    share = (tiny_scene.read(coarse) == 77).mean()
    run("classify", {**trained, "COARSE": coarse, "OUTPUT": str(tmp_path / "m.tif")},
        feedback=feedback)  # fmt: skip
    log = feedback.textLog()
    assert f"{100 * share:.1f} % of the coarse cells under the map hold codes the model does" in log
    assert "(77)" in log


def test_a_map_of_unknown_codes_is_an_error(run, trained, scene, tmp_path):
    coarse = coarse_of(scene, tmp_path, lambda cells: cells + 50)
    parameters = {**trained, "COARSE": coarse, "OUTPUT": str(tmp_path / "m.tif")}
    with pytest.raises(QgsProcessingException, match=r"none of its codes .*51, 52, 53.*only 1, 2"):
        run("classify", parameters)
    assert not (tmp_path / "m.tif").exists()
    run("classify", {**parameters, "PRIOR_WEIGHT": 0})
