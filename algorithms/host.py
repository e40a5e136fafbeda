"""What QGIS tells of itself and of the libraries it runs on."""

from __future__ import annotations

from qgis.core import Qgis, QgsApplication, QgsCommandLineUtils, QgsProjUtils
from qgis.PyQt.QtCore import PYQT_VERSION_STR, QSysInfo, qVersion

from ..core.diagnostics import finecover_version


def host_facts() -> dict[str, str]:
    """Return versions by name, for ``diagnostics``."""
    # QGIS's own text has the versions of the libraries that QGIS itself was started with
    told = QgsCommandLineUtils.allVersions() if hasattr(QgsCommandLineUtils, "allVersions") else ""
    # "GDAL/OGR version 3.6.2", or "Running against PROJ 9.8.1" where it was built with another
    lines = [
        line.replace(" version ", " ").rpartition(" ") if "against" in line
        else line.partition(" version ")
        for line in told.splitlines()
        if " version " in line or " against " in line
    ]  # fmt: skip
    libraries = {name: version for name, _, version in lines if name not in ("Python", "Qt")}
    return {
        "FineCover": finecover_version(),
        "QGIS": f"{Qgis.version()} ({Qgis.devVersion()})",
        "Qt version": qVersion(),
        "PyQt": PYQT_VERSION_STR,
        **{f"{name} of QGIS": version for name, version in libraries.items()},
        "System": QSysInfo.prettyProductName(),
        "Language": QgsApplication.locale(),
        "PROJ data": ", ".join(QgsProjUtils.searchPaths()),
    }
