"""Run by the QGIS that ``scripts/screenshots.py`` starts: tell one story, then leave."""

import os
import sys
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QTimer


def tell():
    """Tell the story the environment names; the file it leaves says that it came to its end."""
    name, folder = os.environ["FINECOVER_STORY"], Path(os.environ["FINECOVER_FOLDER"])
    try:
        import importlib

        import qgis.utils

        package = sys.modules["finecover"].__path__[0]
        sys.path.insert(0, os.path.join(os.path.realpath(package), "scripts"))
        importlib.import_module(f"screens.{name}").tell(qgis.utils.iface, folder)
        (folder / f"{name}.done").write_text("", encoding="utf-8")
    except BaseException:  # told, and QGIS ended all the same
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # QGIS would ask whether to save the project


QTimer.singleShot(2000, tell)  # QGIS is busy starting
