"""The model of shares of classes: what it is, its file, and which features it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import FineCoverError, ModelError
from ..learning import model_parts
from ..learning.applicability import TrainingDomain
from ..learning.forest_arrays import Forest
from ..learning.model import software_versions
from ..learning.model_archive import read_archive, write_archive
from ..learning.model_values import shown
from ..legends.legend import Legend
from ..progress import Progress

FORMAT = model_parts.FRACTIONS
FORMAT_VERSION = 1
_ARRAYS = ("mean_shares", "counts")


@dataclass(frozen=True, eq=False)
class FractionModel:
    """A forest of shares with everything needed to use it elsewhere; checked on creation.

    Attributes:
        forest: its columns are the shares of the classes in the order of ``class_codes``.
        legend: names, colours and levels; holds at least every class code.
        feature_names: name of each column of the feature table.
        class_codes: code of each class, 0..65535, rising.
        mean_shares: of the samples it was trained on, float64 (class,), > 0, sums to 1.
        counts: training samples that hold some of each class, int64 (class,).
        samples: training samples in all.
        covered: mean part of them that had labels, 0..1.
        recipe: how the features are computed, as JSON values.
        settings: what training was asked for, as JSON values.
        domain: where the training samples lie in feature space; None leaves it out.
        scores: how far its shares were right where it had not learnt, as JSON values.
        versions: of the software that trained it, see ``software_versions``.

    Raises:
        ModelError: the parts do not fit together.
    """

    forest: Forest
    legend: Legend
    feature_names: tuple[str, ...]
    class_codes: tuple[int, ...]
    mean_shares: np.ndarray
    counts: np.ndarray
    samples: int
    covered: float = 1.0
    recipe: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    domain: TrainingDomain | None = None
    scores: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=software_versions)

    def __post_init__(self) -> None:
        """Refuse parts that do not fit, whether from a file or from training."""
        object.__setattr__(self, "feature_names", tuple(self.feature_names))
        object.__setattr__(self, "class_codes", tuple(int(code) for code in self.class_codes))
        classes = self.forest.n_classes
        model_parts.check_names(self.feature_names, self.forest, self.domain)
        model_parts.check_codes(self.class_codes, self.legend, classes=classes)
        model_parts.check_composition(
            self.mean_shares, self.counts, name="mean_shares", classes=classes
        )
        model_parts.check_tables(
            recipe=self.recipe, settings=self.settings, scores=self.scores, versions=self.versions
        )
        if type(self.samples) is not int or not self.counts.max() <= self.samples < 2**53:
            raise ModelError(f"The model's number of samples is {shown(self.samples)}.")
        if type(self.covered) is not float or not 0 <= self.covered <= 1:
            raise ModelError(f"The model's samples are covered by labels to {shown(self.covered)}.")

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


def write_fraction_model(model: FractionModel, path: str | Path) -> None:
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
        "samples": model.samples,
        "covered": model.covered,
        "scores": dict(model.scores),
        "domain": None,
    }
    arrays = model_parts.forest_parts(model.forest)
    arrays.update({name: getattr(model, name) for name in _ARRAYS})
    if model.domain is not None:
        document["domain"], domain = model_parts.domain_parts(model.domain)
        arrays.update(domain)
    write_archive(path, document=document, arrays=arrays)


def read_fraction_model(path: str | Path) -> FractionModel:
    """Read a ``.fcm`` file, trusting nothing in it but ``scores``, which only reports show.

    Raises:
        ModelError: the file is missing, damaged, of a newer format, or no model of shares.
    """
    try:
        document, arrays = read_archive(path, expect=_expected_arrays)
        return _assemble(document, arrays)
    except FineCoverError as error:
        raise model_parts.unusable(path, error) from error


def _expected_arrays(document: dict[str, Any]) -> frozenset[str]:
    """Check format and version, and name the arrays that belong to the document."""
    model_parts.check_format(document, kind=FORMAT, newest=FORMAT_VERSION)
    return frozenset(model_parts.part_names(document) | set(_ARRAYS))


def _assemble(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> FractionModel:
    names = model_parts.list_of(document, "feature_names", str)
    return FractionModel(
        forest=model_parts.read_forest(arrays, n_features=len(names)),
        legend=Legend.from_json(document.get("legend")),
        feature_names=names,
        class_codes=model_parts.list_of(document, "class_codes", int),
        mean_shares=arrays["mean_shares"],
        counts=arrays["counts"],
        samples=document.get("samples"),  # type: ignore[arg-type]  # the model checks it
        covered=document.get("covered"),  # type: ignore[arg-type]
        recipe=model_parts.object_of(document, "recipe"),
        settings=model_parts.object_of(document, "settings"),
        domain=model_parts.read_domain(document, arrays),
        scores=model_parts.object_of(document, "scores"),
        versions=model_parts.object_of(document, "versions"),
    )
