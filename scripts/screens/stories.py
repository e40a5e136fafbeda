"""The stories that are told on the screen, and the pictures each of them leaves."""

from __future__ import annotations

PICTURES = {
    "first_map": (
        "toolbar",
        "draw-geo",
        "both-areas",
        "upsample-dialog",
        "preflight",
        "run-log",
        "map",
        "confidence",
        "results-viewer",
        "report",
    ),
    "steps": ("toolbox", "model-dialog", "model-designer"),
    "series": ("fillgaps-dialog", "fillgaps-log"),
    "points": ("points-dialog", "points-map", "points-form", "accuracy-report"),
}
PAGES = {"report": "first_map/report.html", "accuracy-report": "landscape/accuracy.html"}
"""Pictures of pages, which a browser takes."""
LOGS = {"first_map": ("preflight", "run-log"), "series": ("fillgaps-log",),
        "points": ("points-log", "accuracy-log")}  # fmt: skip
"""Logs kept as text, from which the guide quotes."""
STORIES = tuple(PICTURES)
