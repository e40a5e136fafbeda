"""Results of one run lie together in the layer panel, the map on top, the inputs below."""

from __future__ import annotations

import time

import pytest

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsLayerTreeGroup,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

TRUST = ("ENTROPY", "APPLICABILITY", "CONFIDENCE", "CELLS", "PROBABILITIES", "MARGIN")
ORDER = (
    "Fine map", "Confidence", "Margin", "Entropy", "Probabilities", "Applicability",
    "Agreement with the coarse cells",
)  # fmt: skip


def load(algorithm, parameters):
    import processing

    return processing.runAndLoadResults(algorithm, parameters)


def tree(node):
    """The layer panel as names; a group is its name and what is in it."""
    return [
        (child.name(), tree(child)) if isinstance(child, QgsLayerTreeGroup) else child.name()
        for child in node.children()
    ]


def outputs(scene, folder, name, more=()):
    folder.mkdir(exist_ok=True)
    found = {**scene.inputs, "OUTPUT": str(folder / f"{name}.tif")}
    return {**found, **{one: str(folder / f"{one.lower()}.tif") for one in more}}


def labels(scene, folder):
    return {
        "COARSE": str(scene.coarse), "LEGEND": "file", "LEGEND_FILE": str(scene.legend),
        "OUTPUT": str(folder / "labels.tif"),
    }  # fmt: skip


@pytest.fixture
def inputs(scene, project):
    """An image, and polygons above it, as an analyst has them in the project."""
    image = QgsRasterLayer(str(scene.image), "image")
    polygons = QgsVectorLayer(str(scene.geo), "geo")
    project.addMapLayer(image)
    project.addMapLayer(polygons)
    return image, polygons


def test_a_run_is_a_group_between_polygons_and_images(
    plugin, project, inputs, iface, scene, tmp_path, picture
):
    iface.setActiveLayer(inputs[0])
    load("finecover:upsample", outputs(scene, tmp_path / "1", "fields", TRUST))
    group = ("FineCover: upsample fields", list(ORDER))
    assert tree(project.layerTreeRoot()) == ["geo", group, "image"]
    nodes = project.layerTreeRoot().findGroup(group[0]).findLayers()
    assert iface.activeLayer() in (inputs[0], nodes[0].layer())  # which one, QGIS decides
    assert [node.isExpanded() for node in nodes] == [True] + [False] * 6
    assert [node.isVisible() for node in nodes] == [True] * 6 + [False]  # larger than the map
    assert all(project.mapLayer(node.layerId()) is not None for node in nodes)
    iface.canvas.setExtent(inputs[0].extent())
    picture(iface.window, "layers_of_a_run")
    load("finecover:upsample", outputs(scene, tmp_path / "2", "fields", ("CONFIDENCE",)))
    again = ("FineCover: upsample fields (2)", ["Fine map", "Confidence"])
    assert tree(project.layerTreeRoot()) == ["geo", again, group, "image"]
    iface.setActiveLayer(project.layerTreeRoot().findGroup(group[0]).findLayers()[2].layer())
    load("finecover:preparelabels", labels(scene, tmp_path))
    shown = tree(project.layerTreeRoot())
    assert shown.index("Coarse labels") < shown.index(again)
    shown.remove("Coarse labels")
    assert shown == ["geo", again, group, "image"]
    load("finecover:upsample", outputs(scene, tmp_path / "3", "fields", ("CONFIDENCE",)))
    third = ("FineCover: upsample fields (3)", again[1])
    shown = [one for one in tree(project.layerTreeRoot()) if one not in ("Coarse labels", "geo")]
    assert shown == [third, again, group, "image"]


def test_temporary_results_are_named_after_the_coarse_map(plugin, project, scene):
    kept = "TEMPORARY_OUTPUT"
    load("finecover:upsample", {**scene.inputs, "OUTPUT": kept, "CONFIDENCE": kept})
    assert tree(project.layerTreeRoot()) == [
        ("FineCover: upsample coarse", ["Fine map", "Confidence"])
    ]


def test_the_dialog_groups_what_its_thread_wrote(plugin, project, iface, scene, tmp_path):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    dialog = AlgorithmDialog(plugin.provider.algorithm("upsample").create(), False, iface.window)
    dialog.setParameters(outputs(scene, tmp_path / "1", "fields", ("CONFIDENCE",)))
    dialog.show()
    finished = []
    dialog.algorithmFinished.connect(lambda done, results: finished.append(done))
    dialog.runAlgorithm()
    end = time.monotonic() + 120
    while not finished and time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.01)
    assert finished == [True]
    dialog.close()
    assert tree(project.layerTreeRoot()) == [
        ("FineCover: upsample fields", ["Fine map", "Confidence"])
    ]


@pytest.mark.parametrize("names", ["abc", "cba", "bac", "bca"])
def test_the_map_is_on_top_and_current_in_whatever_order_qgis_loads(
    plugin, project, iface, inputs, scene, tmp_path, names
):
    """QGIS 3.22 loads by file name, each layer above the current one."""
    iface.setActiveLayer(inputs[0])
    files = (str(tmp_path / f"{name}.tif") for name in names)
    wanted = dict(zip(("OUTPUT", "CONFIDENCE", "ENTROPY"), files))
    load("finecover:upsample", {**scene.inputs, **wanted})
    (group,) = [one for one in project.layerTreeRoot().children() if one.name() not in "geo image"]
    assert tree(group) == ["Fine map", "Confidence", "Entropy"]
    assert tree(project.layerTreeRoot())[0] == "geo"
    assert iface.activeLayer().source() == wanted["OUTPUT"]


def test_a_second_run_into_the_same_files_has_the_same_group(
    plugin, project, iface, scene, tmp_path
):
    first = outputs(scene, tmp_path / "1", "fields", ("CONFIDENCE",))
    group = ("FineCover: upsample fields", ["Fine map", "Confidence"])
    for _ in range(3):
        load("finecover:upsample", dict(first))  # QGIS changes what it is given
        assert tree(project.layerTreeRoot()) == [group]
    more = outputs(scene, tmp_path / "1", "fields", ("CONFIDENCE", "ENTROPY"))
    load("finecover:upsample", more)
    assert tree(project.layerTreeRoot()) == [(group[0], [*group[1], "Entropy"])]
    assert iface.activeLayer().name() == "Fine map"
    load("finecover:upsample", dict(first))
    shown = [(f"{group[0]} (2)", group[1]), (group[0], ["Entropy"])]
    assert tree(project.layerTreeRoot()) == shown


@pytest.mark.parametrize("current", ["", "Fine map", "Confidence"])
def test_a_second_run_replaces_the_temporary_results_of_the_same_map(
    plugin, project, iface, inputs, scene, tmp_path, current
):
    run = {**outputs(scene, tmp_path / "1", "fields"), "CONFIDENCE": "TEMPORARY_OUTPUT"}
    group = ("FineCover: upsample fields", ["Fine map", "Confidence"])
    files = []
    for _ in range(3):
        found = load("finecover:upsample", dict(run))
        files.append(found["CONFIDENCE"])
        assert tree(project.layerTreeRoot()) == ["geo", group, "image"]
        shown = [node.layer() for node in project.layerTreeRoot().findGroup(group[0]).findLayers()]
        assert [layer.source() for layer in shown] == [run["OUTPUT"], files[-1]]
        named = [layer for layer in shown if layer.name() == current]
        iface.setActiveLayer(named[0] if named else inputs[0])
    assert len(set(files)) == 3


def test_temporary_results_of_other_runs_stay(plugin, project, iface, scene, tmp_path):
    """Also where QGIS puts the new layers among them, since one of them is current."""
    kept = "TEMPORARY_OUTPUT"
    load("finecover:upsample", {**scene.inputs, "OUTPUT": kept, "CONFIDENCE": kept})
    first = ("FineCover: upsample coarse", ["Fine map", "Confidence"])
    (layer, _) = project.layerTreeRoot().findGroup(first[0]).findLayers()
    iface.setActiveLayer(layer.layer())
    run = {**outputs(scene, tmp_path / "1", "fields"), "CONFIDENCE": kept}
    load("finecover:upsample", dict(run))
    second = ("FineCover: upsample fields", first[1])
    assert tree(project.layerTreeRoot()) == [second, first]
    load("finecover:upsample", {**scene.inputs, "OUTPUT": kept, "CONFIDENCE": kept})
    third = (f"{first[0]} (2)", first[1])
    assert tree(project.layerTreeRoot()) == [third, second, first]


def test_an_empty_group_of_a_run_makes_room_for_the_next(plugin, project, scene, tmp_path):
    load("finecover:upsample", outputs(scene, tmp_path / "1", "fields", ("CONFIDENCE",)))
    project.removeMapLayers(list(project.mapLayers()))
    assert tree(project.layerTreeRoot()) == [("FineCover: upsample fields", [])]
    load("finecover:upsample", outputs(scene, tmp_path / "2", "fields", ("CONFIDENCE",)))
    group = ("FineCover: upsample fields", ["Fine map", "Confidence"])
    assert tree(project.layerTreeRoot()) == [group]


def test_rows_of_a_batch_are_runs_of_their_own(plugin, project, scene, tmp_path):
    """They may share what QGIS knows of layers to load."""
    import processing
    from processing.gui.Postprocessing import handleAlgorithmResults
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(project)
    for name in ("a", "b"):
        parameters = outputs(scene, tmp_path / name, name, ("CONFIDENCE",))
        for output in ("OUTPUT", "CONFIDENCE"):
            details = QgsProcessingContext.LayerDetails(output, project, output)
            context.addLayerToLoadOnCompletion(parameters[output], details)
        processing.run("finecover:upsample", parameters, context=context, feedback=feedback)
    algorithm = plugin.provider.algorithm("upsample").create()
    handleAlgorithmResults(algorithm, context, feedback)
    groups = tree(project.layerTreeRoot())
    assert sorted(name for name, _ in groups) == [f"FineCover: upsample {one}" for one in "ab"]
    assert [len(layers) for _, layers in groups] == [2, 2]


def test_a_single_result_needs_no_group(plugin, project, inputs, iface, scene, tmp_path):
    iface.setActiveLayer(inputs[1])
    load("finecover:preparelabels", labels(scene, tmp_path))
    assert tree(project.layerTreeRoot()) == ["Coarse labels", "geo", "image"]
    (node,) = [one for one in project.layerTreeRoot().findLayers() if one.name() != "image"][:1]
    assert node.isExpanded()


def test_results_stay_in_the_group_for_all_results(plugin, project, scene, tmp_path):
    from processing.core.ProcessingConfig import ProcessingConfig

    setting = ProcessingConfig.RESULTS_GROUP_NAME
    ProcessingConfig.setSettingValue(setting, "Results")
    try:
        load("finecover:upsample", outputs(scene, tmp_path / "1", "fields", ("CONFIDENCE",)))
    finally:
        ProcessingConfig.setSettingValue(setting, "")
    group = ("FineCover: upsample fields", ["Fine map", "Confidence"])
    assert tree(project.layerTreeRoot()) == [("Results", [group])]


def test_the_steps_of_a_model_share_a_group(plugin, project, scene, tmp_path):
    model = QgsProcessingModelAlgorithm("m", "m")
    for name in ("map", "image"):
        parameter = QgsProcessingParameterRasterLayer(name, name)
        model.addModelParameter(parameter, QgsProcessingModelParameter(name))
    source = QgsProcessingModelChildParameterSource
    steps = {
        "labels": ("preparelabels", {"COARSE": source.fromModelParameter("map")}, ["OUTPUT"]),
        "fine": (
            "upsample",
            {
                "COARSE": source.fromChildOutput("labels", "OUTPUT"),
                "IMAGES": source.fromModelParameter("image"),
                "SAMPLES": source.fromStaticValue(600),
                "MIN_PER_CLASS": source.fromStaticValue(50),
                "TREES": source.fromStaticValue(10),
            },
            ["CONFIDENCE", "OUTPUT"],
        ),
    }
    parameters = {"map": str(scene.coarse), "image": str(scene.image)}
    for step, (algorithm, given, wanted) in steps.items():
        child = QgsProcessingModelChildAlgorithm(f"finecover:{algorithm}")
        child.setChildId(step)
        if step == "labels":
            given["LEGEND"] = source.fromStaticValue("file")
            given["LEGEND_FILE"] = source.fromStaticValue(str(scene.legend))
        for name, value in given.items():
            child.addParameterSources(name, [value])
        shown = {}
        for name in wanted:
            output = QgsProcessingModelOutput(name)
            output.setChildId(step)
            output.setChildOutputName(name)
            shown[name] = output
            parameters[f"{step}:{name}"] = str(tmp_path / f"{step}_{name.lower()}.tif")
        child.setModelOutputs(shown)
        model.addChildAlgorithm(child)
    model.initAlgorithm()
    load(model, parameters)
    assert [name for name, _ in tree(project.layerTreeRoot())] == [
        "FineCover: upsample fine_output"
    ]
    (group,) = project.layerTreeRoot().children()
    names = ["Fine map", "Confidence", "Coarse labels"]  # not OUTPUT, as the model's outputs are
    assert tree(group) == names
    layers = [node.layer().source() for node in group.findLayers()]
    wanted = ("fine_output", "fine_confidence", "labels_output")
    assert layers == [str(tmp_path / f"{name}.tif") for name in wanted]
