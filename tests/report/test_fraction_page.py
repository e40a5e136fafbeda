"""The page of a model of shares in a real browser: nothing clipped, no fault, nothing loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from finecover.core.reports.fractions import FractionRun, fraction_report
from finecover.core.reports.report import Provenance

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "core" / "reports")]
from made_fractions import made_legend, made_model, made_training
from test_in_browser import CHROMIUM, missing

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
    if missing():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the browser's tests are required in CI. {missing()}")
        pytest.skip(missing())
    folder = tmp_path_factory.mktemp("pages")
    run = FractionRun("FineCover: shares", Provenance(notes=["Made numbers."]), "qgis_process run")
    for name, size in SIZES.items():
        legend = made_legend(size)
        page = fraction_report(made_training(legend), model=made_model(legend), run=run)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    jobs = {}
    for name, view in VIEWS.items():
        page = folder / f"{name.split()[0]}.html"
        jobs[name] = {**view, "page": str(page)}
        if view.get("pdf"):
            jobs[name]["pdf"] = str(page.with_suffix(".pdf"))
    (folder / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    found = subprocess.run(
        ["node", str(HERE / "look.js"), str(folder / "jobs.json")],
        capture_output=True, text=True, timeout=400, check=False,
        env={**os.environ, "CHROMIUM": CHROMIUM},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


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
