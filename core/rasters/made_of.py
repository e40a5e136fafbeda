"""The files that rasters are made of, those of virtual rasters within each other too."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .network import is_remote
from .opening import GDAL_ERRORS, folder_of, head_of, open_checked
from .virtual_raster import MARK, MAX_DESCRIPTION, references

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

_MOST_PARTS = 8  # between colons; all pieces of a name are tried
_IN_FILE = re.compile(r"/vsi(?:(?:zip|tar|gzip|7z|rar)/|subfile/\d+_-?\d+,)", re.IGNORECASE)
_NO_DATA_OF = (".aux.xml", ".ovr")  # statistics and overviews, which programs add on opening


def content_files(dataset: DatasetReader, path: str) -> tuple[str, ...]:
    """Return the files that an open raster's content comes from, each once.

    Those that GDAL names come first, then the others which virtual rasters among them name. Files
    of statistics and overviews are none of them.
    """
    named = set(_content(dataset.files or [path]))
    inner = {name for file in named for name in _content(made_of(file))}
    return (*sorted(named), *sorted(inner - named))


def listed_files(path: str) -> tuple[str, ...]:
    """Return every file that GDAL counts to a raster here; none of one that cannot be opened."""
    if is_remote(path):
        return ()
    try:
        with open_checked(path, label=path) as dataset:
            return tuple(dataset.files)
    except (InputError, *GDAL_ERRORS):  # told where it is opened to be read
        return ()


def _content(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not name.lower().endswith(_NO_DATA_OF))


def made_of(path: str) -> tuple[str, ...]:
    """Return the local files that a virtual raster names, and those which these name in turn.

    Nothing is told of what is no virtual raster, or one that cannot be read.
    """
    found: dict[str, None] = {}
    left = [path]
    while left:
        for name in _named(left.pop()):
            if name not in found:
                found[name] = None
                left.append(name)
    return tuple(found)


def _named(path: str) -> list[str]:
    """Return the files that one virtual raster names."""
    if MARK.encode() not in head_of(path) or os.path.getsize(path) > MAX_DESCRIPTION:
        return []
    found: list[str] = []
    left: list[bytes | str] = [Path(path).read_bytes()]
    while left:
        try:
            named = references(left.pop(), label=path)
        except InputError:  # which is told where it is opened
            continue
        for one in named:
            if one.text.startswith(MARK):
                left.append(one.text)
                continue
            file = file_in(os.path.join(folder_of(path), one.text) if one.beside else one.text)
            if file:
                found.append(file)
    return found


def file_in(text: str) -> str:
    """Return the file in a name such as ``NETCDF:"a.nc":band``, "" for none."""
    parts = text.replace('"', "").split(":")
    if len(parts) > _MOST_PARTS:
        return os.path.abspath(text) if os.path.isfile(text) else ""
    for first in range(len(parts)):
        for last in range(len(parts), first, -1):
            name = ":".join(parts[first:last])
            if os.path.isfile(name):
                return os.path.abspath(name)
    return ""


def archive_of(path: str) -> str:
    """Return the file that another is read from within: a.zip in /vsizip/a.zip/b.tif; else ""."""
    inner, found = path, _IN_FILE.match(path)
    while found:
        inner = inner[found.end() :]
        found = _IN_FILE.match(inner)
    if inner == path:
        return ""
    if inner.startswith("{"):
        inner = inner[1:].partition("}")[0]
    names = (inner, *map(str, Path(inner).parents))
    return next((os.path.abspath(name) for name in names if os.path.isfile(name)), "")
