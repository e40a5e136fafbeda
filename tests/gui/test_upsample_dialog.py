"""The dialog of upsample: checked in the background, told in the log, run, cancelled, closed."""

from __future__ import annotations

import json
import sys
import time

import pytest
from conftest import settle


def wait(done, seconds=60):
    """Let Qt work until something is done."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        settle(1)
        time.sleep(0.01)
    assert done()
    settle()


class Window:
    """The dialog as somebody sees it."""

    def __init__(self, dialog):
        self.dialog = dialog

    def log(self):
        from qgis.PyQt.QtWidgets import QTextEdit

        (log,) = self.dialog.findChildren(QTextEdit, "txtLog")
        return log.toPlainText().replace("\u00a0", " ").replace("\u202f", " ")

    def message(self):
        (item,) = self.dialog.messageBar().items()
        return item.text()

    def press_check(self, *, wait_for_it=True):
        self.dialog.check_button.click()
        if wait_for_it:
            wait(self.dialog.check_button.isEnabled)

    def shows_log(self):
        from qgis.PyQt.QtWidgets import QTabWidget

        return any(tabs.currentIndex() == 1 for tabs in self.dialog.findChildren(QTabWidget))


@pytest.fixture
def opened(plugin, iface):
    """Open the dialog with parameters, as the toolbox opens it."""
    from processing.tools.general import createAlgorithmDialog

    windows = []

    def opener(**parameters):
        dialog = createAlgorithmDialog("finecover:upsample", parameters)
        dialog.resize(1100, 800)
        dialog.show()
        settle()
        windows.append(dialog)
        return Window(dialog)

    yield opener
    for dialog in windows:
        dialog.close()
        dialog.deleteLater()
    settle()


def test_it_is_ours_and_has_a_button_more(opened):
    dialog = opened().dialog
    assert type(dialog).__name__ == "UpsampleDialog"
    assert dialog.check_button.isVisible()
    assert dialog.check_button in dialog.buttonBox().buttons()
    assert dialog.check_button.toolTip()


def test_what_is_missing_is_told_without_refusing(opened, picture):
    window = opened()
    window.press_check()
    assert window.shows_log()
    assert "IMAGES is empty; give at least one raster." in window.log()
    assert "COARSE is empty; choose the coarse land-cover map." in window.log()
    assert window.message().startswith("Problems found: 2, warnings: 0.")
    assert window.dialog.isVisible()
    picture(window.dialog, "check_problems")


def test_problems_and_warnings_stand_in_the_log(opened, scene, tmp_path, picture):
    window = opened(**scene.inputs, INDICES="NDVI,NBR", OUTPUT=str(tmp_path / "map.tif"))
    window.press_check()
    assert "INDICES: NBR needs the bands nir, swir2" in window.log()
    assert "Forest" in window.log()
    window.dialog.setParameters({"INDICES": ""})
    window.press_check()
    assert window.message() == "The run can start; nothing to warn of was found."
    assert "To map: about 11 520 pixels from 6 features" in window.log()
    picture(window.dialog, "check_fine")


def test_what_the_run_refuses_the_check_tells_and_no_old_verdict_stays(
    opened, scene, tmp_path, monkeypatch
):
    from qgis.PyQt.QtWidgets import QMessageBox

    window = opened(**scene.inputs, OUTPUT=str(tmp_path / "map.tif"))
    window.press_check()
    assert window.message().startswith("The run can start")
    window.dialog.setParameters({**scene.inputs, "OUTPUT": "/nonexist/map.tif"})
    refused = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *texts: refused.append(texts[-1]))
    window.dialog.runAlgorithm()
    settle()
    assert "'/nonexist' does not exist" in refused[0]
    assert not any("can start" in item.text() for item in window.dialog.messageBar().items())
    window.press_check()
    assert window.message().startswith("Problems found: 1")
    assert "'/nonexist' does not exist" in window.log()
    window.dialog.context = window.dialog.feedback = (
        None  # of the refused run, or they outlive QGIS
    )


def test_after_a_check_the_run_runs_and_its_log_ends_with_a_table(
    opened, scene, tmp_path, project, picture
):
    from processing.core.ProcessingResults import resultsList

    report = tmp_path / "report.html"
    window = opened(**scene.inputs, OUTPUT=str(tmp_path / "map.tif"), REPORT=str(report))
    window.press_check()
    finished = []
    window.dialog.algorithmFinished.connect(lambda done, results: finished.append(done))
    window.dialog.runAlgorithm()
    assert not window.dialog.check_button.isEnabled()
    wait(lambda: finished)
    assert finished == [True]
    assert window.dialog.check_button.isEnabled()
    for part in ("Conf. %", "Cropland", "Time: legend", "To map: up to 11 520 pixels"):
        assert part in window.log()
    assert str(report) in [one.filename for one in resultsList.getResults()]
    (layer,) = project.mapLayers().values()
    assert [one.label for one in layer.renderer().classes()] == ["Water", "Forest", "Cropland"]
    picture(window.dialog, "run_log")


@pytest.fixture
def slow(monkeypatch):
    """A check that takes until it is cancelled, and says when."""
    import finecover.core.preflight.preflight as module
    from finecover.core.errors import Cancelled

    began, ended = [], []

    def look(job, findings, progress):
        began.append(True)
        end = time.monotonic() + 30
        while not progress.cancelled() and time.monotonic() < end:
            time.sleep(0.01)
        ended.append(progress.cancelled())
        raise Cancelled

    monkeypatch.setattr(module, "look_at_pixels", look)
    return began, ended


def test_a_check_can_be_cancelled(opened, scene, slow):
    began, ended = slow
    window = opened(**scene.inputs)
    window.press_check(wait_for_it=False)
    assert not window.dialog.check_button.isEnabled()
    wait(lambda: began)
    assert window.dialog.cancelButton().isEnabled()
    window.dialog.cancelButton().click()
    wait(window.dialog.check_button.isEnabled)
    assert ended == [True]
    assert window.message() == "The check was not finished; the log tells why."
    assert "Cancelled by the user." in window.log()


def test_a_dialog_closed_while_it_checks_harms_nothing(opened, scene, slow):
    from qgis.core import QgsApplication

    began, ended = slow
    window = opened(**scene.inputs)
    window.press_check(wait_for_it=False)
    wait(lambda: began)
    window.dialog.close()
    QgsApplication.taskManager().cancelAll()
    wait(lambda: ended and not QgsApplication.taskManager().countActiveTasks())


def test_pressing_twice_checks_once(opened, scene, slow):
    began, _ = slow
    window = opened(**scene.inputs)
    window.press_check(wait_for_it=False)
    window.dialog.check()
    wait(lambda: began)
    window.dialog.cancelButton().click()
    wait(window.dialog.check_button.isEnabled)
    assert began == [True]


def test_the_check_is_asked_what_the_dialog_says(plugin, tmp_path):
    from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject

    module = sys.modules.get("finecover.gui.upsample_dialog")
    if module is None:
        import finecover.gui.upsample_dialog as module
    asked = module.check_parameters(
        {
            "IMAGES": ["a.tif"], "TREES": 7, "MODEL": str(tmp_path / "m.fcm"),
            "OUTPUT": QgsProcessingOutputLayerDefinition(
                str(tmp_path / "map.tif"), QgsProject.instance()
            ),
            "CONFIDENCE": "TEMPORARY_OUTPUT", "MARGIN": None,
        }
    )  # fmt: skip
    assert asked == {
        "IMAGES": ["a.tif"], "TREES": 7,
        "OUTPUTS": json.dumps({
            "OUTPUT": str(tmp_path / "map.tif"), "CONFIDENCE": "", "MODEL": str(tmp_path / "m.fcm"),
        }),
    }  # fmt: skip


def test_files_may_be_called_anything(opened, scene, tmp_path):
    folder = tmp_path / "a, b=c, OUTPUT=d é"
    folder.mkdir()
    window = opened(**scene.inputs, OUTPUT=str(folder / "map, x=1.tif"), CONFIDENCE="")
    window.press_check()
    assert window.message() == "The run can start; nothing to warn of was found."
    window.dialog.setParameters({**scene.inputs, "OUTPUT": str(tmp_path / "e, f=g" / "map.tif")})
    window.press_check()
    assert window.message().startswith("Problems found: 1")
    assert f"'{tmp_path / 'e, f=g'}' does not exist" in window.log()


def test_folded_parameters_begin_with_their_step(plugin):
    from qgis.core import QgsProcessingParameterDefinition as Definition

    algorithm = plugin.provider.algorithm("upsample")
    folded = [
        one.description()
        for one in algorithm.parameterDefinitions()
        if one.flags() & Definition.Flag.FlagAdvanced and not one.isDestination()
    ]
    steps = list(dict.fromkeys(text.partition(" ▸ ")[0] for text in folded if " ▸ " in text))
    assert steps == ["Coarse map", "Series", "Features", "Samples", "Forest", "Map", "Run"]
    plain = [text for text in folded if " ▸ " not in text]
    assert plain == ["Crosswalk to the reference"]
