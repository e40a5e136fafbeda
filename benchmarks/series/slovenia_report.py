"""The tables of Slovenia's series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..quality.comparison import Check, check_table
from ..quality.tables import number, table
from .slovenia import (
    ALL_DATES,
    BLOCK_PIXELS,
    COPY,
    KAPPA,
    LIKE_REFERENCE,
    OVERALL,
    PLAIN,
    STATISTICS,
    UPSAMPLED,
    Forest,
    Map,
)

_MEASURES = ("kappa", "macro_f1", "overall", "mean_iou")


def checks(forests: Sequence[Forest], maps: Sequence[Map]) -> list[Check]:
    """Return the targets beside what was found."""
    found = []
    for way in (ALL_DATES, LIKE_REFERENCE):
        mine = [forest for forest in forests if forest.way == way.name]
        for measure, wanted in (("overall", OVERALL), ("kappa", KAPPA)):
            value = float(np.mean([getattr(one, measure) for one in mine]))
            title = "Overall accuracy" if measure == "overall" else "Kappa"
            found.append(Check(f"{title} of the forest: {way.name}", value, wanted))
    for kind, name in best_single(maps).items():
        for measure, title in (("kappa", "Kappa"), ("macro_f1", "Macro-F1")):
            lead = mean(maps, PLAIN.name, measure) - mean(maps, name, measure)
            label = f"{title} of the map beyond the best single date, {kind}: {PLAIN.name}"
            found.append(Check(label, lead, 0.0))
    return found


def best_single(maps: Sequence[Map]) -> dict[str, str]:
    """Return the single date of highest mean kappa, by the kind of image."""
    best: dict[str, str] = {}
    for name in single_names(maps):
        kind = name.partition(", ")[2]
        if kind not in best or mean(maps, name, "kappa") > mean(maps, best[kind], "kappa"):
            best[kind] = name
    return best


def single_names(maps: Sequence[Map]) -> list[str]:
    """Return the single dates that were tried, in their order."""
    others = {COPY, *(way.name for way in UPSAMPLED)}
    return [name for name in dict.fromkeys(one.images for one in maps) if name not in others]


def mean(maps: Sequence[Map], name: str, measure: str) -> float:
    """Return the mean of a score over the seeds."""
    return float(np.mean([getattr(one.scores, measure) for one in maps if one.images == name]))


def slovenia_report(forests: Sequence[Forest], maps: Sequence[Map], *, facts: str) -> str:
    """Return the tables as markdown."""
    found = checks(forests, maps)
    met = sum(check.met for check in found)
    return f"""# The series of Slovenia

NDVI of 68 Sentinel-2 images, 2015–2017, with their cloud masks, brought to a date every 30 days
by `fillgaps` with its defaults (straight lines). {facts}

Statistics: {STATISTICS.replace(",", ", ")}.

Targets: {met} of {len(found)} met.

{check_table(found)}

## A forest on the fine truth

100 trees on every labelled pixel, cross-validated by blocks of {BLOCK_PIXELS} x {BLOCK_PIXELS}
pixels: `BLOCK_CV_ACCURACY` and `BLOCK_CV_KAPPA` of `trainclassifier`. The reference run of this
scene, 2017 with a date every 15 days and percentiles, has 0.908 and 0.736.

{_forest_table(forests)}

## Maps from block majority at factor 10

`upsample` with its defaults, nothing but the images named; monthly values are what it takes of a
series where `STATISTICS` is empty. Single dates are those that see every pixel; all are tried with
the first seed, the best of each kind by the truth with all seeds.

{_map_table(maps)}

{_words(maps)}
"""


def _words(maps: Sequence[Map]) -> str:
    """Return how far each way to use the series leads the best single dates, as a list."""
    told = []
    for way in UPSAMPLED:
        for name in best_single(maps).values():
            lead, f1 = (
                number(mean(maps, way.name, m) - mean(maps, name, m), sign=True)
                for m in _MEASURES[:2]
            )
            seeds = _seeds_ahead(maps, way.name, name)
            told.append(f"- {way.name}, beyond {name}: kappa {lead}, with {seeds}; macro-F1 {f1}.")
    return "\n".join(told)


def _seeds_ahead(maps: Sequence[Map], name: str, other: str) -> str:
    """Return with how many of the seeds that both have the first has the higher kappa."""
    kappa = {(one.images, one.seed): one.scores.kappa for one in maps}
    both = [seed for images, seed in kappa if images == name and (other, seed) in kappa]
    ahead = sum(kappa[name, seed] > kappa[other, seed] for seed in both)
    return f"{ahead} of {len(both)} seeds"


def _forest_table(forests: Sequence[Forest]) -> str:
    rows = []
    for way in dict.fromkeys(forest.way for forest in forests):
        mine = [forest for forest in forests if forest.way == way]
        overall, kappa = ([getattr(f, m) for f in mine] for m in ("overall", "kappa"))
        rows.append(
            [way, number(np.mean(overall)), number(np.mean(kappa)), number(np.min(overall)),
             number(np.min(kappa)), str(len(mine))]
        )  # fmt: skip
    return table(["features", "overall", "kappa", "least overall", "least kappa", "seeds"], rows)


def _map_table(maps: Sequence[Map]) -> str:
    rows = []
    for name in dict.fromkeys(one.images for one in maps):
        kappas = [one.scores.kappa for one in maps if one.images == name]
        means = (number(mean(maps, name, measure)) for measure in _MEASURES)
        rows.append([name, *means, f"{min(kappas):.3f}–{max(kappas):.3f}", str(len(kappas))])
    header = ["images", "kappa", "macro-F1", "overall", "mean IoU", "kappa by seed", "seeds"]
    return table(header, rows)
