"""Every name of QGIS that the plugin uses is in the QGIS at hand, and scoped."""

from __future__ import annotations

import pytest

pytest.importorskip("qgis.core")

from check_qt6 import ROOT, problems_in, sources


def test_no_source_uses_what_this_qgis_has_not():
    folders = ("algorithms", "core", "gui")
    files = [file for file in sources() if file.relative_to(ROOT).parts[0] in folders]
    files += [ROOT / "__init__.py", ROOT / "plugin.py"]
    assert len(files) > 100
    found = [
        problem
        for file in files
        for problem in problems_in(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT)))
    ]
    assert [str(problem) for problem in found] == []
