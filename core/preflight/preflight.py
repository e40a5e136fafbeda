"""Looking at a run of ``upsample`` before it starts: what is wrong, and how large it is.

Nothing is trained, and of the images a few windows are read, unless a part of the run shall be
measured. Whatever is found becomes a finding; the checks are those a run makes itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..cells.absence import ClassCells
from ..progress import Progress, Stage, check
from ..rasters.raster import raster_environment
from .classes import CoarseClasses, count_classes, look_at_classes
from .findings import NOTE, PROBLEM, WARNING, Finding, Findings
from .ground import Ground, look_at_headers
from .job import Job
from .look import Look, look_at_pixels
from .plan import Plan, make_plan
from .room import look_at_room, size_sentence
from .size import JobSize, measure

__all__ = ["Finding", "Findings", "Job", "Preflight", "check_job", "preflight", "tell_size"]

_FEW_CLASSES = 20  # where the coarse map cannot be read


@dataclass(frozen=True)
class Preflight:
    """What was found.

    Attributes:
        findings: problems first, then warnings, then notes.
        size: of the run; None where the images cannot be understood.
        classes: of the coarse map; None where it cannot be read.
        looks: at windows of each area; empty where nothing could be read.
        features: their names.
        plan: what a measured part of the run tells; None where none was wanted or possible.
    """

    findings: tuple[Finding, ...]
    size: JobSize | None = None
    classes: CoarseClasses | None = None
    looks: tuple[Look, ...] = ()
    features: tuple[str, ...] = ()
    plan: Plan | None = None

    def count(self, kind: str) -> int:
        """Return how many findings are of a kind."""
        return sum(one.kind == kind for one in self.findings)

    @property
    def fine(self) -> bool:
        """Whether the run can start."""
        return self.count(PROBLEM) == 0

    def to_json(self) -> dict[str, Any]:
        """Return everything for programs."""
        size = self.size
        return {
            "kind": "preflight",
            "problems": self.count(PROBLEM),
            "warnings": self.count(WARNING),
            "findings": [one.to_json() for one in self.findings],
            "size": None if size is None else {**asdict(size), "frame": list(size.frame)},
            "measured": None if self.plan is None else self.plan.to_json(),
            "features": list(self.features),
            "classes": [] if self.classes is None else _class_rows(self.classes.cells),
            "unknown_codes": _unknown(self.classes),
            "looks": [_plain(asdict(look)) for look in self.looks],
        }

    def text(self) -> str:
        """Return ``to_json`` as text."""
        return json.dumps(self.to_json(), indent=2, allow_nan=False, ensure_ascii=False)


def check_job(job: Job, findings: Findings | None = None) -> None:
    """Find what can be known to go wrong without reading a pixel.

    Args:
        job: as far as its parameters can be used.
        findings: what is known to be wrong with the others.

    Raises:
        InputError: with every problem, a line each.
    """
    findings = findings or Findings()
    look_at_headers(job, findings)
    findings.raise_problems()


def tell_size(job: Job, progress: Progress) -> None:
    """Tell the log of a run that begins how large it is, and what headers warn of.

    Args:
        job: the run.
        progress: told; may cancel.
    """
    headers, room = Findings(), Findings()
    ground = look_at_headers(job, headers)
    classes = None
    if ground.grid is not None and ground.coarse is not None and ground.placed:
        classes = count_classes(job, ground.grid, Findings(), progress)
    size = _measure(job, ground, classes, ())
    if size is not None:
        look_at_room(job, size, room)
        progress.message(size_sentence(size))
    for finding in (*headers.of(WARNING), *room.all()):
        if finding.parameter != "BANDS":  # said where features are computed
            progress.message(finding.text, warning=True)


def preflight(
    job: Job, *, found: Iterable[Finding] = (), measured: bool = False, progress: Progress
) -> Preflight:
    """Look at a run.

    Args:
        job: as far as its parameters can be used.
        found: what is known to be wrong with the others.
        measured: do a part of the run for about half a minute, and tell the time by that; not
            where the run cannot start.
        progress: may cancel.

    Raises:
        Cancelled: the user asked to stop; everything else becomes a finding.
    """
    findings, plan = Findings(found), None
    looking = Stage(progress, 0.0, 0.4 if measured else 1.0)
    with raster_environment():
        ground = look_at_headers(job, findings)
        looking.set(0.1)
        classes, looks = _look(job, ground, findings, looking)
        size = _measure(job, ground, classes, looks)
        if size is not None:
            look_at_room(job, size, findings)
        looking.set(1.0)
        if measured:
            rest = Stage(progress, 0.4, 1.0)
            plan = _plan(job, ground, Preflight((), size, classes, looks), findings, rest)
    progress.set(1.0)
    names = ground.recipe.names if ground.recipe else ()
    if size is not None and plan is not None:
        size = replace(size, seconds=dict(plan.seconds), measured=True)
    return Preflight(findings.all(), size, classes, looks, names, plan)


def _plan(
    job: Job, ground: Ground, found: Preflight, findings: Findings, progress: Progress
) -> Plan | None:
    """Return what a measured part of a run tells; None, and why, where that cannot be."""
    if findings.of(PROBLEM) or found.classes is None or ground.recipe is None:
        findings.add(
            NOTE, "MEASURE",
            "MEASURE: nothing was measured, because the run cannot start; solve its problems "
            "first.",
        )  # fmt: skip
        return None
    recipe, classes = ground.recipe, found.classes
    return findings.attempt(
        "MEASURE",
        lambda: make_plan(
            job, recipe, classes, lacking=_lacking(found.looks), progress=progress
        ),
        kind=WARNING,
    )  # fmt: skip


def _look(
    job: Job, ground: Ground, findings: Findings, progress: Progress
) -> tuple[CoarseClasses | None, tuple[Look, ...]]:
    """Look at the coarse map and at the images, wherever that makes sense."""
    classes: CoarseClasses | None = None
    if ground.grid is None or not ground.placed:
        return classes, ()
    if ground.coarse is not None:
        part = Stage(progress, 0.1, 0.5)
        classes = look_at_classes(
            job, ground.grid, findings, part, looked=ground.recipe is not None
        )
    check(progress)
    progress.set(0.5)
    if ground.recipe is None:
        return classes, ()
    return classes, look_at_pixels(job, findings, Stage(progress, 0.5, 1.0))


def _measure(
    job: Job, ground: Ground, classes: CoarseClasses | None, looks: tuple[Look, ...]
) -> JobSize | None:
    if ground.grid is None or ground.recipe is None or not ground.placed:
        return None
    reading = [look.seconds for look in looks if look.seconds == look.seconds]
    learnt = int((classes.cells.trained > 0).sum()) if classes else _FEW_CLASSES
    return measure(
        job, ground.grid, ground.recipe, classes=max(learnt, 1),
        cells=int(classes.cells.mapped.sum()) if classes else 0,
        reading=max(reading, default=float("nan")),
        lacking=_lacking(looks),
    )  # fmt: skip


def _lacking(looks: Sequence[Look]) -> dict[str, float]:
    """Return the share of each area without data, as far as it was looked at."""
    return {look.area: look.share for look in looks if look.pixels}


def _class_rows(cells: ClassCells) -> list[dict[str, Any]]:
    legend = cells.legend
    columns = zip(legend.codes.tolist(), legend.names, cells.trained, cells.mapped)
    return [
        {"code": code, "name": name, "cells_geo": int(geo), "cells_geo_small": int(small)}
        for code, name, geo, small in columns
    ]


def _unknown(classes: CoarseClasses | None) -> list[dict[str, int]]:
    found = {} if classes is None else classes.unknown
    return [
        {"code": code, "cells_geo": geo, "cells_geo_small": small}
        for code, (geo, small) in found.items()
    ]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Replace what JSON has no word for."""
    return {name: None if value != value else value for name, value in values.items()}
