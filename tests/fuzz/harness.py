"""What every fuzz target is held to, and how targets are found.

A target is a file in ``targets/``, called like its format, with

- ``target(data)``: reads the bytes as its format and uses what it read;
- ``seeds()``: valid inputs, made by code;
- ``NAMES`` (optional): words one of which stands in every refusal: the parameter, or the file;
- ``TOKENS`` (optional): words of the format that mutations put in;
- ``change(data, choices)`` (optional): data of the format changed in a few fields.

It must end normally, or in a FineCoverError whose text is one sentence, in bounded time and memory.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib.util
import os
import resource
import signal
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LONGEST = 500  # letters of a sentence
SECONDS = 2.0  # of processor time
MEGABYTES = 400
_NOTICED = 50  # MB
_NO_LETTERS = ("Cc", "Cs", "Zl", "Zp")  # controls, half surrogates, ends of lines
_STUCK = 20.0  # seconds of processor time after which an input is given up
_Item = TypeVar("_Item")


class Crash(AssertionError):
    """An input made a target break a promise."""


@dataclass(frozen=True)
class Target:
    """One format, and what reads it."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    names: tuple[str, ...]
    tokens: tuple[bytes, ...]
    change: Callable[[bytes, Choices], bytes] | None = None


def load_package() -> None:
    """Import the repository root as ``finecover``, as tests/conftest.py does for pytest."""
    if "finecover" not in sys.modules:
        _load("finecover", ROOT / "__init__.py", package=ROOT)


def _load(name: str, path: Path, *, package: Path | None = None) -> ModuleType:
    inside = [str(package)] if package else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=inside)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def target_names() -> list[str]:
    """Return the names of all targets."""
    return sorted(path.stem for path in (HERE / "targets").glob("[a-z]*.py"))


@functools.cache
def load_target(name: str) -> Target:
    """Import one target."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    module = _load(f"fuzz_{name}", HERE / "targets" / f"{name}.py")
    return Target(
        name,
        module.target,
        functools.lru_cache(maxsize=1)(lambda: tuple(module.seeds())),
        tuple(getattr(module, "NAMES", ())),
        tuple(getattr(module, "TOKENS", ())),
        getattr(module, "change", None),
    )


def check(target: Target, data: bytes) -> None:
    """Run a target on bytes.

    Raises:
        Crash: it took too long or too much, or refused in other words than one sentence.
        Exception: whatever is no FineCoverError comes through as it is.
    """
    from finecover.core.errors import Cancelled, FineCoverError

    _MEMORY.grown()
    started = time.process_time()
    with _patience(target.name):
        try:
            target.run(data)
        except Cancelled as error:
            raise Crash(f"{target.name} was cancelled by nobody") from error
        except FineCoverError as error:
            fault = fault_of(str(error), target.names)
            if fault:
                raise Crash(f"{target.name} refuses in a text that {fault}: {error!s}") from error
    spent, grown = time.process_time() - started, _MEMORY.grown()
    if spent > SECONDS:
        raise Crash(f"{target.name} took {spent:.1f} s of processor time")
    if grown > MEGABYTES:
        raise Crash(f"{target.name} took {grown:.0f} MB")


def fault_of(text: str, names: Sequence[str] = ()) -> str:
    """Return what is wrong with the text of a refusal, "" where nothing is."""
    if not text.strip():
        return "is empty"
    if any(unicodedata.category(letter) in _NO_LETTERS for letter in text):
        return "is not one line of letters"
    if len(text) >= LONGEST:
        return f"has {len(text)} letters"
    if not text.rstrip("'\")").endswith((".", "?")):
        return "is no sentence"
    if names and not any(name in text for name in names):
        return f"names none of {', '.join(names)}"
    return ""


class _Memory:
    """The most memory this process had."""

    def __init__(self) -> None:
        self._peak = 0.0

    def grown(self) -> float:
        """Return by how many MB the peak has grown since it was last asked for."""
        before, self._peak = self._peak, self._now()
        grown = self._peak - before
        if grown > _NOTICED:  # a peak would hide those that come after it
            with contextlib.suppress(OSError):  # Linux alone forgets peaks
                Path("/proc/self/clear_refs").write_text("5")
            self._peak = self._now()
        return grown

    @staticmethod
    def _now() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_MEMORY = _Memory()


@contextlib.contextmanager
def _patience(name: str) -> Iterator[None]:
    """End what does not end by itself."""

    def give_up(*_: object) -> None:
        raise Crash(f"{name} did not end in {_STUCK:.0f} s of processor time")

    earlier = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, _STUCK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, earlier)


@contextlib.contextmanager
def fuzz_folder() -> Iterator[Path]:
    """Hand out a folder, in memory unless ``TMPDIR`` names a place, that goes away in the end.

    Those of searches that were killed go, too.
    """
    load_package()
    from finecover.core.outputs.scratch import scratch_folder

    memory = "/dev/shm"
    in_memory = "TMPDIR" not in os.environ and os.access(memory, os.W_OK)
    with scratch_folder("fuzz", folder=memory if in_memory else None) as folder:
        yield folder


@functools.lru_cache(maxsize=1)
def inputs_folder() -> Path:
    """Return the folder of this process for inputs that are files; forks share it."""
    kept = contextlib.ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(fuzz_folder())


def written(name: str, data: bytes) -> Path:
    """Return a file of that name and content, in a folder that goes away with the process."""
    path = inputs_folder() / name
    path.write_bytes(data)
    return path


class Choices:
    """Decisions taken from bytes, for targets that change valid data rather than parse bytes.

    When the bytes have run out every decision is the first one possible.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> bool:
        """Whether there are bytes left."""
        return self._at < len(self._data)

    def take(self, count: int) -> bytes:
        """Return the next bytes; fewer at the end."""
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to ``limit`` - 1."""
        size = max(1, (max(limit - 1, 1).bit_length() + 7) // 8)
        return int.from_bytes(self.take(size), "little") % max(limit, 1)

    def pick(self, items: Sequence[_Item]) -> _Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def text(self) -> str:
        """Return up to 255 letters of any kind."""
        return self.take(self.below(256)).decode("utf-8", "replace")
