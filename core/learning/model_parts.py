"""What all kinds of models have in common, and how their files are distrusted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import FineCoverError, ModelError
from ..features.coordinates import check_system
from ..legends.legend import CODE_MAX, Legend
from ..progress import Progress
from .applicability import TrainingDomain
from .forest_arrays import Forest
from .model_values import few, numbers_only, short_words
from .recipe_match import check_formulas, other_season

CLASSES, FRACTIONS = "finecover-model", "finecover-fractions"
_KINDS = {
    CLASSES: "it is a model of one class per pixel; give it to classify",
    FRACTIONS: "it is a model of the shares of classes; give it to mapfractions",
}
_FOREST_ARRAYS = ("feature", "threshold", "left", "right", "values", "tree_starts")
_DOMAIN_ARRAYS = ("means", "scales", "weights", "points")
_DOMAIN_NUMBERS = ("mean_distance", "threshold")


def check_format(document: Mapping[str, Any], *, kind: str, newest: int) -> None:
    """Raise ModelError unless a document is of a kind of model, and of a version known here."""
    found = document.get("format")
    if found != kind:
        known = _KINDS.get(found) if isinstance(found, str) else None
        raise ModelError(known or "it was not written by FineCover")
    version = document.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ModelError(f"its format version is {str(version)[:20]!r}")
    if version > newest:
        raise ModelError("it was made by a newer FineCover; update the plugin")


def unusable(path: str | Path, error: FineCoverError) -> ModelError:
    """Return in one sentence why a file is no use, whichever part of it was wrong."""
    reason = short_words(str(error)).rstrip(".")
    remedy = "" if ";" in reason else "; choose another file, or train the model again"
    return ModelError(
        f"'{path}' cannot be used as a model: {reason[:1].lower()}{reason[1:]}{remedy}."
    )


def part_names(document: Mapping[str, Any]) -> set[str]:
    """Return the names of the arrays of the forest, and of the domain where there is one."""
    names = {f"forest_{name}" for name in _FOREST_ARRAYS}
    if document.get("domain") is not None:
        names |= {f"domain_{name}" for name in _DOMAIN_ARRAYS}
    return names


def forest_parts(forest: Forest) -> dict[str, np.ndarray]:
    """Return the arrays of a forest by their names in a file."""
    return {f"forest_{name}": getattr(forest, name) for name in _FOREST_ARRAYS}


def read_forest(arrays: Mapping[str, np.ndarray], *, n_features: int) -> Forest:
    """Return the forest of a file's arrays."""
    return Forest(
        **{name: arrays[f"forest_{name}"] for name in _FOREST_ARRAYS}, n_features=n_features
    )


def domain_parts(domain: TrainingDomain) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Return the numbers of a domain, and its arrays by their names in a file."""
    return (
        {name: getattr(domain, name) for name in _DOMAIN_NUMBERS},
        {f"domain_{name}": getattr(domain, name) for name in _DOMAIN_ARRAYS},
    )


def read_domain(
    document: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> TrainingDomain | None:
    """Return the domain of a file, or None where it has none."""
    if document.get("domain") is None:
        return None
    numbers = numbers_only(object_of(document, "domain"))
    parts: dict[str, Any] = {name: arrays[f"domain_{name}"] for name in _DOMAIN_ARRAYS}
    parts.update({name: numbers.get(name, math.nan) for name in _DOMAIN_NUMBERS})
    return TrainingDomain(**parts)


def list_of(document: Mapping[str, Any], name: str, kind: type) -> tuple[Any, ...]:
    """Return a list of the document of which every value is of one type."""
    values = document.get(name)
    if not isinstance(values, list) or any(type(value) is not kind for value in values):
        raise ModelError(f"its {name} are not given as a list of {kind.__name__}")
    return tuple(values)


def object_of(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a part of the document that has names and values."""
    value = document.get(name)
    if not isinstance(value, dict):
        raise ModelError(f"its {name} are not given as a JSON object")
    return value


def match_features(known: Sequence[str], names: Sequence[str]) -> np.ndarray:
    """Find a model's features among the bands of a raster, by name.

    Args:
        known: names of the model's features.
        names: name of each band; bands the model does not know do not matter.

    Returns:
        intp (feature,): ``features[:, order]`` has the columns the forest takes.

    Raises:
        ModelError: a feature is missing, or two bands have its name.
    """
    positions: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        positions.setdefault(name, []).append(position)
    missing = [name for name in known if name not in positions]
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise ModelError(
            f"The features lack {', '.join(missing[:5])}{more}, which MODEL was trained "
            "with; compute the features as for training."
        )
    double = [name for name in known if len(positions[name]) > 1]
    if double:
        raise ModelError(
            f"Two bands of the features are called {double[0]}; give each its own name."
        )
    return np.array([positions[name][0] for name in known], dtype=np.intp)


def match_recipes(
    learnt: Mapping[str, Any],
    given: Mapping[str, Any],
    names: Sequence[str],
    *,
    progress: Progress,
) -> None:
    """Make sure that features of the model's names are computed as for training.

    Statistics of other months are told as a warning.

    Raises:
        ModelError: a formula that a user wrote differs, or coordinates are in another system.
    """
    check_formulas(learnt, given, names)
    check_system(learnt, given)
    season = other_season(learnt, given)
    if season:
        progress.message(season, warning=True)


def check_tables(**tables: object) -> None:
    """Raise ModelError for what is no table of names and values."""
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise ModelError(f"The model's {name} are no table of names and values.")


def check_names(names: Sequence[str], forest: Forest, domain: TrainingDomain | None) -> None:
    """Raise ModelError unless names, forest and domain are of the same features."""
    if any(not isinstance(name, str) or not name for name in names) or len(set(names)) < len(names):
        raise ModelError("The model's feature names are not unique, non-empty texts.")
    if len(names) != forest.n_features:
        raise ModelError(
            f"The model names {len(names)} features, its forest takes {forest.n_features}."
        )
    if domain is not None and len(domain.means) != len(names):
        raise ModelError(
            f"The model names {len(names)} features, its training domain has {len(domain.means)}."
        )


def check_codes(codes: Sequence[int], legend: Legend, *, classes: int) -> None:
    """Raise ModelError unless there is a code of the legend for each class, rising."""
    if len(codes) != classes or len(set(codes)) < classes:
        raise ModelError(f"The model's {classes} classes have the codes {few(codes)}.")
    if any(not 0 <= code <= CODE_MAX for code in codes):
        raise ModelError(f"A class code of the model is outside 0 to {CODE_MAX}.")
    if any(one > other for one, other in zip(codes, codes[1:])):
        raise ModelError(f"The model's class codes {few(codes)} do not rise.")
    unknown = np.array(codes)[legend.index_of(np.array(codes)) < 0]
    if len(unknown):
        raise ModelError(f"The model's legend lacks class {unknown[0]}.")


def check_composition(shares: object, counts: object, *, name: str, classes: int) -> None:
    """Raise ModelError unless shares of classes are positive with sum 1, and counts from 0.

    Args:
        shares: must be float64 (class,); called ``name`` in messages.
        counts: must be int64 (class,); called "counts" in messages.
    """
    for what, array, kind in ((name, shares, np.float64), ("counts", counts, np.int64)):
        if not isinstance(array, np.ndarray) or array.dtype != kind or array.shape != (classes,):
            raise ModelError(f"The model's {what} are not one {np.dtype(kind)} per class.")
    shares, counts = np.asarray(shares), np.asarray(counts)
    if not (np.isfinite(shares).all() and (shares > 0).all() and abs(shares.sum() - 1) < 1e-6):
        raise ModelError(f"The model's {name.replace('_', ' ')} are not positive with sum 1.")
    if (counts < 0).any():
        raise ModelError("The model's counts of training samples are negative.")
