"""Which software is at work here, and whether that of a worker gives the same results."""

from __future__ import annotations

from collections.abc import Mapping

_SAYS = {"finecover": "FineCover", "numpy": "NumPy", "rasterio": "rasterio", "gdal": "GDAL"}


def versions_here() -> dict[str, str]:
    """Return the versions of what decides what a pixel's features and class come to."""
    import rasterio

    from ..learning.model import software_versions

    found = software_versions()
    return {
        "finecover": found["finecover"],
        "numpy": found["numpy"],
        "rasterio": rasterio.__version__,
        "gdal": rasterio.__gdal_version__,
    }


def difference(here: Mapping[str, str], there: Mapping[str, str], worker: str) -> str:
    """Return one sentence on what a worker has in another version, or ""."""
    other = [name for name in here if there.get(name) != here[name]]
    if not other:
        return ""
    told = ", ".join(f"{_SAYS[name]} {there.get(name, 'unknown')}" for name in other)
    wanted = ", ".join(f"{_SAYS[name]} {here[name]}" for name in other)
    return (
        f"CLUSTER: the worker {worker} has {told}, and here it is {wanted}; install the same "
        "versions on every worker, so that all parts of the result are alike."
    )
