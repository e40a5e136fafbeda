"""What each feature is: the recipe that travels in feature files and models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .bands import Band, join_scene
from .errors import InputError
from .indices import can_compute
from .terrain import TERRAIN_MARGIN, TERRAIN_NAMES

RECIPE_TAG = "FINECOVER_RECIPE"


@dataclass(frozen=True)
class FeatureSettings:
    """What to compute; the texts are the parameters of ``computefeatures``.

    Raises:
        InputError: the window is even or below 3, or scale or offset is no use.
    """

    bands: str = ""
    scale: float = 1.0
    offset: float = 0.0
    indices: str = ""
    statistics: str = ""
    context: int = 0

    def __post_init__(self) -> None:
        if self.context != 0 and (self.context < 3 or self.context % 2 == 0):
            raise InputError(
                f"CONTEXT: a window of {self.context} pixels has no centre; give an odd number "
                "from 3, or 0 for none."
            )
        if not np.isfinite([self.scale, self.offset]).all() or self.scale == 0:
            raise InputError(
                f"SCALE {self.scale:g} and OFFSET {self.offset:g} must be finite, and SCALE not 0."
            )


@dataclass(frozen=True)
class FeatureRecipe:
    """What each feature is, in the order of the bands; travels in feature files and models."""

    bands: tuple[Band, ...]
    scale: float
    offset: float
    indices: tuple[str, ...]
    statistics: tuple[str, ...]
    context: int
    terrain: bool
    ancillary: tuple[str, ...]

    @property
    def scenes(self) -> tuple[str, ...]:
        """Scenes in order of first appearance."""
        return tuple(dict.fromkeys(band.scene for band in self.bands))

    @property
    def margin(self) -> int:
        """Pixels around a pixel that its spectral features look at."""
        return self.context // 2

    @property
    def band_features(self) -> tuple[str, ...]:
        """Names of the features that are bands, or the first statistic of them."""
        if self.statistics:
            names = dict.fromkeys(band.name for band in self.bands)
            return tuple(f"{name}_{self.statistics[0]}" for name in names)
        return tuple(band.feature for band in self.bands)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all features."""
        context = [
            f"{name}_{kind}{self.context}"
            for name in self.band_features
            for kind in ("mean", "std")
            if self.context
        ]
        terrain = TERRAIN_NAMES if self.terrain else ()
        return (*self._series_names(), *context, *terrain, *self.ancillary)

    @property
    def base_names(self) -> tuple[str, ...]:
        """Names of bands and indices as statistics tell them apart."""
        return (*dict.fromkeys(band.name for band in self.bands), *self.indices)

    def _series_names(self) -> list[str]:
        indices = [
            (index, scene)
            for index in self.indices
            for scene in self.scenes
            if can_compute(index, self.roles(scene))
        ]
        if not self.statistics:
            return [b.feature for b in self.bands] + [join_scene(i, s) for i, s in indices]
        names = dict.fromkeys([b.name for b in self.bands] + [i for i, _ in indices])
        return [f"{name}_{statistic}" for name in names for statistic in self.statistics]

    def roles(self, scene: str) -> set[str]:
        """Return the spectral roles a scene has."""
        return {band.role for band in self.bands if band.scene == scene and band.role}

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as plain JSON."""
        names = {"names": list(self.names), "spectral": len(self._series_names())}
        return {**asdict(self), **names}


def recipe_margin(recipe: Mapping[str, Any]) -> int:
    """Return how many pixels around a pixel its features look at; 0 for a foreign raster.

    That is half the context window and what resampling of coarser or shifted images blends in, or
    the surroundings that terrain features look at.
    """
    context, blend = recipe.get("context", 0), recipe.get("blend", 0)
    if not all(isinstance(value, int) and 0 <= value < 1000 for value in (context, blend)):
        return 0
    return max(context // 2 + blend, TERRAIN_MARGIN if recipe.get("terrain") is True else 0)


def spectral_count(recipe: Mapping[str, Any], features: int) -> int:
    """Return how many leading features are bands and indices; all of a foreign raster."""
    count = recipe.get("spectral")
    return count if isinstance(count, int) and 0 < count <= features else features


def check_unique(names: Sequence[str]) -> None:
    """Make sure that a name means one feature.

    Raises:
        InputError: two features share a name.
    """
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(
            f"Two features are called '{repeated[0]}'; give the bands different descriptions or "
            "name them in BANDS."
        )
