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


@pytest.mark.parametrize(
    ("south", "north", "share"),
    [(-90, 90, 1.0), (-100, 100, 1.0), (-89.9, 89.9, 1.0), (0, 95, 0.5), (-60, 60, 0.8667)],
)
def test_the_whole_world_is_told_and_nothing_beyond_the_poles(project, south, north, share):
    from finecover.gui.area_figures import area_km2, describe
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRectangle

    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    project.setCrs(degrees)
    for west, east in ((-180, 180), (-179, 179)):
        box = QgsGeometry.fromRect(QgsRectangle(west, south, east, north))
        whole = 510_065_622 * (east - west) / 360
        assert area_km2(box, degrees) == pytest.approx(share * whole, rel=0.002)
        assert describe(box, degrees).endswith(" km²")


def test_the_world_in_metres_is_told(project):
    from finecover.gui.area_figures import area_km2
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRectangle

    mercator = QgsCoordinateReferenceSystem("EPSG:3857")
    side = 20_037_508
    world = QgsGeometry.fromRect(QgsRectangle(-side, -side, side, side))  # to 85.06 degrees
    assert area_km2(world, mercator) == pytest.approx(0.99628 * 510_065_622, rel=0.002)


def test_what_lies_beyond_the_poles_alone_has_no_area(project):
    from finecover.gui.area_figures import describe
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRectangle

    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    box = QgsGeometry.fromRect(QgsRectangle(0, 91, 10, 95))
    assert describe(box, degrees) == ""
