"""The recipe in the tags of a feature file, and what a model makes of it."""

from __future__ import annotations

import json

from made_models import NAMES as FEATURES
from made_models import RECIPE
from model_use import Quiet

NAMES = ("feature", "coordinates")
TOKENS = (
    *(b'"names"', b'"bands"', b'"formulas"', b'"statistics"', b'"ancillary"', b'"terrain"'),
    *(b'"coordinates"', b'"coordinates_crs"', b'"context"', b'"blend"', b'"spectral"', b'"scene"'),
    *(b"[" * 60, b"1e999", b"NaN", b"null", b"true", b"9" * 60, b'"\\ud800"', b"{}", b"[]"),
    *(b'"2020-01-31"', b'"PROJCS[\\"a\\"]"', b'"Mine"', b"-1", b"999", b'"\\n"'),
)


def target(data: bytes) -> None:
    from finecover.core.features.feature_file import _read_recipe
    from finecover.core.features.missing import blank_raster, image_features
    from finecover.core.features.recipe import recipe_margin, spectral_count
    from finecover.core.learning.model_parts import match_recipes

    recipe = _read_recipe(data.decode("utf-8", "surrogateescape"), FEATURES)
    margin, spectral = recipe_margin(recipe), spectral_count(recipe, len(FEATURES))
    if not 0 <= margin < 2000:
        raise ValueError(f"the margin is {margin!r}")
    if not 0 < spectral <= len(FEATURES):
        raise ValueError(f"{spectral!r} features are spectral")
    image_features(recipe, FEATURES)
    blank_raster(recipe, FEATURES, FEATURES[:1])
    match_recipes(recipe, RECIPE, FEATURES, progress=Quiet())
    match_recipes(RECIPE, recipe, FEATURES, progress=Quiet())


def seeds() -> list[bytes]:
    more = {"terrain": True, "ancillary": ["soil"], "coordinates": True, "spectral": 1, "blend": 2}
    return [b"", json.dumps(RECIPE).encode(), json.dumps({**RECIPE, **more}).encode()]
