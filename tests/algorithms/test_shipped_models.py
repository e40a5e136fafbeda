"""The plugin's models: as their script writes them, with the names that users rely on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
pytest.importorskip("qgis.core")

from make_models import CHAINS, OLDEST, as_xml, build
from qgis.core import Qgis, QgsProcessingModelAlgorithm
from qgis.core import QgsProcessingParameterDefinition as Definition

INPUTS = {
    "stepbystep": "IMAGES BANDS? DEM? COARSE LEGEND LEGEND_FILE? GEO? GEO_SMALL? REFERENCE? "
    "INDICES? SAMPLES TREES SEED",
    "timeseries": "IMAGES DATES? MASKS? MASK_TYPE BANDS? DEM? COARSE LEGEND LEGEND_FILE? GEO? "
    "GEO_SMALL? REFERENCE? SCL_CLASSES? STEP_DAYS START? END? MAX_GAP_DAYS? SMOOTHING STATISTICS? "
    "INDICES? SAMPLES TREES SEED",
}
OUTPUTS = {
    "accuracyreport:METRICS?", "accuracyreport:REPORT?", "classify:CONFIDENCE?", "classify:OUTPUT",
    "trainclassifier:MODEL",
}  # fmt: skip


@pytest.fixture(params=sorted(CHAINS))
def model(request, provider):
    return provider.algorithm(request.param)


def by_kind(model):
    """Return names of inputs and of files to write, each with ? where it is optional."""
    found = [
        (one.isDestination(), one.name() + "?" * bool(one.flags() & Definition.Flag.FlagOptional))
        for one in model.parameterDefinitions()
    ]
    return [name for out, name in found if not out], {name for out, name in found if out}


def gist(model):
    """Return what a model holds, but for how this QGIS would name outputs of a new one."""
    held = model.toVariant()
    del held["parameterDefinitions"]
    held.pop("internal_version", None)
    inputs = {one.name(): one.toVariantMap() for one in model.parameterDefinitions()}
    return held, {name: inputs[name] for name in held["parameters"]}


def test_the_provider_offers_every_model(provider):
    models = {one.name() for one in provider.algorithms() if one.groupId() == "models"}
    assert models == set(CHAINS) == {file.stem for file in (ROOT / "resources/models").iterdir()}


def test_names_stay(model):
    inputs, outputs = by_kind(model)
    assert set(inputs) == set(INPUTS[model.name()].split())
    assert outputs == OUTPUTS
    assert model.id() == f"finecover:{model.name()}"


def test_a_copy_is_like_the_model(model):
    copy = model.create()
    assert by_kind(copy) == by_kind(model)
    assert (copy.id(), copy.displayName()) == (model.id(), model.displayName())
    assert copy.canExecute() == model.canExecute() == (True, "")


def test_texts(model):
    assert model.displayName() not in ("", model.name())
    assert "Example: " in model.shortHelpString()
    assert model.group()
    for definition in model.parameterDefinitions():
        assert definition.description() not in ("", definition.name())
        assert definition.help()
    for output in model.outputDefinitions():
        definition = model.parameterDefinition(output.name())
        assert output.description() == definition.description()


def test_inputs_look_like_those_of_the_algorithms(model, provider):
    theirs = provider.algorithm("samplecoarsemap").parameterDefinition("GEO")
    ours = model.parameterDefinition("GEO")
    assert ours.metadata() == theirs.metadata()  # the widget that draws
    assert (ours.description(), ours.help()) == (theirs.description(), theirs.help())
    assert model.parameterDefinition("SAMPLES").defaultValue() == 20_000
    assert model.parameterDefinition("LEGEND").defaultValue() == "auto"


def test_the_designer_finds_nothing_wrong(model):
    valid, problems = model.validate()
    assert valid, problems


def test_files_are_what_the_script_writes(provider, tmp_path):
    """Run ``make models`` where this fails."""
    texts = sys.modules["finecover.algorithms.models"].model_texts()
    for name in CHAINS:
        file = ROOT / "resources" / "models" / f"{name}.model3"
        written = as_xml(build(name, texts[name]))
        (tmp_path / file.name).write_text(written, encoding="utf-8")
        shipped, fresh = QgsProcessingModelAlgorithm(), QgsProcessingModelAlgorithm()
        assert shipped.fromFile(str(file))
        assert fresh.fromFile(str(tmp_path / file.name))
        assert gist(shipped) == gist(fresh), name
        if OLDEST[0] <= Qgis.QGIS_VERSION_INT < OLDEST[1]:  # others write more into a file
            assert file.read_text(encoding="utf-8") == written, name


def test_files_name_nothing_of_one_machine():
    for file in (ROOT / "resources" / "models").iterdir():
        text = file.read_text(encoding="utf-8")
        assert "widget_wrapper" not in text
        assert str(Path.home()) not in text
        assert str(ROOT) not in text
