"""QGIS gives work away, and starts no process itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_scene

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from child import *
import json, multiprocessing, subprocess
kept = [start()]  # QGIS and the plugin end when nothing refers to them
import processing
from processing.core.Processing import Processing
Processing.initialize()
kept.append(load_plugin())
started = []
def recorder(name, real):
    def call(*arguments, **more):
        started.append([name, repr(arguments[1:2])])
        return real(*arguments, **more)
    return call
subprocess.Popen.__init__ = recorder("popen", subprocess.Popen.__init__)
multiprocessing.Process.start = recorder("process", multiprocessing.Process.start)
os.fork = recorder("fork", os.fork)
os.posix_spawn = recorder("posix_spawn", os.posix_spawn)
processing.run("finecover:upsample", json.loads(sys.argv[2]))
tell([started, "distributed" in sys.modules])
"""


def run_in_qgis(folder, parameters):
    program = folder / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), str(ROOT / "tests" / "algorithms"), json.dumps(parameters)],
        env={**os.environ, "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile")},
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith("ANSWER ")]
    assert lines, f"status {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(lines[-1][len("ANSWER ") :])


def test_upsample_in_qgis_on_a_cluster_starts_no_process(address, tmp_path):
    pytest.importorskip("qgis.core")
    scene = tiny_scene.build(tmp_path)
    parameters = {**scene.inputs, "OUTPUT": str(tmp_path / "map.tif"), "CLUSTER": address}
    started, used = run_in_qgis(tmp_path, parameters)
    harmless = ("lscpu", "ldconfig", "fc-list", "uname")  # of Python and its packages
    assert [call for call in started if not any(tool in call[1] for tool in harmless)] == []
    assert used
    assert (tmp_path / "map.tif").is_file()


def test_no_source_of_the_product_starts_a_cluster_or_loads_dask_early():
    for folder in ("core", "algorithms", "gui"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert "LocalCluster" not in text, file
            assert "\nfrom distributed" not in text, file
            assert "\nimport distributed" not in text, file
            assert "\nimport dask" not in text, file
