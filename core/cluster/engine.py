"""The workers of a running Dask scheduler: checked, given work in order, and left tidy."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from typing import Any, Callable

from ..errors import FineCoverError, InputError
from ..phrases import counted
from ..progress import Progress, Silent
from .connection import TIMEOUTS, Connection
from .errands import Errands
from .failures import lost, of_dask, telling, unusable
from .job import Item, Job, Result
from .versions import difference, versions_here
from .worker import forget

PATIENCE = 20.0  # seconds for a scheduler to answer, and for a first worker to be there
_ANSWER = 2.0  # seconds for the scheduler to tell who is there
_LEAVE = 1.0  # seconds for all workers to hear that a run has ended
_IMPORT = 120.0  # seconds for workers to load FineCover, from storage that may be slow
_AGAIN = 0.2  # seconds until workers that are just ending are looked for again


class Cluster:
    """Workers of a Dask scheduler that someone else started; this starts no process.

    joblib's own Dask backend hands out everything at once before joblib 1.3, and can be neither
    bounded nor cancelled in between; so futures are asked for here, a few ahead of the reader.
    """

    def __init__(
        self, address: str, *, patience: float = PATIENCE, progress: Progress | None = None
    ) -> None:
        """Connect, and make sure that every worker has the software that is here.

        Args:
            address: of the scheduler.
            patience: seconds to wait for an answer.
            progress: may cancel.

        Raises:
            InputError: nobody answers, there is no worker, or one has other versions.
            Cancelled: ``progress`` asked to stop.
        """
        progress = progress or Silent()
        self._line = Connection(address, patience=patience, progress=progress)
        self.address, self._client = self._line.address, self._line.client
        try:
            self._check_workers(patience, progress)
        except BaseException:
            self.close()
            raise

    def threads(self, progress: Progress) -> int:
        """Return how many items the workers can do at a time.

        Raises:
            TimeoutError: the scheduler does not answer at once.
            InputError: it is gone.
            Cancelled: ``progress`` asked to stop.
        """
        with self.reached():
            found = self._line.call(self._client.nthreads, patience=_ANSWER, progress=progress)
        return sum(found.values())

    def sentence(self) -> str:
        """Return what the log says."""
        told = counted(len(self._workers), "worker")
        threads = counted(sum(self._workers.values()), "thread")
        return f"{told} with {threads} at {self.address}."

    @contextmanager
    def reached(self, future: Any = None) -> Iterator[None]:
        """Turn what Dask raises where a scheduler is gone into a sentence.

        Args:
            future: whose work may have failed by itself, which is raised as it is.
        """
        try:
            with of_dask(self.address):
                yield
        except (FineCoverError, *TIMEOUTS):
            raise
        except Exception as error:  # Dask raises a plain one where it is closed
            by_itself = future is not None and future.status == "error"
            if by_itself or not (isinstance(error, OSError) or self._is_closed()):
                raise
            raise lost(self.address) from error

    def fetch(self, future: Any, patience: float, progress: Progress) -> Any:
        """Return what a future that is done came to.

        Raises:
            TimeoutError: it takes longer to come.
            FineCoverError: the work failed, or the scheduler is gone.
        """
        with telling(self.address, progress), self.reached(future):
            return self._line.call(future.result, patience=patience, progress=progress)

    def _is_closed(self) -> bool:
        return bool(self._client.status != "running")

    def close(self) -> None:
        """Leave the scheduler; its workers stay."""
        self._line.close()

    def map(
        self, job: Job[Item, Result], items: Iterable[Item], *, progress: Progress
    ) -> Generator[Result, None, None]:
        """Yield what each item comes to, in order, at most some ahead of the reader.

        An item whose worker dies, or that fails for another reason, is tried again elsewhere. When
        the user cancels, or the reader ends, what still runs is told to stop.

        Raises:
            Cancelled: ``progress`` asked to stop.
            InputError: no worker is left, or an item failed too often.
            FineCoverError: whatever the work raised, at the item's place in the order.
        """
        source, waiting = iter(items), deque[Any]()
        with closing(self.errands(job, progress=progress)) as errands:
            while True:
                for item in islice(source, max(0, 2 * errands.threads() - len(waiting))):
                    waiting.append(errands.hand(item))
                if not waiting:
                    return
                result: Result = errands.take(waiting[0])
                waiting.popleft()
                yield result

    def errands(self, job: Job[Item, Result], *, progress: Progress) -> Errands[Item, Result]:
        """Return what takes the items of a job one by one.

        Raises:
            InputError: the scheduler is gone.
        """
        return Errands(self, job, progress=progress)

    def submit(self, work: Callable[..., Any], *given: Any, key: str, retries: int = 0) -> Any:
        """Return the future of what a function comes to on a worker.

        Raises:
            InputError: the scheduler is gone.
        """
        with self.reached():
            return self._client.submit(work, *given, key=key, pure=False, retries=retries)

    def leave(self, token: str, futures: list[Any]) -> None:
        """Stop what still runs; with the last item Dask drops the parcel by itself."""
        if self._is_closed():  # nobody is there to hear it, which Dask waits for
            return

        async def leave() -> None:
            stopped = self._client.run(forget, token, on_error="ignore")
            dropped = [self._client.cancel(futures)] if futures else []
            await asyncio.gather(stopped, *dropped)

        with suppress(Exception):  # the run has its result, or an error that counts more
            self._line.call(leave, patience=_LEAVE)

    def _check_workers(self, patience: float, progress: Progress) -> None:
        """Wait for a worker, and for all of them to tell their versions."""
        here, since = versions_here(), 0.0
        with self.reached():
            while True:
                self._wait_for_one(patience, progress)
                found = self._versions(progress)
                ending = any(isinstance(answer, OSError) for answer in found.values())
                since = since or time.monotonic()
                if found and not (ending and time.monotonic() - since < patience):
                    break
                time.sleep(_AGAIN)  # the scheduler will soon know who is gone
        for worker, answer in found.items():
            if isinstance(answer, BaseException):
                raise InputError(unusable(worker, answer)) from answer
            told = difference(here, answer, worker)
            if told:
                raise InputError(told)

    def _wait_for_one(self, patience: float, progress: Progress) -> None:
        try:
            self._line.call(
                lambda: self._client.wait_for_workers(1, timeout=patience),
                patience=patience + _ANSWER, progress=progress,
            )  # fmt: skip
        except TIMEOUTS as error:
            raise InputError(
                f"CLUSTER: the scheduler {self.address} has no worker; start some with "
                f"'dask worker {self.address}', or leave CLUSTER out."
            ) from error

    def _versions(self, progress: Progress) -> dict[str, Any]:
        """Return what each worker says of its software, or the error that is its answer."""
        try:
            self._workers = self._line.call(
                self._client.nthreads, patience=_IMPORT, progress=progress
            )
            return self._asked(list(self._workers), _IMPORT, progress)
        except TIMEOUTS as error:
            silent = next(self._silent(progress), "")
            who = f"worker {silent}" if silent else f"scheduler {self.address} with all its workers"
            raise InputError(
                f"CLUSTER: the {who} has not answered for {_IMPORT:.0f} seconds; restart or stop "
                "it, or leave CLUSTER out."
            ) from error

    def _asked(self, workers: list[str], patience: float, progress: Progress) -> dict[str, Any]:
        def ask() -> Awaitable[dict[str, Any]]:
            asked: Awaitable[dict[str, Any]] = self._client.run(
                versions_here, workers=workers, on_error="return"
            )
            return asked

        return self._line.call(ask, patience=patience, progress=progress)

    def _silent(self, progress: Progress) -> Iterator[str]:
        """Yield the workers that do not answer."""
        for worker in self._workers:
            try:
                self._asked([worker], _ANSWER, progress)
            except TIMEOUTS:
                yield worker
