"""The folder with the files of mosaics: each run's in a folder of its own, which a VRT names.

It is called after what is in its files, so that equal runs make equal mosaics.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ..errors import InputError
from .refusals import refusal

DOUBTFUL = "unfinished"  # a file that marks the folder of a run: it goes unless a VRT names it
_LETTERS = 8  # of the name of a run's folder
_RUN = re.compile(rf"[0-9a-f]{{{_LETTERS}}}")
_TOLD = re.compile(rf"_tiles[/\\]([0-9a-f]{{{_LETTERS}}})[/\\]")
_OURS = re.compile(r"\d{4,}_\d{4,}\..+")
_PIECE = 65_536  # letters that are looked at together
_OVERLAP = 32  # letters; what tells of a run has fewer
_MOST = 500  # VRTs that are looked through for what they name
_MOST_BYTES = 2**28  # of them together
_PART = 2**20  # bytes


def tile_folder(path: str | Path) -> Path:
    """Return the folder beside a VRT that holds its files."""
    path = Path(path)
    return path.with_name(f"{path.stem}_tiles")


def check_tile_folder(path: Path, *, name: str = "") -> None:
    """Make sure that a run's folder can be moved into the tile folder of a VRT, if that is there.

    ``name`` is the parameter, for messages.

    Raises:
        InputError: it is no folder, is another user's, or lies on another disk.
    """
    folder = tile_folder(path)
    try:
        other = folder.stat().st_dev != path.parent.stat().st_dev
    except FileNotFoundError:
        return
    except OSError as error:
        raise refusal(path, "created", error) from error
    problem = ""
    if not folder.is_dir():
        problem = "is no folder"
    elif other:
        problem = "lies on another disk"
    elif not os.access(folder, os.W_OK | os.X_OK):
        problem = "cannot be written by you"
    if problem:
        raise InputError(
            f"{name} '{path.name}' keeps its files in '{folder.name}' beside it, which ".lstrip()
            + f"{problem}; choose another file, or move that away."
        )


def digest_of(file: str | Path) -> str:
    """Return a digest of a file.

    Raises:
        OSError: it cannot be read.
    """
    found = sha256()
    with open(file, "rb") as stream:
        for part in iter(lambda: stream.read(_PART), b""):
            found.update(part)
    return found.hexdigest()


def run_folder(path: Path, digests: Mapping[str, str]) -> tuple[Path, bool]:
    """Return where the files of a run belong, and whether they are there already.

    They are where a folder of that name holds them and nothing else, and a VRT beside it names
    it; any other of that name is somebody else's, and they get another one.

    Args:
        path: of the VRT.
        digests: of all the files, by their names.
    """
    text = "".join(f"{name} {digest}\n" for name, digest in sorted(digests.items()))
    while True:
        text = sha256(text.encode("ascii")).hexdigest()
        folder = tile_folder(path) / text[:_LETTERS]
        if not os.path.lexists(folder):
            return folder, False
        if folder.name in _known_runs(path) and _holds(folder, digests):
            return folder, True


def _holds(folder: Path, digests: Mapping[str, str]) -> bool:
    try:
        names = {entry.name for entry in os.scandir(folder)} - {DOUBTFUL}
        return (
            not folder.is_symlink()
            and names == digests.keys()
            and all(digest_of(folder / name) == digest for name, digest in digests.items())
        )
    except OSError:  # no folder, or another user's
        return False


def mark_doubtful(path: Path) -> None:
    """Mark the folders that a VRT names: they go once it is replaced, see ``tidy``."""
    for run in _named(path):
        with suppress(OSError):  # another user's: it stays; or another mosaic's
            (tile_folder(path) / run / DOUBTFUL).touch()


def tidy(path: Path) -> None:
    """Remove the marked folders of runs that no VRT beside them names, whatever it is called.

    What dead runs left goes so, and what was replaced; files that are none of ours stay, and so
    does all where not every VRT can be looked through.
    """
    folder = tile_folder(path)
    with suppress(OSError):  # not there, or the drive is gone
        runs = [
            Path(entry.path)
            for entry in list(os.scandir(folder))
            if _RUN.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
        ]
        marked = [run for run in runs if (run / DOUBTFUL).exists()]
        named, sure = _named_by_any(path) if marked else (set(), True)
        for run in marked:
            if sure or run.name in named:
                _settle(run, keep=run.name in named)
        for run in (*runs, folder):
            with suppress(OSError):  # there is something in it
                run.rmdir()


def _settle(folder: Path, *, keep: bool) -> None:
    with suppress(OSError):  # a file is open on Windows: the mark stays for the next run
        if not keep:
            for entry in list(os.scandir(folder)):
                if _OURS.fullmatch(entry.name) and not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)
        (folder / DOUBTFUL).unlink()


def _known_runs(path: Path) -> set[str]:
    try:
        return _named_by_any(path)[0]
    except OSError:  # the folder cannot be listed
        return set()


def _named_by_any(path: Path) -> tuple[set[str], bool]:
    """Return the runs that VRTs of the folder name, and whether those are surely all.

    A copy may have any name. The VRT itself is looked through first, and whole.
    """
    files = [
        Path(entry.path)
        for entry in os.scandir(path.parent)
        if entry.name.lower().endswith(".vrt") and entry.is_file()
    ]
    files.sort(key=lambda file: (file.name != path.name, not file.name.startswith(path.stem)))
    named: set[str] = set()
    sure, left = len(files) <= _MOST, _MOST_BYTES
    for file in files[:_MOST]:
        try:
            size = 0 if file.name == path.name else file.stat().st_size
            if size <= left:
                named |= _named(file)
            sure, left = sure and size <= left, left - size
        except OSError:  # another user's
            sure = False
    return named, sure


def _named(path: Path) -> set[str]:
    """Return the runs whose files a VRT names."""
    named: set[str] = set()
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            text = ""
            for piece in iter(lambda: file.read(_PIECE), ""):
                text = text[-_OVERLAP:] + piece
                named.update(_TOLD.findall(text))
    return named
