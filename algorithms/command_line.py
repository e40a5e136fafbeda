"""What to type to run an algorithm again with the same parameters."""

from __future__ import annotations

import shlex
from typing import Any

from qgis.core import (
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProperty,
)

from ..core.passwords import without_secrets
from .found_layers import LAYER_TYPES
from .found_raster import FoundRaster
from .values import Values, layer_path


def command_line(values: Values, *, every: bool = False) -> str:
    """Return the ``qgis_process`` command with every parameter that is not at its default.

    Settings at their default are told as well for ``every``: they hold where a later version has
    another default.

    Layers appear as the files they are read from; a layer in memory keeps its name, and must be
    saved before the command can find it. Passwords, keys and tokens in the source of a layer are
    left out: whoever runs the command puts them back.
    """
    values.found.look_up(values.algorithm, values.parameters, values.context)
    words = ["qgis_process", "run", values.algorithm.id(), "--"]
    for definition in values.algorithm.parameterDefinitions():
        default = None if definition.isDestination() else definition.defaultValue()
        value = _plain(values.parameters.get(definition.name()))
        if every and value in (None, ""):
            value = default
        if value in (None, "") or (value == default and not every):
            continue
        parts = value if isinstance(value, (list, tuple)) else [value]
        words += [f"{definition.name()}={_text(definition, part, values)}" for part in parts]
    return shlex.join(words)


def given_texts(values: Values) -> dict[str, str]:
    """Return every parameter that was given, as text; layers as the files they are read from.

    Passwords, keys and tokens are left out.
    """
    given = {}
    for definition in values.algorithm.parameterDefinitions():
        value = _plain(values.parameters.get(definition.name()))
        if value not in (None, "", []):
            parts = value if isinstance(value, (list, tuple)) else [value]
            given[definition.name()] = ", ".join(_text(definition, part, values) for part in parts)
    return given


def _plain(value: Any) -> Any:
    """Return what a value wrapped by Processing stands for."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    return value.staticValue() if isinstance(value, QgsProperty) else value


def _text(definition: QgsProcessingParameterDefinition, value: Any, values: Values) -> str:
    return without_secrets(_whole_text(definition, value, values))


def _whole_text(definition: QgsProcessingParameterDefinition, value: Any, values: Values) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    layer = values.found.named(value) if definition.type() in LAYER_TYPES else None
    if isinstance(layer, FoundRaster):
        return layer_path(layer)
    if layer is None:
        return str(value)
    # which of the layers in a file is told after a bar
    return layer.sourceName() if layer.providerType() == "memory" else layer.source()
