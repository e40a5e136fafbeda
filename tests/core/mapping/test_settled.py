import importlib.util
import os

import numpy as np
import pytest
from finecover.core.mapping import edge_smoothing
from finecover.core.mapping.edge_smoothing import joint_bilateral
from finecover.core.mapping.settled import joined_spans, row_spans, unsettled


def scene(rows, cols, *, seed, dtype):
    """Two sure classes with an unsure border, an unsure spot, and holes."""
    rng = np.random.default_rng(seed)
    chances = np.zeros((3, rows, cols), dtype)
    chances[0, :, : cols // 2], chances[2, :, cols // 2 :] = 1, 1
    spot = (slice(None), slice(rows // 3, rows // 3 + 4), slice(6, 9))
    chances[spot] = rng.dirichlet(np.ones(3), (4, 3)).transpose(2, 0, 1)
    valid = np.ones((rows, cols), bool)
    valid[-12:, -20:] = False
    valid[rng.random((rows, cols)) < 0.01] = False
    chances[:, ~valid] = 0
    return chances, rng.normal(0, 0.4, (2, rows, cols)).astype(np.float32), valid


def test_what_is_settled_by_definition():
    chances, _, valid = scene(40, 60, seed=0, dtype=np.float32)
    chances[:, 30, 50] = [0, 1e-30, 1]  # not quite sure
    reach = 2
    found = unsettled(chances, valid, reach=reach)
    for row, col in np.ndindex(36, 56):
        near = (slice(row, row + 5), slice(col, col + 5))
        around = {
            tuple(chances[(slice(None), *near)][:, r, c]) for r, c in np.argwhere(valid[near])
        }
        one = len(around) == 1 and sorted(*around) == [0, 0, 1]
        assert found[row, col] == (bool(around) and not one), (row, col)
    assert 0.05 < found.mean() < 0.5


@pytest.mark.parametrize("numba", ["0", "1"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sigma", [0.5, 2.0])
def test_settled_pixels_are_left_out_to_the_same_bytes(monkeypatch, numba, dtype, sigma):
    if numba == "1" and importlib.util.find_spec("numba") is None and not os.environ.get("CI"):
        pytest.skip("numba is not installed")
    monkeypatch.setattr(edge_smoothing, "_WORTH_COMPILING", 0)
    monkeypatch.setenv("FINECOVER_NUMBA", numba)
    monkeypatch.setattr(edge_smoothing, "_PIXELS", 300)
    arrays = scene(60, 90, seed=1, dtype=dtype)
    found = joint_bilateral(*arrays, sigma=sigma)
    every = lambda *_, reach: np.ones(found.shape[1:], bool)  # noqa: E731
    monkeypatch.setattr(edge_smoothing, "unsettled", every)
    expected = joint_bilateral(*arrays, sigma=sigma)
    assert found.tobytes() == expected.tobytes()
    assert found.dtype == dtype


def test_where_all_is_settled_nothing_is_added(monkeypatch):
    monkeypatch.setattr(edge_smoothing, "_add_by_steps", None)
    chances, guide, valid = scene(40, 60, seed=2, dtype=np.float32)
    chances[:] = np.array([0, 1, 0])[:, None, None] * valid
    found = joint_bilateral(chances, guide, valid, sigma=1.0)
    np.testing.assert_array_equal(found, chances[:, 2:-2, 2:-2])


def test_spans():
    wanted = np.zeros((5, 7), bool)
    wanted[1, 2:4], wanted[3, 6], wanted[4, [0, 5]] = True, True, True
    spans = row_spans(wanted)
    assert spans.tolist() == [[7, 0], [2, 4], [7, 0], [6, 7], [0, 6]]
    joined = joined_spans(spans, rows=2)
    assert joined.tolist() == [[7, 0], [2, 4], [2, 4], [2, 7], [0, 7], [0, 7], [0, 6]]
