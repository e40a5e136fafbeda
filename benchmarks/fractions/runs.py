"""One run: a method learns from one side of a split and is scored on the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...core.fractions.block_split import Split, ground_blocks, split_blocks, split_randomly
from ...core.fractions.fraction_scores import score_levels
from ...core.fractions.levels import share_levels
from .cells import SCENES, Cells
from .methods import METHODS, NEEDS_TERRAIN, TREES, Method, Task

BLOCKS, RANDOM = "blocks", "random"
AT_RANDOM = ("mean", "forest")  # what the split at random is run for


@dataclass(frozen=True)
class Run:
    """Scores of one method on the tested cells of one split.

    Attributes:
        tried: whether the method is only a variation of one.
        test_share: share of the cells that is tested on.
        levels: scores by level, "" for the classes, as ``FractionScores.to_json`` tells them.
        lacking: names of classes that lie on one side of the split only.
    """

    scene: str
    split: str
    seed: int
    method: str
    tried: bool
    test_share: float
    lacking: tuple[str, ...]
    levels: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def run_scene(
    cells: Cells, seeds: int, tried: Mapping[str, Method], *, trees: int = TREES
) -> Iterator[Run]:
    """Yield every run of a scene, split by split."""
    blocks = ground_blocks(cells.grid, cells.rows, cells.cols, side=SCENES[cells.name].block)
    if "terrain" not in cells.groups:
        tried = {name: method for name, method in tried.items() if name not in NEEDS_TERRAIN}
    for seed in range(seeds):
        split = split_blocks(cells.shares, blocks, seed=seed)
        task = Task(cells, split.test, seed, trees)
        for name, method in {**METHODS, **tried}.items():
            yield _run(task, (BLOCKS, split), (name, method), tried=name in tried)
        split = split_randomly(cells.shares, seed=seed)
        task = Task(cells, split.test, seed, trees)
        for name in AT_RANDOM:
            yield _run(task, (RANDOM, split), (name, METHODS[name]), tried=False)


def _run(task: Task, split: tuple[str, Split], method: tuple[str, Method], *, tried: bool) -> Run:
    how, sides = split
    name, predict = method
    legend = task.cells.legend
    scored = score_levels(
        task.cells.shares[task.test], predict(task), mean=task.learnt.mean(axis=0), legend=legend,
        levels=share_levels(legend)[0],
    )  # fmt: skip
    missing = sorted({*sides.unlearnt, *sides.untested})
    return Run(
        task.cells.name, how, task.seed, name, tried, sides.test_share,
        tuple(legend.names[at] for at in missing),
        {level.level: level.scores.to_json() for level in scored},
    )  # fmt: skip
