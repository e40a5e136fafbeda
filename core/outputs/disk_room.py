"""Whether what a run writes can fit on a disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from ..errors import InputError
from .object_storage import disk_folder

COMPRESSED = 0.1  # of what files take at most, they take at least


def peak_bytes(files: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return what folders must hold while the last of their files is completed.

    Args:
        files: folder and bytes of each; a copy is made of a file to complete it.
    """
    needed: dict[str, float] = {}
    largest: dict[str, float] = {}
    for folder, size in files:
        needed[folder] = needed.get(folder, 0.0) + size
        largest[folder] = max(largest.get(folder, 0.0), size)
    return {folder: value + largest[folder] for folder, value in needed.items()}


def cannot_fit(needed: float, free: float) -> bool:
    """Tell whether files of ``needed`` bytes at most do not fit even when they compress well."""
    return needed * COMPRESSED > free


def check_room(files: Iterable[tuple[str | Path, float]]) -> None:
    """Make sure that outputs can fit where they are written.

    Args:
        files: path and bytes at most of each that is written at the same time.

    Raises:
        InputError: they cannot, even when they compress well.
    """
    folders: dict[int, str] = {}  # by disk, where files take each other's room
    sizes = []
    for path, size in files:
        folder = disk_folder(Path(path).parent)
        sizes.append((folders.setdefault(_disk(folder), folder), size))
    for folder, needed in peak_bytes(sizes).items():
        free = free_space(folder)
        if free is not None and cannot_fit(needed, free):
            raise InputError(
                f"The outputs take {shown_bytes(needed * COMPRESSED)} at least in '{folder}', "
                f"where {shown_bytes(free)} are free; make room there, choose a folder on another "
                "disk, or map a smaller area."
            )


def free_space(folder: str) -> int | None:
    """Return the bytes that are free where a folder is, or will be; None where nobody knows."""
    place = Path(disk_folder(folder))
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        return shutil.disk_usage(place).free
    except OSError:
        return None


def shown_bytes(size: float) -> str:
    """Return a size as people read it."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if size >= 0.95 * scale:
            digits = 1 if size < 9.95 * scale else 0
            return f"{size / scale:.{digits}f} {unit}"
    return "1 MB" if size else "0 MB"


def _disk(folder: str) -> int:
    try:
        return os.stat(folder).st_dev
    except OSError:  # opening the file will tell
        return -1
