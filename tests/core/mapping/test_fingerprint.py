from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from finecover.core.mapping.fingerprint import PARTS, changed_part, digest, software
from hypothesis import given
from hypothesis import strategies as st
from scene import box, coarse_map, pixel_grid


@dataclass(frozen=True)
class Thing:
    name: str
    numbers: np.ndarray
    inner: object = None


THING = Thing("one", np.arange(3))
DIFFERENT = [
    None, 0, 1, 0.0, -0.0, 1.0, float("nan"), "", "0", "None", b"", b"0", Path("0"),
    date(2020, 1, 1), "2020-01-01", (), ((),), (0,), (0, 0), ((0,), 0), (0, (0,)), ("a", "b"),
    ("ab",), {}, {"a": 0}, {"b": 0}, {"a": {"b": 0}}, frozenset({1}), np.zeros(2), np.zeros(3),
    np.zeros(2, np.float32), np.zeros((2, 1)), np.zeros((1, 2)), THING, replace(THING, name="two"),
    replace(THING, numbers=np.arange(3.0)), replace(THING, inner=THING), Affine.identity(),
    Affine.translation(1, 0), pixel_grid(3, 4), pixel_grid(4, 3), coarse_map([[0, 1]]),
    coarse_map([[1, 0]]), box(0, 0, 1, 1), box(0, 0, 1, 2), [(0.0, float(n)) for n in range(99)],
    [(0.0, float(n)) for n in range(100)], [(float(n), 0.0) for n in range(100)], len, max,
]  # fmt: skip


def test_what_differs_has_another_digest():
    found = [digest(value) for value in DIFFERENT]
    assert len(set(found)) == len(found)
    assert found == [digest(value) for value in DIFFERENT]


def test_what_is_alike_has_the_same():
    turned = np.arange(6).reshape(2, 3).T
    assert digest(turned) == digest(turned.copy())
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest(Thing("one", np.arange(3))) == digest(THING)
    assert digest(np.int64(3)) == digest(3)
    assert digest(np.float64(0.5)) == digest(0.5)
    assert digest([1, 2]) == digest((1, 2))


@given(
    st.recursive(
        st.none() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_any_plain_content_has_one(value):
    assert digest(value) == digest(value)
    assert digest([value]) != digest(value)


def test_what_is_no_content_is_refused():
    with pytest.raises(TypeError, match="object is no plain content"):
        digest({"a": object()})


def test_the_first_part_that_differs_is_told():
    one = dict.fromkeys(PARTS, "a")
    assert changed_part(one, one) == ""
    assert changed_part(one, {**one, "model": "b", "coarse": "b"}) == "the model"
    assert changed_part({}, one) == "the software"


def test_versions_are_known():
    assert {"finecover", "numpy", "scipy", "gdal", "machine"} <= set(software())
    assert "unknown" not in software().values()
