"""Where tiles are worked on: in threads of this process, or by the workers of a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ..parallel import ordered_map
from ..progress import Progress
from .job import Item, Job, Result

if TYPE_CHECKING:
    from .engine import Cluster
    from .errands import Errands

VARIABLE = "FINECOVER_DASK"
_current: ContextVar[Cluster | None] = ContextVar("finecover_cluster", default=None)


@contextmanager
def on_cluster(address: str, *, progress: Progress) -> Iterator[None]:
    """Let the workers of a Dask scheduler do what ``spread`` is asked for in this context.

    Args:
        address: of the scheduler; "" = what the variable FINECOVER_DASK says, and without it
            threads of this process.
        progress: told who is there; may cancel.

    Raises:
        InputError: nobody answers there, or the workers cannot do the work.
        Cancelled: ``progress`` asked to stop while this waited.
    """
    address = address.strip() or os.environ.get(VARIABLE, "").strip()
    if not address:
        yield
        return
    from .address import check_address
    from .engine import PATIENCE, Cluster

    address = check_address(address)
    progress.message(
        f"Asking the scheduler at {address} for its workers, for {PATIENCE:.0f} seconds at most."
    )
    with closing(Cluster(address, progress=progress)) as cluster:
        progress.message(cluster.sentence())
        before = _current.set(cluster)
        try:
            yield
        finally:
            _current.reset(before)


def spread(
    job: Callable[[], Job[Item, Result] | None],
    items: Iterable[Item],
    *,
    local: Callable[[Item], Result],
    progress: Progress,
    threads: int | None = None,
) -> Generator[Result, None, None]:
    """Yield what each item comes to, in order, at most some ahead of the reader.

    Args:
        job: tells how workers do the items; asked only where there are some, and None where they
            cannot.
        items: what to do.
        local: does an item here.
        progress: may cancel.
        threads: of this process; None = as many as there are.

    Raises:
        Cancelled: ``progress`` asked to stop.
        Exception: whatever the work raised, at the item's place in the order.
    """
    cluster = _current.get()
    portable = None if cluster is None else job()
    if cluster is None or portable is None:
        return ordered_map(local, items, progress=progress, threads=threads)
    return cluster.map(portable, items, progress=progress)


@contextmanager
def errands(
    job: Callable[[], Job[Item, Result]], *, progress: Progress
) -> Iterator[Errands[Item, Result] | None]:
    """Yield what takes items for workers as they come up; None where there are no workers.

    Args:
        job: tells how workers do the items.
        progress: may cancel.

    Raises:
        InputError: the scheduler is gone.
    """
    cluster = _current.get()
    if cluster is None:
        yield None
        return
    with closing(cluster.errands(job(), progress=progress)) as found:
        yield found
