"""The section on how far predicted shares are off, by class, level and way of holding out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..fractions.fraction_scores import joint_r2
from ..fractions.held_out import FractionTraining
from .blocks import Column, Section, bars, class_label, heading, paragraph, table, tiles
from .charts import MISSING, Chart, Series, chart_block, charts_available
from .fraction_levels import (
    ADDED_UP,
    BLOCKS,
    PLACES,
    RANDOM,
    LevelView,
    SplitView,
    class_words,
    points,
)
from .sheets import larger_sheet, sheet_of
from .text import Html, join, number, signed

MEAN_SHARES = "Mean shares"
_TITLE = "Errors of the shares"
_ALIKE = 0.05  # of the error in whole blocks; a smaller difference of the splits is none
_CAPTION = (
    "Predicted against observed shares of samples not learnt from. MAE: mean absolute error. RMSE: "
    "root of the mean squared error. Bias: predicted less observed. All three are in points, which "
    "are percent of the area of a pixel. R²: 1 is best; at 0 the observed mean share would do as "
    "well, below 0 it would do better, and of a class in few samples it hangs on those few. Mean "
    "shares: the errors of predicting for every sample the mean shares of those learnt from; their "
    "R² is never above 0. Means are over the classes that the tested samples hold."
)
_RANDOM = (
    "Random pixels: one sample in five is held out wherever it lies, so that the forest has learnt "
    "from its neighbours, which are alike."
)
_BLOCKS = (
    "Whole blocks: squares of ground are held out with all their samples, as it is wherever the "
    "map reaches beyond its samples. Samples at the edge of such a block still have neighbours "
    "that were learnt from, so blocks should be wider than the ground is alike."
)
_ONE_SPLIT = (
    "All this comes from forests that learnt from about four fifths of the samples; the forest of "
    "the model has learnt from all of them. Other draws of blocks and pixels would give somewhat "
    "other figures, the more so the fewer the blocks; ± tells by about how much (a standard error)."
)

_MEDIANS = (
    "The leaves of the forest hold the median shares of their samples, which err least on the "
    "single pixel. Areas added up from many pixels lean to common classes and away from rare ones; "
    "the bias tells by how much."
)


def errors_section(
    training: FractionTraining, views: Sequence[LevelView], *, medians: bool = False
) -> Section:
    """The errors in figures and words, then a table and charts for each level.

    Args:
        training: what was found out.
        views: its levels, at least one.
        medians: whether the leaves of the forest hold medians of shares, not means.
    """
    parts = [tiles(_figures(views[0])), paragraph(split_sentence(views[0].splits, training))]
    told = (_BLOCKS, _RANDOM)
    shown = {split.name for split in views[0].splits}
    parts += [paragraph(one) for name, one in zip((BLOCKS, RANDOM), told) if name in shown]
    remarks = [_ONE_SPLIT, *([_MEDIANS] if medians else []), *_weak(views[0])]
    parts += [paragraph(one) for one in remarks]
    sheets = []
    for view in views:
        columns, rows = _columns(view), _rows(view)
        if len(views) > 1:
            parts.append(heading(view.title))
        caption = _CAPTION if view is views[0] else ADDED_UP
        parts.append(table(columns, rows, caption=caption, label=f"Errors, {view.title}"))
        parts.append(_drawn(view))
        sheets.append(sheet_of(columns, rows))
    if not charts_available():
        parts.append(paragraph(MISSING))
    return Section(_TITLE, join(parts), wide=larger_sheet(sheets))


def split_sentence(splits: Sequence[SplitView], training: FractionTraining) -> str:
    """What the two ways of holding out say together, or why there is one only."""
    if len(splits) < 2:
        if splits[0].name == BLOCKS:
            return "Random pixels were not tested, because too few samples would have been left."
        return (
            f"Whole blocks were not tested, because {training.untried}. The figures are of random "
            "pixels only, which is too good where neighbours are alike."
        )
    blocks, random = (split.scores.mean_mae for split in splits)
    apart = blocks - random
    by_chance = 2 * math.hypot(*(split.mae_error for split in splits))
    shown = round(100 * blocks, 2) - round(100 * random, 2)  # of the two figures as printed
    pair = (
        f"MAE is {_told(splits[0])} points in whole blocks and {_told(splits[1])} at random pixels"
    )
    if abs(apart) <= _ALIKE * blocks:
        return (
            f"{pair}, nearly the same: hardly anything of what was learnt holds only near the "
            "samples."
        )
    if apart > 0 and apart <= by_chance:
        return (
            f"{pair}. Another draw could make as much of a difference as the "
            f"{number(shown, digits=2)} points between them: take the larger error for what to "
            "expect of a map."
        )
    if apart < 0:
        return (
            f"{pair}. That blocks do better is chance: theirs hold ground that is easier to "
            "predict. Take the larger error for what to expect."
        )
    return (
        f"{pair}. The difference of {number(shown, digits=2)} points is what the forest owes to "
        "near neighbours it has learnt from, and loses away from the samples: take the error in "
        "whole blocks for what to expect of a map."
    )


def _told(split: SplitView) -> str:
    error = f" ± {points(split.mae_error)}" if math.isfinite(split.mae_error) else ""
    return f"{points(split.scores.mean_mae)}{error}"


def _figures(view: LevelView) -> list[tuple[str, str, str]]:
    figures = []
    for split in view.splits:
        where, mean = split.name.lower(), points(split.baseline.mean_mae)
        figures += [
            (f"MAE, {where}", f"{points(split.scores.mean_mae)} points", f"mean shares: {mean}"),
            (
                f"R² of all shares, {where}",
                number(joint_r2(split.observed, split.predicted), digits=2),
                f"mean of the classes: {number(split.scores.mean_r2, digits=2)}",
            ),
        ]
    return figures


def _weak(view: LevelView) -> list[str]:
    """Which classes are predicted no better than by their mean share."""
    split = view.main
    columns = (split.scores.mae, split.baseline.mae, split.scores.r2)
    names = [
        str(key[1]) for key, own, mean, r2 in zip(view.classes, *columns) if own >= mean or r2 <= 0
    ]
    if not names:
        return []
    return [
        f"No better than the mean share {PLACES[split.name]}, by MAE or by R²: {', '.join(names)}."
    ]


def _columns(view: LevelView) -> list[Column]:
    columns = [Column("Class", text=True)]
    for split in view.splits:
        columns += [Column(name, group=split.name) for name in ("MAE", "RMSE", "R²", "Bias")]
        group = f"{MEAN_SHARES}, {split.name.lower()}"
        columns += [Column(name, group=group) for name in ("MAE", "RMSE")]
    return columns


def _rows(view: LevelView) -> list[list[str]]:
    rows: list[list[str]] = []
    for place, key in enumerate(view.classes):
        cells = (_cells(split, place) for split in view.splits)
        rows.append([class_label(key, whole=True), *(cell for some in cells for cell in some)])
    means = (_mean_cells(split) for split in view.splits)
    return [*rows, ["Mean of the classes", *(cell for some in means for cell in some)]]


def _cells(split: SplitView, place: int) -> list[str]:
    own, mean = split.scores, split.baseline
    return [
        points(own.mae[place]),
        points(own.rmse[place]),
        number(own.r2[place], digits=2),
        signed(100 * own.bias[place], digits=2),
        points(mean.mae[place]),
        points(mean.rmse[place]),
    ]


def _mean_cells(split: SplitView) -> list[str]:
    own, mean = split.scores, split.baseline
    return [
        points(own.mean_mae),
        points(own.mean_rmse),
        number(own.mean_r2, digits=2),
        points(math.nan),  # biases add up to 0
        points(mean.mean_mae),
        points(mean.mean_rmse),
    ]


def _drawn(view: LevelView) -> Html:
    if not charts_available():
        return _bars(view)
    names = [class_words(key) for key in view.classes]
    errors = [Series(split.name, _percents(split.scores.mae)) for split in view.splits]
    errors.append(Series(_mean_name(view), _percents(view.main.baseline.mae)))
    biases = [Series(split.name, _percents(split.scores.bias)) for split in view.splits]
    charts = {
        f"{view.key}mae": Chart("MAE of each class", "Points", names, errors),
        f"{view.key}bias": Chart("Bias of each class", "Points", names, biases),
    }
    return chart_block(charts)


def _mean_name(view: LevelView) -> str:
    return f"{MEAN_SHARES}, {view.main.name.lower()}"


def _bars(view: LevelView) -> Html:
    split = view.main
    longest = max(*split.scores.mae.tolist(), *split.baseline.mae.tolist()) or 1.0
    rows = [
        (class_label(key), [(own / longest, points(own)), (mean / longest, points(mean))])
        for key, own, mean in zip(
            view.classes, split.scores.mae.tolist(), split.baseline.mae.tolist()
        )
    ]
    series = [f"MAE {PLACES[split.name]}, points", f"MAE of the mean shares {PLACES[split.name]}"]
    return bars(rows, series=series, name="Class")


def _percents(shares: np.ndarray) -> list[float]:
    return (100 * shares).tolist()
