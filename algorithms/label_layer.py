"""Storing the form and the style of points to label where QGIS finds them by itself."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingContext, QgsVectorLayer

from ..core.errors import InputError
from ..core.progress import Progress
from ..gui.label_form import PointsToLabel, prepare_for_labelling
from .values import translate

_IN_FILE = (".gpkg", ".sqlite")
_BESIDE = (".geojson", ".json", ".fgb", ".gml", ".kml", ".tab", ".csv")
_OURS = "stratum_pixels"


def check_format(path: str) -> None:
    """Raise InputError for a file that cannot hold the names of the fields."""
    if path.lower().endswith((".shp", ".dbf", ".shz")):
        text = translate(
            "FineCover",
            "OUTPUT '{path}': a shapefile cuts the names of fields to ten characters, so that the "
            "strata could not be read back; end it in .gpkg.",
        )
        raise InputError(text.format(path=path))


def store_form(
    destination: str, points: PointsToLabel, *, context: QgsProcessingContext, progress: Progress
) -> None:
    """Write form and style into a GeoPackage, or as .qml beside another file.

    Whoever opens the file in QGIS then gets them, however it was made. A layer in memory is
    prepared itself.
    """
    layer = context.temporaryLayerStore().mapLayer(destination)
    if layer is not None:
        prepare_for_labelling(layer, points)
        return
    path = Path(destination.split("|")[0])
    ending = path.suffix.lower()
    if not path.is_file() or ending not in (*_IN_FILE, *_BESIDE):
        return
    layer = QgsVectorLayer(destination, path.stem, "ogr")
    if not layer.isValid():
        return
    prepare_for_labelling(layer, points)
    if ending in _IN_FILE:
        problem = _save_inside(layer)
    else:
        problem = _save_beside(layer, path.with_suffix(".qml"))
    if problem:
        text = translate("FineCover", "OUTPUT: the form for labelling was not stored: {problem}")
        progress.message(text.format(problem=problem), warning=True)


def _save_inside(layer: QgsVectorLayer) -> str:
    """Write the style into the file as its default; return what went wrong."""
    if hasattr(layer, "saveStyleToDatabaseV2"):  # QGIS 3.44 deprecates the first one
        return layer.saveStyleToDatabaseV2("FineCover", "", True, "")[1]
    return layer.saveStyleToDatabase("FineCover", "", True, "")


def _save_beside(layer: QgsVectorLayer, style: Path) -> str:
    """Write a .qml; return what went wrong. The style of another layer is never overwritten."""
    if style.exists() and _OURS not in style.read_text(encoding="utf-8", errors="replace"):
        return translate("FineCover", "'{path}' belongs to another layer").format(path=style)
    message, fine = layer.saveNamedStyle(str(style))
    return "" if fine else message
