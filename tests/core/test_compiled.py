"""Numba in every state it is found in: it may be slow, but it must never end a run."""

import importlib.util
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from finecover.core import compiled
from finecover.core.cells import prior
from finecover.core.errors import Cancelled
from finecover.core.learning import tree_walks
from finecover.core.learning.forest import ForestSettings, fit_forest
from finecover.core.mapping import edge_smoothing
from finecover.core.mapping.edge_smoothing import joint_bilateral
from finecover.core.progress import Silent, check
from scene import coarse_map

NAMES = ("learning.forest_kernels", "mapping.smoothing_kernels", "cells.prior_kernels")
needs_numba = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None and not os.environ.get("CI"),
    reason="numba is not installed",
)


@pytest.fixture
def with_numba(monkeypatch):
    """Let a stand-in be numba, and forget it afterwards."""

    def use(njit, *, disabled=False):
        numba = ModuleType("numba")
        numba.njit, numba.config = njit, SimpleNamespace(DISABLE_JIT=disabled)
        monkeypatch.setitem(sys.modules, "numba", numba)

    monkeypatch.setattr(compiled, "_found", {})
    for name in NAMES:
        path = f"finecover.core.{name}"
        monkeypatch.setitem(sys.modules, path, sys.modules.get(path))
        monkeypatch.delitem(sys.modules, path)
    return use


def failing(error, *, when):
    """Return an njit of which the code, or what keeps it, fails."""

    def njit(function, nogil, cache=False):
        if when == "compiled" and cache:
            raise error

        def call(*arguments):
            if when == "called" or (when == "kept" and cache):
                raise error
            return function(*arguments)

        return call

    return njit


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "error", [SystemError("another NumPy"), ValueError("no such opcode"), KeyError("arch")]
)
def test_one_that_cannot_compile_is_not_used(with_numba, name, error):
    with_numba(failing(error, when="called"))
    assert compiled.kernels(name) is None
    assert compiled.kernels(name) is None


@pytest.mark.parametrize("name", NAMES[1:])  # the stand-in has no records, as nodes are
@pytest.mark.parametrize(
    ("error", "when"),
    [
        (OSError(28, "No space left on device"), "kept"),
        (EOFError("Ran out of input"), "kept"),
        (RuntimeError("cannot cache function"), "compiled"),
    ],
)
def test_where_code_cannot_be_kept_it_is_compiled_each_time(with_numba, name, error, when):
    with_numba(failing(error, when=when))
    assert compiled.kernels(name) is not None


@pytest.mark.parametrize("name", NAMES)
def test_told_to_compile_nothing_it_is_not_used(with_numba, name):
    with_numba(failing(None, when="never"), disabled=True)
    assert compiled.kernels(name) is None


def test_one_without_its_library_is_not_used(with_numba, monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "numba":
                raise OSError("Could not find/load shared object file")

    monkeypatch.delitem(sys.modules, "numba", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    assert compiled.kernels(NAMES[0]) is None


def slow_compiler(monkeypatch):
    """Let compiling take until somebody says it is done; return how to say so."""
    done = threading.Event()
    monkeypatch.setattr(compiled, "_found", {})
    monkeypatch.setattr(compiled, "_tried", lambda path: done.wait(30) and None)
    return done


def test_who_waits_for_the_compiler_hears_a_cancel(monkeypatch):
    done = slow_compiler(monkeypatch)
    progress = Silent()
    progress.cancelled = lambda: True
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        compiled.kernels(NAMES[0], check=lambda: check(progress))
    with ThreadPoolExecutor(2) as pool:
        patient = pool.submit(compiled.kernels, NAMES[0])
        hasty = pool.submit(compiled.kernels, NAMES[0], check=lambda: check(progress))
        with pytest.raises(Cancelled):
            hasty.result(timeout=2)
        assert not patient.done()
        done.set()
        assert patient.result(timeout=2) is None
    assert time.monotonic() - begun < 2
    assert list(compiled._found) == [NAMES[0]]  # compiled once, for all


@pytest.mark.parametrize("part", ["walks", "smoothing", "prior"])
def test_a_map_is_cancelled_while_its_code_is_compiled(monkeypatch, part):
    done = slow_compiler(monkeypatch)
    for module in (tree_walks, edge_smoothing, prior):
        monkeypatch.setattr(module, "_WORTH_COMPILING", 0)
    asked = threading.Event()
    threading.Timer(0.2, asked.set).start()
    progress = Silent()
    progress.cancelled = asked.is_set
    values = np.random.default_rng(0).random((2, 40, 40), np.float32)
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        compiling(part, values, lambda: check(progress))
    assert time.monotonic() - begun < 2
    done.set()


def compiling(part, values, ask):
    """Do the part of a map that may have to wait for the compiler."""
    if part == "walks":
        table = values.reshape(2, -1).T
        forest = fit_forest(table, (table[:, 0] > 0.5) * 1, settings=ForestSettings(trees=2))
        forest.forest.predict_proba(table, check=ask)
    elif part == "smoothing":
        joint_bilateral(values, values, np.ones((40, 40), bool), sigma=1.0, check=ask)
    else:
        coarse = coarse_map(np.zeros((5, 5)))
        places = SimpleNamespace(row=values[0].astype(float), col=values[1].astype(float))
        shares = prior.LocalShares(coarse, places, columns=np.arange(3), n_classes=3)
        shares.fill(np.empty((3, 40, 40)), slice(None), check=ask)


@needs_numba
def test_damaged_code_is_compiled_anew(tmp_path):
    root = str(Path(__file__).parents[2])
    script = (
        "import sys, importlib.util\n"
        f"spec = importlib.util.spec_from_file_location('finecover', {root + '/__init__.py'!r}, "
        f"submodule_search_locations=[{root!r}])\n"
        "sys.modules['finecover'] = importlib.util.module_from_spec(spec)\n"
        "from finecover.core.compiled import kernels\n"
        "print(kernels('cells.prior_kernels') is not None)\n"
    )
    run = [sys.executable, "-c", script]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    options = {"env": environment, "capture_output": True, "text": True, "timeout": 120}
    assert subprocess.run(run, **options).stdout == "True\n"
    kept = [*tmp_path.rglob("*.nbi")]
    assert kept
    for path in kept:
        path.write_bytes(b"")
    found = subprocess.run(run, **options)
    assert found.stdout == "True\n", found.stderr


@needs_numba
def test_what_is_tried_is_what_maps_need(monkeypatch):
    """Or what fails would fail in the middle of a map."""
    monkeypatch.setattr(edge_smoothing, "_WORTH_COMPILING", 0)
    monkeypatch.setattr(tree_walks, "_WORTH_COMPILING", 0)
    modules = [compiled.kernels(name) for name in NAMES[:2]]
    functions = [f for m in modules for f in vars(m).values() if hasattr(f, "signatures")]
    before = [list(f.signatures) for f in functions]
    assert any(before)
    rng = np.random.default_rng(0)
    for kind in (np.float32, np.float64):
        chances = rng.random((2, 30, 40)).astype(kind)
        guide = rng.random((3, 30, 40)).astype(np.float32)
        joint_bilateral(chances, guide, np.ones((30, 40), bool), sigma=1.0)
    features = rng.random((100, 3)).astype(np.float32)
    settings = ForestSettings(trees=3)
    trained = fit_forest(features, features.argmax(axis=1), settings=settings)
    trained.forest.predict_proba(features)
    assert [list(f.signatures) for f in functions] == before
