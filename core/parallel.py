"""Threads for tiles and for scikit-learn; nothing here ever starts a process."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from typing import Callable, TypeVar

from .progress import Progress, check

Item = TypeVar("Item")
Result = TypeVar("Result")

_POLL_SECONDS = 0.1
_MOST_THREADS = 256


def thread_count() -> int:
    """Number of worker threads: FINECOVER_THREADS, up to 256, or every core there is for us."""
    wanted = os.environ.get("FINECOVER_THREADS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return min(int(wanted), _MOST_THREADS)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ordered_map(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    progress: Progress,
    threads: int | None = None,
) -> Generator[Result, None, None]:
    """Yield ``work(item)`` for each item, in order, at most a few results ahead of the reader.

    Memory stays bounded because no more than ``2 * threads`` results exist at once. When the
    user cancels, no further item starts, the running ones are waited for and dropped.

    Raises:
        Cancelled: ``progress`` asked to stop.
        Exception: whatever ``work`` raised, at the item's place in the order.
    """
    threads = threads or thread_count()
    if threads == 1:
        for item in items:
            check(progress)
            yield work(item)
        return
    source = iter(items)
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="finecover") as pool:
        try:
            while True:
                while len(waiting) < 2 * threads:
                    try:
                        waiting.append(pool.submit(work, next(source)))
                    except StopIteration:
                        break
                if not waiting:
                    return
                _wait(waiting[0], progress)
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _wait(future: Future[Result], progress: Progress) -> None:
    """Return when ``future`` is done; raise Cancelled when the user asks to stop before."""
    check(progress)
    while not wait_for([future], timeout=_POLL_SECONDS).done:
        check(progress)


@contextmanager
def threads_only() -> Iterator[None]:
    """Let scikit-learn use ``n_jobs`` threads without a helper process.

    joblib's thread pool takes its locks from multiprocessing. Under the "spawn" and "forkserver"
    start methods such a lock starts ``sys.executable`` as a resource tracker, and on macOS that
    executable is QGIS itself. Locks of the "fork" context need no tracker, and nothing is forked
    because only threads are asked for. Windows has no tracker.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        yield
        return
    before = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method("fork", force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)
