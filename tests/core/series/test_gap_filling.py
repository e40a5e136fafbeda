import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.series import gap_filling
from finecover.core.series.gap_filling import fill_linear
from hypothesis import given, settings
from hypothesis import strategies as st

DAYS = np.array([0.0, 10, 20, 40])


def column(*values, valid=None):
    series = np.array(values, np.float32)[:, np.newaxis]
    seen = np.isfinite(series) if valid is None else np.array(valid)[:, np.newaxis]
    return series, seen


def fill(values, days=DAYS, target=DAYS, **options):
    series, valid = column(*values)
    return fill_linear(series, valid, days, np.array(target, float), **options)[:, 0].tolist()


def reference(values, valid, days, target):
    result = np.full((target.size, values.shape[1]), np.nan)
    for pixel in range(values.shape[1]):
        seen = valid[:, pixel] & np.isfinite(values[:, pixel])
        if seen.any():
            result[:, pixel] = np.interp(target, days[seen], values[seen, pixel])
    return result


def test_by_hand():
    assert fill([1, np.nan, 3, np.nan], target=[-5, 0, 5, 10, 20, 30, 99]) == [
        1, 1, 1.5, 2, 3, 3, 3]  # fmt: skip


def test_observations_stand_exactly():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(4, 50)).astype(np.float32)
    filled = fill_linear(values, np.ones((4, 50), bool), DAYS, DAYS)
    np.testing.assert_array_equal(filled, values)
    assert filled.dtype == np.float32


def test_nothing_seen():
    assert np.isnan(fill([np.nan] * 4)).all()


def test_mask_hides_values():
    values, valid = column(1, 1e30, -1e30, 4, valid=[True, False, False, True])
    filled = fill_linear(values, valid, DAYS, DAYS)
    np.testing.assert_allclose(filled[:, 0], [1, 1.75, 2.5, 4], rtol=1e-6)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_valid_but_no_number(odd):
    values, valid = column(1, odd, 3, 5, valid=[True] * 4)
    assert fill_linear(values, valid, DAYS, DAYS)[:, 0].tolist() == [1, 2, 3, 5]


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (20, [1, 2, 3, 4, 5]),
        (19, [1, 2, 3, np.nan, 5]),
        (10, [1, 2, 3, np.nan, 5]),
        (9, [1, np.nan, 3, np.nan, 5]),
        (0, [1, np.nan, 3, np.nan, 5]),
    ],
)
def test_long_gaps_between_dates(gap, expected):
    filled = fill([1, 3, 5], days=DAYS[1:], target=[10, 15, 20, 30, 40], max_gap=gap)
    np.testing.assert_array_equal(filled, expected)


def test_long_gaps_of_hidden_dates():
    values = [1, np.nan, 3, np.nan]
    filled = fill(values, target=[0, 5, 10, 20, 25, 30, 40, 45], max_gap=20)
    np.testing.assert_allclose(filled, [1, 1.5, 2, 3, 3, 3, 3, np.nan])
    filled = fill(values, target=[-1, 0, 5, 10, 15, 20, 25, 30, 40], max_gap=10)
    np.testing.assert_array_equal(filled, [1, 1, np.nan, np.nan, np.nan, 3, 3, 3, np.nan])
    filled = fill([np.nan, np.nan, 3, np.nan], target=[5, 10, 20, 30, 31], max_gap=10)
    np.testing.assert_array_equal(filled, [np.nan, 3, 3, 3, np.nan])
    assert np.isnan(fill([np.nan] * 4, max_gap=1000)).all()


def test_single_date():
    values, valid = column(7.0)
    filled = fill_linear(values, valid, np.array([5.0]), np.array([1.0, 5, 9]), max_gap=4)
    assert filled[:, 0].tolist() == [7, 7, 7]
    filled = fill_linear(values, valid, np.array([5.0]), np.array([1.0, 5, 9]), max_gap=3)
    np.testing.assert_array_equal(filled[:, 0], [np.nan, 7, np.nan])


def test_bands_share_the_mask(monkeypatch):
    monkeypatch.setattr(gap_filling, "BLOCK_PIXELS", 32)
    rng = np.random.default_rng(3)
    bands = rng.normal(size=(3, 9, 100)).astype(np.float32)
    bands[1, 4, 20:40] = np.nan
    valid = rng.random((9, 100)) < 0.5
    days, target = np.arange(9.0) * 7, np.arange(-3.0, 66, 5)
    together = fill_linear(bands, valid, days, target, max_gap=15)
    apart = [fill_linear(band, valid, days, target, max_gap=15) for band in bands]
    assert together.tobytes() == np.stack(apart).tobytes()


series = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def draw(rng, dates=12, pixels=40):
    days = np.sort(rng.choice(400, dates, replace=False)).astype(np.float64)
    values = rng.normal(0.3, 0.2, (dates, pixels)).astype(np.float32)
    return values, rng.random((dates, pixels)) < rng.random(), days, np.arange(-10.0, 420, 16)


@given(series)
@settings(max_examples=10, deadline=None)
def test_equals_interp_per_pixel(rng):
    values, valid, days, target = draw(rng)
    expected = reference(values, valid, days, target)
    np.testing.assert_allclose(
        fill_linear(values, valid, days, target), expected, rtol=1e-5, atol=1e-6
    )
    exact = fill_linear(values.astype(np.float64), valid, days, target)
    assert exact.dtype == np.float64
    np.testing.assert_allclose(exact, expected, rtol=1e-12, atol=1e-13)


@given(series, st.integers(0, 200).map(lambda halves: halves / 2))
@settings(max_examples=10, deadline=None)
def test_gaps_as_told(rng, gap):
    values, valid, days, target = draw(rng)
    filled = fill_linear(values, valid, days, target, max_gap=gap)
    for pixel, seen in enumerate(valid.T):
        for step, day in enumerate(target):
            before, after = days[seen & (days <= day)], days[seen & (days >= day)]
            if before.size and after.size:
                empty = after[0] - before[-1] > gap
            else:
                empty = not np.abs(np.r_[before, after] - day).min(initial=np.inf) <= gap
            assert np.isnan(filled[step, pixel]) == empty


@given(series, st.floats(-1e4, 1e4, width=32))
@settings(max_examples=10, deadline=None)
def test_constant_stays_and_hidden_outliers_change_nothing(rng, level):
    values, valid, days, target = draw(rng)
    constant = np.full_like(values, level)
    filled = fill_linear(constant, valid, days, target)
    assert (filled[:, valid.any(axis=0)] == np.float32(level)).all()
    wild = np.where(valid, values, rng.choice([np.nan, 1e30, -5, np.inf], values.shape))
    assert (
        fill_linear(wild.astype(np.float32), valid, days, target).tobytes()
        == fill_linear(values, valid, days, target).tobytes()
    )


@given(series, st.integers(-10, 10))
@settings(max_examples=10, deadline=None)
def test_scaling_scales(rng, power):
    values, valid, days, target = draw(rng)
    scale = np.float32(2.0**power)
    np.testing.assert_array_equal(
        fill_linear(values * scale, valid, days, target),
        fill_linear(values, valid, days, target) * scale,
    )


@given(series, st.sampled_from([1, 7, 16]), st.integers(0, 30))
@settings(max_examples=10, deadline=None)
def test_cut_and_block_change_no_byte(rng, block, cut):
    values, valid, days, target = draw(rng)
    whole = fill_linear(values, valid, days, target, max_gap=60)
    before = gap_filling.BLOCK_PIXELS
    try:
        gap_filling.BLOCK_PIXELS = block
        part = fill_linear(values[:, cut:], valid[:, cut:], days, target, max_gap=60)
    finally:
        gap_filling.BLOCK_PIXELS = before
    assert part.tobytes() == np.ascontiguousarray(whole[:, cut:]).tobytes()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"valid": np.ones((3, 1), bool)}, "mask"),
        ({"days": DAYS[:3]}, "4 dates, 3 are given"),
        ({"days": DAYS[[1, 0, 2, 3]]}, "sort them"),
        ({"days": np.array([0.0, 10, 10, 20])}, "each one once"),
        ({"target": np.array([3.0, 1])}, "target days"),
        ({"target": np.array([])}, "target days"),
        ({"max_gap": -1.0}, "MAX_GAP_DAYS is -1.0"),
        ({"max_gap": np.nan}, "MAX_GAP_DAYS is nan"),
    ],
)
def test_errors(change, match):
    values, valid = column(1, 2, 3, 4)
    call = {"values": values, "valid": valid, "days": DAYS, "target": DAYS, **change}
    gap = call.pop("max_gap", None)
    with pytest.raises(InputError, match=match):
        fill_linear(*call.values(), max_gap=gap)


@given(series, st.sampled_from([None, 30.0, 90.0]))
@settings(max_examples=20, deadline=None)
def test_a_date_nobody_was_observed_on_changes_no_byte(rng, gap):
    values, valid, days, target = draw(rng)
    valid[rng.integers(1, len(days) - 1, 3)] = False
    seen = valid.any(axis=1)
    if not seen.any():
        return
    target = target + rng.integers(0, 1024) / 1024
    whole = fill_linear(values, valid, days, target, max_gap=gap)
    part = fill_linear(values[seen], valid[seen], days[seen], target, max_gap=gap)
    assert part.tobytes() == whole.tobytes()
