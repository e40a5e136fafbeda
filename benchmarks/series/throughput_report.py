"""The table of time and memory."""

from __future__ import annotations

from collections.abc import Mapping

from ..quality.tables import number, table
from .throughput import (
    BANDS,
    DATES,
    FILL,
    LOOP,
    MASKED,
    MEMORY_GB,
    OWN,
    PARTS,
    SIDE,
    STEP_DAYS,
    TIMES,
    Measured,
    missed,
    ratios,
)


def throughput_report(found: Mapping[str, Measured], *, facts: str) -> str:
    """Return the figures as markdown."""
    own = found[OWN]
    rows = [
        [part, f"{one.pixels}", number(one.seconds, digits=2), number(one.cpu_seconds, digits=2),
         number(one.per_million, digits=2), number(ratios(found, part)[0], digits=2),
         number(ratios(found, part)[1], digits=2), number(one.peak_gb, digits=2)]
        for part, one in found.items()
    ]  # fmt: skip
    header = [
        "part", "pixels", "s", "s of processor", "s per million pixels", "times ours",
        "of processor, times ours", "peak GB",
    ]  # fmt: skip
    parts = "\n".join(f"- **{name}**: {PARTS[name].told}." for name in found)
    times, work = ratios(found, LOOP)
    looped = found[LOOP].per_million * own.pixels / 1e6
    told = missed(found)
    met = "Both are met." if not told else f"Missed: {'; '.join(told)}."
    return f"""# Filling and smoothing: time and memory

{DATES} dates {STEP_DAYS} days apart, {BANDS} bands, {MASKED:.0%} of the observations under clouds,
brought to {DATES} dates between them. Made tiles of {SIDE} x {SIDE} pixels, as many at a time as
there are threads; only the work on them is timed, neither making nor writing them. {facts}

{parts}

{table(header, rows)}

The loop was timed on {found[LOOP].pixels} pixels and counts as taking the same for each of the
others. By the clock it takes {times:.1f} times as long as filling and smoothing, which use
{PARTS[OWN].threads} threads while the loop uses one; by the time of processors, whatever the
threads, {work:.1f} times as long. {own.pixels} pixels would take it {looped:.0f} s by the clock
instead of {own.seconds:.1f} s. Targets: at least {TIMES:g} times by the clock, at most
{MEMORY_GB:g} GB. {met}
{_filling_alone(found)}
""".replace("%", " %")


def _filling_alone(found: Mapping[str, Measured]) -> str:
    """Return where the time goes."""
    if FILL not in found:
        return ""
    fill, own = found[FILL], found[OWN]
    times = found[LOOP].per_million / fill.per_million
    return f"""
Filling alone, which is what the loop does, is {times:.0f} times as fast as the loop. Smoothing
takes {1 - fill.cpu_per_million / own.cpu_per_million:.0%} of the processor's time."""
