"""Whether a reference can say anything of the map that will be made."""

from __future__ import annotations

import numpy as np

from ..accuracy.independence import same_band
from ..accuracy.matching import match_maps
from ..accuracy.translation import Party
from ..legends.known_legends import legend_of, some_codes
from ..legends.labels import LabelRule
from ..parameter_names import OF_UPSAMPLE, errors_named_here
from ..rasters.grid import Grid
from ..rasters.raster import NO_CODE, CodeReader
from .findings import PROBLEM, WARNING, Findings
from .job import Job

_LISTED = 10


def tell_reference(
    job: Job, grid: Grid, rule: LabelRule, learnt: np.ndarray, findings: Findings
) -> None:
    """Tell where a reference is the coarse map, or has none of the classes the map can have.

    The codes of 25 windows are looked at.

    Args:
        job: whose reference lies on the image.
        grid: of the image.
        rule: how codes of the coarse map become classes.
        learnt: codes of the classes that samples can be drawn of, (class,).
        findings: take what is found.

    Raises:
        InputError: a raster cannot be read.
        LegendError: the crosswalk names a class or level that is not there.
    """
    if job.reference is None or not learnt.size:
        return
    if same_band(job.reference, job.coarse):
        findings.add(
            WARNING, "REFERENCE",
            "REFERENCE is the coarse map itself, so the comparison tells how far the map keeps to "
            "it, not how right it is; give a reference that was made without it, or none.",
        )  # fmt: skip
        return
    if job.crosswalks is not None and job.crosswalks.maps:  # names files nobody knows yet
        return
    with errors_named_here(OF_UPSAMPLE), CodeReader(job.reference) as reader:
        held = some_codes(reader, grid)
        party = Party("The map", legend=rule.legend, main=True)
        matching = match_maps((party,), legend_of(reader, under=grid), table=job.crosswalks)
    mapped = _classes(matching.maps[0].apply(learnt))
    met = _classes(matching.reference.apply(held))
    if mapped & met or not held.size:
        return
    mine, theirs = (_listed(codes) for codes in (learnt, held))
    findings.add(
        WARNING if mapped and met else PROBLEM, "REFERENCE",
        f"REFERENCE holds no class that the map can have, as far as it was looked at: its codes "
        f"are {theirs}, those of the map will be {mine}; give REFERENCE_CROSSWALK, or another "
        "reference.",
    )  # fmt: skip


def _classes(codes: np.ndarray) -> set[int]:
    return set(codes.tolist()) - {NO_CODE}


def _listed(codes: np.ndarray) -> str:
    more = ", …" if codes.size > _LISTED else ""
    return ", ".join(map(str, codes[:_LISTED].tolist())) + more
