"""What the panel beside a dialog says: what the algorithm does, then every parameter."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from qgis.core import QgsApplication, QgsProcessingParameterDefinition

from .values import translate

_ADVANCED = QgsProcessingParameterDefinition.Flag.FlagAdvanced
_TERMINAL = "qgis_process"  # which lists the parameters with their help anyway


def help_panel(text: str, definitions: Iterable[QgsProcessingParameterDefinition]) -> str:
    """Return a help text and, below it, the help of every parameter; those folded away come last.

    Args:
        text: what the algorithm does, with an example; lines become paragraphs in the panel.
        definitions: of the algorithm, in their order.
    """
    if QgsApplication.platform() == _TERMINAL:
        return text
    plain: list[str] = []
    folded: list[str] = []
    for one in definitions:
        (folded if one.flags() & _ADVANCED else plain).append(_entry(one))
    lines = [escape(text, quote=False)]
    lines += _section(translate("FineCover", "Parameters"), plain)
    lines += _section(translate("FineCover", "Advanced parameters"), folded)
    return "\n".join(lines)


def _section(title: str, entries: list[str]) -> list[str]:
    return [f"<b>{escape(title)}</b>", *entries] if entries else []


def _entry(definition: QgsProcessingParameterDefinition) -> str:
    label, text = (
        escape(part, quote=False) for part in (definition.description(), definition.help())
    )
    entry = translate("FineCover", "<b>{label}</b> ({name}): {text}")
    return entry.format(label=label, name=definition.name(), text=text)
