"""The dialog, on a screen that is not there, runs the chain in its worker thread."""

from __future__ import annotations

import json

import tiny_scene

DIALOG = """
from child import *
import json, sys
application = start(gui=True)
from qgis.PyQt.QtCore import QObject, QThread, pyqtSignal
from qgis.PyQt.QtWidgets import QMainWindow
from qgis.core import QgsProject
from qgis.gui import QgsMapCanvas, QgsMessageBar
import qgis.utils

window = QMainWindow()
canvas, bar = QgsMapCanvas(window), QgsMessageBar(window)

class Interface(QObject):
    currentLayerChanged = pyqtSignal(object)
    def mainWindow(self): return window
    def mapCanvas(self): return canvas
    def messageBar(self): return bar
    def activeLayer(self): return None
    def layerTreeView(self): return tree
    def userProfileManager(self): return None
    def __getattr__(self, name): return lambda *arguments: None

from qgis.core import QgsLayerTreeModel
from qgis.gui import QgsLayerTreeView
tree = QgsLayerTreeView(window)
model = QgsLayerTreeModel(QgsProject.instance().layerTreeRoot())
tree.setModel(model)
qgis.utils.iface = Interface()
from processing.core.Processing import Processing
Processing.initialize()
plugin = load_plugin()
from processing.gui.AlgorithmDialog import AlgorithmDialog
import time

base = sys.modules["finecover.algorithms.base"]
threads = []
real = base.FineCoverAlgorithm.processAlgorithm
def watched(self, *arguments):
    threads.append(QThread.currentThread() is application.thread())
    return real(self, *arguments)
base.FineCoverAlgorithm.processAlgorithm = watched

algorithm = plugin.provider.algorithm("upsample").create()
dialog = AlgorithmDialog(algorithm, False, window)
dialog.show()
parameters = json.loads(sys.argv[1])
from qgis.core import QgsFeature, QgsGeometry, QgsRasterLayer, QgsRectangle, QgsVectorLayer
drawn = QgsVectorLayer("Polygon?crs=EPSG:32632", "drawn", "memory")
layers = [QgsRasterLayer(parameters["IMAGES"], "image"), QgsRasterLayer(parameters["COARSE"], "c")]
QgsProject.instance().addMapLayers([*layers, drawn], False)
drawn.startEditing()
feature = QgsFeature(drawn.fields())
feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*json.loads(sys.argv[2]))))
drawn.addFeature(feature)
parameters.update(IMAGES=[layers[0].id()], COARSE=layers[1].id(), GEO_SMALL=drawn.id())
dialog.setParameters(parameters)
finished = []
dialog.algorithmFinished.connect(lambda done, results: finished.append((done, results)))
dialog.runAlgorithm()
end = time.monotonic() + 60
while not finished and time.monotonic() < end:
    application.processEvents()
    time.sleep(0.01)
for _ in range(50):
    application.processEvents()
styles = {
    layer.name(): [[one.value, one.label, one.color.name()] for one in layer.renderer().classes()]
    for layer in QgsProject.instance().mapLayers().values()
    if hasattr(layer.renderer(), "classes") and layer not in layers
}
done, results = finished[0] if finished else (None, {})
tell({"done": done, "main thread": threads, "results": sorted(results), "styles": styles,
      "log": dialog.logText() if hasattr(dialog, "logText") else ""})
"""


def test_the_dialog_runs_upsample_in_a_thread_and_loads_a_styled_map(child, scene, tmp_path):
    """On layers of the project, with a polygon that is still being drawn."""
    parameters = {**scene.inputs, "OUTPUT": str(tmp_path / "map.tif")}
    drawn = tiny_scene.pixel_box(16, 24, 64, 100)
    answer = child(DIALOG, json.dumps(parameters), json.dumps(drawn))
    assert answer["done"] is True, answer["log"]
    assert answer["main thread"] == [False]
    assert {"OUTPUT", "OOB_ACCURACY"} <= set(answer["results"])
    assert list(answer["styles"].values()) == [[list(one) for one in tiny_scene.CLASSES]]
    expected = tiny_scene.truth_array()[16:64, 24:100]
    assert (tiny_scene.read(tmp_path / "map.tif") == expected).mean() > 0.97
