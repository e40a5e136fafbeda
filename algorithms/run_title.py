"""What the layers of a run are called together in the layer panel."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingUtils

from .values import Values


def run_title(
    values: Values, output: str | None, *, inputs: tuple[str, ...] = ("COARSE", "FEATURES")
) -> str:
    """Return "FineCover: upsample lisbon" for a run that writes lisbon.tif.

    Args:
        values: of the run.
        output: its main result; a temporary one has no name of its own.
        inputs: raster parameters whose layer gives the name then, the first that is given.
    """
    title = f"FineCover: {values.algorithm.name()}"
    folder = Path(QgsProcessingUtils.tempFolder())
    if output and folder not in Path(output).parents:
        return f"{title} {Path(output).stem}"
    layers = (values.layer(name) for name in inputs)
    name = next((layer.name() for layer in layers if layer is not None), "")
    return f"{title} {name}".rstrip()
