"""Small valid models made by hand, in no time, and their files taken apart and put together."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Sequence
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

import numpy as np
from harness import Choices, written

if TYPE_CHECKING:
    from finecover.core.fractions.fraction_model import FractionModel
    from finecover.core.learning.forest_arrays import Forest
    from finecover.core.learning.model import Model
    from finecover.core.legends.legend import Legend

NAMES = ("red", "near infrared", "Mine")
RECIPE = {
    "bands": [{"name": "red", "role": "red", "scene": "2020-01-31", "image": 0, "number": 1}],
    "statistics": ["mean"],
    "formulas": {"Mine": "red-nir"},
    "names": list(NAMES),
    "context": 5,
    "coordinates_crs": 'LOCAL_CS["a",UNIT["metre",1]]',
}
_VERSIONS = {"finecover": "1", "python": "3.11"}
Parts = tuple[dict[str, Any], dict[str, bytes]]


def classifier() -> Model:
    """Return a model of three classes with everything a model may hold."""
    from finecover.core.cells.cell_judge import CellJudge
    from finecover.core.cells.cell_noise import CellNoise
    from finecover.core.learning.calibration import Calibration
    from finecover.core.learning.model import Model
    from finecover.core.learning.self_validation_result import SelfValidation, SettingScore

    judge = CellJudge(
        CellNoise(1.5, 0.5, 0.5, 0.1),
        overall=np.array([0.5, 0.25, 0.25]),
        cells=np.array([[0, 0], [0, 1], [1, 0], [2, 5]], np.int32),
        codes=np.array([3, 17, 200, 3], np.int32),
        folds=np.array([0, 1, 0, 1], np.int32),
        trust=np.array([1, 0.5, 0.75, 0]),
        others=np.array([17, 3, 3, 200], np.int32),
        tree_groups=np.array([0, 1, 2]),
        known=np.ones((2, 3), np.int32),
    )
    scores = (SettingScore(0.0, 0.5, 0.4, 0.5, 0.1), SettingScore(0.5, 1.0, 0.6, 0.5, 0.1))
    shown = SelfValidation(
        scores, copy_kappa=0.5, copy_macro_f1=0.4, weight=0.5, correction=1.0, gain=0.1,
        gain_spread=0.05, error_rate=0.1, cells=40, factor=2, own_errors=0.05, changed=0.3,
    )  # fmt: skip
    return Model(
        **_common(),
        training_shares=np.array([0.5, 0.25, 0.25]),
        judge=judge,
        validation=shown,
        calibration=Calibration((0.0, 1.0), (0.5, 1.0), ((1.0, 0.9), (1.1, 2.0)), 40),
    )


def shares() -> FractionModel:
    """Return a model of the shares of three classes."""
    from finecover.core.fractions.fraction_model import FractionModel

    return FractionModel(
        **_common(),
        mean_shares=np.array([0.5, 0.25, 0.25]),
        samples=90,
        covered=0.9,
        scores={"blocks": {"mae": 0.1, "r2": [None, 0.5]}},
    )


def _common() -> dict[str, Any]:
    from finecover.core.learning.applicability import TrainingDomain

    points = np.arange(12.0).reshape(4, 3) % 5
    return {
        "forest": _forest(),
        "legend": _legend(),
        "feature_names": NAMES,
        "class_codes": (3, 17, 200),
        "counts": np.array([40, 20, 20]),
        "recipe": RECIPE,
        "settings": {"trees": 2, "clean": True, "nothing": None},
        "domain": TrainingDomain(np.zeros(3), np.ones(3), np.ones(3), points, 2.0, 0.5),
        "versions": _VERSIONS,
    }


def _forest() -> Forest:
    from finecover.core.learning.forest_arrays import Forest

    return Forest(
        feature=np.array([0, -1, 1, -1, -1, 2, -1, -1], np.int32),
        threshold=np.array([0.5, 0, 0.2, 0, 0, -1, 0, 0]),
        left=np.array([1, -1, 3, -1, -1, 1, -1, -1], np.int32),
        right=np.array([2, -1, 4, -1, -1, 2, -1, -1], np.int32),
        values=np.array([[1, 0, 0], [0, 1, 0], [0.25, 0.25, 0.5], [0, 0, 1], [0.5, 0.5, 0]]),
        tree_starts=np.array([0, 5, 8]),
        n_features=3,
    )


def _legend() -> Legend:
    from finecover.core.legends.legend import LandCoverClass, Legend, Level

    return Legend(
        (
            LandCoverClass(3, "Wood", "#006400", (Level("level1", 1, "Land"),)),
            LandCoverClass(17, "Water & ice", "#0000ff", (Level("level1", 2, "Water"),)),
            LandCoverClass(200, "都市", "#ff0000", (Level("level1", 1, "Land"),)),
        ),
        name="made",
        nodata_codes=(255,),
    )


def taken_apart(content: bytes) -> Parts:
    """Return a model file's document and its other entries."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(entries.pop("model.json")), entries


def put_together(document: object, entries: dict[str, bytes], *, method: int = 8) -> bytes:
    """Return a model file of any document and entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("model.json", json.dumps(document))
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def npy(array: np.ndarray) -> bytes:
    """Return an array as the entry of a model file."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


_STRANGE = (
    *(None, True, False, 0, 1, -1, 2, 3, 0.5, 1e308, float("nan"), float("inf"), 10**30, 65536),
    *("", "red", "a\nb", "\ud800", "x" * 3000, "</script><b>", "=1+1", "2020-01-31", "\0"),
    *([], {}, [[]], [1, 2], ["red"] * 3, {"red": "nir"}, {"name": [], "role": {}}, [None]),
)


def edited(content: Parts, choices: Choices) -> bytes:
    """Return a model file in which a few things are otherwise, as the bytes choose."""
    document, entries = json.loads(json.dumps(content[0])), dict(content[1])
    method, change = 8, (_edit_value, _edit_value, _edit_array, _edit_entries)
    for _ in range(6):
        if not choices.left:
            break
        choices.pick(change)(document, entries, choices)
    if choices.left and choices.below(8) == 7:
        method = choices.pick((0, 8, 12, 14))
    made = bytearray(put_together(document, entries, method=method))
    for _ in range(4):
        if choices.left and choices.below(8) == 7:
            made[choices.below(len(made))] = choices.below(256)
    return bytes(made)


def _edit_value(document: dict[str, Any], entries: dict[str, bytes], choices: Choices) -> None:
    """Replace, remove or add a value somewhere in the document."""
    place: Any = document
    for _ in range(6):
        keys: Sequence[Any] = list(place) if isinstance(place, dict) else range(len(place))
        if not keys:
            return
        key = choices.pick(keys)
        if not isinstance(place[key], (dict, list)) or choices.below(3) == 0:
            break
        place = place[key]
    kind = choices.below(8)
    if kind == 0:
        del place[key]
    elif kind == 1 and isinstance(place, dict):
        place[choices.text()] = copy.deepcopy(choices.pick(_STRANGE))
    elif kind == 2:
        place[key] = choices.text()
    elif kind == 3:
        place[key] = choices.below(70000) - 100
    else:
        place[key] = copy.deepcopy(choices.pick(_STRANGE))


def _edit_array(document: dict[str, Any], entries: dict[str, bytes], choices: Choices) -> None:
    """Change one number of an array, its type or its shape."""
    name = choices.pick(sorted(entries))
    try:
        array = np.load(io.BytesIO(entries[name])).copy()
    except (ValueError, EOFError, SyntaxError, TokenError):  # edited before
        return
    kind = choices.below(6)
    if kind == 0:
        array = array[: choices.below(len(array) + 1)]
    elif kind == 1:
        array = array.astype(choices.pick(("<i4", "<i8", "<f8", "<f4", "<u8", ">f8", "|b1", "<c8")))
    elif kind == 2:
        array = array.reshape(choices.pick(((-1,), (-1, 1), (1, -1), (1, 1, -1))))
    elif array.size:
        value = choices.pick((0, 1, 2, -1, 3, 5, 2**31 - 1, -(2**31), 0.5, np.nan, np.inf, 1e-320))
        with np.errstate(all="ignore"):
            array.flat[choices.below(array.size)] = np.array(value).astype(array.dtype)
    entries[name] = npy(array)


def _edit_entries(document: dict[str, Any], entries: dict[str, bytes], choices: Choices) -> None:
    """Remove, add, cut or rename an entry, or damage its bytes."""
    name, kind = choices.pick(sorted(entries)), choices.below(5)
    if kind == 0:
        del entries[name]
    elif kind == 1:
        entries[choices.pick(("../evil", "/etc/x", "a\\..\\b", "forest_left.npy/", "x" * 99))] = (
            b"x"
        )
    elif kind == 2:
        entries[name] = entries[name][: choices.below(200)]
    elif kind == 3:
        entries[choices.pick(sorted(entries))] = entries[name]
    else:
        damaged = bytearray(entries[name])
        if damaged:
            damaged[choices.below(min(len(damaged), 130))] = choices.below(256)
        entries[name] = bytes(damaged)


def edits_from(*seeds: int) -> list[bytes]:
    """Return lists of choices to start from: none, and some at random."""
    return [b"", *(np.random.default_rng(seed).bytes(40) for seed in seeds)]


def file_of(content: bytes) -> str:
    """Write a model file, and return where."""
    return str(written("model.fcm", content))
