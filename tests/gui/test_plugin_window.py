"""What the plugin puts into the main window, and that it takes all of it away again."""

from __future__ import annotations

import gc
import time

import pytest

GEO = "Draw geo (training area)"
GEO_SMALL = "Draw geo_small (area to map)"
MENU = [GEO, GEO_SMALL, "Upsample…", "User guide", "Clear geo", "Clear geo_small",
        "Copy diagnostics", "Copy diagnostics with full paths"]  # fmt: skip


def menu_of(iface):
    """Return the texts in the menu Raster > FineCover, None where it is not there."""
    for action in iface.raster_menu.actions():
        if action.text() == "FineCover":
            return [one.text() for one in action.menu().actions()]
    return None


def inventory(iface):
    """Count what lives in the window: every Qt child, canvas item, tool and provider."""
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QObject

    gc.collect()
    kinds = {}
    for child in iface.window.findChildren(QObject):
        kind = child.metaObject().className()
        kinds[kind] = kinds.get(kind, 0) + 1
    return {
        "children": kinds,
        "items": len(iface.canvas.scene().items()),
        "tool": iface.canvas.mapTool(),
        "providers": sorted(one.id() for one in QgsApplication.processingRegistry().providers()),
        "messages": len(iface.bar.items()),
    }


def test_the_toolbar_and_the_menu_offer_the_way(plugin, iface, picture):
    from qgis.PyQt.QtWidgets import QToolBar

    assert menu_of(iface) == MENU
    (bar,) = iface.window.findChildren(QToolBar)
    assert [action.text() for action in bar.actions()] == MENU[:4]
    assert not any(action.icon().isNull() for action in bar.actions())
    assert [action.isCheckable() for action in bar.actions()] == [True, True, False, False]
    picture(iface.window, "toolbar")


def test_one_tool_is_checked_at_a_time(plugin, iface, trigger):
    first = trigger(GEO)
    second = trigger(GEO_SMALL)
    assert (first.isChecked(), second.isChecked()) == (False, True)
    trigger(GEO_SMALL)  # again: off, and back to the tool before
    assert (first.isChecked(), second.isChecked()) == (True, False)
    trigger(GEO)
    assert not first.isChecked()


def test_without_a_map_there_is_nothing_to_draw_on(plugin, iface, trigger, messages):
    iface.canvas.hide()
    try:
        action = trigger(GEO)
    finally:
        iface.canvas.show()
    assert "load the image" in messages()[0]
    assert not action.isChecked()
    assert iface.canvas.mapTool() is None
    trigger(GEO)
    assert messages() == []


def test_upsample_opens_its_dialog_once(plugin, iface, trigger):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    def dialogs():
        return [one for one in iface.window.findChildren(AlgorithmDialog) if one.isVisible()]

    trigger("Upsample…")
    (dialog,) = dialogs()
    assert dialog.algorithm().id() == "finecover:upsample"
    trigger("Upsample…")
    assert dialogs() == [dialog]
    dialog.close()
    trigger("Upsample…")
    assert len(dialogs()) == 1


def test_broken_packages_are_told_in_place_of_the_dialog(
    plugin, iface, trigger, messages, monkeypatch
):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    upsample = type(plugin.provider.algorithm("upsample"))
    monkeypatch.setattr(upsample, "canExecute", lambda self: (False, "reinstall scikit-learn"))
    trigger("Upsample…")
    assert messages() == ["FineCover: reinstall scikit-learn"]
    assert not [one for one in iface.window.findChildren(AlgorithmDialog) if one.isVisible()]


def test_missing_packages_are_told_at_the_start_and_taken_back(iface, project, monkeypatch):
    import sys

    import finecover
    from conftest import settle

    plugin = finecover.classFactory(iface)
    plugin.initGui()  # imports what is to be changed
    plugin.unload()
    said = sys.modules["finecover.gui.missing_packages"]
    monkeypatch.setattr(said, "missing_packages", lambda find: ["sklearn"])
    plugin.initGui()
    assert [item.objectName() for item in iface.bar.items()] == [said.NAME]
    plugin.unload()
    settle()
    assert iface.bar.items() == []


def test_the_guide_opens_in_the_browser(plugin, trigger, monkeypatch):
    from finecover.gui import toolbar

    opened = []
    monkeypatch.setattr(toolbar.QDesktopServices, "openUrl", lambda url: opened.append(url))
    trigger("User guide")
    assert opened[0].toString().startswith("https://github.com/finecover/")


def test_an_area_is_cleared_and_drawn_anew(plugin, project, trigger, mouse, messages):
    trigger("Clear geo")
    assert "no layer called geo" in messages()[0]
    trigger(GEO)
    mouse.drag((490_000, 5_010_000), (500_000, 5_020_000))
    (layer,) = project.mapLayersByName("geo")
    trigger("Clear geo")
    assert layer.featureCount() == 0
    layer.undoStack().undo()
    assert layer.featureCount() == 1
    layer.undoStack().redo()
    mouse.drag((490_000, 5_010_000), (495_000, 5_015_000))
    assert project.mapLayersByName("geo") == [layer]
    (shape,) = [feature.geometry() for feature in layer.getFeatures()]
    assert shape.area() == pytest.approx(25e6, rel=0.03)
    layer.rollBack()


def test_what_was_said_before_an_area_is_cleared_is_taken_back(
    plugin, project, trigger, mouse, messages
):
    from qgis.core import Qgis

    plugin.iface.bar.pushMessage("", "of another plugin", Qgis.MessageLevel.Info, 0)
    trigger(GEO)
    mouse.drag((490_000, 5_010_000), (500_000, 5_020_000))
    assert any("geo: " in text for text in messages())
    trigger("Clear geo")
    texts = messages()
    assert len(texts) == 2
    assert any("geo is empty now" in text for text in texts)
    mouse.drag((490_000, 5_010_000), (500_000, 5_020_000))
    texts = messages()
    assert len(texts) == 2
    assert any("geo: " in text for text in texts)
    (layer,) = project.mapLayersByName("geo")
    layer.rollBack()


@pytest.mark.parametrize("busy", [False, True])
def test_unloading_leaves_nothing_and_loading_again_works(iface, project, mouse, trigger, busy):
    import finecover
    from conftest import settle

    before = inventory(iface)
    for _ in range(3):
        plugin = finecover.classFactory(iface)
        plugin.initGui()
        settle()
        assert menu_of(iface) == MENU
        assert "finecover" in inventory(iface)["providers"]
        assert len(named_ours(iface)) == len(MENU) + 1
        if busy:
            make_busy(iface, trigger, mouse)
        plugin.unload()
        del plugin
        assert named_ours(iface) == []  # at once, before Qt has time to delete anything
        settle(20)
        assert menu_of(iface) is None
        assert inventory(iface) == before


def named_ours(iface):
    from qgis.PyQt.QtCore import QObject

    names = [child.objectName() for child in iface.window.findChildren(QObject)]
    return [name for name in names if name.lower().startswith("finecover")]


def make_busy(iface, trigger, mouse):
    """Leave a dialog open, a message shown, and two polygons half drawn."""
    trigger("Upsample…")
    trigger(GEO_SMALL)
    mouse.click(490_000, 5_010_000)
    trigger(GEO)
    mouse.click(490_000, 5_010_000)
    mouse.key("Return")
    assert iface.bar.items()


def start(window, scene, folder):
    """Run a dialog as its Run button does."""
    folder.mkdir(exist_ok=True)
    window.setParameters({**scene.inputs, "TREES": 2000, "OUTPUT": str(folder / "map.tif")})
    window.runAlgorithm()


def spin(seconds):
    from conftest import settle

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        settle()
        time.sleep(0.01)


def test_dialogs_that_begin_to_run_at_once_do_no_harm(plugin, iface, project, scene, tmp_path):
    """A task that looked up layers would have QGIS 3.22 throw away what it knows of the project.

    Where a dialog that begins to run, or the map, asks for it in that moment, QGIS crashes.
    """
    import processing
    from finecover.gui.running import end_runs
    from qgis.core import QgsApplication, QgsRasterLayer

    image = QgsRasterLayer(scene.inputs["IMAGES"], "image")
    project.addMapLayer(image, False)
    given = {**scene.inputs, "IMAGES": [image.id()], "TREES": 2000}
    for turn in range(20):
        windows = [processing.createAlgorithmDialog("finecover:upsample", {}) for _ in range(2)]
        for number, window in enumerate(windows):
            window.setParameters({**given, "OUTPUT": str(tmp_path / f"{turn}-{number}.tif")})
        for window in windows:
            window.runAlgorithm()
        assert QgsApplication.taskManager().countActiveTasks() == len(windows)
        for _ in range(5 * (turn % 4)):
            iface.canvas.refresh()
            spin(0.002)
        end_runs(plugin.provider)
        spin(0.0)


@pytest.mark.parametrize("wait", [0.0, 0.4, 1.5])
def test_unloading_ends_what_runs_and_closes_our_dialogs(
    iface, project, trigger, scene, tmp_path, wait
):
    """QGIS 3.22 crashes where a run ends after its provider."""
    import finecover
    import processing
    from conftest import settle
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.core import QgsApplication
    from qgis.PyQt.QtWidgets import QApplication

    before = inventory(iface)
    plugin = finecover.classFactory(iface)
    plugin.initGui()
    trigger("Upsample…")
    ours = [one for one in iface.window.findChildren(AlgorithmDialog) if one.isVisible()]
    toolbox = processing.createAlgorithmDialog("finecover:upsample", {})
    other = processing.createAlgorithmDialog("native:buffer", {})
    for window in (toolbox, other):
        window.show()
    for window, name in ((ours[0], "a"), (toolbox, "b")):
        start(window, scene, tmp_path / name)
    spin(wait)
    assert QgsApplication.taskManager().countActiveTasks() >= 1
    plugin.unload()
    del plugin, window, ours, toolbox
    spin(0.5)
    assert QgsApplication.taskManager().tasks() == []
    assert not list(tmp_path.glob("*/map.tif"))
    left = [one for one in QApplication.topLevelWidgets() if isinstance(one, AlgorithmDialog)]
    assert [one for one in left if one.isVisible()] == [other]
    other.close()
    del other, left
    settle(20)
    assert inventory(iface) == before


def test_a_run_that_does_not_end_is_cut_off(plugin, trigger, iface, scene, tmp_path):
    from finecover.gui.running import end_runs
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.core import QgsApplication
    from qgis.PyQt import sip

    trigger("Upsample…")
    (window,) = [one for one in iface.window.findChildren(AlgorithmDialog) if one.isVisible()]
    finished = []
    window.algorithmFinished.connect(lambda *_: finished.append(True))
    start(window, scene, tmp_path / "a")
    end_runs(plugin.provider, seconds=0.0)
    for task in QgsApplication.taskManager().tasks():
        task.cancel()
    spin(3.0)
    assert finished == []
    assert sip.isdeleted(window) or not window.isVisible()


def test_unloading_twice_and_loading_twice_does_no_harm(iface, project):
    import finecover
    from conftest import settle

    before = inventory(iface)
    plugin = finecover.classFactory(iface)
    plugin.initGui()
    plugin.initGui()
    assert menu_of(iface) == MENU
    plugin.unload()
    plugin.unload()
    settle(20)
    assert inventory(iface) == before


def test_the_tool_of_before_may_be_gone(iface, plugin, trigger, mouse):
    from qgis.gui import QgsMapToolPan
    from qgis.PyQt import sip

    pan = QgsMapToolPan(iface.canvas)
    iface.canvas.setMapTool(pan)
    trigger(GEO)
    sip.delete(pan)
    mouse.key("Escape")
    assert iface.canvas.mapTool() is None


def test_dialogs_of_other_plugins_are_left_alone(iface, project):
    """Those that call something else an algorithm, and those whose algorithm is gone."""
    import finecover
    from conftest import settle
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.core import QgsApplication
    from qgis.PyQt import sip
    from qgis.PyQt.QtWidgets import QDialog

    class Gone(AlgorithmDialog):
        def algorithm(self):
            return gone

    buffer = QgsApplication.processingRegistry().createAlgorithmById("native:buffer")
    gone = QgsApplication.processingRegistry().createAlgorithmById("native:buffer")
    others = QDialog(iface.window), Gone(buffer, False, iface.window)
    others[0].algorithm = "kmeans"
    sip.delete(gone)
    for other in others:
        other.show()
    plugin = finecover.classFactory(iface)
    plugin.initGui()
    plugin.unload()
    settle(20)
    assert [other.isVisible() for other in others] == [True, True]
    assert menu_of(iface) is None
    assert "finecover" not in inventory(iface)["providers"]
    for other in others:
        other.close()
        other.deleteLater()
    settle(20)


@pytest.mark.parametrize("step", ["end_runs", "remove"])
def test_a_step_that_fails_stops_no_other_and_is_logged(iface, project, monkeypatch, step):
    import finecover
    from conftest import settle
    from finecover.gui import running, toolbar
    from qgis.core import QgsApplication

    def fail(*_):
        raise RuntimeError("of another plugin")

    before = inventory(iface)
    plugin = finecover.classFactory(iface)
    plugin.initGui()
    remove = plugin.toolbar.remove
    owner = running if step == "end_runs" else toolbar.FineCoverToolbar
    monkeypatch.setattr(owner, step, fail)
    logged = []

    def note(*told):
        logged.append(told)

    QgsApplication.messageLog().messageReceived.connect(note)
    plugin.unload()
    QgsApplication.messageLog().messageReceived.disconnect(note)
    assert ["of another plugin" in text for text, tag, *_ in logged if tag == "FineCover"] == [True]
    assert plugin.toolbar is None
    assert "finecover" not in inventory(iface)["providers"]
    if step == "remove":
        remove()
    settle(20)
    assert inventory(iface) == before
