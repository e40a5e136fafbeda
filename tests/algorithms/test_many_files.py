"""Maps of many files, and runs that cannot reach their cluster."""

from __future__ import annotations

import pytest
import rasterio
import tiny_scene

RASTERS = ("OUTPUT", "CONFIDENCE", "PROBABILITIES", "APPLICABILITY", "MARGIN", "ENTROPY")


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


def test_the_whole_chain_writes_many_files_and_they_open_with_colours_and_styles(
    run, scene, tmp_path
):
    from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer

    for ending in ("tif", "vrt"):
        names = {"OUTPUT": f"map.{ending}", "CONFIDENCE": f"sure.{ending}"}
        (tmp_path / ending).mkdir()
        run("upsample", {
            **scene.inputs, **{key: str(tmp_path / ending / name) for key, name in names.items()},
        })  # fmt: skip
    for name in ("map", "sure"):
        one, many = (tmp_path / ending / f"{name}.{ending}" for ending in ("tif", "vrt"))
        assert (tiny_scene.read(one) == tiny_scene.read(many)).all()
        assert one.with_suffix(".qml").read_bytes() == many.with_suffix(".qml").read_bytes()
        assert list((tmp_path / "vrt" / f"{name}_tiles").glob("*/0000_0000.tif"))
    layer = QgsRasterLayer(str(tmp_path / "vrt" / "map.vrt"))
    assert layer.isValid()
    assert isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    told = {entry.value: entry.label for entry in layer.renderer().classes()}
    assert told == {code: name for code, name, _ in tiny_scene.CLASSES}
    assert sorted(path.name for path in (tmp_path / "vrt").iterdir()) == [
        "map.qml", "map.vrt", "map_tiles", "sure.qml", "sure.vrt", "sure_tiles",
    ]  # fmt: skip


def test_which_rasters_may_be_many_files(provider, tmp_path):
    """All others are refused in a sentence, as are maps whose small patches are to be merged."""
    from finecover.algorithms.base import FineCoverAlgorithm
    from finecover.algorithms.checks import output_problems
    from finecover.algorithms.values import Values
    from qgis.core import QgsProcessingContext

    path, may = str(tmp_path / "many.vrt"), []
    ours = [one for one in provider.algorithms() if isinstance(one, FineCoverAlgorithm)]
    for algorithm in ours:  # models are made of them
        for definition in algorithm.destinationParameterDefinitions():
            if definition.type() != "rasterDestination":
                continue
            name = definition.name()
            values = Values(algorithm.create(), {name: path}, QgsProcessingContext())
            told = [str(problem) for _, problem in output_problems(values)]
            if told:
                assert told == [f"{name} '{path}': rasters are written as GeoTIFF; end it in .tif."]
            else:
                may.append((algorithm.name(), name))
    both = ("classify", "upsample")
    assert sorted(may) == sorted((name, raster) for name in both for raster in RASTERS)
    for name in both:
        given = {"OUTPUT": path, "MIN_MAPPING_UNIT": 2, "CONFIDENCE": str(tmp_path / "sure.vrt")}
        values = Values(provider.algorithm(name).create(), given, QgsProcessingContext())
        ((parameter, problem),) = output_problems(values)
        assert (parameter, str(problem)[:33]) == ("OUTPUT", "MIN_MAPPING_UNIT: small patches c")
