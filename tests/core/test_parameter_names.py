"""What a step says under the names of another algorithm's parameters."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from compared_maps import random_map, source, with_legend
from finecover.core import pipeline
from finecover.core.accuracy.assessment import Comparison
from finecover.core.errors import LegendError
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.legend import generic
from finecover.core.parameter_names import NamedHere, errors_named_here, named_here
from finecover.core.progress import Silent
from finecover.core.run_log import Stages
from scene import Recorder

NAMES = {"CROSSWALK": "REFERENCE_CROSSWALK"}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("add a row for it to CROSSWALK.", "add a row for it to REFERENCE_CROSSWALK."),
        ("CROSSWALK walk.csv, line 1: no", "REFERENCE_CROSSWALK walk.csv, line 1: no"),
        ("CROSSWALK: no level", "REFERENCE_CROSSWALK: no level"),
        ("give a CROSSWALK", "give a REFERENCE_CROSSWALK"),
        ("REFERENCE_CROSSWALK leads", "REFERENCE_CROSSWALK leads"),
        ("'CROSSWALK.csv' of CROSSWALKS", "'CROSSWALK.csv' of CROSSWALKS"),
    ],
)
def test_the_parameter_is_called_as_the_algorithm_does(said, wanted):
    assert named_here(said, NAMES) == wanted


def test_errors_keep_their_kind():
    with (
        pytest.raises(LegendError, match=r"^REFERENCE_CROSSWALK is empty$"),
        errors_named_here(NAMES),
    ):
        raise LegendError("CROSSWALK is empty")
    with errors_named_here(NAMES):
        pass


def compared(tmp_path, reference, *, walk=""):
    """What ``upsample`` does with its map and a reference once the map is there."""
    table = None
    if walk:
        file = tmp_path / "walk.csv"
        file.write_text(walk, encoding="utf-8")
        table = read_crosswalk_table(file)
    comparison = Comparison(
        map=with_legend(tmp_path, "map", random_map(1)), reference=reference, crosswalks=table
    )
    run = SimpleNamespace(inputs=SimpleNamespace(reference=reference), comparison=comparison)
    recorder = Recorder()
    return pipeline._assess(run, Stages(), recorder), recorder.warnings


def test_upsample_names_its_own_crosswalk_in_notes_and_log(tmp_path):
    truth = random_map(2)
    shifted = np.where(truth == 255, 255, truth + 20).astype(np.uint8)
    far = with_legend(tmp_path, "far", shifted, generic(np.array([20, 21, 24])))
    found, log = compared(tmp_path, far)
    told = "translate its codes with a REFERENCE_CROSSWALK before"
    assert any(told in note for note in found.notes)
    assert any(told in line for line in log)


def test_upsample_names_its_own_crosswalk_in_errors(tmp_path):
    reference = source(tmp_path, "truth", random_map(2))
    with pytest.raises(LegendError, match=r"^REFERENCE_CROSSWALK walk\.csv, line 2: "):
        compared(tmp_path, reference, walk="from,to\nTundra,1\n")


def test_a_progress_tells_other_names():
    told = []

    class Log(Silent):
        def message(self, text, *, warning=False):
            told.append((text, warning))

    progress = NamedHere(Log(), {"LEGEND or LEGEND_FILE": "another step", "LEGEND": "its LEGEND"})
    progress.message("Name it in LEGEND or LEGEND_FILE.", warning=True)
    progress.message("Choose another LEGEND.")
    progress.set(0.5)
    assert told == [("Name it in another step.", True), ("Choose another its LEGEND.", False)]
    assert not progress.cancelled()
