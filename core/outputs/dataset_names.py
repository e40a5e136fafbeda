"""The names of the files that programs keep beside others, as parts of one dataset."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator

_AFTER_NAME = (
    ".aux.xml", ".ovr", ".msk", ".msk.ovr", ".ovr.aux.xml", ".xml", ".hdr", "-wal", "-shm",
    "-journal",
)  # fmt: skip
_OF_ANY = (".qml", ".qmd")
_OF_RASTER = (
    ".aux", ".aux.xml", ".blw", ".clr", ".hdr", ".ige", ".imd", ".prj", ".rdc", ".rpb", ".rrd",
    ".sgrd", ".stx", ".wld", "_rpc.txt",
)  # fmt: skip
_SHAPEFILE = (
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".ain", ".aih", ".fbn",
    ".fbx", ".idm", ".ind", ".ixs", ".mxs", ".shp.xml",
)  # fmt: skip
_CSV = (".csvt", ".prj")
_OF_LAYER = {
    **dict.fromkeys((".shp", ".shx", ".dbf"), _SHAPEFILE),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
    ".mid": (".mif",),
    ".gml": (".gfs", ".xsd"),
    **dict.fromkeys((".csv", ".tsv", ".txt"), _CSV),
}


def names_beside(name: str, *, raster: bool) -> Iterator[str]:
    """Yield the names that files may have which belong to a file, as ``spelled`` spells them.

    ``raster``: it is read as one.
    """
    name = spelled(name)
    stem, ending = os.path.splitext(name)
    yield from (f"{name}{one}" for one in _AFTER_NAME)
    yield from (f"{stem}{one}" for one in _OF_ANY)
    if raster:
        yield from (f"{stem}{one}" for one in (*_OF_RASTER, *_world_files(ending)))
    else:
        yield from (f"{stem}{one}" for one in _OF_LAYER.get(ending, ()))


def spelled(name: str) -> str:
    """Return what all spellings of a name have in common: GDAL looks beside in any case."""
    return unicodedata.normalize("NFC", name.lower())


def _world_files(ending: str) -> tuple[str, ...]:
    """Return the endings of what tells where a raster lies: .tfw and .tifw for .tif."""
    return (f"{ending[:2]}{ending[-1]}w", f"{ending}w") if len(ending) > 2 else (f"{ending}w",)
