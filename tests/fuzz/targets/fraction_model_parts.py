"""Models of shares whose document, arrays and entries are changed each by itself."""

from __future__ import annotations

import functools

from harness import Choices, written
from made_models import Parts, edited, edits_from, file_of, shares, taken_apart
from model_use import meet_features, use_any

NAMES = ("model.fcm", "features", "feature", "coordinates")


@functools.cache
def _valid() -> Parts:
    from finecover.core.fractions.fraction_model import write_fraction_model

    path = written("seed.fcm", b"")
    write_fraction_model(shares(), path)
    return taken_apart(path.read_bytes())


def target(data: bytes) -> None:
    from finecover.core.fractions.fraction_model import read_fraction_model

    model = read_fraction_model(file_of(edited(_valid(), Choices(data))))
    use_any(model)
    if data:
        meet_features(model)


def seeds() -> list[bytes]:
    return edits_from()
