"""The sections on what a model of shares learnt from, and what each kind of input is worth."""

from __future__ import annotations

from collections.abc import Sequence

from ..accuracy.legend_levels import class_keys
from ..accuracy.report_data import Value
from ..fractions.block_split import Split
from ..fractions.fraction_model import FractionModel
from ..fractions.held_out import Contribution, FractionTraining, HeldOut
from .blocks import Column, Section, class_label, gain, paragraph, table
from .feature_bars import feature_bars
from .fraction_levels import BLOCKS, PLACES, RANDOM, LevelView, points
from .sheets import larger_sheet, sheet_of
from .text import UNDEFINED, Html, count, count_of, join, number, percent, signed

_SAMPLES = (
    "Mean share: of the area of all {of}. With some: those of them that hold any of the class. "
    "Tested: samples with some that were held out; a class without any was not tested."
)
_WORTH = (
    "The same forest is grown without the features of one kind, on the same samples, and tested "
    "{where}. Loss: what MAE is higher without them; below 0 the forest is better without. Kinds "
    "that tell the same replace each other, so that each of them seems to count little. Small "
    "losses are chance."
)
_BY_CLASS = "What MAE of each class is higher without the features of a kind, in points."
_COORDINATES = (
    "Coordinates tell places, not what lies there: what they are worth at random pixels says "
    "nothing of ground without samples."
)
_IMPURITY = (
    "Impurity favours features that can be split in many ways, and says nothing of samples not "
    "learnt from."
)


def training_facts(training: FractionTraining, model: FractionModel) -> dict[str, Value]:
    """Return what was learnt from, by what it is called."""
    counts = training.counts
    found: dict[str, Value] = {"Samples": learnt_samples(training, model)}
    if _refitted(model):
        found["Pixels the model was fitted anew to"] = model.samples
    else:
        found["Area of the samples with labels"] = f"{percent(model.covered)} %"
    found.update({
        "Usable pixels": counts.usable,
        "Pixels with too few labels": counts.no_label,
        "Pixels without image": counts.no_image,
        "Pixels without ancillary data": counts.no_ancillary,
        "Number of features": len(model.feature_names),
        "Classes learnt": len(model.class_codes),
        "Side of the blocks": _side(training.block_size),
    })  # fmt: skip
    for name, held in ((BLOCKS, training.blocks), (RANDOM, training.random)):
        if held is not None:
            found[name] = _split_words(held.split, blocks=name == BLOCKS)
    return found


def learnt_samples(training: FractionTraining, model: FractionModel) -> int:
    """Return how many samples there were to learn from and to test on."""
    held = training.blocks or training.random
    return model.samples if held is None else held.split.test.size


def _refitted(model: FractionModel) -> bool:
    return bool(model.settings.get("refits"))


def _side(metres: float | None) -> str:
    return "no blocks, because samples have no place" if metres is None else (
        f"{number(metres, digits=0)} m"
    )  # fmt: skip


def _split_words(split: Split, *, blocks: bool) -> str:
    tested = int(split.test.sum())
    parts = []
    for size, some, what in (
        (split.test.size - tested, split.learnt_blocks, "learnt from"),
        (tested, split.tested_blocks, "tested on"),
    ):
        inside = f" in {count_of(some, 'block')}" if blocks else ""
        parts.append(f"{count_of(size, 'sample')}{inside} {what}")
    return (
        f"{parts[0]}, {parts[1]} ({percent(split.test_share, digits=0)} %); mean shares "
        f"{points(split.deviation, digits=1)} points apart"
    )


def samples_section(training: FractionTraining, model: FractionModel) -> Section:
    """The classes with their shares in the samples, and which were tested."""
    splits = [
        (name, held)
        for name, held in ((BLOCKS, training.blocks), (RANDOM, training.random))
        if held is not None
    ]
    columns = [Column("Class", text=True), Column("Mean share, %"), Column("With some")]
    columns += [Column(name, group="Tested") for name, _ in splits]
    tested = [(held.observed > 0).sum(axis=0).tolist() for _, held in splits]
    rows: list[list[str]] = []
    for place, key in enumerate(class_keys(training.legend)):
        sizes = [model.counts[place], *(some[place] for some in tested)]
        shown = [percent(model.mean_shares[place], digits=2), *(count(one) for one in sizes)]
        rows.append([class_label(key, whole=True), *shown])
    sizes = [model.samples, *(held.observed.shape[0] for _, held in splits)]
    rows.append(["All classes", percent(1.0, digits=2), *(count(one) for one in sizes)])
    of = "pixels the model was fitted anew to" if _refitted(model) else "samples"
    shown_table = table(columns, rows, caption=_SAMPLES.format(of=of), label="Samples per class")
    missing = [one for name, held in splits for one in _missing(training, name, held)]
    return Section("Samples", join([shown_table, *(paragraph(one) for one in missing)]))


def _missing(training: FractionTraining, name: str, held: HeldOut) -> list[str]:
    """Sentences on classes that one side of a split lacks."""
    names = training.legend.names
    sentences = []
    for some, said in (
        (held.split.unlearnt, "Never learnt {where}, so that their figures are those of no shares"),
        (held.split.untested, "Never tested {where}, so that their figures only tell what was "
                              "predicted where there is none, and do not count in the means"),
    ):  # fmt: skip
        if some:
            listed = ", ".join(names[place] for place in some)
            sentences.append(f"{said.format(where=PLACES[name])}: {listed}.")
    return sentences


def inputs_sections(
    training: FractionTraining, model: FractionModel, views: Sequence[LevelView]
) -> list[Section]:
    """What each kind of input is worth, where that was tried, and the importance of features."""
    sections = []
    if training.contributions and views:
        sections.append(_worth(training, len(model.feature_names), views[0]))
    if len(training.importances):
        pairs = list(zip(model.feature_names, training.importances.tolist()))
        kind = "mean decrease in impurity"
        sections.append(Section("Features", feature_bars(pairs, kind=kind, note=_IMPURITY)))
    return sections


def _worth(training: FractionTraining, features: int, view: LevelView) -> Section:
    groups, where = training.contributions, PLACES[view.main.name]
    columns, rows = _group_columns(), _group_rows(groups, features, view)
    caption = _WORTH.format(where=where)
    parts = [table(columns, rows, caption=caption, label="What each kind of input is worth")]
    if any(one.group == "coordinates" for one in groups):
        parts.append(paragraph(_COORDINATES))
    by_class = [Column("Class", text=True)]
    by_class += [Column(one.group.capitalize(), group="Loss without, points") for one in groups]
    cells = [
        [class_label(key, whole=True), *(_loss(one.gain[place]) for one in groups)]
        for place, key in enumerate(view.classes)
    ]
    parts.append(table(by_class, cells, caption=_BY_CLASS, label="Loss of each class"))
    wide = larger_sheet([sheet_of(columns, rows), sheet_of(by_class, cells)])
    return Section("What each kind of input is worth", join(parts), wide=wide)


def _group_columns() -> list[Column]:
    columns = [Column("Without", text=True), Column("Features"), Column("MAE, points")]
    columns += [Column("Loss, points"), Column("Mean R²"), Column("Dominant class agrees, %")]
    return columns


def _group_rows(groups: Sequence[Contribution], features: int, view: LevelView) -> list[list[str]]:
    own = view.main.scores
    rows: list[list[str]] = [
        ["Nothing left out", "", points(own.mean_mae), UNDEFINED,
         number(own.mean_r2, digits=2), percent(own.dominant)]
    ]  # fmt: skip
    rows[0][1] = count(features)
    for one in sorted(groups, key=lambda group: -group.mean_gain):
        left = features - len(one.features)
        rows.append([
            one.group.capitalize(), count(left), points(one.without.mean_mae),
            _loss(one.mean_gain), number(one.without.mean_r2, digits=2),
            percent(one.without.dominant),
        ])  # fmt: skip
    return rows


def _loss(value: float) -> Html:
    """What is lost without some features, coloured by whether they help."""
    return gain(value, signed(100 * float(value), digits=2))
