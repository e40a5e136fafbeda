"""Layers are looked up before a run leaves the main thread, and kept as they were then."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread

ALGORITHMS = Path(__file__).resolve().parents[2] / "algorithms"
ASKING = re.compile(r"mapLayerFromString|QgsProject\b|parameterAs\w*(Layer|Source|Raster)\w*")
ALIVE: list[tuple] = []  # what tasks use until they have ended
INNER, OUTER = (10, 10, 30, 40), (50, 60, 80, 100)


@pytest.fixture
def project(provider):
    project = QgsProject.instance()
    project.clear()
    yield project
    manager = QgsApplication.taskManager()
    manager.cancelAll()
    wait_for(lambda: not manager.countActiveTasks())
    project.clear()
    ALIVE.clear()


@pytest.fixture
def areas(project):
    """A layer of the project with two polygons, both unsaved."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32632&field=code:integer", "areas", "memory")
    project.addMapLayer(layer, False)
    layer.startEditing()
    for code, box in enumerate((INNER, OUTER), start=1):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*tiny_scene.pixel_box(*box))))
        feature.setAttributes([code])
        layer.addFeature(feature)
    return layer


def start(name, parameters):
    """Return a task that is not running yet, a list of how it ended, and its feedback."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"finecover:{name}")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    context.setProject(QgsProject.instance())
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    ALIVE.append((algorithm, context, feedback, task))
    ended = []
    task.executed.connect(lambda fine, results: ended.append((fine, results)))
    return task, ended, feedback


def wait_for(condition, seconds=300):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.01)
    assert condition()


def test_nothing_else_asks_the_project():
    """Outputs may: they are QGIS's own business, and do not look for layers."""
    fine = {"found_layers.py": {"mapLayerFromString"}, "values.py": {"parameterAsOutputLayer"},
            "layer_output.py": {"parameterAsOutputLayer"}}  # fmt: skip
    for file in sorted(ALGORITHMS.glob("*.py")):
        found = {match.group(0) for match in ASKING.finditer(file.read_text("utf-8"))}
        assert found <= fine.get(file.name, set()), file.name


def test_layers_may_go_once_a_run_is_prepared(run, project, areas, scene, tmp_path, monkeypatch):
    from finecover.algorithms import found_layers

    threads, real = [], found_layers.FoundLayers._known

    def watched(*arguments):
        threads.append(QThread.currentThread() is QCoreApplication.instance().thread())
        return real(*arguments)

    monkeypatch.setattr(found_layers.FoundLayers, "_known", watched)
    image = QgsRasterLayer(scene.inputs["IMAGES"], "image")
    project.addMapLayer(image, False)
    output = tmp_path / "features.tif"
    given = {"IMAGES": [image.id()], "EXTENT_MASK": areas.id()}
    direct = run("computefeatures", {**given, "OUTPUT": str(tmp_path / "direct.tif")})
    task, ended, _ = start("computefeatures", {**given, "OUTPUT": str(output)})
    project.clear()
    del image
    QgsApplication.taskManager().addTask(task)
    wait_for(lambda: ended)
    assert ended[0][0] is True
    assert output.read_bytes() == Path(direct["OUTPUT"]).read_bytes()
    assert threads
    assert all(threads)


def test_nothing_is_written_beside_rasters_that_are_read(run, tmp_path):
    """QGIS keeps statistics of rasters it opens as layers."""
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    out.mkdir()
    scene = tiny_scene.build(inputs)
    legend = {"LEGEND": "file", "LEGEND_FILE": str(scene.legend)}
    labels = str(inputs / "labels.tif")
    run("preparelabels", {"COARSE": str(scene.coarse), **legend, "OUTPUT": labels})
    before = {file.name: file.read_bytes() for file in inputs.iterdir()}
    image, elevation = str(scene.image), str(scene.dem)
    for name, given in (
        ("computefeatures", {"IMAGES": [image], "DEM": elevation}),
        ("preparelabels", {"COARSE": str(scene.coarse)}),
        ("preparelabels", {"COARSE": labels}),
        ("accuracyreport", {"MAP": labels, "REFERENCE": str(scene.truth)}),
    ):
        output = {"OUTPUT": str(out / "made.tif"), "REPORT": str(out / "made.html")}
        run(name, {**given, **output})
    assert {file.name: file.read_bytes() for file in inputs.iterdir()} == before


def test_a_raster_is_what_its_layer_is(run, project, scene, tmp_path):
    from finecover.algorithms.found_raster import FoundRaster

    labels = str(tmp_path / "labels.tif")
    legend = {"LEGEND": "file", "LEGEND_FILE": str(scene.legend)}
    run("preparelabels", {"COARSE": str(scene.coarse), **legend, "OUTPUT": labels})
    context = QgsProcessingContext()
    for path in (labels, str(scene.image), str(scene.coarse)):
        layer = QgsProcessingUtils.mapLayerFromString(
            path, context, True, QgsProcessingUtils.LayerHint.Raster
        )
        assert vars(FoundRaster.of_file(path)) == vars(FoundRaster.of(layer))
    assert {"Water", "Forest"} <= {one.name for one in FoundRaster.of_file(labels).shown.classes}
    assert FoundRaster.of_file(str(scene.legend)) is None


@pytest.mark.parametrize("kind", ["all", "selected", "limit", "expression", "property"])
def test_the_features_are_those_qgis_would_give(provider, areas, kind):
    from finecover.algorithms.found_layers import FoundLayers

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    areas.selectByExpression('"code" = 2')
    wanted = {
        "all": areas.id(),
        "selected": QgsProcessingFeatureSourceDefinition(areas.id(), selectedFeaturesOnly=True),
        "limit": QgsProcessingFeatureSourceDefinition(areas.id(), featureLimit=1),
        "expression": areas.name(),
        "property": QgsProperty.fromValue(areas.name()),
    }[kind]
    if kind == "expression":
        if Qgis.QGIS_VERSION_INT < 33200:
            pytest.skip("this QGIS knows no expression there")
        wanted = QgsProcessingFeatureSourceDefinition(areas.id(), filterExpression='"code" > 1')
    algorithm = provider.algorithm("upsample").create()
    source = algorithm.parameterAsSource({"GEO": wanted}, "GEO", context)
    found = FoundLayers(context).features(wanted, context)
    expected = [(one["code"], one.geometry().asWkt(3)) for one in source.getFeatures()]
    assert [(one["code"], one.geometry().asWkt(3)) for one in found.getFeatures()] == expected
    assert len(found.shapes()) == len(expected)
    assert found.sourceCrs() == source.sourceCrs()
    assert found.sourceName() == source.sourceName()
    assert found.wkbType() == source.wkbType()


def test_two_tasks_cannot_write_one_file(project, scene, tmp_path):
    output = tmp_path / "map.tif"
    given = {**scene.inputs, "TREES": 3000, "SAMPLES": 8000, "OUTPUT": str(output)}
    first, first_ended, first_feedback = start("upsample", given)
    QgsApplication.taskManager().addTask(first)
    wait_for(lambda: (tmp_path / ".map.tif.finecover").exists())
    second, second_ended, second_feedback = start("upsample", given)
    QgsApplication.taskManager().addTask(second)
    wait_for(lambda: second_ended)
    assert not first_ended
    assert second_ended[0][0] is False
    assert "OUTPUT 'map.tif' is being written by another run" in second_feedback.textLog()
    first_feedback.cancel()
    wait_for(lambda: first_ended)
    assert list(tmp_path.iterdir()) == []
    labels = {"COARSE": scene.inputs["COARSE"], "OUTPUT": str(output)}
    third, third_ended, _ = start("preparelabels", labels)
    QgsApplication.taskManager().addTask(third)
    wait_for(lambda: third_ended)
    assert third_ended[0][0] is True
