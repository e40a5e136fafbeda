from datetime import date

import pytest
from finecover.core.errors import InputError
from finecover.core.series.series_settings import FillSettings

OBSERVED = (date(2019, 1, 10), date(2019, 6, 1), date(2019, 12, 20))


def test_dates_are_regular_from_start_to_end():
    settings = FillSettings(start=date(2019, 1, 1), end=date(2019, 3, 1), step_days=30)
    assert settings.dates(OBSERVED) == (date(2019, 1, 1), date(2019, 1, 31))


def test_without_start_and_end_they_are_those_observed():
    found = FillSettings(step_days=100).dates(OBSERVED)
    assert (found[0], len(found)) == (date(2019, 1, 10), 4)
    assert found[-1] <= date(2019, 12, 20)


def test_observations_shortly_before_and_after_help():
    settings = FillSettings(start=date(2019, 1, 1), end=date(2019, 3, 1))
    assert (settings.first, settings.last) == (date(2018, 11, 2), date(2019, 4, 30))
    near = FillSettings(start=date(2019, 1, 1), max_gap_days=9.5)
    assert (near.first, near.last) == (date(2018, 10, 23), None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"step_days": 0}, "STEP_DAYS is 0"),
        ({"start": date(2019, 2, 1), "end": date(2019, 1, 1)}, "END 2019-01-01 lies before START"),
        ({"max_gap_days": -1.0}, "MAX_GAP_DAYS is -1"),
        ({"max_gap_days": float("nan")}, "MAX_GAP_DAYS is nan"),
        ({"smoothing": "loess"}, "SMOOTHING 'loess' is unknown; choose from none, savitzky_golay"),
        ({"window": 4}, "WINDOW is 4; give an odd number"),
        ({"polyorder": 5}, "POLYORDER is 5; give 0 or more, and less than WINDOW (5)"),
        ({"lam": 0.0}, "LAMBDA is 0"),
        ({"lam": float("inf")}, "LAMBDA is inf"),
        ({"envelope": 1.0}, "ENVELOPE is 1; give a number between 0 and 1"),
        ({"harmonics": 0}, "HARMONICS is 0"),
    ],
)
def test_values_that_are_no_use(values, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(").replace(")", r"\)")):
        FillSettings(**values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"start": date(2020, 5, 1)}, "START 2020-05-01 lies beyond the last date of IMAGES"),
        ({"end": date(2018, 5, 1)}, "END 2018-05-01 lies beyond the first date of IMAGES"),
        ({"start": date(1990, 1, 1), "step_days": 1}, "there are 10946 steps of STEP_DAYS 1"),
    ],
)
def test_dates_that_cannot_be(values, said):
    with pytest.raises(InputError, match=said):
        FillSettings(**values).dates(OBSERVED)
