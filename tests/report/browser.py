"""Pages looked at in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


def missing() -> str:
    """Return what the browser's tests lack; "" = nothing."""
    if not CHROMIUM or not shutil.which("node"):
        return "Chromium and Node.js are needed: scripts/setup_system.sh browser"
    if not (HERE / "node_modules" / "playwright-core").is_dir():
        return "npm packages are needed: npm ci --ignore-scripts --prefix tests/report"
    return ""


def need_browser() -> None:
    """Skip the test that asks where there is no browser, and let it fail in CI."""
    if missing():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the browser's tests are required in CI. {missing()}")
        pytest.skip(missing())


def look(folder: Path, views: dict[str, dict]) -> dict:
    """Return what the browser finds in each view of the page its name begins with."""
    jobs = {}
    for name, view in views.items():
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
