"""Sending finished rasters to object storage, through GDAL as rasterio offers it.

rasterio copies rasters, with all files that belong to them, and nothing else. So files that are no
raster are sent as what a small virtual raster, the carrier, names; it is removed afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from xml.sax.saxutils import escape

import rasterio
import rasterio.shutil

from ..errors import InputError
from ..outputs.scratch import scratch_folder
from ..passwords import without_secrets
from .raster_file import GDAL_ERRORS, gdal_reason

REMEDY = (
    "check the bucket's name, the network, and your right to read and write there (GDAL takes keys "
    "from the environment, such as AWS_ACCESS_KEY_ID)"
)
_CARRIER = ".finecover.vrt"
_AUX = ".aux.xml"
_OF_GDAL = (_AUX, ".ovr", ".msk")  # what it would take for a raster's own
# a server that falls silent must not keep anybody waiting for ever, nor a slow line fail; what the
# environment says of these counts more
_PATIENCE = {
    "GDAL_HTTP_CONNECTTIMEOUT": "15",  # seconds
    "GDAL_HTTP_LOW_SPEED_LIMIT": "1",  # bytes in a second
    "GDAL_HTTP_LOW_SPEED_TIME": "60",
    "GDAL_HTTP_MAX_RETRY": "3",
    "GDAL_HTTP_RETRY_DELAY": "1",
}
_BAND = (
    '<VRTDataset rasterXSize="1" rasterYSize="1"><GeoTransform>0, 2, 0, 0, 0, -2</GeoTransform>'
    '<VRTRasterBand dataType="Byte" band="1">'
)
_END = "</VRTRasterBand></VRTDataset>"


def check_writable(path: Path, *, name: str) -> None:
    """Make sure that an object can be written, by storing a small one beside it for a moment.

    Raises:
        InputError: it cannot.
    """
    try:
        with scratch_folder("stored") as folder, _sending():
            _carry([], folder, path)
    except GDAL_ERRORS as error:
        told = f"{name} '{path.as_posix()}' cannot be stored ({storing_problem(error)})".lstrip()
        raise InputError(f"{told}; {REMEDY}, or choose a file on this computer.") from error


def storing_problem(error: BaseException) -> str:
    """Return what GDAL, or the storage, said, without keys."""
    return without_secrets(gdal_reason(error))


def send(file: Path, beside: Sequence[Path], path: Path) -> None:
    """Store a raster under a name, after the files beside it, and read it again.

    An object is replaced at once when all of it is there. What GDAL would take for the raster's
    own, though it was an earlier one's, goes.

    Args:
        file: a GeoTIFF on this computer, of the same file name.
        beside: the files that belong to it, in the same folder.
        path: the object.

    Raises:
        RasterioError: or another one of ``GDAL_ERRORS``; the object is as it was, if not whole.
    """
    with _sending():
        _carry([*beside, *_without_stale(file, beside, path)], file.parent, path)
        rasterio.shutil.copyfiles(str(file), path.as_posix())
        _check_stored(file, path.as_posix())


@contextmanager
def _sending() -> Iterator[None]:
    """Wait with reason; and take no file for a raster's own but where it is asked for."""
    patience = {name: _PATIENCE[name] for name in _PATIENCE.keys() - os.environ.keys()}
    with rasterio.Env(**patience, GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
        yield


def _carry(files: Sequence[Path], folder: Path, path: Path) -> None:
    """Store files of a folder beside an object."""
    carrier = folder / f"{path.name}{_CARRIER}"
    target = f"{path.as_posix()}{_CARRIER}"
    try:
        text = "".join(_named(file) for file in files)
        carrier.write_text(f"{_BAND}{text}{_END}", encoding="utf-8")
        rasterio.shutil.copyfiles(str(carrier), target)
        rasterio.open(target).close()  # GDAL tells nobody when it finds no key to write with
    finally:
        with suppress(OSError):
            carrier.unlink()
        with suppress(*GDAL_ERRORS):  # some may write, and not delete
            rasterio.shutil.delete(target, driver="VRT")


def _named(file: Path) -> str:
    """Return a source that GDAL counts among a virtual raster's files, without opening it."""
    place = 'xOff="0" yOff="0" xSize="1" ySize="1"'
    return (
        f'<SimpleSource><SourceFilename relativeToVRT="1">{escape(file.name)}</SourceFilename>'
        '<SourceBand>1</SourceBand><SourceProperties RasterXSize="1" RasterYSize="1" '
        f'DataType="Byte" BlockXSize="1" BlockYSize="1"/><SrcRect {place}/><DstRect {place}/>'
        "</SimpleSource>"
    )


def _without_stale(file: Path, beside: Sequence[Path], path: Path) -> list[Path]:
    """Remove what lies beside an earlier raster; return what is to be sent to replace the rest."""
    with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="TRUE"):  # it tries the names of such files
        try:
            with rasterio.open(path.as_posix()) as earlier:
                found = set(earlier.files)
        except GDAL_ERRORS:  # there is none
            return []
    stale = {f"{path.as_posix()}{ending}" for ending in _OF_GDAL} & found
    stale -= {f"{path.as_posix()}{one.name[len(file.name) :]}" for one in beside}
    replaced = []
    for name in sorted(stale):
        if name.endswith(_AUX):  # no raster, so that GDAL cannot remove it
            empty = file.with_name(f"{file.name}{_AUX}")
            empty.write_text("<PAMDataset/>\n", encoding="utf-8")
            replaced.append(empty)
        else:
            rasterio.shutil.delete(name, driver="GTiff")
    return replaced


def _check_stored(file: Path, name: str) -> None:
    """Make sure that an object has the header of a raster, and its end.

    Raises:
        OSError: it has not.
    """
    with rasterio.open(file) as here, rasterio.open(name) as there:
        if _told(here) != _told(there):
            raise OSError("what is stored is another raster")


def _told(dataset: rasterio.DatasetReader) -> tuple[str, dict[str, str], bytes]:
    """Return the header of a raster, and the block at the end of a file of ours."""
    rows, cols = dataset.block_shapes[-1]
    height, width = dataset.shape
    last = ((height - 1) // rows * rows, height), ((width - 1) // cols * cols, width)
    return str(dataset.profile), dataset.tags(), dataset.read(window=last).tobytes()
