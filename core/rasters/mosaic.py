"""A large raster as many files: cloud-optimised GeoTIFFs in a folder, and a VRT over them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio

from ..cluster.choice import errands
from ..errors import InputError
from ..outputs.claim import claimed, work_folder
from ..outputs.publication import Finished, publish, published_at_once
from ..progress import Progress
from .completion import texts_beside
from .grid import Window
from .mosaic_tiles import (
    DOUBTFUL,
    check_tile_folder,
    digest_of,
    mark_doubtful,
    run_folder,
    tidy,
    tile_folder,
)
from .mosaic_vrt import vrt_text
from .output import RasterSpec, RasterWriter, stale_files, written_together
from .raster_file import GDAL_ERRORS
from .refusals import refusal
from .shared_completion import Shared, Whole, making

if TYPE_CHECKING:
    from ..cluster.errands import Errands

__all__ = [
    "MosaicWriter",
    "check_unit",
    "is_mosaic",
    "raster_writer",
    "rasters_together",
    "tile_folder",
]

CHUNK = 8192  # pixels along the sides of a file
ENDING = ".vrt"
_NO_UNIT = (
    "MIN_MAPPING_UNIT: small patches cannot be merged in a map of many files; end OUTPUT in .tif, "
    "or set MIN_MAPPING_UNIT to 0."
)


def is_mosaic(path: str | Path) -> bool:
    """Tell whether a raster of this name is written as many files."""
    return Path(path).suffix.lower() == ENDING


def check_unit(path: str | Path, unit: int) -> None:
    """Make sure that a map can be rewritten without patches of fewer pixels than ``unit``.

    Raises:
        InputError: it is many files, and there are such patches to merge.
    """
    if unit > 1 and is_mosaic(path):
        raise InputError(_NO_UNIT)


@contextmanager
def rasters_together(
    outputs: Mapping[str, tuple[str | Path, RasterSpec]], *, progress: Progress
) -> Iterator[dict[str, RasterWriter]]:
    """Open writers of rasters, each one file or many, as ``written_together`` does.

    The files of the latter are completed by the workers of a cluster, where there are any.

    Args:
        outputs: path and looks of each, by any name.
        progress: may cancel while workers are waited for.

    Raises:
        InputError: as ``written_together``, or the scheduler is gone.
        Cancelled: ``progress`` asked to stop.
    """
    with ExitStack() as stack:
        workers = None
        if any(is_mosaic(path) for path, _ in outputs.values()):
            workers = stack.enter_context(errands(making, progress=progress))
        writer = partial(raster_writer, workers=workers)
        yield stack.enter_context(written_together(outputs, writer))


def raster_writer(
    path: str | Path, spec: RasterSpec, workers: Errands[Shared, Whole | None] | None = None
) -> RasterWriter:
    """Return what writes a raster: one file, or many where the name ends in .vrt."""
    return MosaicWriter(path, spec, workers) if is_mosaic(path) else RasterWriter(path, spec)


@dataclass
class _Chunk:
    """A file of the mosaic; ``left`` pixels are to be written, ``writer`` goes when it is whole."""

    window: Window
    path: Path
    left: int
    writer: RasterWriter | None = None


class MosaicWriter(RasterWriter):
    """Write a raster by windows, as ``RasterWriter`` does, into many files with a VRT over them.

    Each file is completed in the work folder once its last pixel is written: at once, or by a
    worker of a cluster that sees the folder, while others are written. In the end their
    folder, called after their content, is moved into ``tile_folder`` unless it is there already,
    and then the VRT gets its name: that step alone replaces an earlier mosaic, whose files are
    removed after it.
    """

    def __init__(
        self,
        path: str | Path,
        spec: RasterSpec,
        workers: Errands[Shared, Whole | None] | None = None,
    ) -> None:
        """Prepare to write ``path``, which ends in .vrt; None = no worker completes its files."""
        self.path, self.spec = Path(path), spec
        self._work = work_folder(self.path).absolute()  # workers may be in another folder
        self._made_in = self._work / tile_folder(self.path).name / "new"
        self._digests: dict[str, str] = {}  # of files by their names
        self._chunks = [
            _Chunk(window, self._chunk_path(window), window.height * window.width)
            for window in spec.grid.tiles(CHUNK)
        ]
        self._workers = workers
        self._waiting: deque[tuple[_Chunk, Shared, Any]] = deque()  # with futures
        self._stack = ExitStack()

    def __enter__(self) -> MosaicWriter:
        """Hold the VRT.

        Raises:
            InputError: another run is writing it, or nothing can be written into its tile folder.
        """
        with ExitStack() as stack:
            stack.enter_context(claimed({"": self.path}))
            stack.callback(tidy, self.path)  # when the VRT has its name, or did not get it
            stack.callback(self._drop_chunks)
            tidy(self.path)
            check_tile_folder(self.path)
            self._stack = stack.pop_all()
        return self

    def write(self, window: Window, values: np.ndarray) -> None:
        """Write (row, col) or (band, row, col) values at ``window``, each pixel once.

        Raises:
            InputError: the disk refused, or a worker did.
            Cancelled: the user asked to stop while a worker was waited for.
        """
        values = values if values.ndim == 3 else values[None]
        for chunk in self._chunks:
            part = window.intersect(chunk.window)
            if part is None:
                continue
            down, across = part.inside(chunk.window)
            inner = Window(down.start, across.start, part.height, part.width)
            with self._named_ours(chunk):
                if chunk.writer is None:
                    chunk.writer = self._open(chunk)
                chunk.writer.write(inner, values[(slice(None), *part.inside(window))])
                chunk.left -= part.height * part.width
                if not chunk.left:
                    self._complete(chunk, chunk.writer)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the files their names, and write the VRT; or remove what there is of them.

        Raises:
            InputError: the disk refused, or a worker did.
            ValueError: the mosaic is not whole.
            Cancelled: the user asked to stop while a worker was waited for.
        """
        with self._stack:
            if kind is not None:
                return
            while self._waiting:
                self._take()
            if any(chunk.left for chunk in self._chunks):
                raise ValueError("not every pixel of the mosaic was written")
            publish(self._finished(), self._stack.pop_all())

    @contextmanager
    def rewritten(self) -> Iterator[Path]:
        """Refuse: raises InputError, for what was written cannot be read as one raster yet."""
        raise InputError(_NO_UNIT)
        yield

    def _chunk_path(self, window: Window) -> Path:
        return self._made_in / f"{window.row // CHUNK:04d}_{window.col // CHUNK:04d}.tif"

    def _open(self, chunk: _Chunk) -> RasterWriter:
        try:
            self._made_in.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(self.path, "created", error) from error
        spec = replace(self.spec, grid=self.spec.grid.crop(chunk.window))
        return RasterWriter(chunk.path, spec).__enter__()

    def _complete(self, chunk: _Chunk, writer: RasterWriter) -> None:
        """Complete a file, or let a worker do so, of whom a few are waited for at most."""
        if self._workers is None:
            self._complete_here(chunk, writer)
            return
        shared = Shared.of(writer.completion(), self._work / "shared")
        self._waiting.append((chunk, shared, self._workers.hand(shared)))
        while self._waiting and (
            len(self._waiting) > self._workers.threads() or self._waiting[0][2].done()
        ):
            self._take()

    def _take(self) -> None:
        """Take the file that a worker was given first; complete what none could."""
        chunk, shared, future = self._waiting.popleft()
        if self._workers is None or chunk.writer is None:
            raise ValueError("no worker has that file")
        with self._named_ours(chunk):
            whole = self._workers.take(future)
            if whole is None or not whole.is_here():
                self._complete_here(chunk, chunk.writer)
            else:
                with published_at_once():
                    chunk.writer.take(whole.file, whole.texts)
                self._digests[chunk.path.name], chunk.writer = whole.digest, None
            shared.drop()

    def _complete_here(self, chunk: _Chunk, writer: RasterWriter) -> None:
        with published_at_once():
            writer.__exit__(None, None, None)
        self._digests[chunk.path.name], chunk.writer = digest_of(chunk.path), None

    def _drop_chunks(self) -> None:
        """Remove the files that are not whole."""
        for chunk in self._chunks:
            if chunk.writer is not None:
                chunk.writer.__exit__(InputError, None, None)

    @contextmanager
    def _named_ours(self, chunk: _Chunk) -> Iterator[None]:
        """Let errors name the mosaic, not where its files are made."""
        try:
            yield
        except InputError as error:
            text = str(error).replace(str(chunk.path), str(self.path))
            text = text.replace(str(self._made_in), str(self.path.parent))
            raise InputError(text) from error
        except OSError as error:
            raise refusal(self.path, "completed", error) from error

    def _name_folder(self) -> tuple[Path, bool]:
        """Call the folder by its name; return where it belongs, and whether it is there already."""
        for entry in list(os.scandir(self._made_in)):
            if entry.name not in self._digests:  # beside the tiles
                self._digests[entry.name] = digest_of(entry.path)
        folder, there = run_folder(self.path, self._digests)
        named = self._made_in.with_name(folder.name)
        os.rename(self._made_in, named)
        (named / DOUBTFUL).touch()
        self._made_in = named
        return folder, there

    def _finished(self) -> Finished:
        file = self._work / self.path.name
        try:
            folder, there = self._name_folder()
            file.write_text(self._vrt(), encoding="utf-8")
            with rasterio.open(file) as whole:
                texts = texts_beside(self.path, self.spec.legend, self.spec.style, whole)
            texts = {path: text for path, text in texts.items() if path.suffix == ".qml"}
            for path, text in texts.items():
                (self._work / path.name).write_text(text, encoding="utf-8")
            mark_doubtful(self.path)
        except GDAL_ERRORS as error:
            raise refusal(self.path, "completed", error) from error
        return Finished(
            self.path,
            file,
            folders=() if there else ((folder, self._made_in),),
            beside=tuple((path, self._work / path.name) for path in texts),
            stale=stale_files(self.path),
        )

    def _vrt(self) -> str:
        folder = f"{self._made_in.parent.name}/{self._made_in.name}"
        files = [(f"{folder}/{chunk.path.name}", chunk.window) for chunk in self._chunks]
        return vrt_text(self.spec, files, side=CHUNK)
