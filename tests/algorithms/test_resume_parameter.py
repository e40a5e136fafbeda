"""RESUME: a map that was cancelled goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
import soft_scene
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingException, QgsProcessingFeedback


class Stopped(QgsProcessingFeedback):
    """Cancels beyond a percentage; keeps the log."""

    def __init__(self, at: float = 200):
        super().__init__(False)
        self._at, self.log = at, []
        self.progressChanged.connect(self._look)

    def _look(self, percent):
        if percent > self._at:
            self.cancel()

    def pushInfo(self, text):  # noqa: N802
        self.log.append(text)

    @property
    def kept(self):
        return sum("is kept in" in text for text in self.log)

    @property
    def taken(self):
        """How many tiles an earlier run had mapped."""
        return sum(int(text.split()[0]) for text in self.log if "had been mapped" in text)


@pytest.fixture
def inputs(run, scene, tmp_path, monkeypatch):
    """Parameters of classify, whose tiles are small and many enough."""
    from finecover.core.mapping import classify, resuming

    monkeypatch.setattr(resuming, "LONG_MAP", 0)
    monkeypatch.setattr(classify, "TILE", 16)
    monkeypatch.setenv("FINECOVER_THREADS", "1")
    folder = tmp_path / "in"
    folder.mkdir()
    features = run(
        "computefeatures", {"IMAGES": [str(scene.image)], "OUTPUT": str(folder / "f.tif")}
    )
    run("upsample", {**scene.inputs, "OUTPUT": str(folder / "m.tif"),
                     "MODEL": str(folder / "m.fcm")})  # fmt: skip
    return {"FEATURES": features["OUTPUT"], "MODEL": str(folder / "m.fcm"),
            "COARSE": str(folder.parent / "in/l.tif"), "SMOOTHING": 0,
            "_labels": {"COARSE": str(scene.coarse), "LEGEND": "file",
                        "LEGEND_FILE": str(scene.legend)}}  # fmt: skip


def test_classify_goes_on(run, inputs, tmp_path):
    labels = inputs.pop("_labels")
    run("preparelabels", {**labels, "OUTPUT": inputs["COARSE"]})
    check_resume(run, "classify", inputs, tmp_path, tiles=24)


def test_mapfractions_goes_on(run, scene, tmp_path, monkeypatch):
    from finecover.core.fractions import fraction_map
    from finecover.core.mapping import resuming

    monkeypatch.setattr(resuming, "LONG_MAP", 0)
    monkeypatch.setattr(fraction_map, "TILE", 6)
    monkeypatch.setenv("FINECOVER_THREADS", "1")
    (tmp_path / "in").mkdir()
    soft = soft_scene.build(tmp_path / "in", scene)
    trained = run("trainfractions", {
        "COARSE_FRACTIONS": soft["coarse"], "FEATURES": soft["features"], "TREES": 4,
        "BLOCK_SIZE": 480, "MODEL": str(tmp_path / "in/cells.fcm"),
    })  # fmt: skip
    inputs = {"FEATURES": soft["features"], "MODEL": trained["MODEL"],
              "COARSE_FRACTIONS": soft["coarse"]}  # fmt: skip
    check_resume(run, "mapfractions", inputs, tmp_path, tiles=20)


def nobody_answers(*_):
    from finecover.core.errors import InputError

    raise InputError("CLUSTER: no scheduler answers")


def check_resume(run, algorithm, inputs, tmp_path, *, tiles):
    def draw(folder, feedback, **more):
        (tmp_path / folder).mkdir(exist_ok=True)
        output = tmp_path / folder / "map.tif"
        run(algorithm, {**inputs, **more, "OUTPUT": str(output)}, feedback=feedback)
        return {path.name: path.read_bytes() for path in output.parent.iterdir()}

    def stopped(at, **more):
        feedback = Stopped(at)
        with pytest.raises(QgsProcessingException, match="Cancelled by the user"):
            draw("map", feedback, **more)
        return feedback

    whole = draw("whole", Stopped())
    journal = Path(tmp_path / "map" / ".map.tif.finecover" / "journal")
    assert stopped(50).kept == 1
    assert [path.name for path in (tmp_path / "map").iterdir()] == [journal.parent.name]
    size = journal.stat().st_size
    early = stopped(-1)  # before anything is mapped
    assert (early.kept, early.taken, journal.stat().st_size) == (1, 0, size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("finecover.algorithms.base.on_cluster", nobody_answers)
        with pytest.raises(QgsProcessingException, match="no scheduler answers"):
            draw("map", Stopped())
    assert journal.stat().st_size == size
    again = Stopped()
    assert draw("map", again) == whole
    assert 1 < again.taken < tiles
    stopped(50)
    afresh = Stopped()
    assert draw("map", afresh, RESUME=False) == whole
    assert afresh.taken == 0


def test_the_log_of_a_small_map_says_nothing_of_it(run, scene, tmp_path):
    feedback = Stopped(80)
    with pytest.raises(QgsProcessingException):
        run("upsample", {**scene.inputs, "OUTPUT": str(tmp_path / "m.tif"),
                         **tiny_scene.QUICK_TRAINING}, feedback=feedback)  # fmt: skip
    assert feedback.kept == 0
    assert not list(tmp_path.iterdir())
