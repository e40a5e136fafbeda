"""What a killed run leaves of its journal, whole or damaged, changes nothing but the time."""

from __future__ import annotations

import os
import random
import shutil
import signal

import pytest
from fault_worker import ALL, RUNS, Gate, contents
from spoiled_files import replace

AT = {"upsample": 0.85, "classify": 0.6}  # of the progress, when some tiles are finished


@pytest.fixture
def stopped(worker, ground, tmp_path):
    """Kill a run when some of its tiles are finished, and return its journal."""

    def stop(run, **more):
        ground.lay(ground.expected[run, 1])
        gate = Gate(tmp_path / "gate", at=AT[run])
        pid = worker.start(run, **ground.job(pause=gate.job, **more))
        gate.reached()
        os.kill(pid, signal.SIGKILL)
        assert worker.wait(pid)["ended"] == "killed"
        (journal,) = ground.out.glob(".output.tif.finecover/journal*")
        return journal

    return stop


def goes_on(ended: dict) -> bool:
    return any("goes on from there" in text for text in ended["messages"])


@pytest.mark.parametrize("run", RUNS)
def test_the_next_run_goes_on(worker, ground, stopped, run):
    stopped(run)
    again = worker.run(run, **ground.job())
    assert again["ended"] == "well", again
    assert goes_on(again)
    assert contents(ground.out) == ground.expected[run, 0]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flip(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def extend(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(chance.randrange(1, 5000))


def blank(data: bytes, chance: random.Random) -> bytes:
    """A computer that lost its power may keep the length and lose the end."""
    kept = chance.randrange(len(data))
    return data[:kept] + bytes(len(data) - kept)


def shuffle(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[place:] + data[:place]


@pytest.mark.parametrize("number", range(20 if ALL else 5))
def test_a_damaged_journal(worker, ground, stopped, number):
    chance = random.Random(number)
    journal = stopped("classify")
    damage = (cut, flip, extend, blank, shuffle)[number % 5]
    journal.write_bytes(damage(journal.read_bytes(), chance))
    again = worker.run("classify", **ground.job())
    assert again["ended"] == "well", again
    assert contents(ground.out) == ground.expected["classify", 0]


@pytest.mark.parametrize("run", RUNS)
def test_other_settings_start_afresh(worker, ground, stopped, run):
    stopped(run)
    again = worker.run(run, **ground.job(seed=1))
    assert again["ended"] == "well", again
    assert not goes_on(again)
    assert contents(ground.out) == ground.expected[run, 1]


@pytest.mark.parametrize(("run", "name"), [("upsample", "image"), ("classify", "features")])
def test_another_input_starts_afresh(worker, ground, stopped, tmp_path, run, name):
    inputs = shutil.copytree(ground.inputs, tmp_path / "inputs")
    replace(inputs / f"{name}.tif")
    ground.lay({})
    fresh = worker.run(run, **ground.job(scene=str(inputs)))
    assert fresh["ended"] == "well", fresh
    expected = contents(ground.out)
    shutil.rmtree(inputs)
    shutil.copytree(ground.inputs, inputs)
    stopped(run, scene=str(inputs))
    replace(inputs / f"{name}.tif")
    again = worker.run(run, **ground.job(scene=str(inputs)))
    assert again["ended"] == "well", again
    assert not goes_on(again)
    assert contents(ground.out) == expected


def test_killed_again_and_again(worker, ground, stopped):
    """Each run gets a little further than the last."""
    stopped("classify")
    events, kills = 12, 0
    while True:
        ended = worker.run("classify", **ground.job(kill={"event": events}))
        if ended["ended"] == "well":
            break
        assert ended["ended"] == "killed", ended
        events, kills = events + 9, kills + 1
    assert kills >= 2
    assert contents(ground.out) == ground.expected["classify", 0]
