"""The comparison: which methods stand side by side, and what must be true of their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from .ceiling import forest_on_truth
from .figures import Figures
from .methods import Method, copy_cells, defaults, upsampling, usual
from .runs import CASES
from .tables import measure_tables, number, table, time_table, unmapped_table

METHODS: Mapping[str, Method] = {
    "copy": Method(copy_cells, "nearest-neighbour copy of the coarse map"),
    "usual": upsampling(
        usual,
        "the usual recipe: equal numbers per class, 20 000 in all, drawn anywhere in the cells; "
        "100 trees; no cleaning, no prior, no smoothing",
    ),
    "proportional": upsampling(
        partial(usual, allocation="proportional"), "the same with numbers in proportion to area"
    ),
    "finecover": upsampling(defaults, "FineCover with its defaults"),
    "ceiling": Method(
        forest_on_truth,
        "100 trees on 20 000 pixels of the fine truth itself, same features; trained and applied "
        "crosswise on two halves made of blocks of 3 x 3 coarse cells, so that no pixel is mapped "
        "by a forest that has seen its block; no smoothing",
        on_truth=True,
    ),
}
OWN, RIVALS = "finecover", ("copy", "usual")


@dataclass(frozen=True)
class Check:
    """A figure beside what is wanted of it; ``at_most`` turns the comparison round."""

    name: str
    value: float
    wanted: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure is as wanted; NaN never is."""
        return self.value <= self.wanted if self.at_most else self.value >= self.wanted


def checks(figures: Figures) -> list[Check]:
    """Return the targets that can be judged from the methods and scenes that have run."""
    if not {OWN, *RIVALS} <= set(figures.methods):
        return []
    found = [
        Check(f"{title} beyond the better of {' and '.join(RIVALS)}: {scene}, {case}",
              figures.lead(measure, scene, case, OWN, RIVALS), 0.0)
        for measure, title in (("kappa", "Kappa"), ("macro_f1", "Macro-F1"))
        for scene, case in figures.cases
    ]  # fmt: skip
    for case, wanted in zip(CASES, (0.05, 0.18)):
        gain = figures.gain("kappa", case, OWN, ("copy",))
        found.append(Check(f"Mean kappa beyond the copy: {case}", gain, wanted))
    if "zion" in figures.scenes:
        ratio = figures.seconds("zion", OWN) / figures.seconds("zion", "usual")
        found.append(Check("Time of the usual recipe on zion, times", ratio, 3.0, at_most=True))
    return found


def check_table(found: list[Check]) -> str:
    """Return the targets as a table."""
    rows = [
        [
            check.name,
            number(check.value, sign=not check.at_most),
            f"{'at most' if check.at_most else 'at least'} {check.wanted:g}",
            "yes" if check.met else "**no**",
        ]
        for check in found
    ]
    return table(["target", "value", "wanted", "met"], rows)


def report(figures: Figures, *, methods: Mapping[str, Method], facts: str) -> str:
    """Return the whole comparison as markdown."""
    notes = "\n".join(f"- **{name}**: {method.told}." for name, method in methods.items())
    parts = ["# Quality benchmark", facts, notes, measure_tables(figures)]
    found = checks(figures)
    if found:
        met = sum(check.met for check in found)
        parts += [f"## Targets: {met} of {len(found)} met", check_table(found)]
    missing = unmapped_table(figures)
    if missing:
        parts += ["## Labelled pixels not mapped, counted as wrong", missing]
    parts += ["## Seconds per map", time_table(figures)]
    return "\n\n".join(parts) + "\n"
