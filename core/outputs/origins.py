"""What the outputs of this process were made from, which no later step may write over.

The steps of a model hand each other temporary files; which of the user's files those were made
from, a step cannot see otherwise.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .claim import identity_of
from .one_file import file_number

_MOST = 1000  # outputs that are remembered


@dataclass(frozen=True)
class Origin:
    """What a run reads.

    Attributes:
        path: the file, or GDAL's name of it.
        raster: it is read as a raster.
        called: the id of a layer that is in no file, else "" or anything that tells the layer.
    """

    path: str
    raster: bool
    called: str = ""


@dataclass(frozen=True)
class _Made:
    number: str
    named: bool
    origins: tuple[Origin, ...]


_MADE: OrderedDict[str, _Made] = OrderedDict()
_GUARD = threading.Lock()


def keep_origins(outputs: Mapping[str, bool], inputs: Iterable[Origin]) -> None:
    """Remember what outputs were made from.

    Of what this process has made itself, that counts which it was made from; such a file of the
    user's naming counts itself, too, for temporary outputs alone: whoever names every file of a
    chain may use the names again.

    Args:
        outputs: files, or ids of layers that are in none; and whether the user named them.
        inputs: what the run has read.
    """
    with _GUARD:
        nearest: dict[Origin, None] = {}
        for one in inputs:
            made = _made(one)
            if made is None or made.named:
                nearest[one] = None
            nearest.update(dict.fromkeys(made.origins if made is not None else ()))
        first = tuple(one for one in nearest if _made(one) is None)
        for name, named in outputs.items():
            key = identity_of(name)
            _MADE[key] = _Made(file_number(name), named, first if named else tuple(nearest))
            _MADE.move_to_end(key)
        while len(_MADE) > _MOST:
            _MADE.popitem(last=False)


def origins_of(read: Origin) -> tuple[Origin, ...]:
    """Return what an input was made from in this process, nothing where it was not."""
    with _GUARD:
        made = _made(read)
    return made.origins if made is not None else ()


def _made(read: Origin) -> _Made | None:
    """Return what is known of an output, unless another file has taken its place."""
    for name in (read.path, read.called):
        made = _MADE.get(identity_of(name)) if name else None
        if made is not None and made.number == file_number(name):
            return made
    return None
