"""Whether features mean what they meant when a model learnt from them; names tell only half."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..errors import ModelError
from ..phrases import counted
from .model_values import shown

_WORD = re.compile(r"[A-Za-z_]\w*")
_LONGEST = 120  # characters of a formula in a sentence


def check_formulas(
    learnt: Mapping[str, Any], given: Mapping[str, Any], features: Sequence[str]
) -> None:
    """Make sure that indices a user wrote are computed of the same bands in the same way.

    Formulas that call bands by name are compared by the roles of these bands. Recipes that do not
    tell a formula are not compared.

    Args:
        learnt: recipe of the model, as JSON values of any kind.
        given: recipe of the features.
        features: names of the model's features.

    Raises:
        ModelError: a formula differs.
    """
    mine, theirs = _texts(learnt), _texts(given)
    for index in (name for name in mine if name in theirs):
        used = [name for name in features if name == index or name.startswith(f"{index}_")]
        first, second = _by_role(mine[index], learnt), _by_role(theirs[index], given)
        if not used or first == second:
            continue
        if mine[index] != theirs[index]:
            first, second = mine[index], theirs[index]
        raise ModelError(
            f"The feature {shown(used[0])} is computed by {index}={_short(first)} in the model, "
            f"but by {index}={_short(second)} in the features given; compute them with the "
            "model's formula, or train a model with theirs."
        )


def other_season(learnt: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """Return what to say where statistics are of other months than the model's; "" else."""
    mine, theirs = _days(learnt), _days(given)
    if not mine or not theirs or _months(mine) == _months(theirs):
        return ""
    return (
        f"The model learnt statistics of {_span(mine)}, and the features given are statistics of "
        f"{_span(theirs)}; they cover other months, so that the same names may mean other values."
    )


def _texts(recipe: Mapping[str, Any]) -> dict[str, str]:
    """Return the formulas a recipe tells, by the index's name."""
    formulas = recipe.get("formulas")
    if not isinstance(formulas, Mapping):
        return {}
    return {n: t for n, t in formulas.items() if isinstance(n, str) and isinstance(t, str)}


def _by_role(formula: str, recipe: Mapping[str, Any]) -> str:
    """Return a formula that calls bands by their roles where the recipe tells them."""
    bands = [band for band in _list(recipe, "bands") if isinstance(band, Mapping)]
    roles = {str(band.get("name")).lower(): str(band.get("role") or "") for band in bands}
    return _WORD.sub(lambda found: roles.get(found[0].lower()) or found[0], formula)


def _days(recipe: Mapping[str, Any]) -> list[date]:
    """Return the dates statistics are computed of, ascending; none where a recipe tells none."""
    if not _list(recipe, "statistics"):
        return []
    scenes = {b.get("scene") for b in _list(recipe, "bands") if isinstance(b, Mapping)}
    try:
        return sorted(date.fromisoformat(str(scene)) for scene in scenes)
    except ValueError:  # scenes without date
        return []


def _months(days: Sequence[date]) -> set[int]:
    return {day.month for day in days}


def _span(days: Sequence[date]) -> str:
    return f"{counted(len(days), 'date')} from {days[0]} to {days[-1]}"


def _list(recipe: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = recipe.get(name)
    return value if isinstance(value, (list, tuple)) else ()


def _short(formula: str) -> str:
    return formula if len(formula) <= _LONGEST else f"{formula[: _LONGEST - 1]}…"
