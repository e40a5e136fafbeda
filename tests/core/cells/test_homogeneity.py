import numpy as np
import pytest
from affine import Affine
from finecover.core.cells import candidates as candidates_module
from finecover.core.cells import homogeneity as homogeneity_module
from finecover.core.cells.coarse import CoarseOnFine
from finecover.core.cells.homogeneity import CellImage, cell_heterogeneity, homogeneous_cells
from finecover.core.errors import Cancelled, InputError
from finecover.core.learning.sampling import SamplingSettings, sample_coarse_map
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid, Window
from scene import CELL, ArrayFeatures, Recorder, box, coarse_map, pixel_grid


def varied(rows=6, cols=8, *, features=3, seed=0):
    """Cells of three classes, each with noise of its own strength, and those strengths."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, (rows, cols))
    strength = rng.permutation(rows * cols).reshape(rows, cols) + 1.0
    noise = rng.normal(size=(features, rows * CELL, cols * CELL))
    level = np.kron(labels * 500, np.ones((CELL, CELL)))
    values = level + noise * np.kron(strength, np.ones((CELL, CELL)))
    return coarse_map(labels), ArrayFeatures(values), strength


def image_of(coarse, features, *, frame=None):
    fine = CoarseOnFine(coarse, features.grid)

    def read(window):
        positions, values = fine.positions(window), features.read(window)
        return positions, (fine.labels(positions) >= 0) & np.isfinite(values[0]), values

    return CellImage(coarse, features.grid, frame or features.grid.window, read)


def test_by_hand():
    coarse, features, _ = varied()
    features.values[:, 3:6, 9:20] = np.nan
    coarse.labels[2, 2] = -1
    found = cell_heterogeneity(image_of(coarse, features), progress=Silent())
    cells = features.values.astype(np.float64).reshape(3, 6, CELL, 8, CELL)
    within = np.nanstd(cells, axis=(2, 4))
    inside = np.kron(coarse.labels, np.ones((CELL, CELL))) >= 0
    whole = np.array([np.nanstd(feature[inside]) for feature in features.values.astype(float)])
    expected = (within / whole[:, None, None]).mean(axis=0)
    expected[2, 2] = np.nan
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_the_noisiest_cells_of_each_class_go():
    coarse, features, strength = varied()
    chosen = homogeneous_cells(image_of(coarse, features), share=0.25, progress=Silent())
    for label in range(3):
        mine = coarse.labels == label
        assert strength[mine & chosen].max() < strength[mine & ~chosen].min()
        assert chosen[mine].mean() == pytest.approx(0.75, abs=0.1)


def test_at_one_the_calmest_cell_of_each_class_remains():
    coarse, features, strength = varied()
    chosen = homogeneous_cells(image_of(coarse, features), share=1.0, progress=Silent())
    for label in range(3):
        mine = coarse.labels == label
        assert strength[chosen & mine].tolist() == [strength[mine].min()]


def test_what_cannot_be_compared_stays():
    coarse, features, _ = varied()
    features.values[:, :CELL, :CELL] = np.nan
    features.values[:, 0, 0] = 1
    chosen = homogeneous_cells(image_of(coarse, features), share=1.0, progress=Silent())
    assert chosen[0, 0]
    features.values[:] = 0.1
    spread = cell_heterogeneity(image_of(coarse, features), progress=Silent())
    assert np.isnan(spread).all()
    features.values[0] = np.arange(features.values[0].size).reshape(features.values[0].shape)
    spread = cell_heterogeneity(image_of(coarse, features), progress=Silent())
    assert np.isfinite(spread).all()  # the constant features do not count
    features.values[:] = np.nan
    chosen = homogeneous_cells(image_of(coarse, features), share=0.5, progress=Silent())
    assert chosen.all()


@pytest.mark.parametrize("block", [1, 8, 17, 24, 512])
def test_blocks_and_threads_do_not_matter(monkeypatch, block):
    coarse, features, _ = varied(12, 14)
    image = image_of(coarse, features)
    scales = np.array([3.0, 1.0, 0.7])
    monkeypatch.setattr(homogeneity_module, "_feature_scales", lambda *_: scales)
    monkeypatch.setenv("FINECOVER_THREADS", "1")
    whole = cell_heterogeneity(image, progress=Silent())
    monkeypatch.setattr(homogeneity_module, "BLOCK", block)
    monkeypatch.setenv("FINECOVER_THREADS", "3")
    np.testing.assert_array_equal(cell_heterogeneity(image, progress=Silent()), whole)


def test_glimpses_tell_how_features_vary(monkeypatch):
    coarse, features, _ = varied(40, 40)
    image = image_of(coarse, features)
    whole = cell_heterogeneity(image, progress=Silent())
    monkeypatch.setattr(homogeneity_module, "BLOCK", 32)
    monkeypatch.setattr(homogeneity_module, "_GLIMPSED", 20_000)
    part = cell_heterogeneity(image, progress=Silent())
    np.testing.assert_allclose(part, whole, rtol=0.2)


def test_of_wide_cells_the_middle_is_looked_at(monkeypatch):
    coarse, features, _ = varied(2, 3)
    monkeypatch.setattr(homogeneity_module, "BLOCK", 2)
    monkeypatch.setattr(homogeneity_module, "_WIDEST", 4)
    read = []
    image = image_of(coarse, features)
    seen = CellImage(coarse, features.grid, image.frame, lambda w: read.append(w) or image.read(w))
    assert np.isfinite(cell_heterogeneity(seen, progress=Silent())).all()
    assert max(max(window.height, window.width) for window in read) == 4


def test_only_the_frame_is_read():
    coarse, features, _ = varied()
    frame = Window(10, 13, 20, 30)
    image = image_of(coarse, features, frame=frame)
    read = []
    seen = CellImage(coarse, features.grid, frame, lambda w: read.append(w) or image.read(w))
    found = cell_heterogeneity(seen, progress=Silent())
    assert all(window.intersect(frame) == window for window in read)
    assert np.isfinite(found).sum() == 3 * 5


# --- samples


def draw(coarse, features, *, area=None, progress=None, **changes):
    options = {"samples": 10**6, "allocation": "proportional", "min_per_class": 0, "buffer": 0.0}
    return sample_coarse_map(
        coarse, features, area=area, settings=SamplingSettings(**{**options, **changes}),
        progress=progress or Silent(),
    )  # fmt: skip


def test_samples_keep_out_of_heterogeneous_cells():
    coarse, features, _ = varied()
    chosen = homogeneous_cells(image_of(coarse, features), share=0.3, progress=Silent())
    table = draw(coarse, features, homogeneity=0.3)
    assert chosen.ravel()[table.cell].all()
    assert table.row.size == chosen.sum() * CELL**2
    everything = draw(coarse, features)
    assert everything.row.size == chosen.size * CELL**2


def test_loose_candidates_fill_up():
    coarse, features, _ = varied()
    options = {"allocation": "proportional_clipped", "homogeneity": 1.0}
    table = draw(coarse, features, min_per_class=100, max_per_class=150, **options)
    for count in table.counts:
        assert (count.candidates, count.drawn, count.relaxed) == (64, 100, 36)


def test_cells_outside_the_polygons_do_not_count():
    coarse, features, strength = varied()
    table = draw(coarse, features, area=box(0, 0, 48, 32), homogeneity=0.5)
    inside = np.arange(8) < 4
    for label in range(3):
        mine = (coarse.labels == label) & inside
        if mine.any():
            limit = np.quantile(strength[mine], 0.5)
            used = strength.ravel()[np.unique(table.cell[table.label == label])]
            assert used.max() <= limit * 1.3


@pytest.mark.parametrize("threads", ["1", "3"])
def test_tiles_and_threads_do_not_matter(monkeypatch, threads):
    coarse, features, _ = varied(12, 14)
    whole = draw(coarse, features, homogeneity=0.4, samples=500)
    monkeypatch.setattr(candidates_module, "TILE", 13)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    progress = Recorder()
    again = draw(coarse, features, homogeneity=0.4, samples=500, progress=progress)
    for name in ("row", "col", "label", "cell"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(again, name))
    assert progress.fractions == sorted(progress.fractions)
    assert progress.fractions[-1] == 1


def test_cancel():
    coarse, features, _ = varied()
    with pytest.raises(Cancelled):
        draw(coarse, features, homogeneity=0.4, progress=Recorder(cancel_after=0))


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_what_cannot_be_used(share):
    with pytest.raises(InputError, match="HOMOGENEITY: .* is not between 0 and 1"):  # noqa: RUF043
        SamplingSettings(homogeneity=share)


def test_another_grid(monkeypatch):
    """Cells turned against the pixels: what is found does not depend on the blocks either."""
    coarse, features, _ = varied(12, 14)
    grid = pixel_grid(1, 1)
    turned = grid.transform * Affine.rotation(30) * Affine.scale(11.3)
    coarse = coarse_map(coarse.labels)
    object.__setattr__(coarse, "grid", Grid(grid.crs_wkt, turned, coarse.labels.shape))
    image = image_of(coarse, features)
    monkeypatch.setattr(homogeneity_module, "_feature_scales", lambda *_: np.ones(3))
    whole = cell_heterogeneity(image, progress=Silent())
    assert np.isfinite(whole).any()
    monkeypatch.setattr(homogeneity_module, "BLOCK", 24)
    np.testing.assert_array_equal(cell_heterogeneity(image, progress=Silent()), whole)
