"""Samples from a table of values, ours or a stranger's."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.spatial import cKDTree

from ..errors import InputError
from ..legends.legend import CODE_MAX, generic
from ..phrases import counted
from ..progress import Progress
from .training import TrainingSet, plain_legend
from .validation import location_blocks

_MOST = 0.5  # of the samples name their cell, so that cells can be judged
_EMPTY = ("", "NULL", "None")
_BLOCKS_ACROSS = 10  # blocks along the longer side where the samples name no block
_LAST_CELL = 2**31 - 1  # a model keeps rows and columns in four bytes
_WHOLE = re.compile(r"-?[0-9]{1,15}(\.0*)?")  # as other programs may write them


def sample_table(
    features: np.ndarray,
    classes: Sequence[object],
    places: tuple[np.ndarray, np.ndarray],
    *,
    extra: Mapping[str, Sequence[object]],
    progress: Progress,
) -> TrainingSet:
    """Return samples with codes, names, colours and blocks.

    Args:
        features: float32 (sample, feature).
        classes: class code or class name of each sample.
        places: x and y of each sample, float64 (sample,), in one unit.
        extra: columns ``class_name``, ``class_color``, ``cell_row``, ``cell_col``, ``block`` and
            ``weight``, as far as there are any. Where fewer than half of the samples name their
            cell, none counts: the blocks are those of ``block``, and else squares, ten along the
            longer side of the samples' area.
        progress: told what of the columns cannot be used.

    Raises:
        InputError: a class is missing, one code has two names or colours, or a cell has a row or
            column that no raster has.
    """
    codes, names = _codes(classes)
    distinct = np.unique(codes)
    plain = generic(distinct)
    labels = dict(zip(plain.codes.tolist(), plain.names))
    colors = dict(zip(plain.codes.tolist(), plain.colors))
    labels.update(names)
    _take(labels, codes, extra.get("class_name", ()), "class_name")
    _take(colors, codes, extra.get("class_color", ()), "class_color")
    order = distinct.tolist()
    legend = plain_legend(order, [labels[code] for code in order], [colors[code] for code in order])
    cells, own = _cells(extra.get("cell_row", ()), extra.get("cell_col", ()), places, progress)
    blocks = None if cells is not None else _blocks(extra.get("block", ()), places)
    weights = _weights(extra.get("weight", ()), progress)
    return TrainingSet(features, codes, blocks, legend, weights, cells, own)


def _codes(classes: Sequence[object]) -> tuple[np.ndarray, dict[int, str]]:
    """Return the codes; names get codes from 1 in alphabetical order."""
    texts = ["" if value is None else str(value).strip() for value in classes]
    missing = sum(text in ("", "NULL") for text in texts)
    if missing:
        raise InputError(
            f"CLASS_FIELD: {missing} of {len(texts)} samples have no class; label or delete them."
        )
    try:
        numbers = np.array([float(text) for text in texts])
    except ValueError:
        distinct = sorted(set(texts))
        code_of = {name: code for code, name in enumerate(distinct, start=1)}
        codes = np.array([code_of[text] for text in texts], np.int64)
        return codes, {code: name for name, code in code_of.items()}
    wrong = (numbers != np.rint(numbers)) | (numbers < 0) | (numbers > CODE_MAX)
    if wrong.any():
        raise InputError(
            f"CLASS_FIELD: {numbers[wrong][0]:g} is no class code; codes are whole numbers from 0 "
            f"to {CODE_MAX}."
        )
    return numbers.astype(np.int64), {}


def _take(known: dict[int, str], codes: np.ndarray, values: Sequence[object], column: str) -> None:
    found: dict[int, str] = {}
    for code, value in zip(codes.tolist(), values):
        text = "" if value is None else str(value)
        if text in ("", "NULL"):
            continue
        if found.setdefault(code, text) != text:
            raise InputError(
                f"SAMPLES: class {code} has two values of {column}, '{found[code]}' and '{text}'; "
                "keep one."
            )
    known.update(found)


def _cells(
    rows: Sequence[object],
    cols: Sequence[object],
    places: tuple[np.ndarray, np.ndarray],
    progress: Progress,
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return row and column of the cells, and which samples name theirs; None = all of them.

    Samples without a cell get the one of the nearest sample that has one.
    """
    (row, has_row), (col, has_col) = _whole_numbers(rows), _whole_numbers(cols)
    if not (len(row) == len(col) == len(places[0])):
        return None, None
    own = has_row & has_col
    if not own.any() or own.mean() < _MOST:
        return None, None
    _check_cells(row[own], "cell_row")
    _check_cells(col[own], "cell_col")
    cells = np.column_stack([row, col])
    if own.all():
        return cells, None
    lost = int((~own).sum())
    progress.message(
        f"{lost} of {counted(own.size, 'sample')} without cell_row or cell_col: learnt from, but "
        "not judged by the coarse cell, nor asked about it.",
        warning=True,
    )
    points = np.column_stack(places)
    _, nearest = cKDTree(points[own]).query(points[~own])
    cells[~own] = cells[own][nearest]
    return cells, own


def _check_cells(numbers: np.ndarray, column: str) -> None:
    wrong = (numbers < 0) | (numbers > _LAST_CELL)
    if wrong.any():
        raise InputError(
            f"SAMPLES: {column} {numbers[wrong][0]} is in no raster ({int(wrong.sum())} of "
            f"{numbers.size} samples have such a number); cells are counted from 0 to "
            f"{_LAST_CELL}, so correct or delete the column."
        )


def _whole_numbers(values: Sequence[object]) -> tuple[np.ndarray, np.ndarray]:
    """Return the values, int64, 0 where one is no whole number, and which are some, bool."""
    texts = [str(value) for value in values]
    whole = np.array([bool(_WHOLE.fullmatch(text)) for text in texts], bool)
    numbers = [int(float(text)) if some else 0 for text, some in zip(texts, whole)]
    return np.array(numbers, np.int64), whole


def _blocks(values: Sequence[object], places: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    numbers, whole = _whole_numbers(values)
    if whole.size and whole.all():
        return numbers
    x, y = places
    side = max(float(np.ptp(x)), float(np.ptp(y)))
    size = side / _BLOCKS_ACROSS * (1 + 1e-9)  # the farthest sample is no block of its own
    return location_blocks(x, y, size=size if side > 0 else 1.0)


def _weights(values: Sequence[object], progress: Progress) -> np.ndarray | None:
    """Return the weights where every sample has one above 0."""
    weights = np.array([_number(value) for value in values], np.float64)
    usable = np.isfinite(weights) & (weights > 0)
    if usable.size and usable.all():
        return weights
    if any(str(value).strip() not in _EMPTY for value in values):
        wrong = int((~usable).sum())
        progress.message(
            f"weight is no number above 0 in {wrong} of {counted(usable.size, 'sample')}, so all "
            "samples count alike; correct or delete the column.",
            warning=True,
        )
    return None


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:  # an empty field
        return math.nan
