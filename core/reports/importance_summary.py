"""What reports show of how much each feature counts."""

from __future__ import annotations

from typing import Any

from ..learning.training_result import TrainingResult
from .text import count_of, number

_SHUFFLED = (
    "By how much held-out agreement with the coarse map (kappa {kappa}) falls when the values of "
    "one feature are shuffled among the samples: the mean of {times} shufflings of {samples}, "
    "± their standard deviation. Each sample is classified by trees that have not seen its block. "
    "Features that tell the same replace each other, so that each of them seems to count little; "
    "one at 0 or below can be left out alone without loss."
)
_NOT_SHUFFLED = (
    "Impurity favours features that can be split in many ways. What held-out agreement loses "
    "without a feature could not be measured, because {reason}."
)


def importance_summary(result: TrainingResult) -> dict[str, Any]:
    """Return the attributes of a ``TrainingReport`` about features.

    They tell the fall in held-out agreement where it was measured, else the decrease in impurity.
    """
    names, found = result.model.feature_names, result.permutation
    if found is None:
        note = ""
        if result.block_cv is None:
            note = _NOT_SHUFFLED.format(reason=result.untried)
        return {
            "importance": tuple(zip(names, result.importances.tolist())),
            "importance_note": note,
        }
    return {
        "importance": tuple(zip(names, found.drop.tolist())),
        "importance_kind": "fall in held-out kappa",
        "importance_spread": tuple(found.spread.tolist()),
        "importance_note": _SHUFFLED.format(
            kappa=number(found.kappa),
            samples=count_of(found.samples, "sample"),
            times=found.repeats,
        ),
    }
