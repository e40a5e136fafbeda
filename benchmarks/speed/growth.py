"""How time and memory of a map grow with its pixels."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from ..quality.tables import table
from .figures import Figure, Part, figure_table, growth_exponent, millions
from .ground import DEFAULTS, OURS, Ground
from .processes import Taken, take
from .whole import ENOUGH, PEAK_GB, PIXELS, warm_up

SHARES = (1 / 30, 1 / 10, 1 / 3, 1.0)
STRAIGHT = 1.05  # exponent up to which cost counts as linear
_LEAST = 65_536  # pixels whose map takes little but what every run takes
Measured = Mapping[int, Sequence[Taken]]


def run(ground: Ground, pixels: int | None, repeats: int) -> Part:
    """Map images of several sizes, in turn; those that were mapped before need not be again."""
    warm_up(ground)
    sizes = (round(share * (pixels or PIXELS)) for share in SHARES)
    wanted = [_LEAST, *(size for size in sizes if size > 2 * _LEAST)]
    images = [ground.image(size) for size in wanted]
    runs: dict[str, dict[int, list[Taken]]] = {
        way: {size: [*ground.runs.get(size, {}).get(way, [])] for _, size in images}
        for way in (OURS, DEFAULTS)
    }
    smaller = [image for image in images if image[1] not in ground.runs]
    spent = 0.0
    for repeat in range(repeats):
        if spent >= ENOUGH:
            break
        for path, size in smaller:
            for way, found in runs.items():
                found[size].append(take(ground.command(way, path)))
                spent += found[size][-1].seconds
                told = f"{way}, {millions(size)}: {found[size][-1].seconds:.1f} s"
                print(f"{repeat + 1} of {repeats}, {told}", flush=True)
    figures = [figure for way, found in runs.items() for figure in figures_of(way, found)]
    record = {
        way: {size: list(map(asdict, taken)) for size, taken in found.items()}
        for way, found in runs.items()
    }
    again = " Those of the largest are the whole processes above." if ground.runs else ""
    return Part("growth", _text(runs, figures, again), tuple(figures), record)


def figures_of(way: str, found: Measured) -> list[Figure]:
    """Return the exponents of time, one a repeat, and the peak memory of the largest image."""
    least, *sizes = sorted(found)
    repeats = range(min(map(len, found.values())))

    def exponents(name: str) -> tuple[float, ...]:
        return tuple(
            growth_exponent(
                [size - least for size in sizes],
                [getattr(found[size][at], name) for size in sizes],
                fixed=getattr(found[least][at], name),
            )
            for at in repeats
        )

    peaks = tuple(one.peak_gb for one in found[max(found)])
    largest = millions(max(found))
    return [
        Figure(f"exponent of processor time, {way}", exponents("cpu_seconds"), STRAIGHT, False, ""),
        Figure(f"exponent of time by the clock, {way}", exponents("seconds"), unit=""),
        Figure(f"peak memory of {largest} pixels, {way}", peaks, PEAK_GB, False, " GB"),
    ]


def _text(runs: Mapping[str, Measured], figures: Sequence[Figure], again: str) -> str:
    header = ["way, pixels", "repeats", "s", "s of processor", "s a million", "of processor",
              "peak GB"]  # fmt: skip
    rows = []
    for way, found in runs.items():
        least = min(found)
        start = statistics.median(one.seconds for one in found[least])
        start_work = statistics.median(one.cpu_seconds for one in found[least])
        for size, taken in sorted(found.items()):
            clock = statistics.median(one.seconds for one in taken)
            work = statistics.median(one.cpu_seconds for one in taken)
            each = ["", ""]
            if size > least:
                more = (size - least) / 1e6
                each = [f"{(clock - start) / more:.2f}", f"{(work - start_work) / more:.2f}"]
            peak = max(one.peak_gb for one in taken)
            rows.append([f"{way}, {millions(size)}", f"{len(taken)}", f"{clock:.1f}",
                         f"{work:.1f}", *each, f"{peak:.2f}"])  # fmt: skip
    return f"""## Growth

Medians. The smallest image takes little but what every run takes: the figures for a million pixels
are those of the pixels beyond it, and so is the exponent (1 = linear).{again}

{table(header, rows)}

{figure_table(figures)}
"""
