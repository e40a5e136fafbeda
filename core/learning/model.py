"""The trained model: what it is, its file, and which features it takes."""

from __future__ import annotations

import configparser
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..cells.cell_judge import ARRAYS as JUDGE_ARRAYS
from ..cells.cell_judge import CellJudge
from ..cells.cell_noise import CellNoise
from ..errors import FineCoverError, ModelError
from ..legends.legend import CODE_MAX, Legend
from ..progress import Progress
from .applicability import TrainingDomain
from .calibration import Calibration
from .forest_arrays import Forest
from .model_archive import read_archive, write_archive
from .model_values import few, numbers_only, short_words
from .recipe_match import check_formulas, other_season
from .self_validation import SelfValidation

FORMAT = "finecover-model"
FORMAT_VERSION = 1
_FOREST_ARRAYS = ("feature", "threshold", "left", "right", "values", "tree_starts")
_DOMAIN_ARRAYS = ("means", "scales", "weights", "points")
_DOMAIN_NUMBERS = ("mean_distance", "threshold")
_CALIBRATION_LISTS = ("weights", "corrections", "temperatures")
_METADATA = Path(__file__).resolve().parents[2] / "metadata.txt"


@dataclass(frozen=True, eq=False)
class Model:
    """A forest with everything needed to use it elsewhere; checked on creation.

    Attributes:
        forest: its columns are the classes in the order of ``class_codes``.
        legend: names and colours; holds at least every class code.
        feature_names: name of each column of the feature table.
        recipe: how the features are computed, as JSON values.
        class_codes: code of each class, 0..65535, rising.
        training_shares: share of each class the forest was trained on, float64 (class,), > 0,
            sums to 1.
        counts: training samples of each class, int64 (class,).
        settings: what training was asked for, as JSON values.
        domain: where the training samples lie in feature space; None leaves it out.
        judge: what is known of the coarse cells it learnt from; None leaves it out.
        validation: how the prior was chosen, and the gain it promises; None leaves it out.
        calibration: temperature of the map's probabilities; None leaves them as they are.
        versions: of the software that trained it, see ``software_versions``.

    Raises:
        ModelError: the parts do not fit together.
    """

    forest: Forest
    legend: Legend
    feature_names: tuple[str, ...]
    class_codes: tuple[int, ...]
    training_shares: np.ndarray
    counts: np.ndarray
    recipe: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    domain: TrainingDomain | None = None
    judge: CellJudge | None = None
    validation: SelfValidation | None = None
    calibration: Calibration | None = None
    versions: Mapping[str, str] = field(default_factory=lambda: software_versions())

    def __post_init__(self) -> None:
        """Refuse parts that do not fit, whether from a file or from training."""
        object.__setattr__(self, "feature_names", tuple(self.feature_names))
        object.__setattr__(self, "class_codes", tuple(int(code) for code in self.class_codes))
        _check_features(self)
        _check_classes(self)
        if self.judge is not None:
            self.judge.check_fits(n_classes=len(self.class_codes), n_trees=self.forest.n_trees)
        for name in ("recipe", "settings", "versions"):
            if not isinstance(getattr(self, name), Mapping):
                raise ModelError(f"The model's {name} are no table of names and values.")

    @cached_property
    def class_legend(self) -> Legend:
        """The classes the forest knows, one per column of its predictions and in their order."""
        return self.legend.subset(self.class_codes)

    def check_features(self, names: Sequence[str]) -> np.ndarray:
        """Find the model's features among the bands of a raster, by name.

        Args:
            names: name of each band; bands the model does not know do not matter.

        Returns:
            intp (feature,): ``features[:, order]`` has the columns the forest takes.

        Raises:
            ModelError: a feature is missing, or two bands have its name.
        """
        positions: dict[str, list[int]] = {}
        for position, name in enumerate(names):
            positions.setdefault(name, []).append(position)
        missing = [name for name in self.feature_names if name not in positions]
        if missing:
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            raise ModelError(
                f"The features lack {', '.join(missing[:5])}{more}, which the model was trained "
                "with; compute the features as for training."
            )
        double = [name for name in self.feature_names if len(positions[name]) > 1]
        if double:
            raise ModelError(
                f"Two bands of the features are called {double[0]}; give each its own name."
            )
        return np.array([positions[name][0] for name in self.feature_names], dtype=np.intp)

    def check_recipe(self, recipe: Mapping[str, Any], *, progress: Progress) -> None:
        """Make sure that features of the model's names are computed as for training.

        Statistics of other months are told as a warning.

        Raises:
            ModelError: a formula that a user wrote differs.
        """
        check_formulas(self.recipe, recipe, self.feature_names)
        season = other_season(self.recipe, recipe)
        if season:
            progress.message(season, warning=True)


def software_versions() -> dict[str, str]:
    """Versions of Python, NumPy, scikit-learn and FineCover at work here."""
    import sklearn

    metadata = configparser.RawConfigParser()
    metadata.read(_METADATA, encoding="utf-8")
    return {
        "finecover": metadata.get("general", "version", fallback="unknown"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
    }


def write_model(model: Model, path: str | Path) -> None:
    """Write a ``.fcm`` file; the same model gives the same bytes.

    Raises:
        InputError: the file cannot be written; what was there before is untouched.
        ModelError: the model is too large to be read back.
    """
    forest, domain = model.forest, model.domain
    document: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "versions": dict(model.versions),
        "legend": model.legend.to_json(),
        "class_codes": list(model.class_codes),
        "feature_names": list(model.feature_names),
        "recipe": dict(model.recipe),
        "settings": dict(model.settings),
        "domain": None,
        "judge": None if model.judge is None else asdict(model.judge.noise),
        "validation": None if model.validation is None else model.validation.to_json(),
        "calibration": None if model.calibration is None else model.calibration.to_json(),
    }
    arrays = {f"forest_{name}": getattr(forest, name) for name in _FOREST_ARRAYS}
    arrays["training_shares"], arrays["counts"] = model.training_shares, model.counts
    if domain is not None:
        document["domain"] = {name: getattr(domain, name) for name in _DOMAIN_NUMBERS}
        arrays.update({f"domain_{name}": getattr(domain, name) for name in _DOMAIN_ARRAYS})
    if model.judge is not None:
        arrays.update({f"judge_{name}": getattr(model.judge, name) for name in JUDGE_ARRAYS})
    write_archive(path, document=document, arrays=arrays)


def read_model(path: str | Path) -> Model:
    """Read a ``.fcm`` file, trusting nothing in it.

    Raises:
        ModelError: the file is missing, damaged, of a newer format, or no model file.
    """
    try:
        document, arrays = read_archive(path, expect=_expected_arrays)
        return _assemble(document, arrays)
    except FineCoverError as error:  # one sentence, whichever part was wrong
        reason = short_words(str(error)).rstrip(".")
        raise ModelError(
            f"'{path}' cannot be used as a model: {reason[:1].lower()}{reason[1:]}."
        ) from error


def _expected_arrays(document: dict[str, Any]) -> frozenset[str]:
    """Check format and version, and name the arrays that belong to the document."""
    if document.get("format") != FORMAT:
        raise ModelError("it was not written by FineCover")
    version = document.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ModelError(f"its format version is {str(version)[:20]!r}")
    if version > FORMAT_VERSION:
        raise ModelError("it was made by a newer FineCover; update the plugin")
    names = {f"forest_{name}" for name in _FOREST_ARRAYS} | {"training_shares", "counts"}
    if document.get("domain") is not None:
        names |= {f"domain_{name}" for name in _DOMAIN_ARRAYS}
    if document.get("judge") is not None:
        names |= {f"judge_{name}" for name in JUDGE_ARRAYS}
    return frozenset(names)


def _assemble(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Model:
    names = _list_of(document, "feature_names", str)
    return Model(
        forest=Forest(
            **{name: arrays[f"forest_{name}"] for name in _FOREST_ARRAYS}, n_features=len(names)
        ),
        legend=Legend.from_json(document.get("legend")),
        feature_names=names,
        class_codes=_list_of(document, "class_codes", int),
        training_shares=arrays["training_shares"],
        counts=arrays["counts"],
        recipe=_object(document, "recipe"),
        settings=_object(document, "settings"),
        domain=_domain(document, arrays),
        judge=_judge(document, arrays),
        validation=_validation(document),
        calibration=_calibration(document),
        versions=_object(document, "versions"),
    )


def _domain(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> TrainingDomain | None:
    if document.get("domain") is None:
        return None
    numbers = numbers_only(_object(document, "domain"))
    parts: dict[str, Any] = {name: arrays[f"domain_{name}"] for name in _DOMAIN_ARRAYS}
    parts.update({name: numbers.get(name, math.nan) for name in _DOMAIN_NUMBERS})
    return TrainingDomain(**parts)


def _judge(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> CellJudge | None:
    if document.get("judge") is None:
        return None
    numbers = numbers_only(_object(document, "judge"))
    noise = CellNoise(**{one.name: numbers.get(one.name, math.nan) for one in fields(CellNoise)})
    return CellJudge(noise=noise, **{name: arrays[f"judge_{name}"] for name in JUDGE_ARRAYS})


def _validation(document: dict[str, Any]) -> SelfValidation | None:
    if document.get("validation") is None:
        return None
    return SelfValidation.from_json(
        numbers_only(_object(document, "validation"), lists=("scores",))
    )


def _calibration(document: dict[str, Any]) -> Calibration | None:
    if document.get("calibration") is None:
        return None
    return Calibration.from_json(
        numbers_only(_object(document, "calibration"), lists=_CALIBRATION_LISTS)
    )


def _list_of(document: dict[str, Any], name: str, kind: type) -> tuple[Any, ...]:
    values = document.get(name)
    if not isinstance(values, list) or any(type(value) is not kind for value in values):
        raise ModelError(f"its {name} are not given as a list of {kind.__name__}")
    return tuple(values)


def _object(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    if not isinstance(value, dict):
        raise ModelError(f"its {name} are not given as a JSON object")
    return value


def _check_features(model: Model) -> None:
    names = model.feature_names
    if any(not isinstance(name, str) or not name for name in names) or len(set(names)) < len(names):
        raise ModelError("The model's feature names are not unique, non-empty texts.")
    if len(names) != model.forest.n_features:
        raise ModelError(
            f"The model names {len(names)} features, its forest takes {model.forest.n_features}."
        )
    if model.domain is not None and len(model.domain.means) != len(names):
        raise ModelError(
            f"The model names {len(names)} features, its training domain has "
            f"{len(model.domain.means)}."
        )


def _check_classes(model: Model) -> None:
    codes, classes = model.class_codes, model.forest.n_classes
    if len(codes) != classes or len(set(codes)) < classes:
        raise ModelError(f"The model's {classes} classes have the codes {few(codes)}.")
    if any(not 0 <= code <= CODE_MAX for code in codes):
        raise ModelError(f"A class code of the model is outside 0 to {CODE_MAX}.")
    if any(one > other for one, other in zip(codes, codes[1:])):
        raise ModelError(f"The model's class codes {few(codes)} do not rise.")
    unknown = np.array(codes)[model.legend.index_of(np.array(codes)) < 0]
    if len(unknown):
        raise ModelError(f"The model's legend lacks class {unknown[0]}.")
    for name, kind in (("training_shares", np.float64), ("counts", np.int64)):
        array = getattr(model, name)
        if not isinstance(array, np.ndarray) or array.dtype != kind or array.shape != (classes,):
            raise ModelError(f"The model's {name} are not one {np.dtype(kind)} per class.")
    shares = model.training_shares
    if not (np.isfinite(shares).all() and (shares > 0).all() and abs(shares.sum() - 1) < 1e-6):
        raise ModelError("The model's training shares are not positive with sum 1.")
    if (model.counts < 0).any():
        raise ModelError("The model's counts of training samples are negative.")
