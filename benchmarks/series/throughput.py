"""Time and memory of filling and smoothing, against a loop over pixels and a smoothing filter."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from scipy.signal import savgol_filter

from ...core.parallel import ordered_map
from ...core.progress import Silent
from ...core.series.series_fill import SeriesFiller
from ...core.series.series_settings import FillSettings

DATES, BANDS, PIXELS = 24, 4, 4_000_000
STEP_DAYS, LAMBDA, MASKED = 15, 10.0, 0.3
THREADS = 2
TIMES, MEMORY_GB = 20.0, 1.5
LOOPED = 10_000  # pixels that the loops are timed on
SIDE = 512  # of a tile: what fillgaps takes for such a series within 1 GB
_AT_ONCE = 16_384  # pixels that it fills at once
_FIRST = date(2019, 1, 6)
_WANTED = FillSettings(start=date(2019, 1, 1), end=date(2019, 12, 20), step_days=STEP_DAYS)
_SMOOTHED = FillSettings(
    start=_WANTED.start, end=_WANTED.end, step_days=STEP_DAYS, smoothing="whittaker", lam=LAMBDA
)
Compute = Callable[[np.ndarray], object]


@dataclass(frozen=True)
class Measured:
    """What a part took; ``seconds`` by the clock and ``cpu_seconds`` of processor, for ``pixels``.

    Nothing but the work itself counts, not making the observations. ``peak_gb`` is that of the
    whole process.
    """

    part: str
    pixels: int
    seconds: float
    cpu_seconds: float
    peak_gb: float

    @property
    def per_million(self) -> float:
        """Seconds by the clock for a million pixels."""
        return self.seconds / self.pixels * 1e6

    @property
    def cpu_per_million(self) -> float:
        """Seconds of processor for a million pixels."""
        return self.cpu_seconds / self.pixels * 1e6


def observed_dates() -> tuple[date, ...]:
    """Return the dates of the made series; none is a date wanted, so all have to be filled."""
    return tuple(_FIRST + timedelta(days=STEP_DAYS * at) for at in range(DATES))


def made_tile(number: int, pixels: int) -> np.ndarray:
    """Return yearly waves with noise and clouds, float32 (date, band, pixel); NaN under clouds.

    A cloud hides all bands of a date; about MASKED of the dates of a pixel are hidden, each for
    itself, which leaves no two pixels alike and so is the worst case of clouds.
    """
    rng = np.random.default_rng([number, pixels])
    phase = np.linspace(0, 2 * np.pi, DATES, dtype=np.float32)[:, np.newaxis]
    values = np.empty((DATES, BANDS, pixels), np.float32)
    for band in range(BANDS):
        height = rng.random(pixels, np.float32)
        values[:, band] = 0.2 + 0.3 * height * (1 + np.sin(phase + height))
        values[:, band] += 0.02 * rng.standard_normal((DATES, pixels), np.float32)
    hidden = rng.random((DATES, pixels), np.float32) < MASKED
    for band in range(BANDS):
        values[:, band][hidden] = np.nan
    return values


def fill_tile(values: np.ndarray, *, settings: FillSettings) -> np.ndarray:
    """Fill a tile as ``write_series`` does, some pixels at a time."""
    dates = observed_dates()
    filler = SeriesFiller(dates, settings.dates(dates), settings)
    filled = np.empty((len(filler.dates), *values.shape[1:]), np.float32)
    for start in range(0, values.shape[2], _AT_ONCE):
        part = np.s_[..., start : start + _AT_ONCE]
        filled[part] = filler.fill(values[part])
    return filled


def loop_over_pixels(values: np.ndarray) -> np.ndarray:
    """Fill a tile with ``numpy.interp``, pixel by pixel and band by band; nothing is smoothed."""
    dates = observed_dates()
    days = np.array([day.toordinal() for day in dates], np.float64)
    target = np.array([day.toordinal() for day in _WANTED.dates(dates)], np.float64)
    filled = np.full((target.size, *values.shape[1:]), np.nan, np.float32)
    for pixel in range(values.shape[2]):
        for band in range(values.shape[1]):
            series = values[:, band, pixel]
            valid = np.isfinite(series)
            if valid.any():
                filled[:, band, pixel] = np.interp(target, days[valid], series[valid])
    return filled


def filter_tile(values: np.ndarray) -> np.ndarray:
    """Smooth a tile without gaps by ``scipy.signal.savgol_filter``."""
    return savgol_filter(values, _WANTED.window, _WANTED.polyorder, axis=0, mode="interp")


def measure(part: str, pixels: int) -> Measured:
    """Do one part in this process, over tiles made one wave of threads at a time."""
    work, threads = PARTS[part].compute, PARTS[part].threads
    pixels = min(pixels, LOOPED) if PARTS[part].looped else pixels
    work(_given(part, 0, 64))  # what is loaded and made once
    seconds = cpu_seconds = 0.0
    starts = list(range(0, pixels, SIDE * SIDE))
    for wave in range(0, len(starts), threads):
        tiles = [
            _given(part, number, min(SIDE * SIDE, pixels - starts[number]))
            for number in range(wave, min(wave + threads, len(starts)))
        ]
        clock, cpu = time.perf_counter(), time.process_time()
        with closing(ordered_map(work, tiles, progress=Silent(), threads=threads)) as results:
            for _ in results:
                pass
        seconds += time.perf_counter() - clock
        cpu_seconds += time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Measured(part, pixels, seconds, cpu_seconds, peak)


def _given(part: str, number: int, pixels: int) -> np.ndarray:
    values = made_tile(number, pixels)
    if PARTS[part].gapless:
        np.nan_to_num(values, copy=False, nan=0.3)
    return values


@dataclass(frozen=True)
class Part:
    """A way to do it; ``looped`` = timed on few pixels, ``gapless`` = cannot have clouds."""

    told: str
    compute: Compute
    threads: int = 1
    looped: bool = False
    gapless: bool = False


def _fill(values: np.ndarray) -> np.ndarray:
    return fill_tile(values, settings=_WANTED)


def _fill_and_smooth(values: np.ndarray) -> np.ndarray:
    return fill_tile(values, settings=_SMOOTHED)


OWN, FILL, LOOP = "fill + whittaker", "fill", "np.interp loop"
PARTS: Mapping[str, Part] = {
    OWN: Part(f"FineCover, gaps filled, then Whittaker, λ {LAMBDA:g}", _fill_and_smooth, THREADS),
    f"{OWN}, 1 thread": Part("the same in one thread", _fill_and_smooth),
    FILL: Part("FineCover, gaps filled, as is the default", _fill, THREADS),
    LOOP: Part("`numpy.interp` for each pixel and band; gaps filled only", loop_over_pixels,
               looped=True),
    "savgol_filter": Part("`scipy.signal.savgol_filter` over the tiles without their gaps",
                          filter_tile, gapless=True),
}  # fmt: skip


def measure_all(pixels: int, repeats: int) -> dict[str, Measured]:
    """Measure every part in processes of their own, in turn; of each the fastest run counts."""
    runs: dict[str, list[Measured]] = {part: [] for part in PARTS}
    for _ in range(repeats):
        # in turn, so that a busy minute of the machine does not fall on one part alone
        for part, found in runs.items():
            found.append(_in_subprocess(part, pixels))
            print(f"{part}: {found[-1].per_million:.2f} s per million pixels", flush=True)
    return {part: min(found, key=lambda run: run.seconds) for part, found in runs.items()}


def _in_subprocess(part: str, pixels: int) -> Measured:
    command = [
        sys.executable, str(Path(__file__).parent), "--part", part, "--pixels", str(pixels),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(**json.loads(done.stdout))


def ratios(found: Mapping[str, Measured], to: str) -> tuple[float, float]:
    """Return how many times as long ``to`` takes per pixel as our own: by the clock, processor."""
    own, other = found[OWN], found[to]
    return other.per_million / own.per_million, other.cpu_per_million / own.cpu_per_million


def missed(found: Mapping[str, Measured]) -> Sequence[str]:
    """Return the targets that are missed, in words."""
    times, _ = ratios(found, LOOP)
    peak = found[OWN].peak_gb
    told = [f"{times:.1f} times the loop, wanted {TIMES:g}"] * (times < TIMES)
    return [*told, *[f"{peak:.2f} GB, wanted {MEMORY_GB:g} at most"] * (peak > MEMORY_GB)]
