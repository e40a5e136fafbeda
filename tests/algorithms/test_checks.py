"""Checks of values and paths, as dialogs, scripts and models hand them over."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest
import rasterio
import rasterio.shutil
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)


@pytest.fixture
def problem(provider):
    """What checkParameterValues says of an algorithm's parameters."""

    def check(name, parameters):
        algorithm = provider.algorithm(name).create()
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        return algorithm.checkParameterValues(parameters, context)

    return check


def labels(scene, **more):
    return {
        "COARSE": str(scene.coarse), "LEGEND": "file", "LEGEND_FILE": str(scene.legend), **more,
    }  # fmt: skip


def dialog_output(path):
    return QgsProcessingOutputLayerDefinition(str(path), QgsProject.instance())


@pytest.mark.parametrize("given", [str, dialog_output, QgsProperty.fromValue])
def test_outputs_are_checked_however_they_are_given(problem, scene, tmp_path, given):
    fine, text = problem("preparelabels", labels(scene, OUTPUT=given(str(tmp_path / "l.tif"))))
    assert (fine, text) == (True, "")
    fine, text = problem("preparelabels", labels(scene, OUTPUT=given(str(scene.coarse))))
    assert not fine
    assert "which is the input COARSE; choose another file" in text


def test_temporary_outputs_pass(problem, scene):
    assert problem("preparelabels", labels(scene, OUTPUT="TEMPORARY_OUTPUT")) == (True, "")


def test_an_output_that_batch_leaves_out_is_not_waited_for(provider, tmp_path):
    from finecover.algorithms.values import Values

    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    path = str(tmp_path / "map.tif")
    parameters = {
        name: QgsProcessingOutputLayerDefinition(text, project)
        for name, text in {"OUTPUT": path, "CONFIDENCE": ""}.items()
    }
    values = Values(provider.algorithm("upsample").create(), parameters, context)
    assert (values.output("OUTPUT"), values.output("CONFIDENCE")) == (path, None)
    assert list(context.layersToLoadOnCompletion()) == [path]


def test_a_style_that_would_be_overwritten_is_protected(problem, scene, tmp_path):
    style = tmp_path / "map.qml"
    style.write_text(
        '<qgis><pipe><rasterrenderer><colorPalette><paletteEntry value="1" label="A" '
        'color="#010203"/></colorPalette></rasterrenderer></pipe></qgis>',
        encoding="utf-8",
    )
    output = {"OUTPUT": str(tmp_path / "map.tif")}
    fine, text = problem("preparelabels", labels(scene, **output) | {"LEGEND_FILE": str(style)})
    assert not fine
    assert f"OUTPUT would overwrite '{style}', which is the input LEGEND_FILE" in text


@pytest.mark.parametrize("way", ["layer", "path", "definition", "with layer name"])
def test_a_vector_input_is_never_an_output(problem, scene, tmp_path, way):
    layer = QgsVectorLayer(str(scene.geo), "geo", "ogr")
    value = {
        "layer": layer,
        "path": str(scene.geo),
        "definition": QgsProcessingFeatureSourceDefinition(str(scene.geo)),
        "with layer name": f"{scene.geo}|layername=geo",
    }[way]
    fine, text = problem(
        "upsample",
        {**scene.inputs, "GEO": value, "OUTPUT": str(tmp_path / "m.tif"),
         "REPORT": str(scene.geo)},
    )  # fmt: skip
    assert not fine
    assert f"REPORT would overwrite '{scene.geo}', which is the input GEO" in text


def test_an_image_of_a_list_is_never_an_output(problem, scene):
    fine, text = problem(
        "computefeatures",
        {"IMAGES": [str(scene.truth), str(scene.image)], "OUTPUT": str(scene.image)},
    )
    assert not fine
    assert "which is the input IMAGES" in text


def test_parts_of_inputs_are_never_outputs(problem, scene, tmp_path):
    """Side files of rasters and layers, an archive, and the file of a table of points."""
    image, archive, table = tmp_path / "img.bil", tmp_path / "c.zip", tmp_path / "p.csv"
    with rasterio.open(scene.image) as raster:
        rasterio.shutil.copy(raster, image, driver="ENVI")
    with zipfile.ZipFile(archive, "w") as file:
        file.write(scene.coarse, "c.tif")
    polygons = QgsVectorLayer(str(scene.geo), "geo", "ogr")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "ESRI Shapefile"
    roi = str(tmp_path / "roi.shp")
    context = QgsCoordinateTransformContext()
    QgsVectorFileWriter.writeAsVectorFormatV3(polygons, roi, context, options)
    coarse = QgsRasterLayer(f"/vsizip/{archive}/c.tif", "coarse")
    given = {**scene.inputs, "IMAGES": [str(image)], "GEO": roi, "COARSE": coarse}
    for output, file, which, name in (
        ("METRICS", "img.hdr", "belongs to", "IMAGES"), ("MODEL", "roi.dbf", "belongs to", "GEO"),
        ("MODEL", "roi.prj", "belongs to", "GEO"), ("MODEL", "c.zip", "is", "COARSE"),
    ):  # fmt: skip
        path = str(tmp_path / file)
        before = Path(path).read_bytes()
        _, text = problem("upsample", {**given, "OUTPUT": str(tmp_path / "m.tif"), output: path})
        assert f"{output} would overwrite '{path}', which {which} the input {name}; ch" in text
        assert Path(path).read_bytes() == before
    table.write_text("x,y,class\n500010,4999990,1\n", encoding="utf-8")
    uri = f"{table.as_uri()}?type=csv&xField=x&yField=y&crs=EPSG:32632"
    points = QgsVectorLayer(uri, "points", "delimitedtext")
    assert points.isValid()
    accuracy = {
        "MAP": str(scene.truth), "POINTS": points, "FIELD": "class",
        "REPORT": str(tmp_path / "r.html"),
    }  # fmt: skip
    _, text = problem("accuracyreport", {**accuracy, "MATRIX": str(table)})
    assert f"MATRIX would overwrite '{table}', which is the input POINTS" in text


def test_what_an_input_was_made_from_is_never_an_output(problem, run, scene, tmp_path):
    """As in a model, whose last step sees the temporary files of the others alone."""
    coarse, image = (shutil.copy(one, tmp_path) for one in (scene.coarse, scene.image))
    made = run("preparelabels", labels(scene, COARSE=coarse, OUTPUT="TEMPORARY_OUTPUT"))["OUTPUT"]
    inputs = {"IMAGES": [image], "INDICES": "", "OUTPUT": "TEMPORARY_OUTPUT"}
    table = run("computefeatures", inputs)["OUTPUT"]
    sampling = {"COARSE": made, "FEATURES": table, **tiny_scene.QUICK_SAMPLING}
    points = run("samplecoarsemap", {**sampling, "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"]
    model = tmp_path / "m.fcm"
    model.touch()
    given = {"FEATURES": table, "MODEL": str(model), "COARSE": made}
    for output, name in ((coarse, "COARSE"), (image, "FEATURES")):
        fine, text = problem("classify", {**given, "OUTPUT": output})
        told = f"OUTPUT would overwrite '{output}', which the input {name} was made from; choose"
        assert (fine, text[: len(told)]) == (False, told)
    training = {"SAMPLES": points, "FEATURES": str(scene.image), "MODEL": coarse}
    _, text = problem("trainclassifier", training)
    assert f"MODEL would overwrite '{coarse}', which the input SAMPLES was made from" in text
    assert problem("classify", {**given, "OUTPUT": str(tmp_path / "map.tif")}) == (True, "")


def small_vrt(path, file):
    path.write_text(
        '<VRTDataset rasterXSize="9" rasterYSize="8"><VRTRasterBand dataType="Byte" band="1">'
        f'<SimpleSource><SourceFilename relativeToVRT="1">{file}</SourceFilename><SourceBand>1'
        "</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    return str(path)


@pytest.mark.parametrize("deep", [False, True])
def test_what_an_input_is_made_of_is_never_an_output(problem, scene, tmp_path, deep):
    shutil.copy(scene.coarse, tmp_path / "a.tif")
    over = small_vrt(tmp_path / "over.vrt", "a.tif")
    if deep:
        over = small_vrt(tmp_path / "outer.vrt", "over.vrt")
    output = str(tmp_path / "a.tif")
    fine, text = problem("preparelabels", labels(scene, OUTPUT=output) | {"COARSE": over})
    assert not fine
    assert f"OUTPUT would overwrite '{output}', which is the input COARSE" in text


@pytest.mark.parametrize("name", ["map_tiles/a.tif", "map_tiles/0123abcd/a.tif"])
def test_a_file_of_a_mosaic_is_never_written_over_by_it(problem, scene, tmp_path, name):
    tile = str(tmp_path / name)
    Path(tile).parent.mkdir(parents=True)
    shutil.copy(scene.coarse, tile)
    given = {"FEATURES": str(scene.image), "MODEL": str(scene.legend), "COARSE": tile}
    _, text = problem("classify", given | {"OUTPUT": str(tmp_path / "other.vrt")})
    assert "would overwrite" not in text
    model = tmp_path / "m.fcm"
    model.touch()
    given["MODEL"] = str(model)
    fine, text = problem("classify", given | {"OUTPUT": str(tmp_path / "map.vrt")})
    assert not fine
    assert f"OUTPUT would overwrite '{tile}', which is the input COARSE" in text


@pytest.mark.parametrize("how", ["relative", "dots", "folder", "hard link", "case", "sidecar"])
def test_outputs_that_are_one_file_by_another_name(problem, scene, tmp_path, monkeypatch, how):
    from finecover.core.outputs import one_file

    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    os.symlink(tmp_path / "out", tmp_path / "link")
    output = tmp_path / "out" / "map.tif"
    other = {
        "relative": "out/map.tif", "dots": f"{tmp_path}/out/../out/./map.tif",
        "folder": str(tmp_path / "link" / "map.tif"), "hard link": str(tmp_path / "hard.tif"),
        "case": str(tmp_path / "out" / "MAP.tif"), "sidecar": str(output.with_suffix(".tiff")),
    }[how]  # fmt: skip
    if how == "hard link":
        output.write_bytes(b"")
        os.link(output, other)
    if how == "case":
        monkeypatch.setattr(one_file, "ignores_case", lambda folder: True)
    fine, text = problem("upsample", {**scene.inputs, "OUTPUT": str(output), "CONFIDENCE": other})
    assert not fine
    assert text.startswith("CONFIDENCE and OUTPUT would both write '")
    assert text.endswith("'; choose another file for one.")
    assert text.count(".") < 9


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_an_input_by_another_name_is_never_an_output(problem, scene, tmp_path, link):
    link(scene.coarse, tmp_path / "other.tif")
    for read, write in ((scene.coarse, tmp_path / "other.tif"), (tmp_path / "other.tif",) * 2):
        given = labels(scene, OUTPUT=str(write)) | {"COARSE": str(read)}
        fine, text = problem("preparelabels", given)
        assert not fine
        assert f"OUTPUT would overwrite '{write}', which is the input COARSE" in text


OGR = """from child import load_plugin, start, tell
application = start()
import processing
from processing.core.Processing import Processing
from qgis.core import QgsApplication
Processing.initialize()
plugin = load_plugin()
told = []
QgsApplication.messageLog().messageReceived.connect(lambda text, *_: told.append(text))
image, output = sys.argv[1:]
processing.run("finecover:computefeatures", {"IMAGES": [image], "OUTPUT": output})
tell(told)
"""


def test_a_raster_given_as_a_path_is_not_tried_as_a_vector(child, scene, tmp_path):
    told = child(OGR, scene.image, tmp_path / "features.tif")
    assert [text for text in told if "image.tif" in text] == []


def test_an_image_that_cannot_be_opened_is_named(problem, scene, tmp_path):
    missing = str(tmp_path / "no.tif")
    fine, text = problem(
        "computefeatures",
        {"IMAGES": [str(scene.image), missing], "OUTPUT": str(tmp_path / "f.tif")},
    )
    assert not fine
    assert text == f"IMAGES: '{missing}' cannot be opened as a raster; check the path and the file."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TREES", "ten", "TREES: ten is out of range; give a whole number from 1 to 10000."),
        ("TREES", 2.5, "TREES: 2.5 is out of range"),
        ("SMOOTHING", float("nan"), "SMOOTHING: nan is out of range; give a number from 0 to 10."),
        ("SEED", 2**40, "SEED: 1099511627776 is out of range"),
        ("ALLOCATION", "fair", "ALLOCATION: there is no choice 'fair'; give one of proportional"),
        ("ALLOCATION", 1, "ALLOCATION: there is no choice '1'; give one of proportional"),
    ],
)
def test_values_are_checked(problem, scene, tmp_path, name, value, sentence):
    fine, text = problem(
        "upsample", {**scene.inputs, "OUTPUT": str(tmp_path / "m.tif"), name: value}
    )
    assert not fine
    assert sentence in text


def test_numbers_as_text_and_whole_floats_pass(problem, scene, tmp_path):
    values = {"TREES": "10", "SAMPLES": 300.0, "SMOOTHING": "0.5", "PRIOR_WEIGHT": ""}
    parameters = {**scene.inputs, **values, "OUTPUT": str(tmp_path / "m.tif")}
    assert problem("upsample", parameters) == (True, "")


def test_a_web_map_is_no_raster_file(problem, scene, tmp_path):
    uri = "type=xyz&url=file:///nowhere/{z}/{x}/{y}.png&zmax=1&zmin=0"
    layer = QgsRasterLayer(uri, "tiles", "wms")
    if not layer.isValid():
        pytest.skip("this QGIS cannot make a tile layer without a network")
    parameters = {"COARSE": layer, "OUTPUT": str(tmp_path / "l.tif")}
    fine, text = problem("preparelabels", parameters)
    assert not fine
    assert "COARSE: 'tiles' is not a raster file; save it as GeoTIFF first." in text


@pytest.fixture
def coarse_layer(scene, provider):
    """A layer of the project, which deletes it.

    QGIS never frees an exception an algorithm raised; what its frames hold would outlive QGIS.
    """
    layer = QgsRasterLayer(str(scene.coarse), "coarse")
    QgsProject.instance().addMapLayer(layer, False)
    yield layer
    QgsProject.instance().removeMapLayer(layer)


def test_the_layers_own_legend_can_be_asked_for(run, scene, coarse_layer, tmp_path):
    parameters = {"COARSE": coarse_layer, "LEGEND": "layer", "OUTPUT": str(tmp_path / "l.tif")}
    with pytest.raises(QgsProcessingException, match="carries no class names or colours of its"):
        run("preparelabels", parameters)
    assert list(tmp_path.iterdir()) == []
    style = tmp_path / "shown.qml"
    run("preparelabels", labels(scene, OUTPUT=str(tmp_path / "styled.tif")))
    (tmp_path / "styled.qml").replace(style)
    coarse_layer.loadNamedStyle(str(style))
    result = run("preparelabels", parameters)
    text = Path(result["OUTPUT"]).with_suffix(".qml").read_text(encoding="utf-8")
    assert all(name in text for _, name, _ in tiny_scene.CLASSES)
