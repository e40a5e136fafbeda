"""Reading points of known classes from a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import QgsFeature, QgsFeatureRequest, QgsPointXY, QgsWkbTypes

from ..core.errors import InputError
from ..core.progress import Progress, check
from .values import Values, translate


@dataclass(frozen=True, eq=False)
class LayerPoints:
    """Points as a layer gives them.

    Attributes:
        places: x and y in the coordinate system of FEATURES.
        classes: what the class field holds.
        extra: what other fields hold, by their names.
    """

    places: list[tuple[float, float]]
    classes: list[object]
    extra: dict[str, list]


def read_points(
    values: Values, name: str, columns: Sequence[str], *, progress: Progress
) -> LayerPoints:
    """Return the points of the layer ``name`` with the field CLASS_FIELD.

    Args:
        values: the parameter values.
        name: a parameter of points.
        columns: other fields to read, where the layer has them.
        progress: may cancel.

    Raises:
        InputError: the layer lacks the class field, holds no point, or something else than points.
        Cancelled: the user asked to stop.
    """
    source = values.source(name)
    field = values.field("CLASS_FIELD", source, default="class")
    there = source.fields().names()
    points = LayerPoints([], [], {column: [] for column in columns if column in there})
    crs = values.layer("FEATURES").crs()
    request = QgsFeatureRequest().setDestinationCrs(crs, values.context.transformContext())
    for feature in source.getFeatures(request):
        check(progress)
        point = point_of(feature, name)
        if point is None:
            continue
        points.places.append((point.x(), point.y()))
        points.classes.append(feature[field])
        for column, kept in points.extra.items():
            kept.append(feature[column])
    if not points.places:
        text = translate("FineCover", "{name} holds no point; draw samples first.")
        raise InputError(text.format(name=name))
    return points


def point_of(feature: QgsFeature, name: str) -> QgsPointXY | None:
    """Return the point of a feature of the parameter ``name``, None where it has none.

    Raises:
        InputError: it has several, or is a line or polygon.
    """
    geometry = feature.geometry()
    if geometry.isEmpty():
        return None
    parts = geometry.constGet().partCount()
    if geometry.type() != QgsWkbTypes.GeometryType.PointGeometry:
        text = translate(
            "FineCover", "{name}: feature {id} is no point; give a layer of points alone."
        )
        raise InputError(text.format(name=name, id=feature.id()))
    if parts > 1:
        text = translate(
            "FineCover",
            "{name}: feature {id} holds {number} points under one label; split the layer with "
            "'Multipart to singleparts' first.",
        )
        raise InputError(text.format(name=name, id=feature.id(), number=parts))
    point = next(geometry.vertices())
    return QgsPointXY(point.x(), point.y())
