"""What a search leaves behind when it ends by itself, or is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
# as libFuzzer does, it ends the process without Python's leave
ATHERIS = """
import contextlib, os, tempfile, time
instrument_imports = lambda include: contextlib.nullcontext()
_reserve_counter = lambda: 1
_trace_branch = lambda branch: None

def Setup(arguments, run, **more):
    global tried
    tried = run

def Fuzz():
    tried(b"")
    tempfile.mkdtemp()
    open(os.environ["REACHED"], "w").close()
    if os.environ["WAITS"]:
        time.sleep(120)
    os._exit(0)
"""


@pytest.fixture
def started(tmp_path):
    """Start a search of a format; return it, its temporary folder and what tells that it works."""
    temp, reached = tmp_path / "temp", tmp_path / "reached"
    temp.mkdir()
    (tmp_path / "atheris.py").write_text(ATHERIS)
    running = []

    def start(name, *, waits):
        changed = {"PYTHONPATH": str(tmp_path), "TMPDIR": str(temp), "REACHED": str(reached),
                   "WAITS": "1" if waits else ""}  # fmt: skip
        command = [sys.executable, str(HERE), "--folder", str(tmp_path / "kept"), name]
        running.append(subprocess.Popen(
            command, env={**os.environ, **changed}, stdout=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # else maybe ignored
        ))  # fmt: skip
        return running[0], temp, reached

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("name", ["dates", "geotiff"])
def test_a_search_that_ends_leaves_no_temporary_file(started, name):
    process, temp, reached = started(name, waits=False)
    told = process.communicate(timeout=120)[0]
    assert process.returncode == 0, told
    assert f"{name}: nothing found" in told
    assert reached.exists()
    assert list(temp.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_search_that_is_ended_leaves_no_temporary_file_and_no_process(started, number):
    process, temp, reached = started("geotiff", waits=True)
    while not reached.exists():
        assert process.poll() is None
        time.sleep(0.1)
    assert list(temp.iterdir()) != []
    process.send_signal(number)
    assert process.wait(30) == 128 + number
    assert list(temp.iterdir()) == []
    working = [path for path in Path("/proc").glob("[0-9]*/environ") if str(temp) in _read(path)]
    assert working == []


def _read(path):
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:  # it has just ended, or is another user's
        return ""
