"""How long a run takes, by a part of it that was measured: here, and on a cluster."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..cells.cell_sums import can_compare
from ..cluster.simulation import Scenario, simulate
from ..errors import InputError
from ..features.features import FeatureRecipe, FeatureStack
from ..mapping.band_survey import lattice_step
from ..mapping.smoothing import smoothing_margin
from ..parallel import thread_count
from ..progress import Progress, Stage
from ..rasters.grid import Grid
from .classes import CoarseClasses
from .findings import Findings, Told
from .job import Job
from .size import FITS, area_frame, map_plan
from .stand_in import StandIn, make_stand_in
from .trial import Trial, try_tiles
from .trial_tiles import TileGrid

WORKERS = (2, 4, 8, 16)
_SIMULATED = 2000  # tiles; more of them take in proportion
_FETCH = 2e-8  # seconds for a byte on its way from a worker, see benchmarks/cluster/results.md


@dataclass(frozen=True)
class Plan:
    """What a measured part of a run tells of the whole.

    Attributes:
        took: seconds that measuring took.
        trial: what was measured of the map.
        seconds: of the whole run here, by stage.
        workers: seconds of the whole run with so many workers of one thread, each as fast as a
            thread here.
    """

    took: float
    trial: Trial
    seconds: Mapping[str, float]
    workers: Mapping[int, float]

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        trial = asdict(self.trial)
        trial["tiles"] = len(trial.pop("each"))
        hours = {str(count): seconds / 3600 for count, seconds in self.workers.items()}
        return {"seconds": self.took, "hours_by_workers": hours, **trial}


def make_plan(
    job: Job,
    recipe: FeatureRecipe,
    classes: CoarseClasses,
    *,
    lacking: Mapping[str, float],
    progress: Progress,
) -> Plan:
    """Measure a part of a run for about half a minute, and tell how long all of it takes.

    A forest like the one to be is made of a few trees, and some tiles are mapped. No file is
    written.

    Args:
        job: that can start.
        recipe: its features.
        classes: of its coarse map.
        lacking: share of each area without data, by its name, as far as it was looked at.
        progress: may cancel.

    Raises:
        InputError: a part cannot be measured.
        Cancelled: the user asked to stop.
    """
    if job.series is not None:
        raise InputError(
            "MEASURE: a series whose gaps are filled first (STEP_DAYS) cannot be measured; run "
            "fillgaps, and check with what it writes as IMAGES."
        )
    start = time.monotonic()
    told = Told(Findings(), "IMAGES", progress)  # the look at windows says what there is to say
    stack = FeatureStack(job.inputs, job.settings.features, progress=told, keep=False)
    try:
        stand_in = make_stand_in(job, classes, stack, Stage(progress, 0.0, 0.5))
        frame, pixels = area_frame(job.geo_small, stack.grid, lacking)
        plan = map_plan(job, recipe, stand_in.model.forest.n_classes, frame)
        trial = try_tiles(job, stand_in, stack, plan, Stage(progress, 0.5, 1.0))
        mask = job.geo_small.on(stack.grid) if job.geo_small else None
        tiles = TileGrid(frame, plan.side, mask)
        run = _Run(job, recipe, stack.grid, tiles, tiles.busy_share(), pixels)
    finally:
        stack.close()
    work = run.work(trial, stand_in)
    training = FITS * job.settings.training.trees * stand_in.growing
    return Plan(
        took=time.monotonic() - start,
        trial=trial,
        seconds=run.stages(trial, work, training),
        workers={count: training + work.spread(count) for count in WORKERS},
    )


@dataclass(frozen=True)
class _Work:
    """Seconds of one thread for what threads and workers share.

    Attributes:
        sampling: looking for samples.
        survey: judging coarse cells.
        tiles: with something to map.
        each: of tiles as large as those of the run.
        others: tiles with nothing to map, which are fetched and written all the same.
        serial: to fetch and to write a tile.
        finish: to complete the rasters.
    """

    sampling: float
    survey: float
    tiles: int
    each: tuple[float, ...]
    others: int
    serial: float
    finish: float

    def spread(self, workers: int) -> float:
        """Return the seconds of what workers share."""
        some = min(self.tiles, _SIMULATED)
        shared = simulate(self.each, Scenario(some, workers, serial=self.serial)).seconds
        rest = self.others * self.serial + self.finish
        return (self.sampling + self.survey) / workers + shared * self.tiles / some + rest


@dataclass(frozen=True, eq=False)
class _Run:
    """The whole run.

    Attributes:
        share: of its frame in tiles with something to map.
        pixels: to map.
    """

    job: Job
    recipe: FeatureRecipe
    grid: Grid
    tiles: TileGrid
    share: float
    pixels: int

    def stages(self, trial: Trial, work: _Work, training: float) -> dict[str, float]:
        """Return the seconds of each stage here."""
        threads = thread_count()
        mapped = sum(work.each) / len(work.each) * work.tiles / trial.threads
        # the thread that writes takes its share of the processors, too
        written = self._area * trial.writing / threads + work.finish
        return {
            "Sampling": work.sampling / threads,
            "Training": training,
            "Mapping": work.survey / threads + mapped + written,
        }

    def work(self, trial: Trial, stand_in: StandIn) -> _Work:
        """Return what can be shared."""
        rows, cols = self.tiles.shape
        count = max(1, round(self.share * rows * cols))
        tile = self._area / (rows * cols)  # those at the edges are smaller
        scale = tile * len(trial.each) / trial.pixels * self._more(trial) * self._margins(trial)
        return _Work(
            sampling=self._sampling(trial),
            survey=self._survey(trial, stand_in),
            tiles=count,
            each=tuple(seconds * scale for seconds in trial.each),
            others=rows * cols - count,
            serial=tile * (trial.sent * _FETCH + trial.writing),
            finish=self._area * trial.completing,
        )

    @property
    def _area(self) -> int:
        return self.tiles.frame.height * self.tiles.frame.width

    def _more(self, trial: Trial) -> float:
        """Return by how much a tile takes longer than those tried, whose data may lack more."""
        if self.tiles.mask is not None:  # of which nobody knows how much of a tile they hold
            return 1.0
        working = (trial.forest + trial.rest) / max(sum(trial.each), 1e-9)
        return 1 - working + working * self.pixels / self._area / trial.shown

    def _margins(self, trial: Trial) -> float:
        """Return by how much a pixel takes less time than in smaller tiles that were tried."""
        around = 2 * smoothing_margin(self.job.settings.mapping.smoothing)
        side = min(self.tiles.side, self.tiles.frame.height, self.tiles.frame.width)
        return ((1 + around / side) / (1 + around / min(trial.side, side))) ** 2

    def _sampling(self, trial: Trial) -> float:
        again = self.job.settings.sampling.homogeneity > 0 and not self.recipe.statistics
        trained = area_frame(self.job.geo, self.grid, {})[1]
        return (2 if again else 1) * trained * trial.reading / trial.pixels

    def _survey(self, trial: Trial, stand_in: StandIn) -> float:
        """Return what comparing the coarse cells with the image takes, before the map."""
        coarse, settings = stand_in.coarse, self.job.settings.mapping
        used = settings.weight_for(stand_in.model, coarse) > 0
        if not used or not can_compare(coarse, self.grid):
            return 0.0
        walking = trial.forest / lattice_step(coarse.grid, self.grid) ** 2
        reading = 0.0 if self.recipe.statistics else trial.reading  # which are kept
        return (reading + walking) * self._area / trial.pixels
