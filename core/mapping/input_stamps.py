"""By what is seen that an input file is no longer what it was."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
from rasterio.errors import CRSError
from rasterio.io import DatasetReader

from ..errors import InputError
from ..rasters.made_of import made_of
from ..rasters.raster_file import GDAL_ERRORS, RasterSource, open_raster

_BLOCKS = 3  # looked at in a file of which nobody can tell when it was written
_NO_DATA_OF = (".aux.xml", ".ovr")  # statistics and overviews, which programs add on opening
_ARCHIVES = ("/vsizip/", "/vsitar/", "/vsigzip/")

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class InputStamps:
    """Rasters, and what their files looked like when a run began.

    Attributes:
        sources: the rasters.
        stamps: of each, its files with size and time in nanoseconds, see ``stamp``.
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
            InputError: one has, or is gone.
        """
        for source, before in zip(self.sources, self.stamps):
            if stamp(source) != before:
                raise InputError(
                    f"{source.label} was changed while this run was reading it, so that the "
                    "results would mix its old and its new content; nothing was written, run again."
                )


def stamp(source: RasterSource) -> Stamp:
    """Return every file of a raster with its size and the time it was written, and its header.

    A virtual raster tells the files it is made of, however deep. Files of statistics do not count,
    but what they say of no data and place is in the header. Where there is no file, as on the web,
    some blocks of pixels are looked at too.

    Raises:
        InputError: it cannot be opened.
    """
    with open_raster(source) as dataset:
        named = {name for name in dataset.files or [source.path] if _matters(name)}
        inner = {name for file in named for name in made_of(file) if _matters(name)}
        found = [_stamp_of(name) for name in (*sorted(named), *sorted(inner - named))]
        away = not found or None in found
        blocks = _crc_of_blocks(dataset, source) if away else 0
        found.append((source.path, _crc_of_header(dataset), blocks))
        return tuple(one for one in found if one is not None)


def _matters(name: str) -> bool:
    return not name.lower().endswith(_NO_DATA_OF)


def _stamp_of(name: str) -> tuple[str, int, int] | None:
    """Return path, size and time of a file, or of the archive it is in; None = there is none."""
    archive = next((prefix for prefix in _ARCHIVES if name.startswith(prefix)), "")
    path = Path(name[len(archive) :]) if archive else Path(name)
    for one in (path, *path.parents) if archive else (path,):
        try:
            told = os.stat(one)
        except (OSError, ValueError):
            continue
        if one.is_file():
            return os.path.abspath(one), told.st_size, told.st_mtime_ns
    return None


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


def _crc_of_blocks(dataset: DatasetReader, source: RasterSource) -> int:
    """Return a checksum of some blocks of the first band that is read."""
    band = (source.bands or (1,))[0]
    height, width = dataset.block_shapes[band - 1]
    rows, cols = -(-dataset.height // height), -(-dataset.width // width)
    found = 0
    try:
        for place in np.unique(np.linspace(0, rows * cols - 1, _BLOCKS).astype(np.int64)).tolist():
            row, col = place // cols * height, place % cols * width
            window = ((row, min(row + height, dataset.height)),
                      (col, min(col + width, dataset.width)))  # fmt: skip
            found = zlib.crc32(dataset.read(band, window=window).tobytes(), found)
    except GDAL_ERRORS as error:
        raise InputError(f"{source.label} cannot be read: {error}.") from error
    return found
