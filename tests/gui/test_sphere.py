"""Areas where the project took its ellipsoid from MODIS, which is a sphere."""

from __future__ import annotations

import pytest

SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"


def test_area_is_told_where_modis_was_loaded_first(project):
    from finecover.gui.area_figures import area_km2, describe
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRectangle

    modis, utm = QgsCoordinateReferenceSystem(), QgsCoordinateReferenceSystem("EPSG:32632")
    assert modis.createFromProj(SINUSOIDAL)
    project.setCrs(modis, True)  # as QGIS does at the first layer
    square = QgsGeometry.fromRect(QgsRectangle(499_000, 5_000_000, 501_000, 5_002_000))
    assert area_km2(square, utm) == pytest.approx(4, rel=0.01)
    told = float(describe(square, utm).partition(" km²")[0])
    assert told == pytest.approx(4, rel=0.01)  # newer QGIS does measure on the sphere: 3.99
