"""Loaded results look the same after the project was saved and opened, and opened by hand."""

from __future__ import annotations

import numpy as np
import pytest
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
)

RASTERS = (
    "OUTPUT", "CONFIDENCE", "MARGIN", "ENTROPY", "PROBABILITIES", "APPLICABILITY", "CELLS"
)  # fmt: skip
LEGEND = [(code, name, color) for code, name, color in tiny_scene.CLASSES]


def look(layer):
    """What a layer is drawn with, as plain values."""
    renderer = layer.renderer()
    if isinstance(renderer, QgsPalettedRasterRenderer):
        return [(int(one.value), one.label, one.color.name()) for one in renderer.classes()]
    if isinstance(renderer, QgsSingleBandPseudoColorRenderer):
        function = renderer.shader().rasterShaderFunction()
        items = function.colorRampItemList()
        # a project keeps 15 digits
        return [(round(one.value, 9), one.label, one.color.name()) for one in items]
    if isinstance(renderer, QgsCategorizedSymbolRenderer):
        return [
            (int(one.value()), one.label(), one.symbol().color().name())
            for one in renderer.categories()
        ]
    assert isinstance(renderer, QgsMultiBandColorRenderer), type(renderer)
    bands = (renderer.redBand(), renderer.greenBand(), renderer.blueBand())
    stretch = renderer.redContrastEnhancement()
    return (*bands, stretch.minimumValue(), stretch.maximumValue())


def looks(project):
    return {layer.source(): look(layer) for layer in project.mapLayers().values()}


@pytest.fixture
def loaded(plugin, project, scene, tmp_path):
    """The project with every raster of a run, and its samples."""
    import processing

    more = {name: str(tmp_path / f"{name.lower()}.tif") for name in RASTERS}
    processing.runAndLoadResults("finecover:upsample", {**scene.inputs, **more})
    features = str(tmp_path / "features.tif")
    processing.run("finecover:computefeatures", {"IMAGES": [str(scene.image)], "OUTPUT": features})
    samples = {
        "COARSE": more["CELLS"].replace("cells", "labels"), "FEATURES": features,
        "OUTPUT": str(tmp_path / "samples.gpkg"), **tiny_scene.QUICK_SAMPLING,
    }  # fmt: skip
    labels = {"COARSE": str(scene.coarse), "LEGEND": "file", "LEGEND_FILE": str(scene.legend)}
    processing.run("finecover:preparelabels", {**labels, "OUTPUT": samples["COARSE"]})
    processing.runAndLoadResults("finecover:samplecoarsemap", samples)
    return project, {**more, "FEATURES": features}


def test_styles_survive_in_the_project_and_beside_the_files(loaded, tmp_path):
    project, paths = loaded
    before = looks(project)
    assert len(before) == len(RASTERS) + 1
    assert before[paths["OUTPUT"]] == LEGEND
    (samples,) = (shown for source, shown in before.items() if "samples.gpkg" in source)
    assert samples == LEGEND
    groups = [child.name() for child in project.layerTreeRoot().findGroups()]
    file = str(tmp_path / "saved.qgz")
    assert project.write(file)
    project.clear()
    assert project.read(file)
    assert looks(project) == before
    assert [child.name() for child in project.layerTreeRoot().findGroups()] == groups
    for name in RASTERS:
        by_hand = QgsRasterLayer(paths[name], name)
        assert look(by_hand) == before[paths[name]], name


def test_doubted_samples_bear_a_cross(loaded, tmp_path):
    import processing

    project, paths = loaded
    trust = str(tmp_path / "trust.gpkg")
    processing.runAndLoadResults(
        "finecover:trainclassifier",
        {
            "SAMPLES": str(tmp_path / "samples.gpkg"), "FEATURES": paths["FEATURES"],
            "MODEL": str(tmp_path / "m.fcm"), "SAMPLE_TRUST": trust,
            **tiny_scene.QUICK_TRAINING,
        },
    )  # fmt: skip
    (layer,) = [one for one in project.mapLayers().values() if one.source().startswith(trust)]
    *classes, doubted = layer.renderer().rootRule().children()
    assert [(rule.label(), rule.symbol().color().name()) for rule in classes] == [
        (name, color) for _, name, color in LEGEND
    ]
    marked = QgsFeatureRequest().setFilterExpression(doubted.filterExpression())
    kept = [one["kept"] for one in layer.getFeatures(marked)]
    assert kept
    assert not any(kept)
    assert doubted.label() == "left out of training: its label is doubted"
    file = str(tmp_path / "saved.qgz")
    assert project.write(file)
    assert project.read(file)
    (layer,) = [one for one in project.mapLayers().values() if one.source().startswith(trust)]
    assert layer.renderer().rootRule().children()[-1].filterExpression() == '"kept" = 0'


def test_features_opened_by_hand_are_a_picture(loaded, scene):
    _, paths = loaded
    shown = look(QgsRasterLayer(paths["FEATURES"], "features"))
    assert shown[:3] == (3, 2, 1)
    expected = np.percentile(tiny_scene.read(scene.image, 3), (2, 98))
    np.testing.assert_allclose(shown[3:], expected, rtol=1e-6)


def test_the_attribute_table_tells_the_classes_without_a_style(loaded, tmp_path):
    """Where the .qml is lost; QGIS before 3.30 shows the colour table, with our names."""
    path = tmp_path / "moved.tif"
    for ending in ("", ".aux.xml"):
        (tmp_path / f"moved.tif{ending}").write_bytes(
            (tmp_path / f"output.tif{ending}").read_bytes()
        )
    layer = QgsRasterLayer(str(path), "moved")
    shown = look(layer)
    if Qgis.QGIS_VERSION_INT >= 33000:
        assert shown == LEGEND
        table = layer.attributeTable(1)
        assert table is not None
        valid, reason = table.isValid()
        assert valid, reason
        assert len(table.data()) == len(LEGEND)
    assert [one for one in shown if one[0] in (1, 2, 3)] == LEGEND


def test_a_series_is_a_picture_above_its_observations(plugin, project, scene, tmp_path):
    import processing

    images = []
    for month in (1, 2, 3):
        image = tmp_path / f"scene_2019-{month:02d}-01.tif"
        image.write_bytes(scene.image.read_bytes())
        images.append(str(image))
    paths = {name: str(tmp_path / f"{name.lower()}.tif") for name in ("OUTPUT", "OBSERVATIONS")}
    processing.runAndLoadResults("finecover:fillgaps", {"IMAGES": images, **paths})
    (group,) = project.layerTreeRoot().children()
    assert group.name() == "FineCover: fillgaps output"
    series, counts = (node.layer() for node in group.findLayers())
    assert series.source() == paths["OUTPUT"]
    names = [series.bandName(band) for band in look(series)[:3]]
    assert [name.split(": ")[1][:3] for name in names] == ["B04", "B03", "B02"]
    assert [one[0] for one in look(counts)] == [0, 0.5, 1, 1.5, 2]


def test_features_load_as_a_picture(plugin, project, scene, tmp_path):
    import processing

    path = str(tmp_path / "features.tif")
    parameters = {"IMAGES": [str(scene.image)], "OUTPUT": path}
    processing.runAndLoadResults("finecover:computefeatures", parameters)
    (layer,) = project.mapLayers().values()
    assert look(layer)[:3] == (3, 2, 1)
