"""Work that can be done elsewhere: plain data, and the function that makes it ready to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from ..errors import InputError
from ..progress import Progress

Item = TypeVar("Item")
Result = TypeVar("Result")
_Item = TypeVar("_Item", contravariant=True)
_Result = TypeVar("_Result", covariant=True)


class OtherInput(InputError):
    """A file on a worker is not what it is where the work comes from."""


class Work(Protocol[_Item, _Result]):
    """What does one item after another, in many threads at once."""

    def __call__(self, item: _Item, /) -> _Result:
        """Return what an item comes to."""

    def close(self) -> None:
        """Close the files; nothing is asked for afterwards."""


@dataclass(frozen=True)
class Job(Generic[Item, Result]):
    """How to make, on any machine, what does the items.

    Attributes:
        build: a function of a module of ours, for it travels by its name.
        spec: what it is called with, plain data that can be pickled; models, polygons and coarse
            maps travel in it, rasters by their paths.
    """

    build: Callable[[Any, Progress], Work[Item, Result]]
    spec: Any
