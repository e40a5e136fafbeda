"""Reading the points of pure classes that mixtures are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.progress import Progress
from .layer_points import read_points
from .values import Values

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

    points = read_points(values, "PURE_SAMPLES", _COLUMNS, progress=progress)
    x, y = np.array(points.places, np.float64).T
    row, col = (np.floor(part).astype(np.int64) for part in features.grid.rowcol(x, y))
    table = extract_features(features, row, col, progress=progress)
    with errors_named_here(_NAMES):
        samples = sample_table(
            table, points.classes, (x, y), extra=points.extra,
            progress=NamedHere(progress, _NAMES),
        )  # fmt: skip
    return PurePoints(table, samples.codes, samples.legend, Places(features.grid, row, col))
