"""Which kind of work a function of the core does, and how much of a profile each kind takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CORE = Path(__file__).resolve().parents[2] / "core"
TRAVERSAL, ARITHMETIC = "forest traversal", "feature arithmetic"
SMOOTHING, PRIOR, CONFIDENCE = "smoothing", "prior", "confidence"
SAMPLING, TRAINING = "sampling and cleaning", "training"
READING, WRITING, REST = "reading", "writing", "rest"
OTHER_THREADS = "GDAL's threads (compression)"

# The longest beginning of ``package/module.function`` decides; "" hands the time to the caller.
KINDS: Mapping[str, str] = {
    "": REST,
    "parallel": "",
    "progress": "",
    "compiled": "",
    "rasters/": READING,
    "rasters/output": WRITING,
    "rasters/geotiff": WRITING,
    "ordered_sums": "",
    "powers": "",
    "rasters/grid": "",
    "rasters/crs": "",
    "rasters/thumbnails": REST,
    "features/": ARITHMETIC,
    "features/focal": "",
    "series/": ARITHMETIC,
    "cells/": SAMPLING,
    "cells/coarse": "",
    "cells/prior": PRIOR,
    "cells/copy_agreement": REST,
    "cells/consistency": REST,
    "learning/": TRAINING,
    "learning/forest_arrays": TRAVERSAL,
    "learning/tree_walks": TRAVERSAL,
    "learning/forest_kernels": TRAVERSAL,
    "learning/packed_forest": TRAVERSAL,
    "learning/sampl": SAMPLING,
    "learning/clusters": SAMPLING,
    "learning/labelnoise": SAMPLING,
    "learning/cell_trust": SAMPLING,
    "learning/applicability": CONFIDENCE,
    "learning/reliability": CONFIDENCE,
    "mapping/": REST,
    "mapping/smoothing": SMOOTHING,
    "mapping/edge_smoothing": SMOOTHING,
    "mapping/settled": SMOOTHING,
    "mapping/posterior._forest": PRIOR,
    "mapping/prior_codes": PRIOR,
    "mapping/survey": PRIOR,
    "mapping/trust": CONFIDENCE,
    "mapping/outside": CONFIDENCE,
}
Function = tuple  # file, line and name, as pstats has it
Stats = Mapping[Any, tuple]


@dataclass(frozen=True)
class Spent:
    """Processor seconds of a profile.

    Attributes:
        kinds: by kind of work.
        functions: name, kind and seconds of each function of the core with those of the
            libraries it called; most first.
    """

    kinds: dict[str, float]
    functions: list[tuple[str, str, float]]


def kind_of(name: str) -> str:
    """Return the kind of work of ``package/module.function``; "" = whatever the caller does."""
    return KINDS[max((start for start in KINDS if name.startswith(start)), key=len)]


@cache
def core_name(file: str, function: str) -> str:
    """Return ``package/module.function`` of a function of the core; "" of any other."""
    try:
        path = Path(file).resolve().relative_to(CORE)
    except ValueError:
        return ""
    return f"{path.with_suffix('').as_posix()}.{function}"


def kinds_of(stats: Stats, *, others: float) -> Spent:
    """Share out the time of a profile.

    The time of a function that is not the core's is that of its callers, each as much as the
    profile saw it spend there.

    Args:
        stats: as ``pstats.Stats.stats``: of each function its calls, own and cumulative seconds,
            and the same by caller.
        others: processor seconds of the whole process; what the profile did not see of them was
            spent by threads that run no Python.
    """
    owned: dict[str, float] = defaultdict(float)
    for function, (_, _, own, _, callers) in stats.items():
        if _kind(function):
            owned[_name(function)] += own
            continue
        by_caller = {caller: numbers[2] for caller, numbers in callers.items()}
        for name, share in _owners(stats, by_caller, frozenset([function])).items():
            owned[name] += own * share
    kinds: dict[str, float] = defaultdict(float)
    for name, seconds in owned.items():
        kinds[kind_of(name) or REST] += seconds
    unseen = others - sum(kinds.values())
    if unseen > 0:
        kinds[OTHER_THREADS] = unseen
    functions = sorted(
        ((name or "others", kind_of(name) or REST, seconds) for name, seconds in owned.items()),
        key=lambda one: -one[2],
    )
    return Spent(dict(kinds), functions)


def _owners(
    stats: Stats, by_caller: Mapping[Any, float], passed: frozenset[Any]
) -> dict[str, float]:
    """Return the functions of the core behind some callers, with their shares, summing to 1."""
    total = sum(by_caller.values())
    if not by_caller:
        return {"": 1.0}
    shares: dict[str, float] = defaultdict(float)
    for caller, weight in by_caller.items():
        part = weight / total if total else 1 / len(by_caller)
        if _kind(caller):
            shares[_name(caller)] += part
        elif caller in passed or caller not in stats:
            shares[""] += part
        else:
            above = {one: numbers[3] for one, numbers in stats[caller][4].items()}
            for name, share in _owners(stats, above, passed | {caller}).items():
                shares[name] += part * share
    return shares


def _name(function: Any) -> str:
    return core_name(function[0], function[2])


def _kind(function: Any) -> str:
    name = _name(function)
    return kind_of(name) if name else ""
