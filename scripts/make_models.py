"""Write the models in resources/models from a description of their chains.

Usage: /usr/bin/python3 scripts/make_models.py

Inputs are copied from the parameters they feed, so that defaults and limits are those of the
algorithms. Run it on the oldest QGIS the plugin supports: newer ones read what it writes, not the
other way round. The same algorithms give the same bytes.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildDependency,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsXmlUtils,
)
from qgis.PyQt.QtCore import QPointF, QSizeF
from qgis.PyQt.QtXml import QDomDocument

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (32200, 32300)  # first and first too new version that the files are written by
_STEP_SIZE = (260.0, 170.0)  # distances in the designer's drawing
_BOX = QSizeF(220, 40)  # room for two lines
_BRANCH = "reference given"
# of optional rasters a model's expressions know the extent, NULL where none is given
_CONDITION = {"conditions": [{"name": _BRANCH, "expression": "@REFERENCE_minx IS NOT NULL"}]}


@dataclass(frozen=True)
class Step:
    """An algorithm in a model.

    Attributes:
        name: algorithm of ours, and id of the step.
        inputs: parameters the user gives, under the parameter's own name.
        links: parameter to (step, output) that feeds it.
        outputs: files the model hands back.
        after: conditional branch the step waits for.
    """

    name: str
    inputs: Sequence[str] = ()
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    outputs: Sequence[str] = ()
    after: str = ""


_LABELS, _FEATURES = ("preparelabels", "OUTPUT"), ("computefeatures", "OUTPUT")
_FROM_LABELS = (
    Step("samplecoarsemap", ("GEO", "SAMPLES", "SEED"), {"COARSE": _LABELS, "FEATURES": _FEATURES}),
    Step(
        "trainclassifier",
        ("GEO", "TREES", "SEED"),
        {"SAMPLES": ("samplecoarsemap", "OUTPUT"), "FEATURES": _FEATURES, "COARSE": _LABELS},
        ("MODEL",),
    ),
    Step(
        "classify",
        ("GEO_SMALL",),
        {"FEATURES": _FEATURES, "MODEL": ("trainclassifier", "MODEL"), "COARSE": _LABELS},
        ("OUTPUT", "CONFIDENCE"),
    ),
    Step(
        "accuracyreport",
        ("REFERENCE",),
        {"MAP": ("classify", "OUTPUT"), "BASELINE": _LABELS},
        ("REPORT", "METRICS"),
        after=_BRANCH,
    ),
)
_PREPARE = Step("preparelabels", ("COARSE", "LEGEND", "LEGEND_FILE"))
_SERIES = (
    "IMAGES", "DATES", "MASKS", "MASK_TYPE", "SCL_CLASSES", "STEP_DAYS", "START", "END",
    "MAX_GAP_DAYS", "SMOOTHING",
)  # fmt: skip
CHAINS: dict[str, tuple[Step, ...]] = {
    "stepbystep": (
        _PREPARE,
        Step("computefeatures", ("IMAGES", "BANDS", "DEM", "INDICES")),
        *_FROM_LABELS,
    ),
    "timeseries": (
        Step("fillgaps", _SERIES),
        _PREPARE,
        Step(
            "computefeatures",
            ("BANDS", "DEM", "INDICES", "STATISTICS"),
            {"IMAGES": ("fillgaps", "OUTPUT")},
        ),
        *_FROM_LABELS,
    ),
}
_ORDER = (
    *_SERIES[:4], "BANDS", "DEM", "COARSE", "LEGEND", "LEGEND_FILE", "GEO", "GEO_SMALL",
    "REFERENCE", *_SERIES[4:], "STATISTICS", "INDICES", "SAMPLES", "TREES", "SEED",
)  # fmt: skip


def build(name: str, texts: tuple[str, str]) -> QgsProcessingModelAlgorithm:
    """Return a model of ``CHAINS``; ``texts`` are its name and its help, in English."""
    model = QgsProcessingModelAlgorithm(texts[0], "FineCover")
    made: list[str] = []
    for column, step in enumerate(CHAINS[name]):
        if step.after:
            _add_condition(model, column)
        _add_step(model, step, column)
        for parameter in step.inputs:
            if parameter not in made:
                made.append(parameter)
                _add_input(model, step.name, parameter, place=len(made))
    model.setParameterOrder([parameter for parameter in _ORDER if parameter in made])
    model.updateDestinationParameters()
    model.setHelpContent({"ALG_DESC": texts[1].replace("\n", "<br>")})
    return model


def _add_input(model, algorithm: str, name: str, *, place: int) -> None:
    definition = model.childAlgorithm(algorithm).algorithm().parameterDefinition(name).clone()
    definition.setMetadata({})  # widgets belong to the plugin, which the file may outlive
    parameter = QgsProcessingModelParameter(name)
    parameter.setPosition(QPointF(place * _STEP_SIZE[0] / 2, _STEP_SIZE[1] * (place % 2) / 2))
    model.addModelParameter(definition, parameter)


def _add_step(model, step: Step, column: int) -> None:
    child = QgsProcessingModelChildAlgorithm(f"finecover:{step.name}")
    child.setChildId(step.name)
    child.setDescription(child.algorithm().displayName())
    child.setPosition(QPointF((column + 1) * _STEP_SIZE[0], 2 * _STEP_SIZE[1]))
    child.setSize(_BOX)
    source = QgsProcessingModelChildParameterSource
    for name in step.inputs:
        child.addParameterSources(name, [source.fromModelParameter(name)])
    for name, (origin, output) in step.links.items():
        child.addParameterSources(name, [source.fromChildOutput(origin, output)])
    for name, value in _defaults(child, {*step.inputs, *step.links}).items():
        child.addParameterSources(name, [source.fromStaticValue(value)])
    if step.after:
        child.setDependencies([QgsProcessingModelChildDependency("condition", step.after)])
    child.setModelOutputs({name: _output(child, name, column) for name in step.outputs})
    model.addChildAlgorithm(child)


def _defaults(child, given: set[str]) -> dict[str, Any]:
    """Return the defaults of what must be given; without them the designer calls a step wrong."""
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    return {
        one.name(): one.defaultValue()
        for one in child.algorithm().parameterDefinitions()
        if not (one.isDestination() or one.name() in given or one.flags() & optional)
    }


def _output(child, name: str, column: int) -> QgsProcessingModelOutput:
    definition = child.algorithm().parameterDefinition(name)
    output = QgsProcessingModelOutput(name, definition.description())
    output.setChildId(child.childId())
    output.setChildOutputName(name)
    row = 3 if definition.name() in ("OUTPUT", "MODEL", "REPORT") else 4
    output.setPosition(QPointF((column + 1.2) * _STEP_SIZE[0], row * _STEP_SIZE[1]))
    return output


def _add_condition(model, column: int) -> None:
    child = QgsProcessingModelChildAlgorithm("native:condition")
    child.setChildId("condition")
    child.setDescription("Is there a reference?")
    child.setConfiguration(_CONDITION)
    child.setPosition(QPointF((column + 1) * _STEP_SIZE[0], _STEP_SIZE[1]))
    model.addChildAlgorithm(child)


def as_xml(model: QgsProcessingModelAlgorithm) -> str:
    """Return the model's file: like ``toFile``, with attributes and lines in a fixed order."""
    document = QDomDocument("model")
    document.appendChild(QgsXmlUtils.writeVariant(model.toVariant(), document))
    root = ElementTree.fromstring(document.toString())  # nosec B314 # written by QGIS just now
    ElementTree.indent(root, " ")
    text = ElementTree.canonicalize(ElementTree.tostring(root, encoding="unicode"))
    return f"<!DOCTYPE model>\n{text}\n"


def write_models(folder: Path, texts: Mapping[str, tuple[str, str]]) -> list[Path]:
    """Write every model below ``folder``; the algorithms are registered and in English."""
    paths = [folder / f"{name}.model3" for name in CHAINS]
    for path in paths:
        path.write_text(as_xml(build(path.stem, texts[path.stem])), encoding="utf-8")
    return paths


def load_package() -> None:
    """Import the checkout as ``finecover``, whatever its folder is called."""
    if "finecover" in sys.modules:
        return
    places = [str(ROOT)]
    spec = importlib.util.spec_from_file_location(
        "finecover", ROOT / "__init__.py", submodule_search_locations=places
    )
    sys.modules["finecover"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["finecover"])


def main() -> int:
    """Start a QGIS with the provider in it and write the models; 0 when done."""
    if not OLDEST[0] <= Qgis.QGIS_VERSION_INT < OLDEST[1]:
        print("make_models: run it on QGIS 3.22, whose files all others read", file=sys.stderr)
        return 1
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    load_package()
    from finecover.algorithms import models
    from finecover.algorithms.provider import FineCoverProvider

    for provider in (QgsNativeAlgorithms(), FineCoverProvider()):
        application.processingRegistry().addProvider(provider)
    for path in write_models(models.FOLDER, models.model_texts()):
        print(path.relative_to(ROOT))
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
