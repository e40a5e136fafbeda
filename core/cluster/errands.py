"""Items given to the workers of a cluster as they come up, whose results are asked for later."""

from __future__ import annotations

import secrets
import time
import warnings
from typing import TYPE_CHECKING, Any, Generic

from ..errors import InputError
from ..progress import Progress, check
from .connection import TIMEOUTS
from .failures import RETRIES, lost
from .job import Item, Job, Result
from .versions import versions_here
from .worker import Parcel, Refused, carry, run_item

if TYPE_CHECKING:
    from .engine import Cluster

_POLL = 0.01
_LOOK = 2.0  # seconds between looks at how many workers there are
_FETCH = 1.0  # seconds for a result to come, at first
_ALONE = 60.0  # seconds without any worker before giving up


class Errands(Generic[Item, Result]):
    """What one job is asked for, item by item; none of them runs on after ``close``."""

    def __init__(self, cluster: Cluster, job: Job[Item, Result], *, progress: Progress) -> None:
        """Let a job travel.

        Args:
            cluster: whose workers do it.
            job: what to do.
            progress: may cancel.

        Raises:
            InputError: the scheduler is gone.
        """
        self._cluster, self._progress = cluster, progress
        self._token = secrets.token_hex(8)
        self._asked: dict[str, Any] = {}  # futures by their keys
        parcel = Parcel(self._token, job, versions_here())
        with warnings.catch_warnings():
            # a large parcel travels once, and that is what a task of its own is for
            warnings.filterwarnings("ignore", message="(?s).*[Ll]arge (object|graph)")
            self._parcel = cluster.submit(carry, parcel, key=f"finecover-{self._token}")
        self._crew = _Crew(cluster, progress)

    def threads(self) -> int:
        """Return how many items can be done at a time, at least 1.

        Raises:
            InputError: nobody has been there for a minute, or the scheduler is gone.
        """
        return self._crew.threads()

    def hand(self, item: Item) -> Any:
        """Let a worker do an item; return the future by which to ``take`` what it comes to.

        Where the worker dies, or fails for another reason, it is tried again elsewhere.

        Raises:
            InputError: the scheduler is gone.
        """
        key = f"finecover-item-{self._token}-{secrets.token_hex(4)}"
        future = self._cluster.submit(run_item, self._parcel, item, key=key, retries=RETRIES)
        self._asked[key] = future
        return future

    def take(self, future: Any) -> Result:
        """Wait for what an item comes to.

        A result may be lost with its worker when it is fetched, and is then computed again.

        Raises:
            Cancelled: the user asked to stop.
            InputError: no worker is left, or the item failed too often.
            FineCoverError: whatever the work raised.
        """
        check(self._progress)
        patience = _FETCH
        while True:
            while not future.done():  # known here; nobody is asked
                time.sleep(_POLL)
                check(self._progress)
                self.threads()
            if future.status in ("cancelled", "lost"):  # by Dask, when it lost the scheduler
                raise lost(self._cluster.address)
            try:
                result: Any = self._cluster.fetch(future, patience, self._progress)
            except TIMEOUTS:
                check(self._progress)
                self.threads()
                patience *= 2  # large results come slowly, too
                continue
            if isinstance(result, Refused):
                raise InputError(result.sentence)
            del self._asked[future.key]
            found: Result = result
            return found

    def close(self) -> None:
        """Tell what still runs to stop; nobody waits for it."""
        self._cluster.leave(self._token, list(self._asked.values()))


class _Crew:
    """Who is there, looked at now and then."""

    def __init__(self, cluster: Cluster, progress: Progress) -> None:
        self._cluster, self._progress = cluster, progress
        self._threads, self._seen = 1, time.monotonic()
        self._heard = self._seen
        self._next = 0.0

    def threads(self) -> int:
        now = time.monotonic()
        if now >= self._next:
            if now > self._next + _ALONE:  # as long, nobody asked
                self._heard = self._seen = now
            self._look()
            self._next = time.monotonic() + _LOOK
        return self._threads

    def _look(self) -> None:
        try:
            found = self._cluster.threads(self._progress)
        except TIMEOUTS as error:  # it may only be busy
            if time.monotonic() - self._heard > _ALONE:
                raise lost(self._cluster.address) from error
            return
        self._heard = time.monotonic()
        if found:
            self._threads, self._seen = found, self._heard
        elif self._heard - self._seen > _ALONE:
            raise InputError(
                f"CLUSTER: the scheduler {self._cluster.address} has had no worker for "
                f"{_ALONE:.0f} seconds; start some, and run again."
            )
