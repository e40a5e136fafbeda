"""Which outputs a run that is looked at before it starts shall write, and where."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingAlgorithm

from ..core.errors import InputError
from .checks import output_problems
from .map_outputs import RASTERS
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.preflight.preflight import Findings

_NEXT = re.compile(r",(?=\s*\w+\s*(?:[=,]|$))")  # a comma in a file's name is followed by no name


def wanted_outputs(values: Values, findings: Findings, scratch: str) -> dict[str, str]:
    """Return the folder of each raster that is wanted; what cannot be written is a finding."""
    folder = findings.attempt("FOLDER", lambda: _folder(values.text("FOLDER"))) or scratch
    files = findings.attempt("OUTPUTS", lambda: _wanted(values.text("OUTPUTS"))) or {}
    files = _known(files, findings) or {"OUTPUT": ""}
    parameters = {**_without_own(values), **{name: path for name, path in files.items() if path}}
    of_the_run = Values(_upsample(), parameters, values.context, found=values.found)
    for name, problem in output_problems(of_the_run):
        findings.add("problem", name, str(problem))
    rasters = {name: path for name, path in files.items() if name in RASTERS}
    return {name: os.path.dirname(path) or folder for name, path in rasters.items()}


def _upsample() -> QgsProcessingAlgorithm:
    """Return the algorithm that is looked at before it runs."""
    from .upsample import Upsample

    return Upsample().create()


def _without_own(values: Values) -> dict:
    """Return the parameters without the files of the check itself."""
    own = {one.name() for one in values.algorithm.destinationParameterDefinitions()}
    return {name: value for name, value in values.parameters.items() if name not in own}


def _folder(folder: str) -> str:
    from ..core.rasters.output import check_output

    if folder:
        check_output(os.path.join(folder, "map.tif"), name="FOLDER")
    return folder


def _wanted(text: str) -> dict[str, str]:
    """Return the file of each output that is wanted, "" where only its name is given."""
    if not text.startswith("{"):
        parts = (part.partition("=") for part in _NEXT.split(text) if part.strip())
        return {name.strip().upper(): path.strip() for name, _, path in parts}
    try:
        return {name.upper(): str(path or "") for name, path in json.loads(text).items()}
    except ValueError as error:
        wrong = translate(
            "FineCover",
            "OUTPUTS: '{value}' is no JSON object ({reason}); give names and files as in "
            "{example}.",
        )
        example = '{"OUTPUT": "/data/map.tif", "CONFIDENCE": ""}'
        raise InputError(wrong.format(value=text, reason=error, example=example)) from error


def _known(files: dict[str, str], findings: Findings) -> dict[str, str]:
    """Return the files of outputs that upsample has; every other name is a finding."""
    upsample = _upsample()  # owns its definitions
    known = [one.name() for one in upsample.destinationParameterDefinitions()]
    text = translate("FineCover", "OUTPUTS: there is no output '{name}'; give some of {names}.")
    for name in files:
        if name not in known:
            strange = text.format(name=name, names=", ".join(known))
            findings.add("problem", "OUTPUTS", strange)
    return {name: path for name, path in files.items() if name in known}
