"""Opening files of polygons and points without surprises: nothing is fetched, no program started.

GDAL takes a file for whatever its first bytes tell, whatever its name ends in: a virtual layer that
names an address or a data base, the description of a web service, the log of a GPS that it has
another program read. Only files of formats that hold their features themselves are opened. What is
in the network or in a data base is read as a layer of the project, which is its user's own affair.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from functools import lru_cache
from typing import IO

from ..errors import InputError
from ..passwords import host_of
from ..rasters.network import OFFLINE, is_remote
from ..rasters.not_opened import short_name
from .json_crs import links_crs

# options of GDAL while a layer is opened, whatever the environment says
ALONE = {
    **OFFLINE,
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "ALLOW_VIRTUAL_OGR_FROM_TRIGGER_AND_VIEW": "NO",
    "ALLOW_OGR_SQL_FUNCTIONS_FROM_TRIGGER_AND_VIEW": "NO",
}
_LOAD = "load it in QGIS and choose that layer, or save it as GeoPackage"
_HEAD = 65536  # bytes; GDAL looks for marks in fewer
_PROVIDER = re.compile(r"(\w+)://")
_PLAIN_PROVIDERS = ("ogr", "memory", "delimitedtext", "file")
_SCHEME = re.compile(r"([a-z][a-z0-9+._-]+:)\S", re.IGNORECASE)
_VIRTUAL = "is a virtual layer, which may fetch others or start programs"
_SERVICE = "describes a service in the network"
_LOG = "is the log of a GPS, which another program would read"
_MARKS = (
    (re.compile(rb"<OGRVRT|<GDAL_|<VRTDataset|gdal_streamed_alg"), _VIRTUAL),
    (re.compile(rb"<OGR\w+DataSource|<(\w+:)?(WFS_|CSW_)?Capabilities\b", re.IGNORECASE), _SERVICE),
    (re.compile(rb"[\"']openapi[\"']\s*:"), _SERVICE),
    (re.compile(rb"\$GP(GSA|GGA)|\$PMGN|^\s*OziExplorer|<TrainingCenterDatabase"), _LOG),
)
_LOG_WORDS = (b"Grid", b"Datum", b"Header")  # together; a file of a known kind may hold them
_COLUMNS = (".csv", ".tsv")
_BINARY = (
    b"SQLite format 3\0", b"\0\0\x27\x0a", b"fgb", b"PAR1", b"ARROW1", b"\x08\x05\x17\xfe",
    b"\xc8\x09\xfe\x02",
)  # fmt: skip
_TABLES = {  # how texts begin, by their endings
    ".csv": rb"[^\0]", ".tsv": rb"[^\0]", ".tab": rb"\s*!table", ".mif": rb"\s*version",
    ".dxf": rb"\s*(0|999)\s", ".gmt": rb"#", ".gxt": rb"//",
    ".dbf": rb"[\x02-\x05\x30-\x32\x83\x8b]",
}  # fmt: skip
_ROOTS = (b"kml", b"gpx", b"osm", b"rss", b"feed", b"JCSDataFile")
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_COMMENT = re.compile(rb"<!--.*?(-->|$)", re.DOTALL)
_FUNCTION = re.compile(r"\bogr_(?:geocode|datasource|setconfig)|load_extension", re.IGNORECASE)
_ARCHIVES = (".zip", ".shz", ".kmz")
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_MOST_MEMBERS, _MOST_PACKED = 1000, 2**28  # files in an archive, and bytes of one


def check_vector(text: str, *, name: str) -> None:
    """Raise InputError for a layer that is not opened, before GDAL or QGIS look at it.

    Args:
        text: what a parameter was given: a path, maybe with the layer in it behind "|", or a source
            as QGIS writes it. What does not exist passes, for QGIS tells that.
        name: the parameter, for messages.
    """
    found = _PROVIDER.match(text)
    if found and found.group(1) in _PLAIN_PROVIDERS:
        text = text[found.end() :] if found.group(1) == "ogr" else ""
    path = text.split("|")[0].strip()
    label = f"{name} '{short_name(path)}'"
    if path.startswith(("<", "{")):
        raise InputError(f"{label} is a description of a layer, not a file; save it as a file.")
    if _FUNCTION.search(text[len(path) :]):
        raise InputError(
            f"{label} is to be read with a function that reaches further; leave it out."
        )
    _check_place(path, label=label)
    if path.lower().startswith("/vsi"):
        path = _archive_in(path, label=label)
    try:
        _check_file(path, label=label)
    except OSError as error:
        raise InputError(
            f"{label} cannot be read: {error.strerror}; choose a file you may read."
        ) from error


def check_index(text: str, *, name: str) -> None:
    """Raise InputError for a Shapefile that QGIS could not open for want of its index.

    Args:
        text: what a parameter was given, as for ``check_vector``.
        name: the parameter, for messages.
    """
    path = text.split("|")[0].strip()
    stem, ending = os.path.splitext(path)
    if ending.lower() != ".shp" or not os.path.isfile(path):
        return
    beside = [stem + one for one in (".shx", ".SHX") if os.path.isfile(stem + one)]
    if beside and _whole_index(beside[0]):
        return
    raise InputError(
        f"{name} '{short_name(path)}' cannot be opened: the .shx file beside it is "
        f"{'broken' if beside else 'missing'}; copy every file of the Shapefile, or run Repair "
        "Shapefile of QGIS on it."
    )


def _whole_index(path: str) -> bool:
    """Tell whether a .shx file is as long as its first bytes say."""
    with open(path, "rb") as file:
        head = file.read(28)
    return len(head) == 28 and 2 * int.from_bytes(head[24:], "big") == os.path.getsize(path)


def _check_place(path: str, *, label: str) -> None:
    """Refuse names of what is no file."""
    scheme = _SCHEME.match(path)
    if is_remote(path) or (scheme and path[scheme.end(1) :].startswith("//")):
        host = host_of(path)
        raise InputError(
            f"{label} is in the network{f' at {host}' if host else ''}, or in a data base, which "
            f"FineCover reads only where it is a layer of the project; {_LOAD}."
        )
    if scheme and not os.path.lexists(path):
        raise InputError(
            f"{label} is no file, but something GDAL would ask '{scheme.group(1)}' for; {_LOAD}."
        )


def _archive_in(path: str, *, label: str) -> str:
    """Return the archive that a name of GDAL's virtual file system begins with, "" for none."""
    system, _, inner = path[1:].partition("/")
    if system.lower() == "vsimem":  # which only this process can have filled
        return ""
    inner = inner.replace("{", "").replace("}", "")
    if system.lower() != "vsizip" or inner.lower().startswith(("/vsi", "vsi")):
        raise InputError(
            f"{label} is read through '/{system}/'; unpack it, and give the file itself."
        )
    while inner and not os.path.isfile(inner):
        inner = inner.rpartition("/")[0]
    return inner


def _check_file(path: str, *, label: str) -> None:
    try:
        state = os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # which QGIS tells
        return
    if stat.S_ISDIR(state.st_mode):
        if not path.rstrip("/\\").lower().endswith(".gdb"):
            raise InputError(f"{label} is a folder; choose the file in it.")
    elif not stat.S_ISREG(state.st_mode):
        raise InputError(f"{label} is a device or a pipe; choose a file.")
    else:
        _check_content(path, label, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=256)  # a refusal is not kept
def _check_content(path: str, label: str, _state: tuple[int, int]) -> None:
    ending = os.path.splitext(path)[1].lower()
    with open(path, "rb") as file:
        head = file.read(_HEAD)
        if head.startswith(b"PK\3\4") and ending in _ARCHIVES:
            _check_archive(file, label=label)
            return
        kept = _check_layer(head, file, label=label)
    if not kept:
        _check_words(head, path, label=label)
    if ending == ".moaw" or path.lower().endswith(".gdalg.json"):  # whatever is in it
        raise _refusal(label, _SERVICE if ending == ".moaw" else _VIRTUAL)
    table = _TABLES.get(ending)
    if head and not kept and not (table and re.match(table, head, re.IGNORECASE)):
        raise _refusal(label, "is no kind of vector file that FineCover opens")


def _check_layer(head: bytes, file: IO[bytes], *, label: str) -> bool:
    """Refuse what reaches further than itself; tell whether it is a known kind of layer.

    Args:
        head: its first bytes.
        file: where the others follow.
        label: what it is called, for messages.
    """
    for mark, what in _MARKS:
        if mark.search(head):
            raise _refusal(label, what)
    if head.startswith(_BINARY):
        return True
    text = head.lstrip(b"\xef\xbb\xbf\x1e \t\r\n")
    if text.startswith((b"{", b"[")):
        if links_crs(head, file):
            raise _refusal(label, "tells its coordinate system by an address in the network")
        return True
    root = _ROOT.search(_COMMENT.sub(b"", text)) if text.startswith(b"<") else None
    return root is not None and (root.group(1) in _ROOTS or b"opengis.net/gml" in head)


def _check_words(head: bytes, path: str, *, label: str) -> None:
    """Refuse what is no known kind of layer, nor a table, but a log by the words it holds."""
    if not path.lower().endswith(_COLUMNS) and all(word in head for word in _LOG_WORDS):
        raise _refusal(label, _LOG)


def _check_archive(file: IO[bytes], *, label: str) -> None:
    """Refuse an archive in which anything reaches further, or that cannot be looked through."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            large = any(member.file_size > _MOST_PACKED for member in members)
            if large or len(members) > _MOST_MEMBERS:
                raise InputError(f"{label} is a large archive; unpack it, and give the file in it.")
            for member in members:
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise zipfile.BadZipFile
                with archive.open(member) as packed:
                    head = packed.read(_HEAD)
                    if head.startswith(b"PK\3\4") and member.filename.lower().endswith(_ARCHIVES):
                        raise zipfile.BadZipFile
                    if not _check_layer(head, packed, label=label):
                        _check_words(head, member.filename, label=label)
    except _BROKEN_ARCHIVE as error:
        raise InputError(
            f"{label} is an archive that cannot be looked through; unpack it, and give the file in "
            "it."
        ) from error


def _refusal(label: str, what: str) -> InputError:
    return InputError(f"{label} {what}; {_LOAD}.")
