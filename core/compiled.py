"""Code that numba compiles, where numba is installed; everything else works without it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar
from types import ModuleType
from typing import Any, Callable

_POLL_SECONDS = 0.1
_keep: ContextVar[bool] = ContextVar("keep", default=True)
_found: dict[str, Future[ModuleType | None]] = {}
_FINDING = threading.Lock()


def compiled(function: Any) -> Any:
    """Compile a function of arrays and numbers at its first call, without the interpreter lock.

    The code is kept beside the module or in the user's cache, where one of them can be written.
    It takes no liberties with the order of additions, so that results are those of NumPy.

    Raises:
        ImportError: there is no numba, or it is told to compile nothing.
    """
    import numba

    if numba.config.DISABLE_JIT:
        raise ImportError("NUMBA_DISABLE_JIT is set.")
    if _keep.get():
        try:
            return numba.njit(function, nogil=True, cache=True)
        except RuntimeError:  # nowhere to keep it
            pass
    return numba.njit(function, nogil=True)


def kernels(
    name: str, *, worth: bool = True, check: Callable[[], None] | None = None
) -> ModuleType | None:
    """Return a module of compiled functions, after its ``try_out()`` ended well.

    None without numba, with one that does not work here, or with FINECOVER_NUMBA=0; and where the
    module is not there yet and what there is to do is not ``worth`` the seconds that takes.
    ``check`` is called while they pass; whatever it raises ends the waiting, not the compiling.
    """
    if os.environ.get("FINECOVER_NUMBA", "") == "0":
        return None
    with _FINDING:  # once, however many threads ask first
        if name not in _found:
            if not worth:
                return None
            _found[name] = _begun(f"{__package__}.{name}")
        found = _found[name]
    while check is not None and not wait([found], timeout=_POLL_SECONDS).done:
        check()
    return found.result()


def _begun(path: str) -> Future[ModuleType | None]:
    """Try a module in a thread of its own, so that nobody has to wait for it who is cancelled."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="finecover-compiling")
    try:
        return pool.submit(_tried, path)
    finally:
        pool.shutdown(wait=False)


def may_compile() -> bool:
    """Tell whether ``kernels`` may find numba, without taking the time to import it."""
    wanted = os.environ.get("FINECOVER_NUMBA", "") != "0"
    return wanted and importlib.util.find_spec("numba") is not None


def _tried(path: str) -> ModuleType | None:
    """Return a module that works, without keeping its code where that is what fails.

    What goes wrong may be of any kind: numba is made for another NumPy or lacks its library, the
    compiler knows no such processor, kept code is damaged, or the disk has no room for it.
    """
    for keep in (True, False):
        kept = _keep.set(keep)
        try:
            module = importlib.import_module(path)
            module.try_out()
            return module
        except Exception:
            sys.modules.pop(path, None)
        finally:
            _keep.reset(kept)
    return None
