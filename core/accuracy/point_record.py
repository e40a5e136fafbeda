"""How validation points were drawn, in words that their file keeps for whoever asks later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..learning.model import software_versions
from ..passwords import without_secrets
from ..phrases import counted
from ..rasters.area import Area
from ..rasters.raster import RasterSource
from .expected_accuracy import ExpectedAccuracy

if TYPE_CHECKING:
    from .validation_plan import PointSettings
    from .validation_points import ValidationPoints

MARK = "finecover:validationpoints"
"""Stands in every record, so that it can be told from what others wrote."""


@dataclass(frozen=True)
class PointRecord:
    """What the file of a sample tells of it.

    Attributes:
        title: what the layer is.
        text: lines that name map, area, settings, seed and versions: the same again give the same
            points.
    """

    title: str
    text: str


def point_record(
    points: ValidationPoints,
    settings: PointSettings,
    source: RasterSource,
    *,
    area: Area | None,
    command: str = "",
) -> PointRecord:
    """Return the record of a sample.

    Args:
        points: the sample.
        settings: how it was asked for.
        source: the map it was drawn from.
        area: polygons it was drawn in; None = the whole map.
        command: what to type to draw it again.
    """
    name, versions = Path(without_secrets(source.path)).name, software_versions()
    software = f"FineCover {versions['finecover']}, NumPy {versions['numpy']}"
    classes = "" if settings.design == "simple" else f" in {counted(len(points.strata), 'class')}"
    polygons = "the whole map" if area is None else counted(len(area.geometries), "polygon")
    lines = [
        f"{counted(points.drawn.row.size, 'point')}{classes} to check {name} with, drawn at random "
        f"by {MARK} of {software}.",
        f"MAP = {name}, band {(source.bands or (1,))[0]}",
        f"GEO_SMALL = {polygons}",
        *(f"{key} = {value}" for key, value in _settings(settings).items()),
    ]
    if command:
        lines.append(f"To draw them again: {command}")
    return PointRecord(f"Validation points of {name}", "\n".join(lines))


def _settings(settings: PointSettings) -> dict[str, object]:
    """Return the settings by parameter, as they are typed."""
    return {
        "DESIGN": settings.design,
        "ALLOCATION": settings.allocation,
        "EXPECTED_ACCURACY": _typed(settings.expected),
        "STANDARD_ERROR": settings.standard_error,
        "TOTAL": "not given" if settings.total is None else settings.total,
        "MIN_PER_CLASS": settings.min_per_class,
        "SEED": settings.seed,
    }


def _typed(expected: ExpectedAccuracy) -> str:
    parts = [] if expected.default is None else [f"{expected.default:g}"]
    return ";".join([*parts, *(f"{code}={share:g}" for code, share in expected.by_code.items())])
