"""How fast a forest is walked, against scikit-learn's own prediction, from 2 to 20 classes."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from ...core.learning.forest import Forest
from ..quality.tables import table
from .figures import Figure, Part, figure_table, ratios
from .workload import CLASSES, SAMPLES, THREADS, TREES, WRONG, Workload

PIXELS = 300_000
COUNTS = (2, 5, CLASSES, 20)
NUMBA, PLAIN = "with numba", "without numba"
TARGETS: Mapping[tuple[str, str], float] = {
    (NUMBA, "votes"): 3.7,
    (NUMBA, "votes with early exit"): 4.5,
    (NUMBA, "probabilities"): 3.5,
    (PLAIN, "votes with early exit"): 1.2,
}
_PARTS = 10  # rows are handed to the threads in, as tiles are
_OF = {"probabilities": "predict_proba"}  # and every other way against ``predict``
_WAYS = ("votes", "votes with early exit", "probabilities")
Predict = Callable[[np.ndarray], np.ndarray]


@dataclass
class Times:
    """Seconds of every repeat, by the clock and of processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, work: Callable[[], np.ndarray]) -> np.ndarray:
        """Time what is done, and return its result."""
        clock, processor = time.monotonic(), time.process_time()
        found = work()
        self.clock.append(time.monotonic() - clock)
        self.processor.append(time.process_time() - processor)
        return found


def run(pixels: int | None, repeats: int) -> Part:
    """Compare every way for every number of classes."""
    count = pixels or PIXELS
    found = {classes: _compare(classes, count, repeats) for classes in COUNTS}
    figures = _figures(found[CLASSES][0], ways=TARGETS)
    same = all(equal for _, equal, _ in found.values())
    figures.append(Figure("results equal scikit-learn's", (float(same),), 1.0, unit="", digits=0))
    record = {
        str(classes): {name: {"seconds": t.clock, "cpu_seconds": t.processor}
                       for name, t in times.items()}
        for classes, (times, _, _) in found.items()
    }  # fmt: skip
    text = f"""## Evaluator

{TREES} unlimited trees on {SAMPLES} samples, {100 * WRONG:.0f} % of their labels wrong; {count}
pixels, {THREADS} threads, {repeats} repeats in turn. How many times as fast as scikit-learn's
`predict`, for probabilities its `predict_proba`; {CLASSES} classes:

{figure_table(figures)}

From {min(COUNTS)} to {max(COUNTS)} classes, by the clock and, in brackets, by processor time:

{_class_table(found, count)}
"""
    return Part("evaluator", text, tuple(figures), {"pixels": count, "classes": record})


def _compare(classes: int, pixels: int, repeats: int) -> tuple[dict[str, Times], bool, Workload]:
    """Time scikit-learn's ways and ours in turn; tell whether all results are equal."""
    workload = Workload.of(classes)
    classifier, rows = workload.classifier, workload.rows(pixels)
    ways: dict[str, Callable[[], np.ndarray]] = {
        "predict": lambda: classifier.predict(rows),
        "predict_proba": lambda: classifier.predict_proba(rows),
    }
    for kind in (NUMBA, PLAIN):
        forest = _prepared(classifier, rows, kind)
        for way, predict in _our_ways(forest, classifier.classes_).items():
            ways[f"{way}, {kind}"] = partial(_threaded, predict, rows)
    times = {name: Times() for name in ways}
    equal = True
    for _ in range(repeats):
        results = {name: times[name].add(work) for name, work in ways.items()}
        equal &= all(
            np.array_equal(result, results[_rival(name)]) for name, result in results.items()
        )
    return times, equal, workload


def _our_ways(forest: Forest, codes: np.ndarray) -> dict[str, Predict]:
    return {
        "votes": lambda part: codes[forest.predict_proba(part).argmax(axis=1)],
        "votes with early exit": lambda part: codes[forest.predict(part)],
        "probabilities": forest.predict_proba,
    }


def _prepared(classifier: object, rows: np.ndarray, kind: str) -> Forest:
    """Return the forest, compiled before the clock starts."""
    forest = Forest.from_sklearn(classifier)
    with _numba(kind == NUMBA):
        forest.predict_proba(rows)
    return forest


@contextmanager
def _numba(used: bool) -> Iterator[None]:
    before = os.environ.get("FINECOVER_NUMBA")
    os.environ["FINECOVER_NUMBA"] = "1" if used else "0"
    try:
        yield
    finally:
        del os.environ["FINECOVER_NUMBA"]
        if before is not None:
            os.environ["FINECOVER_NUMBA"] = before


def _threaded(predict: Predict, rows: np.ndarray) -> np.ndarray:
    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(predict, np.array_split(rows, _PARTS))))


def _rival(name: str) -> str:
    """Return the way of scikit-learn that does the same."""
    way = name.partition(",")[0]
    return way if way.startswith("predict") else _OF.get(way, "predict")


def _figures(
    times: Mapping[str, Times], *, ways: Mapping[tuple[str, str], float | None]
) -> list[Figure]:
    return [
        Figure(
            f"{way}, {kind}",
            ratios(times[_rival(way)].clock, times[f"{way}, {kind}"].clock),
            target,
        )
        for (kind, way), target in ways.items()
    ]


def _class_table(found: Mapping[int, tuple[dict[str, Times], bool, Workload]], pixels: int) -> str:
    header = ["classes", "nodes", "deepest", "predict, M pixels/s"]
    header += [f"{way}, {kind}" for kind in (NUMBA, PLAIN) for way in _WAYS]
    rows = []
    for classes, (times, _, workload) in found.items():
        speed = pixels / statistics.median(times["predict"].clock) / 1e6
        row = [f"{classes}", f"{workload.nodes}", f"{max(workload.depths)}", f"{speed:.2f}"]
        for kind in (NUMBA, PLAIN):
            for way in _WAYS:
                ours, theirs = times[f"{way}, {kind}"], times[_rival(way)]
                clock = statistics.median(ratios(theirs.clock, ours.clock))
                work = statistics.median(ratios(theirs.processor, ours.processor))
                row.append(f"{clock:.2f} ({work:.2f})")
        rows.append(row)
    return table(header, rows)
