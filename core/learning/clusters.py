"""Finding samples whose spectrum plainly belongs to another class: pure spectral clusters."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.cluster.vq import kmeans2, vq

from ..progress import Progress, check

CLUSTER_COUNTS = (2, 3, 4, 6, 8, 12)
PURE = 0.9  # share of one class in a cluster above which its other samples are contamination
KEPT_SHARE = 0.2
_STARTS = 8
_SEARCHED = 4_000  # samples among which starts are tried; more hardly ever find a tighter one
_SETTLED = 30_000  # samples by which the centres are settled in the end
_SIEVE = ((8, 3), (12, 2))  # steps with the samples searched, and how many of the starts go on
_LAST_STEPS = 8  # with all that settle
_BETWEEN_LOOKS = 4
_ROWS = 65_536


def find_contaminated(
    features: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    *,
    seed: int,
    progress: Progress | None = None,
) -> np.ndarray:
    """Mark samples that lie in a spectral cluster which as good as wholly is another class.

    A coarse cell carries one class but holds others: where a wetland cell is half open water, its
    water pixels are sampled as wetland, and no forest can tell, because they look like nothing
    else. Few, large clusters do tell: the water of all cells forms one cluster, and by area nearly
    all of it lies in water cells. Clusters are sought at several levels (2 to 12 clusters);
    where one class has at least 90 % of a cluster's weight, the samples of other classes in it are
    marked. The other way round, of two clusters one that is pure may hold at least 90 % of its
    class: then it is that class, and the samples of the class in the other one are marked (sand in
    a cell of water). Where no cluster is that pure, nothing is marked. Every class keeps at least
    a fifth of its samples, those in the clusters where it is most over-represented.

    The centres of the clusters are those of at most 30 000 samples, drawn by seed where there are
    more; then every sample belongs to the nearest one.

    Args:
        features: bands and indices, float32 (sample, feature), finite.
        labels: class index of each sample, int64 (sample,).
        weights: area each sample stands for, > 0, float64 (sample,).
        seed: of the clusters' starting points.
        progress: may cancel.

    Raises:
        Cancelled: the user asked to stop.

    Returns:
        bool (sample,): True where a sample is better left out.

    Reference:
        Lloyd (1982), Least squares quantization in PCM. https://doi.org/10.1109/TIT.1982.1056489
    """
    space = _Space.of(features)
    marked = np.zeros(labels.size, bool)
    lift = np.zeros(labels.size)
    overall = np.bincount(labels, weights=weights)
    overall = overall / overall.sum()
    for count in CLUSTER_COUNTS:
        if labels.size < 10 * count or not space.varies:
            continue
        rng = np.random.default_rng([seed, count])
        centres = _centres(space.scaled(_some(len(labels), _SETTLED, rng)), count, rng, progress)
        cluster = space.nearest(centres, progress)
        shares = _cluster_shares(cluster, labels, weights)
        owner, purity = shares.argmax(axis=1), shares.max(axis=1)
        pure = purity[cluster] >= PURE
        marked |= pure & (owner[cluster] != labels)
        if count == 2:
            marked |= _strays(pure & (owner[cluster] == labels), labels, weights)
        lift += shares[cluster, labels] / overall[labels]
    _spare(marked, labels, lift)
    return marked


@dataclass(frozen=True, eq=False)
class _Space:
    """Samples as they were measured, and what brings every feature to the same spread."""

    features: np.ndarray
    means: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(cls, features: np.ndarray) -> _Space:
        spread = features.std(axis=0, dtype=np.float64)
        return cls(features, features.mean(axis=0, dtype=np.float64), spread)

    @property
    def varies(self) -> bool:
        """Whether any feature tells samples apart."""
        return bool((self.spread > 0).any())

    def scaled(self, rows: np.ndarray | slice) -> np.ndarray:
        """Return some of the samples, float64 (sample, feature)."""
        scaled: np.ndarray = self.features[rows] - self.means
        scaled /= np.where(self.spread > 0, self.spread, 1)
        return scaled

    def nearest(self, centres: np.ndarray, progress: Progress | None) -> np.ndarray:
        """Return the nearest centre of each sample, int64 (sample,)."""
        found = np.empty(len(self.features), np.int64)
        for start in range(0, len(found), _ROWS):
            _look(progress)
            rows = slice(start, start + _ROWS)
            found[rows] = vq(self.scaled(rows), centres, check_finite=False)[0]
        return found


def _some(count: int, most: int, rng: np.random.Generator) -> np.ndarray | slice:
    """Return rows to take, in their order: all, or ``most`` where there are more."""
    return slice(None) if count <= most else np.sort(rng.choice(count, most, replace=False))


def _look(progress: Progress | None) -> None:
    if progress is not None:
        check(progress)


def _cluster_shares(cluster: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted class shares of each cluster, float64 (cluster, class)."""
    count, classes = int(cluster.max()) + 1, int(labels.max()) + 1
    table = np.bincount(cluster * classes + labels, weights, count * classes)
    table = table.reshape(count, classes)
    total = table.sum(axis=1, keepdims=True)
    return table / np.where(total > 0, total, 1)


def _centres(
    scaled: np.ndarray, count: int, rng: np.random.Generator, progress: Progress | None
) -> np.ndarray:
    """Return the centres of tight clusters, float64 (cluster, feature).

    Of several starts only the better ones are followed, and only the best ones with all samples.
    """
    few = scaled[_some(len(scaled), _SEARCHED, rng)]
    begun = [_start(few, count, rng) for _ in range(_STARTS)]
    for steps, kept in _SIEVE:
        begun = _by_tightness(few, begun, steps, progress)[:kept]
    return _by_tightness(scaled, begun, _LAST_STEPS, progress)[0]


def _by_tightness(
    scaled: np.ndarray, begun: list[np.ndarray], steps: int, progress: Progress | None
) -> list[np.ndarray]:
    """Return the centres so many steps later, those of the tightest clusters first.

    SciPy's k-means, because scikit-learn's asks the system for its cores, which starts a process,
    and sums in several threads, which differ in their last bits.
    """
    settled, spreads = [], []
    for start in begun:
        _look(progress)
        centres, cluster = _settled(scaled, start, steps)
        settled.append(centres)
        spreads.append(float(((scaled - centres[cluster]) ** 2).sum()))
    return [settled[place] for place in np.argsort(spreads, kind="stable")]


def _settled(scaled: np.ndarray, centres: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return centres and clusters after ``steps``, or as soon as they stay as they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # an empty cluster holds no sample
        for _ in range(0, steps, _BETWEEN_LOOKS):
            before = centres
            centres, cluster = kmeans2(
                scaled, before, iter=_BETWEEN_LOOKS, minit="matrix", check_finite=False
            )
            if np.array_equal(centres, before):
                break
    return centres, cluster


def _start(scaled: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return first centres far from each other, float64 (cluster, feature).

    Reference:
        Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding. SODA,
        1027-1035.
    """
    chosen = [int(rng.integers(len(scaled)))]
    away = np.full(len(scaled), np.inf)
    while len(chosen) < count:
        away = np.minimum(away, ((scaled - scaled[chosen[-1]]) ** 2).sum(axis=1))
        sums = np.cumsum(away)
        chosen.append(int(np.searchsorted(sums, rng.random() * sums[-1], side="right")))
    return scaled[np.minimum(chosen, len(scaled) - 1)]


def _strays(at_home: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Mark the samples away from home of classes that are nearly all at home."""
    total = np.bincount(labels, weights=weights)
    home = np.bincount(labels, weights=weights * at_home)
    return (home >= PURE * total)[labels] & ~at_home


def _spare(marked: np.ndarray, labels: np.ndarray, lift: np.ndarray) -> None:
    """Unmark the most typical samples of classes that would lose too many."""
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        least = max(int(KEPT_SHARE * mine.size), 1)
        if np.count_nonzero(~marked[mine]) < least:
            typical = mine[np.argsort(-lift[mine], kind="stable")]
            marked[typical[:least]] = False
