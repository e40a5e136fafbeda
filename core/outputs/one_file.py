"""The files that a run reads and writes, each known by whatever names it goes by."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import InputError
from ..rasters.made_of import file_in, made_of
from ..rasters.mosaic_tiles import tile_folder

STALE = (".aux.xml", ".ovr", ".msk")  # GDAL would take them for a raster's own
STYLE = ".qml"
_RASTERS, _MOSAIC = (".tif", ".tiff", ".vrt"), ".vrt"
_OF_DATABASE = ("-wal", "-shm", "-journal")  # what SQLite keeps of a file that is open
_OF_LAYER = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    **dict.fromkeys((".geojson", ".json", ".fgb"), (STYLE, ".qmd")),
}


@dataclass(frozen=True)
class Clash:
    """An output that would spoil another file of its run.

    Attributes:
        output: its parameter.
        path: what it would write, replace or remove.
        other: the parameter whose file that is.
        is_input: that one is read.
        belongs: the file is not itself what is read, but lies beside it.
    """

    output: str
    path: str
    other: str
    is_input: bool
    belongs: bool = False


class RunFiles:
    """The files of a run, taken in one after the other."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, tuple[str, bool]] = {}
        self._styles: dict[str, str] = {}
        self._paths: list[tuple[str, str, bool]] = []

    def reads(self, name: str, path: str) -> None:
        """Take in what a parameter reads: a file, a part of one, or one that is made of others."""
        for one in (path, file_in(path), *made_of(path)):
            if one:
                self._take(name, one, is_input=True)
        style = str(Path(path).with_suffix(STYLE)) if os.path.isfile(path) else ""
        if os.path.isfile(style):
            self._styles.update(dict.fromkeys(_keys(style), name))

    def writes(self, name: str, path: str, *, layer: bool = False) -> Clash | None:
        """Take in what an output writes; return what is in the way, and then take in nothing.

        ``layer``: QGIS writes it, as points or polygons.
        """
        written = tuple(_written(path, layer=layer))
        for one in written:
            for key in _keys(one):
                if key in self._known:
                    other, is_input = self._known[key]
                    return Clash(name, one, other, is_input)
                if key in self._styles and not os.path.lexists(path):  # else it is an earlier one's
                    return Clash(name, one, self._styles[key], is_input=True, belongs=True)
        clash = self._inside(name, path)
        if clash is None:
            for one in written:
                self._take(name, one, is_input=False)
        return clash

    def _take(self, name: str, path: str, *, is_input: bool) -> None:
        for key in _keys(path):
            self._known.setdefault(key, (name, is_input))
        self._paths.append((name, path, is_input))

    def _inside(self, name: str, path: str) -> Clash | None:
        """Return a file that lies in the folder with the files of a mosaic."""
        folder = tile_folder(path)
        if Path(path).suffix.lower() != _MOSAIC or not folder.is_dir():
            return None
        above: dict[Path, tuple[str, str, bool]] = {}
        for other, inner, is_input in self._paths:
            for one in Path(os.path.realpath(inner)).parents:
                above.setdefault(one, (other, inner, is_input))
        for one, (other, inner, is_input) in above.items():
            if same_file(str(one), str(folder)):
                return Clash(name, inner, other, is_input)
        return None


def check_apart(
    outputs: Mapping[str, str | Path | None], inputs: Iterable[tuple[str, str]] = ()
) -> None:
    """Make sure that no output of a run is another one, or an input, by whatever name.

    Args:
        outputs: the files by their parameter; None or "" = no file.
        inputs: parameter and path of what is read.

    Raises:
        InputError: one is.
    """
    files = RunFiles()
    for name, path in inputs:
        files.reads(name, path)
    for name, file in outputs.items():
        clash = files.writes(name, str(file)) if file else None
        if clash is not None:
            raise InputError(_sentence(clash))


def same_file(path: str, other: str) -> bool:
    """Tell whether two names are one file, or would be if it were there."""
    return bool(_keys(path) & _keys(other))


def one_name(name: str, folder: str) -> str:
    """Return what all names of one file in a folder have in common."""
    if not ignores_case(folder):
        return name
    return unicodedata.normalize("NFC", name.lower())


@lru_cache(maxsize=256)
def ignores_case(folder: str) -> bool:
    """Tell whether names in a folder that differ in case alone are one file.

    Names that are there tell, or above it where there are none.
    """
    if os.path.normcase("A") == "a":
        return True
    for place in (Path(folder), *Path(folder).parents):
        try:
            names = set(os.listdir(place))
        except OSError:
            continue
        for name in names:
            other = name.swapcase()
            if name.isascii() and other not in names:  # nor is it the same, without any letter
                return _is_there(place / name, place / other)
    return False


def _is_there(path: Path, other: Path) -> bool:
    try:
        return os.path.samestat(os.lstat(path), os.lstat(other))
    except OSError:
        return False


def _keys(path: str) -> set[str]:
    """Return what names of one file share: its place, and itself where it is there."""
    folder, name = os.path.split(os.path.realpath(path))
    keys = {f"{_number(folder) or os.path.normcase(folder)}/{one_name(name, folder)}"}
    number = _number(path)
    return keys | {number} if number else keys


def _number(path: str) -> str:
    """Return the number of a file on its disk; "" where it is not there, or has none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return ""
    return f"{found.st_dev}:{found.st_ino}" if found.st_ino else ""


def _written(path: str, *, layer: bool) -> Iterator[str]:
    """Yield a file and what is written, replaced or removed beside it."""
    yield path
    ending = Path(path).suffix.lower()
    if layer and ending == ".gpkg":
        yield from (f"{path}{one}" for one in _OF_DATABASE)
    elif layer:
        yield from (str(Path(path).with_suffix(one)) for one in _OF_LAYER.get(ending, ()))
    elif ending in _RASTERS:
        yield str(Path(path).with_suffix(STYLE))
        yield from (f"{path}{one}" for one in STALE)
    if ending == _MOSAIC:
        yield str(tile_folder(path))


def _sentence(clash: Clash) -> str:
    if not clash.is_input:
        return (
            f"{clash.output} and {clash.other} would both write '{clash.path}'; choose another "
            "file for one."
        )
    which = "belongs to" if clash.belongs else "is"
    return (
        f"{clash.output} would overwrite '{clash.path}', which {which} the input {clash.other}; "
        "choose another file."
    )
