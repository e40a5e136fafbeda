"""A connection to a scheduler whose every wait can be cancelled, and that leaves nothing behind."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import wait as wait_for
from contextlib import suppress
from typing import Any, TypeVar

from ..errors import InputError
from ..passwords import without_secrets
from ..progress import Progress, check
from .address import check_address

Result = TypeVar("Result")

TIMEOUTS = (TimeoutError, asyncio.TimeoutError)  # two classes before Python 3.11
_NO_FILE = (FileNotFoundError, PermissionError, IsADirectoryError)
_POLL = 0.1
_GOODBYE = 1.0  # seconds for the scheduler to hear that we leave
_END = 5.0  # seconds for a thread whose waits were cancelled to end
_MARGIN = 2.0  # seconds for Dask to notice by itself that its time is over


class Connection:
    """A Dask client in an event loop of our own, which ends with all that waits in it.

    Dask's own loop would run on in its thread where connecting fails, and what waits in its calls
    for an answer that may never come could not be cancelled.

    Attributes:
        address: of the scheduler.
        client: Dask's; what it is asked for in ``call`` it gives as awaitables.
    """

    def __init__(self, address: str, *, patience: float, progress: Progress) -> None:
        """Connect.

        Args:
            address: of the scheduler.
            patience: seconds to wait for an answer.
            progress: may cancel.

        Raises:
            InputError: it is no address, nobody answers there, or a package is missing.
            Cancelled: ``progress`` asked to stop.
        """
        self.address = check_address(address)
        kind = _client_class()
        self.client: Any = kind.__new__(kind)  # known, and so closed, where connecting fails
        self._loop = _Loop()
        try:
            self.call(lambda: self._start(patience), patience=patience + _MARGIN, progress=progress)
        except BaseException as error:
            self.close()
            told = _unreached(self.address, error)
            if told:
                raise InputError(told) from error
            raise

    async def _start(self, patience: float) -> None:
        # an address, so that Dask starts no cluster of its own and with it no process
        self.client.__init__(
            self.address, timeout=patience, set_as_default=False, name="finecover",
            asynchronous=True,
        )  # fmt: skip
        await self.client

    def call(
        self,
        ask: Callable[[], Awaitable[Result]],
        *,
        patience: float,
        progress: Progress | None = None,
    ) -> Result:
        """Return what a question to the scheduler comes to.

        Args:
            ask: asks it, within the event loop.
            patience: seconds it may take.
            progress: may cancel; None = nobody does.

        Raises:
            TimeoutError: it takes longer.
            Cancelled: ``progress`` asked to stop.
            Exception: whatever it raises.
        """

        async def answer() -> Result:
            return await asyncio.wait_for(ask(), patience)

        found = asyncio.run_coroutine_threadsafe(answer(), self._loop.loop)
        try:
            while not wait_for([found], timeout=_POLL).done:
                if progress is not None:
                    check(progress)
            return found.result()
        finally:
            found.cancel()

    def close(self) -> None:
        """Leave the scheduler, and end all that still waits for it."""
        if getattr(self.client, "status", "closed") != "closed":
            with suppress(Exception):  # what went wrong before is what counts
                self.call(self.client.close, patience=_GOODBYE)
            self.client.status = "closed"  # or it tries again when Python lets go of it
        self._loop.close()


class _Loop:
    """An event loop in a thread.

    Attributes:
        loop: the loop, which runs until ``close``.
    """

    def __init__(self) -> None:
        self._running = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run()), name="finecover-dask", daemon=True
        )
        self._thread.start()
        self._running.wait()

    async def _run(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._running.set()
        await self._end.wait()

    def close(self) -> None:
        """Cancel all that waits, and end the thread."""
        with suppress(RuntimeError):  # it is closed
            self.loop.call_soon_threadsafe(self._end.set)
        self._thread.join(_END)


def _client_class() -> Any:
    """Return Dask's client, which is imported here and nowhere before."""
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "CLUSTER: working on a cluster takes the Python package distributed, which is not "
            "here; install it (Debian: python3-distributed), or leave CLUSTER out."
        ) from error
    return Client


def _unreached(address: str, error: BaseException) -> str:
    """Return in a sentence why a scheduler cannot be connected to, "" for what is no reason."""
    scheme = address.partition("://")[0]
    if scheme in ("tls", "wss") and isinstance(error, (TypeError, *_NO_FILE)):
        return (
            f"CLUSTER: {address} takes certificates, and Dask's configuration on this computer "
            "names none that can be read; set distributed.comm.tls.ca-file, .client.cert and "
            ".client.key there, or leave CLUSTER out."
        )
    if isinstance(error, ImportError):
        return (
            f"CLUSTER: connecting to {address} fails ({without_secrets(str(error))}); install what "
            "is missing, the same versions of Dask as the scheduler has, or leave CLUSTER out."
        )
    if isinstance(error, (OSError, ValueError, *TIMEOUTS)):
        return (
            f"CLUSTER: no Dask scheduler answers at {address}{_certificate(error)}; start one with "
            "'dask scheduler', check the address, or leave CLUSTER out."
        )
    return ""


def _certificate(error: BaseException | None) -> str:
    """Return what is wrong with a certificate, "" where that is not why."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            reason = without_secrets(" ".join(str(error).split()))
            return f" with a certificate that holds here ({reason})"
        error = error.__cause__ or error.__context__
    return ""
