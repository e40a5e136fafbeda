"""Points nobody can tell the class of."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.accuracy.comparison_points import point_codes
from finecover.core.accuracy.doubt import CANNOT_TELL, doubtful, is_doubtful


@pytest.mark.parametrize("label", [CANNOT_TELL, -1.0, np.int64(-1), "-1", " Cannot tell "])
def test_all_ways_to_say_it(label):
    assert is_doubtful(label)
    assert point_codes([label, 3], None).tolist() == [-1, 3]


@pytest.mark.parametrize("label", [None, "", 0, 1, -2, "1", float("nan"), "not told"])
def test_nothing_else_says_it(label):
    assert not is_doubtful(label)


def test_it_is_told_label_by_label():
    assert doubtful([-1, None, 2, "cannot tell"]).tolist() == [True, False, False, True]
    assert doubtful([]).tolist() == []
