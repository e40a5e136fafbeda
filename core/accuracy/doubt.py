"""How a point says that nobody can tell its class, which is not the same as no label yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CANNOT_TELL = -1
"""The label of such a point, in a field of class codes."""

_IN_WORDS = ("-1", "-1.0", "cannot tell")


def is_doubtful(label: object) -> bool:
    """Tell whether a label says "cannot tell": the code, or the words in a field of names."""
    return str(label).strip().casefold() in _IN_WORDS


def doubtful(labels: Sequence[object]) -> np.ndarray:
    """Return which labels say so, bool (label,)."""
    return np.fromiter(map(is_doubtful, labels), bool, len(labels))
