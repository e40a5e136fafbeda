"""The tables of withheld observations, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..quality.tables import number, table
from .observed import FILES
from .withheld import DEFAULT, METHODS, REFERENCE, Errors

_ROUNDING = 1e-4  # share by which float32 of one way differs from float64 of another

Case = tuple[str, str, float]


class Means:
    """Means over the seeds, by series, band, share and method."""

    def __init__(self, runs: Sequence[Errors]) -> None:
        self.cases: list[Case] = list(dict.fromkeys((r.series, r.band, r.share) for r in runs))
        self.methods = list(dict.fromkeys(r.method for r in runs))
        self._runs = runs

    def of(self, measure: str, case: Case, method: str) -> float:
        """Return the mean of ``rmse``, ``bias`` or ``count``."""
        mine = [
            getattr(run, measure)
            for run in self._runs
            if (run.series, run.band, run.share, run.method) == (*case, method)
        ]
        return float(np.mean(mine))

    def ratio(self, case: Case, method: str) -> float:
        """Return a method's RMSE, that of ``np.interp`` being 1."""
        return self.of("rmse", case, method) / self.of("rmse", case, REFERENCE)

    def ratios(self, method: str) -> np.ndarray:
        """Return ``ratio`` for every case, float64 (case,)."""
        return np.array([self.ratio(case, method) for case in self.cases])


def default_kept(means: Means) -> bool:
    """Tell whether the default is nowhere worse than linear interpolation."""
    return bool((means.ratios(DEFAULT) <= 1 + _ROUNDING).all())


def verdicts(means: Means) -> list[str]:
    """Return a sentence on the default and on each smoothing, from the figures alone."""
    worst = means.ratios(DEFAULT).max() - 1
    kept = "nowhere worse than" if default_kept(means) else "**worse than**"
    told = [
        f"The default is {kept} linear interpolation by `numpy.interp` in "
        f"{len(means.cases)} rows (largest excess of RMSE {100 * max(worst, 0):.2f} %)."
    ]
    smoothings = [name for name in means.methods if name not in (REFERENCE, DEFAULT)]
    better = {name: means.ratios(name) < 1 - _ROUNDING for name in smoothings}
    for name in smoothings:
        ratios = means.ratios(name)
        worse = int((ratios > 1 + _ROUNDING).sum())
        told.append(
            f"{name}: closer than linear in {int(better[name].sum())} and farther in {worse} of "
            f"{len(means.cases)} rows, RMSE {float(np.median(ratios)):.2f} times that of linear "
            f"(median), {ratios.max():.2f} at worst."
        )
    curve = "whittaker"  # LAMBDA left empty, as whoever chooses it in the dialog will
    worse = int((means.ratios(curve) > 1 + _ROUNDING).sum()) if curve in smoothings else 0
    if worse:
        told.append(
            f"So Whittaker with λ by the V-curve is worse than straight lines in {worse} of "
            f"{len(means.cases)} rows: choose it for a smooth curve, not to be nearer to what was "
            "not seen."
        )
    consistent = [name for name in smoothings if better[name].all()]
    named = " and ".join(consistent)
    told.append(
        f"Better in every row: {named}."
        if consistent
        else "No smoothing is better in every row, so straight lines stay the default."
    )
    return told


def withheld_report(runs: Sequence[Errors], *, facts: str) -> str:
    """Return the tables as markdown."""
    means = Means(runs)
    described = "\n".join(f"- **{name}**: {_told(name)}." for name in means.methods)
    words = "\n".join(f"- {sentence}" for sentence in verdicts(means))
    return f"""# Withheld observations

Of each pixel's valid observations 20 to 50 % are withheld at random, in all bands alike; the
others are filled and smoothed, and compared with them at their own dates. {facts}

{described}

{words}

## RMSE

{_table(means, "rmse", sign=False)}

## Bias

Mean of prediction minus observation.

{_table(means, "bias", sign=True)}
"""


def _table(means: Means, measure: str, *, sign: bool) -> str:
    rows = [
        [
            f"{series}, {band}, {share:.0%}".replace("%", " %"),
            *(number(means.of(measure, (series, band, share), m), digits=4, sign=sign)
              for m in means.methods),
            number(means.of("count", (series, band, share), REFERENCE), digits=0),
        ]
        for series, band, share in means.cases
    ]  # fmt: skip
    return table(["series, band, withheld", *means.methods, "observations"], rows)


def _told(method: str) -> str:
    if method == REFERENCE:
        return "straight lines between a pixel's observations, flat ends, in a loop over pixels"
    settings = METHODS[method]
    return {
        "none": "what `fillgaps` does unless told otherwise",
        "savitzky_golay": f"WINDOW {settings.window}, POLYORDER {settings.polyorder}",
        "whittaker": _whittaker(method),
        "harmonic": f"HARMONICS {settings.harmonics}",
    }[settings.smoothing]


def _whittaker(method: str) -> str:
    settings = METHODS[method]
    lam = "by the V-curve" if settings.lam is None else f"{settings.lam:g}"
    tilt = "" if settings.envelope is None else f", ENVELOPE {settings.envelope:g}"
    return f"LAMBDA {lam}{tilt}"


def settings_line() -> str:
    """Return the series and their steps in words."""
    return ", ".join(f"{name} every {files.step_days} days" for name, files in FILES.items())
