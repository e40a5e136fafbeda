"""Runs are killed at any moment: what was there before is whole, and the next run ends as if."""

from __future__ import annotations

import os
import random

import pytest
from fault_worker import RUNS, contents, digests

ALL, FEW = 50, 12
KILLS = int(os.environ.get("FINECOVER_KILLS", ALL if os.environ.get("CI") == "true" else FEW))
SEED = int(os.environ.get("FINECOVER_KILLS_SEED", 0))
# of every five kills, so that FEW see each kind in both runs: any time, any step on a file, while
# a raster is copied, while the journal grows
KINDS = ("time", "event", "copying", "journal", "event")
_COPY_SECONDS = 0.02
_RASTERS = {"upsample": 5, "classify": 4}


def moments() -> list[tuple[int, str, str]]:
    """Return the number, the run and the kind of each kill."""
    return [
        (number, RUNS[number % 2], KINDS[(number // 2) % len(KINDS)]) for number in range(KILLS)
    ]


def moment(kind: str, random: random.Random, ended: dict, rasters: int) -> dict:
    """Return what a job must be told to die so; nothing where it is killed from here."""
    if kind == "event":
        return {"event": random.randint(1, ended["events"])}
    if kind == "copying":
        return {"copying": [random.randint(1, rasters), random.uniform(0, _COPY_SECONDS)]}
    if kind == "journal":
        return {"journal": random.randint(1, 20)}
    return {}


@pytest.mark.parametrize(("number", "run", "kind"), moments())
def test_a_killed_run_leaves_what_was_there_and_is_repeated(worker, ground, number, run, kind):
    chance = random.Random(f"{SEED} {number}")
    earlier, final = ground.expected[run, 1], ground.expected[run, 0]
    inputs = digests(ground.inputs)
    ground.lay(earlier)
    how = moment(kind, chance, ground.ended[run, 0], _RASTERS[run])
    pid = worker.start(run, **ground.job(kill=how))
    if kind == "time":
        worker.kill(pid, after=chance.uniform(0, 1.05 * ground.ended[run, 0]["cpu_seconds"]))
    ended = worker.wait(pid)
    assert ended["ended"] in ("killed", "well"), ended
    left = contents(ground.out)
    for name, data in earlier.items():
        assert left.get(name) in (data, final[name]), f"{name} is neither the old nor the new one"
    assert {name for name in left if "/" not in name} <= earlier.keys() | final.keys() | {
        name for name in left if name.startswith(".")
    }
    again = worker.run(run, **ground.job())
    assert again["ended"] == "well", again
    found = contents(ground.out)
    assert sorted(found) == sorted(final), "litter, or something is missing"
    assert [name for name in final if found[name] != final[name]] == []
    assert contents(ground.temp) == {}, "litter in the temporary folder"
    assert digests(ground.inputs) == inputs
