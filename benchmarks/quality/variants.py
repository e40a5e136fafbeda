"""The defaults with one thing changed at a time, and what each change gains or loses."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Callable

import numpy as np

from .figures import Figures
from .methods import Change, Method, Task, changed, defaults, run_upsample, upsampling
from .runs import CASES
from .tables import number, table

DEFAULTS = "defaults"


@dataclass(frozen=True)
class Variant:
    """One change to the defaults.

    Attributes:
        change: any function from settings to settings; ``setting`` writes most as data.
        hook: opened around the run: replaces a part of the product that has no setting.
        told: what it is, where its name does not say it.
    """

    change: Change = defaults
    hook: Callable[[], AbstractContextManager[object]] = nullcontext
    told: str = ""

    def method(self, name: str) -> Method:
        """Return the way to a map with this change."""
        told = self.told or name
        plain = upsampling(self.change, told)
        return replace(plain, make=partial(_run_hooked, variant=self))


def _run_hooked(task: Task, *, variant: Variant) -> np.ndarray:
    with variant.hook():
        return run_upsample(task, change=variant.change)


def setting(**parts: Mapping[str, Any]) -> Variant:
    """Return the variant with some values of some parts: ``sampling={"buffer": 0.5}``."""
    return Variant(partial(changed, **parts))


@dataclass(frozen=True)
class Study:
    """Variants to be run beside the defaults.

    Attributes:
        title: of the report.
        told: what its rows are.
        variants: by name.
        help: of the option that runs it.
        seeds: how many a whole run takes.
        scenes: that a whole run maps: the small ones, for every variant is a map of each.
    """

    title: str
    told: str
    variants: Mapping[str, Variant]
    help: str
    seeds: int = 1
    scenes: tuple[str, ...] = ("nc_raleigh", "bayeseo", "slovenia")

    def methods(self) -> dict[str, Method]:
        """Return the defaults and each variant as methods to run."""
        every = {DEFAULTS: upsampling(defaults, "FineCover with its defaults")}
        every.update({name: one.method(name) for name, one in self.variants.items()})
        return every

    def report(self, figures: Figures, *, facts: str) -> str:
        """Return the change each variant makes, in thousandths, as markdown."""
        told = (
            f"{self.told} The first row holds the figures of the defaults; the others what is "
            "gained (+) or lost (−) against it, in thousandths."
        )
        parts = [f"# {self.title}", facts, told]
        for measure, title in (("kappa", "Kappa"), ("macro_f1", "Macro-F1")):
            parts += [f"## {title}", _changes(figures, measure)]
        notes = [
            f"- **{name}**: {one.told}"
            for name, one in self.variants.items()
            if one.told and name in figures.methods
        ]
        if notes:
            parts += ["## What they are", "\n".join(notes)]
        return "\n\n".join(parts) + "\n"


def _changes(figures: Figures, measure: str) -> str:
    order = [(scene, case) for case in CASES for scene in figures.scenes]
    header = ["variant", *(f"{scene}, {case}" for scene, case in order),
              *(f"mean {case}" for case in CASES), "mean", "time"]  # fmt: skip
    base = np.array([figures.mean(measure, *place, DEFAULTS) for place in order])
    rows = [[DEFAULTS, *map(number, (*base, *_means(base))), "1.0"]]
    for name in figures.methods:
        if name != DEFAULTS:
            lead = [figures.lead(measure, *place, name, (DEFAULTS,)) for place in order]
            change = 1000 * np.array(lead)
            cells = [number(v, digits=0, sign=True) for v in (*change, *_means(change))]
            rows.append([name, *cells, number(_time_ratio(figures, name), digits=1)])
    return table(header, rows)


def _means(values: np.ndarray) -> np.ndarray:
    """Return the mean of each case, and of all."""
    return np.append(values.reshape(len(CASES), -1).mean(axis=1), values.mean())


def _time_ratio(figures: Figures, name: str) -> float:
    times = [[figures.seconds(scene, m) for scene in figures.scenes] for m in (name, DEFAULTS)]
    return float(np.sum(times[0]) / np.sum(times[1]))
