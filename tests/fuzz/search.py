"""Search one format with atheris; ``make fuzz`` runs it in a process of its own.

Usage: search.py TARGET FOLDER [options of libFuzzer]
"""

from __future__ import annotations

import hashlib
import importlib
import mmap
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import atheris
import numpy as np
from harness import Choices, Target, check, load_package, load_target, written

_LONGEST_TOKEN = 64  # libFuzzer takes no longer ones
_DECISIONS = 64  # bytes for one change


class Branches:
    """The branches a fork of this process takes, which libFuzzer cannot see there."""

    def __init__(self) -> None:
        self._count = atheris._reserve_counter()  # of branches known before the fork
        self._taken = mmap.mmap(-1, max(self._count, 1))

    def record(self) -> None:
        """Mark, in the fork, what is taken."""
        taken, count = self._taken, self._count

        def mark(branch: int) -> None:
            if branch < count:
                taken[branch] = 1

        atheris._trace_branch = mark

    def replay(self) -> None:
        """Tell libFuzzer what was taken since it was last told."""
        for branch in np.flatnonzero(np.frombuffer(self._taken[:], np.uint8)).tolist():
            atheris._trace_branch(branch)
        self._taken[:] = bytes(len(self._taken))


def main() -> None:
    """Instrument FineCover as it is imported, and search until libFuzzer ends the process."""
    name, folder, *options = sys.argv[1:]
    inputs, crashes, lost = (Path(folder) / part for part in ("inputs", "crashes", "gdal"))
    with atheris.instrument_imports(include=["finecover"]):
        load_package()
        target = load_target(name)
        for seed in target.seeds():
            (inputs / _name_of(seed)).write_bytes(seed)
        for module in _needed(target):
            importlib.import_module(module)
    words = written("words", b"".join(map(_quoted, target.tokens)))
    if words.stat().st_size:
        options.append(f"-dict={words}")
    if hasattr(target.run, "work"):
        target.run.branches = Branches()
        target.run.lost = lambda data: (lost / _name_of(data)).write_bytes(data)

    def run(data: bytes) -> None:
        try:
            check(target, data)
        except BaseException:  # libFuzzer keeps it as well, but not that of a seed
            (crashes / f"crash-{_name_of(data)}").write_bytes(data)
            raise

    changing = {"custom_mutator": _changing(target)} if target.change else {}
    atheris.Setup([sys.argv[0], *options, str(inputs)], run, **changing)
    atheris.Fuzz()


def _needed(target: Target) -> list[str]:
    """Return the modules that valid inputs need, found in a fork.

    GDAL may start threads when it is used, and a fork made later would wait for them for ever.
    """
    here, there = os.pipe()
    if not (child := os.fork()):
        for seed in target.seeds():
            getattr(target.run, "work", target.run)(seed)
        names = [name for name in sys.modules if name.startswith("finecover.")]
        os.write(there, " ".join(names).encode())
        os._exit(0)
    os.close(there)
    with os.fdopen(here, "rb") as told:
        names = told.read().decode().split()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError(f"{target.name} fails with a valid input")
    return names


def _changing(target: Target):
    """Return what changes inputs: bytes as libFuzzer does, or fields of the format."""

    def changed(data: bytes, limit: int, seed: int) -> bytes:
        random = np.random.default_rng(seed)
        if random.integers(2):
            return atheris.Mutate(data, limit)
        return target.change(bytes(data), Choices(random.bytes(_DECISIONS)))[:limit]

    return changed


def _name_of(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


def _quoted(token: bytes) -> bytes:
    """Return a line of libFuzzer's dictionary; nothing for a token it cannot take."""
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return b""
    return b'"' + b"".join(b"\\x%02x" % byte for byte in token) + b'"\n'


if __name__ == "__main__":
    main()
