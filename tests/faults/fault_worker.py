"""The tests' end of ``fault_jobs.py``, and folders that are compared before and after a run."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

RUNS = ("upsample", "classify")
ALL = os.environ.get("CI") == "true"  # else a part, as each run takes a second or more
_JOBS = Path(__file__).with_name("fault_jobs.py")
_PATIENCE = 300  # seconds, on a busy machine


@dataclass
class Worker:
    """A process that runs jobs in children of its own."""

    process: subprocess.Popen = field(init=False)

    def __post_init__(self) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, str(_JOBS)], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        ready = self._answer()
        assert ready == {"threads": 1}, f"a fork would lose threads: {ready}"

    def start(self, run: str, **job) -> int:
        """Start a job; return its process."""
        return self._ask({"run": run, **job})["pid"]

    def wait(self, pid: int) -> dict:
        """Return how a job ended."""
        return self._ask({"wait": pid})

    def run(self, run: str, **job) -> dict:
        """Start a job, and return how it ended."""
        return self.wait(self.start(run, **job))

    def has_ended(self, pid: int) -> bool:
        """Tell whether a job has ended, but is not waited for yet."""
        return _status(pid)[0] == "Z"

    def kill(self, pid: int, *, after: float) -> None:
        """Kill a job when it has used so many seconds of processor, which no load disturbs."""
        tick = 1 / os.sysconf("SC_CLK_TCK")
        while (status := _status(pid))[0] != "Z":
            left = after - tick * sum(map(int, status[11:13]))
            if left < tick:
                time.sleep(max(left, 0))
                break
            time.sleep(tick / 4)
        os.kill(pid, signal.SIGKILL)  # one that has ended is still there to be waited for

    def close(self) -> None:
        """End the process, which waits for questions; a fork of ours may hold its input open."""
        self.process.kill()
        self.process.communicate()

    def _ask(self, question: dict) -> dict:
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict:
        line = self.process.stdout.readline()
        assert line, "fault_jobs.py ended"
        return json.loads(line)


def _status(pid: int) -> list[str]:
    """Return the state of a process and what the system tells behind it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


class Gate:
    """Where a job waits until the test has done what it wants to do meanwhile."""

    def __init__(self, path: Path, *, at: float) -> None:
        self.path, self.at = path, at

    @property
    def job(self) -> dict:
        """What the job must be told."""
        return {"at": self.at, "gate": str(self.path)}

    @property
    def is_reached(self) -> bool:
        """Whether the job waits."""
        return Path(f"{self.path}.reached").exists()

    def reached(self) -> None:
        """Return when the job waits."""
        wait_for(lambda: self.is_reached)

    def open(self) -> None:
        """Let the job go on."""
        Path(f"{self.path}.go").touch()


def wait_for(condition) -> None:
    """Return when something has come true."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.005)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder by its place, folders with nothing as b"/"."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file():
            found[name] = path.read_bytes()
        elif path.is_dir() and not any(path.iterdir()):
            found[name] = b"/"
    return found


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of every file below a folder, short enough to be shown."""
    return {name: hashlib.sha256(data).hexdigest()[:12] for name, data in contents(folder).items()}
