"""COARSE in the dialogs: it starts with the raster that looks like a coarse map, or with none."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import settle


@pytest.fixture
def add(project, tmp_path):
    """Add a raster of classes to the project."""
    from qgis.core import QgsRasterLayer

    def added(name, *, cell, result=""):
        import rasterio
        from affine import Affine

        path = tmp_path / f"{name}.tif"
        place = Affine(cell, 0, 490_000, 0, -cell, 5_020_000)
        kind = {"width": 8, "height": 8, "count": 1, "dtype": "uint8", "driver": "GTiff"}
        with rasterio.open(path, "w", crs="EPSG:32632", transform=place, **kind) as file:
            file.write(np.ones((1, 8, 8), np.uint8))
        layer = QgsRasterLayer(str(path), name)
        if result:
            layer.setCustomProperty("finecover/result", result)
        project.addMapLayer(layer)
        return layer

    return added


@pytest.fixture
def start(plugin, iface):
    """Open a dialog and return its widget for COARSE and itself."""
    from processing.tools.general import createAlgorithmDialog

    windows = []

    def opened(name="upsample", **parameters):
        dialog = createAlgorithmDialog(f"finecover:{name}", parameters)
        dialog.show()
        settle()
        windows.append(dialog)
        return dialog.mainWidget().wrappers["COARSE"], dialog

    yield opened
    for dialog in windows:
        dialog.close()
        dialog.deleteLater()
    settle()


@pytest.mark.parametrize("name", ["upsample", "preparelabels", "samplecoarsemap"])
def test_the_coarsest_raster_of_classes_is_chosen(start, add, name):
    add("a fine map", cell=30)
    coarse = add("z coarse", cell=500)
    widget, _ = start(name)
    assert widget.parameterValue() == coarse.id()


def test_own_results_are_not_chosen_but_labels_are(start, add):
    add("a map", cell=30, result="MAP")
    assert not start()[0].parameterValue()
    labels = add("labels", cell=400, result="LABELS")
    assert start()[0].parameterValue() == labels.id()


def test_nothing_is_chosen_where_nothing_fits(start):
    assert not start()[0].parameterValue()


def test_nothing_is_chosen_where_the_map_may_be_left_out(start, add):
    add("z coarse", cell=500)
    assert not start("classify")[0].parameterValue()


def test_what_is_handed_over_is_chosen(start, add):
    add("z coarse", cell=500)
    other = add("other", cell=300)
    widget, dialog = start(COARSE=other.id())
    assert widget.parameterValue() == other.id()
    assert dialog.mainWidget().wrappers["BAND"].parameterValue() == 1


def test_the_bands_follow_the_map(start, add):
    coarse = add("z coarse", cell=500)
    widget, dialog = start()
    assert widget.parameterValue() == coarse.id()
    assert dialog.mainWidget().wrappers["BAND"].parameterValue() == 1
