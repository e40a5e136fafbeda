"""Maps of shares are killed: what was there before is whole, and the next run ends as if."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass

import pytest
from fault_worker import ALL, Gate, contents, digests

RASTERS = 5
# any time, any step on a file, while a raster is copied, while the journal grows
KINDS = ("time", "event", "copying", "journal", "event")
KILLS = 15 if ALL else 5


@dataclass(frozen=True)
class Shares:
    """What ``Ground`` is, of a map of shares.

    Attributes:
        job: what every job is told.
        earlier: the outputs of another map, in whose place this one comes.
        final: what the map must be.
        ended: how the undisturbed run ended.
    """

    job: dict
    earlier: dict[str, bytes]
    final: dict[str, bytes]
    ended: dict


@pytest.fixture(scope="module")
def shares(worker, ground, tmp_path_factory):
    """The scene with a model of shares, and what undisturbed runs make of it."""
    scene = tmp_path_factory.mktemp("shares") / "inputs"
    shutil.copytree(ground.inputs, scene)
    found, job = {}, ground.job(scene=str(scene))
    for run, seed in (("shares", 0), ("fractions", 1), ("fractions", 0)):
        ground.lay({})
        ended = worker.run(run, **{**job, "seed": seed})
        assert ended["ended"] == "well", ended
        found[run, seed] = contents(ground.out)
        if run == "shares":
            shutil.copytree(ground.out, scene, dirs_exist_ok=True)
    assert found["fractions", 0] != found["fractions", 1]
    return Shares(job, found["fractions", 1], found["fractions", 0], ended)


def moment(kind: str, chance: random.Random, events: int) -> dict:
    """Return what a job must be told to die so; nothing where it is killed from here."""
    return {
        "time": {},
        "event": {"event": chance.randint(1, events)},
        "copying": {"copying": [chance.randint(1, RASTERS), chance.uniform(0, 0.02)]},
        "journal": {"journal": chance.randint(1, 20)},
    }[kind]


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_run_leaves_what_was_there_and_is_repeated(worker, ground, shares, number):
    chance, kind = random.Random(f"shares {number}"), KINDS[number % len(KINDS)]
    inputs = digests(ground.inputs)
    ground.lay(shares.earlier)
    how = moment(kind, chance, shares.ended["events"])
    pid = worker.start("fractions", **shares.job, kill=how)
    if kind == "time":
        worker.kill(pid, after=chance.uniform(0, 1.05 * shares.ended["cpu_seconds"]))
    ended = worker.wait(pid)
    assert ended["ended"] in ("killed", "well"), ended
    left = contents(ground.out)
    for name, data in shares.earlier.items():
        assert left.get(name) in (data, shares.final[name]), f"{name} is neither old nor new"
    assert [name for name in left if name not in shares.earlier and name[0] != "."] == []
    again = worker.run("fractions", **shares.job)
    assert again["ended"] == "well", again
    found = contents(ground.out)
    assert sorted(found) == sorted(shares.final), "litter, or something is missing"
    assert [name for name in found if found[name] != shares.final[name]] == []
    assert contents(ground.temp) == {}, "litter in the temporary folder"
    assert digests(ground.inputs) == inputs


@pytest.mark.parametrize("seed", [0, 1])
def test_the_next_run_goes_on_or_starts_afresh(worker, ground, shares, tmp_path, seed):
    ground.lay(shares.earlier)
    gate = Gate(tmp_path / "gate", at=0.6)
    pid = worker.start("fractions", **shares.job, pause=gate.job)
    gate.reached()
    os.kill(pid, 9)
    assert worker.wait(pid)["ended"] == "killed"
    again = worker.run("fractions", **{**shares.job, "seed": seed})
    assert again["ended"] == "well", again
    assert any("goes on from there" in text for text in again["messages"]) == (seed == 0)
    assert contents(ground.out) == (shares.earlier if seed else shares.final)
