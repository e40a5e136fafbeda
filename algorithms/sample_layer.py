"""Samples as they come in a point layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsCoordinateReferenceSystem, QgsFeatureRequest

from ..core.errors import InputError
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.features import FeatureFile
    from ..core.progress import Progress
    from ..core.training import TrainingSet

_COLUMNS = ("class_name", "class_color", "cell_row", "cell_col", "block", "weight")


def read_samples(values: Values, features: FeatureFile, *, progress: Progress) -> TrainingSet:
    """Return the samples of the SAMPLES layer with their features.

    Raises:
        InputError: the layer lacks the class field or holds no point.
    """
    import numpy as np

    from ..core.progress import check
    from ..core.sample_table import sample_table
    from ..core.sampling import extract_features

    source = values.source("SAMPLES")
    field = values.field("CLASS_FIELD", source, default="class")
    names = source.fields().names()
    wanted = [name for name in _COLUMNS if name in names]
    crs: QgsCoordinateReferenceSystem = values.layer("FEATURES").crs()
    request = QgsFeatureRequest().setDestinationCrs(crs, values.context.transformContext())
    places, classes = [], []
    extra: dict[str, list] = {name: [] for name in wanted}
    for feature in source.getFeatures(request):
        check(progress)
        if feature.geometry().isEmpty():
            continue
        point = next(feature.geometry().vertices())
        places.append((point.x(), point.y()))
        classes.append(feature[field])
        for name in wanted:
            extra[name].append(feature[name])
    if not places:
        raise InputError(translate("FineCover", "SAMPLES holds no point; draw samples first."))
    x, y = np.array(places, np.float64).T
    row, col = (np.floor(part).astype(np.int64) for part in features.grid.rowcol(x, y))
    table = extract_features(features, row, col, progress=progress)
    return sample_table(table, classes, (x, y), extra=extra)
