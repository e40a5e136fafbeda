"""What runs on a worker."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..errors import Cancelled, FineCoverError, GridError, InputError
from ..progress import check
from ..rasters.raster_file import raster_environment
from .failures import PartFailed
from .job import Job, OtherInput, Work
from .versions import difference, versions_here

_MOST_KEPT = 4  # runs, of different users or after a client that vanished


@dataclass(frozen=True)
class Parcel:
    """A job on its way to the workers.

    Attributes:
        token: tells this run from any other, also from an earlier one of the same job, whose
            files may have changed since.
        job: what to do.
        versions: of the software where it comes from.
    """

    token: str
    job: Job[Any, Any]
    versions: Mapping[str, str]


@dataclass
class _Kept:
    """What was made of a parcel here, and the progress that tells it to stop."""

    making: threading.Lock = field(default_factory=threading.Lock)
    work: Work[Any, Any] | None = None
    users: int = 0
    stopped: bool = False

    def set(self, fraction: float) -> None:
        """Nobody looks at it here."""

    def message(self, text: str, *, warning: bool = False) -> None:
        """The machine that coordinates has told it already."""

    def cancelled(self) -> bool:
        """Tell whether the run ended."""
        return self.stopped


_kept: OrderedDict[str, _Kept] = OrderedDict()
_ended: deque[str] = deque(maxlen=100)  # some of their items may only now be about to start
_lock = threading.Lock()


def carry(parcel: Parcel) -> Parcel:
    """Return a parcel: as a task of its own, it travels once and comes back when it is lost."""
    return parcel


@dataclass(frozen=True)
class Refused:
    """What a worker says where trying again is no use, so that it is no error to Dask."""

    sentence: str


def run_item(parcel: Parcel, item: Any) -> Any:
    """Return what an item comes to; Refused where files or software here are not the same.

    Raises:
        InputError: a file cannot be read here.
        Cancelled: the run has ended.
        PartFailed: something else went wrong.
    """
    with _in_use(parcel.token) as kept, raster_environment():
        try:
            check(kept)
            work = _work_of(parcel, kept)
            return work if isinstance(work, Refused) else _done(work, item)
        except FineCoverError as error:
            failed: Exception = error
        except Exception as error:
            failed = PartFailed.by(error, item, _name())
    # with its causes, one of which may be of a kind that does not travel, none would arrive
    failed.__cause__ = failed.__context__ = None
    raise failed


def _done(work: Work[Any, Any], item: Any) -> Any:
    try:
        return work(item)
    except Cancelled:
        raise
    except FineCoverError as error:
        raise _told_from(error, "") from error


def forget(token: str, **_: object) -> None:
    """Stop what still runs of a parcel, and drop what was made of it."""
    with _lock:
        _ended.append(token)
        kept = _kept.pop(token, None)
        if kept is None:
            return
        kept.stopped = True
        idle = kept.users == 0
    if idle:
        _close(kept)


@contextmanager
def _in_use(token: str) -> Iterator[_Kept]:
    with _lock:
        kept = _kept.setdefault(token, _Kept(stopped=token in _ended))
        _kept.move_to_end(token)
        kept.users += 1
        spare = _take_spare()
    for other in spare:
        _close(other)
    try:
        yield kept
    finally:
        with _lock:
            kept.users -= 1
            idle = kept.stopped and kept.users == 0
        if idle:
            _close(kept)


def _take_spare() -> list[_Kept]:
    """Take out the runs nobody has asked for the longest; the lock is held."""
    idle = [token for token, kept in _kept.items() if kept.users == 0]
    return [_kept.pop(token) for token in idle[: max(0, len(_kept) - _MOST_KEPT)]]


def _work_of(parcel: Parcel, kept: _Kept) -> Work[Any, Any] | Refused:
    with kept.making:
        if kept.work is None:
            told = difference(parcel.versions, versions_here(), _name())
            if told:
                return Refused(told)
            try:
                kept.work = parcel.job.build(parcel.job.spec, kept)
            except OtherInput as error:
                remedy = "; give every worker the same file, or leave CLUSTER out"
                return Refused(str(_told_from(error, remedy)))
            except (InputError, GridError) as error:
                remedy = "; put it where every worker finds it under one path, or leave CLUSTER out"
                raise _told_from(error, remedy) from error
        return kept.work


def _close(kept: _Kept) -> None:
    work, kept.work = kept.work, None
    if work is not None:
        work.close()


def _told_from(error: FineCoverError, remedy: str) -> FineCoverError:
    """Return an error that says where it happened, for what it says may hold there only."""
    kind = InputError if isinstance(error, InputError) else type(error)  # one of several, too
    return kind(f"{str(error).rstrip('.')} (on the worker {_name()}){remedy}.")


def _name() -> str:
    """Return the address of this worker."""
    from distributed import get_worker

    try:
        return str(get_worker().address)
    except ValueError:  # called outside a worker
        return "of this process"
