"""Walks through a packed forest, compiled by numba; imported only where numba is installed.

A walk waits for memory at every node. Eight rows walk at once, so that their waits overlap: one
row at a time is slower than scikit-learn.
"""

from __future__ import annotations

import numpy as np

from ..compiled import compiled
from .packed_forest import FEATURE_BITS, NODE

LANES = 8
_BITS = np.uint32(10)  # kept code is compiled anew where this file changes, not where another does
_FEATURE = np.uint32((1 << 10) - 1)
if FEATURE_BITS != _BITS:
    raise ImportError("The nodes are packed in another way than they are walked.")
_STEPS = 4  # between two looks whether all rows have come to a leaf
_index = np.uintp  # without sign, so that no index is looked at for counting from the end


@compiled
def _walk(nodes, rows, found):  # type: ignore[no-untyped-def]
    """Find the leaf each row comes to in one tree, counted from the tree's first node."""
    for r in range(0, rows.shape[0], LANES):
        a = b = c = d = e = f = g = h = _index(0)
        while True:
            for _ in range(_STEPS):
                n = nodes[a]
                a = _index(n.place >> _BITS) + _index(rows[r, n.place & _FEATURE] > n.threshold)
                n = nodes[b]
                b = _index(n.place >> _BITS) + _index(rows[r + 1, n.place & _FEATURE] > n.threshold)
                n = nodes[c]
                c = _index(n.place >> _BITS) + _index(rows[r + 2, n.place & _FEATURE] > n.threshold)
                n = nodes[d]
                d = _index(n.place >> _BITS) + _index(rows[r + 3, n.place & _FEATURE] > n.threshold)
                n = nodes[e]
                e = _index(n.place >> _BITS) + _index(rows[r + 4, n.place & _FEATURE] > n.threshold)
                n = nodes[f]
                f = _index(n.place >> _BITS) + _index(rows[r + 5, n.place & _FEATURE] > n.threshold)
                n = nodes[g]
                g = _index(n.place >> _BITS) + _index(rows[r + 6, n.place & _FEATURE] > n.threshold)
                n = nodes[h]
                h = _index(n.place >> _BITS) + _index(rows[r + 7, n.place & _FEATURE] > n.threshold)
            moving = _index(nodes[a].place >> _BITS) ^ a
            moving |= _index(nodes[b].place >> _BITS) ^ b
            moving |= _index(nodes[c].place >> _BITS) ^ c
            moving |= _index(nodes[d].place >> _BITS) ^ d
            moving |= _index(nodes[e].place >> _BITS) ^ e
            moving |= _index(nodes[f].place >> _BITS) ^ f
            moving |= _index(nodes[g].place >> _BITS) ^ g
            moving |= _index(nodes[h].place >> _BITS) ^ h
            if moving == 0:
                break
        found[r], found[r + 1], found[r + 2], found[r + 3] = a, b, c, d
        found[r + 4], found[r + 5], found[r + 6], found[r + 7] = e, f, g, h


@compiled
def add_shares(nodes, roots, leaf, mixed, rows, total):  # type: ignore[no-untyped-def]
    """Add the class shares of every tree, in order, to each row.

    Args:
        nodes, roots, leaf: see ``PackedForest``.
        mixed: its starts, classes and shares.
        rows: float32 (row, feature), a multiple of LANES rows, no NaN.
        total: float64 (row, class), no more rows than those.
    """
    starts, classes, shares = mixed
    found = np.empty(rows.shape[0], np.uint32)
    for tree in range(roots.shape[0]):
        holds = leaf[roots[tree] :]
        _walk(nodes[roots[tree] :], rows, found)
        for row in range(total.shape[0]):
            held = holds[found[row]]
            if held >= 0:
                total[row, held] += 1.0
            else:
                for entry in range(starts[-1 - held], starts[-held]):
                    total[row, classes[entry]] += shares[entry]


def try_out() -> None:
    """Walk a tree of one leaf."""
    mixed = (np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0))
    nodes = np.array([(np.inf, 0)], NODE)
    rows, total = np.zeros((LANES, 1), np.float32), np.zeros((LANES, 1))
    add_shares(nodes, np.zeros(1, np.int64), np.zeros(1, np.int32), mixed, rows, total)
