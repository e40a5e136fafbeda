"""What the forest's settings cost and bring, as tables, and which default should be another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .runs import CASES
from .tables import number, table
from .tradeoff import TradeoffRun
from .variants import DEFAULTS

Measure = Callable[[TradeoffRun], float]
MEASURES: Mapping[str, Measure] = {
    "Kappa": lambda run: run.scores.kappa,
    "Macro-F1": lambda run: run.scores.macro_f1,
}
PROMISES: Mapping[str, Measure] = {
    "Error of the expected gain": lambda run: (
        math.nan if run.gain_error is None else run.gain_error
    ),
    "Error of the mean confidence": lambda run: run.confidence_error,
}
_SURE = 2.0  # standard errors
_NOTABLE = 0.003  # kappa, below which a change is not worth a default
_HARMLESS = 0.002  # kappa, macro-F1, and nearness to what is promised, that may be lost
_SPARED = 0.005  # kappa that may be lost on a scene: a mean of few scenes hides what one loses
_CHEAPER = 0.8  # of the time of training and mapping


@dataclass(frozen=True)
class Verdict:
    """A variant beside the defaults, over every map and seed.

    Attributes:
        variant: its name.
        changes: mean change of each measure of ``MEASURES`` and ``PROMISES``.
        errors: their standard errors.
        worst: smallest change of kappa of a scene and case, the mean of its seeds.
        training, mapping, both: processor time, times that of the defaults.
    """

    variant: str
    changes: Mapping[str, float]
    errors: Mapping[str, float]
    worst: float
    training: float
    mapping: float
    both: float

    @property
    def harmless(self) -> bool:
        """Whether no measure and no promise is worse to speak of, and no scene loses much."""
        lost = [-self.changes[name] for name in MEASURES]
        lost += [self.changes[name] for name in PROMISES]
        return self.worst >= -_SPARED and not any(value > _HARMLESS for value in lost)

    @property
    def better(self) -> bool:
        """Whether maps are surely and notably better, whatever it costs."""
        return self.harmless and self.changes["Kappa"] > max(_NOTABLE, _SURE * self.errors["Kappa"])

    @property
    def cheaper(self) -> bool:
        """Whether it saves time and loses next to nothing."""
        return self.harmless and self.both <= _CHEAPER

    @property
    def told(self) -> str:
        """The verdict in a word or two."""
        if self.better:
            return "better"
        return "as good and cheaper" if self.cheaper else ""


def verdicts(runs: Sequence[TradeoffRun]) -> list[Verdict]:
    """Return every variant but the defaults beside them, in the order of the runs."""
    names = [name for name in dict.fromkeys(run.variant for run in runs) if name != DEFAULTS]
    return [_verdict(name, runs) for name in names]


def _verdict(name: str, runs: Sequence[TradeoffRun]) -> Verdict:
    pairs = list(_pairs(name, runs))
    changes, errors = {}, {}
    for title, measure in {**MEASURES, **PROMISES}.items():
        found = np.array([measure(one) - measure(base) for one, base in pairs])
        found = found[np.isfinite(found)]
        changes[title] = float(found.mean()) if found.size else 0.0
        several = found.size > 1
        errors[title] = float(found.std(ddof=1) / np.sqrt(found.size)) if several else math.inf
    spent = np.array([[(run.training, run.mapping) for run in pair] for pair in pairs]).sum(axis=0)
    training, mapping = (spent[0] / spent[1]).tolist()
    both = float(spent[0].sum() / spent[1].sum())
    return Verdict(name, changes, errors, _worst(name, runs), training, mapping, both)


def _worst(name: str, runs: Sequence[TradeoffRun]) -> float:
    """Return the smallest mean change of kappa over the seeds of a scene and case."""
    kappa = MEASURES["Kappa"]
    places = dict.fromkeys((run.scene, run.case) for run in runs if run.variant == name)
    found = [_pairs(name, runs, *place) for place in places]
    return min(
        (float(np.mean([kappa(one) - kappa(base) for one, base in pairs])) for pairs in found),
        default=0.0,
    )


def _pairs(
    name: str, runs: Sequence[TradeoffRun], scene: str = "", case: str = ""
) -> Iterator[tuple[TradeoffRun, TradeoffRun]]:
    """Yield the runs of a variant with those of the defaults on the same coarse map."""
    base = {(run.scene, run.case, run.seed): run for run in runs if run.variant == DEFAULTS}
    for run in runs:
        wanted = run.variant == name and scene in ("", run.scene) and case in ("", run.case)
        if wanted and (run.scene, run.case, run.seed) in base:
            yield run, base[run.scene, run.case, run.seed]


def report(runs: Sequence[TradeoffRun], *, facts: str) -> str:
    """Return the whole study as markdown."""
    found = verdicts(runs)
    parts = [
        "# The forest's settings",
        facts,
        "In each row one setting differs from the defaults. The first row of a table holds the "
        "figures of the defaults; the others what is gained (+) or lost (−) against it, in "
        "thousandths; ± is the standard error of the mean over maps and seeds.",
    ]
    for title, measure in MEASURES.items():
        parts += [f"## {title}", _measure_table(runs, found, title, measure)]
    parts.append(
        "What the map says of itself, beside the truth: its expected gain over a copy of the "
        "coarse map, and its mean confidence. Here less is better."
    )
    for title, measure in PROMISES.items():
        parts += [f"## {title}", _measure_table(runs, found, title, measure)]
    parts += [
        "## Processor time",
        "Of all threads, times that of the defaults, over all maps.",
        _time_table(runs, found),
        "## Which default should be another",
        f"One that gains more than {_NOTABLE:g} of kappa, and more than {_SURE:g} standard errors, "
        f"or takes at most {_CHEAPER:g} of the time; and loses no more than {_HARMLESS:g} in any "
        f"of the means above, and no more than {_SPARED:g} of kappa on any scene and case.",
        _verdict_lines(found),
    ]
    return "\n\n".join(parts) + "\n"


def _measure_table(
    runs: Sequence[TradeoffRun], found: Sequence[Verdict], title: str, measure: Measure
) -> str:
    scenes = list(dict.fromkeys(run.scene for run in runs))
    order = [(scene, case) for case in CASES for scene in scenes]
    base = [_mean(DEFAULTS, runs, measure, place) for place in order]
    header = ["variant", *(f"{scene}, {case}" for scene, case in order),
              *(f"mean {case}" for case in CASES), "mean", "±"]  # fmt: skip
    rows = [[DEFAULTS, *map(number, (*base, *_means(base))), ""]]
    for one in found:
        here = [_mean(one.variant, runs, measure, place) for place in order]
        change = [1000 * (mine - theirs) for mine, theirs in zip(here, base)]
        cells = [number(value, digits=1, sign=True) for value in (*change, *_means(change))]
        rows.append([one.variant, *cells, number(1000 * one.errors[title], digits=1)])
    return table(header, rows)


def _mean(name: str, runs: Sequence[TradeoffRun], measure: str, place: tuple[str, str]) -> float:
    return float(np.mean([measure(run) for run, _ in _pairs(name, runs, *place)]))


def _means(values: Sequence[float]) -> list[float]:
    """Return the mean of each case, and of all."""
    cases = np.reshape(values, (len(CASES), -1)).mean(axis=1).tolist()
    return [*cases, float(np.mean(values))]


def _time_table(runs: Sequence[TradeoffRun], found: Sequence[Verdict]) -> str:
    base = [run for run in runs if run.variant == DEFAULTS]
    training, mapping = (sum(getattr(run, n) for run in base) for n in ("training", "mapping"))
    seconds = [f"{value / len(base):.1f} s" for value in (training, mapping, training + mapping)]
    rows = [[DEFAULTS, *seconds]]
    for one in found:
        ratios = (one.training, one.mapping, one.both)
        rows.append([one.variant, *(number(value, digits=2) for value in ratios)])
    return table(["variant", "training", "mapping", "both"], rows)


def _verdict_lines(found: Sequence[Verdict]) -> str:
    named = [f"- {one.variant}: {one.told}" for one in found if one.told]
    return "\n".join(named) if named else "None: the defaults stand."
