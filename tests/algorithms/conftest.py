"""A QGIS for the tests of this folder, with FineCover's provider in it."""

from __future__ import annotations

import builtins
import contextlib
import gc
import inspect
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
import tiny_scene

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    return tiny_scene.build(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
def qgis(tmp_path_factory):
    """A QGIS without a screen and with an empty profile."""
    core = pytest.importorskip("qgis.core")
    plain_import = builtins.__import__
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(tmp_path_factory.mktemp("profile"))
    application = core.QgsApplication([], False)
    application.initQgis()
    plugins = os.path.join(application.pkgDataPath(), "python", "plugins")
    sys.path.append(plugins)
    yield application
    _empty_finished_frames()
    application.exitQgis()
    builtins.__import__ = plain_import  # QGIS's own needs a QGIS; pytest imports more after this
    sys.path.remove(plugins)


def _empty_finished_frames() -> None:
    """Let go of layers that errors still hold: those that outlive QGIS end Python with a fault.

    QGIS keeps every error that has passed through it, and with it the frames it came through.
    """
    for frame in gc.get_objects():
        if isinstance(frame, types.FrameType) and not frame.f_code.co_flags & inspect.CO_GENERATOR:
            with contextlib.suppress(RuntimeError):  # it still runs
                frame.clear()


@pytest.fixture(scope="session")
def processing(qgis):
    """The module ``processing``, its own algorithms loaded."""
    import processing
    from processing.core.Processing import Processing

    Processing.initialize()
    return processing


@pytest.fixture(scope="session")
def provider(processing):
    """FineCover's provider, loaded as QGIS loads it: through the plugin."""
    import finecover

    plugin = finecover.classFactory(None)
    plugin.initProcessing()
    yield plugin.provider
    plugin.unload()


@pytest.fixture
def run(processing, provider):
    """Run an algorithm of ours by name; layers in the results become paths or layers."""

    def runner(name, parameters, **kwargs):
        return processing.run(f"finecover:{name}", parameters, **kwargs)

    return runner


@pytest.fixture
def child(tmp_path):
    """Run a program that begins with ``from child import ...`` and return what it tells."""

    def runner(program, *arguments, **environment):
        pytest.importorskip("qgis.core")
        file = tmp_path / "program.py"
        file.write_text(f"import sys\nsys.path.insert(0, {str(HERE)!r})\n{program}", "utf-8")
        done = subprocess.run(
            [sys.executable, str(file), *map(str, arguments)],
            env={**os.environ, "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"), **environment},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        lines = [line for line in done.stdout.splitlines() if line.startswith("ANSWER ")]
        assert lines, f"status {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(lines[-1][len("ANSWER ") :])

    return runner
