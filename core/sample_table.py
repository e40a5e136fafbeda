"""Samples from a table of values, ours or a stranger's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from .errors import InputError
from .legend import CODE_MAX, generic
from .training import TrainingSet, plain_legend
from .validation import location_blocks

_BLOCKS_ACROSS = 10  # blocks along the longer side where the samples name no block
_LAST_CELL = 2**31 - 1  # a model keeps rows and columns in four bytes
_WHOLE = re.compile(r"-?[0-9]{1,15}(\.0*)?")  # as other programs may write them


def sample_table(
    features: np.ndarray,
    classes: Sequence[object],
    places: tuple[np.ndarray, np.ndarray],
    *,
    extra: Mapping[str, Sequence[object]],
) -> TrainingSet:
    """Return samples with codes, names, colours and blocks.

    Args:
        features: float32 (sample, feature).
        classes: class code or class name of each sample.
        places: x and y of each sample, float64 (sample,), in one unit.
        extra: columns ``class_name``, ``class_color``, ``cell_row``, ``cell_col``, ``block`` and
            ``weight``, as far as there are any. Without usable cells the blocks are those of
            ``block``, and else squares, ten along the longer side of the samples' area.

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
    cells = _cells(extra.get("cell_row", ()), extra.get("cell_col", ()))
    blocks = None if cells is not None else _blocks(extra.get("block", ()), places)
    return TrainingSet(features, codes, blocks, legend, _weights(extra.get("weight", ())), cells)


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


def _cells(rows: Sequence[object], cols: Sequence[object]) -> np.ndarray | None:
    """Return row and column of the cells where every sample has both, int64 (sample, 2)."""
    row, col = _whole_numbers(rows), _whole_numbers(cols)
    if row is None or col is None:
        return None
    _check_cells(row, "cell_row")
    _check_cells(col, "cell_col")
    return np.column_stack([row, col])


def _check_cells(numbers: np.ndarray, column: str) -> None:
    wrong = (numbers < 0) | (numbers > _LAST_CELL)
    if wrong.any():
        raise InputError(
            f"SAMPLES: {column} {numbers[wrong][0]} is in no raster ({int(wrong.sum())} of "
            f"{numbers.size} samples have such a number); cells are counted from 0 to "
            f"{_LAST_CELL}, so correct or delete the column."
        )


def _whole_numbers(values: Sequence[object]) -> np.ndarray | None:
    """Return the values, int64, where every one is a whole number."""
    texts = [str(value) for value in values]
    if not texts or not all(_WHOLE.fullmatch(text) for text in texts):
        return None
    return np.array([int(float(text)) for text in texts], np.int64)


def _blocks(values: Sequence[object], places: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    numbers = _whole_numbers(values)
    if numbers is not None:
        return numbers
    x, y = places
    side = max(float(np.ptp(x)), float(np.ptp(y)))
    size = side / _BLOCKS_ACROSS * (1 + 1e-9)  # the farthest sample is no block of its own
    return location_blocks(x, y, size=size if side > 0 else 1.0)


def _weights(values: Sequence[object]) -> np.ndarray | None:
    """Return the weights where every sample has one above 0."""
    try:
        weights = np.array([float(str(value)) for value in values])
    except ValueError:  # an empty field
        return None
    usable = weights.size > 0 and bool((np.isfinite(weights) & (weights > 0)).all())
    return weights if usable else None
