from collections import Counter

import numpy as np
import pytest
from finecover.core.accuracy import pair_counts
from finecover.core.accuracy.pair_counts import CODE_BASE, count_meetings, count_pairs, joined
from hypothesis import given
from hypothesis import strategies as st

CODES = st.sampled_from([-1, 0, 1, 7, 255, 523, 65_534, 65_535])


@pytest.mark.parametrize("cells", [1 << 20, 4])
@given(st.lists(st.tuples(CODES, CODES), max_size=40), st.sampled_from([1, 7]))
def test_pairs_against_counting(cells, pairs, length):
    pairs = [pair for pair in pairs for _ in range(length)]  # every place a run, or long ones
    rows, columns = np.array(pairs, np.int32).reshape(-1, 2).T
    expected = Counter(a * CODE_BASE + b for a, b in pairs if a >= 0 and b >= 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_counts, "_MOST_CELLS", cells)
        assert count_pairs(rows, columns) == expected
        patch.setattr(pair_counts, "_MOST_NUMBERED", 1)
        assert count_pairs(rows, columns) == expected


def test_two_dimensions_and_many_codes():
    rng = np.random.default_rng(0)
    rows, columns = rng.integers(-1, 65_536, (2, 50, 60)).astype(np.int32)
    found = count_pairs(rows, columns)
    both = (rows >= 0) & (columns >= 0)
    assert sum(found.values()) == both.sum()
    assert {divmod(key, CODE_BASE) for key in found} == set(
        zip(rows[both].tolist(), columns[both].tolist())
    )


def test_joined():
    pairs = Counter({3 * CODE_BASE + 4: 5, 3 * CODE_BASE + 9: 2, 9 * CODE_BASE + 4: 1})
    assert joined(pairs, {3: 1, 4: 1, 9: 0}) == {CODE_BASE + 1: 5, CODE_BASE: 2, 1: 1}


@pytest.mark.parametrize("most", [5, 900, 60_000])
def test_places_where_only_one_has_a_code_are_counted(most):
    rng = np.random.default_rng(most)
    rows, columns = rng.integers(-1, most, (2, 60, 70)).astype(np.int32)
    rows[rng.random(rows.shape) < 0.3] = -1
    pairs, no_row, no_column = count_meetings(rows, columns)
    assert pairs == count_pairs(rows, columns)
    assert sum(pairs.values()) == ((rows >= 0) & (columns >= 0)).sum()
    assert no_row == ((rows < 0) & (columns >= 0)).sum()
    assert no_column == ((rows >= 0) & (columns < 0)).sum()
    assert count_meetings(rows[:0], columns[:0]) == (Counter(), 0, 0)
