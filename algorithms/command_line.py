"""What to type to run an algorithm again with the same parameters."""

from __future__ import annotations

import shlex
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
)

from .values import Values, layer_path


def command_line(values: Values) -> str:
    """Return the ``qgis_process`` command with every parameter that is not at its default.

    Layers appear as the files they are read from; a layer in memory keeps its name, and must be
    saved before the command can find it.
    """
    words = ["qgis_process", "run", values.algorithm.id(), "--"]
    for definition in values.algorithm.parameterDefinitions():
        value = _plain(values.parameters.get(definition.name()))
        if value is None or value in ("", definition.defaultValue()):
            continue
        parts = value if isinstance(value, (list, tuple)) else [value]
        words += [f"{definition.name()}={_text(part, values)}" for part in parts]
    return shlex.join(words)


def _plain(value: Any) -> Any:
    """Return what a value wrapped by Processing stands for."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    return value.staticValue() if isinstance(value, QgsProperty) else value


def _text(value: Any, values: Values) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        value = QgsProcessingUtils.mapLayerFromString(value, values.context, False) or value
    if not isinstance(value, QgsMapLayer):
        return str(value)
    in_memory = value.providerType() == "memory"
    return value.name() if in_memory else layer_path(value)
