"""What can be known of the parameters before any file is read or written."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingUtils,
    QgsProperty,
    QgsProviderRegistry,
)

from ..core.errors import InputError
from .found_layers import evaluated
from .values import Values, layer_path, translate

if TYPE_CHECKING:
    from ..core.outputs.one_file import Clash
    from ..core.outputs.origins import Origin
    from .found_layers import FoundFeatures

RASTER_ENDINGS = ("tif", "tiff")
MOSAIC_ENDING = "vrt"  # of rasters of many files, which some algorithms write
_ELSEWHERE = ("memory:", "ogr:", "postgis:", "postgres:", "spatialite:")  # no file of their own


def check_values(values: Values) -> None:
    """Raise InputError for a value Processing would reject without saying why, or not at all."""
    definitions = values.algorithm.parameterDefinitions()
    for definition in definitions:  # before QGIS opens any
        if definition.type() in ("raster", "multilayer"):
            _check_names(definition.name(), values.parameters.get(definition.name()))
    for definition in definitions:
        value = values.parameters.get(definition.name())
        if value in (None, "") or isinstance(value, QgsProperty):
            continue
        if isinstance(definition, QgsProcessingParameterNumber):
            _check_number(definition, value, values)
        elif isinstance(definition, QgsProcessingParameterEnum):
            _check_choice(definition, value)
        elif isinstance(definition, QgsProcessingParameterFile):
            _check_file(definition, values)
        elif isinstance(definition, QgsProcessingParameterMultipleLayers):
            values.rasters(definition.name())
        elif definition.type() == "raster":
            values.layer(definition.name())
        elif definition.type() == "source":
            values.source(definition.name())


def _check_names(name: str, value: Any) -> None:
    """Refuse names of rasters that would fetch others from the network, or run what they bring."""
    from ..core.rasters.opening import check_path
    from ..core.rasters.raster import RasterSource

    for one in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(one, str) and one:
            path = one.split("|")[0]
            check_path(path, label=RasterSource(path, name=name).label)


def _check_number(definition: QgsProcessingParameterNumber, value: Any, values: Values) -> None:
    name, low, high = definition.name(), definition.minimum(), definition.maximum()
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
    if low <= number <= high and not (whole and number != int(number)):
        return
    if whole:
        text = translate(
            "FineCover",
            "{name}: {value} is out of range; give a whole number from {low:.0f} to {high:.0f}.",
        )
    else:
        text = translate(
            "FineCover", "{name}: {value} is out of range; give a number from {low:g} to {high:g}."
        )
    raise InputError(text.format(name=name, value=value, low=low, high=high))


def _check_choice(definition: QgsProcessingParameterEnum, value: Any) -> None:
    if definition.usesStaticStrings() and value not in definition.options():
        text = translate(
            "FineCover", "{name}: there is no choice '{value}'; give one of {options}."
        )
        options = ", ".join(definition.options())
        raise InputError(text.format(name=definition.name(), value=value, options=options))


def _check_file(definition: QgsProcessingParameterFile, values: Values) -> None:
    path, ending = values.file(definition.name()), definition.extension()
    if ending and Path(path).suffix.lower() != f".{ending}":
        text = translate("FineCover", "{name} '{path}' is no .{ending} file; choose another file.")
        raise InputError(text.format(name=definition.name(), path=path, ending=ending))


def check_outputs(values: Values) -> None:
    """Make sure that every output can be written and spoils neither an input nor another output.

    Raises:
        InputError: a folder is missing or not writable, a path stands for two things, or a raster
            does not end in .tif.
    """
    for _, problem in output_problems(values):
        raise problem


def output_problems(values: Values) -> Iterator[tuple[str, InputError]]:
    """Yield (parameter, what is wrong) for each output that ``check_outputs`` would refuse."""
    from ..core.outputs.one_file import RunFiles
    from ..core.outputs.origins import origins_of
    from ..core.rasters.mosaic import check_unit
    from ..core.rasters.output import check_output

    files = RunFiles()
    inputs = tuple(_inputs(values))
    for name, one in inputs:
        files.reads(name, one.path, raster=one.raster)
    for name, read in inputs:
        for one in origins_of(read):
            files.reads(name, one.path, raster=one.raster, origin=True)
    for definition in values.algorithm.destinationParameterDefinitions():
        path, name = destination(definition, values), definition.name()
        if not path:
            continue
        try:
            _check_ending(definition, path, mosaics=name in values.algorithm.MOSAICS)
            if name == "OUTPUT" and values.algorithm.parameterDefinition("MIN_MAPPING_UNIT"):
                check_unit(path, values.integer("MIN_MAPPING_UNIT"))
            check_output(path, name=name)
            clash = files.writes(name, path, layer=definition.type() == "sink")
            if clash is not None:
                raise InputError(_collision(clash))
        except InputError as problem:
            yield name, problem


def _check_ending(
    definition: QgsProcessingParameterDefinition, path: str, *, mosaics: bool
) -> None:
    """Raise InputError where a raster's name ends in what nobody writes."""
    ending = Path(path).suffix.lower().lstrip(".")
    if definition.type() != "rasterDestination" or ending in RASTER_ENDINGS:
        return
    if not (mosaics and ending == MOSAIC_ENDING):
        text = translate(
            "FineCover", "{name} '{path}': rasters are written as GeoTIFF; end it in .tif."
        )
        raise InputError(text.format(name=definition.name(), path=path))


def _collision(clash: Clash) -> str:
    from ..core.outputs.one_file import Other

    if clash.kind is Other.PART:
        text = translate(
            "FineCover",
            "{name} would overwrite '{path}', which belongs to the input {other}; choose another "
            "file.",
        )
    elif clash.kind is Other.ORIGIN:
        text = translate(
            "FineCover",
            "{name} would overwrite '{path}', which the input {other} was made from; choose "
            "another file.",
        )
    elif clash.kind is Other.INPUT:
        text = translate(
            "FineCover",
            "{name} would overwrite '{path}', which is the input {other}; choose another file.",
        )
    else:
        text = translate(
            "FineCover",
            "{name} and {other} would both write '{path}'; choose another file for one.",
        )
    return text.format(name=clash.output, path=clash.path, other=clash.other)


def written_files(values: Values) -> dict[str, str]:
    """Return the file that each output writes, by its parameter.

    A database that a layer is added to is none of them: others may use it meanwhile.
    """
    definitions = values.algorithm.destinationParameterDefinitions()
    files = {one.name(): destination(one, values) for one in definitions}
    return {name: path for name, path in files.items() if path}


def destination(definition: QgsProcessingParameterDefinition, values: Values) -> str:
    """Return the file a destination parameter names, "" for none or one of QGIS's choosing."""
    value = values.parameters.get(definition.name())
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value, _ = value.valueAsString(values.context.expressionContext(), "")
    text = value if isinstance(value, str) else ""
    if text == "TEMPORARY_OUTPUT" or text.startswith(_ELSEWHERE):
        return ""
    return text.split("|")[0]


def origins(values: Values) -> tuple[Origin, ...]:
    """Return every file and layer that is read."""
    return tuple(one for _, one in _inputs(values))


def remember(values: Values, results: Mapping[str, Any], read: tuple[Origin, ...]) -> None:
    """Remember for later steps what the outputs of a run were made from, temporary ones too."""
    from ..core.outputs.origins import keep_origins

    temporary = Path(os.path.realpath(QgsProcessingUtils.tempFolder()))
    outputs = {}
    for definition in values.algorithm.destinationParameterDefinitions():
        result, named = results.get(definition.name()), destination(definition, values)
        if isinstance(result, str) and result:
            own = bool(named) and temporary not in Path(os.path.realpath(named)).parents
            outputs[result.split("|")[0]] = own
    keep_origins(outputs, read)


def _inputs(values: Values) -> Iterator[tuple[str, Origin]]:
    """Yield parameter and what it reads, of every file and layer."""
    from ..core.outputs.origins import Origin

    for definition in values.algorithm.parameterDefinitions():
        name = definition.name()
        if definition.isDestination() or not values.given(name):
            continue
        if definition.type() == "file":
            yield name, Origin(values.file(name), raster=False)
        elif definition.type() in ("raster", "multilayer"):
            for raster in values.layers(name):
                yield name, Origin(layer_path(raster), raster=True)
        elif definition.type() == "source":
            layer = values.found.features(values.parameters[name], values.context)
            given = evaluated(values.parameters[name], values.context)
            called = given.id() if isinstance(given, QgsMapLayer) else str(given)
            for path in () if layer is None else _layer_files(layer):
                yield name, Origin(path, raster=False, called=called)


def _layer_files(layer: FoundFeatures) -> set[str]:
    """Return what a layer is read from, and the file that its provider finds in that."""
    told = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    return {layer_path(layer), str(told.get("path") or "") or layer_path(layer)}
