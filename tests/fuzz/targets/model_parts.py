"""Models of classes whose document, arrays and entries are changed each by itself."""

from __future__ import annotations

import functools

from harness import Choices, written
from made_models import Parts, classifier, edited, edits_from, file_of, taken_apart
from model_use import meet_features, use_classifier

NAMES = ("model.fcm", "features", "feature", "coordinates")


@functools.cache
def _valid() -> Parts:
    from finecover.core.learning.model import write_model

    path = written("seed.fcm", b"")
    write_model(classifier(), path)
    return taken_apart(path.read_bytes())


def target(data: bytes) -> None:
    from finecover.core.learning.model import read_model

    model = read_model(file_of(edited(_valid(), Choices(data))))
    use_classifier(model)
    if data:
        meet_features(model)


def seeds() -> list[bytes]:
    return edits_from()
