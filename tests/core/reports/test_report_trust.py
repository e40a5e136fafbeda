import math
from dataclasses import replace

from finecover.core.reports.page import page
from finecover.core.reports.run import MapTrust
from finecover.core.reports.trust import TRUST_TITLE, trust_section
from test_report import Page

CLASSES = [(1, "Water", "#0000ff"), (5, "Forest", "#00aa00"), (9, "Sand", "#ffcc00")]
TRUST = MapTrust(
    mean_confidence=81.25, class_confidence=[90.0, 75.5, math.nan], class_pixels=[600, 400, 0],
    histogram=[0, 0, 0, 0, 0.1, 0, 0.15, 0.25, 0.0, 0.5],
    outside="3.0 % lie outside.", outside_share=0.03, class_outside=[0.0, 0.075, math.nan],
    surveyed=1200, doubted=37, absences=["Sand (9) occurs in 4 coarse cells of GEO <only>."],
)  # fmt: skip


def show(trust):
    markup = page("Run", headline="", sections=[trust_section(trust, classes=CLASSES)])
    return Page(markup), markup


def test_figures():
    found, _ = show(TRUST)
    for part in (
        "Mean confidence81.2 %of the mapped pixels",
        "Outside the area of applicability3.0 %of",
        "Coarse cells doubted37of 1 200 under the map",
        "3.0 % lie outside.",
        "It is not the accuracy",
        "of GEO <only>.",
    ):
        assert part in found.text
    assert found.tables[TRUST_TITLE][1:] == [
        ["1Water", "600", "90.0", "0.0"],
        ["5Forest", "400", "75.5", "7.5"],
    ]


def test_calibrated_confidence_says_so():
    assert "calibrated" not in show(TRUST)[0].text
    found, _ = show(replace(TRUST, temperature=1.6))
    assert "and smoothing, and calibrated on the coarse map: probabilities are raised" in found.text
    assert "to the power 1 / 1.60 and brought" in found.text


def test_histogram_starts_where_pixels_start():
    _, markup = show(TRUST)
    for label in ("40 to 49 %", "50 to 59 %", "90 to 100 %"):
        assert f'class="text">{label}</th>' in markup
    assert "30 to 39 %" not in markup
    assert '<i style="width:100.00%"></i><span>50.0 %</span>' in markup
    assert '<i style="width:20.00%"></i><span>10.0 %</span>' in markup


def test_what_is_unknown_is_left_out():
    bare = replace(
        TRUST, outside="", outside_share=math.nan, class_outside=(), surveyed=0, absences=()
    )
    found, _ = show(bare)
    assert "applicability" not in found.text
    assert "doubted" not in found.text
    assert [len(row) for row in found.tables[TRUST_TITLE]] == [3, 3, 3]
