"""Whether an output can be written where it is wanted."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ..errors import InputError
from .claim import refuse_open, work_folder
from .object_storage import check_object, is_address

_LONGEST_NAME = 220  # file systems let a name have 255 bytes; sidecars and work folders add some


def check_output(path: str | Path, *, name: str) -> Path:
    """Return the path of an output after making sure it can be written.

    Args:
        path: where the output shall be; what is in object storage is not asked for there.
        name: the parameter, for messages.

    Raises:
        InputError: the folder is missing or not writable, or the name is a folder's, too long or
            not in UTF-8, or what ``check_object`` refuses.
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
