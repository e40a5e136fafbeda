"""Whether an output can be written where it is wanted."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from ..errors import InputError
from ..rasters.mosaic_tiles import check_tile_folder
from ..rasters.refusals import refusal
from .claim import refuse_open, work_folder
from .object_storage import check_object, is_address, is_object
from .one_file import MOSAIC, files_beside

_LONGEST_NAME = 220  # file systems let a name have 255 bytes; sidecars and work folders add some


def check_output(path: str | Path, *, name: str) -> Path:
    """Return the path of an output after making sure it can be written.

    Args:
        path: where the output shall be; what is in object storage is not asked for there.
        name: the parameter, for messages.

    Raises:
        InputError: the folder is missing or not writable, or the name is a folder's, too long or
            not in UTF-8, or what ``check_object`` refuses; or a file or folder that belongs
            beside it cannot be replaced.
    """
    given, path = path, Path(path)
    folder = path.parent
    if len(os.fsencode(path.name)) > _LONGEST_NAME:
        raise InputError(
            f"{name}: the file name '{path.name[:40]}…' is longer than {_LONGEST_NAME} bytes; "
            "choose a shorter one."
        )
    shown = os.fsencode(path).decode("utf-8", "replace")
    if shown != str(path):
        raise InputError(
            f"{name}: the path '{shown}' has letters that are not in UTF-8 (shown as �); rename "
            "that folder or file, or choose another one."
        )
    if is_address(path):
        return check_object(given, name=name)
    if path.is_dir():
        raise InputError(f"{name} '{path}' is a folder; give the name of a file.")
    if not folder.is_dir():
        raise InputError(f"{name}: the folder '{folder}' does not exist; create it first.")
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"{name} '{path}' is write-protected; choose another file.")
    _check_beside(path, name=name)
    refuse_open(path, name=name)
    probe = work_folder(path).with_suffix(f".{secrets.token_hex(4)}")
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise InputError(
            f"{name}: nothing can be written to the folder '{folder}' ({error.strerror}); "
            "choose another folder."
        ) from error
    return path


def check_names(path: Path, beside: Iterable[Path], *, folders: Iterable[Path] = ()) -> None:
    """Make sure that a finished output can still get its names, before any is replaced.

    Args:
        path: of the output; what is in object storage has no names that could be looked at.
        beside: files that are replaced or removed with it.
        folders: what folders are moved into, which need not be there.

    Raises:
        InputError: its folder is gone or closed since, or a folder has one of the names.
    """
    if is_object(path):
        return
    try:
        for folder in (path.parent, *filter(os.path.lexists, folders)):
            os.stat(os.path.join(folder, ""))  # no more than a folder that is there
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, f"'{folder.name}' is write-protected now")
    except OSError as error:
        raise refusal(path, "written", error) from error
    for file in (path, *beside):
        if file.is_dir() and not file.is_symlink():
            raise refusal(file, "replaced", IsADirectoryError(errno.EISDIR, "it is a folder now"))


def _check_beside(path: Path, *, name: str) -> None:
    """Raise InputError where what belongs beside a raster could not get its name."""
    if path.suffix.lower() == MOSAIC:
        check_tile_folder(path, name=name)
    for file in filter(os.path.exists, files_beside(path)):
        problem = "" if os.access(file, os.W_OK) else "is write-protected"
        if os.path.isdir(file) and not os.path.islink(file):
            problem = "is a folder"
        if problem:
            raise InputError(
                f"{name} '{path}': '{os.path.basename(file)}' beside it, which the run would "
                f"replace or remove, {problem}; move that away, or choose another file."
            )
