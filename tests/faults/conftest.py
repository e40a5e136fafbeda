"""What the tests of faults share: the process that runs jobs, and the scene they work on."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from fault_worker import RUNS, Worker, contents, digests
from scene import build_scene


@pytest.fixture(scope="session")
def worker():
    """A process that runs jobs; it is started once."""
    if os.name != "posix":
        pytest.skip("processes are forked, which this system cannot do")
    made = Worker()
    yield made
    made.close()


@dataclass(frozen=True)
class Ground:
    """Folders of a scene, what runs on it write, and what they must write.

    Attributes:
        inputs: the scene, never written to.
        out: of the outputs; a run's bytes may tell its paths, so all runs write here.
        temp: for temporary files of the runs alone. As ``out`` it has a folder of its own above it,
            which tests may make a small disk.
        expected: bytes of every output of an undisturbed run, by run and seed.
        ended: how these runs ended.
    """

    inputs: Path
    out: Path
    temp: Path
    expected: dict[tuple[str, int], dict[str, bytes]]
    ended: dict[tuple[str, int], dict]

    def job(self, *, seed: int = 0, **more) -> dict:
        """Return what every job is told."""
        return {"scene": str(self.inputs), "out": str(self.out), "temp": str(self.temp),
                "seed": seed, **more}  # fmt: skip

    def lay(self, files: dict[str, bytes]) -> None:
        """Let the output folder hold these files and nothing else, and the temporary one none."""
        for folder in (self.out, self.temp):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        for name, data in files.items():
            (self.out / name).write_bytes(data)


@pytest.fixture(scope="session")
def ground(worker, tmp_path_factory):
    """The scene, and what undisturbed runs make of it with two seeds."""
    folder = tmp_path_factory.mktemp("faults")
    made = Ground(folder / "inputs", folder / "disk" / "out", folder / "other" / "temp", {}, {})
    made.inputs.mkdir()
    build_scene(made.inputs, size=320)
    for run, files in (("features", ["features.tif"]), ("upsample", ["model.fcm"])):
        made.lay({})
        ended = worker.run(run, **made.job())
        assert ended["ended"] == "well", ended
        for name in files:
            shutil.copy(made.out / name, made.inputs)
    before = digests(made.inputs)
    for run in RUNS:
        for seed in (0, 1):
            made.lay({})
            ended = worker.run(run, **made.job(seed=seed))
            assert ended["ended"] == "well", ended
            made.ended[run, seed] = ended
            made.expected[run, seed] = contents(made.out)
    assert digests(made.inputs) == before, "a run changed its inputs"
    assert made.expected["upsample", 0].keys() == made.expected["upsample", 1].keys()
    return made
