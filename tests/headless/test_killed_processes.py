"""A qgis_process that is killed while it runs ``upsample``, and the same command once more."""

from __future__ import annotations

import random
import subprocess
import time

import pytest
from qgis_run import find_qgis_process, run_arguments

OUTPUTS = {"OUTPUT": "map.tif", "CONFIDENCE": "sure.tif", "MODEL": "model.fcm",
           "METRICS": "figures.json"}  # fmt: skip


def files_in(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def place(qgis, tmp_path_factory):
    """Folders of outputs and of temporary files, and an environment that tells of the latter."""
    folder = tmp_path_factory.mktemp("killed")
    out, temp = folder / "out", folder / "temp"
    out.mkdir()
    temp.mkdir()
    before = qgis.environment.get("TMPDIR")
    qgis.environment["TMPDIR"] = str(temp)
    yield out, temp
    del qgis.environment["TMPDIR"]
    if before is not None:
        qgis.environment["TMPDIR"] = before


@pytest.fixture(scope="module")
def whole(qgis, scene, place):
    """What an undisturbed run writes, and its seconds."""
    out, _ = place
    started = time.monotonic()
    qgis.run("finecover:upsample", parameters(scene, out))
    return files_in(out), time.monotonic() - started


def parameters(scene, out, **more):
    outputs = {name: out / file for name, file in OUTPUTS.items()}
    return {**scene.inputs, "SEED": 3, **outputs, **more}


@pytest.mark.parametrize("share", [0.5, 0.75, 0.95])
def test_the_same_command_after_a_kill(qgis, scene, place, whole, share):
    (out, temp), (expected, seconds) = place, whole
    qgis.run("finecover:upsample", parameters(scene, out, SEED=4))
    earlier = files_in(out)
    program = find_qgis_process(qgis.environment["PATH"])
    arguments = run_arguments("finecover:upsample", parameters(scene, out))
    process = subprocess.Popen(
        [program, *arguments], env=qgis.environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(seconds * (share + random.Random(share).uniform(-0.1, 0.05)))
    finally:
        process.kill()
        process.wait()
    left = files_in(out)
    for name, data in earlier.items():
        assert left.get(name) in (data, expected[name]), name
    qgis.run("finecover:upsample", parameters(scene, out))
    assert sorted(files_in(out)) == sorted(expected), "litter"
    assert [name for name, data in files_in(out).items() if data != expected[name]] == []
    assert [path for path in temp.rglob("*") if "finecover" in path.name] == []
