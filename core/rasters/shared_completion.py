"""Making rasters whole on other computers, which see the folder where they are made.

An attempt has a folder of its own, so that a second one, of a worker for one that was thought to
be lost, never writes the same file. What the run that asks for it names is one of them; the others
go with the folder, as all does where that run ends.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..cluster.job import Job
from ..outputs.publication import sync
from ..progress import Progress
from .completion import Completion
from .gdal_log import listen
from .geotiff import writes_zstd
from .mosaic_tiles import digest_of
from .raster_file import GDAL_ERRORS
from .refusals import refusal


@dataclass(frozen=True)
class Shared:
    """A raster to be made whole, and where.

    Attributes:
        completion: what makes it whole; its paths begin at the root.
        folder: in which attempts make their own; that of the run that asks for it alone, and
            there as long as it does.
        size: of the file with its pixels, in bytes.
    """

    completion: Completion
    folder: Path
    size: int

    @classmethod
    def of(cls, completion: Completion, within: Path) -> Shared:
        """Return what to do, with a new folder within another one.

        Raises:
            OSError: it cannot be created.
        """
        folder = within / secrets.token_hex(8)  # that no other computer has by the same name
        folder.mkdir(parents=True)
        return cls(completion, folder, completion.part.stat().st_size)

    def can_be_made_here(self) -> bool:
        """Tell whether this process sees the folder, as its owner, and can write such a file."""
        try:
            owner, size = self.folder.stat().st_uid, self.completion.part.stat().st_size
        except OSError:
            return False
        ours = not hasattr(os, "geteuid") or owner == os.geteuid()
        return ours and size == self.size and (writes_zstd() or not self.completion.layout.zstd)

    def drop(self) -> None:
        """Remove the folder, with whatever attempts left."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Whole:
    """A raster that was made whole.

    Attributes:
        file: where it is.
        texts: of the files that belong beside it, by the names they shall have.
        size: of the file, in bytes.
        digest: of the file.
    """

    file: Path
    texts: Mapping[Path, str]
    size: int
    digest: str

    def is_here(self) -> bool:
        """Tell whether this process sees the file, all of it."""
        try:
            return self.file.stat().st_size == self.size
        except OSError:
            return False


class Maker:
    """Makes rasters whole on a worker."""

    def __call__(self, shared: Shared) -> Whole | None:
        """Return the whole raster; None where it cannot be made here.

        Raises:
            InputError: the disk refuses.
        """
        attempt = shared.folder / secrets.token_hex(8)
        if not shared.can_be_made_here():
            return None
        try:
            attempt.mkdir()
        except OSError:  # read-only here; or the run is over
            return None
        since, path = listen(), shared.completion.path
        try:
            return self._make(shared.completion, attempt / path.name)
        except GDAL_ERRORS as error:
            shutil.rmtree(attempt, ignore_errors=True)
            told = refusal(path, "completed", error, since=since)
            raise type(told)(str(told).replace(str(attempt), str(path.parent))) from error

    def close(self) -> None:
        """Nothing is open."""

    def _make(self, completion: Completion, file: Path) -> Whole:
        texts = completion.make(file)
        sync(file)
        return Whole(file, texts, file.stat().st_size, digest_of(file))


def maker(_: None, progress: Progress) -> Maker:
    """Return what makes rasters whole."""
    return Maker()


def making() -> Job[Shared, Whole | None]:
    """Return how workers make rasters whole."""
    return Job(maker, None)
