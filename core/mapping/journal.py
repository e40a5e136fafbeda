"""The finished tiles of a long map in a file, so that a run that stopped can be gone on with."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import struct
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Generic, Protocol, TypeVar

from ..progress import Progress, check
from ..rasters.grid import Window

Result = TypeVar("Result")

_MAGIC = b"FineCover journal 1\n"
_LENGTH = struct.Struct("<II")  # bytes and CRC-32 of the fingerprint
_HEAD = struct.Struct("<4sIQII")  # mark, number of the tile, bytes, CRC-32 of them, of this head
_MARK = b"TILE"
_MOST_FINGERPRINT = 1 << 14  # bytes
_SYNC_SECONDS = 5.0


class RecordForm(Protocol[Result]):
    """What the tiles of a map are as bytes: by this these are read, not by what they say."""

    def most_bytes(self, tile: Window) -> int:
        """Return how long the record of a tile can be at most."""

    def pack(self, result: Result) -> list[bytes]:
        """Return the parts of a record, to be written one after the other."""

    def unpack(self, record: bytes, tile: Window) -> Result:
        """Return what a record holds of a tile.

        Raises:
            ValueError: it is not one of this form and tile.
        """


class Journal(Generic[Result]):
    """An append-only file of tiles, in their order, from the first on.

    A record is complete or not there: reading stops at the first one that is short, damaged or of
    another tile, and writing goes on from that place. One thread at a time may use it.

    Attributes:
        path: of the file.
        earlier: fingerprint of another map whose tiles the file held, and which it has dropped;
            None = there was none.
    """

    def __init__(
        self, path: Path, fingerprint: Mapping[str, str], form: RecordForm[Result]
    ) -> None:
        """Open a file, or begin one where there is none of this fingerprint.

        Args:
            path: of the file, in a folder that belongs to this run.
            fingerprint: of the map, text by part.
            form: of its tiles.

        Raises:
            OSError: it cannot be read or written.
        """
        self.path, self._form = path, form
        self.earlier: dict[str, str] | None = None
        self._head = _head_of(fingerprint)
        self._done, self._synced = 0, time.monotonic()
        self._file = _opened(path)
        try:
            self._begin()
        except BaseException:
            self._file.close()
            raise

    @property
    def empty(self) -> bool:
        """Whether no tile is in it."""
        try:
            return self.path.stat().st_size <= len(self._head)
        except OSError:
            return True

    def close(self) -> None:
        """Bring what was written to the disk, as far as it lets us."""
        if not self._file.closed:
            with contextlib.suppress(OSError):
                os.fsync(self._file.fileno())
            with contextlib.suppress(OSError):  # what is in its buffer
                self._file.close()

    def discard(self) -> None:
        """Remove the file."""
        self.close()
        with contextlib.suppress(OSError):
            self.path.unlink()

    def replay(self, tiles: Sequence[Window], *, progress: Progress) -> Iterator[Result]:
        """Yield the tiles in the file, from the first on; then it stands where to append.

        Raises:
            OSError: the file cannot be read, or not be cut where it is damaged.
            Cancelled: ``progress`` asked to stop.
        """
        self._done, end = 0, len(self._head)
        self._file.seek(end)
        for tile in tiles:
            check(progress)
            result = self._read(tile)
            if result is None:
                break
            self._done, end = self._done + 1, self._file.tell()
            yield result
        self._file.seek(end)
        self._file.truncate()

    def append(self, result: Result) -> None:
        """Write the next tile; after a crash it is there, or will be computed again.

        Raises:
            OSError: it cannot be written; the file is closed then, and holds those before.
        """
        parts = self._form.pack(result)
        crc = 0
        for part in parts:
            crc = zlib.crc32(part, crc)
        head = (_MARK, self._done, sum(map(len, parts)), crc)
        start = self._file.tell()
        try:
            self._file.write(_HEAD.pack(*head, zlib.crc32(_HEAD.pack(*head, 0))))
            for part in parts:
                self._file.write(part)
            self._file.flush()
        except OSError:
            self.close()
            with contextlib.suppress(OSError):
                os.truncate(self.path, start)
            raise
        self._done += 1
        if time.monotonic() - self._synced > _SYNC_SECONDS:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()

    def _begin(self) -> None:
        found = self._file.read(len(self._head))
        if found == self._head:
            return
        if found:
            self.earlier = _read_head(self._file)
        try:
            self._file.seek(0)
            self._file.truncate()
            self._file.write(self._head)
            self._file.flush()
        except OSError:
            self.discard()  # nothing is in it that anybody could go on from
            raise

    def _read(self, tile: Window) -> Result | None:
        """Return what the next record tells of a tile; None where it does not."""
        head = self._file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        mark, number, size, crc, own = _HEAD.unpack(head)
        if own != zlib.crc32(_HEAD.pack(mark, number, size, crc, 0)):
            return None
        if (mark, number) != (_MARK, self._done) or size > self._form.most_bytes(tile):
            return None
        record = self._file.read(size)
        if len(record) < size or zlib.crc32(record) != crc:
            return None
        try:
            return self._form.unpack(record, tile)
        except ValueError:
            return None


def _opened(path: Path) -> BinaryIO:
    """Open a plain file for reading and writing; what else has its name gives way to one."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            path.unlink()
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "r+b")


def _head_of(fingerprint: Mapping[str, str]) -> bytes:
    text = json.dumps(dict(fingerprint), sort_keys=True).encode("ascii")
    return _MAGIC + _LENGTH.pack(len(text), zlib.crc32(text)) + text


def _read_head(file: BinaryIO) -> dict[str, str]:
    """Return the fingerprint a file begins with; none where it cannot be read."""
    file.seek(0)
    start = file.read(len(_MAGIC) + _LENGTH.size)
    if len(start) < len(_MAGIC) + _LENGTH.size or not start.startswith(_MAGIC):
        return {}
    size, crc = _LENGTH.unpack(start[len(_MAGIC) :])
    text = file.read(size) if size <= _MOST_FINGERPRINT else b""
    if len(text) != size or zlib.crc32(text) != crc:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {key: str(value) for key, value in found.items()} if isinstance(found, dict) else {}
