"""Outputs in object storage: their names, and where on this computer they are made."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

from ..errors import InputError
from ..passwords import without_secrets

FINISHED = "finished"  # what a work folder holds under this name could not be stored
_KINDS = ("/vsis3/", "/vsigs/", "/vsiaz/")  # that GDAL writes one after the other to
_ENDINGS = (".tif", ".tiff")
_ADDRESS = re.compile(r"/vsi\w+[/?]|[a-z][a-z0-9+.-]+:/", re.IGNORECASE)  # a drive is one letter


def is_object(path: str | Path) -> bool:
    """Tell whether an output lies in object storage."""
    return Path(path).as_posix().startswith(_KINDS)


def is_address(path: str | Path) -> bool:
    """Tell whether a name is none of a file, but of what GDAL or a browser would look up."""
    return bool(_ADDRESS.match(Path(path).as_posix()))


def check_object(path: str | Path, *, name: str) -> Path:
    """Return where in object storage an output shall be, without asking there.

    Args:
        path: what ``is_address``.
        name: the parameter, for messages.

    Raises:
        InputError: nothing is written there, or no such thing.
    """
    text = os.fspath(path).replace(os.sep, "/")
    shown = f"{name} '{without_secrets(text)}'".lstrip()
    if not is_object(text):
        raise InputError(
            f"{shown} is neither a file on this computer nor in object storage that is written "
            "to; give a file, or a GeoTIFF as /vsis3/bucket/map.tif, /vsigs/... or /vsiaz/...."
        )
    parts = text.split("/")[2:]
    if len(parts) < 2 or any(part in ("", ".", "..") for part in parts):
        raise InputError(f"{shown} is no object; give its bucket and name: /vsis3/bucket/map.tif.")
    if Path(text).suffix.lower() not in _ENDINGS:
        raise InputError(
            f"{shown}: only rasters that are one GeoTIFF are written to object storage; end it in "
            ".tif, or give a file on this computer."
        )
    return Path(path)


def object_folder(path: Path) -> Path:
    """Return the folder on this computer in which an object is made, the same for each run."""
    user = f"{os.getuid()}_" if hasattr(os, "getuid") else ""
    name = path.as_posix().encode("utf-8", "surrogateescape")
    digest = hashlib.sha256(name).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"finecover_{user}{digest}_{path.name}"


def create_object_folder(path: Path) -> None:
    """Make sure that this user alone has the folder in which an object is made.

    Raises:
        InputError: it is somebody else's.
        OSError: it cannot be created.
    """
    folder = object_folder(path)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = os.lstat(folder)
        ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
        if not (ours and stat.S_ISDIR(found.st_mode)):
            raise InputError(
                f"'{path.as_posix()}' would be made in '{folder}', which is somebody else's; let "
                "the variable TMPDIR name another folder."
            ) from None


def disk_folder(folder: str | Path) -> str:
    """Return the folder the disk of which must hold what is written to a folder."""
    return tempfile.gettempdir() if is_address(f"{folder}/") else str(folder)
