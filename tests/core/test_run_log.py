import re

import numpy as np
from finecover.core.mapping.classify import MapPaths
from finecover.core.pipeline import UpsamplePaths, upsample
from finecover.core.progress import Silent
from finecover.core.run_log import Stages, class_table
from scene import Recorder, build_scene
from test_pipeline import SETTINGS, inputs_of


def test_the_log_ends_with_a_table_of_the_classes_and_the_times(tmp_path):
    scene, recorder = build_scene(tmp_path), Recorder()
    paths = UpsamplePaths(MapPaths(str(tmp_path / "map.tif")))
    result = upsample(inputs_of(scene), paths, settings=SETTINGS, progress=recorder)
    *_, table, times = recorder.messages
    assert table == class_table(result)
    assert max(map(len, table.splitlines())) <= 78
    heading, _, *rows, _, total = table.splitlines()
    assert heading.split() == [
        "Code", "Class", "Samples", "Left", "out", "Pixels", "Share", "%", "Conf.", "%",
    ]  # fmt: skip
    cells = np.array([[float(cell) for cell in row.split()[2:]] for row in rows])
    counts, codes = result.mapped.counts, result.training.model.class_legend.codes
    assert [int(row.split()[0]) for row in rows] == codes.tolist()
    assert cells[:, 2].tolist() == counts.tolist()
    assert cells[:, 0].sum() == result.samples.row.size == int(total.split()[1])
    assert cells[:, 1].sum() == result.training.without_data.sum() + result.training.doubtful.sum()
    assert abs(cells[:, 3].sum() - 100) < 0.2
    assert re.fullmatch(
        r"Time: legend [\d.]+ s, sampling .*, training .*, mapping .*; in all [\d.]+ s\.", times
    )


def test_what_was_left_out_is_told_by_class_with_the_reason(tmp_path):
    recorder = Recorder()
    paths = UpsamplePaths(MapPaths(str(tmp_path / "map.tif")))
    result = upsample(inputs_of(build_scene(tmp_path)), paths, settings=SETTINGS, progress=recorder)
    told = [text for text in recorder.messages if "because cleaning doubts the label" in text]
    assert len(told) == np.count_nonzero(result.training.doubtful)
    assert re.fullmatch(
        r"\w+ \(\d\): \d+ samples? left out because cleaning doubts the label\.", told[0]
    )


def test_the_size_is_told_before_anything_is_read(tmp_path):
    recorder = Recorder()
    paths = UpsamplePaths(MapPaths(str(tmp_path / "map.tif")))
    upsample(inputs_of(build_scene(tmp_path)), paths, settings=SETTINGS, progress=recorder)
    sizes = [at for at, text in enumerate(recorder.messages) if text.startswith("To map: up to")]
    assert len(sizes) == 1
    assert sizes[0] < recorder.messages.index(
        next(text for text in recorder.messages if text.startswith("Sampling: "))
    )


def test_long_stages_are_told_in_minutes(monkeypatch):
    stages, clock = Stages(), iter((0.0, 130.0))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with stages.timed("Training", Silent()):
        pass
    assert stages.sentence() == "Time: training 2 min 10 s; in all 2 min 10 s."
