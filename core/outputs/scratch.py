"""Temporary folders that leave no litter: what a killed run leaves there, the next one removes."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .run_lock import LockHeldError, RunLock

_PREFIX = "finecover-"
_LOCK = "lock"
_TRIES = 20
_OURS: set[str] = set()  # folders of this process; where there are no locks, nothing else tells
_GUARD = threading.Lock()


@contextmanager
def scratch_folder(name: str, *, folder: str | None = None) -> Iterator[Path]:
    """Hand out a new folder that is removed in the end, and remove those of runs that were killed.

    A lock that dies with its process tells which of them are still in use.

    Args:
        name: what is kept there, a short word for those who look into the folder.
        folder: where; None = the system's temporary folder.

    Raises:
        OSError: the folder cannot be created, or has no room.
    """
    parent = Path(folder or tempfile.gettempdir())
    _remove_dead(parent)
    place, lock = _new_folder(parent, name)
    try:
        yield place
    finally:
        _remove(place, lock)
        with _GUARD:
            _OURS.discard(str(place))


def _new_folder(parent: Path, name: str) -> tuple[Path, RunLock]:
    for _ in range(_TRIES):
        place = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{name}-", dir=parent))
        with _GUARD:
            _OURS.add(str(place))
        try:
            return place, RunLock(place / _LOCK)
        except LockHeldError:  # another run, which looks for dead ones, was faster
            continue
        except OSError:
            shutil.rmtree(place, ignore_errors=True)
            raise
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(parent))


def _remove_dead(parent: Path) -> None:
    """Remove the folders of our runs that died; those without a lock are somebody else's."""
    with suppress(OSError):
        for entry in list(os.scandir(parent)):
            if not entry.name.startswith(_PREFIX):
                continue
            place = parent / entry.name
            if str(place) in _OURS:
                continue
            with suppress(OSError, LockHeldError):
                if _is_mine(entry) and (place / _LOCK).is_file():
                    _remove(place, RunLock(place / _LOCK))


def _is_mine(entry: os.DirEntry[str]) -> bool:
    """Tell a folder of this user, whom no other one can make us remove something else for."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    return not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _remove(place: Path, lock: RunLock) -> None:
    """Remove a folder, its lock last: what cannot be removed now is found again by it."""
    left = False
    with suppress(OSError):
        for entry in list(os.scandir(place)):
            if entry.name == _LOCK:
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    os.unlink(entry.path)
            left = left or os.path.lexists(entry.path)
    lock.release(remove=not left)
    with suppress(OSError):
        place.rmdir()
