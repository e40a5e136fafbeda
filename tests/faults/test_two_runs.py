"""Two runs to one output: the second refuses politely, the first ends well."""

from __future__ import annotations

import os
import re
import signal
import threading

import pytest
from fault_worker import Gate, Worker, contents, wait_for
from finecover.core.errors import FineCoverError

POLITE = re.compile(
    r"(\w+ )?'(output|confidence|applicability|probabilities)\.tif' is being written by "
    r"another run \(process \d+ on host .+, since [^)]+\); wait for it to end, or choose another "
    r"file\."
)
OTHER_SPELLINGS = {
    "the same": lambda out: f"{out}/output.tif",
    "a detour": lambda out: f"{out}/../{out.name}/output.tif",
    "slashes": lambda out: f"{out}//./output.tif",
    "a linked folder": lambda out: f"{out.parent}/link/output.tif",
}


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path / "gate", at=0.6)


@pytest.fixture
def linked(ground):
    link = ground.out.parent / "link"
    link.symlink_to(ground.out, target_is_directory=True)
    yield link
    link.unlink()


def is_polite(ended: dict) -> None:
    assert ended["ended"] == "error", ended
    assert ended["kind"] == "InputError"
    assert POLITE.fullmatch(ended["text"]), ended["text"]


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_another_process_is_refused_and_the_first_ends_well(worker, ground, gate, linked, spelling):
    ground.lay({})
    first = worker.start("classify", **ground.job(pause=gate.job))
    gate.reached()
    path = OTHER_SPELLINGS[spelling](ground.out)
    second = worker.run("classify", **ground.job(seed=1, only=["output"],
                                                 rasters={"output": path}))  # fmt: skip
    gate.open()
    is_polite(second)
    assert f"process {first} " in second["text"]
    assert worker.wait(first)["ended"] == "well"
    assert contents(ground.out) == ground.expected["classify", 0]


def test_another_kind_of_run_is_refused(worker, ground, gate):
    ground.lay({})
    first = worker.start("upsample", **ground.job(pause=gate.job))
    gate.reached()
    second = worker.run("classify", **ground.job(seed=1))
    gate.open()
    is_polite(second)
    assert worker.wait(first)["ended"] == "well"
    assert contents(ground.out) == ground.expected["upsample", 0]


def test_a_run_that_began_earlier_but_claims_later_is_refused(worker, ground, tmp_path):
    """Whoever comes second is refused before the hours are spent, or else at the end."""
    ground.lay({})
    early, late = Gate(tmp_path / "early", at=0.05), Gate(tmp_path / "late", at=0.6)
    first = worker.start("upsample", **ground.job(pause=early.job))
    early.reached()
    second = worker.start("classify", **ground.job(seed=1, pause=late.job))
    wait_for(lambda: late.is_reached or worker.has_ended(second))
    early.open()
    late.open()
    ends = [worker.wait(pid) for pid in (first, second)]
    assert sorted(one["ended"] for one in ends) == ["error", "well"]
    is_polite(next(one for one in ends if one["ended"] == "error"))
    done = ("upsample", 0) if ends[0]["ended"] == "well" else ("classify", 1)
    assert contents(ground.out) == ground.expected[done]


def test_threads_of_one_process_refuse_each_other(ground, gate, in_process):
    ground.lay({})
    job = ground.job(pause=gate.job)
    first = in_process("classify", job)
    gate.reached()
    second = in_process("classify", ground.job(seed=1))
    second.join()
    gate.open()
    first.join()
    assert first.error is None
    is_polite({"ended": "error", "kind": type(second.error).__name__, "text": str(second.error)})
    assert f"process {os.getpid()} " in str(second.error)
    assert contents(ground.out) == ground.expected["classify", 0]


@pytest.fixture
def in_process(ground):
    """Start a job in a thread of this process."""
    import fault_jobs

    class Thread(threading.Thread):
        error: FineCoverError | None = None

        def __init__(self, run, job):
            super().__init__()
            self.work = getattr(fault_jobs, f"{run}_run"), job, fault_jobs.Watching(job)
            self.start()

        def run(self):
            run, job, progress = self.work
            try:
                run(job, progress)
            except FineCoverError as error:
                self.error = error

    return Thread


def test_other_outputs_in_the_folder_do_not_disturb(worker, ground, gate):
    ground.lay({})
    first = worker.start("classify", **ground.job(pause=gate.job))
    gate.reached()
    # names that are alike: letters of another size, and the start and the end of the other's
    others = ["OUTPUT.tif", "output.tiff", "output.tif.tif", ".output.tif", "put.tif"]
    for name in others:
        ended = worker.run("classify", **ground.job(seed=0, only=["output"], rasters={
            "output": f"{ground.out}/{name}"}))  # fmt: skip
        assert ended["ended"] == "well", (name, ended)
    gate.open()
    assert worker.wait(first)["ended"] == "well"
    found = contents(ground.out)
    for name, data in ground.expected["classify", 0].items():
        assert found.pop(name) == data
    rasters = {name: found.pop(name) for name in others}
    assert all(data == ground.expected["classify", 0]["output.tif"] for data in rasters.values())
    assert {name.rpartition(".")[2] for name in found} <= {"qml", "xml"}, "litter"


def test_the_lock_of_a_dead_run_blocks_nobody(worker, ground, gate):
    ground.lay({})
    first = worker.start("classify", **ground.job(pause=gate.job))
    gate.reached()
    assert any(path.name.startswith(".") for path in ground.out.iterdir())
    os.kill(first, signal.SIGKILL)
    assert worker.wait(first)["ended"] == "killed"
    assert worker.run("classify", **ground.job())["ended"] == "well"
    assert contents(ground.out) == ground.expected["classify", 0]


def test_a_lock_of_a_dead_run_whose_number_another_process_has_blocks_nobody(worker, ground, gate):
    ground.lay({})
    first = worker.start("classify", **ground.job(pause=gate.job))
    gate.reached()
    os.kill(first, signal.SIGKILL)
    worker.wait(first)
    for lock in ground.out.glob(".*/lock"):  # as if the system had given its number to us
        text = lock.read_text().replace(f'"process": {first}', f'"process": {os.getpid()}')
        lock.write_text(text)
    assert worker.run("classify", **ground.job())["ended"] == "well"
    assert contents(ground.out) == ground.expected["classify", 0]


def test_of_many_that_start_at_once_one_ends_well(worker, ground):
    ground.lay({})
    pids = [worker.start("classify", **ground.job(threads=1)) for _ in range(4)]
    ends = [worker.wait(pid) for pid in pids]
    well = [one for one in ends if one["ended"] == "well"]
    assert well, ends  # one that starts after another has ended is right to run
    for one in ends:
        if one not in well:
            assert one["kind"] == "InputError", one
            assert "another run" in one["text"], one
    assert contents(ground.out) == ground.expected["classify", 0]


def test_another_worker_is_refused(ground, gate, worker):
    """Processes that share no parent but the system."""
    ground.lay({})
    other = Worker()
    try:
        first = worker.start("classify", **ground.job(pause=gate.job))
        gate.reached()
        is_polite(other.run("classify", **ground.job(seed=1)))
        gate.open()
        assert worker.wait(first)["ended"] == "well"
    finally:
        gate.open()
        other.close()
