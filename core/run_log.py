"""What the log of a run says: samples of each class, time of each stage, a table in the end."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .learning.sampling import SampleTable
from .learning.training_result import TrainingResult
from .progress import Progress
from .reports.run import Expectation
from .reports.text import count, count_of
from .reports.validation import expectation_sentences
from .summaries import sampling_notes
from .text_table import text_table
from .upsample_data import UpsampleResult

_TITLES = ("Code", "Class", "Samples", "Left out", "Pixels", "Share %", "Conf. %")
_WIDEST = 78  # letters that the log of a narrow dialog shows in a line


class Stages:
    """The stages of a run and how long each took.

    Attributes:
        seconds: by stage, in their order.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def timed(self, stage: str, progress: Progress) -> Iterator[None]:
        """Time what is done inside, and tell the log."""
        start = time.monotonic()
        yield
        self.seconds[stage] = time.monotonic() - start
        progress.message(f"{stage}: {_shown(self.seconds[stage])}.")

    def sentence(self) -> str:
        """Return the time of every stage and of all."""
        each = ", ".join(f"{stage.lower()} {_shown(s)}" for stage, s in self.seconds.items())
        return f"Time: {each}; in all {_shown(sum(self.seconds.values()))}."


def _shown(seconds: float) -> str:
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def report_samples(samples: SampleTable, progress: Progress) -> None:
    """Tell in the log how many samples of each class were drawn."""
    for one in samples.counts:
        name = samples.legend.get(one.code).name
        fit = ""
        if one.candidates < one.available:
            fit = f", {count(one.candidates)} of them as BUFFER, PURITY and HOMOGENEITY want them"
        drawn, pixels = count_of(one.drawn, "sample"), count_of(one.available, "pixel")
        progress.message(f"{name} ({one.code}): {drawn} of {pixels}{fit}.")
    for note in sampling_notes(samples.counts, samples.legend):
        progress.message(note, warning=True)


def report_left_out(training: TrainingResult, progress: Progress) -> None:
    """Tell in the log which samples of each class were not learnt from, and why."""
    legend = training.model.legend
    rows = zip(legend.codes.tolist(), legend.names, training.without_data, training.doubtful)
    for code, name, without_data, doubtful in rows:
        reasons = {
            "because a feature has no data there": int(without_data),
            "because cleaning doubts the label": int(doubtful),
        }
        told = [(number, reason) for reason, number in reasons.items() if number]
        if not told:
            continue
        every = count_of(sum(number for number, _ in told), "sample")
        why = f" {told[0][1]}"
        if len(told) > 1:
            why = ", " + " and ".join(f"{count(number)} {reason}" for number, reason in told)
        progress.message(f"{name} ({code}): {every} left out{why}.")


def report_expectation(expected: Expectation, progress: Progress) -> None:
    """Tell in the log what gain to expect of a map."""
    for sentence in expectation_sentences(expected):
        progress.message(sentence)


def report_run(result: UpsampleResult, stages: Stages, progress: Progress) -> None:
    """Tell in the log, in the end, what became of each class and how long it took."""
    progress.message(class_table(result))
    progress.message(stages.sentence())


def class_table(result: UpsampleResult) -> str:
    """Return a table of the classes as plain text: samples, pixels, confidence."""
    training, mapped = result.training, result.mapped
    legend, learnt = training.model.class_legend, training.model.legend
    drawn = {one.code: one.drawn for one in result.samples.counts}
    lost = training.without_data + training.doubtful
    left_out = dict(zip(learnt.codes.tolist(), lost.tolist()))
    total = int(mapped.counts.sum())
    columns = zip(legend.codes.tolist(), legend.names, mapped.counts, mapped.class_confidence)
    rows = [
        (
            str(code), name, count(drawn.get(code, 0)), count(left_out.get(code, 0)),
            count(int(pixels)), f"{100 * pixels / total:.1f}", _percent(confidence),
        )
        for code, name, pixels, confidence in columns
    ]  # fmt: skip
    every = (
        "", "All", count(sum(drawn.values())), count(int(lost.sum())), count(total), "100.0",
        _percent(mapped.mean_confidence),
    )  # fmt: skip
    return text_table(_TITLES, [*rows, every], left=2, total=True, widest=_WIDEST)


def _percent(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.0f}"
