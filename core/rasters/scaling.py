"""Scales and offsets that files tell of their bands: value = stored number x scale + offset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import InputError
from ..progress import Progress
from .raster_file import PLAIN, Scaling

SCALED_TAG = "FINECOVER_SCALED"  # in a series whose numbers are scaled already
Told = tuple[str, Scaling]  # what messages call the file, and what it tells of a band


def choose_scaling(told: Sequence[Told], *, given: Scaling, progress: Progress) -> list[Scaling]:
    """Return how each band of IMAGES is scaled.

    What the files tell counts where SCALE and OFFSET are left at 1 and 0; these take its place
    otherwise, which would make no sense where files or bands tell different things.

    Args:
        told: of each band.
        given: SCALE and OFFSET.
        progress: told of the rule.

    Raises:
        InputError: SCALE or OFFSET is given although bands tell different scales.
    """
    kinds = list(dict.fromkeys(scaling for _, scaling in told))
    if kinds == [PLAIN]:
        return [given] * len(told)
    if given == PLAIN:
        shown = _shown(kinds[0]) if len(kinds) == 1 else "their own scales and offsets"
        progress.message(f"IMAGES: {shown} as the files tell; no SCALE is needed.")
        return [scaling for _, scaling in told]
    if len(kinds) > 1:
        label = {scaling: label for label, scaling in reversed(told)}
        raise InputError(
            f"SCALE {given[0]:g} and OFFSET {given[1]:g} are given, but the files tell different "
            f"ones themselves, {_shown(kinds[0])} in {label[kinds[0]]} and {_shown(kinds[1])} in "
            f"{label[kinds[1]]}; leave SCALE at 1 and OFFSET at 0, and each file's own are used."
        )
    progress.message(
        f"IMAGES: SCALE {given[0]:g} and OFFSET {given[1]:g} take the place of those the files "
        f"tell, {_shown(kinds[0])}."
    )
    return [given] * len(told)


def series_scaling(
    told: Sequence[Sequence[Scaling]], *, progress: Progress
) -> tuple[list[Scaling], bool]:
    """Return what a series tells of each of its bands, and whether its files are scaled for that.

    Where all scenes tell the same, stored numbers stay as they are and the scale goes with them.

    Args:
        told: of each scene, and each of its bands.
        progress: told of the rule.
    """
    first = list(told[0])
    if all(list(scene) == first for scene in told):
        if any(scaling != PLAIN for scaling in first):
            progress.message(
                "IMAGES: the files tell how to scale their numbers; these are kept as they are "
                "stored, and the series tells the same."
            )
        return first, False
    progress.message(
        "IMAGES: the files tell different scales or offsets; each file's own are applied, so that "
        "values agree: leave SCALE at 1 and OFFSET at 0 in what follows.",
        warning=True,
    )
    return [PLAIN] * len(first), True


def check_scale(given: Scaling, files: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """Make sure that SCALE and OFFSET are not given for what ``fillgaps`` has scaled already.

    Args:
        given: SCALE and OFFSET.
        files: what messages call them, and their tags.

    Raises:
        InputError: they are.
    """
    done = [label for label, tags in files if SCALED_TAG in tags]
    if done and given != PLAIN:
        raise InputError(
            f"SCALE {given[0]:g} and OFFSET {given[1]:g} are given, but {done[0]} was filled from "
            "files of different scales and holds scaled values already; leave SCALE at 1 and "
            "OFFSET at 0."
        )


def _shown(scaling: Scaling) -> str:
    return f"scale {scaling[0]:g} and offset {scaling[1]:g}"
