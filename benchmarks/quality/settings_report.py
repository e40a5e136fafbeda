"""What the settings study found, as tables, targets and JSON."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from .comparison import Check, check_table
from .runs import CASES
from .settings_study import StudyRun, spearman
from .tables import number, table

RANKING = dict(zip(CASES, (0.7, 0.5)))
RIGHT_SIGN, REGRET = 0.9, 0.03

Measures = Mapping[str, Callable[[StudyRun], float]]
CHOICE: Measures = {
    "rank correlation": lambda run: run.rank_correlation,
    "with kappa alone": lambda run: run.kappa_rank_correlation,
    "range of kappa": lambda run: run.best_ranked - min(entry.kappa for entry in run.ranked),
    "kappa chosen": lambda run: run.chosen.kappa,
    "best": lambda run: run.best_ranked,
    "best with any smoothing": lambda run: run.best,
    "regret": lambda run: run.best_ranked - run.chosen.kappa,
    "regret with any smoothing": lambda run: run.best - run.chosen.kappa,
}
GAIN: Measures = {
    "one step coarser": lambda run: run.validation.gain,
    "expected": lambda run: run.expected_gain[0],
    "spread": lambda run: run.expected_gain[1],
    "true": lambda run: run.true_gain,
    "error": lambda run: abs(run.expected_gain[0] - run.true_gain),
    "error in spreads": lambda run: abs(run.off_by),
    "right sign": lambda run: float(run.sign_right),
}
CELLS: Measures = {
    "estimated wrong": lambda run: run.cells.estimated_rate,
    "wrong": lambda run: run.cells.true_rate,
    "wrong ones doubted": lambda run: run.cells.wrong_doubted,
    "right ones doubted": lambda run: run.cells.right_doubted,
    "wrong ones doubted, map": lambda run: run.cells.wrong_doubted_in_map,
    "right ones doubted, map": lambda run: run.cells.right_doubted_in_map,
}
CONFIDENCE: Measures = {
    "error before": lambda run: run.confidence.raw_error,
    "error after": lambda run: run.confidence.error,
    "mean confidence before": lambda run: run.confidence.raw_mean,
    "after": lambda run: run.confidence.mean,
    "pixels right": lambda run: run.confidence.agreement,
}
TIME: Measures = {"seconds": lambda run: run.seconds}


def mean(runs: Sequence[StudyRun], measure: Callable[[StudyRun], float]) -> float:
    """Return the mean over runs; NaN if any has none."""
    return float(np.mean([measure(run) for run in runs])) if runs else math.nan


def checks(runs: Sequence[StudyRun]) -> list[Check]:
    """Return what must be true of the runs."""
    found = [
        Check(f"Mean rank correlation of settings with the truth: {case}",
              mean([run for run in runs if run.case == case], CHOICE["rank correlation"]), wanted)
        for case, wanted in RANKING.items()
    ]  # fmt: skip
    sign = mean(runs, GAIN["right sign"])
    found.append(Check("Share of runs whose gain has the right sign", sign, RIGHT_SIGN))
    for name in ("regret", "regret with any smoothing"):
        value = mean(runs, CHOICE[name])
        found.append(Check(f"Mean {name}", value, REGRET, at_most=True))
    return found


def report(runs: Sequence[StudyRun], *, facts: str) -> str:
    """Return the whole study as markdown."""
    found = checks(runs)
    met = sum(check.met for check in found)
    expected, true = ([GAIN[name](run) for run in runs] for name in ("expected", "true"))
    parts = [
        "# Choosing the settings",
        facts,
        f"## Targets: {met} of {len(found)} met",
        check_table(found),
        "## The choice",
        "Self-validation's scores of its settings beside the kappa of their maps by the truth, "
        "at the default smoothing; settings differ by no more than the range. Regret is what "
        "the best map has more than the one chosen.",
        _measure_table(runs, CHOICE),
        _chosen_table(runs),
        "## The expected gain",
        "Kappa over that of a copy of the coarse map: as self-validation found it one step "
        "coarser, as it is expected of the map, and as it is; error is the mean absolute one.",
        _measure_table(runs, GAIN),
        f"Over all {len(runs)} runs the rank correlation of expected and true gain is "
        f"{number(spearman(expected, true)) or 'not known'}, the mean absolute error "
        f"{number(mean(runs, GAIN['error']))}, {100 * mean(runs, GAIN['right sign']):.0f} % have "
        f"the right sign, and {_within(runs, 1):.0f} % are within one spread of the true gain, "
        f"{_within(runs, 2):.0f} % within two.",
        "## Wrong coarse cells",
        "Shares: of cells estimated to be wrong and truly wrong, and of the wrong and the right "
        "ones taken for wrong in training and where the map is made.",
        _measure_table(runs, CELLS),
        "## Confidence",
        "Expected calibration error of the default map before and after calibration, and mean "
        "confidence beside the share of pixels that are right.",
        _measure_table(runs, CONFIDENCE),
        "## Seconds per run",
        _measure_table(runs, TIME, digits=0),
    ]
    return "\n\n".join(parts) + "\n"


def _within(runs: Sequence[StudyRun], spreads: float) -> float:
    """Return the percentage of runs whose expected gain is that near to the true one."""
    return 100 * mean(runs, lambda run: float(abs(run.off_by) <= spreads))


def record(run: StudyRun) -> dict[str, Any]:
    """Return a run and all its measures as JSON has them: null for NaN."""
    measures = {
        name: measure(run) for part in (CHOICE, GAIN, CONFIDENCE) for name, measure in part.items()
    }
    plain: dict[str, Any] = _without_nan({**asdict(run), "measures": measures})
    return plain


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(entry) for entry in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _by_case(runs: Sequence[StudyRun]) -> dict[str, list[StudyRun]]:
    """Return the runs of each scene and case in order of the first, then those of each case."""
    groups: dict[str, list[StudyRun]] = {}
    for run in runs:
        groups.setdefault(f"{run.scene}, {run.case}", []).append(run)
    for case in CASES:
        groups[f"mean {case}"] = [run for run in runs if run.case == case]
    return groups


def _measure_table(runs: Sequence[StudyRun], measures: Measures, *, digits: int = 3) -> str:
    rows = [
        [name, *(number(mean(some, measure), digits=digits) for measure in measures.values())]
        for name, some in _by_case(runs).items()
    ]
    return table(["scene", *measures], rows)


def _chosen_table(runs: Sequence[StudyRun]) -> str:
    """Return how often each setting was chosen, and what would have been best."""
    rows = []
    for name, some in _by_case(runs).items():
        chosen = [(run.chosen.weight, run.chosen.correction) for run in some]
        best = [max(run.ranked, key=lambda entry: entry.kappa) for run in some]
        rows.append([name, _counted(chosen), _counted([(b.weight, b.correction) for b in best])])
    return table(["scene", "chosen: weight / correction (runs)", "best"], rows)


def _counted(settings: Sequence[tuple[float, float]]) -> str:
    counts = Counter(settings).most_common()
    return ", ".join(f"{weight:g} / {power:g} ({count})" for (weight, power), count in counts)
