"""Opening rasters without surprises: no code is run, and nothing is fetched that was not asked for.

GDAL opens whatever a file names: a virtual raster may name an address in the network, a device or
another program's code. A remote raster is opened where the user's own parameter names one, and
only then; drivers whose files are but addresses are never used.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path

import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.env import ensure_env_with_credentials
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from ..errors import InputError
from ..passwords import without_secrets
from .beside import BESIDE, opened_beside
from .dataset_pool import forget_failures
from .drivers import FILE_DRIVERS, SELF_CONTAINED
from .network import OFFLINE, PATIENCE, is_remote, names_computer
from .not_opened import fetches, no_raster, odd, short_name
from .virtual_raster import MARK, MAX_DESCRIPTION, Reference, references

GDAL_ERRORS = (RasterioError, CPLE_BaseError, OSError, ValueError)

_ODD_SYSTEMS = re.compile(r"/vsi(?:stdin|stdout|sparse|crypt|kerchunk|cached|mem:)", re.IGNORECASE)
_SUBDATASET = re.compile(
    r"(?:netcdf|hdf[45](?:_\w+)*|bag|gpkg|gtiff_(?:dir|raw)|nitf_im|zarr|pdf(?:_image)?|dimap|"
    r"sentinel[12]_\w+|radarsat_2_\w+|rs2_\w+|l1bgcps\w*|pds4|fits|ntv2|heif|srp|adrg|ecrg\w*|"
    r"rpftoc|nitf_toc\w*|grib):",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9_+.-]+:", re.IGNORECASE)
_MAGIC = (
    b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"\x89PNG", b"\xff\xd8\xff", b"\0\0\0\x0cjP",
    b"EHFA", b"\x89HDF", b"CDF",
)  # fmt: skip
_HEAD = 4096  # bytes; GDAL looks for the mark of a virtual raster in fewer
_DEPTH = 8  # virtual rasters within each other


def open_checked(path: str, *, label: str) -> DatasetReader:
    """Open a raster as a parameter names it; the caller closes it.

    Args:
        path: what the user gave.
        label: the parameter and the file, for messages.

    Raises:
        InputError: it is no file, or names what is not opened on its behalf.
        RasterioError: GDAL cannot open it.
    """
    check_path(path, label=label)
    return _open(path, label=label, remote=is_remote(path))


def check_path(path: str, *, label: str) -> None:
    """Raise InputError for what ``open_checked`` refuses before GDAL is asked."""
    _check_name(path, label=label)
    if is_remote(path):
        return
    _check_kind(path, label=label)
    try:
        _check_file(path, label=label)
    except OSError as error:
        raise InputError(
            f"{label} cannot be read: {error.strerror}; choose a file you may read."
        ) from error


def open_own(text: str) -> DatasetReader:
    """Open a virtual raster that FineCover itself writes over a raster opened before."""
    forget_failures()
    return rasterio.open(text, sharing=False)


def reading(dataset: DatasetReader, path: str) -> AbstractContextManager[object]:
    """Return what to read pixels in, so that formats that name other files fetch none of them."""
    if is_remote(path):
        return _patience()
    read = getattr(dataset, "src_dataset", dataset)  # of a warped one
    return nullcontext() if read.driver in SELF_CONTAINED else rasterio.Env(**OFFLINE)


def _patience() -> AbstractContextManager[object]:
    return rasterio.Env(**{name: PATIENCE[name] for name in PATIENCE.keys() - os.environ.keys()})


def _surroundings(path: str, remote: bool) -> AbstractContextManager[object]:
    """Return what to open a raster in; one that may name others finds none given up before."""
    if not remote and head_of(path).startswith(_MAGIC):
        return nullcontext()
    forget_failures()
    return _patience() if remote else rasterio.Env(**OFFLINE)


def _open(path: str, *, label: str, remote: bool, depth: int = 0) -> DatasetReader:
    with _surroundings(path, remote):
        dataset = _dataset(path)
        try:
            _check_opened(dataset, path, label=label, remote=remote, depth=depth)
        except BaseException:
            dataset.close()
            raise
    return dataset


@ensure_env_with_credentials
def _dataset(path: str) -> DatasetReader:
    return DatasetReader(path, driver=FILE_DRIVERS, sharing=False)  # rasterio.open takes one driver


def _check_opened(
    dataset: DatasetReader, path: str, *, label: str, remote: bool, depth: int
) -> None:
    """Raise InputError for what only GDAL could tell of a raster it has opened."""
    overviews = dataset.tags(ns="OVERVIEWS").get("OVERVIEW_FILE", "")
    if overviews and not remote:
        named = Reference(overviews.replace(":::BASE:::", ""), beside=True)
        _check_reference(named, path, label, depth)
    if not (remote or os.path.exists(path)):
        _check_packed(dataset, path, label)
    if dataset.driver == "VRT" and not os.path.isfile(path):  # what is one was checked before
        text = dataset.tags(ns="xml:VRT").get("xml:VRT")
        if text is None:
            raise InputError(f"{label} is a virtual raster in an archive; unpack it first.")
        _check_virtual(text, path, label, depth, remote=remote)


def _check_packed(dataset: DatasetReader, path: str, label: str) -> None:
    """Refuse overviews or a mask in an archive that are not of GeoTIFF's kind."""
    for name in dataset.files:
        if name == path or not name.lower().endswith(BESIDE):
            continue
        try:
            with _dataset(name) as packed:
                fine = packed.driver in ("GTiff", "HFA")
        except GDAL_ERRORS:
            fine = False
        if not fine:
            raise no_raster(label, name)


def _check_name(path: str, *, label: str) -> None:
    """Refuse names that are descriptions, or that ask GDAL for something else than a file."""
    text = path.strip()
    if text.startswith(("<", "{")):
        raise InputError(
            f"{label} is a description of a raster, not a file; save it as a .vrt file, and give "
            "that."
        )
    if text.lower().startswith("vrt://") or _ODD_SYSTEMS.search(text):
        raise InputError(
            f"{label} is read through '{without_secrets(text)[:24]}', which FineCover does not open"
            "; give the raster file itself."
        )
    if "\0" in path:
        raise InputError(f"{label}: its name holds a character no file name has; choose a file.")


def _check_kind(path: str, *, label: str) -> None:
    """Refuse devices and pipes, the reading of which may never end."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):  # not on a disk, or told by GDAL better
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InputError(f"{label} is a device or a pipe; choose a raster file.")


def head_of(path: str) -> bytes:
    """Return the first bytes of a file, in which formats tell what they are; none if unreadable."""
    try:
        with open(path, "rb") as file:
            return file.read(_HEAD)
    except (OSError, ValueError):
        return b""


def _check_file(path: str, *, label: str, depth: int = 0) -> bool:
    """Check a local file and what lies beside it; tell whether its bytes tell what it is."""
    if not os.path.isfile(path):
        return False
    _check_side_file(path, label=label)
    for beside in opened_beside(path):
        _check_beside(beside, label=label, depth=depth + 1)
    head = head_of(path)
    if head.startswith(_MAGIC):
        return True
    if MARK.encode() not in head:
        return False
    state = os.stat(path)
    _check_virtual_file(path, label, depth, (state.st_mtime_ns, state.st_size))
    return True


def _check_beside(path: str, *, label: str, depth: int) -> None:
    """Refuse overviews or a mask that GDAL would open in a format that may fetch others."""
    _check_kind(path, label=label)
    if os.path.isdir(path) or not (
        os.path.getsize(path) == 0 or _check_file(path, label=label, depth=depth)
    ):
        raise no_raster(label, path)


def _check_side_file(path: str, *, label: str) -> None:
    """Refuse a raster beside which a file says that its overviews lie in the network."""
    beside = f"{path}.aux.xml"
    if not os.path.isfile(beside) or not os.path.getsize(beside):
        return
    with open(beside, "rb") as file:
        text = file.read(MAX_DESCRIPTION).decode("utf-8", "replace")
    if "OVERVIEW_FILE" in text.upper():
        for value in re.findall(r"OVERVIEW_FILE[^>]*>([^<]*)<", text, re.IGNORECASE):
            if is_remote(value) or value.strip().startswith("\\\\"):
                raise fetches(label, value)


@lru_cache(maxsize=4096)  # a refusal is not kept
def _check_virtual_file(path: str, label: str, depth: int, state: tuple[int, int]) -> None:
    if state[1] > MAX_DESCRIPTION:
        raise InputError(
            f"{label} is a virtual raster of {state[1] / 2**20:.0f} MB; save it as GeoTIFF first."
        )
    _check_virtual(Path(path).read_bytes(), path, label, depth)


def _check_virtual(
    text: bytes | str, path: str, label: str, depth: int, *, remote: bool = False
) -> None:
    """Raise InputError where a virtual raster names what is not opened on its behalf."""
    if depth >= _DEPTH:
        raise InputError(
            f"{label} is a virtual raster of virtual rasters, more than {_DEPTH} deep; save it as "
            "GeoTIFF first."
        )
    for reference in dict.fromkeys(references(text, label=label)):
        if reference.raw:
            _check_raw(reference, path, label)
        if not (remote and (reference.beside or is_remote(reference.text))):
            _check_reference(reference, path, label, depth)


def _check_raw(reference: Reference, path: str, label: str) -> None:
    """Refuse to read any file of the disk as if it were pixels."""
    folder = os.path.realpath(folder_of(path))
    named = Path(os.path.realpath(os.path.join(folder, reference.text)))
    if is_remote(reference.text) or Path(folder) not in named.parents:
        raise InputError(
            f"{label} reads '{short_name(reference.text)}' as bare bytes from another folder; put "
            "it beside the virtual raster, or save it as GeoTIFF."
        )


def _check_reference(reference: Reference, path: str, label: str, depth: int) -> None:
    """Raise InputError unless a file that a raster names is a local raster."""
    text = reference.text.strip()
    if is_remote(text):
        raise fetches(label, text)
    if "<" in text[:1]:
        if not text.startswith(MARK):
            raise odd(label, text)
        return _check_virtual(text, path, label, depth + 1)
    named = os.path.join(folder_of(path), text) if reference.beside else text
    if names_computer(named) and not names_computer(path):
        raise fetches(label, text)
    if os.path.lexists(named):
        _check_kind(named, label=label)
    elif _ODD_SYSTEMS.search(text) or (_SCHEME.match(text) and not _SUBDATASET.match(text)):
        raise odd(label, text)
    if reference.raw or _check_file(named, label=label, depth=depth + 1):
        return None
    if os.path.exists(named) or not _is_plain(text):
        _probe(named, label=label, depth=depth + 1)
    return None


def folder_of(path: str) -> str:
    """Return the folder from which GDAL counts what a file names."""
    return os.path.dirname(os.path.realpath(path) if os.path.islink(path) else path)


def _probe(named: str, *, label: str, depth: int) -> None:
    """Let GDAL tell whether it takes a file for one of the formats that may be opened."""
    try:
        _open(named, label=label, remote=False, depth=depth).close()
    except GDAL_ERRORS as error:
        raise InputError(
            f"{label} is made of '{short_name(named)}', which is no raster file that FineCover "
            "opens; save it as GeoTIFF first."
        ) from error


def _is_plain(text: str) -> bool:
    return not (text.startswith("/vsi") or _SUBDATASET.match(text))
