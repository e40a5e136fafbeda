"""Maps of many files, and runs that cannot reach their cluster."""

from __future__ import annotations

import pytest
import rasterio
import tiny_scene


def test_a_map_whose_name_ends_in_vrt_is_many_files_and_opens_with_its_colours(
    run, scene, tmp_path
):
    from qgis.core import QgsProcessingException, QgsRasterLayer

    features, model = str(tmp_path / "f.tif"), str(tmp_path / "m.fcm")
    run("computefeatures", {"IMAGES": [str(scene.image)], "OUTPUT": features})
    run("upsample", {**scene.inputs, "MODEL": model, "OUTPUT": str(tmp_path / "u.tif")})
    inputs = {"FEATURES": features, "MODEL": model}
    for name in ("one.tif", "many.vrt"):
        run("classify", {**inputs, "OUTPUT": str(tmp_path / name)})
    one, many = (tiny_scene.read(tmp_path / name) for name in ("one.tif", "many.vrt"))
    assert (one == many).all()
    with rasterio.open(tmp_path / "many.vrt") as vrt:
        (tile,) = (tmp_path / "many_tiles").glob("*/0000_0000.tif")
        assert vrt.files[1:] == [str(tile)]
    layer = QgsRasterLayer(str(tmp_path / "many.vrt"))
    assert layer.isValid()
    told = {entry.value: entry.label for entry in layer.renderer().classes()}
    assert {code: told[code] for code, _, _ in tiny_scene.CLASSES} == {
        code: name for code, name, _ in tiny_scene.CLASSES
    }
    for algorithm, more, sentence in (
        ("computefeatures", {"IMAGES": [str(scene.image)]}, "end it in .tif"),
        ("classify", {**inputs, "MIN_MAPPING_UNIT": 5}, "MIN_MAPPING_UNIT: small patches"),
        ("classify", {**inputs, "CLUSTER": "nowhere"}, "'nowhere' is no address of a Dask"),
    ):
        with pytest.raises(QgsProcessingException, match=sentence):
            run(algorithm, {**more, "OUTPUT": str(tmp_path / "refused.vrt")})
    assert not list(tmp_path.glob("*refused*"))
