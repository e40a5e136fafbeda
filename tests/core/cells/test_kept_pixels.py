import numpy as np
import pytest
from finecover.core.cells.kept_pixels import KeptPixels, Pixels

CLASSES, KEEP = 3, 20


def some(rng, size):
    key = rng.permutation(10**6)[:size].astype(np.uint64)
    label = rng.integers(0, CLASSES, size).astype(np.int16)
    return Pixels(
        key, index=key.astype(np.int64), label=label, cell=np.zeros(size, np.int64),
        purity=np.zeros(size, np.float32), loose=rng.random(size) < 0.1,
        values=key[:, None].astype(np.float32),
    )  # fmt: skip


def brute(pixels):
    """Keys kept of each kind, in order."""
    kept = []
    for label in range(CLASSES):
        for loose in (False, True):
            mine = (pixels.label == label) & (pixels.loose == loose)
            kept += sorted(pixels.key[mine].tolist())[:KEEP]
    return kept


@pytest.mark.parametrize("parts", [1, 7, 400])
def test_the_smallest_of_each_kind_stay_however_they_come(parts):
    pixels = some(np.random.default_rng(1), 3000)
    kept = KeptPixels(keep=KEEP, classes=CLASSES)
    for places in np.array_split(np.arange(3000), parts):
        part = pixels.take(places)
        kept.add(kept.smallest(part.take(kept.may_stay(part.key, part.label, part.loose))))
    found = kept.all()
    assert found.key.tolist() == brute(pixels)
    np.testing.assert_array_equal(found.values[:, 0], found.key)


def test_what_cannot_stay_is_known_early():
    pixels = some(np.random.default_rng(2), 3000)
    kept = KeptPixels(keep=KEEP, classes=CLASSES)
    assert kept.may_stay(pixels.key, pixels.label, pixels.loose).all()
    kept.add(pixels)  # more than wait
    again = kept.may_stay(pixels.key, pixels.label, pixels.loose)
    assert sorted(pixels.key[again].tolist()) == sorted(brute(pixels))


def test_rare_kinds_are_never_refused():
    pixels = some(np.random.default_rng(3), KEEP // 2)
    kept = KeptPixels(keep=KEEP, classes=CLASSES)
    kept.add(pixels)
    kept.all()
    others = some(np.random.default_rng(4), 100)
    assert kept.may_stay(others.key, others.label, others.loose).all()


def test_no_pixels():
    kept = KeptPixels(keep=KEEP, classes=CLASSES)
    kept.add(some(np.random.default_rng(5), 0))
    assert kept.all().key.size == 0
    assert kept.all().values.shape == (0, 1)
