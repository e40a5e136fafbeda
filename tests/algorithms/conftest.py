"""A QGIS for the tests of this folder, with FineCover's provider in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny_scene
from qgis_session import qgis_running

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    return tiny_scene.build(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
def qgis(tmp_path_factory):
    """A QGIS without a screen and with an empty profile."""
    pytest.importorskip("qgis.core")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with qgis_running(tmp_path_factory.mktemp("profile"), window=False) as application:
        yield application


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
def cancelled(run):
    """Run, cancel once progress passes a percentage; return seconds from cancel to the end."""
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    def runner(name, parameters, *, at):
        feedback, times = QgsProcessingFeedback(), []

        def stop(percent):
            if percent > at and not times:
                times.append(time.monotonic())
                feedback.cancel()

        feedback.progressChanged.connect(stop)
        # a script must not take it for done
        with pytest.raises(QgsProcessingException, match="Cancelled by the user"):
            run(name, parameters, feedback=feedback)
        assert times, "the run ended before it could be cancelled"
        return time.monotonic() - times[0]

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
