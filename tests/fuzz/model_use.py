"""What is done with a model that was read: none of it may fail but in a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from legend_use import use_legend
from made_models import NAMES, RECIPE

if TYPE_CHECKING:
    from finecover.core.fractions.fraction_model import FractionModel
    from finecover.core.learning.model import Model

_ROWS = 9


class Quiet:
    """A progress nobody follows."""

    cancelled = False

    def set(self, fraction: float) -> None:
        """Forget it."""

    def message(self, text: str, *, warning: bool = False) -> None:
        """Hold what a run tells to the rules of a sentence."""
        from harness import Crash, fault_of

        if fault_of(text):
            raise Crash(f"the log holds a text that {fault_of(text)}: {text!r}")


def use_any(model: Model | FractionModel) -> None:
    """Predict with a model, and hold features against it."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(_ROWS, model.forest.n_features)).astype(np.float32)
    rows[0], rows[1] = np.nan, np.inf
    shares = model.forest.predict_proba(rows)
    if not np.allclose(shares.sum(axis=1), 1):
        raise ValueError(f"shares sum to {shares.sum(axis=1)}")
    model.forest.predict(rows)
    if model.domain is not None:
        model.domain.dissimilarity(rows)
    if len(model.class_legend) != model.forest.n_classes:
        raise ValueError("the legend of the classes lacks some")
    use_legend(model.legend)
    json.dumps(
        [dict(model.recipe), dict(model.settings), dict(model.versions), list(model.feature_names)]
    )


def use_classifier(model: Model) -> None:
    """Use what only models of classes hold."""
    use_any(model)
    if model.judge is not None:
        model.judge.find(model.judge.cells[:, 0], model.judge.cells[:, 1])
        for fold in range(model.judge.n_folds):
            model.forest.part(*model.judge.group(fold))
    if model.validation is not None:
        model.validation.gain_of_map(0.2)
        model.validation.correction_for(0.3)
    if model.calibration is not None:
        model.calibration.temperature_for(0.3, 0.7)


def meet_features(model: Model | FractionModel) -> None:
    """Hold the features of another file against the model; refused as a rule."""
    model.check_recipe({**RECIPE, "formulas": {"Mine": "nir"}, "bands": []}, progress=Quiet())
    model.check_recipe(RECIPE, progress=Quiet())
    model.check_features((*NAMES, "more"))
