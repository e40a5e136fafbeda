"""Writing rasters: in a work folder, appearing when whole, with legend and sidecars."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Callable

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError

from ..errors import InputError
from ..outputs.claim import claimed, work_folder
from ..outputs.disk_room import check_room
from ..outputs.one_file import STALE
from ..outputs.output_path import check_output
from ..outputs.publication import Finished, made, publish, published_together
from .completion import Completion
from .gdal_log import disk_refused, listen
from .grid import Window
from .raster_file import GDAL_ERRORS
from .raster_spec import RasterSpec
from .refusals import has_room, refusal

__all__ = [
    "LEGEND_TAG",
    "RasterSpec",
    "RasterWriter",
    "check_output",
    "stale_files",
    "write_text",
    "written_together",
]

LEGEND_TAG = "FINECOVER_LEGEND"
_LAST_COLOR = 255


def stale_files(path: Path) -> tuple[Path, ...]:
    """Return what GDAL would take for a raster's own, though it was made for an earlier one."""
    return tuple(Path(f"{path}{ending}") for ending in STALE)


def write_text(path: str | Path, text: str) -> None:
    """Write a text file in the work folder of ``path``; it appears when it is whole.

    Raises:
        InputError: it cannot be written, or another run is writing it.
    """
    with made(path) as file:
        _write_file(file, text)


def _write_file(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


@contextmanager
def written_together(
    outputs: Mapping[str, tuple[str | Path, RasterSpec]],
    writer: Callable[[str | Path, RasterSpec], RasterWriter] | None = None,
) -> Iterator[dict[str, RasterWriter]]:
    """Open writers of several rasters; these appear together when all are whole.

    Args:
        outputs: path and looks of each, by any name.
        writer: makes the writer of one; None = ``RasterWriter``.

    Yields:
        the writers by the same names.

    Raises:
        InputError: the disk has no room for them, or as ``RasterWriter``.
    """
    check_room((path, spec.most_bytes) for path, spec in outputs.values())
    with published_together(), ExitStack() as stack:
        yield {
            name: stack.enter_context((writer or RasterWriter)(path, spec))
            for name, (path, spec) in outputs.items()
        }


class RasterWriter:
    """Write a GeoTIFF by windows; it appears under its name only when all went well."""

    def __init__(self, path: str | Path, spec: RasterSpec) -> None:
        """Prepare to write ``path``.

        Raises:
            InputError: the name does not end in .tif, or the file cannot be created.
        """
        self.path, self.spec = Path(path), spec
        if self.path.suffix.lower() not in (".tif", ".tiff"):
            raise InputError(f"'{self.path.name}': rasters are written as GeoTIFF; end it in .tif.")
        self._folder = work_folder(self.path)
        self._part = self._folder / "written" / self.path.name
        self._claim = ExitStack()
        self._since = listen()
        self._dataset: rasterio.io.DatasetWriter | None = None

    def __enter__(self) -> RasterWriter:
        """Create the file in its work folder.

        Raises:
            InputError: it cannot be created, or another run is writing it.
        """
        check_room([(self.path, self.spec.most_bytes)])
        self._claim.enter_context(claimed({"": self.path}))
        try:
            self._create()
        except BaseException:
            self._discard()
            raise
        return self

    def _create(self) -> None:
        spec = self.spec
        try:
            self._part.parent.mkdir(exist_ok=True)
            self._dataset = rasterio.open(
                self._part,
                "w",
                driver="GTiff",
                height=spec.grid.shape[0],
                width=spec.grid.shape[1],
                count=len(spec.descriptions),
                dtype=spec.dtype,
                nodata=spec.nodata,
                crs=spec.grid.crs,
                transform=spec.grid.transform,
                **spec.layout.creation(),
            )
            self._describe(self._dataset)
        except GDAL_ERRORS as error:
            raise refusal(self.path, "created", error) from error

    def write(self, window: Window, values: np.ndarray) -> None:
        """Write (row, col) or (band, row, col) values at ``window``.

        Raises:
            InputError: the disk refused.
        """
        if self._dataset is None:
            raise ValueError("the writer is not open")
        values = values if values.ndim == 3 else values[None]
        place = (
            (window.row, window.row + window.height),
            (window.col, window.col + window.width),
        )
        try:
            self._dataset.write(values.astype(self.spec.dtype, copy=False), window=place)
            if disk_refused(self._since):  # GDAL says so in its log only, and goes on
                self._check_disk()
        except (RasterioError, CPLE_BaseError, OSError) as error:
            raise refusal(self.path, "written", error, since=self._since) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the whole file its name, see ``publish``, or remove what there is of it.

        Raises:
            InputError: it cannot be completed, or cannot get its name.
        """
        try:
            if kind is None:
                publish(self._finished(), self._claim.pop_all())
        finally:
            self._discard()

    @contextmanager
    def rewritten(self) -> Iterator[Path]:
        """Start the file anew, and hand out the path of what was written so far.

        Raises:
            InputError: the disk refused.
        """
        if self._dataset is None:
            raise ValueError("the writer is not open")
        self._close()
        earlier = self._folder / "earlier" / self.path.name
        try:
            earlier.parent.mkdir(exist_ok=True)
            os.replace(self._part, earlier)
            self._create()
            yield earlier
        finally:
            shutil.rmtree(earlier.parent, ignore_errors=True)

    def _check_disk(self) -> None:
        """Raise OSError unless it was another disk that was full."""
        if not has_room(self._folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        self._since = listen()

    def _describe(self, dataset: rasterio.io.DatasetWriter) -> None:
        spec = self.spec
        for band, text in enumerate(spec.descriptions, start=1):
            dataset.set_band_description(band, text)
        if any(scaling != (1, 0) for scaling in spec.scalings):
            dataset.scales, dataset.offsets = zip(*spec.scalings)
        tags = dict(spec.tags)
        if spec.legend is not None:
            tags[LEGEND_TAG] = json.dumps(spec.legend.to_json())
            # before the pixels: GDAL refuses it later; rasterio's tables end at 255, and half a
            # table would paint the other classes black
            if spec.dtype in ("uint8", "uint16") and int(spec.legend.codes[-1]) <= _LAST_COLOR:
                dataset.write_colormap(1, spec.legend.colormap())
        if tags:
            dataset.update_tags(**tags)

    def _close(self) -> None:
        dataset, self._dataset = self._dataset, None
        if dataset is not None:
            dataset.close()

    def completion(self) -> Completion:
        """Close the file, all of whose pixels are there; return what makes the raster whole.

        Raises:
            InputError: the disk refused.
        """
        try:
            self._close()
            if disk_refused(self._since):  # whoever completes it does not hear of that
                self._check_disk()
        except GDAL_ERRORS as failure:
            raise refusal(self.path, "completed", failure, since=self._since) from failure
        spec = self.spec
        return Completion(self.path, self._part, spec.layout, spec.legend, spec.style)

    def take(self, file: Path, texts: Mapping[Path, str]) -> None:
        """Give a file its name, see ``publish``, that another process made by ``completion``.

        Args:
            file: the whole raster, on the disk of its work folder.
            texts: of the files beside it, by the names they shall have.

        Raises:
            InputError: it cannot get its name.
        """
        try:
            publish(self._with_beside(file, texts), self._claim.pop_all())
        except OSError as failure:
            raise refusal(self.path, "completed", failure) from failure
        finally:
            self._discard()

    def _finished(self) -> Finished:
        """Make everything ready in the work folder."""
        file = self._folder / self.path.name
        try:
            return self._with_beside(file, self.completion().make(file))
        except GDAL_ERRORS as failure:
            raise refusal(self.path, "completed", failure, since=self._since) from failure

    def _with_beside(self, file: Path, texts: Mapping[Path, str]) -> Finished:
        for path, text in texts.items():
            _write_file(self._folder / path.name, text)
        return Finished(
            self.path,
            file,
            beside=tuple((path, self._folder / path.name) for path in texts),
            stale=stale_files(self.path),
        )

    def _discard(self) -> None:
        """Remove what is not published, and let other runs have the file."""
        with self._claim:
            with suppress(*GDAL_ERRORS):  # what went wrong first is what counts
                self._close()
            shutil.rmtree(self._part.parent, ignore_errors=True)
