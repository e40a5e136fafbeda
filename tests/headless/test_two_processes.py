"""Two runs that would write one file, and what a terminal is told about the machine."""

from __future__ import annotations

import subprocess
import time

import tiny_scene
from qgis_run import find_qgis_process, run_arguments

SLOW = {"TREES": 3000, "SAMPLES": 8000, "CLEAN": "false"}


def test_the_second_run_to_an_output_refuses_at_once(qgis, scene, tmp_path):
    output = tmp_path / "map.tif"
    given = {**scene.inputs, **SLOW, "OUTPUT": output}
    command = [find_qgis_process(qgis.environment["PATH"])]
    command += run_arguments("finecover:upsample", given)
    first = subprocess.Popen(
        command, env=qgis.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while not (tmp_path / ".map.tif.finecover").exists() and time.monotonic() < end:
            time.sleep(0.05)
        second = subprocess.run(
            command, env=qgis.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=300, check=False,
        )  # fmt: skip
        assert first.poll() is None, "the first run ended too early to be met"
    finally:
        first.kill()
        first.wait()
    assert second.returncode == 1
    told = second.stdout + second.stderr
    assert "OUTPUT 'map.tif' is being written by another run" in told
    # a run that was killed is in nobody's way
    qgis.run("finecover:upsample", {**scene.inputs, "TREES": 10, "OUTPUT": output})
    assert tiny_scene.read(output).size
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_diagnostics_for_a_terminal(qgis):
    told = qgis._call(["run", "finecover:diagnostics"])
    for text in ("QGIS: 3.", "numpy: ", "Platform: ", "Last run", "none since QGIS was started"):
        assert text in told
    assert qgis.environment["HOME"] not in told
