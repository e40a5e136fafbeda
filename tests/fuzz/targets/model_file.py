"""Model files byte by byte, of both kinds."""

from __future__ import annotations

from harness import written
from made_models import classifier, put_together, shares, taken_apart
from model_use import use_any, use_classifier

NAMES = ("model.fcm", "features", "feature")
TOKENS = (
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"model.json"),
    *(b"\x93NUMPY\x01\x00", b"'descr': '<f8'", b"'descr': '|O'", b"'shape': (99999999,), }"),
    *(b"finecover-model", b"finecover-fractions", b"[" * 60, b"\xff\xff\xff\xff", b"../x"),
)


def target(data: bytes) -> None:
    from finecover.core.errors import ModelError
    from finecover.core.fractions.fraction_model import read_fraction_model
    from finecover.core.learning.model import read_model

    path = written("model.fcm", data)
    try:
        model = read_model(path)
    except ModelError:
        use_any(read_fraction_model(path))
    else:
        use_classifier(model)


def seeds() -> list[bytes]:
    from finecover.core.fractions.fraction_model import write_fraction_model
    from finecover.core.learning.model import write_model

    path = written("seed.fcm", b"")
    write_model(classifier(), path)
    first = path.read_bytes()
    write_fraction_model(shares(), path)
    second = path.read_bytes()
    return [first, second, *(put_together(*taken_apart(one), method=0) for one in (first, second))]
