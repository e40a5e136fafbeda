"""Storing form, style and record of points to label where QGIS finds them by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsDataProvider,
    QgsDataSourceUri,
    QgsFeatureRequest,
    QgsLayerMetadata,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
    QgsVectorLayer,
)

from ..core.errors import InputError
from ..core.progress import Progress
from ..gui.label_form import PointsToLabel, prepare_for_labelling
from .offline import is_refused, offline
from .values import translate

if TYPE_CHECKING:
    from ..core.accuracy.point_record import PointRecord

_IN_FILE = (".gpkg", ".sqlite")
_BESIDE = (".geojson", ".json", ".fgb")
_OURS = "stratum_pixels"
_CUT = (".shp", ".dbf", ".shz")
_WITHOUT_PLACES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
_UNFIT = (
    ".tab", ".mif", ".mid",  # an empty class becomes 0
    ".kml", ".kmz", ".geojsonl", ".geojsons", ".gpx",  # degrees, so that no pixel is outlined
    ".gml", ".dxf", ".dgn", ".gxt",  # QGIS does not edit them, or they hold no fields
)  # fmt: skip


def check_format(path: str) -> None:
    """Raise InputError for a file whose points could not be labelled and read back."""
    ending = path.lower()
    if ending.endswith(_CUT):
        text = translate(
            "FineCover",
            "OUTPUT '{path}': a shapefile cuts the names of fields to ten characters, so that the "
            "strata could not be read back; end it in .gpkg.",
        )
    elif ending.endswith(_WITHOUT_PLACES):
        text = translate(
            "FineCover",
            "OUTPUT '{path}': such a table would lose where the points are; end it in .gpkg.",
        )
    elif ending.endswith(_UNFIT):
        text = translate(
            "FineCover",
            "OUTPUT '{path}': such a file cannot be labelled in QGIS, or changes empty classes or "
            "coordinates; end it in .gpkg.",
        )
    else:
        return
    raise InputError(text.format(path=path))


def check_nothing_lost(path: str) -> None:
    """Raise InputError where labels, or other layers of a GeoPackage, would be overwritten."""
    if not Path(path.split("|")[0]).is_file() or is_refused(path, raster=False):
        return
    options = QgsVectorLayer.LayerOptions(False)  # no style
    with offline():
        layer = QgsVectorLayer(path, "before", "ogr", options)
    if not layer.isValid():
        return
    layers = 1 if "|" in path else len(layer.dataProvider().subLayers())
    labelled = 0
    if {"class", _OURS} <= set(layer.fields().names()):
        request = QgsFeatureRequest().setFilterExpression('"class" is not null')
        labelled = sum(1 for _ in layer.getFeatures(request))
    if labelled:
        text = translate(
            "FineCover",
            "OUTPUT '{path}' holds {number} labelled points, which would be lost; choose another "
            "file.",
        )
        raise InputError(text.format(path=path, number=labelled))
    if layers > 1:
        text = translate(
            "FineCover",
            "OUTPUT '{path}' holds {number} layers, all of which would be overwritten; choose "
            "another file, or 'Save to GeoPackage' to add a layer.",
        )
        raise InputError(text.format(path=path, number=layers))


def table_in_file(value: object) -> str:
    """Return the layer that "Save to GeoPackage" names, as QGIS opens it; "" for another output."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    text = value.staticValue() if isinstance(value, QgsProperty) else value
    if not isinstance(text, str) or not text.startswith("ogr:"):
        return ""
    place = QgsDataSourceUri(text[len("ogr:") :])
    return f"{place.database()}|layername={place.table()}"


def store_form(
    destination: str,
    points: PointsToLabel,
    record: PointRecord,
    *,
    context: QgsProcessingContext,
    progress: Progress,
) -> None:
    """Write form, style and record into a GeoPackage, or as .qml and .qmd beside another file.

    Whoever opens the file in QGIS then gets them, however it was made. A layer in memory is
    prepared itself.

    Raises:
        InputError: what was written cannot be read.
    """
    layer = context.temporaryLayerStore().mapLayer(destination)
    if layer is not None:
        prepare_for_labelling(layer, points)
        _tell(layer, record)
        return
    path = Path(destination.split("|")[0])
    ending = path.suffix.lower()
    if not path.is_file() or ending not in (*_IN_FILE, *_BESIDE):
        return
    layer = _written(destination, path)
    prepare_for_labelling(layer, points)
    inside = ending in _IN_FILE
    problem = _save_inside(layer) if inside else _save_beside(layer, path.with_suffix(".qml"))
    if problem:
        text = translate("FineCover", "OUTPUT: the form for labelling was not stored: {problem}")
        progress.message(text.format(problem=problem), warning=True)
    problem = _save_record(_by_name(layer), record, path.with_suffix(".qmd"))
    if problem:
        text = translate("FineCover", "OUTPUT: how it was drawn was not stored: {problem}")
        progress.message(text.format(problem=problem), warning=True)


def _written(destination: str, path: Path) -> QgsVectorLayer:
    """Return the layer that was written; raise InputError where it cannot be read."""
    layer = QgsVectorLayer(destination, path.stem, "ogr")
    if not layer.isValid():
        text = translate(
            "FineCover",
            "OUTPUT '{path}' cannot be read back: an older layer of this file is open; remove it "
            "from the project, or choose another file.",
        )
        raise InputError(text.format(path=path))
    return layer


def _tell(layer: QgsVectorLayer, record: PointRecord) -> None:
    """Put a record where QGIS shows what a layer is."""
    told = QgsLayerMetadata(layer.metadata())
    told.setTitle(record.title)
    told.setAbstract(record.text)
    layer.setMetadata(told)


def _by_name(layer: QgsVectorLayer) -> QgsVectorLayer:
    """Return the layer by the name of its table, without which a GeoPackage keeps no metadata."""
    if "|" in layer.source() or not layer.source().lower().endswith(_IN_FILE):
        return layer
    described = layer.dataProvider().subLayers()[0]
    name = described.split(QgsDataProvider.sublayerSeparator())[1]
    return QgsVectorLayer(f"{layer.source()}|layername={name}", name, "ogr")


def _save_record(layer: QgsVectorLayer, record: PointRecord, beside: Path) -> str:
    """Store a record: in a GeoPackage as its own metadata, else ``beside``; return what failed."""
    from ..core.accuracy.point_record import MARK

    if beside.exists() and MARK not in beside.read_text(encoding="utf-8", errors="replace"):
        return translate("FineCover", "'{path}' belongs to another layer").format(path=beside)
    _tell(layer, record)
    message, fine = layer.saveDefaultMetadata()
    return "" if fine else message


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
