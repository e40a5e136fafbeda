"""Rasters in object storage through QGIS: written, loaded with their colours, and read again."""

from __future__ import annotations

import pytest
import tiny_scene

pytest.importorskip("qgis.core")
from object_server import storing
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
)

MAP = "/vsis3/bucket/year/labels.tif"


@pytest.fixture
def storage(tmp_path, monkeypatch):
    (tmp_path / "served" / "bucket").mkdir(parents=True)
    with storing(tmp_path / "served", tmp_path / "log.txt") as found:
        for name, value in found.environment().items():
            monkeypatch.setenv(name, value)
        yield found


def labels(scene, output):
    inputs = {"COARSE": str(scene.coarse), "LEGEND": "file", "LEGEND_FILE": str(scene.legend)}
    return {**inputs, "OUTPUT": output}


def test_the_layer_has_its_classes_and_is_found_by_name(
    processing, provider, scene, storage, tmp_path
):
    project, feedback = QgsProject(), QgsProcessingFeedback()
    context = QgsProcessingContext()
    context.setProject(project)
    context.addLayerToLoadOnCompletion(
        MAP, QgsProcessingContext.LayerDetails("OUTPUT", project, "OUTPUT")
    )
    results = processing.run(
        "finecover:preparelabels", labels(scene, MAP), context=context, feedback=feedback
    )
    assert results["OUTPUT"] == MAP
    details = context.layerToLoadOnCompletionDetails(MAP)
    layer = QgsProcessingUtils.mapLayerFromString(MAP, context)
    assert layer is not None
    details.postProcessor().postProcessLayer(layer, context, feedback)
    assert isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    shown = [(entry.value, entry.label) for entry in layer.renderer().classes()]
    assert shown == [(code, name) for code, name, _ in tiny_scene.CLASSES]

    here = tmp_path / "labels.tif"
    processing.run("finecover:preparelabels", labels(scene, str(here)), feedback=feedback)
    for name in ("labels.tif", "labels.qml", "labels.tif.aux.xml"):
        stored = storage.folder / "bucket" / "year" / name
        assert stored.read_bytes() == here.with_name(name).read_bytes()


def test_a_raster_that_was_stored_is_an_input(processing, provider, scene, storage, tmp_path):
    stored = storage.folder / "bucket" / "coarse.tif"
    stored.write_bytes(scene.coarse.read_bytes())
    found = {}
    for name, coarse in (("here", scene.coarse), ("there", "/vsis3/bucket/coarse.tif")):
        output = tmp_path / f"{name}.tif"
        given = {**labels(scene, str(output)), "COARSE": str(coarse)}
        processing.run("finecover:preparelabels", given, feedback=QgsProcessingFeedback())
        found[name] = output.read_bytes()
    assert found["here"] == found["there"]


def written(storage):
    return [line for line in storage.asked if not line.startswith(("GET ", "HEAD "))]


def test_nothing_is_stored_beside_rasters_that_are_read(
    processing, provider, scene, storage, tmp_path
):
    bucket, feedback = storage.folder / "bucket", QgsProcessingFeedback()
    for file in (scene.image, scene.coarse, scene.truth):
        (bucket / file.name).write_bytes(file.read_bytes())
    there = "/vsis3/bucket"
    output, report = str(tmp_path / "made.tif"), str(tmp_path / "made.html")
    images = {"IMAGES": [f"{there}/{scene.image.name}"]}
    coarse = f"{there}/{scene.coarse.name}"
    reference = f"{there}/{scene.truth.name}"
    processing.run("finecover:computefeatures", {**images, "OUTPUT": output}, feedback=feedback)
    refused = {**images, "OUTPUT": images["IMAGES"][0]}
    with pytest.raises(QgsProcessingException, match="OUTPUT would overwrite"):
        processing.run("finecover:computefeatures", refused, feedback=feedback)
    given = {**labels(scene, output), "COARSE": coarse}
    processing.run("finecover:preparelabels", given, feedback=feedback)
    compared = {"MAP": coarse, "REFERENCE": reference, "REPORT": report}
    processing.run("finecover:accuracyreport", compared, feedback=feedback)
    (bucket / "labels.tif").write_bytes((tmp_path / "made.tif").read_bytes())  # it has colours
    given = {"COARSE": f"{there}/labels.tif", "OUTPUT": output}
    processing.run("finecover:preparelabels", given, feedback=feedback)
    assert f"GET {images['IMAGES'][0][len('/vsis3') :]}" in storage.asked
    assert written(storage) == []


def test_a_result_that_is_loaded_stays_as_it_was_stored(
    processing, provider, scene, storage, tmp_path
):
    project, feedback, context = QgsProject(), QgsProcessingFeedback(), QgsProcessingContext()
    context.setProject(project)
    path = "/vsis3/bucket/features.tif"
    context.addLayerToLoadOnCompletion(
        path, QgsProcessingContext.LayerDetails("OUTPUT", project, "OUTPUT")
    )
    given = {"IMAGES": [str(scene.image)], "OUTPUT": path}
    processing.run("finecover:computefeatures", given, context=context, feedback=feedback)
    layer = QgsProcessingUtils.mapLayerFromString(path, context, False)
    assert layer.isValid()
    context.temporaryLayerStore().removeMapLayer(layer)  # GDAL writes when it closes a file
    assert written(storage)[-1] == "PUT /bucket/features.tif"


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("/vsimem/map.tif", "OUTPUT '/vsimem/map.tif' is neither a file on this computer nor in"),
        ("s3://bucket/map.tif", "or a GeoTIFF as /vsis3/bucket/map.tif"),
        ("/vsis3/map.tif", "give its bucket and name"),
    ],
)
def test_what_cannot_be_is_told_before_the_run(provider, scene, output, text):
    algorithm = provider.algorithm("preparelabels").create()
    context = QgsProcessingContext()
    fine, told = algorithm.checkParameterValues(labels(scene, output), context)
    assert not fine
    assert text in told
