"""One text that tells what FineCover runs on, for whoever shall find out what went wrong."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import locale
import os
import platform
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from .parallel import thread_count
from .passwords import is_secret, without_secrets
from .privacy import without_person
from .run_record import last_record

_PACKAGES = {  # name of the distribution: what is imported
    "numpy": "numpy", "scipy": "scipy", "scikit-learn": "sklearn", "joblib": "joblib",
    "rasterio": "rasterio", "numba": "numba", "llvmlite": "llvmlite", "dask": "dask",
    "distributed": "distributed",
}  # fmt: skip
_KERNELS = "mapping.smoothing_kernels"  # the smallest there are
_VARIABLES = ("FINECOVER_", "GDAL_", "PROJ_", "CPL_", "NUMBA_", "OMP_", "OPENBLAS_", "MKL_")
# those whose values hold no key or token, whatever a later GDAL may add; of others it is told that
# they are set
_HARMLESS = re.compile(
    r"FINECOVER_(DASK|NUMBA|THREADS)|(NUMBA|OMP|OPENBLAS|MKL)_\w+"
    r"|GDAL_(DATA|DRIVER_PATH|SKIP|CACHEMAX|NUM_THREADS|FILENAME_IS_UTF8|PAM_ENABLED)"
    r"|GDAL_(DISABLE_READDIR_ON_OPEN|MAX_DATASET_POOL_SIZE|TIFF_\w+|INGESTED_BYTES_AT_OPEN)"
    r"|GDAL_HTTP_(TIMEOUT|CONNECTTIMEOUT|MAX_RETRY|RETRY_DELAY|VERSION|MULTIPLEX|UNSAFESSL)"
    r"|PROJ_(DATA|LIB|NETWORK|DEBUG|CURL_CA_BUNDLE|USER_WRITABLE_DIRECTORY)"
    r"|CPL_(DEBUG|TMPDIR|LOG|TIMESTAMP|VSIL_CURL_(USE_HEAD|CHUNK_SIZE|CACHE_SIZE|NON_CACHED))"
)


def diagnostics(host: Mapping[str, str], *, full_paths: bool = False) -> str:
    """Return versions, machine, settings, what works, and the log of the last run.

    Nothing is ever raised: what cannot be known is told as such. Takes seconds where compiled code
    is tried for the first time.

    Args:
        host: what the program around FineCover knows: names and values, such as its own version.
        full_paths: keep folders and the user's name, which are taken out otherwise; passwords, keys
            and tokens are taken out in any case.
    """
    record = last_record()
    parts = {
        "FineCover diagnostics": [f"{name}: {text}" for name, text in host.items()],
        "Python": [f"Python: {sys.version.split()[0]} ({sys.executable})", *_packages()],
        "Machine": _machine(),
        "Optional parts": [f"{name}: {text}" for name, text in _optional().items()],
        "Settings": _settings(),
        "Last run": record.lines() if record else ["none since QGIS was started"],
    }
    text = "\n\n".join("\n".join([title, "-" * len(title), *of]) for title, of in parts.items())
    if full_paths:
        return f"{without_secrets(text)}\n"
    given = {part for one in record.given() for part in one.split(", ")} if record else set()
    return f"{without_person(text, known={*given, *_told_variables().values()})}\n"


def finecover_version() -> str:
    """Return the version that metadata.txt tells."""
    try:
        text = (Path(__file__).parents[1] / "metadata.txt").read_text(encoding="utf-8")
    except OSError:
        return "unknown"
    told = dict(line.partition("=")[::2] for line in text.splitlines())
    return told.get("version", "unknown").strip()


def _packages() -> list[str]:
    lines = [f"{name}: {_version(name, module)}" for name, module in _PACKAGES.items()]
    try:
        import rasterio

        proj = getattr(rasterio, "__proj_version__", "unknown")
        lines.append(
            f"rasterio's own libraries: GDAL {rasterio.__gdal_version__}, PROJ {proj}, from "
            f"{Path(rasterio.__file__).parent}"
        )
    except Exception as error:  # told, whatever it is
        lines.append(f"rasterio does not load: {_shown(error)}")
    return lines


def _version(name: str, module: str) -> str:
    """Return the version of a package, without importing it where that can be had."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        if importlib.util.find_spec(module) is None:
            return "not installed"
    try:
        return str(getattr(importlib.import_module(module), "__version__", "unknown"))
    except Exception as error:
        return f"does not load: {_shown(error)}"


def _machine() -> list[str]:
    language = ".".join(part for part in locale.getlocale() if part) or "C"
    return [
        f"Platform: {platform.platform()}, {platform.machine()}",
        f"Cores: {os.cpu_count()}, threads of FineCover: {thread_count()}",
        f"Memory: {_memory()}",
        f"Locale: {language}, encoding of file names: {sys.getfilesystemencoding()}",
    ]


def _memory() -> str:
    try:
        from .preflight.room import machine_memory

        memory = machine_memory()
    except Exception as error:  # such as a package that is missing
        return f"unknown ({_shown(error)})"
    return f"{memory / 1e9:.1f} GB" if memory else "unknown"


def _optional() -> dict[str, str]:
    return {"Compiled code (numba)": _numba(), "ZSTD in GeoTIFF": _zstd(), "Cluster": _dask()}


def _numba() -> str:
    from .compiled import kernels, may_compile

    if not may_compile():
        off = os.environ.get("FINECOVER_NUMBA", "") == "0"
        return "switched off by FINECOVER_NUMBA=0" if off else "not installed, so maps take longer"
    try:
        import numba  # noqa: F401 - what is wrong with it is told here

        works = kernels(_KERNELS) is not None
    except Exception as error:
        return f"does not load: {_shown(error)}"
    return "works" if works else "installed, but does not compile here"


def _zstd() -> str:
    try:
        from .rasters.geotiff import has_zstd

        return "works" if has_zstd() else "not there; Deflate is used"
    except Exception as error:
        return f"unknown: {_shown(error)}"


def _dask() -> str:
    there = importlib.util.find_spec("distributed") is not None
    return "dask.distributed is installed" if there else "dask.distributed is not installed"


def _settings() -> list[str]:
    told = _told_variables()
    found = [
        f"{name} = {told.get(name, '(set)')}"
        for name in sorted(os.environ)
        if name.startswith(_VARIABLES)
    ]
    return found or ["no variable of FineCover, GDAL, PROJ or numba is set"]


def _told_variables() -> dict[str, str]:
    """Return the variables whose values are told."""
    return {
        name: value
        for name, value in os.environ.items()
        if _HARMLESS.fullmatch(name) and not is_secret(name)
    }


def _shown(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
