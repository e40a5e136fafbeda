"""Vector layers that take the place of a file only when they are complete."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProcessingOutputLayerDefinition

from ..core.errors import InputError
from .checks import destination
from .values import Values, translate

_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps of a file that is open


@dataclass(frozen=True)
class LayerOutput:
    """Where a layer is made.

    Attributes:
        values: the parameters, with the place where the layer is to be written.
        wanted: the parameters as they were given.
        name: of the sink parameter.
    """

    values: Values
    wanted: Values
    name: str

    def final(self, output: str) -> str:
        """Return the layer's id, told to QGIS; ``output`` is what the sink said it is."""
        if self.values is self.wanted:
            return output
        wanted = self.wanted
        return wanted.algorithm.parameterAsOutputLayer(wanted.parameters, self.name, wanted.context)


@contextmanager
def made_aside(values: Values, name: str) -> Iterator[LayerOutput]:
    """Have a GeoPackage made in its work folder, and put it in its place in the end.

    QGIS itself deletes an older file first. Whatever is raised meanwhile leaves that as it was;
    other formats, which consist of several files or are added to one, are written where they
    belong. The output must be claimed.

    Raises:
        InputError: the file cannot be replaced.
    """
    from ..core.outputs.claim import is_claimed, work_folder

    path = destination(values.algorithm.parameterDefinition(name), values)
    given = values.parameters[name]
    mapped = isinstance(given, QgsProcessingOutputLayerDefinition) and given.useRemapping()
    if not path.lower().endswith(".gpkg") or mapped or not is_claimed(path):
        yield LayerOutput(values, values, name)
        return
    aside = work_folder(path) / Path(path).name
    definition = QgsProcessingOutputLayerDefinition(str(aside))
    if isinstance(given, QgsProcessingOutputLayerDefinition):
        definition.createOptions = given.createOptions
    parameters = {**values.parameters, name: definition}
    changed = Values(values.algorithm, parameters, values.context, found=values.found)
    yield LayerOutput(changed, values, name)
    _put_in_place(aside, path, name)


def _put_in_place(aside: Path, path: str, name: str) -> None:
    with suppress(sqlite3.Error), closing(sqlite3.connect(aside, timeout=1)) as database:
        database.execute("pragma journal_mode = delete")  # QGIS may leave its end in another file
    try:
        os.replace(aside, path)
    except OSError as error:
        text = translate(
            "FineCover",
            "{name} '{path}' cannot be replaced ({reason}); close it in other programs, or choose "
            "another file.",
        )
        reason = error.strerror or str(error)
        raise InputError(text.format(name=name, path=path, reason=reason)) from error
    for ending in _BESIDE:  # of the older file: SQLite would mistake them for the new one's
        with suppress(OSError):
            os.unlink(f"{path}{ending}")
