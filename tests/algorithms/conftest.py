"""A QGIS for the tests of this folder, with FineCover's provider in it."""

from __future__ import annotations

import os
import sys

import pytest
import tiny_scene


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    return tiny_scene.build(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
def qgis(tmp_path_factory):
    """A QGIS without a screen and with an empty profile."""
    core = pytest.importorskip("qgis.core")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(tmp_path_factory.mktemp("profile"))
    application = core.QgsApplication([], False)
    application.initQgis()
    plugins = os.path.join(application.pkgDataPath(), "python", "plugins")
    sys.path.append(plugins)
    yield application
    application.exitQgis()
    sys.path.remove(plugins)


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
