import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.learning import training
from finecover.core.learning.fold_forest import deal_folds, fit_fold_forest
from finecover.core.learning.forest import ForestSettings
from finecover.core.learning.model import write_model
from finecover.core.learning.training import TrainingSet, TrainingSettings, plain_legend, train
from finecover.core.learning.validation import block_folds, compare_splits
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.progress import Silent
from scene import ArrayFeatures, Recorder, coarse_map
from scipy.ndimage import gaussian_filter

LEGEND = Legend(
    (
        LandCoverClass(2, "Grass", "#88CC44"),
        LandCoverClass(7, "Sand", "#FFDD99"),
        LandCoverClass(30, "Rock", "#888888"),
        LandCoverClass(31, "Ice", "#FFFFFF"),
    )
)
SOURCE = ArrayFeatures(np.zeros((3, 4, 4)), context=5)
FAST = TrainingSettings(trees=12)


def samples_of(*, flipped=0.0, missing=(), seed=0, each=120, spread=0.6):
    """Three clouds of samples in nine blocks; a share of the labels is wrong."""
    rng = np.random.default_rng(seed)
    codes = np.repeat([2, 7, 30], each)
    centres = np.array([[0, 0, 0], [4, 0, 1], [0, 4, 2]])
    features = np.repeat(centres, each, axis=0) + rng.normal(0, spread, (3 * each, 3))
    wrong = rng.random(codes.size) < flipped
    given = np.where(wrong, np.roll(codes, each), codes)
    features[list(missing), 1] = np.nan
    blocks = rng.integers(0, 9, codes.size)
    return TrainingSet(features.astype(np.float32), given, blocks, LEGEND), wrong


def run(samples, settings=FAST, progress=None, coarse=None):
    return train(samples, SOURCE, settings=settings, progress=progress or Silent(), coarse=coarse)


def test_numbers_of_an_easy_scene():
    samples, _ = samples_of()
    result = run(samples, TrainingSettings(trees=12, clean=False))
    model = result.model
    assert model.class_codes == (2, 7, 30)
    assert model.legend.names == ("Grass", "Sand", "Rock"), "Ice has no sample"
    assert model.feature_names == SOURCE.names
    assert dict(model.recipe) == SOURCE.recipe
    expected = {"trees": 12, "min_leaf": 5, "clean": False, "seed": 0, "block_size": 3}
    assert dict(model.settings) == expected
    np.testing.assert_array_equal(result.given, [120, 120, 120])
    np.testing.assert_array_equal(model.counts, [120, 120, 120])
    np.testing.assert_allclose(model.training_shares, 1 / 3)
    np.testing.assert_array_equal(result.doubtful, 0)
    np.testing.assert_array_equal(result.without_data, 0)
    assert np.isnan(result.error_rate)
    assert result.oob_accuracy > 0.97
    assert result.block_cv.overall > 0.97
    assert result.block_cv.total == 360
    assert len(result.fold_accuracies) == 5
    np.testing.assert_allclose(result.importances.sum(), 1)
    assert model.domain is not None


def test_without_cleaning_it_is_the_forest_of_all_samples():
    samples, _ = samples_of(flipped=0.1)
    result = run(samples, TrainingSettings(trees=12, min_leaf=3, clean=False, seed=4))
    label = LEGEND.index_of(samples.codes).astype(np.int64)
    asked = ForestSettings(trees=12, min_leaf=3, seed=4)
    folds = deal_folds(label, samples.blocks, settings=asked)
    plain = fit_fold_forest(
        samples.features, label, folds, settings=asked, n_classes=3, progress=Silent()
    )
    np.testing.assert_array_equal(
        result.model.forest.predict_proba(samples.features),
        plain.forest.predict_proba(samples.features),
    )
    oob = plain.oob_probabilities
    seen = np.isfinite(oob).all(axis=1)
    assert result.oob_accuracy == np.mean(oob[seen].argmax(axis=1) == label[seen])


@pytest.mark.parametrize(
    ("samples", "cells", "leaf"),
    [(1000, 50, 10), (1000, 900, 5), (1000, 2, 100), (1000, 0, 5), (1_000_000, 5000, 10)],
)
def test_the_leaf_is_chosen_by_the_samples_of_a_cell(samples, cells, leaf):
    assert TrainingSettings().forest(samples, cells).min_leaf == leaf
    assert TrainingSettings(min_leaf=7).forest(samples, cells).min_leaf == 7


def test_a_bound_on_the_samples_of_a_tree_is_told(monkeypatch):
    samples, _ = samples_of()
    for most, told in ((200, True), (360, False)):
        monkeypatch.setattr(training, "MOST_PER_TREE", most)
        seen = Recorder()
        run(samples, progress=seen)
        sentence = f"Each tree draws {most} of the 360 samples, "
        assert any(text.startswith(sentence) for text in seen.messages) == told


def cell_samples(*, wrong=(), side=12, each=6, seed=0):
    """Samples in side x side cells of three vertical stripes; the cells of ``wrong`` are named."""
    rng = np.random.default_rng(seed)
    rows, cols = np.divmod(np.repeat(np.arange(side * side), each), side)
    true = cols * 3 // side
    given = true.copy()
    for cell in wrong:
        mine = rows * side + cols == cell
        given[mine] = (true[mine] + 1 + cell % 2) % 3
    centres = np.array([[0, 0, 0], [4, 0, 1], [0, 4, 2]])
    features = centres[true] + rng.normal(0, 0.6, (true.size, 3))
    codes = np.array([2, 7, 30])[given]
    cells = np.column_stack([rows, cols])
    return TrainingSet(features.astype(np.float32), codes, None, LEGEND, cells=cells)


def test_cells_that_contradict_the_image_are_found_and_left_out():
    wrong = (1, 17, 30, 45, 62, 77, 91, 100, 118, 131, 140, 5, 53, 70)
    result = run(cell_samples(wrong=wrong), TrainingSettings(trees=40))
    ids = result.cells.cells[:, 0] * 12 + result.cells.cells[:, 1]
    assert set(ids[result.cells.trust < 0.5]) == set(wrong)
    assert result.error_rate == pytest.approx(len(wrong) / 144, abs=0.03)
    assert result.error_rate == result.cells.noise.error_rate
    of_sample = np.isin(result.cells.cells[result.cells.sample_cell] @ [12, 1], wrong)
    assert not result.kept[of_sample].any()
    assert (result.trust[of_sample] < 0.5).all()
    assert (result.trust[~of_sample] > 0.5).all()
    judge = result.model.judge
    assert judge.codes.shape == (144,)
    assert result.model.validation == result.validation
    assert result.model.calibration == result.calibration.calibration
    assert result.validation.error_rate == result.error_rate


def test_a_clean_map_is_believed():
    result = run(cell_samples(), TrainingSettings(trees=40))
    assert (result.cells.trust > 0.9).all()
    assert result.error_rate < 0.02


def test_a_class_of_one_block_cannot_be_judged_and_stays():
    samples = cell_samples()
    rare = (samples.cells[:, 0] < 3) & (samples.cells[:, 1] < 3)
    codes = np.where(rare, 31, samples.codes)
    lone = TrainingSet(samples.features, codes, None, LEGEND, cells=samples.cells)
    result = run(lone, TrainingSettings(trees=40))
    mine = result.cells.labels == 3
    assert mine.sum() == 9
    assert not result.cells.judged[mine].any()
    assert (result.cells.trust[mine] == 1).all()


def test_labels_corrected_by_hand_are_kept_whatever_their_order():
    samples = cell_samples(wrong=(17, 45, 100))
    ids = samples.cells[:, 0] * 12 + samples.cells[:, 1]
    true = np.array([2, 7, 30])[samples.cells[:, 1] * 3 // 12]
    edited = np.isin(ids, (17, 45, 100)) & (np.arange(ids.size) % 3 == 0)
    codes = np.where(edited, true, samples.codes)
    orders = (np.arange(ids.size), np.random.default_rng(1).permutation(ids.size))
    first, second = (
        run(
            TrainingSet(
                samples.features[order], codes[order], None, LEGEND, cells=samples.cells[order]
            ),
            TrainingSettings(trees=40),
        )
        for order in orders
    )
    assert first.kept[edited].all()
    assert (first.trust[edited] > 0.5).all()
    assert not first.kept[np.isin(ids, (17, 45, 100)) & ~edited].any()
    np.testing.assert_array_equal(first.cells.labels, second.cells.labels)
    assert second.kept[edited[orders[1]]].all()


def test_the_class_suggested_is_that_of_the_cell():
    """As trust is; a sample somebody gave another label than its cell's has its own."""
    wrong = (17, 45, 100)
    samples = cell_samples(wrong=wrong)
    odd = np.flatnonzero(np.isin(samples.cells @ [12, 1], (18, 52)))[::6]
    features = samples.features.copy()
    features[odd] = features[0]  # a pixel unlike its cell
    codes = samples.codes.copy()
    edited = odd + 1
    codes[edited] = 30
    given = TrainingSet(features, codes, None, LEGEND, cells=samples.cells)
    result = run(given, TrainingSettings(trees=40))
    best = result.model.legend.codes[result.cells.posterior.argmax(axis=1)]
    agrees = result.cells.agrees
    np.testing.assert_array_equal(result.suggested[agrees], best[result.cells.sample_cell[agrees]])
    sure = agrees & (abs(result.trust - 0.5) > 0.01)
    np.testing.assert_array_equal(result.trust[sure] > 0.5, result.suggested[sure] == codes[sure])
    assert np.flatnonzero(~agrees).tolist() == edited.tolist()
    assert result.suggested[edited].tolist() == [7, 7]


def test_samples_without_a_cell_leave_the_others_theirs():
    """They are learnt from, but no cell is judged by them and they are not judged by a cell."""
    wrong = (17, 45, 100)
    samples = cell_samples(wrong=wrong)
    own = np.arange(samples.codes.size) % 50 != 7
    codes = np.where(own, samples.codes, np.array([2, 7, 30])[samples.cells[:, 1] * 3 // 12])
    given = TrainingSet(samples.features, codes, None, LEGEND, cells=samples.cells, own_cell=own)
    result = run(given, TrainingSettings(trees=40))
    np.testing.assert_array_equal(result.cells.sample_cell == -1, ~own)
    assert not result.cells.agrees[~own].any()
    assert result.kept[~own].all()
    assert (result.trust[~own] > 0.9).all()
    ids = result.cells.cells @ [12, 1]
    assert set(ids[result.cells.trust < 0.5]) == set(wrong)
    assert result.validation is not None
    without = run(given_rows(samples, own), TrainingSettings(trees=40))
    np.testing.assert_array_equal(result.cells.labels, without.cells.labels)


def given_rows(samples, which):
    """Return some of the samples."""
    return TrainingSet(
        samples.features[which], samples.codes[which], None, LEGEND, cells=samples.cells[which]
    )


def test_where_no_sample_with_a_cell_has_data_there_are_no_cells():
    samples = cell_samples()
    own = np.arange(samples.codes.size) < 3
    features = samples.features.copy()
    features[own] = np.nan
    given = TrainingSet(features, samples.codes, None, LEGEND, cells=samples.cells, own_cell=own)
    result = run(given)
    assert result.cells is None
    assert result.block_cv is not None


@pytest.mark.parametrize("settings", [{"block_size": 1000}, {"trees": 1}])
def test_cells_that_cannot_be_judged_are_not_cleaned(settings):
    recorder = Recorder()
    result = run(
        cell_samples(wrong=(17, 45)), TrainingSettings(**{"trees": 12, **settings}), recorder
    )
    assert result.kept.all()
    assert np.isnan(result.error_rate)
    assert recorder.warnings[1].startswith("The samples are not cleaned: without cross-validation")
    quiet = Recorder()
    run(cell_samples(), TrainingSettings(**{"trees": 12, "clean": False, **settings}), quiet)
    assert len(quiet.warnings) == 1


def test_classes_of_one_fold_are_no_leak():
    """Two classes of three in one block each: the trees that judge them never met them."""
    samples = cell_samples()
    rows, cols = samples.cells.T
    rare = (rows < 3) & (cols < 6)
    codes = np.where(rare, np.where(cols < 3, 30, 31), np.where(cols < 6, 2, 7))
    features = np.stack([codes, codes % 7, codes % 5], axis=1).astype(np.float32)
    recorder = Recorder()
    given = TrainingSet(features, codes, None, LEGEND, cells=samples.cells)
    result = run(given, TrainingSettings(trees=40, clean=False), recorder)
    assert result.unlearnt == rare.sum() == 108
    told = next(text for text in recorder.messages if text.startswith("Random pixels"))
    assert "108 of the 864 samples are of a class that lies in one fold alone" in told
    assert "which is no leak and makes up 12.5 of the 12.5 points between them. Both" in told
    assert "neighbours" not in told


def test_without_cleaning_cells_are_judged_all_the_same():
    wrong = (17, 45, 100)
    result = run(cell_samples(wrong=wrong), TrainingSettings(trees=40, clean=False))
    assert (result.cells.trust < 0.5).sum() == 3
    assert result.kept.all()
    np.testing.assert_array_equal(result.doubtful, 0)


def sparse_samples(*, side=80, every=10, spread=0.6, wrong=0.1, seed=0):
    """A coarse map of patches, some cells wrong, and one sample in every so many cells."""
    rng = np.random.default_rng(seed)
    fields = [gaussian_filter(rng.normal(size=(side, side)), 2) for _ in range(3)]
    true = np.argmax(fields, axis=0)
    given = np.where(rng.random(true.shape) < wrong, (true + 1) % 3, true)
    cells = np.column_stack(np.divmod(np.sort(rng.permutation(side**2)[: side**2 // every]), side))
    centres = np.array([[0, 0, 0], [4, 0, 1], [0, 4, 2]])
    features = centres[true[tuple(cells.T)]] + rng.normal(0, spread, (len(cells), 3))
    codes = np.array([2, 7, 30])[given[tuple(cells.T)]]
    samples = TrainingSet(features.astype(np.float32), codes, None, LEGEND, cells=cells)
    return samples, coarse_map(given, codes=(2, 7, 30)), given != true


def test_few_samples_choose_the_prior_with_the_cells_between_them():
    samples, coarse, wrong = sparse_samples()
    settings = TrainingSettings(trees=20)
    alone, told = run(samples, settings), run(samples, settings, coarse=coarse)
    assert alone.validation is None
    assert "hold no sample themselves; give trainclassifier the coarse map" in alone.untried
    assert told.untried == ""
    assert told.validation.cells == 640
    assert told.validation.gain > 0.1
    assert told.model.validation == told.validation
    assert told.model.calibration is not None
    found = wrong[tuple(told.cells.cells.T)]
    assert told.error_rate == pytest.approx(found.mean(), abs=0.06)
    assert ((told.cells.trust < 0.5) == found).mean() > 0.93
    weak = sparse_samples(spread=6.0, wrong=0.0)
    assert run(*weak[:1], settings, coarse=weak[1]).validation.weight > told.validation.weight


def test_a_map_with_all_its_cells_sampled_tells_nothing_new():
    samples, coarse, _ = sparse_samples(side=30, every=1)
    alone, told = run(samples), run(samples, coarse=coarse)
    np.testing.assert_array_equal(alone.cells.posterior, told.cells.posterior)
    assert told.validation.gain == pytest.approx(alone.validation.gain, abs=0.02)


def test_another_map_is_refused_before_anything_is_learnt():
    samples, coarse, _ = sparse_samples(side=40)
    turned = coarse_map(coarse.labels[::-1], codes=(2, 7, 30))
    recorder = Recorder()
    with pytest.raises(
        InputError, match=r"COARSE has the class of the samples in \d\d % of the 160 "
    ):
        run(samples, coarse=turned, progress=recorder)
    assert recorder.fractions == []
    with pytest.raises(InputError, match="100 % of the 160 sampled cells lie outside GEO or"):
        run(samples, coarse=coarse_map(coarse.labels, codes=(102, 107, 130)))


def test_samples_edited_by_hand_may_disagree_with_the_map():
    samples, coarse, _ = sparse_samples(side=60)
    edited = np.arange(samples.codes.size) % 10 == 0
    codes = np.where(edited, 30, samples.codes)
    other = TrainingSet(samples.features, codes, None, LEGEND, cells=samples.cells)
    result = run(other, coarse=coarse)
    assert result.validation is not None
    np.testing.assert_array_equal(result.model.legend.codes[result.cells.labels], codes)


def test_a_map_without_places_is_not_used():
    samples, _ = samples_of()
    recorder = Recorder()
    result = run(samples, progress=recorder, coarse=sparse_samples()[1])
    assert "COARSE is not used, because most samples do not name their" in recorder.warnings[0]
    assert result.untried == "most samples do not name the coarse cell they lie in"


def test_why_the_prior_was_not_chosen():
    samples, coarse, _ = sparse_samples(side=40)
    few = TrainingSet(
        samples.features[:9], samples.codes[:9], None, LEGEND, cells=samples.cells[:9]
    )
    small = TrainingSettings(trees=5, block_size=1)
    assert "(it takes 12 of two classes)" in run(few, small, coarse=coarse).untried
    holes = np.full(coarse.labels.shape, -1, np.int16)
    holes[tuple(samples.cells.T)] = coarse.labels[tuple(samples.cells.T)]
    lonely = run(samples, coarse=coarse_map(holes, codes=(2, 7, 30)))
    assert lonely.untried == (
        "most coarse cells around those with samples have no class that was learnt"
    )
    whole = run(samples, TrainingSettings(trees=5, block_size=1000), coarse=coarse)
    assert whole.untried == "all samples lie in one block"


@pytest.mark.parametrize("trees", [1, 2])
def test_a_single_tree_cannot_be_tested(trees):
    recorder = Recorder()
    result = run(samples_of()[0], TrainingSettings(trees=trees), recorder)
    expected = [
        "No cross-validation by blocks was possible, because TREES is 1 and every fold needs a "
        "tree of its own; choose more TREES."
    ]
    assert recorder.warnings == (expected if trees == 1 else [])
    assert (result.block_cv is None) == (trees == 1)


def test_threads_change_nothing_with_a_coarse_map(tmp_path, monkeypatch):
    samples, coarse, _ = sparse_samples(side=40)
    for threads in "13":
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        write_model(run(samples, coarse=coarse).model, tmp_path / threads)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "3").read_bytes()


def test_fold_accuracies_average_to_the_whole():
    samples, _ = samples_of(flipped=0.2)
    result = run(samples)
    label = LEGEND.index_of(samples.codes)
    folds = block_folds(samples.blocks, seed=0, labels=label)
    sizes = np.bincount(folds)
    mean = np.average(result.fold_accuracies, weights=sizes)
    np.testing.assert_allclose(mean, result.block_cv.overall)


def test_cleaning_drops_flipped_labels():
    samples, wrong = samples_of(flipped=0.15)
    result = run(samples)
    assert 0.05 < result.error_rate < 0.3
    dropped = int(result.doubtful.sum())
    assert abs(dropped - wrong.sum()) < 0.25 * wrong.sum()
    np.testing.assert_array_equal(result.model.counts, result.given - result.doubtful)
    np.testing.assert_allclose(result.model.training_shares.sum(), 1)
    clean, _ = samples_of(seed=5)
    label = LEGEND.index_of(clean.codes)
    dirty = run(samples, TrainingSettings(trees=12, clean=False))

    def right(trained):
        predicted = trained.model.forest.predict_proba(clean.features).argmax(axis=1)
        return np.mean(predicted == label)

    assert right(result) >= right(dirty)
    assert right(result) > 0.97
    assert result.block_cv.total == 360, "cross-validation counts doubtful samples too"


@pytest.mark.parametrize("clean", [True, False])
def test_the_same_samples_give_the_same_bytes(tmp_path, monkeypatch, clean):
    samples, _ = samples_of(flipped=0.1)
    settings = TrainingSettings(trees=12, clean=clean, seed=3)
    for name, threads in (("one", "1"), ("two", "3")):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        write_model(run(samples, settings).model, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    other = run(samples, TrainingSettings(trees=12, clean=clean, seed=4))
    write_model(other.model, tmp_path / "other")
    assert (tmp_path / "one").read_bytes() != (tmp_path / "other").read_bytes()


def test_each_sample_is_judged_in_the_order_given():
    samples, wrong = samples_of(flipped=0.15, missing=(3, 200))
    codes = samples.codes.copy()
    codes[5] = 99  # not in the legend
    given = TrainingSet(samples.features, codes, samples.blocks, LEGEND)
    result = run(given)
    left_out = [3, 5, 200]
    assert result.trust.dtype == np.float32
    assert np.flatnonzero(np.isnan(result.trust)).tolist() == left_out
    assert np.flatnonzero(result.suggested == -1).tolist() == left_out
    assert not result.kept[left_out].any()
    assert result.kept.sum() == result.model.counts.sum()
    judged = np.isfinite(result.trust)
    assert ((result.trust[judged] >= 0) & (result.trust[judged] <= 1)).all()
    np.testing.assert_array_equal(
        result.trust[judged] == 1, result.suggested[judged] == codes[judged]
    )
    truth = np.repeat([2, 7, 30], 120)
    assert (result.suggested[judged] == truth[judged]).mean() > 0.93
    assert np.nanmean(result.trust[wrong]) < 0.3 < 0.9 < np.nanmean(result.trust[~wrong])


def test_random_pixels_and_whole_blocks_are_told_beside_each_other():
    samples, _ = samples_of(flipped=0.1)
    recorder = Recorder()
    result = run(samples, progress=recorder)
    told = [text for text in recorder.messages if text.startswith("Random pixels")]
    assert told == [compare_splits(result.oob, result.block_cv)]
    assert result.oob_accuracy == result.oob.overall
    assert result.reliability.count.sum() == result.block_cv.total == 360
    agreed = np.nansum(result.reliability.agreement * result.reliability.count)
    assert agreed == pytest.approx(360 * result.block_cv.overall)


def test_rows_without_data_are_dropped_and_counted():
    samples, _ = samples_of(missing=(0, 1, 130))
    result = run(samples, TrainingSettings(trees=5, clean=False))
    np.testing.assert_array_equal(result.without_data, [2, 1, 0])
    np.testing.assert_array_equal(result.given, [120, 120, 120])
    np.testing.assert_array_equal(result.model.counts, [118, 119, 120])


def test_a_class_without_any_data_is_named():
    samples, _ = samples_of(missing=range(120, 240))
    recorder = Recorder()
    result = run(samples, TrainingSettings(trees=5), recorder)
    assert result.model.class_codes == (2, 30)
    assert recorder.warnings == [
        "Sand (7) is not learnt: none of its 120 samples has data in every feature."
    ]
    assert result.given.tolist() == [120, 120]


def test_codes_outside_the_legend_are_left_out():
    samples, _ = samples_of()
    codes = samples.codes.copy()
    codes[:10] = 99
    strange = TrainingSet(samples.features, codes, samples.blocks, LEGEND)
    result = run(strange, TrainingSettings(trees=5, clean=False))
    np.testing.assert_array_equal(result.given, [110, 120, 120])


def test_one_block_trains_without_cross_validation():
    samples, _ = samples_of()
    one = TrainingSet(samples.features, samples.codes, samples.blocks * 0, LEGEND)
    recorder = Recorder()
    result = run(one, progress=recorder)
    assert result.block_cv is None
    assert result.reliability is None
    assert result.fold_accuracies == ()
    assert np.isnan(result.trust).all()
    assert result.kept.any()
    assert result.model.domain is not None
    assert "No cross-validation by blocks was possible" in recorder.warnings[0]
    assert result.model.judge is None


def test_blocks_of_cells_have_the_size_asked_for():
    samples, _ = samples_of()
    cells = np.column_stack([samples.blocks, samples.blocks * 2])
    placed = TrainingSet(samples.features, samples.codes, None, LEGEND, cells=cells)
    np.testing.assert_array_equal(placed.blocks_of(1), samples.blocks)
    np.testing.assert_array_equal(placed.blocks_of(2), samples.blocks)
    assert np.unique(placed.blocks_of(9)).size == 2
    small, large = (run(placed, TrainingSettings(trees=5, block_size=size)) for size in (1, 1000))
    assert len(small.fold_accuracies) == 5
    assert large.block_cv is None, "one block holds all"
    assert small.model.settings["block_size"] == 1


def test_samples_need_a_place():
    samples, _ = samples_of()
    with pytest.raises(InputError, match="have no place; give their coarse cells or blocks"):
        TrainingSet(samples.features, samples.codes, None, LEGEND)


@pytest.mark.parametrize("size", [0, 1001])
def test_impossible_blocks_are_refused(size):
    with pytest.raises(InputError, match=f"BLOCK_SIZE: {size} is out of range"):
        TrainingSettings(block_size=size)


def test_two_blocks_of_one_class_each():
    samples, _ = samples_of()
    keep = samples.codes != 30
    split = TrainingSet(
        samples.features[keep], samples.codes[keep], (samples.codes[keep] == 7) * 1, LEGEND
    )
    recorder = Recorder()
    result = run(split, TrainingSettings(trees=5), recorder)
    assert result.block_cv is None, "no fold could be predicted"
    assert result.fold_accuracies == ()
    assert "cross-validation" in recorder.warnings[0]


@pytest.mark.parametrize(
    ("codes", "match"),
    [((7,), "SAMPLES holds 1 class with data"), ((), "SAMPLES holds 0 classes with data")],
)
def test_too_few_classes(codes, match):
    samples, _ = samples_of()
    features = samples.features.copy()
    features[~np.isin(samples.codes, codes)] = np.nan
    with pytest.raises(InputError, match=match):
        run(TrainingSet(features, samples.codes, samples.blocks, LEGEND))


@pytest.mark.parametrize("after", [0, 2, 6])
def test_cancelling(after):
    samples, _ = samples_of(flipped=0.1)
    with pytest.raises(Cancelled):
        run(samples, progress=Recorder(cancel_after=after))


def test_progress_only_rises():
    samples, _ = samples_of(flipped=0.1)
    recorder = Recorder()
    run(samples, progress=recorder)
    assert recorder.fractions == sorted(recorder.fractions)


def test_wrong_settings_are_refused():
    samples, _ = samples_of()
    with pytest.raises(InputError, match="trees is 0"):
        run(samples, TrainingSettings(trees=0))


def test_plain_legends():
    legend = plain_legend([30, 2], ["Rock", "Grass"], ["#888888", "#88CC44"])
    assert legend.codes.tolist() == [2, 30]
    assert legend.get(30).color == "#888888"


def test_features_are_explained_on_request_and_the_model_stays(tmp_path):
    samples = cell_samples(wrong=(5, 17))
    plain = run(samples)
    told = train(samples, SOURCE, settings=FAST, progress=Silent(), explain=True)
    assert plain.permutation is None
    found = told.permutation
    assert found.drop.shape == found.spread.shape == (3,)
    assert found.drop[:2].min() > found.drop[2], "two features tell the classes apart"
    assert found.samples == samples.codes.size, "doubted labels count as in cross-validation"
    paths = [tmp_path / "plain.fcm", tmp_path / "told.fcm"]
    for result, path in zip((plain, told), paths):
        write_model(result.model, str(path))
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_without_folds_no_feature_can_be_explained():
    samples, _ = samples_of()
    lone = TrainingSet(samples.features, samples.codes, np.zeros(360, np.int64), LEGEND)
    result = train(lone, SOURCE, settings=FAST, progress=Silent(), explain=True)
    assert result.permutation is None
    assert result.untried == "all samples lie in one block"
