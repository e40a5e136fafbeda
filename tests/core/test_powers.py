import numpy as np
import pytest
from finecover.core.powers import raise_to


@pytest.mark.parametrize("exponent", [0.25, 0.29, 0.5, 1.0, 1.7, 4.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_powers(dtype, exponent):
    values = np.append(np.random.default_rng(0).random(5000), [0, 1, 1e-6, np.nan]).astype(dtype)
    expected = values.astype(np.float64) ** exponent
    found = values.copy()
    assert raise_to(found, exponent) is found
    np.testing.assert_allclose(found, expected, rtol=1e-5 if dtype == np.float32 else 1e-14)
    assert (found[-4], found[-3]) == (0, 1)
    for start, stop in ((1, 2), (7, 1000), (4990, 5004)):
        part = values[start:stop].copy()
        if dtype == np.float32:
            np.testing.assert_array_equal(raise_to(part, exponent), found[start:stop])


def test_the_order_stays():
    values = np.sort(np.random.default_rng(1).random(100_000, np.float32))
    assert (np.diff(raise_to(values.copy(), 0.3)) >= -1e-7).all()
