"""By what is seen that an input file is no longer what it was."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable

import numpy as np
from rasterio.errors import CRSError
from rasterio.io import DatasetReader

from ..errors import InputError
from ..rasters.block_sample import BlockSample
from ..rasters.made_of import content_files
from ..rasters.network import is_remote
from ..rasters.raster_file import RasterSource, open_raster
from .served_files import Told, ask

_PIECE = 16_384  # bytes
_PIECES = 256  # looked at in the files of one raster
_FEWEST, _MOST = 16, 64  # blocks looked at in a raster that is not on a disk
_LARGEST = 1024  # pixels along a side of what is looked at of a block
_ARCHIVES = ("/vsizip/", "/vsitar/", "/vsigzip/")


class ChangedInputError(InputError):
    """An input is there, but was written anew while a run was reading it."""


@dataclass(frozen=True)
class Stamp:
    """What a raster looked like.

    Attributes:
        files: path, size, time of writing in nanoseconds and checksum of pieces of each file on a
            disk; of the archive, where it is in one.
        served: each file that is not on a disk, and what its web server told of it.
        header: checksum of what its header says.
        pixels: checksum of some blocks where a file is not on a disk, else 0.
    """

    files: tuple[tuple[str, int, int, int], ...]
    served: tuple[tuple[str, Told], ...]
    header: int
    pixels: int

    def differs(self, other: Stamp) -> bool:
        """Tell whether the raster was written anew between the two.

        What a server told but one time says nothing: it may have been busy.
        """
        if replace(self, served=()) != replace(other, served=()):
            return True
        told = dict(other.served)
        return any(one.contradicts(told.get(name, one)) for name, one in self.served)


@dataclass(frozen=True)
class InputStamps:
    """Rasters, and what their files looked like when a run began.

    Attributes:
        sources: the rasters.
        stamps: what each looked like, see ``stamp``.
    """

    sources: tuple[RasterSource, ...]
    stamps: tuple[Stamp, ...]

    @classmethod
    def of(cls, sources: Iterable[RasterSource | None]) -> InputStamps:
        """Look at rasters, each once, in their order.

        Raises:
            InputError: one cannot be opened.
        """
        found = tuple(dict.fromkeys(source for source in sources if source is not None))
        return cls(found, tuple(map(stamp, found)))

    def check(self) -> None:
        """Make sure that no file has changed since.

        Raises:
            ChangedInputError: one has.
            InputError: one cannot be opened or read any more, or is gone.
        """
        for source, before in zip(self.sources, self.stamps):
            now = stamp(source)
            gone = next((path for path, *_ in before.files if not os.path.isfile(path)), "")
            if gone:
                raise InputError(
                    f"{source.label} was being read when '{os.path.basename(gone)}', which it is "
                    "made of, was moved or deleted; put it back, and run again."
                )
            if now.differs(before):
                raise ChangedInputError(
                    f"{source.label} was changed while this run was reading it, so that the "
                    "results would mix its old and its new content; nothing was written, run again."
                )


def stamp(source: RasterSource) -> Stamp:
    """Return what a raster looks like now: its files, and its header.

    A virtual raster tells the files it is made of, however deep. Files of statistics do not count,
    but what they say of no data and place is in the header.

    A copy can have size and time of the file it replaces (``cp -p``, ``touch -r``). Therefore
    pieces are looked at too, spread over each file: all of a file of 4 MB, 4 MB of a larger one,
    less where there are many. The time at which a file system last changed anything of a file
    (ctime) would betray more, but also tells of new rights, links and names, which must not cost
    a run of hours; where it differed, the pieces would have to decide all the same. What is
    rewritten only between the pieces, in the same size, and then gets its former time back, is
    not noticed.

    Of a file on the web its server tells size, time and tag; nobody is asked about object storage.
    Of either some blocks are looked at, and where they lie in the file, which changes with the
    length of all that is compressed before them.

    Raises:
        InputError: it cannot be opened.
    """
    if is_remote(source.path):
        open_raster(source).close()  # GDAL forgets what it kept of it, see ``PATIENCE``
    with open_raster(source) as dataset:
        names = content_files(dataset, source.path)
        paths = {name: _file_of(name) for name in names}
        away = [name for name, path in paths.items() if path is None]
        found = [path for path in paths.values() if path is not None]
        pieces = max(_PIECES // max(len(found), 1), 2)
        return Stamp(
            tuple((os.path.abspath(path), *_state(path, pieces)) for path in found),
            ask(away) if is_remote(source.path) else (),
            _crc_of_header(dataset),
            _crc_of_blocks(dataset, source, files=len(away)) if away or not names else 0,
        )


def _file_of(name: str) -> Path | None:
    """Return a file on a disk, or the archive it is in; None = there is none."""
    archive = next((prefix for prefix in _ARCHIVES if name.startswith(prefix)), "")
    path = Path(name[len(archive) :]) if archive else Path(name)
    for one in (path, *path.parents) if archive else (path,):
        try:
            if one.is_file():
                return one
        except (OSError, ValueError):
            continue
    return None


def _state(path: Path, pieces: int) -> tuple[int, int, int]:
    """Return size and time of a file, and a checksum of pieces of it, the first and last too."""
    found = 0
    try:
        told = path.stat()
        places = np.linspace(0, max(told.st_size - _PIECE, 0), pieces).astype(np.int64)
        if told.st_size <= pieces * _PIECE:
            places = np.arange(0, told.st_size, _PIECE)
        with path.open("rb", buffering=0) as file:
            for place in places.tolist():
                file.seek(place)
                found = zlib.crc32(file.read(_PIECE), found)
    except OSError as error:
        raise InputError(
            f"'{path.name}', which a raster is made of, cannot be read: {error.strerror}; choose "
            "files you may read."
        ) from error
    return told.st_size, told.st_mtime_ns, found


def _crc_of_header(dataset: DatasetReader) -> int:
    told = (
        dataset.shape, dataset.count, dataset.dtypes, dataset.transform.to_gdal(),
        dataset.nodatavals, dataset.scales, dataset.offsets,
        *(_text(read) for read in (
            lambda: dataset.crs.to_wkt() if dataset.crs else "",
            lambda: dataset.descriptions,
            lambda: sorted(dataset.tags().items()),
        )),
    )  # fmt: skip
    return zlib.crc32(repr(told).encode("utf-8", "surrogatepass"))


def _text(read: Callable[[], object]) -> object:
    """Return what a header tells; nothing where it is damaged, which its reader will say."""
    try:
        return read()
    except (UnicodeDecodeError, CRSError):
        return None


def _crc_of_blocks(dataset: DatasetReader, source: RasterSource, *, files: int) -> int:
    """Return a checksum of blocks spread over the bands that are read, and of where they lie."""
    bands = [band for band in source.bands or dataset.indexes if 1 <= band <= dataset.count]
    if not bands:  # which its reader will say
        return 0
    blocks = BlockSample(dataset, source, bands=bands)
    wanted = min(max(len(bands), files, _FEWEST), _MOST)
    places = np.linspace(0, len(bands) * blocks.count - 1, wanted).astype(np.int64)
    chosen = (divmod(place, blocks.count) for place in np.unique(places).tolist())
    return blocks.checksum(
        ((bands[at], number) for at, number in chosen), side=_LARGEST, offsets=True
    )
