"""A QGIS of its own for what must not happen in the one of the tests; run as a program's head."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import conftest  # makes the package importable


def start(*, gui: bool = False):
    """Return a started QgsApplication whose Processing framework can be imported."""
    from qgis.core import QgsApplication

    application = QgsApplication([], gui)
    application.initQgis()
    sys.path.append(os.path.join(application.pkgDataPath(), "python", "plugins"))
    return application


def load_plugin():
    """Return the plugin, its provider loaded."""
    package = sys.modules[conftest.PACKAGE]
    plugin = package.classFactory(None)
    plugin.initProcessing()
    return plugin


def tell(answer: object) -> None:
    """Print the answer and end at once: nothing is left to QGIS's own clean-up."""
    sys.stdout.write(f"\nANSWER {json.dumps(answer)}\n")
    sys.stdout.flush()
    os._exit(0)
