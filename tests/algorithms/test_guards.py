"""What keeps QGIS fast and whole: light loading, clean unloading, no process, missing packages."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODELS = ["stepbystep", "timeseries"]
HEAVY = ("sklearn", "rasterio", "scipy", "numba", "joblib", "pandas", "matplotlib")

LIST = f"""
from child import *
start()
plugin = load_plugin()
for algorithm in plugin.provider.algorithms():
    algorithm.create().shortHelpString()
    algorithm.canExecute()
tell([name for name in {HEAVY!r} if name in sys.modules])
"""

CORE = """
import importlib
import sys
from pathlib import Path
from child import conftest, tell
for file in sorted((conftest.ROOT / "core").rglob("*.py")):
    if file.stem != "__init__":
        name = ".".join(file.relative_to(conftest.ROOT).with_suffix("").parts)
        importlib.import_module(f"finecover.{name}")
tell([name for name in sys.modules if name.split(".")[0] in ("qgis", "PyQt5", "PyQt6", "osgeo")])
"""

RELOAD = """
from child import *
from qgis.core import QgsApplication
start()
from finecover.algorithms.provider import ALGORITHMS
registry = QgsApplication.processingRegistry()
before, counts = len(registry.providers()), []
for _ in range(3):
    plugin = load_plugin()
    plugin.initProcessing()  # twice: the main window calls it too
    algorithms = plugin.provider.algorithms()
    models = [one.name() for one in algorithms if one.groupId() == "models"]
    told = len(algorithms) - len(models) == len(ALGORITHMS)
    counts.append([len(registry.providers()) - before, told, models])
    plugin.unload()
    plugin.unload()
    found = registry.algorithmById("finecover:upsample")
    counts.append([len(registry.providers()) - before, found is not None, []])
tell(counts)
"""

MISSING = """
from child import *
import sys
sys.modules["sklearn"] = None  # what Python does for a package that is not there
start()
import processing
from processing.core.Processing import Processing
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
Processing.initialize()
plugin = load_plugin()
algorithms = plugin.provider.algorithms()
from finecover.algorithms.provider import ALGORITHMS
answer = {"count": len(algorithms), "expected": len(ALGORITHMS) + 2}
told = [one for one in algorithms if one.name() == "diagnostics"]
answer["can"] = [list(one.canExecute()) for one in algorithms if one not in told]
answer["diagnostics"] = [
    [*one.canExecute(), processing.run(one, {})["TEXT"].count("scikit-learn: ")] for one in told
]
runs = {
    "run": lambda: processing.run("finecover:upsample", {"OUTPUT": "TEMPORARY_OUTPUT"}),
    "unchecked": lambda: algorithms[0].create().processAlgorithm(
        {}, QgsProcessingContext(), QgsProcessingFeedback()),
}
for name, call in runs.items():
    try:
        answer[name] = repr(call())
    except QgsProcessingException as error:
        answer[name] = str(error)
tell(answer)
"""

PROCESSES = """
from child import *
import json, multiprocessing, multiprocessing.util, os, subprocess, sys
start()
import processing
from processing.core.Processing import Processing
Processing.initialize()
plugin = load_plugin()
multiprocessing.set_start_method("spawn")  # what macOS and Windows do
started = []
def recorder(name, real):
    def call(*arguments, **more):
        started.append([name, repr(arguments[1:2])])
        return real(*arguments, **more)
    return call
multiprocessing.util.spawnv_passfds = recorder("spawn", multiprocessing.util.spawnv_passfds)
subprocess.Popen.__init__ = recorder("popen", subprocess.Popen.__init__)
os.fork = recorder("fork", os.fork)
os.posix_spawn = recorder("posix_spawn", os.posix_spawn)
result = processing.run("finecover:upsample", json.loads(sys.argv[1]))
tell([started, sorted(result)])
"""


def test_loading_and_listing_imports_nothing_heavy(child):
    assert child(LIST) == []


def test_the_core_never_imports_qgis(child):
    assert child(CORE) == []


@pytest.mark.parametrize("file", sorted((ROOT / "core").rglob("*.py")), ids=lambda file: file.stem)
def test_no_core_source_names_qgis(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        assert not {name.split(".")[0] for name in names} & {"qgis", "PyQt5", "PyQt6", "osgeo"}


def test_unloading_leaves_nothing_and_loading_again_works(child):
    assert child(RELOAD) == [[1, True, MODELS], [0, False, []]] * 3


def test_without_scikit_learn_the_plugin_loads_and_says_what_is_missing(child):
    answer = child(MISSING)
    assert answer["count"] == answer["expected"]
    assert answer["diagnostics"] == [[True, "", 1]]
    for fine, text in answer["can"]:
        assert not fine
        assert text.count("scikit-learn") >= 1
        assert "install" in text
    for way in ("run", "unchecked"):
        assert "scikit-learn" in answer[way]
        assert "Traceback" not in answer[way]


def test_a_run_starts_no_process(child, scene, tmp_path):
    parameters = {
        **scene.inputs,
        "OUTPUT": str(tmp_path / "map.tif"),
        "REPORT": str(tmp_path / "report.html"),
        "REFERENCE": str(scene.truth),
    }
    started, outputs = child(PROCESSES, json.dumps(parameters))
    # joblib, threadpoolctl and Matplotlib ask for cores, libraries and fonts; that is no Python
    harmless = ("lscpu", "ldconfig", "fc-list")
    assert [call for call in started if not any(tool in call[1] for tool in harmless)] == []
    assert {"OUTPUT", "REPORT", "KAPPA"} <= set(outputs)


def test_the_guard_against_processes_sees_one(child):
    program = PROCESSES.replace(
        'result = processing.run("finecover:upsample", json.loads(sys.argv[1]))',
        'result = {}; subprocess.run(["true"])',
    )
    started, _ = child(program)
    assert started


def test_missing_packages_stop_a_run_before_it_reads_anything(monkeypatch, run, scene, tmp_path):
    from qgis.core import QgsProcessingException

    dependencies = sys.modules["finecover.core.dependencies"]
    monkeypatch.setattr(dependencies, "missing_packages", lambda: ["sklearn", "rasterio"])
    with pytest.raises(QgsProcessingException, match=r"packages scikit-learn, rasterio; install"):
        run("upsample", {**scene.inputs, "OUTPUT": str(tmp_path / "map.tif")})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("rasterio._base", "cannot load the Python package rasterio .DLL load failed.; reinstall"),
        (
            "finecover.core.rasters.raster",
            "DLL load failed",
        ),  # a mistake of ours, not the user's packages
    ],
)
def test_a_broken_package_is_told_in_a_sentence(monkeypatch, run, scene, tmp_path, name, sentence):
    def check(self, values):
        raise ImportError("DLL load failed", name=name)

    monkeypatch.setattr(sys.modules["finecover.algorithms.upsample"].Upsample, "check", check)
    ours = name.startswith("finecover")
    with pytest.raises(Exception, match=sentence) as caught:
        run("upsample", {**scene.inputs, "OUTPUT": str(tmp_path / "map.tif")})
    assert isinstance(caught.value, ImportError) == ours


def test_python_itself_says_nothing_at_import():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import sys; sys.path.insert(0, sys.argv[1])\n"
         "import conftest; import finecover", str(ROOT / "tests")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout + done.stderr == ""
