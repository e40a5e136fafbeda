"""A series written at regular dates: one GeoTIFF, a described band per date and band."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..parallel import ordered_map, thread_count
from ..phrases import counted, grouped
from ..progress import Progress, check
from ..rasters.bands import ImageBands, describe_bands
from ..rasters.blocks import cut
from ..rasters.grid import Area, Grid, Window
from ..rasters.output import RasterSpec, written_together
from ..rasters.raster import raster_environment
from ..rasters.raster_style import CountStyle, image_style
from ..rasters.scaling import SCALED_TAG
from .harmonic import gap_too_long
from .series_fill import SeriesFiller
from .series_settings import FillSettings
from .series_source import Series

NOT_SHOWN = 65535  # number of observations outside the polygons
_SHORT_YEAR = 300  # days; a year's images often miss a dark month
_FEWEST, _MOST = 16 * 16, 1024 * 1024  # pixels of a tile


@dataclass(frozen=True)
class FilledSeries:
    """What was written.

    Attributes:
        observed: the dates of the observations.
        dates: the regular dates.
        names: of the bands, as they are described.
        complete: pixels with a value in every band at every date.
        pixels: all pixels, within the polygons where there are any.
        observations: mean number of observations per pixel.
    """

    observed: tuple[date, ...]
    dates: tuple[date, ...]
    names: tuple[str, ...]
    complete: int
    pixels: int
    observations: float


@dataclass(frozen=True)
class WriteOptions:
    """What else there is to say on writing a series.

    Attributes:
        observations: another GeoTIFF, uint16: how often a pixel was observed in every band between
            the first and the last date wanted; 65535 outside ``area``.
        area: polygons to keep; the rasters are cut to them.
        memory: bytes that the tiles being worked on may take together.
    """

    observations: str | Path | None = None
    area: Area | None = None
    memory: int = 2**30


def described_names(names: Sequence[str], roles: Sequence[str]) -> tuple[str, ...]:
    """Return how the bands of a series are called where it is written.

    A band whose name does not tell its role once it has left its file, as SR_B5 of Landsat 8 does
    not, is called by its role.
    """
    told = describe_bands([ImageBands("", tuple(names))])
    called = list(names)
    for at, (band, role) in enumerate(zip(told, roles)):
        if role and band.role != role and role not in called and roles.count(role) == 1:
            called[at] = role
    return tuple(called)


def series_descriptions(names: Sequence[str], dates: Sequence[date]) -> tuple[str, ...]:
    """Return the description of each band of a written series: by date, then by name."""
    return tuple(f"{name}_{day}" for day in dates for name in names)


def write_series(
    series: Series,
    settings: FillSettings,
    path: str | Path,
    *,
    progress: Progress,
    options: WriteOptions | None = None,
) -> FilledSeries:
    """Write a series with its gaps filled, float32 with NaN where they are not.

    GDAL's cache of blocks is bounded meanwhile, as in ``raster_environment``.

    Args:
        series: the observations.
        settings: dates wanted, and how to fill and smooth.
        path: the GeoTIFF to write; bands are ordered by date.
        progress: told of each tile.
        options: what to write beside it, and where.

    Raises:
        InputError: nothing was ever observed, or a file cannot be read or written.
        GridError: the polygons lie off the series.
        Cancelled: ``progress`` asked to stop.
    """
    options = options or WriteOptions()
    work = _Work(series, settings, options, progress)
    _warn_of_short(series.dates, settings, progress)
    names = described_names(series.names, series.roles)
    tally = _Tally()
    grid, descriptions = series.grid.crop(work.frame), series_descriptions(names, work.dates)
    outputs = _outputs(_spec(series, grid, descriptions), path, options.observations)
    with (
        raster_environment(),
        written_together(outputs) as writers,
        closing(ordered_map(work.fill_tile, work.tiles, progress=progress)) as computed,
    ):
        for done, (tile, (values, seen)) in enumerate(zip(work.tiles, computed), start=1):
            place = replace(tile, row=tile.row - work.frame.row, col=tile.col - work.frame.col)
            for writer, array in zip(writers.values(), (values, seen)):
                writer.write(place, array)
            tally.add(values, seen)
            progress.set(done / len(work.tiles))
        if not tally.known:
            raise InputError(
                "No pixel was observed at any date"
                f"{f' within {options.area.name}' if options.area else ''}; check MASKS and "
                "MASK_TYPE, which may leave out everything (a scene classification is "
                "sentinel2_scl, not a mask of zeros), and START and END."
            )
    for doubt in series.doubts:
        progress.message(doubt, warning=True)
    mean = tally.seen / max(tally.pixels, 1)
    return FilledSeries(series.dates, work.dates, names, tally.complete, tally.pixels, mean)


def tile_pixels(series: Series, filler: SeriesFiller, memory: int) -> int:
    """Return how many pixels tiles may have to keep within a memory budget, 256 at least.

    Of ``2 * threads`` tiles the results may wait to be written while ``threads`` are worked on.
    """
    bands = len(series.names)
    result = 4 * bands * len(filler.dates) + 2
    threads = thread_count()
    observed = series.bytes_per_pixel + bands * len(series.dates)
    per_pixel = threads * (observed + 3 * result)
    left = memory - threads * filler.pixels_at_once(bands) * filler.bytes_per_pixel(bands)
    return min(max(left // per_pixel, _FEWEST), _MOST)


def _warn_of_short(observed: Sequence[date], settings: FillSettings, progress: Progress) -> None:
    if settings.smoothing != "harmonic":
        return
    days = np.array([day.toordinal() for day in observed], np.float64)
    span = int(days[-1] - days[0])
    gap = gap_too_long(days, harmonics=settings.harmonics)
    lack = f"leave {round(gap)} days of the year without any" if gap is not None else ""
    if span < _SHORT_YEAR:
        lack = f"span {counted(span, 'day')}, less than a year"
    if lack:
        progress.message(
            f"SMOOTHING harmonic: the observations {lack}; waves they do not show are made up. "
            "Fewer HARMONICS, or another smoothing, invent less.",
            warning=True,
        )


def _spec(series: Series, grid: Grid, descriptions: tuple[str, ...]) -> RasterSpec:
    dates = len(descriptions) // len(series.names)
    return RasterSpec(
        grid, "float32", float("nan"), descriptions,
        style=image_style(descriptions), overviews=False,
        scalings=series.scalings * dates, tags={SCALED_TAG: "YES"} if series.scaled else {},
    )  # fmt: skip


def _outputs(
    spec: RasterSpec, path: str | Path, observations: str | Path | None
) -> dict[str, tuple[str | Path, RasterSpec]]:
    outputs = {"series": (path, spec)}
    if observations is not None:
        counts = RasterSpec(spec.grid, "uint16", NOT_SHOWN, ("observations",), style=CountStyle())
        outputs["observations"] = (observations, counts)
    return outputs


class _Work:
    """The tiles of a series to fill."""

    def __init__(
        self, series: Series, settings: FillSettings, options: WriteOptions, progress: Progress
    ) -> None:
        self.dates = settings.dates(series.dates)
        self._series, self._progress = series, progress
        self._filler = SeriesFiller(series.dates, self.dates, settings)
        first, last = self.dates[0], self.dates[-1]
        self._within = np.array([first <= day <= last for day in series.dates])
        self._mask = options.area.on(series.grid) if options.area else None
        if self._mask:
            self._mask.check_pixels()
        self.frame = self._mask.window if self._mask else series.grid.window
        most = tile_pixels(series, self._filler, options.memory)
        self.tiles = cut(self.frame, series.blocks, pixels=most)

    def fill_tile(self, tile: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return the filled bands of a tile (band, row, col), and how often it was observed."""
        observed = self._series.read(tile, progress=self._progress)
        inside = None if self._mask is None else self._mask.read(tile)
        if inside is not None:
            observed[:, :, ~inside] = np.nan
        seen = np.isfinite(observed).all(axis=1)[self._within].sum(axis=0).astype(np.uint16)
        if inside is not None:
            seen[~inside] = NOT_SHOWN
        pixels = observed.reshape(*observed.shape[:2], -1)
        filled = np.empty((len(self.dates), *pixels.shape[1:]), np.float32)
        step = self._filler.pixels_at_once(pixels.shape[1])
        for start in range(0, pixels.shape[2], step):
            check(self._progress)
            part = np.s_[..., start : start + step]
            filled[part] = self._filler.fill(pixels[part])
        return filled.reshape(-1, tile.height, tile.width), seen


class _Tally:
    """Sums over the tiles."""

    def __init__(self) -> None:
        self.known = self.complete = self.pixels = self.seen = 0

    def add(self, values: np.ndarray, seen: np.ndarray) -> None:
        """Count a tile."""
        shown, finite = seen != NOT_SHOWN, np.isfinite(values)
        self.known += int(finite.any(axis=0).sum())
        self.complete += int((finite.all(axis=0) & shown).sum())
        self.pixels += int(shown.sum())
        self.seen += int(seen[shown].sum())


def filled_sentences(found: FilledSeries) -> list[str]:
    """Return what the log says of a series that was written."""
    span = f"{found.dates[0]} to {found.dates[-1]}"
    lacking = found.pixels - found.complete
    told = [
        f"{counted(len(found.dates), 'date')} from {span}, {counted(len(found.names), 'band')} "
        f"each: {', '.join(found.names)}.",
        f"A pixel was observed {found.observations:.1f} times on average.",
    ]
    if lacking:
        told.append(
            f"{grouped(lacking)} of {counted(found.pixels, 'pixel')} have no value at some date: "
            "they were never observed, or their gaps are longer than MAX_GAP_DAYS."
        )
    return told
