"""Raster files: their headers, and windows of their pixels from any thread."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import rasterio
from affine import Affine
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp
from rasterio.errors import CRSError
from rasterio.vrt import WarpedVRT

from ..errors import GridError, InputError
from ..passwords import without_secrets
from .claims import check_claims
from .crs import check_ground
from .grid import Grid, Window
from .network import is_remote
from .not_opened import short_name, unreachable, unread
from .opening import GDAL_ERRORS, open_checked, open_own, reading

_CACHE_BYTES = 64 * 2**20
_ALPHA_ROWS = 16
_LONGEST_REASON = 200
_VRT_TYPES = {"uint8": "Byte", "uint16": "UInt16"}

Scaling = tuple[float, float]  # value = stored number x scale + offset
PLAIN: Scaling = (1.0, 0.0)


@dataclass(frozen=True)
class RasterSource:
    """A raster to read.

    Attributes:
        path: what GDAL opens; a path of Python's becomes a text.
        bands: band numbers from 1; None means all.
        crs_wkt: the coordinate system as the host knows it; None means the file's own.
        name: the parameter it came by, for messages.
    """

    path: str
    bands: tuple[int, ...] | None = None
    crs_wkt: str | None = None
    name: str = "raster"

    def __post_init__(self) -> None:
        """Take any kind of path."""
        object.__setattr__(self, "path", os.fspath(self.path))

    @property
    def label(self) -> str:
        """The parameter and the file, for messages."""
        return f"{self.name} '{short_name(self.path)}'"


@dataclass(frozen=True)
class RasterInfo:
    """What a raster says of itself; tuples hold one entry per band of the file."""

    grid: Grid
    dtypes: tuple[str, ...]
    nodata: tuple[float | None, ...]
    masked: bool  # a nodata value, a mask or an alpha band tells where there are data
    data_bands: tuple[int, ...]  # numbers from 1 of the bands that are not alpha
    descriptions: tuple[str, ...]
    colormap: Mapping[int, tuple[int, int, int, int]] | None
    tags: Mapping[str, str]
    band_tags: tuple[Mapping[str, str], ...] = ()
    scalings: tuple[Scaling, ...] = ()  # of stored numbers; empty = none

    def scaling(self, band: int) -> Scaling:
        """Return the scale and offset the file tells of a band, from 1."""
        return self.scalings[band - 1] if self.scalings else PLAIN


@contextmanager
def raster_environment() -> Iterator[None]:
    """Bound GDAL's block cache, in every thread, while rasters are worked on."""
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES, GDAL_DISABLE_READDIR_ON_OPEN="FALSE"):
        yield


def open_raster(source: RasterSource) -> rasterio.DatasetReader:
    """Open a raster for reading; the caller closes it.

    Raises:
        InputError: GDAL cannot open it, or it names what is not opened on its behalf.
    """
    try:
        dataset = open_checked(source.path, label=source.label)
        if not _has_false_alpha(dataset):
            return dataset
        with dataset:
            return open_own(_without_alpha(dataset))
    except GDAL_ERRORS as error:
        if is_remote(source.path):
            raise unreachable(source.label, source.path, gdal_reason(error)) from error
        raise InputError(
            f"{source.label} cannot be opened as a raster: {gdal_reason(error)}; check the file, "
            "or save it as GeoTIFF."
        ) from error


def _has_false_alpha(dataset: rasterio.DatasetReader) -> bool:
    """Tell whether the last band is called alpha but holds data.

    GDAL calls the fourth of four 8-bit bands alpha unless it is told otherwise, and in satellite
    images that is often the near infrared. A true one holds but two values and has no name.
    """
    if not dataset.count or dataset.colorinterp[-1] != ColorInterp.alpha:
        return False
    dtype = dataset.dtypes[-1]
    if dtype not in _VRT_TYPES:
        return False
    if (_descriptions(dataset)[-1] or "").lower() not in ("", "alpha"):
        return True
    rows = np.unique(np.linspace(0, dataset.height - 1, _ALPHA_ROWS).astype(int))
    lines = [dataset.read(dataset.count, window=((r, r + 1), (0, dataset.width))) for r in rows]
    return not np.isin(lines, (0, np.iinfo(dtype).max)).all()


def _without_alpha(dataset: rasterio.DatasetReader) -> str:
    """Return a virtual raster of the same bands, none of which is alpha, as GDAL's XML."""
    bands = []
    for band, text, dtype, nodata, scale, offset in zip(
        dataset.indexes, _descriptions(dataset), dataset.dtypes, dataset.nodatavals,
        dataset.scales, dataset.offsets,
    ):  # fmt: skip
        lacking = "" if nodata is None else f"<NoDataValue>{nodata:.17g}</NoDataValue>"
        bands.append(
            f'<VRTRasterBand dataType="{_VRT_TYPES[dtype]}" band="{band}">'
            f"<Description>{escape(text or '')}</Description>{lacking}"
            f"<Offset>{offset:.17g}</Offset><Scale>{scale:.17g}</Scale><SimpleSource>"
            f'<SourceFilename relativeToVRT="0">{escape(dataset.name)}</SourceFilename>'
            f"<SourceBand>{band}</SourceBand></SimpleSource></VRTRasterBand>"
        )
    wkt = dataset.crs.to_wkt() if dataset.crs else ""
    place = ", ".join(repr(value) for value in dataset.transform.to_gdal())
    return (
        f'<VRTDataset rasterXSize="{dataset.width}" rasterYSize="{dataset.height}">'
        f"<SRS>{escape(wkt)}</SRS><GeoTransform>{place}</GeoTransform>{''.join(bands)}</VRTDataset>"
    )


def gdal_reason(error: BaseException) -> str:
    """Return what GDAL said, on one line of at most 200 letters, no full stop and no secrets."""
    told = error.__cause__ if isinstance(error.__cause__, CPLE_BaseError) else error
    text = without_secrets(" ".join(str(told).split())).rstrip(".") or type(told).__name__
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= _LONGEST_REASON else f"{text[: _LONGEST_REASON - 3]}..."


def _grid_of(dataset: rasterio.DatasetReader, source: RasterSource) -> Grid:
    wkt = source.crs_wkt
    if not wkt:
        try:
            wkt = dataset.crs.to_wkt() if dataset.crs else ""
        except CRSError as error:
            raise GridError(
                f"{source.label}: its coordinate system is damaged; assign one (in QGIS: layer "
                "properties, Source)."
            ) from error
    if not wkt:
        raise GridError(
            f"{source.label} has no coordinate system; assign one (in QGIS: layer properties, "
            "Source, or gdal_edit -a_srs)."
        )
    if dataset.transform == Affine.identity():
        raise GridError(f"{source.label} says nowhere where it lies; georeference it first.")
    try:
        check_ground(wkt)
        return Grid(wkt, dataset.transform, dataset.shape)
    except GridError as error:
        reason = str(error).rstrip(".")
        raise GridError(
            f"{source.label} cannot be placed: {reason}; georeference it anew."
        ) from error


def describe(source: RasterSource) -> RasterInfo:
    """Return what a raster says of itself.

    Raises:
        InputError: the file cannot be opened, has no bands or lacks one that is asked for.
        GridError: it has no usable coordinate system or transform.
    """
    with open_raster(source) as dataset:
        check_bands(source, dataset.count)
        check_claims(dataset, source.label)
        alpha = [kind == ColorInterp.alpha for kind in dataset.colorinterp]
        try:
            colormap = dataset.colormap((source.bands or (1,))[0])
        except ValueError:  # the band has no colour table
            colormap = None
        flags = [enum.name for band in dataset.mask_flag_enums for enum in band]
        return RasterInfo(
            grid=_grid_of(dataset, source),
            dtypes=tuple(dataset.dtypes),
            nodata=tuple(dataset.nodatavals),
            masked=any(flag != "all_valid" for flag in flags),
            data_bands=tuple(n for n, hidden in enumerate(alpha, start=1) if not hidden),
            descriptions=tuple(text or "" for text in _descriptions(dataset)),
            colormap=colormap,
            tags=_tags(dataset, 0),
            band_tags=tuple(_tags(dataset, band) for band in dataset.indexes),
            scalings=tuple(map(_scaling, dataset.scales, dataset.offsets)),
        )


def _descriptions(dataset: rasterio.DatasetReader) -> tuple[str | None, ...]:
    """Return what the bands are called; nothing where a name is no UTF-8, which alone is read."""
    try:
        return tuple(dataset.descriptions)
    except UnicodeDecodeError:
        return (None,) * dataset.count


def _tags(dataset: rasterio.DatasetReader, band: int) -> Mapping[str, str]:
    """Return the tags of a band, of the file for 0; none where one is no UTF-8."""
    try:
        return dataset.tags(band)
    except UnicodeDecodeError:
        return {}


def _scaling(scale: float, offset: float) -> Scaling:
    """Return a scale and offset; none where they are no use."""
    return (scale, offset) if np.isfinite((scale, offset)).all() and scale else PLAIN


def apply_scaling(values: np.ndarray, scaling: Scaling) -> None:
    """Scale float32 values in place."""
    if scaling != PLAIN:
        values *= np.float32(scaling[0])
        values += np.float32(scaling[1])


def check_bands(source: RasterSource, count: int) -> None:
    """Make sure a file of ``count`` bands has those that ``source`` asks for.

    Raises:
        InputError: it does not, or has no bands at all.
    """
    if not count:
        raise InputError(f"{source.label} holds no bands; choose one of the rasters inside it.")
    for band in source.bands or ():
        if not 1 <= band <= count:
            raise InputError(
                f"{source.label}: band {band} is asked for, the file has {count}; "
                f"choose {'1' if count == 1 else f'1 to {count}'}."
            )


def read_bands(
    dataset: Any,
    source: RasterSource,
    *,
    bands: tuple[int, ...],
    window: Window,
    plain: str | None = None,
) -> np.ma.MaskedArray:
    """Return (band, row, col) of a dataset, masked where it has no data.

    With a dtype as ``plain`` all values come in it, and none is masked. What a warped raster lacks
    is NaN already.

    Raises:
        InputError: the file cannot be read.
    """
    place = ((window.row, window.row + window.height), (window.col, window.col + window.width))
    how: dict[str, Any] = {} if plain is None else {"out_dtype": plain}
    try:
        if not isinstance(dataset, WarpedVRT):
            how = how or {"masked": True}
            with reading(dataset, source.path):
                return np.ma.asarray(dataset.read(list(bands), window=place, **how))
        # since GDAL 3.8 large windows of a warped raster would be computed as they are asked for,
        # not by the blocks of its frame, and differ in the last digits
        with reading(dataset, source.path), rasterio.Env(GDAL_VRT_WARP_USE_DATASET_RASTERIO="NO"):
            return np.ma.asarray(dataset.read(list(bands), window=place, **how))
    except GDAL_ERRORS as error:
        if is_remote(source.path):
            raise unread(source.label, source.path, gdal_reason(error)) from error
        raise InputError(
            f"{source.label} cannot be read: {gdal_reason(error)}; check the file, or copy it anew."
        ) from error
