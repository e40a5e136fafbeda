"""Tiles of shares as bytes: they come back the same, and what cannot be one is refused."""

from dataclasses import replace

import numpy as np
import pytest
from finecover.core.fractions.fraction_layers import FractionPaths, Layers
from finecover.core.fractions.levels import ShareLevel
from finecover.core.fractions.pixel_shares import LAST_STATE, MetCells
from finecover.core.fractions.share_record import ShareForm
from finecover.core.fractions.share_tiles import ShareTile
from finecover.core.mapping.fingerprint import digest
from finecover.core.rasters.grid import Window
from fraction_scene import LEGEND
from hypothesis import given, settings
from hypothesis import strategies as st

LAYERS = Layers(LEGEND, FractionPaths("a.tif"), ShareLevel.of(LEGEND, 1))
FORM = ShareForm(LAYERS, cells=True)
TILE = Window(7, 5, 4, 6)


def tile_of(window=TILE, *, seed=0, cells=3, known=0.7):
    rng = np.random.default_rng(seed)
    shape = (window.height, window.width)
    shares = np.moveaxis(rng.dirichlet(np.ones(len(LEGEND)), shape), -1, 0)
    there = rng.random(shape) < known
    lacking = int((~there).sum())
    met = MetCells(
        rng.integers(-9, 9, cells), rng.integers(0, 2**40, cells),
        rng.integers(0, LAST_STATE + 1, cells).astype(np.uint8),
        np.where(rng.random(cells) < 0.5, np.nan, rng.random(cells)),
    )  # fmt: skip
    missing = (lacking // 3, lacking // 2)
    return ShareTile.of(LAYERS, shares, there, missing=missing, cells=met)


def record_of(tile, form=FORM):
    return b"".join(form.pack(tile))


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 30), st.integers(1, 30), st.integers(0, 9), st.sampled_from([0, 0.5, 1]),
    st.integers(0, 99),
)  # fmt: skip
def test_any_tile_comes_back(rows, cols, cells, known, seed):
    window = Window(5, 6, rows, cols)
    tile = tile_of(window, seed=seed, cells=min(cells, rows * cols), known=known)
    record = record_of(tile)
    assert len(record) <= FORM.most_bytes(window)
    again = FORM.unpack(record, window)
    assert digest(again) == digest(tile)
    for name, values in tile.values.items():
        assert again.values[name].dtype == values.dtype


def test_a_tile_without_data_takes_little_room():
    window = Window(0, 0, 256, 256)
    tile = tile_of(window, known=0, cells=0)
    assert len(record_of(tile)) < 10_000


def changed(tile, **values):
    return replace(tile, values={**tile.values, **values})


def with_share(tile, value):
    shares = tile.values["output"].copy()
    shares[1, 2, 3] = value
    return changed(tile, output=shares)


WRONG = {
    "a share without the others": with_share(tile_of(known=0), 0.5),
    "a share is missing": with_share(tile_of(known=1), np.nan),
    "below nothing": with_share(tile_of(known=1), -0.01),
    "more than all": with_share(tile_of(known=1), 1.1),
    "endless": with_share(tile_of(known=1), np.inf),
    "no such state": replace(
        tile_of(), cells=replace(tile_of().cells, state=np.full(3, LAST_STATE + 1, np.uint8))
    ),
    "more cells than pixels": tile_of(cells=25),
    "too many without an image": replace(
        tile_of(), sums=replace(tile_of().sums, no_image=TILE.height * TILE.width)
    ),
    "fewer than none": replace(tile_of(), sums=replace(tile_of().sums, no_ancillary=-1)),
    "another type": changed(tile_of(), output=tile_of().values["output"].astype(np.float64)),
    "fewer classes": changed(tile_of(), output=tile_of().values["output"][:2]),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_what_cannot_be_is_refused(name):
    FORM.unpack(record_of(tile_of()), TILE)
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        FORM.unpack(record_of(WRONG[name]), TILE)


@pytest.mark.parametrize("change", ["longer", "shorter", "empty", "other tile", "no cells asked"])
def test_records_of_something_else_are_refused(change):
    record = record_of(tile_of())
    record = {"longer": record + b"x", "shorter": record[:-1], "empty": b""}.get(change, record)
    form = replace(FORM, cells=False) if change == "no cells asked" else FORM
    window = Window(0, 0, 6, 4) if change == "other tile" else TILE
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        form.unpack(record, window)
