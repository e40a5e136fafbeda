"""What a run leaves in the folder of its outputs: all of them at once, or nothing new."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from finecover.core import pipeline
from finecover.core.errors import Cancelled, InputError
from finecover.core.outputs import publication
from finecover.core.outputs.claim import work_folder
from finecover.core.progress import Silent
from scene import Recorder
from test_pipeline import SETTINGS, inputs_of, paths_in

OUTPUTS = {
    "applicability.qml", "applicability.tif", "cells.qml", "cells.tif", "confidence.qml",
    "confidence.tif", "metrics.json", "model.fcm", "output.qml", "output.tif",
    "output.tif.aux.xml", "probabilities.qml", "probabilities.tif", "report.html",
}  # fmt: skip


def run(scene, folder, *, progress=None):
    paths = replace(
        paths_in(folder), metrics=str(folder / "metrics.json"), cells=str(folder / "cells.tif")
    )
    return pipeline.upsample(
        inputs_of(scene, reference=scene.source("truth")), paths,
        settings=SETTINGS, progress=progress or Silent(), command="finecover it",
    )  # fmt: skip


def shown(folder):
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


class Watching(Recorder):
    """Looks at the folder each time it is told something."""

    def __init__(self, folder):
        super().__init__()
        self.folder, self.seen = folder, []

    def set(self, fraction):
        super().set(fraction)
        self.seen.append((fraction, shown(self.folder)))


def test_all_files_appear_together(scene, tmp_path, monkeypatch):
    def still_open(file):
        links = [Path(f"/proc/self/fd/{entry}") for entry in os.listdir("/proc/self/fd")]
        return [link for link in links if link.exists() and link.samefile(file)]

    def replaced(file, path):
        opened[path.name] = still_open(file) if Path("/proc/self/fd").is_dir() else []
        replace_file(file, path)

    opened, replace_file = {}, publication._replace
    monkeypatch.setattr(publication, "_replace", replaced)
    progress = Watching(tmp_path)
    run(scene, tmp_path, progress=progress)
    assert [found for share, found in progress.seen if share < 1.0 and found] == []
    assert {path.name for path in tmp_path.iterdir()} == OUTPUTS
    assert set(opened) == OUTPUTS
    assert {name: files for name, files in opened.items() if files} == {}  # as Windows wants it


def test_no_text_names_a_work_folder(scene, tmp_path):
    progress = Recorder()
    run(scene, tmp_path, progress=progress)
    for name in OUTPUTS:
        content = (tmp_path / name).read_bytes()
        assert b".finecover" not in content, name
        assert bytes(tmp_path) not in content, name
    assert not [text for text in progress.messages + progress.warnings if ".finecover" in text]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("write_model", Cancelled()),
        ("_assess", KeyboardInterrupt()),
        ("_write_report", ArithmeticError("a mistake")),
    ],
)
def test_a_late_failure_leaves_all_as_it_was(scene, tmp_path, monkeypatch, step, error):
    (tmp_path / "output.tif").write_bytes(b"earlier")
    (tmp_path / "report.html").write_bytes(b"earlier, too")

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(pipeline, step, fail)
    with pytest.raises(type(error)):
        run(scene, tmp_path)
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {"output.tif": b"earlier", "report.html": b"earlier, too"}


def test_an_output_of_another_run(scene, tmp_path):
    work = work_folder(tmp_path / "report.html")
    work.mkdir()
    hold = (
        f"import fcntl, time; file = open({str(work / 'lock')!r}, 'w'); "
        "fcntl.flock(file, fcntl.LOCK_EX); print('ready', flush=True); time.sleep(600)"
    )
    other = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "ready\n"
        with pytest.raises(InputError, match=r"REPORT 'report\.html' is being written by another"):
            run(scene, tmp_path)
    finally:
        other.kill()
        other.wait()
        other.stdout.close()
    assert [path.name for path in tmp_path.iterdir()] == [work.name]
