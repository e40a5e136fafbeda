"""Scores against values worked out by hand."""

import numpy as np
import pytest
from finecover.benchmarks.quality.scoring import score

REFERENCE = np.array([[1, 1, 1, 1, 4], [4, 4, 9, 9, -1]])


def test_hand_computed_figures_with_a_class_the_map_lacks():
    mapped = np.array([[1, 1, 1, 4, 4], [4, 1, 1, 4, 9]])  # 9 where nothing is labelled
    found = score(mapped, REFERENCE)
    # rows map, columns reference 1 4 9: (3 1 1), (1 2 1), (0 0 0); 9 pixels
    assert found.overall == pytest.approx(5 / 9)
    chance = (5 * 4 + 4 * 3 + 0 * 2) / 81
    assert found.kappa == pytest.approx((5 / 9 - chance) / (1 - chance))
    assert found.macro_f1 == pytest.approx((6 / 9 + 4 / 7 + 0) / 3)
    assert found.mean_iou == pytest.approx((3 / 6 + 2 / 5 + 0) / 3)
    assert found.unmapped == 0


def test_what_the_map_leaves_out_or_calls_by_a_foreign_code_is_wrong_but_no_class_of_its_own():
    mapped = np.array([[1, 1, 1, -1, 4], [4, 7, 9, 9, 1]])
    found = score(mapped, REFERENCE)
    assert found.overall == pytest.approx(7 / 9)
    assert found.macro_f1 == pytest.approx((6 / 7 + 4 / 5 + 1) / 3)
    assert found.mean_iou == pytest.approx((3 / 4 + 2 / 3 + 1) / 3)
    assert found.unmapped == 1


def test_a_perfect_map_has_every_figure_at_one():
    found = score(np.where(REFERENCE < 0, 1, REFERENCE), REFERENCE)
    assert (found.overall, found.kappa, found.macro_f1, found.mean_iou) == (1, 1, 1, 1)


def test_another_shape_or_nothing_labelled_is_refused():
    with pytest.raises(ValueError, match="shape"):
        score(REFERENCE[:1], REFERENCE)
    with pytest.raises(ValueError, match="labels no pixel"):
        score(REFERENCE, np.full_like(REFERENCE, -1))
