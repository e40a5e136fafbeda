"""Disks that are full, closed or gone, and inputs that change: one sentence, nothing lost."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager

import pytest
from fault_worker import ALL, RUNS, Gate, contents
from small_disk import SmallDisk
from spoiled_files import remove, replace, truncate

STAGES = (0.02, 0.3, 0.5, 0.6, 0.75, 0.9, 0.95) if ALL else (0.02, 0.6, 0.9)  # of the progress
SHARES = (0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0, 1.2, 1.5) if ALL else (0, 0.5, 1.0)
LEAVE = (0, 24_000, 150_000)  # bytes, on a disk that runs full during the run
MAY_STAY = re.compile(r"\.[^/]+\.finecover/journal[^/]*")
RASTERS = ("output.tif", "confidence.tif", "probabilities.tif", "applicability.tif")


@contextmanager
def mounted(folder):
    disk = SmallDisk(folder)
    try:
        yield disk
    finally:
        disk.pull()


@pytest.fixture
def disk(ground):
    """The disk of the output folder."""
    shutil.rmtree(ground.out, ignore_errors=True)  # where the disk was, nothing may lie
    with mounted(ground.out.parent) as made:
        yield made


@pytest.fixture
def temp_disk(ground):
    with mounted(ground.temp.parent) as made:
        yield made


@pytest.fixture
def gate_at(tmp_path):
    """Make the gate of a run."""
    return lambda at: Gate(tmp_path / "gate", at=at)


def is_one_sentence(ended: dict) -> None:
    assert ended["ended"] == "error", ended
    text = ended["text"]
    assert "\n" not in text
    assert text.endswith("."), text
    assert not re.search(r"[.!?]\s+[A-Z]", text), text
    assert not re.search(r"Errno|Traceback|CPLE_|Exception", text), text


def is_as_before(ground, earlier: dict, final: dict) -> None:
    """Nothing but a journal is left of a run that failed; every output is one of the two."""
    left = {name: data for name, data in contents(ground.out).items() if not MAY_STAY.match(name)}
    assert sorted(left) == sorted(earlier)
    assert [name for name in earlier if left[name] not in (earlier[name], final[name])] == []


def ends_as_if(worker, ground, run: str) -> None:
    """The next run ends well, and leaves what an undisturbed one does."""
    again = worker.run(run, **ground.job())
    assert again["ended"] == "well", again
    assert contents(ground.out) == ground.expected[run, 0]
    assert contents(ground.temp) == {}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("share", SHARES)
def test_a_disk_without_room_for_the_outputs(worker, ground, disk, run, share):
    earlier, final = ground.expected[run, 1], ground.expected[run, 0]
    ground.lay(earlier)
    disk.fill(leave=int(share * sum(map(len, final.values()))))
    ended = worker.run(run, **ground.job())
    if share <= 0.5:
        is_one_sentence(ended)
    if ended["ended"] == "well":
        assert contents(ground.out) == final
    else:
        is_one_sentence(ended)
        assert re.search(r"full|room|space", ended["text"]), ended["text"]
        is_as_before(ground, earlier, final)
    disk.empty()
    ends_as_if(worker, ground, run)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("at", STAGES)
def test_a_disk_that_runs_full_meanwhile(worker, ground, disk, gate_at, run, at):
    earlier, final = ground.expected[run, 1], ground.expected[run, 0]
    ground.lay(earlier)
    gate = gate_at(at)
    pid = worker.start(run, **ground.job(pause=gate.job))
    gate.reached()
    disk.fill(leave=LEAVE[STAGES.index(at) % len(LEAVE)])
    gate.open()
    ended = worker.wait(pid)
    is_one_sentence(ended)
    assert re.search(r"full|room|space", ended["text"]), ended["text"]
    is_as_before(ground, earlier, final)
    disk.empty()
    ends_as_if(worker, ground, run)


@pytest.mark.parametrize("leave", [0, 4096])
def test_a_temporary_folder_without_room(worker, ground, temp_disk, leave):
    final = ground.expected["upsample", 0]
    ground.lay({})
    temp_disk.fill(leave=leave)
    ended = worker.run("upsample", **ground.job())
    if ended["ended"] == "well":  # at most the comparison with the coarse cells is left out
        found = contents(ground.out)
        assert [name for name in RASTERS if found[name] != final[name]] == []
        assert found.keys() <= final.keys()
    else:
        is_one_sentence(ended)
        is_as_before(ground, {}, final)
    assert contents(ground.temp) == {}
    temp_disk.empty()
    ends_as_if(worker, ground, "upsample")


@pytest.mark.parametrize("run", RUNS)
def test_a_read_only_folder(worker, ground, disk, run):
    earlier = ground.expected[run, 1]
    ground.lay(earlier)
    disk.protect()
    ended = worker.run(run, **ground.job())
    disk.protect(closed=False)
    is_one_sentence(ended)
    assert re.search(r"[Rr]ead-only", ended["text"]), ended["text"]
    assert contents(ground.out) == earlier
    ends_as_if(worker, ground, run)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("at", [0.02, 0.6, 0.9])
def test_a_drive_that_is_pulled_out(worker, ground, disk, gate_at, run, at):
    ground.lay(ground.expected[run, 1])
    gate = gate_at(at)
    pid = worker.start(run, **ground.job(pause=gate.job))
    gate.reached()
    disk.pull()
    gate.open()
    is_one_sentence(worker.wait(pid))
    assert contents(ground.out.parent) == {}, "something was written where the drive was"


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("at", [0.02, 0.6, 0.9])
def test_an_output_folder_that_is_removed(worker, ground, gate_at, run, at):
    ground.lay({})
    gate = gate_at(at)
    pid = worker.start(run, **ground.job(pause=gate.job))
    gate.reached()
    shutil.rmtree(ground.out)
    gate.open()
    is_one_sentence(worker.wait(pid))
    assert not ground.out.exists()
    ground.lay({})
    ends_as_if(worker, ground, run)


@pytest.mark.parametrize("at", [0.02, 0.6, 0.9])
def test_a_temporary_folder_that_is_removed(worker, ground, gate_at, at):
    ground.lay({})
    gate = gate_at(at)
    pid = worker.start("upsample", **ground.job(pause=gate.job))
    gate.reached()
    shutil.rmtree(ground.temp)
    gate.open()
    ended = worker.wait(pid)
    if ended["ended"] == "well":
        assert contents(ground.out) == ground.expected["upsample", 0]
    else:
        is_one_sentence(ended)
        is_as_before(ground, {}, ground.expected["upsample", 0])


@pytest.fixture
def inputs(ground, tmp_path):
    """Copies of the inputs that a test may spoil."""
    return shutil.copytree(ground.inputs, tmp_path / "inputs")


@pytest.mark.parametrize(("run", "name"), [("upsample", "image"), ("upsample", "coarse"),
                                           ("classify", "features")])  # fmt: skip
@pytest.mark.parametrize("spoil", [remove, truncate, replace])
@pytest.mark.parametrize("at", [0.02, 0.6])
def test_an_input_that_changes(worker, ground, gate_at, inputs, run, name, spoil, at):
    """The run ends in a sentence, or with the map of what it had begun to read; never a mixture."""
    earlier, final = ground.expected[run, 1], ground.expected[run, 0]
    ground.lay(earlier)
    gate = gate_at(at)
    pid = worker.start(run, **ground.job(scene=str(inputs), pause=gate.job))
    gate.reached()
    spoil(inputs / f"{name}.tif")
    gate.open()
    ended = worker.wait(pid)
    if ended["ended"] == "well":
        found = contents(ground.out)
        assert [name for name in RASTERS if found[name] != final[name]] == []
    else:
        is_one_sentence(ended)
        assert f"{name}.tif" in ended["text"]
        is_as_before(ground, earlier, final)
    ends_as_if(worker, ground, run)
