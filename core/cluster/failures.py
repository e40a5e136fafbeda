"""What is told where work on a cluster fails: one sentence, and of a mistake of ours its traces."""

from __future__ import annotations

import asyncio
import re
import traceback
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from ..errors import FineCoverError, InputError
from ..passwords import without_secrets
from ..progress import Progress
from ..rasters.window import Window
from .connection import TIMEOUTS

RETRIES = 3  # of an item that fails; one whose worker dies is given to as many others
_LONGEST = 200  # letters of a reason
_MOST_TRACES = 4000  # letters
_TRIED = f"and so did {RETRIES} more attempts"
_OUTSIDE = (OSError, MemoryError, EOFError)  # the surroundings are at fault, not the code


class PartFailed(Exception):
    """An item failed on a worker, though not because of what was given.

    All of it is text, since what a worker raises may be of a kind that does not travel.
    """

    def __init__(self, worker: str, place: str, reason: str, traces: str) -> None:
        """Keep what happened.

        Args:
            worker: its address.
            place: which item.
            reason: kind and text of the error.
            traces: where in the code; "" where that is not at fault.
        """
        super().__init__(worker, place, reason, traces)
        self.worker, self.place, self.reason, self.traces = worker, place, reason, traces

    @classmethod
    def by(cls, error: Exception, item: Any, worker: str) -> PartFailed:
        """Return what tells of an error of any kind."""
        traces = "" if isinstance(error, _OUTSIDE) else _traces(error)
        return cls(worker, _place(item), reason_of(error), traces)

    def sentence(self) -> str:
        """Return what the user is told."""
        told = f"CLUSTER: the worker {self.worker} failed at {self.place} ({self.reason}), {_TRIED}"
        if self.traces:
            return f"{told}; report this mistake of FineCover with the log, or leave CLUSTER out."
        return f"{told}; check its memory, disk and network, or leave CLUSTER out."


def reason_of(error: BaseException) -> str:
    """Return the kind and text of an error on one line, without secrets."""
    text = without_secrets(" ".join(str(error).split())).rstrip(".")
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1]}…"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


@contextmanager
def telling(address: str, progress: Progress) -> Iterator[None]:
    """Turn all that comes back of work that failed into a sentence; the log gets the traces.

    Args:
        address: of the scheduler.
        progress: has the log.

    Raises:
        FineCoverError: the sentence.
        TimeoutError: what came back takes longer to fetch, and did not fail.
    """
    try:
        with of_dask(address):
            yield
    except (FineCoverError, *TIMEOUTS):
        raise
    except PartFailed as error:
        if error.traces:
            progress.message(without_secrets(error.traces), warning=True)
        raise InputError(error.sentence()) from error
    except ImportError as error:
        raise InputError(unusable("that joined later", error)) from error
    except Exception as error:  # of Dask itself, of pickle, of what not
        if not isinstance(error, _OUTSIDE):
            progress.message(without_secrets(_traces(error)), warning=True)
        raise InputError(
            f"CLUSTER: a part of the work came to no result ({reason_of(error)}), {_TRIED}; see "
            "what the workers log, or leave CLUSTER out."
        ) from error


@contextmanager
def of_dask(address: str) -> Iterator[None]:
    """Turn what Dask raises of itself into a sentence."""
    from distributed.scheduler import KilledWorker

    try:
        yield
    except KilledWorker as error:
        raise InputError(
            "CLUSTER: workers ended again and again while they worked on one and the same part; "
            "give them more memory, or fewer threads each."
        ) from error
    except (CancelledError, asyncio.CancelledError) as error:
        raise lost(address) from error


def lost(address: str) -> InputError:
    """Return what to say where a scheduler is gone."""
    return InputError(
        f"CLUSTER: the scheduler {address} was lost in the middle of the work; start it again, and "
        "run again."
    )


def unusable(worker: str, error: BaseException) -> str:
    """Return one sentence on a worker that cannot tell its versions."""
    told = f"{type(error).__name__} {error}"
    if re.search(r"No module named '\w+\.core|Can't get attribute|cannot import name", told):
        return (
            f"CLUSTER: the worker {worker} has another version of FineCover; put the plugin's "
            "folder 'finecover' that is used here on its PYTHONPATH."
        )
    if "ModuleNotFoundError" in told or "ImportError" in told:  # Dask wraps it
        missing = re.search(r"No module named '([\w.]+)'", told)
        name = missing[1] if missing else "a package"
        return (
            f"CLUSTER: the worker {worker} cannot import {name}; put the folder that holds the "
            "plugin's folder 'finecover', and what FineCover needs, on its PYTHONPATH."
        )
    return f"CLUSTER: the worker {worker} does not answer ({reason_of(error)}); restart it."


def _place(item: Any) -> str:
    """Return which item it is, as a sentence calls it."""
    window = getattr(item, "window", item)
    if isinstance(window, Window):
        return f"the tile at row {window.row}, column {window.col}"
    return "a part of the work"


def _traces(error: BaseException) -> str:
    """Return where in the code it happened; the end of it, for Dask cuts what is long."""
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__)).rstrip()
    return text if len(text) <= _MOST_TRACES else f"…{text[-_MOST_TRACES:]}"
