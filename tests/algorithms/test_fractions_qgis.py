"""Soft maps in QGIS: how their layers look, in models, and when they are cancelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import soft_scene
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsProject,
    QgsSingleBandPseudoColorRenderer,
)

Source = QgsProcessingModelChildParameterSource
RASTERS = ("OUTPUT", "HARD_MAP", "LEVEL_MAP", "LEVEL_FRACTIONS", "ENTROPY")


@pytest.fixture(scope="module")
def soft(tmp_path_factory, scene):
    return soft_scene.build(tmp_path_factory.mktemp("soft"), scene)


@pytest.fixture(scope="module")
def model(processing, provider, scene, soft):
    return processing.run("finecover:trainfractions", {
        "FINE_LABELS": str(scene.truth), "FEATURES": soft["features"], **soft["legend"],
        **soft_scene.QUICK, "MODEL": str(soft["folder"] / "m.fcm"),
    })["MODEL"]  # fmt: skip


@pytest.fixture
def layers(processing, model, soft, tmp_path):
    """The rasters of a map as QGIS loads them."""
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    project = QgsProject()
    context.setProject(project)
    paths = {name: str(tmp_path / f"{name.lower()}.tif") for name in RASTERS}
    for name, path in paths.items():
        details = QgsProcessingContext.LayerDetails(name, project, name)
        context.addLayerToLoadOnCompletion(path, details)
    processing.run(
        "finecover:mapfractions",
        {"FEATURES": soft["features"], "MODEL": model, **paths},
        context=context, feedback=feedback,
    )  # fmt: skip
    found = {}
    for path, details in context.layersToLoadOnCompletion().items():
        layer = QgsProcessingUtils.mapLayerFromString(path, context)
        details.postProcessor().postProcessLayer(layer, context, feedback)
        found[details.outputName] = layer
    yield found
    found.clear()


def palette(layer):
    renderer = layer.renderer()
    assert isinstance(renderer, QgsPalettedRasterRenderer)
    return [(int(one.value), one.label, one.color.name()) for one in renderer.classes()]


def test_layers_of_a_soft_map_show_what_they_hold(layers):
    assert palette(layers["HARD_MAP"]) == [tuple(one) for one in tiny_scene.CLASSES]
    assert [one[:2] for one in palette(layers["LEVEL_MAP"])] == [(1, "Wet"), (2, "Dry")]
    for name in ("OUTPUT", "LEVEL_FRACTIONS", "ENTROPY"):
        renderer = layers[name].renderer()
        assert isinstance(renderer, QgsSingleBandPseudoColorRenderer), name
        function = renderer.shader().rasterShaderFunction()
        assert function.maximumValue() == (100 if name == "ENTROPY" else 1), name
        shown = renderer.usesBands()[0]
        with rasterio.open(layers[name].source()) as raster:
            assert shown == raster.read().mean(axis=(1, 2)).argmax() + 1, name
    assert layers["OUTPUT"].renderer().usesBands() != [1], "the commonest class, not the first"
    assert not any(layer.name() in RASTERS for layer in layers.values())


def test_training_and_mapping_chain_in_a_model(processing, provider, scene, soft, tmp_path):
    chain = QgsProcessingModelAlgorithm("soft", "tests")
    for name in ("LABELS", "FEATURES"):
        chain.addModelParameter(
            QgsProcessingParameterRasterLayer(name, name), QgsProcessingModelParameter(name)
        )
    train = QgsProcessingModelChildAlgorithm("finecover:trainfractions")
    train.setChildId("train")
    values = {"TREES": 8, "BLOCK_SIZE": 200.0, **soft["legend"]}
    for name, value in values.items():
        train.addParameterSources(name, [Source.fromStaticValue(value)])
    train.addParameterSources("FINE_LABELS", [Source.fromModelParameter("LABELS")])
    train.addParameterSources("FEATURES", [Source.fromModelParameter("FEATURES")])
    chain.addChildAlgorithm(train)
    mapping = QgsProcessingModelChildAlgorithm("finecover:mapfractions")
    mapping.setChildId("map")
    mapping.addParameterSources("FEATURES", [Source.fromModelParameter("FEATURES")])
    mapping.addParameterSources("MODEL", [Source.fromChildOutput("train", "MODEL")])
    wanted = QgsProcessingModelOutput("shares", "Shares")
    wanted.setChildId("map")
    wanted.setChildOutputName("OUTPUT")
    mapping.setModelOutputs({"shares": wanted})
    chain.addChildAlgorithm(mapping)
    chain.updateDestinationParameters()
    (output,) = [one.name() for one in chain.destinationParameterDefinitions()]
    result = processing.run(chain, {
        "LABELS": str(scene.truth), "FEATURES": soft["features"],
        output: str(tmp_path / "shares.tif"),
    })  # fmt: skip
    with rasterio.open(result[output]) as raster:
        assert raster.descriptions == ("Water", "Forest", "Cropland")
        np.testing.assert_allclose(raster.read().sum(axis=0), 1, atol=1e-6)


REPEAT = 16  # the scene, side by side: several tiles


@pytest.fixture(scope="module")
def large(scene, soft):
    """Labels and features of 256 scenes."""
    folder = soft["folder"]
    with rasterio.open(soft["features"]) as raster:
        features = np.tile(raster.read(), (1, REPEAT, REPEAT))
    truth = np.tile(tiny_scene.read(scene.truth), (REPEAT, REPEAT))
    tiny_scene.write_raster(folder / "large.tif", truth)
    pixel = tiny_scene.PIXEL * soft_scene.SIDE
    path = tiny_scene.write_raster(
        folder / "large_features.tif", features, pixel=pixel, names=tiny_scene.BANDS
    )
    return {"FINE_LABELS": str(folder / "large.tif"), "FEATURES": str(path), **soft["legend"]}


@pytest.mark.parametrize("at", [1, 42, 55])
def test_training_stops_and_leaves_nothing(cancelled, large, tmp_path, at):
    earlier = tmp_path / "m.fcm"
    earlier.write_bytes(b"what an earlier run left")
    seconds = cancelled("trainfractions", {**large, "TREES": 600, "MODEL": str(earlier)}, at=at)
    assert seconds < 2
    assert [path.name for path in tmp_path.iterdir()] == ["m.fcm"]
    assert earlier.read_bytes() == b"what an earlier run left"


def test_mapping_stops_and_leaves_nothing(cancelled, large, model, tmp_path):
    output = tmp_path / "shares.tif"
    parameters = {"FEATURES": large["FEATURES"], "MODEL": model, "OUTPUT": str(output)}
    assert cancelled("mapfractions", parameters, at=1) < 2
    assert list(Path(tmp_path).iterdir()) == []
