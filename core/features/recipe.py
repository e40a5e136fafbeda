"""What each feature is: the recipe that travels in feature files and models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InputError
from ..rasters.bands import Band, join_scene
from ..series.joined_scenes import Scenes
from .coordinates import COORDINATE_NAMES
from .indices import SpectralIndex, can_compute, parse_indices
from .statistics import parse_statistics
from .terrain import TERRAIN_MARGIN, TERRAIN_NAMES

RECIPE_TAG = "FINECOVER_RECIPE"
_PLAIN = ("scale", "offset", "statistics", "context", "terrain", "ancillary")


@dataclass(frozen=True)
class FeatureSettings:
    """What to compute; the texts are the parameters of ``computefeatures``.

    Raises:
        InputError: the window is even or below 3, scale or offset is no use, or indices or
            statistics cannot be understood.
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
                f"SCALE {self.scale:g} and OFFSET {self.offset:g} must be finite, and SCALE not 0; "
                "give 1 and 0 for values as they are."
            )
        parse_indices(self.indices)
        parse_statistics(self.statistics)


@dataclass(frozen=True)
class FeatureRecipe:
    """What each feature is, in the order of the bands; travels in feature files and models.

    Attributes:
        joined: the scenes of each date that has several, the first of which comes first.
        coordinates: whether the places of the pixels are features.
    """

    bands: tuple[Band, ...]
    scale: float
    offset: float
    indices: tuple[SpectralIndex, ...]
    statistics: tuple[str, ...]
    context: int
    terrain: bool
    ancillary: tuple[str, ...]
    joined: tuple[Scenes, ...] = ()
    coordinates: bool = False

    @property
    def read_bands(self) -> tuple[Band, ...]:
        """The bands, and those that lie below them in scenes of the same date."""
        below = (band for scenes in self.joined for scene in scenes for band in scene)
        return tuple(dict.fromkeys((*self.bands, *below)))

    @property
    def layers(self) -> Scenes:
        """Bands that were taken together, those of every scene of a date by themselves."""
        several = {scenes[0][0].scene: scenes for scenes in self.joined}
        found: list[tuple[Band, ...]] = []
        for scene in self.scenes:
            mine = tuple(band for band in self.bands if band.scene == scene)
            found.extend(several.get(scene, (mine,)))
        return tuple(found)

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
        place = COORDINATE_NAMES if self.coordinates else ()
        return (*self._series_names(), *context, *terrain, *self.ancillary, *place)

    @property
    def base_names(self) -> tuple[str, ...]:
        """Names of bands and indices as statistics tell them apart."""
        indices = (index.name for index in self.indices)
        return (*dict.fromkeys(band.name for band in self.bands), *indices)

    @cached_property
    def index_scenes(self) -> dict[str, tuple[str, ...]]:
        """Scenes that have the bands of an index, by its name."""
        known = {scene: bands_of(self.bands, scene) for scene in self.scenes}
        return {
            index.name: tuple(scene for scene, has in known.items() if can_compute(index, has))
            for index in self.indices
        }

    @cached_property
    def series(self) -> dict[str, tuple[str, ...]]:
        """Scenes of each band and index that statistics are computed of, by its name."""
        scenes: dict[str, tuple[str, ...]] = {}
        for band in self.bands:
            scenes[band.name] = (*scenes.get(band.name, ()), band.scene)
        return {**scenes, **self.index_scenes}

    def _series_names(self) -> list[str]:
        if self.statistics:
            return [f"{name}_{statistic}" for name in self.series for statistic in self.statistics]
        indices = [
            join_scene(name, s) for name, scenes in self.index_scenes.items() for s in scenes
        ]
        return [band.feature for band in self.bands] + indices

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as plain JSON; ``formulas`` holds the indices that the user wrote."""
        return {
            # others lack the word, so that they are the recipes they were
            **({"coordinates": True} if self.coordinates else {}),
            **{name: getattr(self, name) for name in _PLAIN},
            "bands": [asdict(band) for band in self.bands],
            "indices": [index.name for index in self.indices],
            "formulas": {index.name: index.text for index in self.indices if index.text},
            "names": list(self.names),
            "spectral": len(self._series_names()),
        }


def bands_of(bands: Sequence[Band], scene: str) -> set[str]:
    """Return what formulas can call the bands of a scene: their roles and names."""
    mine = [band for band in bands if band.scene == scene]
    return {band.name for band in mine} | {band.role for band in mine if band.role}


def recipe_margin(recipe: Mapping[str, Any]) -> int:
    """Return how many pixels around a pixel its features look at; 0 for a foreign raster.

    That is half the context window and what resampling of coarser or shifted images blends in, or
    the surroundings that terrain features look at; where the pixels are cells of finer ones, as
    many of them as these take.
    """
    context, blend = recipe.get("context", 0), recipe.get("blend", 0)
    cell = recipe.get("cell", 1)
    if not all(isinstance(value, int) and 0 <= value < 1000 for value in (context, blend, cell)):
        return 0
    margin = max(context // 2 + blend, TERRAIN_MARGIN if recipe.get("terrain") is True else 0)
    return -(-margin // max(cell, 1))


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
