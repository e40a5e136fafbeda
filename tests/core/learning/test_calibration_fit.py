from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cells.degraded import CellSamples
from finecover.core.errors import Cancelled
from finecover.core.learning import calibration_fit
from finecover.core.learning.calibration_fit import fit_calibration
from finecover.core.learning.reliability import apply_temperature, fit_temperature
from finecover.core.learning.self_validation import CORRECTIONS, WEIGHTS, self_validate
from finecover.core.progress import Silent
from scipy.ndimage import gaussian_filter

CLASSES = 3
EVEN = np.full(CLASSES, 1 / CLASSES)


def landscape(*, side=24, per_cell=9, told=1.2, temperature=1.0, patch=2.5, noise=0.0, seed=0):
    """Samples of mixed cells with calibrated probabilities, spoilt by a temperature.

    Returns the samples, and the true class of each, which differs from its cell's majority.
    """
    rng = np.random.default_rng(seed)
    fine = 3 * side
    fields = [gaussian_filter(rng.normal(size=(fine, fine)), patch) for _ in range(CLASSES)]
    truth = np.argmax(fields, axis=0)
    truth = truth.reshape(side, 3, side, 3).swapaxes(1, 2).reshape(side * side, 9)[:, :per_cell]
    labels = np.array([np.bincount(cell, minlength=CLASSES).argmax() for cell in truth])
    odds = rng.normal(size=(*truth.shape, CLASSES)) * told**0.5
    odds += told * (truth[..., None] == np.arange(CLASSES))  # their posterior for equal variances
    shares = np.exp(odds - odds.max(axis=-1, keepdims=True)).reshape(-1, CLASSES)
    shares /= shares.sum(axis=1, keepdims=True)
    posterior = np.eye(CLASSES)[labels]
    wrong = rng.random(side * side) < noise
    labels = np.where(wrong, (labels + 1) % CLASSES, labels)
    samples = CellSamples(
        probabilities=apply_temperature(shares, 1 / temperature),
        sample_cell=np.repeat(np.arange(side * side), per_cell),
        cells=np.stack(np.divmod(np.arange(side * side), side), axis=1),
        labels=labels,
        posterior=posterior,
        judged=np.ones(side * side, bool),
    )
    return samples, truth.ravel()


def fit(samples, *, progress=None):
    chosen = self_validate(samples, training_shares=EVEN, error_rate=0.0, progress=Silent())
    return fit_calibration(
        samples, training_shares=EVEN, validation=chosen, progress=progress or Silent()
    )


@pytest.mark.parametrize("temperature", [0.7, 1.0, 1.6])
def test_where_cells_are_hardly_mixed_the_true_temperature_is_found(temperature):
    samples, truth = landscape(side=30, temperature=temperature, patch=45)
    wanted = fit_temperature(samples.probabilities, truth)
    assert wanted == pytest.approx(temperature, rel=0.1)
    found = fit(samples).calibration.temperature_for(0, CORRECTIONS[0])
    assert found == pytest.approx(wanted, rel=0.1)


def test_the_more_cells_are_mixed_the_nearer_it_is_to_that_of_whole_cells():
    """Pixels that are told apart well, in cells of many classes and in cells of few."""
    few, many = (fit(landscape(told=4, patch=patch, seed=1)[0]) for patch in (14, 1.5))
    assert few.pixels.mean_agreement > many.pixels.mean_agreement + 0.1
    for found in (few, many):
        below = found.pixels.mean_confidence - found.pixels.mean_agreement
        above = found.cells.mean_agreement - found.cells.mean_confidence
        assert (below > above) == (found is many)


def test_doubted_labels_hardly_count():
    clean, _ = landscape()
    noisy, _ = landscape(noise=0.25)
    one, other = (fit(samples).calibration for samples in (clean, noisy))
    np.testing.assert_allclose(other.temperatures, one.temperatures, rtol=0.15)


def test_the_truth_lies_between_samples_and_cells():
    found = fit(landscape(temperature=0.6)[0])
    assert found.pixels.mean_agreement < found.pixels.mean_confidence
    assert found.cells.mean_agreement > found.cells.mean_confidence
    assert found.calibration.cells == 576
    assert np.shape(found.calibration.temperatures) == (len(WEIGHTS), len(CORRECTIONS))


def test_a_stronger_prior_needs_more_flattening():
    table = np.array(fit(landscape()[0]).calibration.temperatures)
    assert (np.diff(table[1:], axis=0) > 0).all()


def test_few_cells_change_little():
    samples, _ = landscape(side=6, temperature=0.4)
    many = fit(landscape(side=24, temperature=0.4)[0])
    few = fit(samples)
    assert few.calibration.cells == 36
    shift = np.log(few.calibration.temperatures) / np.log(many.calibration.temperatures)
    assert abs(np.median(shift)) < 0.95


def test_cells_without_neighbours_tell_nothing():
    samples, _ = landscape(side=24)
    chosen = self_validate(samples, training_shares=EVEN, error_rate=0.0, progress=Silent())
    lonely = replace(samples, cells=samples.cells * 4)
    assert fit_calibration(
        lonely, training_shares=EVEN, validation=chosen, progress=Silent()
    ) is None  # fmt: skip


def test_a_part_of_many_samples_is_enough(monkeypatch):
    samples, _ = landscape()
    whole = fit(samples)
    monkeypatch.setattr(calibration_fit, "_MOST_ROWS", 1000)
    part = fit(samples)
    assert part.pixels.count.sum() < whole.pixels.count.sum()
    np.testing.assert_allclose(
        part.calibration.temperatures, whole.calibration.temperatures, rtol=0.1
    )


def test_what_is_not_compared_does_not_matter():
    samples, _ = landscape()
    spoilt = samples.probabilities.copy()
    spoilt[samples.sample_cell == 7] = np.nan
    judged = np.ones(576, bool)
    judged[7] = False
    one = fit(replace(samples, judged=judged))
    other = fit(replace(samples, probabilities=spoilt))
    assert one.calibration == other.calibration
    assert one.calibration.cells == 575


def test_it_can_be_cancelled():
    class Stopped(Silent):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        fit(landscape(side=9)[0], progress=Stopped())


@pytest.mark.parametrize(("per_cell", "told"), [(9, True), (4, False), (1, False)])
def test_few_samples_do_not_tell_how_mixed_a_cell_is(per_cell, told):
    """A single sample is always the commonest of its cell."""
    samples, _ = landscape(per_cell=per_cell, told=4.0)
    trial = calibration_fit._Trial.at((0, 0), samples)
    mixed = trial.tables(EVEN, 0.0, 1.0)[2]
    by_cells = calibration_fit._MOST_MIXED * trial.mixture
    assert (mixed < by_cells) is told
    assert mixed == pytest.approx(by_cells) or told
