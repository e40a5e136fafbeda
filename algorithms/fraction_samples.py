"""Reading the points of pure classes that mixtures are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import QgsFeatureRequest

from ..core.errors import InputError
from ..core.progress import Progress
from .values import Values, translate

if TYPE_CHECKING:
    import numpy as np

    from ..core.features.feature_file import FeatureFile
    from ..core.fractions.mixing import Places
    from ..core.legends.legend import Legend

_NAMES = {"SAMPLES": "PURE_SAMPLES"}  # as the core calls what it is given
_COLUMNS = ("class_name", "class_color")


@dataclass(frozen=True, eq=False)
class PurePoints:
    """Points with features, float32 (point, feature), and class codes, int64 (point,)."""

    features: np.ndarray
    codes: np.ndarray
    legend: Legend
    places: Places


def read_pure_samples(values: Values, features: FeatureFile, *, progress: Progress) -> PurePoints:
    """Return the points of PURE_SAMPLES with their features.

    Raises:
        InputError: the layer lacks the class field, holds no point, or its classes cannot be used.
    """
    import numpy as np

    from ..core.fractions.mixing import Places
    from ..core.learning.sample_table import sample_table
    from ..core.learning.sampling import extract_features
    from ..core.parameter_names import NamedHere, errors_named_here

    places, classes, extra = _read_points(values, progress)
    x, y = np.array(places, np.float64).T
    row, col = (np.floor(part).astype(np.int64) for part in features.grid.rowcol(x, y))
    table = extract_features(features, row, col, progress=progress)
    with errors_named_here(_NAMES):
        samples = sample_table(
            table, classes, (x, y), extra=extra, progress=NamedHere(progress, _NAMES)
        )
    return PurePoints(table, samples.codes, samples.legend, Places(features.grid, row, col))


def _read_points(
    values: Values, progress: Progress
) -> tuple[list[tuple[float, float]], list[object], dict[str, list]]:
    """Return places in the coordinate system of FEATURES, classes, and names and colours."""
    from ..core.progress import check

    source = values.source("PURE_SAMPLES")
    field = values.field("CLASS_FIELD", source, default="class")
    wanted = [name for name in _COLUMNS if name in source.fields().names()]
    crs = values.layer("FEATURES").crs()
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
        text = translate("FineCover", "PURE_SAMPLES holds no point; draw samples first.")
        raise InputError(text)
    return places, classes, extra
