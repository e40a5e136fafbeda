"""The files that a run reads and writes, each known by whatever names it goes by."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from ..errors import InputError
from ..rasters.made_of import archive_of, file_in, listed_files, made_of
from ..rasters.mosaic_tiles import tile_folder
from .dataset_names import names_beside, spelled

STALE = (".aux.xml", ".ovr", ".msk")  # GDAL would take them for a raster's own
STYLE = ".qml"
MOSAIC = ".vrt"
_RASTERS = (".tif", ".tiff", MOSAIC)
_OF_DATABASE = ("-wal", "-shm", "-journal")  # what SQLite keeps of a file that is open
_OF_LAYER = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".qix", ".sbn", ".sbx", ".idm", ".ind"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
    ".gml": (".xsd", ".gfs"),
    **dict.fromkeys((".geojson", ".json", ".fgb"), (STYLE, ".qmd")),
}


class Other(Enum):
    """What the file is that an output would spoil."""

    OUTPUT = "another output"
    INPUT = "an input"
    PART = "a file that belongs to an input"
    ORIGIN = "what an input was made from, or a part of that"


@dataclass(frozen=True)
class Clash:
    """An output that would spoil another file of its run.

    Attributes:
        output: its parameter.
        path: what it would write, replace or remove.
        other: the parameter whose file that is.
        kind: what that file is.
    """

    output: str
    path: str
    other: str
    kind: Other


class RunFiles:
    """The files of a run, taken in one after the other."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, tuple[str, Other]] = {}
        self._beside: dict[tuple[str, str], tuple[str, Other]] = {}
        self._folders: set[str] = set()
        self._rasters: dict[str, tuple[str, Other]] = {}
        self._listed: dict[str, set[str]] = {}
        self._paths: list[tuple[str, str, Other]] = []

    def reads(self, name: str, path: str, *, raster: bool = False, origin: bool = False) -> None:
        """Take in what a parameter reads: a file, a part of one, or one that is made of others.

        ``raster``: GDAL may be asked which files belong to it; ``origin``: what is read is not it,
        but was made from it. Origins come last.
        """
        kind, part = (Other.ORIGIN, Other.ORIGIN) if origin else (Other.INPUT, Other.PART)
        for one in dict.fromkeys((path, file_in(path), archive_of(path), *made_of(path))):
            if one:
                self._take(name, one, kind)
                self._take_beside(one, raster, (name, part))
        if raster or os.path.isdir(path):
            self._rasters.setdefault(path, (name, part))

    def writes(self, name: str, path: str, *, layer: bool = False) -> Clash | None:
        """Take in what an output writes; return what is in the way, and then take in nothing.

        ``layer``: QGIS writes it, as points or polygons.
        """
        written = tuple(_written(path, layer=layer))
        for one in written:
            known = next((self._known[key] for key in _keys(one) if key in self._known), None)
            if known is not None:
                return Clash(name, one, *known)
            owner = self._owner(one, of=path)
            if owner is not None:
                return Clash(name, one, *owner)
        clash = self._inside(name, path)
        if clash is None:
            for one in written:
                self._take(name, one, Other.OUTPUT)
        return clash

    def _take(self, name: str, path: str, kind: Other) -> None:
        for key in _keys(path):
            self._known.setdefault(key, (name, kind))
        self._paths.append((name, path, kind))

    def _take_beside(self, path: str, raster: bool, owner: tuple[str, Other]) -> None:
        for folder, file in _places(path):
            self._folders.add(folder)
            for one in names_beside(file, raster=raster):
                self._beside.setdefault((_folder_key(folder), one), owner)

    def _owner(self, path: str, *, of: str) -> tuple[str, Other] | None:
        """Return the parameter that reads what a file is a part of, and what that file is.

        What lies beside an output that is there already, ``of`` which it is, is an earlier one's,
        unless GDAL says otherwise.
        """
        there = os.path.lexists(path)
        if path != of and not there:
            return None
        owner = None if path != of and os.path.lexists(of) else self._named(path)
        return owner or (self._read_with(path) if there else None)

    def _named(self, path: str) -> tuple[str, Other] | None:
        """Return whose file a file belongs to by its name."""
        keys = ((_folder_key(folder), spelled(file)) for folder, file in _places(path))
        owner = next((self._beside[key] for key in keys if key in self._beside), None)
        return owner or (self._linked(path) if _has_names(path) else None)

    def _linked(self, path: str) -> tuple[str, Other] | None:
        """Return the same of a file that has other names, one of which may tell."""
        for folder in self._folders:
            with suppress(OSError):  # it cannot be listed
                for file in os.listdir(folder):
                    owner = self._beside.get((_folder_key(folder), spelled(file)))
                    if owner and same_file(os.path.join(folder, file), path):
                        return owner
        return None

    def _read_with(self, path: str) -> tuple[str, Other] | None:
        """Return with whose raster GDAL reads a file, or in whose folder it lies."""
        keys, place = _keys(path), Path(os.path.realpath(path))
        for raster, owner in self._rasters.items():
            home = Path(os.path.realpath(raster))
            folder = home if home.is_dir() else home.parent
            if home in place.parents:
                return owner
            if folder not in place.parents and place.parent not in folder.parents:
                continue  # it would take long to open them all
            if raster not in self._listed:
                self._listed[raster] = {key for file in listed_files(raster) for key in _keys(file)}
            if keys & self._listed[raster]:
                return owner
        return None

    def _inside(self, name: str, path: str) -> Clash | None:
        """Return a file that lies in the folder with the files of a mosaic."""
        folder = tile_folder(path)
        if Path(path).suffix.lower() != MOSAIC or not folder.is_dir():
            return None
        above: dict[Path, tuple[str, str, Other]] = {}
        for other, inner, kind in self._paths:
            for one in Path(os.path.realpath(inner)).parents:
                above.setdefault(one, (other, inner, kind))
        for one, (other, inner, kind) in above.items():
            if same_file(str(one), str(folder)):
                return Clash(name, inner, other, kind)
        return None


def check_apart(
    outputs: Mapping[str, str | Path | None], inputs: Iterable[tuple[str, str]] = ()
) -> None:
    """Make sure that no output of a run is another one, or an input, by whatever name.

    Args:
        outputs: the files by their parameter; None or "" = no file.
        inputs: parameter and path of each raster that is read.

    Raises:
        InputError: one is, or is a part of an input.
    """
    files = RunFiles()
    for name, path in inputs:
        files.reads(name, path, raster=True)
    for name, file in outputs.items():
        clash = files.writes(name, str(file)) if file else None
        if clash is not None:
            raise InputError(_sentence(clash))


def files_beside(path: str | Path) -> tuple[str, ...]:
    """Return what is written, replaced or removed beside a raster that is written."""
    if Path(path).suffix.lower() not in _RASTERS:
        return ()
    return (str(Path(path).with_suffix(STYLE)), *(f"{path}{one}" for one in STALE))


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


def _places(path: str) -> set[tuple[str, str]]:
    """Return folder and name of a file, and of what it is a link to."""
    return {os.path.split(os.path.abspath(path)), os.path.split(os.path.realpath(path))}


def _folder_key(folder: str) -> str:
    return file_number(folder) or os.path.normcase(folder)


def _has_names(path: str) -> bool:
    """Tell whether a file has another name beside this one."""
    try:
        return os.stat(path).st_nlink > 1
    except (OSError, ValueError):
        return False


def _keys(path: str) -> set[str]:
    """Return what names of one file share: its place, and itself where it is there."""
    folder, name = os.path.split(os.path.realpath(path))
    keys = {f"{_folder_key(folder)}/{one_name(name, folder)}"}
    number = file_number(path)
    return keys | {number} if number else keys


def file_number(path: str) -> str:
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
    else:
        yield from files_beside(path)
    if ending == MOSAIC:
        yield str(tile_folder(path))


def _sentence(clash: Clash) -> str:
    if clash.kind is Other.OUTPUT:
        return (
            f"{clash.output} and {clash.other} would both write '{clash.path}'; choose another "
            "file for one."
        )
    which = "belongs to" if clash.kind is Other.PART else "is"
    return (
        f"{clash.output} would overwrite '{clash.path}', which {which} the input {clash.other}; "
        "choose another file."
    )
