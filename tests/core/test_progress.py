import pytest
from finecover.core.errors import Cancelled
from finecover.core.progress import Silent, Stage, check
from hypothesis import given
from hypothesis import strategies as st


class Whole(Silent):
    def __init__(self, stop=False):
        self.told, self.stop = [], stop

    def set(self, fraction):
        self.told.append(fraction)

    def message(self, text, *, warning=False):
        self.told.append((text, warning))

    def cancelled(self):
        return self.stop


def test_stage_maps_its_part_and_hands_the_rest_on():
    whole = Whole()
    stage = Stage(Stage(whole, 0.5, 1.0), 0.2, 0.6)
    for fraction in (0, 0.5, 1):
        stage.set(fraction)
    assert whole.told == pytest.approx([0.6, 0.7, 0.8])
    stage.message("dark scene", warning=True)
    assert whole.told[-1] == ("dark scene", True)
    assert not stage.cancelled()
    assert Stage(Whole(stop=True), 0, 1).cancelled()


@given(st.floats(-9, 9), st.floats(0, 1), st.floats(0, 1))
def test_stage_never_leaves_its_part(fraction, start, end):
    start, end = sorted((start, end))
    whole = Whole()
    Stage(whole, start, end).set(fraction)
    assert start - 1e-12 <= whole.told[0] <= end + 1e-12


def test_check():
    check(Silent())
    with pytest.raises(Cancelled, match=r"Cancelled by the user\."):
        check(Whole(stop=True))


def test_silent_takes_everything():
    Silent().set(0.5)
    Silent().message("anything", warning=True)
    assert not Silent().cancelled()
