"""An output belongs to one run at a time, which makes it in a hidden work folder beside it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..rasters.object_upload import check_writable
from ..rasters.refusals import refusal
from .object_storage import (
    FINISHED,
    check_object,
    create_object_folder,
    is_address,
    is_object,
    object_folder,
)
from .one_file import check_apart, one_name
from .run_lock import LockHeldError, Owner, RunLock

JOURNAL = "journal"  # what in a work folder is called so, or begins so, outlives a run that fails
_LOCK = "lock"


class _Run:
    """One run, known by being the same object; ``claims`` are open."""

    claims = 0


@dataclass(eq=False)
class _Held:
    """An output that a run holds."""

    run: _Run
    owner: Owner
    name: str
    claims: int = 0
    lock: RunLock | None = None


_RUN: ContextVar[_Run | None] = ContextVar("finecover_run", default=None)
_HELD: dict[str, _Held] = {}
_GUARD = threading.Lock()


@contextmanager
def claimed(outputs: Mapping[str, str | Path | None]) -> Iterator[None]:
    """Keep other runs off outputs; each has its ``work_folder`` meanwhile.

    The run is what happens in this thread within the outermost claim: claims inside it may name
    the same files again. Threads that it starts find the work folders, but must not claim.

    Work folders are empty when the run begins, and gone when it ends, but for a journal, which
    stays until a run ends well or has read it and does without: whatever fails before that, such
    as a second output that is held, says nothing about it.

    Args:
        outputs: the files by their parameter, "" = not named in messages; None or "" = no file.

    Raises:
        InputError: another run is writing one of them, in this process or another one; or nothing
            can be written there, or, on Windows, a program has it open; or two of them are one.
            No file is held then.
    """
    check_apart(outputs)
    run = _RUN.get() or _Run()
    wanted = sorted(
        (identity_of(path), name, Path(path)) for name, path in outputs.items() if path
    )  # in one order: of two runs that want the same files, one gets them all
    taken: list[tuple[str, Path]] = []
    run.claims += 1
    _RUN.set(run)
    failed = True
    try:
        for identity, name, path in wanted:
            _take(run, identity, name, path)
            taken.append((identity, path))
        yield
        failed = False
    finally:
        for identity, path in reversed(taken):
            _give_back(identity, path, keep=failed)
        run.claims -= 1
        if not run.claims and _RUN.get() is run:
            _RUN.set(None)


def work_folder(path: str | Path) -> Path:
    """Return the hidden folder in which an output is made; it is there while it is claimed."""
    path = Path(path)
    if is_object(path):
        return object_folder(path)
    return path.with_name(f".{path.name}.finecover")


def is_claimed(path: str | Path) -> bool:
    """Tell whether a run in this process holds an output."""
    return identity_of(path) in _HELD


def refuse_open(path: Path, *, name: str) -> None:
    """Raise InputError where another program keeps a file from being replaced.

    On Windows that is so for each file that is open, such as that of a layer in QGIS; renaming it
    to its own name tells. Elsewhere open files can be replaced.
    """
    if not _is_windows() or not path.is_file():
        return
    try:
        os.rename(path, path)
    except PermissionError as error:
        raise InputError(
            f"{_label(name, path)} is open in another program (a layer in QGIS?), so that it "
            f"cannot be replaced; close it there, or choose another file, such as "
            f"'{free_name(path).name}'."
        ) from error
    except OSError:
        return  # whatever that is, it is told when something is written


def free_name(path: Path) -> Path:
    """Return a file beside ``path`` that is not there yet: map-2.tif, map-3.tif and so on."""
    number = 2
    while True:
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        beside = (found.with_suffix(".qml"), work_folder(found))
        if not any(file.exists() for file in (found, *beside)):
            return found
        number += 1


def identity_of(path: str | Path) -> str:
    """Return what tells files apart; a link is a file of its own, which would be replaced."""
    folder, name = os.path.split(os.path.abspath(path))
    folder = os.path.realpath(folder)
    return os.path.normcase(one_name(os.path.join(folder, name), folder))


def label_of(path: Path) -> str:
    """Return a claimed output with its parameter, for messages."""
    return _label(parameter_of(path), path)


def parameter_of(path: Path) -> str:
    """Return the parameter by which an output is claimed, "" for none."""
    held = _HELD.get(identity_of(path))
    return held.name if held else ""


def _is_windows() -> bool:
    return sys.platform == "win32"


def _label(name: str, path: Path) -> str:
    return f"{name} '{path.as_posix() if is_object(path) else path.name}'".lstrip()


def _take(run: _Run, identity: str, name: str, path: Path) -> None:
    with _GUARD:
        held = _HELD.get(identity)
        if held is None:
            _HELD[identity] = new = _Held(run, Owner.here(), name, claims=1)
        elif held.run is run:
            held.claims += 1
            return
        else:
            raise _refused(name, path, held.owner, sure=True)
    try:
        refuse_open(path, name=name)
        if is_address(path):
            check_writable(check_object(path, name=name), name=name)
            create_object_folder(path)
        new.lock = RunLock(work_folder(path) / _LOCK)
        if _is_foreign(work_folder(path)):
            new.lock.release()
            raise _left_by_other(name, path)
    except BaseException as error:
        with _GUARD:
            del _HELD[identity]
        if isinstance(error, LockHeldError):
            raise _refused(name, path, error.owner, sure=error.sure) from error
        if isinstance(error, PermissionError) and _is_foreign(work_folder(path)):
            raise _left_by_other(name, path) from error
        if isinstance(error, OSError):
            raise refusal(path, "created", error) from error
        raise
    _clear(work_folder(path), keep=True)


def _refused(name: str, path: Path, owner: Owner | None, *, sure: bool) -> InputError:
    who = f" ({owner})" if owner else ""
    unsure = (
        ""
        if sure
        else f", or, if that run has died, delete the folder '{work_folder(path).name}' beside it"
    )
    return InputError(
        f"{_label(name, path)} is being written by another run{who}; wait for it to end, or "
        f"choose another file{unsure}."
    )


def _is_foreign(folder: Path) -> bool:
    """Tell whether a work folder is there in which only another user can write."""
    return folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK)


def _left_by_other(name: str, path: Path) -> InputError:
    folder = work_folder(path)
    try:
        who = f"another user ({folder.owner()})"
    except (OSError, KeyError, NotImplementedError):  # no name, or Windows
        who = "another user"
    return InputError(
        f"{_label(name, path)} was left unfinished by a run of {who}, whose hidden folder "
        f"'{folder.name}' beside it you cannot write to; ask them to finish it or to delete that "
        "folder, or choose another file."
    )


def _give_back(identity: str, path: Path, *, keep: bool) -> None:
    held = _HELD[identity]
    held.claims -= 1
    if held.claims:
        return
    folder = work_folder(path)
    _clear(folder, keep=keep)
    if held.lock is not None:
        held.lock.release()
    with suppress(OSError):  # there is a journal in it, or another run already
        folder.rmdir()
    with _GUARD:
        del _HELD[identity]


def _clear(folder: Path, *, keep: bool) -> None:
    """Remove what is in a work folder but its lock, what could not be stored, and the journal.

    The journal goes unless it is to ``keep``.
    """
    with suppress(OSError):  # the drive may be gone
        for entry in list(os.scandir(folder)):
            if entry.name in (_LOCK, FINISHED) or (keep and entry.name.startswith(JOURNAL)):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    os.unlink(entry.path)
