"""Why a file could not be written, as a user must know it."""

from __future__ import annotations

import errno
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from ..errors import InputError
from ..outputs.object_storage import disk_folder, is_address
from .gdal_log import SAYS_FULL, disk_refused
from .raster_file import gdal_reason

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", None)} - {None}
_SAYS_UNWRITTEN = re.compile(r"i/?o error|write error|short write|cannot write", re.IGNORECASE)
_SAYS_ABSENT = re.compile(r"no such file", re.IGNORECASE)
_LITTLE = 2**20  # bytes
_HARDLY_ROOM = 2**24  # bytes, fewer than a block of pixels may take


def refusal(
    path: Path, what: str, error: BaseException, *, since: float = float("inf")
) -> InputError:
    """Return why a file cannot be "created", "written" or "completed", with a remedy if known.

    GDAL often says no more than that writing failed, or that it cannot read what it wrote; then
    its log ``since`` writing began, or the room that is left, tells.
    """
    folder = disk_folder(path.parent)
    strerror = error.strerror if isinstance(error, OSError) else ""
    reason = _without_work_folder(strerror or gdal_reason(error), path)
    known = isinstance(error, OSError) and error.errno in _FULL
    full = known or bool(SAYS_FULL.search(reason))
    if not full and not strerror:
        full = disk_refused(since)
    if not full and _SAYS_UNWRITTEN.search(reason):
        full = _free(folder) < _HARDLY_ROOM
    if full:
        return InputError(
            f"'{path}' cannot be {what}, because the disk is full; make room in '{folder}', "
            "or choose a folder on another disk."
        )
    gone = "" if what == "created" else _gone(path, what, reason, error)
    if gone:
        return InputError(gone)
    remedy = "; choose another file or folder" if strerror else ""
    return InputError(f"'{path}' cannot be {what}: {reason}{remedy}.")


def has_room(folder: Path) -> bool:
    """Try whether a folder takes a little more."""
    probe = folder / "room"
    try:
        with probe.open("wb") as file:
            file.write(bytes(_LITTLE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno not in _FULL
    finally:
        with suppress(OSError):
            probe.unlink()
    return True


def _without_work_folder(reason: str, path: Path) -> str:
    """Return a reason that names the output in place of what it is made of meanwhile."""
    name = re.escape(path.name)
    return re.sub(rf"\.{name}\.finecover[/\\](\w+[/\\])?(?={name})", "", reason)


def _gone(path: Path, what: str, reason: str, error: BaseException) -> str:
    """Return what to say where an output's folder was taken away meanwhile, "" where not."""
    from ..outputs.claim import parameter_of, work_folder  # which needs this module

    absent = isinstance(error, OSError) and error.errno == errno.ENOENT
    if is_address(path) or not (absent or _SAYS_ABSENT.search(reason)):
        return ""
    for folder in (path.parent, work_folder(path)):
        if not folder.is_dir():
            return (
                f"{parameter_of(path)} '{path}' cannot be {what}, because the folder '{folder}' "
                "was moved or removed meanwhile; put it back, or choose another folder, and run "
                "again."
            ).lstrip()
    return ""


def _free(folder: str) -> float:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return float("inf")
