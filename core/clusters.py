"""Finding samples whose spectrum plainly belongs to another class: pure spectral clusters."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

CLUSTER_COUNTS = (2, 3, 4, 6, 8, 12)
PURE = 0.9  # share of one class in a cluster above which its other samples are contamination
KEPT_SHARE = 0.2
_STARTS = 5


def find_contaminated(
    features: np.ndarray, labels: np.ndarray, weights: np.ndarray, *, seed: int
) -> np.ndarray:
    """Mark samples that lie in a spectral cluster which as good as wholly is another class.

    A coarse cell carries one class but holds others: where a wetland cell is half open water, its
    water pixels are sampled as wetland, and no forest can tell, because they look like nothing
    else. Few, large clusters do tell: the water of all cells forms one cluster, and by area nearly
    all of it lies in water cells. Clusters are sought at several levels (2 to 12 clusters);
    where one class has at least 90 % of a cluster's weight, the samples of other classes in it are
    marked. Where no cluster is that pure, nothing is. Every class keeps at least a fifth of its
    samples, those in the clusters where it is most over-represented.

    Args:
        features: bands and indices, float32 (sample, feature), finite.
        labels: class index of each sample, int64 (sample,).
        weights: area each sample stands for, > 0, float64 (sample,).
        seed: of the clusters' starting points.

    Returns:
        bool (sample,): True where a sample is better left out.

    Reference:
        Lloyd (1982), Least squares quantization in PCM. https://doi.org/10.1109/TIT.1982.1056489
    """
    spread = features.std(axis=0, dtype=np.float64)
    scaled = (features - features.mean(axis=0, dtype=np.float64)) / np.where(spread > 0, spread, 1)
    marked = np.zeros(labels.size, bool)
    lift = np.zeros(labels.size)
    overall = np.bincount(labels, weights=weights)
    overall = overall / overall.sum()
    for count in CLUSTER_COUNTS:
        if labels.size < 10 * count or (spread == 0).all():
            continue
        shares, cluster = _cluster_shares(scaled, labels, weights, (count, seed))
        owner, purity = shares.argmax(axis=1), shares.max(axis=1)
        marked |= (purity[cluster] >= PURE) & (owner[cluster] != labels)
        lift += shares[cluster, labels] / overall[labels]
    _spare(marked, labels, lift)
    return marked


def _cluster_shares(
    scaled: np.ndarray, labels: np.ndarray, weights: np.ndarray, start: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted class shares of each cluster, and the cluster of each sample."""
    count, seed = start
    means = KMeans(count, n_init=_STARTS, random_state=seed)
    with threadpool_limits(limits=1):  # sums of several threads differ in their last bits
        cluster = means.fit(scaled).labels_
    table = np.zeros((count, int(labels.max()) + 1))
    np.add.at(table, (cluster, labels), weights)
    total = table.sum(axis=1, keepdims=True)
    return table / np.where(total > 0, total, 1), cluster


def _spare(marked: np.ndarray, labels: np.ndarray, lift: np.ndarray) -> None:
    """Unmark the most typical samples of classes that would lose too many."""
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        least = max(int(KEPT_SHARE * mine.size), 1)
        if np.count_nonzero(~marked[mine]) < least:
            typical = mine[np.argsort(-lift[mine], kind="stable")]
            marked[typical[:least]] = False
