"""Which features belong together, so that what each kind of input is worth can be measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import InputError
from ..features.coordinates import COORDINATE_NAMES
from ..features.terrain import TERRAIN_NAMES


def feature_groups(recipe: Mapping[str, Any], names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the features of each kind of input: spectral, terrain, ancillary and coordinates.

    Args:
        recipe: how the features are computed; one that tells nothing makes all of them spectral.
        names: of the features.

    Returns:
        Names by kind, in the order of ``names``; kinds without features are left out.
    """
    ancillary = recipe.get("ancillary")
    kinds = {
        "terrain": TERRAIN_NAMES if recipe.get("terrain") is True else (),
        "ancillary": tuple(ancillary) if isinstance(ancillary, (list, tuple)) else (),
        "coordinates": COORDINATE_NAMES if recipe.get("coordinates") is True else (),
    }
    kind_of = {name: kind for kind, members in kinds.items() for name in members}
    groups: dict[str, tuple[str, ...]] = {}
    for kind in ("spectral", *kinds):
        members = tuple(name for name in names if kind_of.get(name, "spectral") == kind)
        if members:
            groups[kind] = members
    return groups


def columns_without(names: Sequence[str], group: str, members: Sequence[str]) -> np.ndarray:
    """Return the columns that are left without a group's features, int64.

    Raises:
        InputError: a feature of the group is not among ``names``.
    """
    unknown = [name for name in members if name not in names]
    if unknown:
        raise InputError(
            f"The group {group} has the feature {unknown[0]}, which the samples lack; name "
            "features of the samples."
        )
    return np.flatnonzero([name not in members for name in names])
