"""Features of bands and indices, by scene or over all scenes, from the arrays of the bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..errors import InputError
from ..rasters.bands import Band
from .indices import compute_index
from .recipe import FeatureRecipe
from .statistics import read_statistic
from .temporal import check_dates, doubtful_waves, scene_dates, series_statistics

Values = Mapping[Band, np.ndarray]


def check_series(recipe: FeatureRecipe) -> None:
    """Make sure that the statistics of a recipe can be computed of every band and index.

    Raises:
        InputError: as ``check_dates``, or there is one scene and a statistic looks at dates.
    """
    dated = [name for name in recipe.statistics if read_statistic(name).dated]
    if dated and recipe.scenes == ("",):
        raise InputError(
            f"STATISTICS: {dated[0]} looks at several dates, and IMAGES holds one; leave "
            f"{dated[0]} out, or give images of more dates."
        )
    for name, scenes in recipe.series.items():
        check_dates(recipe.statistics, scene_dates(scenes), series=name)


def doubtful_series(recipe: FeatureRecipe) -> list[str]:
    """Return what there is to doubt in the statistics, of the first series it holds for."""
    told: dict[tuple[object, ...], list[str]] = {}
    for name, scenes in recipe.series.items():
        dates = scene_dates(scenes)
        if dates and dates not in told:
            told[dates] = doubtful_waves(recipe.statistics, dates, series=name)
    return [sentence for sentences in told.values() for sentence in sentences]


def spectral_features(recipe: FeatureRecipe, values: Values) -> list[np.ndarray]:
    """Return the features of bands and indices, without context.

    Args:
        recipe: what to compute.
        values: float32 (row, col) of every band, NaN where missing.

    Returns:
        float32 (row, col) for each feature, in the order of the recipe's names.
    """
    if recipe.statistics:
        parts: list[np.ndarray] = []
        for name, layers in _series(recipe, values):
            parts.extend(_statistics(recipe.series[name], layers, recipe.statistics))
        return parts
    indices = (layer for _, layers in _index_layers(recipe, values) for layer in layers)
    return [*(values[band] for band in recipe.bands), *indices]


def context_bases(recipe: FeatureRecipe, values: Values) -> Iterator[np.ndarray]:
    """Return what context is computed of: the bands, or their first statistic, one by one."""
    if not recipe.statistics:
        yield from (values[band] for band in recipe.bands)
        return
    for name, layers in _band_layers(recipe, values):
        yield _statistics(recipe.series[name], layers, recipe.statistics[:1])[0]


def _statistics(
    scenes: Sequence[str], layers: Sequence[np.ndarray], names: Sequence[str]
) -> np.ndarray:
    return series_statistics(layers, names, dates=scene_dates(scenes))


def _series(recipe: FeatureRecipe, values: Values) -> Iterator[tuple[str, list[np.ndarray]]]:
    yield from _band_layers(recipe, values)
    yield from _index_layers(recipe, values)


def _band_layers(recipe: FeatureRecipe, values: Values) -> Iterator[tuple[str, list[np.ndarray]]]:
    series: dict[str, list[np.ndarray]] = {}
    for band in recipe.bands:
        series.setdefault(band.name, []).append(values[band])
    yield from series.items()


def _index_layers(recipe: FeatureRecipe, values: Values) -> Iterator[tuple[str, list[np.ndarray]]]:
    scenes = {scene: _by_name(values, scene) for scene in recipe.scenes}
    for index in recipe.indices:
        mine = recipe.index_scenes[index.name]
        yield index.name, [compute_index(index, scenes[scene]) for scene in mine]


def _by_name(values: Values, scene: str) -> dict[str, np.ndarray]:
    """Return the arrays of a scene by name and role; a role goes before a name that is equal."""
    mine = [(band, array) for band, array in values.items() if band.scene == scene]
    roles = {band.role: array for band, array in mine if band.role}
    return {**{band.name: array for band, array in mine}, **roles}
