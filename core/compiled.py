"""Code that numba compiles, where numba is installed; everything else works without it."""

from __future__ import annotations

import importlib
import importlib.util
import os
from types import ModuleType
from typing import Any


def compiled(function: Any) -> Any:
    """Compile a function of arrays and numbers at its first call, without the interpreter lock.

    The code is kept beside the module or in the user's cache, where one of them can be written.
    It takes no liberties with the order of additions, so that results are those of NumPy.

    Raises:
        ImportError: there is no numba.
    """
    import numba

    try:
        return numba.njit(function, nogil=True, cache=True)
    except RuntimeError:  # nowhere to keep it
        return numba.njit(function, nogil=True)


def kernels(name: str) -> ModuleType | None:
    """Return a module of compiled functions; None without numba, or with FINECOVER_NUMBA=0."""
    if os.environ.get("FINECOVER_NUMBA", "") == "0":
        return None
    try:
        return importlib.import_module(f".{name}", __package__)
    except (ImportError, AttributeError, SystemError):  # none, or one for another NumPy
        return None


def may_compile() -> bool:
    """Tell whether ``kernels`` may find numba, without taking the time to import it."""
    wanted = os.environ.get("FINECOVER_NUMBA", "") != "0"
    return wanted and importlib.util.find_spec("numba") is not None


def is_numba_error(error: Exception) -> bool:
    """Tell whether numba cannot compile here, which is no mistake of ours."""
    return type(error).__module__.partition(".")[0] == "numba"
