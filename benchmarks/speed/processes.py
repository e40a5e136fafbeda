"""Whole processes and what they take: time, processor time, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .workload import THREADS

_LAUNCH = Path(__file__).with_name("launch.py")


class ProcessFailed(Exception):
    """A process that is to be measured ended with an error; its text is what it said last."""


@dataclass(frozen=True)
class Taken:
    """What a process took, from its start to its end.

    Attributes:
        seconds: by the clock.
        cpu_seconds: of all processors.
        peak_gb: largest resident memory, in 2**30 bytes.
    """

    seconds: float
    cpu_seconds: float
    peak_gb: float


def take(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Taken:
    """Run a command on THREADS processors and return what it took.

    Raises:
        ProcessFailed: it did not end well.
    """
    env = {**os.environ, "FINECOVER_THREADS": str(THREADS), "OMP_NUM_THREADS": str(THREADS),
           "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS": str(THREADS)}  # fmt: skip
    if environment is not None:
        env = dict(environment)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(_LAUNCH), str(THREADS), *command],
        env=env, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        raise ProcessFailed(f"{' '.join(command[:3])} …: {done.stderr.strip()[-800:]}")
    return Taken(**json.loads(done.stdout))


def script(name: str, *arguments: object) -> list[str]:
    """Return the command that starts a script beside this module."""
    return [sys.executable, str(Path(__file__).with_name(name)), *map(str, arguments)]
