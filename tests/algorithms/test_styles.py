"""Loaded results show the legend: its classes, their names and colours, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
)

LEGEND = [(code, name, color) for code, name, color in tiny_scene.CLASSES]


@pytest.fixture
def load(processing, provider):
    """Run an algorithm and load what it wrote, as the toolbox does; return layers by output."""

    def runner(algorithm, parameters, outputs):
        project, feedback = QgsProject(), QgsProcessingFeedback()
        context = QgsProcessingContext()
        context.setProject(project)
        context.setFeedback(feedback)
        for name in outputs:
            details = QgsProcessingContext.LayerDetails(name, project, name)
            context.addLayerToLoadOnCompletion(str(parameters[name]), details)
        processing.run(algorithm, parameters, context=context, feedback=feedback)
        layers = {}
        for path, details in context.layersToLoadOnCompletion().items():
            layer = context.takeResultLayer(path) or open_layer(path, context)
            styler = details.postProcessor()
            if styler is not None:
                styler.postProcessLayer(layer, context, feedback)
            layers[details.outputName] = layer
        return layers

    return runner


def open_layer(path, context):
    from qgis.core import QgsProcessingUtils

    layer = QgsProcessingUtils.mapLayerFromString(path, context)
    assert layer is not None, path
    return context.takeResultLayer(layer.id()) or layer


def palette(layer):
    renderer = layer.renderer()
    assert isinstance(renderer, QgsPalettedRasterRenderer)
    return [(int(one.value), one.label, one.color.name()) for one in renderer.classes()]


def labels_run(scene, path):
    return {
        "COARSE": str(scene.coarse), "LEGEND": "file", "LEGEND_FILE": str(scene.legend),
        "OUTPUT": str(path),
    }  # fmt: skip


def test_labels_and_map_load_with_the_legends_classes(load, scene, tmp_path):
    loaded = load("finecover:preparelabels", labels_run(scene, tmp_path / "l.tif"), ["OUTPUT"])
    assert palette(loaded["OUTPUT"]) == LEGEND
    parameters = {**scene.inputs, "OUTPUT": str(tmp_path / "m.tif")}
    loaded = load("finecover:upsample", parameters, ["OUTPUT"])
    assert palette(loaded["OUTPUT"]) == LEGEND


def ramp(layer):
    """The colour ramp band 1 is drawn with."""
    renderer = layer.renderer()
    assert isinstance(renderer, QgsSingleBandPseudoColorRenderer)
    assert renderer.band() == 1
    return renderer.shader().rasterShaderFunction()


def color_of(function, value):
    shown, *color = function.shade(value)
    assert shown, value
    return tuple(color[:3])


DARK, LIGHT = (0, 34, 78), (254, 232, 56)  # the ends of cividis


def test_rasters_of_trust_load_dark_where_doubtful(load, scene, tmp_path):
    names = ["CONFIDENCE", "PROBABILITIES", "MARGIN", "ENTROPY"]
    parameters = {**scene.inputs, "OUTPUT": str(tmp_path / "m.tif")}
    parameters.update({name: str(tmp_path / f"{name}.tif") for name in names})
    loaded = load("finecover:upsample", parameters, names)
    for name, layer in loaded.items():
        function = ramp(layer)
        labels = [item.label for item in function.colorRampItemList()]
        ends = (0, 1) if name == "PROBABILITIES" else (0, 100)
        assert (function.minimumValue(), function.maximumValue()) == ends
        colors = [color_of(function, value) for value in ends]
        expected = [DARK, LIGHT]
        if name == "PROBABILITIES":
            expected = [(68, 1, 84), (253, 231, 37)]  # viridis
        if name == "ENTROPY":
            colors.reverse()
        assert colors == expected, name
        assert labels == (
            ["0", "0.25", "0.5", "0.75", "1"]
            if name == "PROBABILITIES"
            else ["0 %", "25 %", "50 %", "75 %", "100 %"]
        )
        by_hand = QgsRasterLayer(layer.source(), "opened by hand")
        assert [item.label for item in ramp(by_hand).colorRampItemList()] == labels
    assert set(loaded) == set(names)


def test_coarse_cells_load_dark_where_the_map_contradicts_them(load, scene, tmp_path):
    parameters = {
        **scene.inputs, "OUTPUT": str(tmp_path / "m.tif"), "CELLS": str(tmp_path / "c.tif")
    }  # fmt: skip
    loaded = load("finecover:upsample", parameters, ["CELLS"])
    layer = loaded["CELLS"]
    function = ramp(layer)
    assert (function.minimumValue(), function.maximumValue()) == (0, 1)
    assert [color_of(function, value) for value in (0, 1)] == [DARK, LIGHT]
    assert (layer.width(), layer.height()) == (15, 12)
    mapped = tiny_scene.read(tmp_path / "m.tif")
    shares, majority = (tiny_scene.read(tmp_path / "c.tif", band) for band in (1, 2))
    coarse = tiny_scene.read(scene.coarse)
    own = np.kron(coarse, np.ones((tiny_scene.FACTOR,) * 2, int)) == mapped
    rows, cols = coarse.shape
    expected = own.reshape(rows, tiny_scene.FACTOR, cols, tiny_scene.FACTOR).mean(axis=(1, 3))
    np.testing.assert_allclose(shares, expected, rtol=1e-6)
    for place, wrong in tiny_scene.WRONG_CELLS.items():
        assert shares[place] < 0.5
        assert majority[place] not in (wrong, 0)


def test_applicability_loads_with_a_warning_above_the_threshold(load, scene, tmp_path):
    path = tmp_path / "a.tif"
    parameters = {
        **scene.inputs, "OUTPUT": str(tmp_path / "m.tif"), "APPLICABILITY": str(path)
    }  # fmt: skip
    loaded = load("finecover:upsample", parameters, ["APPLICABILITY"])
    function = ramp(loaded["APPLICABILITY"])
    with rasterio.open(path) as raster:
        threshold = float(raster.tags()["AOA_THRESHOLD"])
        values = raster.read(1)
    warning = (213, 94, 0)
    assert color_of(function, threshold) == (158, 202, 225)
    assert color_of(function, np.nextafter(threshold, 9)) == warning
    assert color_of(function, 1e6) == warning
    assert color_of(function, 0.0) == (247, 251, 255), "hardly a colour where it is like them"
    labels = [item.label for item in function.colorRampItemList()]
    assert labels[-2:] == [f"≤ {threshold:.3g}", f"> {threshold:.3g}: unlike the training samples"]
    drawn = draw(loaded["APPLICABILITY"], values.shape)
    np.testing.assert_array_equal((drawn == warning).all(axis=-1), values > threshold)
    assert (values > threshold).any()


def draw(layer, shape):
    """The layer's picture at one point per pixel, uint8 (row, col, colour)."""
    block = layer.renderer().block(1, layer.extent(), shape[1], shape[0])
    image = block.image()
    colors = [
        image.pixelColor(col, row).getRgb()[:3]
        for row in range(shape[0])
        for col in range(shape[1])
    ]
    return np.array(colors).reshape(*shape, 3)


def test_every_run_in_one_process_is_styled(load, scene, tmp_path):
    for at in range(3):
        path = tmp_path / f"l{at}.tif"
        loaded = load("finecover:preparelabels", labels_run(scene, path), ["OUTPUT"])
        assert palette(loaded["OUTPUT"]) == LEGEND


def test_samples_load_coloured_by_class(load, run, scene, tmp_path):
    features = run(
        "computefeatures", {"IMAGES": [str(scene.image)], "OUTPUT": str(tmp_path / "f.tif")}
    )
    labels = run("preparelabels", labels_run(scene, tmp_path / "l.tif"))
    parameters = {
        "COARSE": labels["OUTPUT"], "FEATURES": features["OUTPUT"],
        "OUTPUT": str(tmp_path / "s.gpkg"), **tiny_scene.QUICK_SAMPLING,
    }  # fmt: skip
    loaded = load("finecover:samplecoarsemap", parameters, ["OUTPUT"])
    renderer = loaded["OUTPUT"].renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer)
    assert renderer.classAttribute() == "class"
    shown = [
        (one.value(), one.label(), one.symbol().color().name()) for one in renderer.categories()
    ]
    assert shown == LEGEND


def test_a_result_of_a_model_is_styled(load, scene, tmp_path):
    model = QgsProcessingModelAlgorithm("m", "m")
    parameter = QgsProcessingParameterRasterLayer("map", "map")
    model.addModelParameter(parameter, QgsProcessingModelParameter("map"))
    child = QgsProcessingModelChildAlgorithm("finecover:preparelabels")
    child.setChildId("labels")
    source = QgsProcessingModelChildParameterSource
    child.addParameterSources("COARSE", [source.fromModelParameter("map")])
    child.addParameterSources("LEGEND", [source.fromStaticValue("file")])
    child.addParameterSources("LEGEND_FILE", [source.fromStaticValue(str(scene.legend))])
    output = QgsProcessingModelOutput("final")
    output.setChildId("labels")
    output.setChildOutputName("OUTPUT")
    child.setModelOutputs({"final": output})
    model.addChildAlgorithm(child)
    model.initAlgorithm()
    parameters = {"map": str(scene.coarse), "labels:final": str(tmp_path / "l.tif")}
    loaded = load(model, parameters, ["labels:final"])
    assert palette(next(iter(loaded.values()))) == LEGEND


def test_run_and_load_results_is_styled(processing, provider, scene, tmp_path):
    path = tmp_path / "l.tif"
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    processing.runAndLoadResults(
        "finecover:preparelabels", labels_run(scene, path), context=context
    )
    layers = QgsProject.instance().mapLayers().values()
    try:
        loaded = [layer for layer in layers if layer.source() == str(path)]
        assert [palette(layer) for layer in loaded] == [LEGEND]
    finally:
        QgsProject.instance().clear()
