"""What a raster is used for, and the child that GDAL may take down with it.

GDAL reads hostile bytes in C: where it crashes, that is told apart from our own failures, which are
errors other than FineCoverError, endless loops and memory.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import resource
import select
import signal
import struct
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from harness import Crash, inputs_folder

_SECONDS = 20  # of processor time
_WAIT = 50  # seconds by the clock
_MEMORY = 3 * 2**30  # bytes of address space beyond what the process has
_GDAL_TOOK = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)
_FINE, _REFUSED, _FAILED = 0, 3, 4
_HEAD = struct.Struct("<BQ")  # how it went, and letters that tell more


def use_raster(path: Path, crs_wkt: str | None = None) -> None:
    """Read a raster in all the ways algorithms do.

    Args:
        path: the file.
        crs_wkt: the coordinate system the host tells; None = the file's own.

    Raises:
        FineCoverError: it cannot be used.
    """
    from finecover.core.rasters.grid import Window
    from finecover.core.rasters.raster import (
        CodeReader,
        NearestCodes,
        RasterReader,
        RasterSource,
        describe,
    )

    source = RasterSource(str(path), crs_wkt=crs_wkt, name="IMAGES")
    grid = describe(source).grid
    here = Window(0, 0, min(grid.shape[0], 40), min(grid.shape[1], 40))
    with RasterReader(source, grid, scaled=True) as reader:
        reader.read(here)
    _use_features(source, here)
    other = _elsewhere()
    _try(lambda: RasterReader(source, other).read(other.window))
    _try(lambda: CodeReader(source).read(here))
    _try(lambda: NearestCodes(source, other).read(other.window))


def _use_features(source: object, here: object) -> None:
    from finecover.core.features.feature_file import FeatureFile

    def work() -> None:
        features = FeatureFile(source)
        try:
            features.read(here)
        finally:
            features.close()

    _try(work)


def _elsewhere() -> object:
    """Return another grid, turned a little, which a raster is warped to."""
    from affine import Affine
    from finecover.core.rasters.grid import Grid
    from rasterio.crs import CRS

    place = Affine(0.0001, 0.00001, 9.0, 0.00001, -0.0001, 45.15)
    return Grid(CRS.from_epsg(4326).to_wkt(), place, (20, 20))


def _try(work: Callable[[], object]) -> None:
    """Let one use be refused without keeping the next from its turn."""
    from finecover.core.errors import FineCoverError

    try:
        work()
    except FineCoverError as error:
        if not str(error).isprintable():
            raise


class Branches(Protocol):
    """How the branches that a fork takes come to the process that searches."""

    def record(self) -> None:
        """Begin, in the fork."""

    def replay(self) -> None:
        """Tell them, in the process that forked."""


class Child:
    """A fork of this process that works on one input after the other, so that GDAL may crash.

    Attributes:
        work: what is done with each input.
        branches: where the branches taken are told; None = nowhere.
        lost: told the inputs on which GDAL crashed.
    """

    def __init__(self, work: Callable[[bytes], object]) -> None:
        """Begin."""
        self.work, self._process = work, 0
        self.branches: Branches | None = None
        self.lost: Callable[[bytes], object] = lambda data: None
        self._asked: BinaryIO | None = None
        self._told: BinaryIO | None = None

    def __call__(self, data: bytes) -> None:
        """Work on an input.

        Raises:
            FineCoverError: the work did, with the same words.
            Crash: it raised something else, did not end, or took too much memory.
        """
        from finecover.core.errors import InputError

        if not self._process:
            self._start()
        self._asked.write(struct.pack("<Q", len(data)) + data)
        self._asked.flush()
        if not select.select([self._told], [], [], _WAIT)[0]:
            os.kill(self._process, signal.SIGKILL)
        head = self._told.read(_HEAD.size)
        if self.branches is not None:
            self.branches.replay()
        if len(head) < _HEAD.size:
            self._end()
            self.lost(data)
            return
        status, length = _HEAD.unpack(head)
        said = self._told.read(length).decode("utf-8", "surrogateescape")
        if status == _REFUSED:
            raise InputError(said)
        if status != _FINE:
            raise Crash(said)

    def _start(self) -> None:
        here_read, there_write = os.pipe()
        there_read, here_write = os.pipe()
        inputs_folder()  # which the fork would not remove
        self._process = os.fork()
        if not self._process:
            os.close(here_read)
            os.close(here_write)
            if self.branches is not None:
                self.branches.record()
            _serve(self.work, os.fdopen(there_read, "rb"), os.fdopen(there_write, "wb"))
        os.close(there_read)
        os.close(there_write)
        self._asked, self._told = os.fdopen(here_write, "wb"), os.fdopen(here_read, "rb")

    def _end(self) -> None:
        """Tell a crash of GDAL, which is let pass, from a child that was stopped."""
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        self._told.close()
        with contextlib.suppress(BrokenPipeError):
            self._asked.close()
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) not in _GDAL_TOOK:
            raise Crash(
                f"it did not end in {_SECONDS} s of processor time, or {_WAIT} s by the clock "
                f"(status {status})"
            )


def _serve(work: Callable[[bytes], object], asked: BinaryIO, told: BinaryIO) -> None:
    """Work on inputs until there are no more, and end the process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # GDAL talks
    faulthandler.disable()  # crashes are expected
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end of the pipe is the end
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * 4096
    resource.setrlimit(resource.RLIMIT_AS, (size + _MEMORY, size + _MEMORY))
    while True:
        head = asked.read(8)
        if len(head) < 8:
            os._exit(0)
        signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
        status, said = _outcome(work, asked.read(*struct.unpack("<Q", head)))
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        text = said[-20_000:].encode("utf-8", "surrogateescape")
        told.write(_HEAD.pack(status, len(text)) + text)
        told.flush()


def _outcome(work: Callable[[bytes], object], data: bytes) -> tuple[int, str]:
    from finecover.core.errors import FineCoverError

    try:
        work(data)
    except FineCoverError as error:
        return _REFUSED, str(error)
    except Exception:  # of any kind: the process that searches raises it again as a Crash
        return _FAILED, traceback.format_exc()
    return _FINE, ""


def small_rasters(folder: Path, driver: str, suffix: str, **options) -> list[bytes]:
    """Return the bytes of small rasters of a format."""
    import numpy as np
    import rasterio
    from affine import Affine

    made = []
    for at, dtype in enumerate(options.pop("dtypes", ("uint8", "uint16"))):
        path = folder / f"seed{at}.{suffix}"
        with rasterio.open(
            path, "w", driver=driver, count=2, height=20, width=24, dtype=dtype,
            crs="EPSG:32632", transform=Affine(10, 0, 5e5, 0, -10, 5e6), **options,
        ) as raster:  # fmt: skip
            raster.write(np.arange(960).reshape(2, 20, 24).astype(dtype))
        made.append(path.read_bytes())
    return made
