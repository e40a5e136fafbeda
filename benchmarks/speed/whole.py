"""Whole processes over one image: the product, a plain script, Orfeo ToolBox, reading alone."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import rasterio

from ..quality.tables import table
from .figures import Figure, Part, figure_table, millions, ratios
from .ground import DEFAULTS, FLOOR, NAIVE, ORFEO, OURS, TOLD, Ground
from .processes import Taken, take
from .workload import BANDS, THREADS

PIXELS = 30_000_000
OVER_NAIVE, OVER_ORFEO, PEAK_GB = 3.5, 5.0, 1.0
ENOUGH = 200  # seconds of a way, which is then repeated no more: long runs differ little
_WARM = 65_536  # pixels of an image that is mapped first, so that the code is compiled
_ROWS = 1024
Runs = Mapping[str, Sequence[Taken]]


def run(ground: Ground, pixels: int | None, repeats: int) -> Part:
    """Measure every way over the same image, in turn; what takes long is repeated less."""
    ways = [NAIVE, OURS, DEFAULTS, FLOOR, *([ORFEO] if ground.orfeo else [])]
    image, count = ground.image(pixels or PIXELS)
    warm_up(ground)
    runs: dict[str, list[Taken]] = {way: [] for way in ways}
    for repeat in range(repeats):
        for way in ways:
            if sum(one.seconds for one in runs[way]) >= ENOUGH:
                continue
            runs[way].append(take(ground.command(way, image)))
            told = f"{way}: {runs[way][-1].seconds:.1f} s, {runs[way][-1].cpu_seconds:.1f} s"
            print(f"{repeat + 1} of {repeats}, {told} of processor", flush=True)
    ground.runs[count] = runs
    equal = {way: agreement(ground.output(NAIVE), ground.output(way)) for way in ways}
    figures = figures_of(runs, same=equal[OURS])
    record = {"pixels": count, "runs": {way: list(map(asdict, runs[way])) for way in ways},
              "agreement": equal}  # fmt: skip
    return Part("whole", _text(ground, runs, figures, equal, count), tuple(figures), record)


def warm_up(ground: Ground) -> None:
    """Let the first process compile, which users wait for once."""
    small, _ = ground.image(_WARM)
    for way in (OURS, DEFAULTS):
        take(ground.command(way, small))


def figures_of(runs: Runs, *, same: float) -> list[Figure]:
    """Return ratios and memory; targets are for classes alone, which is what the others make."""
    clock = {way: [one.seconds for one in found] for way, found in runs.items()}
    work = {way: [one.cpu_seconds for one in found] for way, found in runs.items()}
    figures = []
    for other, least in ((NAIVE, OVER_NAIVE), (ORFEO, OVER_ORFEO)):
        if other in runs:
            for way, target in ((OURS, least), (DEFAULTS, None)):
                told = f"{way}, against {other}"
                figures.append(Figure(told, ratios(clock[other], clock[way]), target))
                told = f"{told}, processor time"
                figures.append(Figure(told, ratios(work[other], work[way])))
    figures.append(Figure(f"{OURS}, against reading and writing",
                          ratios(clock[OURS], clock[FLOOR])))  # fmt: skip
    for way in (OURS, DEFAULTS):
        peaks = tuple(one.peak_gb for one in runs[way])
        figures.append(Figure(f"peak memory, {way}", peaks, PEAK_GB, at_least=False, unit=" GB"))
    figures.append(Figure("share of equal pixels, classify and naive", (same,), 1.0, unit=""))
    return figures


def agreement(one: Path, other: Path) -> float:
    """Return the share of pixels that two maps give the same class."""
    equal = total = 0
    with rasterio.open(one) as first, rasterio.open(other) as second:
        for row in range(0, first.height, _ROWS):
            part = ((row, min(row + _ROWS, first.height)), (0, first.width))
            same = first.read(1, window=part) == second.read(1, window=part)
            equal += int(np.count_nonzero(same))
            total += same.size
    return equal / total


def _text(
    ground: Ground, runs: Runs, figures: Sequence[Figure], equal: Mapping[str, float], pixels: int
) -> str:
    rows = []
    for way, found in runs.items():
        seconds = [one.seconds for one in found]
        middle = statistics.median(seconds)
        work = statistics.median(one.cpu_seconds for one in found)
        peak = max(one.peak_gb for one in found)
        share = "" if way == FLOOR else f"{100 * equal[way]:.2f}"
        rows.append([way, f"{len(found)}", f"{middle:.1f}",
                     f"{min(seconds):.1f} to {max(seconds):.1f}", f"{work:.1f}",
                     f"{pixels / middle / 1e6:.2f}", f"{peak:.2f}", share])  # fmt: skip
    header = ["way", "repeats", "s", "from, to", "s of processor", "M pixels/s", "peak GB",
              "% as naive"]  # fmt: skip
    depths = ground.workload.depths
    ways = "\n".join(f"- **{way}**: {TOLD[way]}." for way in runs)
    return f"""## Whole processes

{millions(pixels)} pixels × {BANDS} bands, uint16, tiled, DEFLATE; {THREADS} processors each, in
turn, from the start of the process to its end. Every file was read before, and the code compiled.
What has taken {ENOUGH} s is repeated no more. Targets are for classes alone, which is what the
others make; the defaults, which do more, are told beside. The trees are {min(depths)} to
{max(depths)} deep. {_orfeo(ground)}

{ways}

{table(header, rows)}

{figure_table(figures)}
"""


def _orfeo(ground: Ground) -> str:
    if ground.orfeo is None:
        return "Orfeo ToolBox is not installed here."
    return (
        f"The trees of Orfeo ToolBox {ground.orfeo.version}, of the same samples, are at most "
        f"{ground.orfeo.depth} deep, which is all that OpenCV allows."
    )
