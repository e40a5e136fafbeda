"""A lock that one run holds, and that ends with its process however it ends."""

from __future__ import annotations

import errno
import json
import os
import platform
import stat
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TRIES = 40  # that often may runs that just end take the file away while it is being locked
_PAUSE_SECONDS = 0.01
_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_BEYOND = 1 << 20  # Windows lets nobody read what is locked; the owner's name stands before it
_LONGEST = 1000  # bytes of it
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe would else keep us waiting


@dataclass(frozen=True)
class Owner:
    """Who holds a lock: a process, its computer, when it took it, and when it began, if known."""

    process: int
    host: str
    since: float
    born: str = ""

    @classmethod
    def here(cls) -> Owner:
        """Return this process, now."""
        return cls(os.getpid(), platform.node(), time.time(), _born(os.getpid()))

    def __str__(self) -> str:
        """Return "process 12 on host x, since 10:15", with the date where it is not today."""
        then, now = time.localtime(self.since), time.localtime()
        shown = time.strftime("%H:%M" if then[:3] == now[:3] else "%Y-%m-%d %H:%M", then)
        host = "".join(letter for letter in self.host[:80] if letter.isprintable())
        return f"process {self.process} on host {host or 'unknown'}, since {shown}"

    def may_live(self) -> bool:
        """Tell whether this process may still be there; on another host nobody knows."""
        if self.host != platform.node():
            return True
        if self.process == os.getpid():
            return False  # a process knows by itself what it holds, see ``claim``
        if sys.platform == "win32":  # where asking after a process may end it
            return True
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        except (OSError, OverflowError):
            return True
        return self.born in ("", _born(self.process))


class LockHeldError(Exception):
    """Another run holds the lock; not ``sure`` where only the file says so."""

    def __init__(self, owner: Owner | None, *, sure: bool) -> None:
        """Keep who holds it; None where that is not known."""
        super().__init__("another run holds the lock")
        self.owner, self.sure = owner, sure


class RunLock:
    """A locked file; on a file system without locks, the owner it names decides instead."""

    def __init__(self, path: Path) -> None:
        """Lock ``path``; its folder is created where it is not there, that one's folder is not.

        Raises:
            LockHeldError: another run has it.
            OSError: the file cannot be created.
        """
        self.path, self.owner = path, Owner.here()
        problem = OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))
        for _ in range(_TRIES):
            try:
                self._file = _open(path)
            except (FileNotFoundError, PermissionError) as error:
                vanishing = path.parent.parent.is_dir() and _is_passing(error)
                if not vanishing:
                    raise
                problem = error
            else:
                if self._lock():
                    return
            time.sleep(_PAUSE_SECONDS)
        raise problem

    def release(self, *, remove: bool = True) -> None:
        """Let others have it; the file goes if it shall, its folder stays."""
        if remove and sys.platform != "win32":
            with suppress(OSError):  # before it is let go: what others lock must be found by name
                self.path.unlink()
        with suppress(OSError):  # the drive may be gone
            os.close(self._file)
        if remove and sys.platform == "win32":  # which removes no file that is open
            with suppress(OSError):
                self.path.unlink()

    def _lock(self) -> bool:
        """Lock the open file; False if it is no longer the one of that name."""
        try:
            locked = _try_lock(self._file)
            owner = None if locked else _read_owner(self._file)
            if locked is False or (owner is not None and owner.may_live()):
                raise LockHeldError(owner, sure=locked is False)
            if not _is_named(self._file, self.path):
                os.close(self._file)
                return False
            _write_owner(self._file, self.owner)
        except BaseException:
            os.close(self._file)
            raise
        return True


def _open(path: Path) -> int:
    path.parent.mkdir(exist_ok=True)
    if path.parent.is_symlink():  # somebody else's: what is in there is none of ours to remove
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path.parent))
    try:
        return _plain(path, os.O_RDWR | os.O_CREAT)
    except PermissionError:
        if sys.platform == "win32" or not path.exists():
            raise
        return _plain(path, os.O_RDONLY)  # another user's, who may well be at work


def _plain(path: Path, flags: int) -> int:
    """Open a file that is ours; a link in its place could lead to one of the user's."""
    file = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | _NO_WAIT, 0o666)
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(file)
        raise OSError(errno.EINVAL, "the lock in its work folder is no plain file", str(path))
    return file


def _is_passing(error: OSError) -> bool:
    """Tell whether a run that just removes the file or the folder may be why."""
    return isinstance(error, FileNotFoundError) or sys.platform == "win32"


def _is_named(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except OSError:
        return False


def _try_lock(file: int) -> bool | None:
    """Return whether the file is ours now; None where there are no locks."""
    try:
        if sys.platform == "win32":
            os.lseek(file, _BEYOND, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _TAKEN else None
    return True


def _write_owner(file: int, owner: Owner) -> None:
    text = json.dumps(asdict(owner)).encode("ascii")
    with suppress(OSError):  # a full disk, which removing what a dead run left may help
        os.lseek(file, 0, os.SEEK_SET)
        os.ftruncate(file, 0)
        os.write(file, text)


def _read_owner(file: int) -> Owner | None:
    try:
        os.lseek(file, 0, os.SEEK_SET)
        told = json.loads(os.read(file, _LONGEST))
        return Owner(
            int(told["process"]), str(told["host"]), float(told["since"]), str(told["born"])
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None  # just being written, or not by us


def _born(process: int) -> str:
    """Return when a process began, in clock ticks since the system did; "" where nobody says."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
