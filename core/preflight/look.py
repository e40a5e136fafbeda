"""A look at some windows of the images before a run: how much lacks data, how long reading takes.

The windows hang on the area alone, so that every look sees the same pixels; only the seconds are
those of the machine, and of the moment.
"""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass, replace

import numpy as np

from ..features.coordinates import COORDINATE_NAMES
from ..features.features import FeatureStack
from ..features.missing import image_features, lacking_rasters, raster_of
from ..features.terrain import TERRAIN_NAMES
from ..phrases import counted
from ..progress import Progress
from ..rasters.area import Area
from ..series.series_fill import SeriesFiller
from ..series.series_source import Series
from .findings import NOTE, PROBLEM, WARNING, Findings, Told
from .job import Job, area_name
from .spread import Spread, spread_windows

# windows along each side: fewer miss the corners of a scene that lies askew
_SPREAD = Spread(places=8, side=96, seconds=10.0)
_SERIES_SPREAD = Spread(places=3, side=64, seconds=10.0)  # every date is read
_MUCH = 0.3  # share without data worth a warning


@dataclass(frozen=True)
class Look:
    """What some windows of one area showed.

    Attributes:
        area: what it is called.
        pixels: looked at.
        lacking: those of them that lack data in the images; of a series, at every date.
        incomplete: those with data in the images, but not in elevation or ancillary rasters.
        observed: mean share of a series' dates at which a pixel was observed; NaN without series.
        seconds: that reading takes per pixel, on one core; of a series, filling too.
        blank: features of elevation and ancillary rasters that had data at none of the pixels.
        flat: every feature but coordinates had one and the same value at all of them, as far as it
            had any.
        rasters: which of the others lack data, and in what share of the pixels, in words.
    """

    area: str
    pixels: int
    lacking: int
    incomplete: int
    observed: float
    seconds: float
    blank: tuple[str, ...] = ()
    flat: bool = False
    rasters: str = ""

    @property
    def share(self) -> float:
        """Share of the pixels without data, 0..1; NaN where none was looked at."""
        return self.lacking / self.pixels if self.pixels else math.nan


def look_at_pixels(job: Job, findings: Findings, progress: Progress) -> tuple[Look, ...]:
    """Read some windows of each area, and keep what is wrong with them.

    Args:
        job: whose images, masks and areas lie on each other.
        findings: take what is found.
        progress: may cancel.
    """
    told = Told(findings, "IMAGES", progress)
    read = _look_at_series if job.series is not None else _look_at_features
    looks = findings.attempt("IMAGES", lambda: read(job, told)) or ()
    for look in looks:
        _tell_lacking(look, job, findings)
    for look in looks[:1]:  # where samples are taken
        _tell_flat(look, findings, coordinates=job.coordinates)
    return looks


class _Ranges:
    """The lowest and the highest value of each feature at the pixels looked at."""

    def __init__(self, features: int) -> None:
        self._low, self._high = np.full(features, np.inf), np.full(features, -np.inf)

    def add(self, values: np.ndarray, known: np.ndarray) -> None:
        """Look at values (feature, row, col) where they are known, bool in the same shape."""
        low = np.where(known, values, np.inf).min(axis=(1, 2), initial=np.inf)
        high = np.where(known, values, -np.inf).max(axis=(1, 2), initial=-np.inf)
        self._low, self._high = np.minimum(self._low, low), np.maximum(self._high, high)

    @property
    def blank(self) -> np.ndarray:
        """Features without any value, bool (feature,)."""
        return self._low > self._high

    @property
    def flat(self) -> np.ndarray:
        """Features with a single value, bool (feature,)."""
        return self._low == self._high


def _look_at_features(job: Job, told: Told) -> tuple[Look, ...]:
    stack = FeatureStack(job.inputs, job.settings.features, progress=told, keep=False)
    images = image_features(stack.recipe, stack.names)
    judged = len(stack.names) - (len(COORDINATE_NAMES) if job.coordinates else 0)

    def look(area: Area | None) -> Look:
        sums, seconds, ranges = np.zeros(3, np.int64), [], _Ranges(len(stack.names))
        alone = np.zeros(len(stack.names) - images, np.int64)
        for window, inside in spread_windows(stack.grid, area, _SPREAD, told):
            start = time.monotonic()
            values = stack.read(window)
            seconds.append((time.monotonic() - start) / (window.height * window.width))
            known = np.isfinite(values)
            ranges.add(values, known & inside)
            lacking = ~known[:images].all(axis=0) & inside
            incomplete = ~known[images:].all(axis=0) & inside & ~lacking
            sums += (inside.sum(), lacking.sum(), incomplete.sum())
            alone += (~known[images:] & inside & ~lacking).sum(axis=(1, 2))
        blank = tuple(name for name, no in list(zip(stack.names, ranges.blank))[images:] if no)
        return replace(
            _look(area, sums, math.nan, seconds),
            blank=blank,
            flat=bool((ranges.flat | ranges.blank)[:judged].all()),
            rasters=lacking_rasters(stack.names[images:], alone.tolist(), of=max(1, int(sums[0]))),
        )

    try:
        return tuple(look(area) for area in job.areas)
    finally:
        stack.close()


def _look_at_series(job: Job, told: Told) -> tuple[Look, ...]:
    if job.series is None:
        return ()
    settings = job.series.settings
    series = Series(job.series.inputs, progress=told)
    filler = SeriesFiller(series.dates, settings.dates(series.dates), settings)

    def look(area: Area | None) -> Look:
        sums, seconds, shares = np.zeros(3, np.int64), [], []
        for window, inside in spread_windows(series.grid, area, _SERIES_SPREAD, told):
            start = time.monotonic()
            values = series.read(window, progress=told)
            seen = np.isfinite(values).all(axis=1)
            filler.fill(values.reshape(*values.shape[:2], -1))
            seconds.append((time.monotonic() - start) / (window.height * window.width))
            shares.append(seen[:, inside].mean() if inside.any() else math.nan)
            sums += (inside.sum(), (~seen.any(axis=0) & inside).sum(), 0)
        known = [share for share in shares if not math.isnan(share)]
        return _look(area, sums, float(np.mean(known)) if known else math.nan, seconds)

    try:
        return tuple(look(area) for area in job.areas)
    finally:
        series.close()


def _look(area: Area | None, sums: np.ndarray, observed: float, seconds: list[float]) -> Look:
    name = area_name(area)
    typical = statistics.median(seconds) if seconds else math.nan
    pixels, lacking, incomplete = (int(value) for value in sums)
    return Look(name, pixels, lacking, incomplete, observed, typical)


def _tell_lacking(look: Look, job: Job, findings: Findings) -> None:
    looked = f"of the {counted(look.pixels, 'pixel')} looked at in {look.area}"
    remedy = "give images with fewer clouds, or a series with MASKS and STEP_DAYS"
    lacks = "no data in some band"
    if job.series is not None:
        lacks, remedy = "no observation at any date", "give more dates, and check MASK_TYPE"
    if look.pixels and look.lacking == look.pixels:
        findings.add(
            PROBLEM, "IMAGES",
            f"IMAGES: none {looked} has data in every band; check the nodata values, MASKS, and "
            "that all bands overlap there.",
        )  # fmt: skip
    elif look.lacking:
        kind = WARNING if look.share > _MUCH else NOTE
        shown = f"{100 * look.share:.1f} %" if look.share > 0.001 else "Fewer than 0.1 %"
        rest = f"; {remedy}" if kind == WARNING else ""
        findings.add(kind, "IMAGES", f"{shown} {looked} have {lacks}{rest}.")
    if not math.isnan(look.observed):
        findings.add(
            NOTE, "MASKS",
            f"A pixel of {look.area} was observed at {100 * look.observed:.0f} % of the dates on "
            "average.",
        )  # fmt: skip
    if look.incomplete:
        _tell_beside(look, job, findings, looked=looked)


def _tell_beside(look: Look, job: Job, findings: Findings, *, looked: str) -> None:
    """Tell what elevation and ancillary rasters lack; ``looked`` says at which pixels."""
    blank: dict[str, list[str]] = {}
    for name in look.blank:
        blank.setdefault(raster_of(name), []).append(name)
    for parameter, names in blank.items():
        trained = look.area == area_name(job.geo)
        left = "no samples can be drawn" if trained else "the map goes by the image alone there"
        several = parameter == "ANCILLARY" and len(job.ancillary) > 1
        findings.add(
            PROBLEM if trained else WARNING, parameter,
            f"{parameter}: none {looked} has data in {names[0] if several else 'it'}, so {left}; "
            f"give a raster that covers {look.area}, or leave {names[0] if several else parameter} "
            "out.",
        )  # fmt: skip
    if not blank:
        share = look.incomplete / look.pixels
        of_dem = job.dem is not None and look.rasters.startswith(TERRAIN_NAMES[0])
        findings.add(
            WARNING if share > _MUCH else NOTE, "DEM" if of_dem else "ANCILLARY",
            f"{100 * share:.1f} % {looked} lack elevation or ancillary data ({look.rasters}); no "
            "samples are drawn there, and the map goes by the image alone. Give a raster that "
            "covers them.",
        )  # fmt: skip


def _tell_flat(look: Look, findings: Findings, *, coordinates: bool) -> None:
    if look.flat and look.pixels - look.lacking > 1:
        told = "only coordinates tell classes apart" if coordinates else (
            "no class can be told from another"
        )  # fmt: skip
        findings.add(
            WARNING if coordinates else PROBLEM, "IMAGES",
            f"IMAGES have one and the same value at all of the {counted(look.pixels, 'pixel')} "
            f"looked at in {look.area}, so that {told}; choose other images.",
        )  # fmt: skip
