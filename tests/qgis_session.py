"""A QGIS for the tests of a folder."""

from __future__ import annotations

import builtins
import contextlib
import gc
import inspect
import os
import sys
import types


@contextlib.contextmanager
def qgis_running(profile, *, window):
    """Start QGIS with an empty profile, with or without windows; end it afterwards."""
    from qgis.core import QgsApplication

    plain_import = builtins.__import__
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(profile)
    application = QgsApplication([], window)
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
