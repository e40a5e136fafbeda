"""How long a map takes with many workers, some of which fail, by the times that were measured."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

AHEAD = 2  # items per thread that the engine asks for before the first of them is taken


@dataclass(frozen=True)
class Scenario:
    """What is simulated.

    Attributes:
        tiles: of the map.
        workers: of one thread each.
        failures: share of the attempts at a tile in which the worker dies, anywhere in it.
        restart: seconds until a worker that died is back.
        serial: seconds that the coordinator takes to fetch and to write a tile, one by one.
        finish: seconds after the last tile, for a tile's share of the raster that is rewritten.
        seed: of the times drawn, and of the failures.
    """

    tiles: int
    workers: int
    failures: float = 0.0
    restart: float = 0.0
    serial: float = 0.0
    finish: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Simulated:
    """What came of it: seconds in all, and attempts at tiles that were lost."""

    seconds: float
    lost: int


def simulate(seconds: Sequence[float], scenario: Scenario) -> Simulated:
    """Return how long a run takes whose tiles take as long as some that were measured.

    Tiles are begun in order, by whoever is free first, and no more than the engine asks for ahead
    of the first that is not written; the coordinator writes them in order.

    Args:
        seconds: of measured tiles, drawn from with replacement.
        scenario: what is simulated.
    """
    rng = np.random.default_rng(scenario.seed)
    takes = rng.choice(np.asarray(seconds, np.float64), scenario.tiles)
    free = [0.0] * scenario.workers
    heapq.heapify(free)
    written: list[float] = []  # when the coordinator was done with each tile
    lost = 0
    for tile, work in enumerate(takes):
        ahead = tile - AHEAD * scenario.workers
        asked = written[ahead] if ahead >= 0 else 0.0
        done, again = _done(free, asked, float(work), scenario, rng)
        lost += again
        before = written[-1] if written else 0.0
        written.append(max(before, done) + scenario.serial)
    return Simulated(written[-1] + scenario.tiles * scenario.finish, lost)


def _done(
    free: list[float], asked: float, work: float, scenario: Scenario, rng: np.random.Generator
) -> tuple[float, int]:
    """Give a tile to whoever is free first until it is done; return when, and how often it died."""
    lost = 0
    while True:
        start = max(heapq.heappop(free), asked)
        if rng.random() >= scenario.failures:
            heapq.heappush(free, start + work)
            return start + work, lost
        lost += 1
        asked = start + work * float(rng.random())  # when the scheduler learns of it
        heapq.heappush(free, asked + scenario.restart)
