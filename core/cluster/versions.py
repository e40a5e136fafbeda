"""Which software is at work here, and whether that of a worker gives the same results."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path

_CORE = Path(__file__).resolve().parents[1]
_SAYS = {
    "finecover": "FineCover",
    "code": "FineCover's code",
    "python": "Python",
    "numpy": "NumPy",
    "scipy": "SciPy",
    "gdal": "GDAL",
    "proj": "PROJ",
    "machine": "a processor of kind",
}


def versions_here() -> dict[str, str]:
    """Return the versions of what decides what a pixel's features and class come to."""
    import rasterio

    from ..mapping.fingerprint import software

    found = software()
    return {
        **found,
        "python": ".".join(found["python"].split(".")[:2]),  # 3.11.2 and 3.11.9 compute alike
        "proj": getattr(rasterio, "__proj_version__", ""),  # by which rasters are warped
        "code": _code(str(_CORE)),
    }


@functools.lru_cache(maxsize=1)
def _code(folder: str) -> str:
    """Return a digest of the modules in a folder: a version may be worked on."""
    found = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*.py")):
        lines = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(folder).as_posix()}:{len(lines)}:".encode())
        found.update(lines)
    return found.hexdigest()[:8]


def difference(here: Mapping[str, str], there: Mapping[str, str], worker: str) -> str:
    """Return one sentence on what a worker has in another version, or ""."""
    other = [name for name in here if there.get(name) != here[name]]
    if not other:
        return ""
    told = ", ".join(f"{_SAYS.get(name, name)} {there.get(name, 'unknown')}" for name in other)
    wanted = ", ".join(f"{_SAYS.get(name, name)} {here[name]}" for name in other)
    return (
        f"CLUSTER: the worker {worker} has {told}, and here it is {wanted}; install the same "
        "versions on every worker, so that all parts of the result are alike."
    )
