"""Points to check a map with: how many, in which classes, and where."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..legends.labels import stored_legend
from ..legends.legend import Legend, generic
from ..legends.legend_files import legend_from_table
from ..legends.recognise import recognise
from ..phrases import counted
from ..progress import Progress, Stage
from ..rasters.area import Area
from ..rasters.codes import CodeReader
from ..rasters.grid import Grid
from ..rasters.measurements import check_number
from ..rasters.raster import RasterSource
from .map_strata import ClassSize, DrawnPixels, MapPixels, class_sizes, draw_pixels
from .validation_log import tell_ground_area, tell_points
from .validation_plan import (
    FEWEST,
    WHOLE_MAP,
    PointSettings,
    Stratum,
    expected_standard_error,
    points_per_stratum,
    required_points,
)


@dataclass(frozen=True)
class ValidationPoints:
    """Points to label, in random order.

    Attributes:
        drawn: their pixels; ``drawn.group`` is the position in ``strata``.
        strata: by rising code.
        classes: size of every class of the map, by code.
        legend: the classes a point may be given.
        grid: the map's pixels.
        required: fewest points that give overall accuracy the standard error asked for.
        expected_error: standard error overall accuracy will have if the map is as expected.
    """

    drawn: DrawnPixels
    strata: tuple[Stratum, ...]
    classes: Mapping[int, ClassSize]
    legend: Legend
    grid: Grid
    required: int
    expected_error: float

    @property
    def weights(self) -> np.ndarray:
        """Share of the whole area a point of each stratum stands for, float64 (stratum,)."""
        hectares = np.array([one.hectares for one in self.strata])
        points = np.array([one.points for one in self.strata])
        return hectares / hectares.sum() / np.maximum(points, 1)


def draw_validation_points(
    source: RasterSource,
    *,
    area: Area | None,
    settings: PointSettings,
    shown: Legend | None = None,
    progress: Progress,
) -> ValidationPoints:
    """Draw the points a map is to be checked at; the map is read twice, by tiles.

    Args:
        source: the map.
        area: polygons to stay inside.
        settings: how many points, and how.
        shown: the classes the host draws the map with; used where the file names none.
        progress: told of each tile, and of each class.

    Raises:
        GridError: the polygons lie off the map.
        InputError: the map holds no class or no classes but measurements, EXPECTED_ACCURACY
            leaves one of its classes out, or TOTAL is less than one point for each.
    """
    with CodeReader(source) as reader:
        stored = stored_legend(reader) or shown
        pixels = MapPixels(reader, area=area, nodata_codes=stored.nodata_codes if stored else ())
        sizes = class_sizes(pixels, progress=Stage(progress, 0.0, 0.45))
        legend = _legend(reader, stored, sizes, progress) if sizes else generic(np.zeros(1))
        sizes = {c: size for c, size in sizes.items() if c not in legend.nodata_codes}
        if not sizes:
            where, why = "at all", "every pixel is nodata"
            if area:
                where, why = (
                    f"inside {area.name}",
                    "no pixel, or nodata alone, has its centre there",
                )
            raise InputError(f"{source.label} holds no class {where}: {why}.")
        tell_ground_area(pixels.grid, pixels.frame, progress)
        strata = _strata(sizes, legend, settings, progress)
        groups = {c: 0 if settings.design == "simple" else at for at, c in enumerate(sizes)}
        drawn = draw_pixels(
            pixels,
            groups=groups,
            sizes=[one.pixels for one in strata],
            wanted=[one.points for one in strata],
            seed=settings.seed,
            progress=Stage(progress, 0.45, 1.0),
        )
    required, error = required_points(strata, settings), expected_standard_error(strata)
    points = ValidationPoints(drawn, strata, sizes, legend, reader.grid, required, error)
    tell_points(points, settings, progress)
    return points


def _legend(
    reader: CodeReader, stored: Legend | None, sizes: Mapping[int, ClassSize], progress: Progress
) -> Legend:
    """Return names and colours for every class that occurs, and the rest of the map's legend."""
    codes = np.array(list(sizes), np.int64)
    legend = stored
    if legend is None:
        band = (reader.source.bands or (1,))[0]
        hints = (Path(reader.source.path).name, reader.info.descriptions[band - 1])
        legend = recognise(codes, hints=hints, colormap=reader.info.colormap).legend
    if legend is None and reader.info.colormap:
        legend = legend_from_table(reader.info.colormap, None, codes=codes)
    if legend is None:
        check_number(codes.size, reader.source.label)
    legend = legend or generic(codes)
    strange = [c for c in codes[legend.index_of(codes) < 0] if c not in legend.nodata_codes]
    if not strange:
        return legend
    listed = ", ".join(map(str, strange[:10]))
    progress.message(
        f"{reader.source.label}: {counted(len(strange), 'code')} without a name ({listed}) taken "
        "for classes; declare as nodata what is none.",
        warning=True,
    )
    return replace(legend, classes=(*legend.classes, *generic(np.array(strange)).classes))


def _strata(
    sizes: Mapping[int, ClassSize], legend: Legend, settings: PointSettings, progress: Progress
) -> tuple[Stratum, ...]:
    """Return the strata with the points each shall get."""
    expected = settings.expected.of_classes(list(sizes), legend)
    for code in sorted(set(settings.expected.by_code) - set(sizes)):
        text = f"EXPECTED_ACCURACY names class {code}, which the map does not hold here."
        progress.message(text, warning=True)
    strata = tuple(
        Stratum(code, legend.get(code).name, size.pixels, size.hectares, 0, share)
        for (code, size), share in zip(sizes.items(), expected)
    )
    if settings.design == "simple":
        strata = (_merged(strata),)
    elif settings.total is not None and settings.total < len(strata):
        raise InputError(
            f"TOTAL: {settings.total} points do not reach all {len(strata)} classes of the map, "
            "and a class without a point is outside the sample; give "
            f"{FEWEST * len(strata)} or more, or choose DESIGN=simple."
        )
    points = points_per_stratum(strata, settings)
    return tuple(replace(one, points=n) for one, n in zip(strata, points))


def _merged(strata: Sequence[Stratum]) -> Stratum:
    hectares = math.fsum(one.hectares for one in strata)
    right = math.fsum(one.hectares * one.expected for one in strata)
    pixels = sum(one.pixels for one in strata)
    return Stratum(WHOLE_MAP, "Whole map", pixels, hectares, 0, right / hectares)
