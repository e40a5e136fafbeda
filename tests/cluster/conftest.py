"""Two worker processes over TCP, started by the tests; FineCover itself never starts any."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from finecover.core.cluster.choice import VARIABLE
from finecover.core.cluster.versions import versions_here

ROOT = Path(__file__).resolve().parents[2]
_COMPILED = shutil.ignore_patterns("__pycache__")
TOOLS = Path(__file__).resolve().parent / "worker_tools.py"


@pytest.fixture(scope="session")
def distributed():
    """The package; without it the tests are skipped, unless CI runs on the QGIS that has it."""
    try:
        import distributed
    except ImportError:
        if os.environ.get("CI") == "true" and sys.version_info[:2] == (3, 11):  # Debian 12
            pytest.fail("CI runs the tests of clusters; install python3-distributed")
        pytest.skip("the package distributed is not there (Debian: python3-distributed)")
    return distributed


@pytest.fixture(scope="session")
def started(distributed):
    """A context manager that starts a scheduler, and workers that find packages on a path."""
    return partial(_started, distributed)


@contextmanager
def _started(distributed, folder, *, workers, path):
    # what multiprocessing spawns takes over sys.path, not PYTHONPATH
    before = list(sys.path)
    sys.path[:] = [path, *(place for place in before if not (Path(place) / "finecover").exists())]
    try:
        cluster = distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address=None, local_directory=str(folder), silence_logs="CRITICAL",
        )  # fmt: skip
        try:
            _wait(cluster)
            yield cluster
        finally:
            _close(cluster)
    finally:
        sys.path[:] = before


def _wait(cluster):
    """Wait for all workers to be there, on a machine that may be busy."""
    deadline = time.monotonic() + 120
    while len(cluster.scheduler.workers) < len(cluster.workers) and time.monotonic() < deadline:
        time.sleep(0.1)


def _close(cluster):
    """End a cluster; Dask 2022 never ends one whose workers are just being started again."""
    _wait(cluster)
    with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
        cluster.close(timeout=20)


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """A folder in which workers find FineCover, and what the tests make them do."""
    folder = tmp_path_factory.mktemp("packages")
    # a copy, of just what was read here: workers start anew in the middle of the tests, and the
    # code may be worked on meanwhile
    shutil.copytree(ROOT / "core", folder / "finecover" / "core", ignore=_COMPILED)
    for file in (*ROOT.glob("*.py"), ROOT / "metadata.txt"):
        shutil.copy(file, folder / "finecover")
    versions_here()
    (folder / TOOLS.name).symlink_to(TOOLS)
    return folder


@pytest.fixture(scope="session")
def cluster(started, packages, tmp_path_factory):
    """Two workers of one thread."""
    folder = tmp_path_factory.mktemp("dask")
    with started(folder, workers=2, path=str(packages)) as cluster:
        yield cluster


@pytest.fixture
def address(cluster, monkeypatch):
    """The scheduler's address."""
    monkeypatch.delenv(VARIABLE, raising=False)
    return cluster.scheduler_address
