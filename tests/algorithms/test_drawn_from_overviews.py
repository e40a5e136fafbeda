"""A large map is drawn from its overviews alone, in the colours of its classes."""

from __future__ import annotations

import numpy as np
import pytest

qgis_core = pytest.importorskip("qgis.core")
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.rasters.output import RasterSpec, RasterWriter
from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings, QgsRasterLayer
from qgis.PyQt.QtCore import QSize
from raster_data import utm_grid

COLORS = {0: "#0000ff", 3: "#00ff00", 17: "#ff0000"}
NODATA = 255
SIDE, SHOWN = 3000, 300


@pytest.fixture
def large_map(tmp_path):
    """A map of speckle whose pixels themselves cannot be read; only its overviews can."""
    path = tmp_path / "map.tif"
    values = np.random.default_rng(1).choice([*COLORS], (SIDE, SIDE)).astype("uint8")
    values[: SIDE // 2, : SIDE // 2] = NODATA
    legend = Legend(tuple(LandCoverClass(code, str(code), c) for code, c in COLORS.items()))
    grid = utm_grid(SIDE, SIDE)
    with RasterWriter(path, RasterSpec(grid, "uint8", NODATA, ("class",), legend=legend)) as writer:
        writer.write(grid.window, values)
    data = path.read_bytes()
    kept = len(data) // 2  # the overviews come first
    path.write_bytes(data[:kept] + bytes(len(data) - kept))
    return path


def test_full_extent(qgis, large_map):
    layer = QgsRasterLayer(str(large_map), "map")
    layer.loadNamedStyle(str(large_map.with_suffix(".qml")))
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(SHOWN, SHOWN))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    places = range(5, SHOWN, 10)
    names = np.array([[image.pixelColor(x, y).name() for x in places] for y in places])
    half = len(places) // 2
    assert set(names[:half, :half].ravel()) == {settings.backgroundColor().name()}
    rest = np.concatenate([names[half:].ravel(), names[:half, half:].ravel()])
    assert set(rest) == set(COLORS.values())
