"""Going on with a long map whose run stopped: what is kept of it, and when that still holds."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Generic

import numpy as np

from ..outputs.claim import JOURNAL, work_folder
from ..phrases import counted, grouped
from ..progress import Progress
from ..rasters.grid import Window
from ..rasters.output import RasterSpec
from .fingerprint import changed_part, digest, software
from .input_stamps import ChangedInputError, InputStamps
from .journal import Journal, RecordForm, Result

LONG_MAP = 16 * 512 * 512  # pixels; what is smaller is sooner mapped again than looked after

Compute = Callable[[Sequence[Window]], Generator[Result, None, None]]
"""Yields the results of tiles, in their order."""

_OPEN: ContextVar[frozenset[Path]] = ContextVar("finecover_resumable", default=frozenset())


@dataclass(frozen=True)
class MadeFrom:
    """What a map is made from, as far as it can change between two runs, or during one.

    Attributes:
        stamps: of the input files, from before the first of them was read.
        settings: of the steps before the map, as ``digest`` takes them.
        resume: go on with what an earlier run of the same map left.
    """

    stamps: InputStamps
    settings: Any = None
    resume: bool = True


@dataclass(frozen=True, eq=False)
class Kept(Generic[Result]):
    """What is kept of a map, and when that still holds.

    Attributes:
        parts: what its tiles depend on beside the input files, by ``fingerprint.PARTS``, as
            ``digest`` takes it.
        specs: the rasters that are wanted, by name.
        form: of the tiles.
    """

    parts: Mapping[str, Any]
    specs: Mapping[str, RasterSpec]
    form: RecordForm[Result]


def journal_path(output: str | Path) -> Path:
    """Return where the finished tiles of a map are kept while it is made."""
    return work_folder(output) / JOURNAL


@contextmanager
def resumable(output: str | Path, *, progress: Progress) -> Iterator[None]:
    """Tell where the finished tiles of a claimed output are kept when its run stops.

    When it ends well, they go. Of several inside each other, the outermost does it.
    """
    path, outer = journal_path(output), _OPEN.get()
    if path in outer:
        yield
        return
    token = _OPEN.set(outer | {path})
    try:
        yield
    except BaseException:
        if path.is_file():
            progress.message(
                f"The finished part of the map is kept in '{path.parent}'; start the same run "
                "again, and it goes on from there."
            )
        raise
    else:
        with suppress(OSError):
            path.unlink()
    finally:
        _OPEN.reset(token)


@contextmanager
def map_journal(
    output: str | Path,
    kept: Kept[Result],
    tiles: Sequence[Window],
    *,
    made_from: MadeFrom | None,
    progress: Progress,
) -> Iterator[Journal[Result] | None]:
    """Open the journal of a map in the work folder of its output; None where it has none.

    Of a small map, or where nobody wants to resume, what there was is dropped.
    """
    path = journal_path(output)
    pixels = sum(tile.height * tile.width for tile in tiles)
    if made_from is None or not made_from.resume or pixels <= LONG_MAP:
        with suppress(OSError):
            path.unlink()
        yield None
        return
    found = fingerprint(kept, tiles, made_from)
    try:
        journal = Journal(path, found, kept.form)
    except OSError as error:
        _tell_lost(error, progress, some=False)
        yield None
        return
    if journal.earlier is not None:
        progress.message(_afresh(journal.earlier, found))
    try:
        yield journal
    finally:
        journal.close()
        if journal.empty:
            journal.discard()


def kept_results(
    journal: Journal[Result] | None,
    tiles: Sequence[Window],
    compute: Compute[Result],
    *,
    progress: Progress,
) -> Generator[Result, None, None]:
    """Yield the results of tiles in their order: those kept, then the others, which it keeps.

    Raises:
        Cancelled: ``progress`` asked to stop.
        Exception: whatever ``compute`` raised.
    """
    done = 0
    if journal is not None:
        try:
            for result in journal.replay(tiles, progress=progress):
                done += 1
                yield result
        except OSError as error:
            _lose(journal, error, progress)
            journal = None
    if done:
        progress.message(
            f"{grouped(done)} of {counted(len(tiles), 'tile')} had been mapped by an earlier run "
            "that stopped; this one goes on from there."
        )
    if done == len(tiles):
        return
    with closing(compute(tiles[done:])) as results:
        for result in results:
            if journal is not None:
                try:
                    journal.append(result)
                except OSError as error:
                    _lose(journal, error, progress)
                    journal = None
            yield result


def check_inputs(made_from: MadeFrom | None, journal: Journal[Result] | None) -> None:
    """Make sure, once all is read, that no input was changed meanwhile; else nothing is kept.

    Where one cannot be read now, it may be what it was when it can be again: the next run sees.

    Raises:
        InputError: one was, or cannot be opened or read.
    """
    if made_from is None:
        return
    try:
        made_from.stamps.check()
    except ChangedInputError:
        if journal is not None:
            journal.discard()
        raise


def fingerprint(kept: Kept[Result], tiles: Sequence[Window], made_from: MadeFrom) -> dict[str, str]:
    """Return a digest of each of ``PARTS`` of a map."""
    sources = made_from.stamps.sources
    rasters = {name: (one.dtype, one.nodata, one.descriptions) for name, one in kept.specs.items()}
    places = [(tile.row, tile.col, tile.height, tile.width) for tile in tiles]
    parts = {
        **kept.parts,
        "software": software(),
        "inputs": made_from.stamps.stamps,
        "settings": (made_from.settings, sources, kept.parts["settings"]),
        "rasters": rasters,
        "tiles": np.array(places, np.int64),
    }
    return {part: digest(value) for part, value in parts.items()}


def _afresh(earlier: dict[str, str], now: dict[str, str]) -> str:
    what = f"{changed_part(earlier, now)} has changed" if earlier else "its traces are damaged"
    return f"An earlier run of this map stopped, but {what}; this run starts afresh."


def _lose(journal: Journal[Result], error: OSError, progress: Progress) -> None:
    journal.close()
    _tell_lost(error, progress, some=not journal.empty)


def _tell_lost(error: OSError, progress: Progress, *, some: bool) -> None:
    reason = error.strerror or str(error)
    if some:
        told = (
            f"No more finished tiles can be kept beside the map ({reason}); a run that stops goes "
        )
        told += "on from those kept so far."
    else:
        told = (
            f"Finished tiles cannot be kept beside the map ({reason}); a run that stops cannot be "
        )
        told += "resumed."
    progress.message(told, warning=True)
