"""The page of a model of shares in a real browser: nothing clipped, no fault, nothing loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from finecover.core.reports.fractions import FractionRun, fraction_report
from finecover.core.reports.report import Provenance

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "core" / "reports")]
from browser import look, need_browser
from made_fractions import made_legend, made_model, made_training

VIEWS = {
    "ten wide": {"width": 1280, "scheme": "light", "axe": True, "pdf": True},
    "ten narrow": {"width": 400, "scheme": "dark", "axe": True},
    "forty wide": {"width": 1280, "scheme": "dark", "axe": True, "pdf": True},
    "two narrow": {"width": 400, "scheme": "light", "axe": True},
}
SIZES = {"two": 2, "ten": 10, "forty": 44}
PRINTED = [name for name, view in VIEWS.items() if view.get("pdf")]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the browser found in each view."""
    need_browser()
    folder = tmp_path_factory.mktemp("pages")
    run = FractionRun("FineCover: shares", Provenance(notes=["Made numbers."]), "qgis_process run")
    for name, size in SIZES.items():
        legend = made_legend(size)
        page = fraction_report(made_training(legend), model=made_model(legend), run=run)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return look(folder, VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_of_the_shares_is_clipped_or_loaded(seen, view):
    found = seen[view]
    assert found["messages"] == []
    assert len(found["requests"]) == 1  # the page itself
    layout = found["layout"]
    assert layout.pop("wide") <= VIEWS[view]["width"]
    assert {name: some for name, some in layout.items() if some} == {}
    assert found["axe"] == []


@pytest.mark.parametrize("view", PRINTED)
def test_shares_print_on_sheets_that_hold_them(seen, view):
    assert seen[view]["printed"] == []
