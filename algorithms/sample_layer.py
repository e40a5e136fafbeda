"""Samples as they come in a point layer, and go into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType, QVariant

from .layer_output import LayerOutput, made_aside
from .layer_points import read_points
from .values import Values, translate

if TYPE_CHECKING:
    import numpy as np

    from ..core.features.features import FeatureFile
    from ..core.learning.training import TrainingResult, TrainingSet
    from ..core.progress import Progress

if Qgis.QGIS_VERSION_INT >= 33800:
    INT, LONG, DOUBLE, TEXT = (
        QMetaType.Type.Int, QMetaType.Type.LongLong, QMetaType.Type.Double, QMetaType.Type.QString,
    )  # fmt: skip
else:
    INT, LONG, DOUBLE, TEXT = (
        QVariant.Int, QVariant.LongLong, QVariant.Double, QVariant.String,
    )  # fmt: skip

CLASS_FIELDS = (("class", INT), ("class_name", TEXT), ("class_color", TEXT))
_TRUST_FIELDS = (
    ("trust", DOUBLE),
    ("kept", INT),
    ("suggested", INT),
    ("suggested_name", TEXT),
)
_CARRIED = ("cell", "cell_row", "cell_col", "purity", "block", "weight")
_COLUMNS = ("class_name", "class_color", *_CARRIED)


@dataclass(frozen=True)
class PlacedSamples:
    """Samples, where they lie, and what else their layer tells.

    Attributes:
        samples: the samples.
        x, y: in the coordinate system of FEATURES, float64 (sample,).
        fields: name and type of the fields a layer of samples needs to be learnt from again.
        rows: the values of these fields for each sample.
    """

    samples: TrainingSet
    x: np.ndarray
    y: np.ndarray
    fields: tuple[tuple[str, Any], ...]
    rows: Sequence[Sequence[Any]]


def read_samples(values: Values, features: FeatureFile, *, progress: Progress) -> PlacedSamples:
    """Return the samples of the SAMPLES layer with their features.

    Raises:
        InputError: the layer lacks the class field or holds no point.
    """
    import numpy as np

    from ..core.learning.sample_table import sample_table
    from ..core.learning.sampling import extract_features

    points = read_points(values, "SAMPLES", _COLUMNS, progress=progress)
    x, y = np.array(points.places, np.float64).T
    row, col = (np.floor(part).astype(np.int64) for part in features.grid.rowcol(x, y))
    table = extract_features(features, row, col, progress=progress)
    extra = points.extra
    samples = sample_table(table, points.classes, (x, y), extra=extra, progress=progress)
    if samples.cells is None:
        text = translate(
            "FineCover",
            "Most samples do not name their coarse cell in cell_row and cell_col, so BLOCK_SIZE "
            "does not apply: blocks come from the field block or, without one, are squares whose "
            "sides are a tenth of the longer side of the samples' area.",
        )
        progress.message(text)
    known = values.source("SAMPLES").fields()
    carried = [name for name in _CARRIED if name in extra]
    fields = tuple((name, known.field(name).type()) for name in carried)
    rows = tuple(zip(*(extra[name] for name in carried))) if carried else ((),) * len(x)
    return PlacedSamples(samples, x, y, fields, rows)


def write_points(
    values: Values,
    name: str,
    *,
    fields: Sequence[tuple[str, Any]],
    places: tuple[np.ndarray, np.ndarray],
    rows: Iterable[Sequence[Any]],
    crs_of: str = "FEATURES",
) -> str:
    """Write points to the output ``name``; return its id.

    Args:
        values: the parameter values.
        name: a sink parameter that has been given.
        fields: name and type of each attribute.
        places: x and y of each point, float64 (point,).
        rows: the attributes of each point.
        crs_of: the raster parameter whose coordinate system ``places`` are in.

    Raises:
        QgsProcessingException: the layer cannot be written.
    """
    crs = values.layer(crs_of).crs()
    columns = QgsFields()
    for field, kind in fields:
        columns.append(QgsField(field, kind))
    with made_aside(values, name) as layer:
        output = _write(layer, (columns, crs), places=places, rows=rows)
    return layer.final(output)


def _write(
    layer: LayerOutput,
    kind: tuple[QgsFields, QgsCoordinateReferenceSystem],
    *,
    places: tuple[np.ndarray, np.ndarray],
    rows: Iterable[Sequence[Any]],
) -> str:
    values, name, columns = layer.values, layer.name, kind[0]
    algorithm, point = values.algorithm, QgsWkbTypes.Type.Point
    sink, output = algorithm.parameterAsSink(
        values.parameters, name, values.context, columns, point, kind[1]
    )
    if sink is None:
        raise QgsProcessingException(algorithm.invalidSinkError(values.parameters, name))
    for x, y, row in zip(places[0].tolist(), places[1].tolist(), rows):
        feature = QgsFeature(columns)
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        feature.setAttributes(list(row))
        if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(algorithm.writeFeatureError(sink, values.parameters, name))
    del sink  # closes the file
    return output


def write_trust(values: Values, placed: PlacedSamples, result: TrainingResult) -> str:
    """Write the samples with what training thinks of their labels to SAMPLE_TRUST.

    The layer can be learnt from as the one it comes from: it names the same cells and weights.
    """
    from ..core.summaries import class_keys
    from ..gui.styling import TrustPoints

    keys = class_keys(placed.samples.legend)
    by_code = {key[0]: key for key in keys}
    judged = zip(
        placed.samples.codes.tolist(), placed.rows, result.trust.tolist(), result.kept.tolist(),
        result.suggested.tolist(),
    )  # fmt: skip
    rows = (
        (
            *by_code[code],
            *carried,
            trust if trust == trust else None,  # NaN is an empty field
            int(kept),
            suggested if suggested in by_code else None,
            by_code[suggested][1] if suggested in by_code else None,
        )
        for code, carried, trust, kept, suggested in judged
    )
    output = write_points(
        values,
        "SAMPLE_TRUST",
        fields=(*CLASS_FIELDS, *placed.fields, *_TRUST_FIELDS),
        places=(placed.x, placed.y),
        rows=rows,
    )
    TrustPoints.attach(values.context, output, keys)
    return output
