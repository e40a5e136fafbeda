"""Waiting for work that cannot be stopped, no longer than the user wants to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from ..progress import Progress, check

Result = TypeVar("Result")

_POLL_SECONDS = 0.1


def unless_cancelled(work: Callable[[], Result], progress: Progress) -> Result:
    """Return the result of work done in a thread of its own.

    When the user cancels nobody waits for it: it goes on until it ends, and its result is dropped.

    Raises:
        Cancelled: ``progress`` asked to stop.
        Exception: whatever ``work`` raised.
    """

    def done() -> Result:  # ours, so that a profile can tell whose time this is
        return work()

    pool = ThreadPoolExecutor(1, thread_name_prefix="finecover-waiting")
    try:
        future = pool.submit(done)
        while not wait([future], timeout=_POLL_SECONDS).done:
            check(progress)
        return future.result()
    finally:
        pool.shutdown(wait=False)
