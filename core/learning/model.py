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
from ..errors import FineCoverError
from ..legends.legend import Legend
from ..progress import Progress
from . import model_parts
from .applicability import TrainingDomain
from .calibration import Calibration
from .forest_arrays import Forest
from .model_archive import read_archive, write_archive
from .model_values import numbers_only
from .self_validation import SelfValidation

FORMAT = model_parts.CLASSES
FORMAT_VERSION = 1
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
        classes = self.forest.n_classes
        model_parts.check_names(self.feature_names, self.forest, self.domain)
        model_parts.check_codes(self.class_codes, self.legend, classes=classes)
        model_parts.check_composition(
            self.training_shares, self.counts, name="training_shares", classes=classes
        )
        if self.judge is not None:
            self.judge.check_fits(n_classes=len(self.class_codes), n_trees=self.forest.n_trees)
        model_parts.check_tables(recipe=self.recipe, settings=self.settings, versions=self.versions)

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
        return model_parts.match_features(self.feature_names, names)

    def check_recipe(self, recipe: Mapping[str, Any], *, progress: Progress) -> None:
        """Make sure that features of the model's names are computed as for training.

        Statistics of other months are told as a warning.

        Raises:
            ModelError: a formula that a user wrote differs.
        """
        model_parts.match_recipes(self.recipe, recipe, self.feature_names, progress=progress)


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
    arrays = model_parts.forest_parts(model.forest)
    arrays["training_shares"], arrays["counts"] = model.training_shares, model.counts
    if model.domain is not None:
        document["domain"], domain = model_parts.domain_parts(model.domain)
        arrays.update(domain)
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
    except FineCoverError as error:
        raise model_parts.unusable(path, error) from error


def _expected_arrays(document: dict[str, Any]) -> frozenset[str]:
    """Check format and version, and name the arrays that belong to the document."""
    model_parts.check_format(document, kind=FORMAT, newest=FORMAT_VERSION)
    names = model_parts.part_names(document) | {"training_shares", "counts"}
    if document.get("judge") is not None:
        names |= {f"judge_{name}" for name in JUDGE_ARRAYS}
    return frozenset(names)


def _assemble(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Model:
    names = model_parts.list_of(document, "feature_names", str)
    return Model(
        forest=model_parts.read_forest(arrays, n_features=len(names)),
        legend=Legend.from_json(document.get("legend")),
        feature_names=names,
        class_codes=model_parts.list_of(document, "class_codes", int),
        training_shares=arrays["training_shares"],
        counts=arrays["counts"],
        recipe=model_parts.object_of(document, "recipe"),
        settings=model_parts.object_of(document, "settings"),
        domain=model_parts.read_domain(document, arrays),
        judge=_judge(document, arrays),
        validation=_validation(document),
        calibration=_calibration(document),
        versions=model_parts.object_of(document, "versions"),
    )


def _judge(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> CellJudge | None:
    if document.get("judge") is None:
        return None
    numbers = numbers_only(model_parts.object_of(document, "judge"))
    noise = CellNoise(**{one.name: numbers.get(one.name, math.nan) for one in fields(CellNoise)})
    return CellJudge(noise=noise, **{name: arrays[f"judge_{name}"] for name in JUDGE_ARRAYS})


def _validation(document: dict[str, Any]) -> SelfValidation | None:
    if document.get("validation") is None:
        return None
    return SelfValidation.from_json(
        numbers_only(model_parts.object_of(document, "validation"), lists=("scores",))
    )


def _calibration(document: dict[str, Any]) -> Calibration | None:
    if document.get("calibration") is None:
        return None
    return Calibration.from_json(
        numbers_only(model_parts.object_of(document, "calibration"), lists=_CALIBRATION_LISTS)
    )
