"""One run of the settings study: what self-validation promises, beside what the truth says."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from ...core.accuracy.accuracy import assess, confusion_matrix
from ...core.cells.coarse import CoarseMap, read_coarse
from ...core.errors import FineCoverError, ModelError
from ...core.features.features import FeatureStack
from ...core.learning.cell_trust import DOUBTED
from ...core.learning.sampling import extract_features, sample_coarse_map
from ...core.learning.self_validation import SelfValidation
from ...core.learning.training import TrainingResult, train
from ...core.legends.labels import LegendChoice, choose_rule
from ...core.legends.legend import generic
from ...core.mapping.posterior import MapSettings
from ...core.parallel import ordered_map
from ...core.pipeline import UpsampleSettings, training_set
from ...core.progress import Silent
from ...core.rasters.raster import CodeReader, RasterSource, raster_environment
from .coarse_maps import NO_CLASS, block_majority, copy_to_pixels, with_wrong_cells, write_cells
from .methods import Task, default_settings
from .runs import CASES, RunFailed
from .scenes import Scene
from .scoring import Scores, score
from .settings_confidence import ConfidenceErrors, confidence_errors
from .settings_grid import SettingsGrid, filled_features, make_maps, surveyed, to_codes


@dataclass(frozen=True)
class StudyJob:
    """One coarse map to learn from and to map with every setting."""

    scene: str
    case: str
    seed: int

    @property
    def told(self) -> str:
        """The job in words."""
        return f"{self.scene}, {self.case}, seed {self.seed}"


@dataclass(frozen=True)
class TrueScore:
    """What a setting's map is worth by the truth."""

    weight: float
    correction: float
    smoothing: float
    kappa: float
    macro_f1: float


@dataclass(frozen=True)
class CellErrors:
    """Wrong coarse cells, and what was made of them; shares are NaN where there are none.

    Attributes:
        estimated_rate: share of wrong cells, estimated in training.
        true_rate: share of cells whose class is not their block's commonest.
        wrong_doubted, right_doubted: share of those of the training cells taken for wrong.
        wrong_doubted_in_map, right_doubted_in_map: likewise of all cells, as the map's prior.
    """

    estimated_rate: float
    true_rate: float
    wrong_doubted: float
    right_doubted: float
    wrong_doubted_in_map: float
    right_doubted_in_map: float


@dataclass(frozen=True)
class StudyRun:
    """What came of a job.

    Attributes:
        smoothing: the default one, at which settings are ranked.
        validation: what training found out without the truth.
        copy_kappa: of the coarse map itself.
        coarse_kappa: of the default map and the coarse map.
        scores: of the map of every setting.
        cells: how wrong coarse cells were told from right ones.
        confidence: of the default map.
    """

    scene: str
    case: str
    seed: int
    smoothing: float
    validation: SelfValidation
    copy_kappa: float
    coarse_kappa: float
    scores: tuple[TrueScore, ...]
    cells: CellErrors
    confidence: ConfidenceErrors
    seconds: float

    @property
    def ranked(self) -> tuple[TrueScore, ...]:
        """The settings self-validation tells of, at the default smoothing, in its order."""
        return tuple(self.at(entry.weight, entry.correction) for entry in self.validation.scores)

    @property
    def chosen(self) -> TrueScore:
        """The default map."""
        return self.at(self.validation.weight, self.validation.correction)

    def at(self, weight: float, correction: float) -> TrueScore:
        """Return the true score of a setting of the prior at the default smoothing."""
        wanted = (weight, correction, self.smoothing)
        return next(s for s in self.scores if (s.weight, s.correction, s.smoothing) == wanted)

    @property
    def rank_correlation(self) -> float:
        """Spearman's, of the score settings are chosen by with their true kappa."""
        return spearman([entry.total for entry in self.validation.scores], self._true_kappas)

    @property
    def kappa_rank_correlation(self) -> float:
        """Spearman's, of self-validation's kappa alone with the true kappa."""
        return spearman([entry.kappa for entry in self.validation.scores], self._true_kappas)

    @property
    def _true_kappas(self) -> list[float]:
        return [entry.kappa for entry in self.ranked]

    @property
    def best_ranked(self) -> float:
        """The best true kappa at the default smoothing."""
        return max(self._true_kappas)

    @property
    def best(self) -> float:
        """The best true kappa of all settings."""
        return max(entry.kappa for entry in self.scores)

    @property
    def true_gain(self) -> float:
        """Kappa of the default map minus that of the copy."""
        return self.chosen.kappa - self.copy_kappa

    @property
    def off_by(self) -> float:
        """How many of its spreads the expected gain is above the true one."""
        gain, spread = self.expected_gain
        return (gain - self.true_gain) / max(spread, 1e-9)

    @property
    def expected_gain(self) -> tuple[float, float]:
        """What is expected of the default map, and its spread."""
        return self.validation.gain_of_map(1 - self.coarse_kappa)

    @property
    def sign_right(self) -> bool:
        """Whether a gain was promised where there is one, or a loss where there is none."""
        return (self.expected_gain[0] > 0) == (self.true_gain > 0)


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Spearman's rank correlation; NaN for fewer than two or for equal values."""
    if len(first) < 2 or len(set(first)) == 1 or len(set(second)) == 1:
        return math.nan
    return float(spearmanr(first, second)[0])


def plan_study(scenes: Sequence[str], seeds: int) -> list[StudyJob]:
    """Return the jobs in their order."""
    return [
        StudyJob(scene, case, seed) for scene in scenes for case in CASES for seed in range(seeds)
    ]


def study(job: StudyJob, scene: Scene) -> StudyRun:
    """Train with the defaults, map with every setting, and compare with the truth.

    Raises:
        RunFailed: the product refused, in its own words, or could not validate itself.
    """
    start = time.monotonic()
    right = block_majority(scene.reference, factor=scene.inputs.factor)
    cells = with_wrong_cells(right, share=CASES[job.case], seed=job.seed)
    settings = default_settings(scene.inputs, job.seed)
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as folder:
        task = Task(scene.inputs, cells, job.seed, Path(folder))
        try:
            made = map_settings(task, settings, scene.reference)
        except FineCoverError as error:
            raise RunFailed(f"{job.told} failed: {error}") from error
    copy = copy_to_pixels(cells, factor=scene.inputs.factor, shape=scene.inputs.grid.shape)
    return StudyRun(
        job.scene,
        job.case,
        job.seed,
        smoothing=settings.mapping.smoothing,
        validation=made.validation,
        copy_kappa=score(copy, scene.reference).kappa,
        coarse_kappa=_coarse_kappa(made, copy, settings.mapping.smoothing),
        scores=_true_scores(made, scene.reference),
        cells=_cell_errors(made, cells != right, known=right != NO_CLASS),
        confidence=made.confidence,
        seconds=round(time.monotonic() - start, 1),
    )


@dataclass(frozen=True, eq=False)
class MapsOfSettings:
    """A model, and what it makes of its scene.

    Attributes:
        training: the model and what its training told.
        validation: how it chose its settings.
        prior: the coarse map with the trust in its cells.
        settings: of each map.
        maps: positions in the model's legend, int16 (setting, row, col); -1 = none.
        confidence: of the map with the settings chosen.
    """

    training: TrainingResult
    validation: SelfValidation
    prior: CoarseMap
    settings: tuple[MapSettings, ...]
    maps: np.ndarray
    confidence: ConfidenceErrors


def map_settings(task: Task, settings: UpsampleSettings, reference: np.ndarray) -> MapsOfSettings:
    """Train once as ``upsample`` does, and map with every setting of the grid.

    The reference is only compared with the confidence of the map.

    Raises:
        FineCoverError: as ``upsample``; ModelError where it could not validate itself.
    """
    path = task.folder / "coarse.tif"
    write_cells(path, task.cells, fine=task.scene.grid, factor=task.scene.factor)
    source = RasterSource(str(path), name="COARSE")
    legend = generic(task.cells[task.cells != NO_CLASS])
    choice = LegendChoice(kind="layer", layer_legend=legend)
    with (
        raster_environment(),
        CodeReader(source) as reader,
        closing(FeatureStack(task.scene.sources, settings.features, progress=Silent())) as features,
    ):
        rule = choose_rule(reader, choice, progress=Silent())
        coarse = read_coarse(source, rule, features.grid)
        training = _train(coarse, features, settings)
        if training.validation is None:
            raise ModelError("There are too few coarse cells for self-validation.")
        filled = filled_features(training.model, features)
        prior = surveyed(training.model, filled, coarse)
        grid = SettingsGrid.tried(training.validation, settings.mapping)
        maps = make_maps(training.model, filled, prior, grid)
        confidence = confidence_errors(training.model, filled, prior, settings.mapping, reference)
    return MapsOfSettings(training, training.validation, prior, grid.settings, maps, confidence)


def _train(coarse: CoarseMap, features: FeatureStack, settings: UpsampleSettings) -> TrainingResult:
    samples = sample_coarse_map(
        coarse, features, area=None, settings=settings.sampling, progress=Silent()
    )
    table = extract_features(features, samples.row, samples.col, progress=Silent())
    return train(
        training_set(samples, table), features, settings=settings.training, progress=Silent(),
        coarse=coarse,
    )  # fmt: skip


def _coarse_kappa(made: MapsOfSettings, copy: np.ndarray, smoothing: float) -> float:
    """Return kappa of the default map and the copy, over the pixels that have both."""
    chosen = (made.validation.weight, made.validation.correction, smoothing)
    keys = [(s.prior_weight, s.prior_correction, s.smoothing) for s in made.settings]
    labels = to_codes(made.maps[keys.index(chosen)], made.training.model)
    known = (labels != NO_CLASS) & (copy != NO_CLASS)
    codes, places = np.unique(np.stack([labels[known], copy[known]]), return_inverse=True)
    mapped, copied = places.reshape(2, -1)
    return assess(confusion_matrix(mapped, copied, n_classes=codes.size)).kappa


def _true_scores(made: MapsOfSettings, reference: np.ndarray) -> tuple[TrueScore, ...]:
    def work(labels: np.ndarray) -> Scores:
        return score(to_codes(labels, made.training.model), reference)

    with closing(ordered_map(work, made.maps, progress=Silent())) as results:
        return tuple(
            TrueScore(
                float(setting.prior_weight or 0), float(setting.prior_correction or 0),
                setting.smoothing, found.kappa, found.macro_f1,
            )
            for setting, found in zip(made.settings, results)
        )  # fmt: skip


def _cell_errors(made: MapsOfSettings, wrong: np.ndarray, *, known: np.ndarray) -> CellErrors:
    """Compare the cells' trust with the truth; ``wrong``, ``known``: bool (cell row, cell col)."""
    training, prior = made.training, made.prior
    learnt = training.cells
    taken = (np.zeros(0, bool), np.zeros(0, bool))
    if learnt is not None:
        taken = (learnt.trust < DOUBTED, wrong[learnt.cells[:, 0], learnt.cells[:, 1]])
    in_map = np.zeros(wrong.shape, bool)
    if prior.trust is not None:
        (row, col), (height, width) = prior.first_cell, prior.labels.shape
        in_map[row : row + height, col : col + width] = prior.trust < DOUBTED
    shares = (*_shares(*taken), *_shares(in_map[known], wrong[known]))
    return CellErrors(float(training.error_rate), float(wrong[known].mean()), *shares)


def _shares(doubted: np.ndarray, wrong: np.ndarray) -> tuple[float, float]:
    """Return the share doubted of the wrong ones and of the right ones; NaN of none."""
    parts = (doubted[wrong], doubted[~wrong])
    wrongly, rightly = (float(part.mean()) if part.size else math.nan for part in parts)
    return wrongly, rightly
