"""How time and memory of a map grow with its pixels."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from ..quality.tables import table
from .figures import Figure, Part, figure_table, growth_exponent, millions
from .ground import DEFAULTS, OURS, Ground
from .processes import Taken, take
from .whole import PEAK_GB, PIXELS, warm_up

SHARES = (1 / 30, 1 / 10, 1 / 3, 1.0)
STRAIGHT = 1.05  # exponent up to which cost counts as linear
_NOTHING = 4096  # pixels whose map takes what every run takes
Measured = Mapping[int, Sequence[Taken]]


def run(ground: Ground, pixels: int | None, repeats: int) -> Part:
    """Map images of several sizes, in turn."""
    warm_up(ground)
    wanted = [_NOTHING, *(round(share * (pixels or PIXELS)) for share in SHARES)]
    images = [ground.image(size) for size in wanted]
    runs: dict[str, dict[int, list[Taken]]] = {
        way: {size: [] for _, size in images} for way in (OURS, DEFAULTS)
    }
    for repeat in range(repeats):
        for path, size in images:
            for way, found in runs.items():
                found[size].append(take(ground.command(way, path)))
                told = f"{way}, {millions(size)}: {found[size][-1].seconds:.1f} s"
                print(f"{repeat + 1} of {repeats}, {told}", flush=True)
    figures = [figure for way, found in runs.items() for figure in figures_of(way, found)]
    record = {
        way: {size: list(map(asdict, taken)) for size, taken in found.items()}
        for way, found in runs.items()
    }
    return Part("growth", _text(runs, figures, repeats), tuple(figures), record)


def figures_of(way: str, found: Measured) -> list[Figure]:
    """Return the exponents of time, one a repeat, and the peak memory of the largest image."""
    nothing, *sizes = sorted(found)
    repeats = range(len(found[nothing]))

    def exponents(name: str) -> tuple[float, ...]:
        return tuple(
            growth_exponent(
                sizes,
                [getattr(found[size][at], name) for size in sizes],
                fixed=getattr(found[nothing][at], name),
            )
            for at in repeats
        )

    peaks = tuple(one.peak_gb for one in found[sizes[-1]])
    return [
        Figure(f"exponent of time, {way}", exponents("seconds"), STRAIGHT, False, ""),
        Figure(f"exponent of processor time, {way}", exponents("cpu_seconds"), unit=""),
        Figure(f"peak memory of {millions(sizes[-1])} pixels, {way}", peaks, PEAK_GB, False, " GB"),
    ]


def _text(runs: Mapping[str, Measured], figures: Sequence[Figure], repeats: int) -> str:
    header = ["way, pixels", "s", "s of processor", "s a million", "of processor", "peak GB"]
    rows = []
    for way, found in runs.items():
        nothing = min(found)
        start = statistics.median(one.seconds for one in found[nothing])
        start_work = statistics.median(one.cpu_seconds for one in found[nothing])
        for size, taken in sorted(found.items()):
            clock = statistics.median(one.seconds for one in taken)
            work = statistics.median(one.cpu_seconds for one in taken)
            each = ["", ""]
            if size > nothing:
                each = [f"{(clock - start) / size * 1e6:.2f}",
                        f"{(work - start_work) / size * 1e6:.2f}"]  # fmt: skip
            peak = max(one.peak_gb for one in taken)
            rows.append(
                [f"{way}, {millions(size)}", f"{clock:.1f}", f"{work:.1f}", *each, f"{peak:.2f}"]
            )
    return f"""## Growth

Medians of {repeats} repeats. What the smallest image takes is what every run takes to start; the
figures for a million pixels are without it, and so is the exponent of pixels (1 = linear).

{table(header, rows)}

{figure_table(figures)}
"""
