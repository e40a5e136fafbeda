"""From shares of classes to a model of them: splits, scores, and what each input is worth."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import InputError
from ..learning.applicability import TrainingDomain
from ..learning.forest import ForestSettings
from ..legends.legend import Legend
from ..progress import Progress, Stage
from .block_split import (
    Split,
    block_side,
    ground_blocks,
    pixel_side,
    split_blocks,
    split_randomly,
)
from .feature_groups import columns_without
from .fraction_forest import GrownForest, grow_fraction_forest
from .fraction_model import FractionModel
from .held_out import Contribution, FractionTraining, HeldOut, Trial
from .levels import share_levels
from .table import ShareTable

LEAST_SAMPLES = 10
_LEAST_BLOCK = 2  # pixels along the side of a block

__all__ = ["FractionSettings", "FractionTraining", "train_fractions"]


@dataclass(frozen=True)
class FractionSettings:
    """How to learn shares.

    Attributes:
        forest: trees, leaf size and seed, which the splits take too.
        block_size: side in metres of the blocks that are learnt from or tested on as a whole;
            None for about 100 blocks in the frame of the samples.

    Raises:
        InputError: the side is no length.
    """

    forest: ForestSettings = field(default_factory=ForestSettings)
    block_size: float | None = None

    def __post_init__(self) -> None:
        size = self.block_size
        if size is not None and not (math.isfinite(size) and size > 0):
            raise InputError(f"Blocks of {size:g} m are no blocks; give a length greater than 0.")


def train_fractions(
    table: ShareTable,
    legend: Legend,
    *,
    settings: FractionSettings,
    groups: Mapping[str, Sequence[str]],
    progress: Progress,
) -> tuple[FractionModel, FractionTraining]:
    """Learn the shares of classes.

    The forest of the model learns from all samples. What it is worth where it has not learnt is
    told by forests that learn from four fifths of them.

    Args:
        table: the samples.
        legend: class of each column of the shares; those without any share are not learnt.
        settings: forest and splits.
        groups: features by name of the group whose contribution is wanted, which takes a forest
            each; see ``feature_groups``. A group of all features is left out.
        progress: told of each forest and of what was found; may cancel.

    Raises:
        InputError: too few samples or classes, samples all alike, blocks as small as pixels, or a
            table, legend or group that does not fit the others.
        Cancelled: the user asked to stop.
    """
    table, classes = _learnt(table, legend, progress)
    rest = {group: columns_without(table.names, group, each) for group, each in groups.items()}
    rest = {group: columns for group, columns in rest.items() if columns.size}
    levels, doubts = share_levels(classes)
    for doubt in doubts:
        progress.message(doubt, warning=True)
    trial = Trial(table, classes, levels, settings.forest)
    size, places = _places(table, settings)
    split, untried = _block_split(table, places, settings, progress)
    if split is not None:
        progress.message(
            f"Blocks of {size:.0f} m: {split.sentence(classes)}",
            warning=bool(split.unlearnt or split.untested),
        )
    stages = _stages(progress, 3 + len(rest))
    grown = grow_fraction_forest(
        table.features, table.shares, settings=settings.forest, progress=next(stages)
    )
    blocks = None if split is None else trial.test(split, progress=next(stages))
    random = _random(trial, next(stages))
    training = FractionTraining(
        legend=classes, block_size=size, blocks=blocks, random=random, untried=untried,
        contributions=tuple(_contributions(trial, blocks or random, (groups, rest), stages)),
        importances=grown.importances, counts=table.counts, level_doubts=doubts,
    )  # fmt: skip
    progress.set(1.0)
    if training.sentence():
        progress.message(training.sentence())
    return _model(table, classes, grown, settings, (places, training)), training


def _learnt(table: ShareTable, legend: Legend, progress: Progress) -> tuple[ShareTable, Legend]:
    """Return the samples with columns for the classes that have shares, and those classes."""
    if table.shares.shape[1:] != (len(legend),):
        raise InputError(
            f"The shares have {table.shares.shape[-1]} columns and the legend {len(legend)} "
            "classes; give the legend the shares were read with."
        )
    if table.features.shape[1:] != (len(table.names),):
        raise InputError(
            f"The samples have {table.features.shape[-1]} features and {len(table.names)} names; "
            "name each feature."
        )
    if len(table) < LEAST_SAMPLES:
        raise InputError(
            f"{len(table)} samples are too few to learn shares from; give at least "
            f"{LEAST_SAMPLES}, from a larger area or smaller pixels."
        )
    present = (table.shares > 0).any(axis=0)
    absent = [name for name, has in zip(legend.names, present) if not has]
    if absent:
        progress.message(f"Not learnt, because no sample holds any: {', '.join(absent)}.")
    if present.sum() < 2:
        raise InputError(
            f"The samples hold {int(present.sum())} class; at least two are needed, so draw "
            "samples from a larger area or check the labels."
        )
    classes = legend.subset(legend.codes[present].tolist())
    return replace(table, shares=np.ascontiguousarray(table.shares[:, present])), classes


def _places(
    table: ShareTable, settings: FractionSettings
) -> tuple[float | None, np.ndarray | None]:
    """Return the side of the blocks and the block of each sample; None where they have no place."""
    if table.grid is None:
        return (table.apart.side if table.apart else None), None
    side = settings.block_size or block_side(table.grid, table.rows, table.cols)
    return side, ground_blocks(table.grid, table.rows, table.cols, side=side)


def _block_split(
    table: ShareTable,
    places: np.ndarray | None,
    settings: FractionSettings,
    progress: Progress,
) -> tuple[Split | None, str]:
    """Return the split by blocks, or None and why there is none."""
    if places is None and table.apart is None:
        return None, "the samples have no place"
    untried = "all samples lie in one block"
    if table.grid is not None and settings.block_size:
        pixel = pixel_side(table.grid, table.rows)
        if settings.block_size < _LEAST_BLOCK * pixel:
            raise InputError(
                f"BLOCK_SIZE: blocks of {settings.block_size:g} m hold hardly more than a pixel of "
                f"{pixel:g} m, so that they would tell no more than pixels at random; choose at "
                f"least {_LEAST_BLOCK * pixel:g} m."
            )
    split = None
    if table.apart is not None:
        split = table.apart.split(table.shares) if table.apart.side else None
    elif places is not None and np.ptp(places):
        split = split_blocks(table.shares, places, seed=settings.forest.seed)
    if split is not None:
        if _can_learn(table, split):
            return split, ""
        untried = "the blocks to learn from hold one class"
    progress.message(
        f"No test by blocks was possible, because {untried}; draw samples from a larger area, or "
        "choose smaller blocks.",
        warning=True,
    )
    return None, untried


def _can_learn(table: ShareTable, split: Split) -> bool:
    return bool((table.shares[~split.test] > 0).any(axis=0).sum() >= 2)


def _random(trial: Trial, progress: Progress) -> HeldOut | None:
    """Return a test on samples at random; samples set apart by blocks are not split otherwise."""
    table = trial.table
    if table.apart is None:
        split = split_randomly(table.shares, seed=trial.forest.seed)
    elif table.apart.side is None and table.apart.test.any():
        split = table.apart.split(table.shares)
    else:
        return None
    return trial.test(split, progress=progress) if _can_learn(table, split) else None


def _contributions(
    trial: Trial,
    whole: HeldOut | None,
    groups: tuple[Mapping[str, Sequence[str]], Mapping[str, np.ndarray]],
    stages: Iterator[Progress],
) -> Iterator[Contribution]:
    """Yield what each group is worth, of (features, columns left without them) by group."""
    if whole is None:
        return
    features, rest = groups
    for group, columns in rest.items():
        held = trial.test(whole.split, progress=next(stages), columns=columns)
        gain = held.scores.mae - whole.scores.mae
        yield Contribution(group, tuple(features[group]), held.scores, gain)


def _stages(progress: Progress, count: int) -> Iterator[Progress]:
    return (Stage(progress, at / count, (at + 1) / count) for at in range(count))


def _model(
    table: ShareTable,
    classes: Legend,
    grown: GrownForest,
    settings: FractionSettings,
    found: tuple[np.ndarray | None, FractionTraining],
) -> FractionModel:
    places, training = found
    several = places is not None and np.ptp(places) > 0
    forest = settings.forest
    return FractionModel(
        forest=grown.forest, legend=classes, feature_names=table.names,
        class_codes=tuple(classes.codes.tolist()),
        mean_shares=table.shares.mean(axis=0),
        counts=(table.shares > 0).sum(axis=0).astype(np.int64),
        samples=len(table), covered=float(min(table.covered.mean(), 1.0)),
        # as it comes back from a feature file, so that the model's bytes are the same
        recipe=json.loads(json.dumps(table.recipe, sort_keys=True)),
        settings={
            "trees": forest.trees, "min_leaf": forest.min_leaf,
            "max_features": forest.max_features, "leaves": "medians", "seed": forest.seed,
            "block_size": training.block_size,
        },
        domain=TrainingDomain.fit(
            table.features, grown.importances, blocks=places if several else None,
            seed=forest.seed,
        ),
        scores=training.to_json(),
    )  # fmt: skip
