"""The workers of a running Dask scheduler: checked, given work in order, and left tidy."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
import warnings
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any

from ..errors import FineCoverError, InputError
from ..phrases import counted
from ..progress import Progress, check
from .job import Item, Job, Result
from .versions import difference, versions_here
from .worker import Parcel, carry, forget, run_item

RETRIES = 3  # of an item that fails; one whose worker dies is given to as many others
PATIENCE = 20.0  # seconds for a scheduler to answer, and for a first worker to be there
_POLL = 0.01
_LOOK = 2.0  # seconds between looks at how many workers there are
_FETCH = 1.0  # seconds for a result to come, at first
_ANSWER = 2.0  # seconds for the scheduler to tell who is there, while nobody can cancel
_LEAVE = 2.0  # seconds for all workers to hear that a run has ended
_ALONE = 60.0  # seconds without any worker before giving up
_ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?(\[[0-9a-fA-F:.%]+\]|[\w.-]+):\d{1,5}")
_TIMEOUTS = (TimeoutError, asyncio.TimeoutError)  # two classes before Python 3.11


class Cluster:
    """Workers of a Dask scheduler that someone else started; this starts no process.

    joblib's own Dask backend hands out everything at once before joblib 1.3, and can be neither
    bounded nor cancelled in between; so futures are asked for here, a few ahead of the reader.
    """

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        """Connect, and make sure that every worker has the software that is here.

        Args:
            address: of the scheduler.
            patience: seconds to wait for an answer.

        Raises:
            InputError: nobody answers, there is no worker, or one has other versions.
        """
        self.address = address
        self._client = _client(address, patience)
        try:
            self._check_workers(patience)
        except BaseException:
            self.close()
            raise

    @property
    def threads(self) -> int:
        """How many items the workers can do at a time.

        Raises:
            TimeoutError: the scheduler does not answer at once.
            InputError: it is gone.
        """
        with self.reached():
            return sum(self._client.nthreads(callback_timeout=_ANSWER).values())

    def sentence(self) -> str:
        """Return what the log says."""
        with self.reached():
            workers = self._client.nthreads()
        told = counted(len(workers), "worker")
        return f"{told} with {counted(sum(workers.values()), 'thread')} at {self.address}."

    @contextmanager
    def reached(self, future: Any = None) -> Iterator[None]:
        """Turn what Dask raises where a scheduler is gone into a sentence.

        Args:
            future: whose work may have failed by itself, which is raised as it is.
        """
        try:
            with _told(self.address):
                yield
        except (FineCoverError, *_TIMEOUTS):
            raise
        except Exception as error:  # Dask raises a plain one where it is closed
            by_itself = future is not None and future.status == "error"
            if by_itself or not (isinstance(error, OSError) or self._is_closed()):
                raise
            raise _lost(self.address) from error

    def _is_closed(self) -> bool:
        return bool(self._client.status != "running")

    def close(self) -> None:
        """Leave the scheduler; its workers stay."""
        with suppress(Exception):  # what went wrong before is what counts
            self._client.close(timeout=2)

    def map(
        self, job: Job[Item, Result], items: Iterable[Item], *, progress: Progress
    ) -> Generator[Result, None, None]:
        """Yield what each item comes to, in order, at most some ahead of the reader.

        An item whose worker dies, or that fails for another reason, is tried again elsewhere. When
        the user cancels, or the reader ends, what still runs is told to stop.

        Raises:
            Cancelled: ``progress`` asked to stop.
            InputError: no worker is left, or an item failed too often.
            Exception: whatever the work raised, at the item's place in the order.
        """
        token = secrets.token_hex(8)
        source, waiting = iter(items), deque[Any]()
        with self.reached(), warnings.catch_warnings():
            # a large parcel travels once, and that is what a task of its own is for
            warnings.filterwarnings("ignore", message="(?s).*[Ll]arge (object|graph)")
            parcel = self._client.submit(
                carry, Parcel(token, job, versions_here()), key=f"finecover-{token}", pure=False
            )
        crew = _Crew(self)
        try:
            while True:
                for item in _first(source, 2 * crew.threads() - len(waiting)):
                    waiting.append(self._submit(parcel, token, item))
                if not waiting:
                    return
                result = _fetch(waiting[0], crew, progress)
                waiting.popleft()
                yield result
        finally:
            self._leave(token, [*waiting, parcel])

    def _submit(self, parcel: Any, token: str, item: Any) -> Any:
        key = f"finecover-item-{token}-{secrets.token_hex(4)}"
        with self.reached():
            return self._client.submit(run_item, parcel, item, key=key, pure=False, retries=RETRIES)

    def _leave(self, token: str, futures: list[Any]) -> None:
        if self._is_closed():  # nobody is there to hear it, which Dask waits for
            return
        with suppress(Exception):  # the run has its result, or an error that counts more
            self._client.cancel(futures)
            # Dask takes the time limit for itself; where it does not, ``forget`` ignores it
            self._client.run(forget, token, on_error="ignore", callback_timeout=_LEAVE)

    def _check_workers(self, patience: float) -> None:
        with self.reached():
            try:
                self._client.wait_for_workers(1, timeout=patience)
            except _TIMEOUTS as error:
                raise InputError(
                    f"CLUSTER: the scheduler {self.address} has no worker; start some with "
                    f"'dask worker {self.address}', or leave CLUSTER out."
                ) from error
            here = versions_here()
            found = self._client.run(versions_here, on_error="return")
        for worker, answer in found.items():
            if isinstance(answer, BaseException):
                raise InputError(_unusable(worker, answer)) from answer
            told = difference(here, answer, worker)
            if told:
                raise InputError(told)


class _Crew:
    """Who is there, looked at now and then."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._threads, self._seen = 1, time.monotonic()
        self._heard = self._seen
        self._next = 0.0

    def threads(self) -> int:
        """Return how many items can be done at a time, at least 1.

        Raises:
            InputError: nobody has been there for a minute, or the scheduler is gone.
        """
        if time.monotonic() >= self._next:
            self._look()
            self._next = time.monotonic() + _LOOK
        return self._threads

    def _look(self) -> None:
        try:
            found = self.cluster.threads
        except _TIMEOUTS as error:  # it may only be busy
            if time.monotonic() - self._heard > _ALONE:
                raise _lost(self.cluster.address) from error
            return
        self._heard = time.monotonic()
        if found:
            self._threads, self._seen = found, self._heard
        elif self._heard - self._seen > _ALONE:
            raise InputError(
                f"CLUSTER: the scheduler {self.cluster.address} has had no worker for "
                f"{_ALONE:.0f} seconds; start some, and run again."
            )


def _client(address: str, patience: float) -> Any:
    """Connect; Dask is imported here and nowhere before."""
    if not _ADDRESS.fullmatch(address):
        raise InputError(
            f"CLUSTER: '{address}' is no address of a Dask scheduler; give one like "
            "tcp://10.0.0.1:8786."
        )
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "CLUSTER: working on a cluster takes the Python package distributed, which is not "
            "here; install it (Debian: python3-distributed), or leave CLUSTER out."
        ) from error
    try:
        # an address, so that Dask starts no cluster of its own and with it no process
        return Client(address, timeout=patience, set_as_default=False, name="finecover")
    except (OSError, ValueError, *_TIMEOUTS) as error:
        raise InputError(
            f"CLUSTER: no Dask scheduler answers at {address}; start one with 'dask scheduler', "
            "check the address, or leave CLUSTER out."
        ) from error


def _unusable(worker: str, error: BaseException) -> str:
    """Return one sentence on a worker that cannot tell its versions."""
    told = f"{type(error).__name__} {error}"
    if "ModuleNotFoundError" in told or "ImportError" in told:  # Dask wraps it
        missing = re.search(r"No module named '([\w.]+)'", told)
        name = missing[1] if missing else "a package"
        return (
            f"CLUSTER: the worker {worker} cannot import {name}; put the folder that holds the "
            "plugin's folder 'finecover', and what FineCover needs, on its PYTHONPATH."
        )
    return f"CLUSTER: the worker {worker} does not answer ({told}); restart it."


def _first(source: Iterator[Item], count: int) -> Iterator[Item]:
    for _ in range(count):
        try:
            yield next(source)
        except StopIteration:
            return


def _fetch(future: Any, crew: _Crew, progress: Progress) -> Any:
    """Return what a future comes to; raise Cancelled when the user asks to stop before.

    A result may be lost with its worker when it is fetched, and is then computed again.
    """
    check(progress)
    patience = _FETCH
    while True:
        while not future.done():  # known here; nobody is asked
            time.sleep(_POLL)
            check(progress)
            crew.threads()
        if future.status in ("cancelled", "lost"):  # by Dask, when it lost the scheduler
            raise _lost(crew.cluster.address)
        if future.status != "finished":
            with _told(crew.cluster.address):
                return future.result()  # raises what the work, or Dask, raised
        try:
            with crew.cluster.reached(future):
                return future.result(timeout=patience)
        except _TIMEOUTS:
            check(progress)
            crew.threads()
            patience *= 2  # large results come slowly, too


@contextmanager
def _told(address: str) -> Iterator[None]:
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
        raise _lost(address) from error


def _lost(address: str) -> InputError:
    return InputError(
        f"CLUSTER: the scheduler {address} was lost in the middle of the work; start it again, and "
        "run again."
    )
