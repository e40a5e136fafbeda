"""Splitting samples in two by place: whole blocks of ground to learn from, and to test on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from ..legends.legend import Legend
from ..phrases import counted
from ..rasters.grid import Grid

TEST_SHARE = 0.2
DRAWS = 200
RANDOM_DRAWS = 20  # of many single samples; any of them is nearly as alike as the best
_LEAST_PIXELS = 4  # along the side of a block whose side is not given
_BLOCKS = 100  # in the frame of the samples, where no side is given


@dataclass(frozen=True, eq=False)
class Split:
    """Samples to learn from, and samples to test on.

    Attributes:
        test: True where a sample is tested on, bool (sample,).
        learnt_blocks, tested_blocks: how many blocks lie on each side.
        unlearnt: classes, by position, that only the tested samples hold.
        untested: classes, by position, that only the learnt samples hold.
        deviation: how far the mean shares of the two sides lie apart, half the sum of the
            absolute differences, 0..1.
        blocks: block of each sample, int64 (sample,); None where that is not known.
    """

    test: np.ndarray
    learnt_blocks: int
    tested_blocks: int
    unlearnt: tuple[int, ...]
    untested: tuple[int, ...]
    deviation: float
    blocks: np.ndarray | None = None

    @property
    def test_share(self) -> float:
        """Share of the samples that are tested on."""
        return float(self.test.mean())

    def sentence(self, legend: Legend) -> str:
        """Return how the samples were split, and which classes are missing on a side."""
        names = legend.names
        lacking = [
            f"{what} {', '.join(names[at] for at in some)}"
            for what, some in (("never learnt:", self.unlearnt), ("never tested:", self.untested))
            if some
        ]
        tested = int(self.test.sum())
        return "; ".join([
            f"{counted(self.test.size - tested, 'sample')} in "
            f"{counted(self.learnt_blocks, 'block')} are learnt from, {tested} in "
            f"{counted(self.tested_blocks, 'block')} are tested on ({100 * self.test_share:.0f} "
            f"%), whose mean shares lie {100 * self.deviation:.1f} points apart",
            *lacking,
        ]) + "."  # fmt: skip


@dataclass(frozen=True, eq=False)
class SetApart:
    """Samples that were set apart to test on before they were made, by what they are made of.

    Attributes:
        test: True where a sample is tested on, bool (sample,).
        parts: how many blocks, or single points, the samples of each side are made of: those learnt
            from, those tested on.
        side: of the blocks in metres; None where single points were set apart.
    """

    test: np.ndarray
    parts: tuple[int, int]
    side: float | None

    def take(self, which: np.ndarray) -> SetApart:
        """Return the same of some of the samples, by position or bool (sample,)."""
        return replace(self, test=self.test[which])

    def split(self, shares: np.ndarray) -> Split:
        """Return the split of the samples with these shares, float64 (sample, class)."""
        sums = np.stack([shares[~self.test].sum(axis=0), shares[self.test].sum(axis=0)])
        sizes, taken = np.array([(~self.test).sum(), self.test.sum()]), np.array([False, True])
        unlearnt, untested = _lacking(sums, taken)
        return Split(self.test, *self.parts, unlearnt, untested, _deviation(sizes, sums, taken))


def ground_blocks(grid: Grid, rows: np.ndarray, cols: np.ndarray, *, side: float) -> np.ndarray:
    """Return the block each pixel lies in, about ``side`` metres along and across.

    Blocks hang on the first pixel of the grid, along its rows and columns. In degrees a block
    spans more columns the nearer it lies to a pole; all its rows are cut alike.

    Args:
        grid: of the pixels.
        rows, cols: of each pixel, int64 (sample,), on the grid.
        side: of the blocks in metres on the ground, > 0.

    Returns:
        int64 (sample,), 0..number of blocks - 1.

    Raises:
        InputError: the side is no length.
    """
    if not (np.isfinite(side) and side > 0):
        raise InputError(f"Blocks of {side:g} m are no blocks; give a length greater than 0.")
    width, height = grid.pixel_metres(grid.window)
    band = np.floor((np.cumsum(height) - height / 2) / side).astype(np.int64)
    number, rows_of = np.unique(band, return_inverse=True)
    rows_of = rows_of.reshape(-1)
    wide = np.bincount(rows_of, weights=width) / np.bincount(rows_of)
    across = np.floor((cols + 0.5) * wide[rows_of[rows]] / side).astype(np.int64)
    places = number[rows_of[rows]] * (across.max(initial=0) + 1) + across
    _, blocks = np.unique(places, return_inverse=True)
    return blocks.reshape(-1).astype(np.int64)


def block_side(grid: Grid, rows: np.ndarray, cols: np.ndarray) -> float:
    """Return the side in metres of about a hundred blocks in the frame of some pixels.

    Blocks are at least four pixels wide: neighbours should lie in one.
    """
    width, height = grid.pixel_metres(grid.window)
    down = float(height[rows.min() : rows.max() + 1].sum())
    across = float(width[int(np.median(rows))]) * (float(np.ptp(cols)) + 1)
    return max(math.sqrt(down * across / _BLOCKS), _LEAST_PIXELS * pixel_side(grid, rows))


def pixel_side(grid: Grid, rows: np.ndarray) -> float:
    """Return the larger side in metres of a pixel in the middle of some rows."""
    width, height = grid.pixel_metres(grid.window)
    middle = int(np.median(rows))
    return float(max(width[middle], height[middle]))


def split_blocks(shares: np.ndarray, blocks: np.ndarray, *, seed: int, draws: int = DRAWS) -> Split:
    """Split samples by whole blocks, a fifth of them to test on as near as blocks allow.

    Of many draws, each of which takes blocks in random order up to the number nearest to a fifth
    of the samples, the one is kept in which the fewest classes are missing on either side, and
    among those the one whose sides have the most alike mean shares and are nearest to a fifth.

    Args:
        shares: float64 (sample, class).
        blocks: block of each sample, int64 (sample,).
        seed: of the draws.
        draws: how many, >= 1.

    Raises:
        InputError: all samples lie in one block.

    Reference:
        Roberts et al. (2017), Cross-validation strategies for data with temporal, spatial,
        hierarchical, or phylogenetic structure. https://doi.org/10.1111/ecog.02881
    """
    _, where = np.unique(blocks, return_inverse=True)
    where = where.reshape(-1)
    sizes = np.bincount(where)
    if sizes.size < 2:
        raise InputError(
            f"All {len(shares)} samples lie in one block; choose smaller blocks or draw samples "
            "from a larger area."
        )
    sums = np.stack([np.bincount(where, weights=column) for column in shares.T], axis=1)
    rng = np.random.default_rng(seed)
    best: tuple[tuple[int, float], np.ndarray] | None = None
    for _ in range(draws):
        taken = _take(sizes, rng)
        cost = _cost(sizes, sums, taken)
        if best is None or cost < best[0]:
            best = cost, taken
    taken = np.zeros(sizes.size, bool) if best is None else best[1]
    unlearnt, untested = _lacking(sums, taken)
    return Split(
        taken[where], int((~taken).sum()), int(taken.sum()),
        unlearnt, untested, _deviation(sizes, sums, taken), where,
    )  # fmt: skip


def split_randomly(shares: np.ndarray, *, seed: int) -> Split:
    """Split single samples, drawn as blocks are: neighbours of the tested are learnt from."""
    return split_blocks(shares, np.arange(len(shares)), seed=seed, draws=RANDOM_DRAWS)


def _take(sizes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the blocks of a draw to test on, bool (block,); some, and never all."""
    order = rng.permutation(sizes.size)
    filled = np.cumsum(sizes[order])[:-1]
    number = int(np.abs(filled - TEST_SHARE * sizes.sum()).argmin()) + 1
    taken = np.zeros(sizes.size, bool)
    taken[order[:number]] = True
    return taken


def _cost(sizes: np.ndarray, sums: np.ndarray, taken: np.ndarray) -> tuple[int, float]:
    missing = sum(len(some) for some in _lacking(sums, taken))
    away = abs(sizes[taken].sum() / sizes.sum() - TEST_SHARE)
    return missing, float(away) + _deviation(sizes, sums, taken)


def _lacking(sums: np.ndarray, taken: np.ndarray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the classes only the tested blocks hold, and those only the others hold."""
    tested, learnt = (sums[taken] > 0).any(axis=0), (sums[~taken] > 0).any(axis=0)
    pair = np.flatnonzero(tested & ~learnt), np.flatnonzero(learnt & ~tested)
    return tuple(pair[0].tolist()), tuple(pair[1].tolist())


def _deviation(sizes: np.ndarray, sums: np.ndarray, taken: np.ndarray) -> float:
    """Return half the summed absolute differences of the mean shares of the two sides."""
    means = [sums[side].sum(axis=0) / sizes[side].sum() for side in (taken, ~taken)]
    return float(np.abs(means[0] - means[1]).sum() / 2)
