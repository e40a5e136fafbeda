"""Sentences and a section about the gain a map may be expected to bring, and for how sure."""

from __future__ import annotations

import math

from ..accuracy.report_data import ClassKey
from ..learning.self_validation_result import SelfValidation, SettingScore
from ..phrases import HARDLY_ANY, error_share
from .blocks import Column, Section, class_label, gain, heading, paragraph, table, tiles
from .run import Expectation
from .text import UNDEFINED, Html, count, count_of, join, number, percent, signed

EXPECTATION_TITLE = "What to expect"
_NOTABLE = 0.005  # kappa; less is printed as 0.00
_SETTINGS = "Settings tried on the degraded coarse map"
_DOUBTS = "Coarse cells doubted"
UNSEEN = (
    "Errors of the coarse map that lie together cannot be seen this way and are not in the "
    "estimated share of wrong cells: a shifted map, whole wrong patches, a class named wrongly "
    "throughout. Nor is it seen where one class is often called one certain other, even if such "
    "cells lie scattered: every wrong class is taken for equally probable."
)


def expectation_sentences(expectation: Expectation) -> list[str]:
    """What the log says: the outcome, and what it is worth; or why there is none."""
    found = expectation.validation
    if found is None:
        return [expectation.missing] if expectation.missing else []
    sentences = [
        _outcome(found),
        *promise(expectation),
        "This is an estimate from another scale, measured against the coarse map itself, "
        f"{_with_weight(found.weight)}, which did best there; only an independent reference shows "
        "the true gain.",
    ]
    return [*sentences, *_other_setting(expectation), *expectation.cautions]


def expectation_section(expectation: Expectation, *, classes: list[ClassKey]) -> Section:
    """The expected gain in words and figures, the settings tried, and the cells doubted."""
    found = expectation.validation
    parts = []
    if found is None:
        parts.append(paragraph(f"{expectation.missing} No gain can be foretold.", style="lead"))
    else:
        lead = " ".join([_outcome(found), *promise(expectation)])
        parts += [paragraph(lead, style="lead"), tiles(_figures(found, expectation))]
        parts.append(paragraph(_caution(found)))
        remarks = [*_other_setting(expectation), *expectation.cautions]
        parts += [paragraph(note) for note in remarks]
        parts += [heading(_SETTINGS), _settings(found)]
    if any(expectation.judged):
        parts += [heading(_DOUBTS), _doubts(expectation, classes), paragraph(UNSEEN)]
    return Section(EXPECTATION_TITLE, join(parts))


def _outcome(found: SelfValidation) -> str:
    kappa, copy = (number(one, digits=2) for one in (found.kappa, found.copy_kappa))
    errors = f"an estimated {error_share(found.error_rate)} of the cells wrong"
    if found.error_rate < HARDLY_ANY:
        errors = "no wrong cells found"
    return (
        f"Degraded by {found.factor} and upsampled back, the map repeats the coarse cells with "
        f"kappa {kappa}, a plain copy with {copy}; {errors}."
    )


def promise(expectation: Expectation) -> list[str]:
    """What gain that lets one expect, as far as it tells of the map made."""
    foretold = expectation.gain
    if foretold is None:
        return []
    size, spread = (number(abs(one), digits=2) for one in foretold)
    if math.isnan(expectation.coarse_kappa):
        start = "One step coarser that is"
    else:
        differs = number(1 - expectation.coarse_kappa, digits=2)
        start = f"As the map differs from a copy of the coarse map by {differs} in kappa, expect"
    if abs(foretold[0]) < _NOTABLE:
        return [f"{start} about the kappa of a copy (± {spread})."]
    if foretold[0] > 0:
        return [f"{start} a gain of {size} ± {spread} in kappa over a copy of the coarse map."]
    return [f"{start} a loss of {size} ± {spread} in kappa against a copy of the coarse map."]


def _caution(found: SelfValidation) -> str:
    return (
        f"This is an estimate from another scale: cells {found.factor} times as wide stood for the "
        "coarse cells, and a few samples together for a pixel, and it is measured against the "
        "coarse map itself. The part of what was changed there that was a gain is taken for the "
        "part of what the map changes that is one. "
        "A copy of the coarse map would carry its wrong cells along, which the degraded map hardly "
        "does: the gain includes what they would cost, as far as their share is estimated rightly. "
        "The ± is its standard error, as far as the wider cells differ and whole cells from single "
        "samples; the estimate as a whole can be farther off. Only an independent reference shows "
        "the true gain."
    )


def _other_setting(expectation: Expectation) -> list[str]:
    found, used = expectation.validation, expectation.used
    if found is None or used is None or used == (found.weight, found.correction):
        return []
    made, expected = (
        f"{_with_weight(weight)}, the correction being {_setting(correction)}"
        for weight, correction in (used, (found.weight, found.correction))
    )
    return [f"The map was made {made}. What was found out holds {expected}."]


def _figures(found: SelfValidation, expectation: Expectation) -> list[tuple[str, str, str]]:
    foretold = expectation.gain
    shown: str = UNDEFINED
    if foretold is not None:
        expected = gain(foretold[0], signed(foretold[0], digits=2))
        shown = join([expected, f" ± {number(foretold[1], digits=2)}"])
    scale = "one step coarser, " if math.isnan(expectation.coarse_kappa) else ""
    return [
        ("Expected gain in kappa", shown, f"over a copy of the coarse map, {scale}estimated"),
        (
            "Kappa, upsampled back",
            number(found.kappa),
            f"{count_of(found.cells, 'coarse cell')}, a few samples together",
        ),
        (
            "Kappa, plain copy",
            number(found.copy_kappa),
            "of the degraded map, the same cells",
        ),
        ("Wrong cells in the coarse map", error_share(found.error_rate), "estimated"),
    ]


def _settings(found: SelfValidation) -> Html:
    weights = sorted({score.weight for score in found.scores})
    corrections = sorted({score.correction for score in found.scores})
    by_setting = {(score.weight, score.correction): score for score in found.scores}
    group = "Correction for the class shares of the samples"
    columns = [Column("Weight of the coarse map", text=True)]
    columns += [Column(_setting(one), group=group) for one in corrections]
    rows = [
        [_setting(weight), *(_score(by_setting.get((weight, one)), found) for one in corrections)]
        for weight in weights
    ]
    caption = (
        "Kappa and macro F1 (%) with which the degraded map, upsampled back, repeats the coarse "
        "cells: the mean of what a few samples together and whole cells do. A plain copy of the "
        f"degraded map has {number(found.copy_kappa)} / {percent(found.copy_macro_f1)}. The "
        "setting of the largest macro F1 + twice kappa is chosen where PRIOR_WEIGHT and "
        "PRIOR_CORRECTION are empty. Weight 0 leaves the coarse map unused as prior; correction 0 "
        "keeps the class shares of the samples, 1 takes them out in full."
    )
    return table(columns, rows, caption=caption, label=_SETTINGS)


def _score(score: SettingScore | None, found: SelfValidation) -> str:
    if score is None:
        return UNDEFINED
    shown = f"{number(score.kappa)} / {percent(score.macro_f1)}"
    if score is _chosen(found):
        return Html(f'<strong class="chosen">{shown}<br>chosen</strong>')
    return shown


def _doubts(expectation: Expectation, classes: list[ClassKey]) -> Html:
    columns = [Column("Class", text=True), Column("With samples"), Column("Judged")]
    columns += [Column("Doubted"), Column("Doubted, %")]
    triples = list(zip(expectation.cells, expectation.judged, expectation.doubted))
    rows = [
        [class_label(key), *_cells(*numbers)]
        for key, numbers in zip(classes, triples)
        if numbers[0]
    ]
    rows.append(["All classes", *_cells(*(sum(column) for column in zip(*triples)))])
    rate = ""
    if math.isfinite(expectation.error_rate):
        rate = f" Estimated share of wrong cells: {error_share(expectation.error_rate)}."
    caption = (
        "Coarse cells that gave samples. A cell is doubted where, by what trees that have not seen "
        "it make of its samples and by the classes around it, its label is more probably wrong "
        f"than right.{rate}{''.join(f' {one}' for one in _treatment(expectation))}"
    )
    return table(columns, rows, caption=caption, label=_DOUBTS)


def _treatment(expectation: Expectation) -> list[str]:
    """What was done with doubted cells, in training and as prior."""
    if not any(expectation.doubted):
        return []
    left_out, used = expectation.left_out, expectation.used
    if not expectation.cleaned:
        samples = "Their samples were learnt from all the same, because CLEAN was off."
    elif left_out is None:
        samples = "Cleaning leaves out samples of doubted cells."
    elif left_out:
        samples = f"Cleaning left out {count_of(left_out, 'sample')} of doubted cells."
    else:
        samples = "Cleaning left out none of their samples, because too little would have remained."
    if used is None:
        prior = "In a map with the coarse map as prior, a cell counts as much as it is believed."
    elif used[0] == 0:
        prior = "The map was made without the coarse map as prior."
    elif expectation.surveyed is False:
        prior = "As prior every cell counted in full, because none could be held against the image."
    else:
        prior = "As prior a cell counted as much as it was believed."
    return [samples, prior]


def _cells(cells: int, judged: int, doubted: int) -> list[str]:
    share = doubted / judged if judged else math.nan
    return [*(count(one) for one in (cells, judged, doubted)), percent(share)]


def _chosen(found: SelfValidation) -> SettingScore:
    setting = (found.weight, found.correction)
    return next(one for one in found.scores if (one.weight, one.correction) == setting)


def _with_weight(weight: float) -> str:
    if weight == 0:
        return "without the coarse map as prior"
    return f"with the weight {_setting(weight)} for the coarse map as prior"


def _setting(value: float) -> str:
    return f"{value:g}"
