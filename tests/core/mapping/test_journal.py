import os
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import Cancelled
from finecover.core.mapping.journal import Journal
from finecover.core.mapping.map_tiles import TileResult
from finecover.core.mapping.tile_record import Plane, TileForm
from finecover.core.mapping.trust import PERCENTS
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Window
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import Recorder

CLASSES = 3
LAYERS = {"confidence": Plane("|u1"), "probabilities": Plane("<f4", 3), "unlike": Plane("<f4")}
FORM = TileForm(CLASSES, LAYERS, measured=True)
PRINT = {"model": "a" * 64, "tiles": "b" * 64}
TILES = [Window(0, 0, 9, 11), Window(0, 11, 9, 4), Window(9, 0, 1, 11), Window(9, 11, 1, 4)]


def tile_of(window, *, seed=0, form=FORM):
    rng = np.random.default_rng(seed)
    shape = (window.height, window.width)
    made = {"|u1": lambda size: rng.integers(0, 255, size, np.uint8),
            "<f4": lambda size: rng.random(size, np.float32)}  # fmt: skip
    layers = {
        name: made[one.dtype]((one.bands, *shape) if one.bands else shape)
        for name, one in form.layers.items()
    }
    return TileResult(
        rng.integers(-1, form.classes, shape, np.int16), layers,
        rng.integers(0, 9, (form.classes, PERCENTS)), rng.integers(0, 2**40, (2, form.classes)),
        rng.integers(0, 2**60, (min(3, shape[1]), 8)) if form.measured else None,
        int(rng.integers(0, 99)),
    )  # fmt: skip


def assert_same_tile(one, other):
    assert (one.filled, list(one.layers)) == (other.filled, list(other.layers))
    assert (one.measured is None) == (other.measured is None)
    pairs = [(getattr(one, n), getattr(other, n)) for n in ("labels", "confidence", "outside")]
    pairs += [(one.layers[name], other.layers[name]) for name in one.layers]
    pairs += [] if one.measured is None else [(one.measured, other.measured)]
    for mine, theirs in pairs:
        assert mine.dtype == theirs.dtype
        np.testing.assert_array_equal(mine, theirs)


def opened(path, fingerprint=PRINT, form=FORM):
    return Journal(path, fingerprint, form)


def replayed(journal, tiles=TILES, progress=None):
    return list(journal.replay(tiles, progress=progress or Silent()))


def written(path, count=4):
    """Write the first tiles; return where each record ends."""
    journal = opened(path)
    assert replayed(journal) == []
    ends = [path.stat().st_size]
    for seed, window in enumerate(TILES[:count]):
        journal.append(tile_of(window, seed=seed))
        ends.append(path.stat().st_size)
    journal.close()
    return ends


def check_kept(path, count, *, fingerprint=PRINT):
    """The first tiles are there, and what is appended then is found again."""
    journal = opened(path, fingerprint)
    found = replayed(journal)
    assert len(found) == count
    for seed, one in enumerate(found):
        assert_same_tile(one, tile_of(TILES[seed], seed=seed))
    for seed in range(count, len(TILES)):
        journal.append(tile_of(TILES[seed], seed=seed))
    journal.close()
    whole = replayed(opened(path, fingerprint))
    for seed, one in enumerate(whole):
        assert_same_tile(one, tile_of(TILES[seed], seed=seed))
    assert len(whole) == len(TILES)


@pytest.mark.parametrize("count", range(len(TILES) + 1))
def test_what_is_written_comes_back(tmp_path, count):
    path = tmp_path / "journal"
    written(path, count)
    check_kept(path, count)


def test_a_file_cut_anywhere_loses_only_its_last_tile(tmp_path):
    path = tmp_path / "journal"
    ends = written(path)
    whole = path.read_bytes()
    for size in range(0, len(whole), 37):
        path.write_bytes(whole[:size])
        kept = sum(end <= size for end in ends[1:])
        assert len(replayed(opened(path))) == kept, size
        # header, mark, length, checksums, description of an array, its numbers
        assert path.stat().st_size == max(ends[0], ends[kept])
    for place in (*ends, *(end - 1 for end in ends), *(end + 1 for end in ends[:-1])):
        path.write_bytes(whole[:place])
        check_kept(path, sum(end <= place for end in ends[1:]))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.integers(0, 7))
def test_a_flipped_bit_is_seen(tmp_path_factory, place, bit):
    path = tmp_path_factory.mktemp("flipped") / "journal"
    ends = written(path)
    data = bytearray(path.read_bytes())
    place %= len(data)
    data[place] ^= 1 << bit
    path.write_bytes(data)
    kept = sum(end <= place for end in ends[1:]) if place >= ends[0] else 0
    check_kept(path, kept)


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=400))
def test_rubbish_is_no_journal(tmp_path_factory, rubbish):
    path = tmp_path_factory.mktemp("rubbish") / "journal"
    path.write_bytes(rubbish)
    check_kept(path, 0)
    ends = written(path.with_name("other"), 1)
    path.write_bytes(path.with_name("other").read_bytes()[: ends[0]] + rubbish)
    check_kept(path, 0)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 40), st.integers(1, 40), st.integers(1, 9), st.booleans(), st.integers(0, 99),
    st.lists(st.sampled_from(["|u1", "<f4"]), max_size=3),
)  # fmt: skip
def test_any_tile_comes_back(rows, cols, classes, measured, seed, kinds):
    layers = {f"l{n}": Plane(kind, classes * (n == 1)) for n, kind in enumerate(kinds)}
    form, window = TileForm(classes, layers, measured), Window(5, 6, rows, cols)
    result = tile_of(window, seed=seed, form=form)
    if measured:
        size = min(rows * cols, 3), min(8, 4 + 2 * classes)
        result = replace(result, measured=np.ones(size, np.int64))
    record = b"".join(form.pack(result))
    assert len(record) <= form.most_bytes(window)
    assert_same_tile(form.unpack(record, window), result)


def test_even_layers_take_little_room():
    window = Window(0, 0, 512, 512)
    flat = np.full((512, 512), -1, np.int16)
    layers = {
        "confidence": np.full((512, 512), 255, np.uint8),
        "probabilities": np.full((3, 512, 512), np.nan, np.float32),
        "unlike": np.full((512, 512), np.nan, np.float32),
    }
    result = replace(tile_of(Window(0, 0, 1, 4)), labels=flat, layers=layers)
    record = b"".join(FORM.pack(result))
    assert len(record) < 50_000
    assert_same_tile(FORM.unpack(record, window), result)


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": 2}, {"measured": False}, {"layers": {}},
        {"layers": {**LAYERS, "unlike": Plane("|u1")}},
        {"layers": {**LAYERS, "probabilities": Plane("<f4", 2)}},
    ],
)  # fmt: skip
def test_records_of_another_form_are_refused(changes):
    record = b"".join(FORM.pack(tile_of(TILES[0])))
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        replace(FORM, **changes).unpack(record, TILES[0])


@pytest.mark.parametrize("change", ["longer", "shorter", "other tile", "class", "bomb"])
def test_records_that_cannot_be_are_refused(change):
    result, window = tile_of(TILES[0]), TILES[0]
    if change == "class":
        result.labels[3, 3] = CLASSES
    if change == "bomb":
        result = replace(result, labels=np.zeros((3000, 3000), np.int16))
    record = b"".join(FORM.pack(result))
    record = {"longer": record + b"x", "shorter": record[:-1]}.get(change, record)
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        FORM.unpack(record, TILES[1] if change == "other tile" else window)


def test_records_out_of_order_are_not_taken(tmp_path):
    path = tmp_path / "journal"
    ends = written(path)
    data = path.read_bytes()
    path.write_bytes(data[: ends[0]] + data[ends[1] : ends[2]])
    check_kept(path, 0)


def test_the_journal_of_another_map_is_dropped(tmp_path):
    path = tmp_path / "journal"
    written(path)
    other = {**PRINT, "model": "c" * 64}
    journal = opened(path, other)
    assert journal.earlier == PRINT
    assert replayed(journal) == []
    journal.close()
    check_kept(path, 0, fingerprint=other)
    assert opened(path, other).earlier is None


def test_what_was_read_is_kept_when_the_run_stops_again(tmp_path):
    path = tmp_path / "journal"
    written(path)
    journal = opened(path)
    with pytest.raises(Cancelled):
        replayed(journal, progress=Recorder(cancel_after=2))
    assert not journal.empty
    journal.close()
    check_kept(path, len(TILES))


def test_a_link_is_not_followed(tmp_path):
    treasure = tmp_path / "treasure"
    treasure.write_bytes(b"precious")
    path = tmp_path / "journal"
    os.symlink(treasure, path)
    journal = opened(path)
    replayed(journal)
    journal.append(tile_of(TILES[0]))
    journal.close()
    assert treasure.read_bytes() == b"precious"
    assert not path.is_symlink()


def test_nothing_is_left_when_it_is_discarded(tmp_path):
    journal = opened(tmp_path / "journal")
    assert journal.empty
    replayed(journal)
    journal.append(tile_of(TILES[0]))
    assert not journal.empty
    journal.discard()
    assert not list(tmp_path.iterdir())
