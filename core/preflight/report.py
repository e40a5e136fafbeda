"""What a preflight found, as sentences and a table for the log, and as a page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from ..outputs.disk_room import free_space, shown_bytes
from ..phrases import counted
from ..reports.blocks import Column, Section, class_label, facts, notes, paragraph, table
from ..reports.page import page
from ..reports.text import Html, count, join, text
from ..text_table import text_table
from .findings import NOTE, PROBLEM, WARNING, Finding
from .plan import Plan
from .preflight import Preflight
from .room import measured_time, shown_time, size_sentence, size_time
from .size import JobSize

_TITLES = {PROBLEM: "Problems", WARNING: "Warnings", NOTE: "Good to know"}
_TIMED = (
    "Time is an order of magnitude: reading was timed on a few windows of these images, the forest "
    "counts at a constant measured on another machine."
)
_NOT_TIMED = "Time is an order of magnitude, from constants measured on another machine."

_BUSY = 0.2  # of the time, worth telling


def verdict(found: Preflight) -> str:
    """Return the result in a sentence."""
    problems, warnings = found.count(PROBLEM), found.count(WARNING)
    if problems:
        return (
            f"The run cannot start: {counted(problems, 'problem')} and "
            f"{counted(warnings, 'warning')} found."
        )
    if warnings:
        return f"The run can start; {counted(warnings, 'warning')} found."
    return "The run can start; nothing to warn of was found."


def sentence(finding: Finding) -> str:
    """Return a finding as the log says it, led by its parameter unless it is named anyway."""
    name = finding.parameter
    named = re.search(rf"\b{name}\b", finding.text, re.IGNORECASE) if name else True
    return finding.text if named else f"{name}: {finding.text}"


def class_table(found: Preflight) -> str:
    """Return the coarse cells of each class as a table of plain text; "" = they are not known."""
    if found.classes is None:
        return ""
    rows = [(code, name, count(geo), count(small)) for code, name, geo, small in _cells(found)]
    return text_table(("Code", "Class", "Cells in geo", "in geo_small"), rows, left=2)


def summary_lines(found: Preflight) -> list[str]:
    """Return what the log says below the findings."""
    if found.size is None:
        return []
    return [size_sentence(found.size), *_timed_by(found)]


def _timed_by(found: Preflight) -> list[str]:
    """Return sentences on what the time is known by."""
    if found.plan is not None:
        return [measured_sentence(found.plan), workers_sentence(found.plan)]
    return [_TIMED if found.size is not None and found.size.timed else _NOT_TIMED]


def measured_sentence(plan: Plan) -> str:
    """Return what was measured, and how it is made of its parts."""
    trial = plan.trial
    work = trial.reading + trial.forest + trial.rest
    parts = {"reading and features": trial.reading, "forest": trial.forest, "the rest": trial.rest}
    shares = ", ".join(f"{name} {100 * part / work:.0f} %" for name, part in parts.items())
    stages = ", ".join(f"{name.lower()} {measured_time(s)}" for name, s in plan.seconds.items())
    busy = trial.waited > _BUSY * (work + trial.waited)
    others = (
        f" Other programs had the processors for {100 * trial.waited / (work + trial.waited):.0f} "
        "% of the time meanwhile; that is left out, so while they go on it takes longer."
    )
    return (
        f"Measured here within {measured_time(plan.took)}: {counted(len(trial.each), 'tile')} of "
        f"{trial.side} x {trial.side} pixels with {counted(trial.threads, 'thread')}, "
        f"{sum(trial.each) / len(trial.each):.2g} s each ({shares}), and trees of a forest. By "
        f"that: {stages}. Expect up to twice as much, or half of it.{others if busy else ''}"
    )


def workers_sentence(plan: Plan) -> str:
    """Return how long the run takes on clusters."""
    counts = "; ".join(f"{count}: {measured_time(s)}" for count, s in plan.workers.items())
    return (
        "With so many workers of a cluster (CLUSTER), each of one thread as fast as one of this "
        f"machine: {counts}. Training and writing stay on this machine."
    )


def _cells(found: Preflight) -> list[tuple[str, str, int, int]]:
    if found.classes is None:
        return []
    cells = found.classes.cells
    rows = zip(cells.legend.codes.tolist(), cells.legend.names, cells.trained, cells.mapped)
    listed = [(str(code), name, int(geo), int(small)) for code, name, geo, small in rows]
    strange = found.classes.unknown.items()
    return listed + [(str(code), "(unknown)", geo, small) for code, (geo, small) in strange]


def preflight_page(found: Preflight) -> str:
    """Return everything as one HTML page."""
    sections = [
        Section(title, _list(found, kind)) for kind, title in _TITLES.items() if found.count(kind)
    ]
    if found.size is not None:
        sections.append(Section("Size of the run", _size(found, found.size)))
    if found.classes is not None:
        sections.append(Section("Classes of the coarse map", _classes(found)))
    return page("FineCover: check before upsampling", headline=verdict(found), sections=sections)


def _list(found: Preflight, kind: str) -> Html:
    return notes([sentence(one) for one in found.findings if one.kind == kind])


def _size(found: Preflight, size: JobSize) -> Html:
    rows, cols = size.frame
    disks = {}
    for folder, needed in size.disk.items():
        free = free_space(folder)
        left = "unknown" if free is None else shown_bytes(free)
        disks[f"Disk, {folder}"] = f"up to {shown_bytes(needed)} ({left} free)"
    told = measured_time if size.measured else shown_time
    stages = {f"Time, {name.lower()}": told(s) for name, s in size.seconds.items()}
    shown = {
        "Pixels to map, about": count(size.pixels),
        "Rows and columns of the map": f"{rows} x {cols}",
        "Tiles": count(size.tiles),
        "Features": f"{size.features}: {', '.join(found.features)}",
        "Memory": f"about {shown_bytes(size.memory)}",
        **disks,
        "Time": size_time(size),
        **stages,
        **_workers(found),
        **_seen(found),
    }
    return join([facts(shown), *(paragraph(line) for line in _timed_by(found))])


def _workers(found: Preflight) -> dict[str, str]:
    workers = {} if found.plan is None else found.plan.workers
    return {f"Time, {count} workers": measured_time(s) for count, s in workers.items()}


def _seen(found: Preflight) -> dict[str, str]:
    shown = {}
    for look in found.looks:
        if look.pixels:
            lacking = f"{100 * look.share:.1f} % of {count(look.pixels)} pixels"
            shown[f"Without data, {look.area}"] = lacking
        if not math.isnan(look.observed):
            shown[f"Dates observed, {look.area}"] = f"{100 * look.observed:.0f} % on average"
    return shown


def _classes(found: Preflight) -> Html:
    return table(
        [Column("Class", text=True), Column("Cells in geo"), Column("Cells in geo_small")],
        _class_rows(found),
        caption="Coarse cells for which the image has data; a cell counts in an area that holds a "
        "part of it.",
        label="Classes of the coarse map",
    )


def _class_rows(found: Preflight) -> Sequence[Sequence[str]]:
    if found.classes is None:
        return []
    legend = found.classes.cells.legend
    rows = []
    for code, name, geo, small in _cells(found):
        known = int(code) in legend.codes.tolist()
        color = legend.get(int(code)).color if known else ""
        label = class_label((int(code), name, color))
        rows.append([label, text(count(geo)), text(count(small))])
    return rows
