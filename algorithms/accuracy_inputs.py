"""From the parameters of the accuracy report to what is compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsFeatureRequest, QgsProcessingFeatureSource, QgsWkbTypes

from ..core.errors import InputError
from .layer_points import point_of
from .values import WKT, Values, translate

if TYPE_CHECKING:
    import numpy as np

    from ..core.accuracy.assessment import Comparison, NamedMap, ReferencePoints
    from ..core.accuracy.point_strata import PointStrata
    from ..core.legends.crosswalk_table import CrosswalkTable

_STRATUM_FIELDS = ("stratum", "stratum_pixels")
_TOLD_FIELDS = ("stratum_ha", "stratum_name", "weight")
_DRAWN_AS = "map_class"
_NO_LABELS = {_DRAWN_AS, "id", *_STRATUM_FIELDS, *_TOLD_FIELDS}
_SHAPEFILE = 10  # characters a shapefile leaves of a field's name
_COARSE_SAMPLE_FIELDS = {"class", "cell", "purity"}  # what samplecoarsemap writes
_ONE_POINT = {
    QgsWkbTypes.Type.Point, QgsWkbTypes.Type.PointZ, QgsWkbTypes.Type.PointM,
    QgsWkbTypes.Type.PointZM, QgsWkbTypes.Type.Point25D,
}  # fmt: skip
_TAKEN = ("map", "baseline", "reference")


def comparison(values: Values) -> Comparison:
    """Return what to compare."""
    from ..core.accuracy.assessment import Comparison

    return Comparison(
        map=values.raster("MAP"),
        reference=values.optional_raster("REFERENCE"),
        points=reference_points(values) if values.given("POINTS") else None,
        baseline=values.optional_raster("BASELINE"),
        others=other_maps(values),
        crosswalks=crosswalk_table(values, "CROSSWALK"),
        match=values.choice("MATCH"),
        area=values.area("GEO_SMALL"),
        design=values.choice("DESIGN"),
        independent=values.flag("INDEPENDENT"),
    )


def crosswalk_table(values: Values, name: str) -> CrosswalkTable | None:
    """Return a crosswalk file, None where none is given."""
    from ..core.legends.crosswalk_table import read_crosswalk_table

    path = values.file(name)
    return read_crosswalk_table(path) if path else None


def other_maps(values: Values) -> tuple[NamedMap, ...]:
    """Return MAPS, each under a name of its own."""
    from ..core.accuracy.assessment import NamedMap

    maps: list[NamedMap] = []
    taken = set(_TAKEN)
    for source in values.rasters("MAPS"):
        stem = Path(source.path).stem or source.path
        title, number = stem, 1
        while title.casefold() in taken:
            number += 1
            title = f"{stem} ({number})"
        taken.add(title.casefold())
        maps.append(NamedMap(source, title))
    return tuple(maps)


def reference_points(values: Values) -> ReferencePoints:
    """Return POINTS with their classes, and their strata where the layer tells them."""
    import numpy as np

    from ..core.accuracy.assessment import ReferencePoints

    source = values.source("POINTS")
    check_points(source)
    field = values.field("FIELD", source, default="class")
    names = source.fields().names()
    _check_labels(field, names)
    stored = _wanted(field, names)
    places, rows = [], []
    for feature in source.getFeatures(QgsFeatureRequest()):
        point = point_of(feature, "POINTS")
        if point is not None:
            places.append((point.x(), point.y()))
            rows.append({name: plain_value(feature[at]) for name, at in stored.items()})
    if not places:
        raise InputError(translate("FineCover", "POINTS holds no point; label some first."))
    x, y = np.array(places, np.float64).T
    return ReferencePoints(
        x, y, [row[field] for row in rows], source.sourceCrs().toWkt(WKT),
        strata=_strata(rows, list(stored), needed=values.choice("DESIGN") == "auto"),
        of_coarse_map=field == "class" and set(names) >= _COARSE_SAMPLE_FIELDS,
        told=tuple(
            name for name in (*_STRATUM_FIELDS, *_TOLD_FIELDS, _DRAWN_AS) if name in stored
        ),
        drawn_as=_drawn_as([row.get(_DRAWN_AS) for row in rows]),
    )  # fmt: skip


def check_points(source: QgsProcessingFeatureSource) -> None:
    """Raise InputError for a layer of lines or polygons, or where a feature is not one point."""
    kinds = {
        QgsWkbTypes.GeometryType.LineGeometry: translate("FineCover", "lines"),
        QgsWkbTypes.GeometryType.PolygonGeometry: translate("FineCover", "polygons"),
    }
    kind = kinds.get(QgsWkbTypes.geometryType(source.wkbType()))
    if kind is not None:
        text = translate(
            "FineCover",
            "POINTS '{name}' is a layer of {kind}; give labelled points, or polygons and lines as "
            "a raster in REFERENCE.",
        )
        raise InputError(text.format(name=source.sourceName(), kind=kind))
    if source.wkbType() not in _ONE_POINT:  # only features tell
        for feature in source.getFeatures(QgsFeatureRequest().setNoAttributes()):
            point_of(feature, "POINTS")


def _check_labels(field: str, names: list[str]) -> None:
    """Raise InputError where a field of a drawn sample is named that holds no labels."""
    drawn = any(one in names for one in ("stratum_pixels", "stratum_pixels"[:_SHAPEFILE]))
    if not drawn or field not in _NO_LABELS | {one[:_SHAPEFILE] for one in _NO_LABELS}:
        return
    if field == _DRAWN_AS:
        text = translate(
            "FineCover",
            "FIELD: '{field}' is what the map said when the points were drawn, so the map would be "
            "judged by itself; choose the field of the labels, usually 'class'.",
        )
    else:
        text = translate(
            "FineCover",
            "FIELD: '{field}' tells how the points were drawn, not what is there; choose the field "
            "of the labels, usually 'class'.",
        )
    raise InputError(text.format(field=field))


def _wanted(field: str, names: list[str]) -> dict[str, str]:
    """Return the fields to read, by the name they were drawn under: a shapefile has cut it."""
    found = {field: field}
    for name in (*_STRATUM_FIELDS, *_TOLD_FIELDS, _DRAWN_AS):
        kept = next((one for one in (name, name[:_SHAPEFILE]) if one in names), None)
        if kept is not None:
            found[name] = kept
    return found


def _strata(rows: list[dict[str, Any]], names: list[str], *, needed: bool) -> PointStrata | None:
    """Return the strata; where another design was asked for they only tell where points lie."""
    from ..core.accuracy.point_strata import read_strata

    if not set(names) >= set(_STRATUM_FIELDS):
        return None
    columns = {
        name: [row[name] for row in rows]
        for name in (*_STRATUM_FIELDS, *_TOLD_FIELDS)
        if name in names
    }
    try:
        return read_strata(
            columns["stratum"], columns["stratum_pixels"],
            hectares=columns.get("stratum_ha", ()), names=columns.get("stratum_name", ()),
            weights=columns.get("weight", ()),
        )  # fmt: skip
    except InputError:
        if needed:
            raise
        return None


def _drawn_as(values: list[Any]) -> np.ndarray:
    """Return whole numbers as they are, int64; -1 for anything else."""
    import numpy as np

    texts = ["" if value is None else str(value).strip() for value in values]
    return np.array([int(text) if text.isdecimal() else -1 for text in texts], np.int64)


def plain_value(value: object) -> object:
    """Return an attribute as Python has it; None for NULL."""
    return None if value is None or str(value) == "NULL" else value
