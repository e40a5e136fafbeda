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
    "steps": ("toolbox", "labels", "model-dialog", "model-designer"),
    "fractions": ("fractions-dialog",),
    "series": ("fillgaps-dialog", "fillgaps-log"),
    "points": ("points-dialog", "points-map", "points-form", "points-labelled", "accuracy-report"),
}
PAGES = {
    "report": ("first_map/report.html", 890),
    "accuracy-report": ("landscape/accuracy.html", 1250),
}
"""Pictures of pages, which a browser takes: the page, and the pixels from its top."""
LOGS = {"first_map": ("preflight", "run-log"), "series": ("fillgaps-log",),
        "points": ("points-log", "accuracy-log")}  # fmt: skip
"""Logs kept as text, from which the guide quotes."""
STORIES = tuple(PICTURES)
