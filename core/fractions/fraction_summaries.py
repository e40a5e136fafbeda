"""What a training or map of shares is told by: numbers by their names, and tables for the log."""

from __future__ import annotations

from ..legends.legend import Legend
from ..text_table import text_table
from .fraction_map import FractionSummary
from .held_out import FractionTraining

_NOTHING = "-"


def training_numbers(training: FractionTraining, *, samples: int) -> dict[str, float]:
    """Return the figures of a training under their Processing output names, errors in shares.

    Those without a prefix are of whole blocks; of samples at random where no blocks were possible.
    MAE and RMSE are means over the classes that were tested, R2 is of all their shares together.

    Args:
        training: what was found.
        samples: how many were learnt from.
    """
    numbers: dict[str, float] = {
        "SAMPLE_COUNT": samples,
        "CLASS_COUNT": len(training.legend),
    }
    held = training.blocks or training.random
    for prefix, one in (("", held), ("RANDOM_", training.random)):
        if one is not None:
            numbers[f"{prefix}MAE"] = one.scores.mean_mae
            numbers[f"{prefix}RMSE"] = one.scores.mean_rmse
            numbers[f"{prefix}R2"] = one.r2
    if held is not None:
        numbers["BASELINE_MAE"] = held.levels[0].baseline.mean_mae
    return numbers


def training_tables(training: FractionTraining) -> list[str]:
    """Return the errors of each class and level, and what each group of features is worth."""
    held = training.blocks or training.random
    if held is None:
        return []
    rows = []
    for level in held.levels:
        scores = level.scores
        for at, name in enumerate(level.legend.names):
            errors = (level.baseline.mae[at], scores.mae[at], scores.rmse[at])
            told = [f"{100 * error:.2f}" for error in errors]
            r2 = f"{scores.r2[at]:.2f}" if scores.r2[at] == scores.r2[at] else _NOTHING
            bias = f"{100 * scores.bias[at]:+.2f}"
            rows.append([f"{level.level}: {name}" if level.level else name, *told, bias, r2])
    titles = ["Errors, in points of share", "MAE of means", "MAE", "RMSE", "told - true", "R2"]
    tables = [text_table(titles, rows)]
    if training.contributions:
        worth = [
            [each.group, str(len(each.features)), f"{100 * each.mean_gain:+.2f}"]
            for each in training.contributions
        ]
        tables.append(text_table(["Without the features", "number", "MAE, points"], worth))
    return tables


def map_numbers(summary: FractionSummary) -> dict[str, float]:
    """Return the figures of a map under their Processing output names; entropy in percent."""
    numbers: dict[str, float] = {
        "PIXELS": summary.pixels,
        "NO_IMAGE_PIXELS": summary.no_image,
        "NO_ANCILLARY_PIXELS": summary.no_ancillary,
        "MEAN_ENTROPY": summary.mean_entropy,
        "CLASS_COUNT": len(summary.counts),
    }
    cells = summary.cells
    if cells is not None:
        numbers["CELLS_AGREED"] = cells.agreed
        numbers["CELLS_OPEN"] = cells.open
        numbers["CELLS_LEFT"] = cells.no_fractions + cells.half_seen
        numbers["CELL_DEVIATION"] = cells.deviation
    return numbers


def map_table(summary: FractionSummary, legend: Legend) -> str:
    """Return the mean share of each class, and where it has the largest one."""
    pairs = zip(legend.classes, summary.mean_shares, summary.counts)
    rows = [
        [str(entry.code), entry.name, f"{100 * share:.2f}", str(count)]
        for entry, share, count in pairs
    ]
    return text_table(["code", "class", "mean share, %", "pixels with it as largest"], rows, left=2)
