"""How long work reports on itself and learns that it should stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .errors import Cancelled


class Progress(Protocol):
    """What QGIS feedback, a terminal bar and a test recorder all offer."""

    def set(self, fraction: float) -> None:
        """Take the share of work done, 0..1."""

    def message(self, text: str, *, warning: bool = False) -> None:
        """Take one sentence for the log."""

    def cancelled(self) -> bool:
        """Tell whether the user asked to stop; safe to call from any thread."""


class Silent:
    """A progress nobody watches."""

    def set(self, fraction: float) -> None:
        """Ignore the share of work done."""

    def message(self, text: str, *, warning: bool = False) -> None:
        """Ignore the sentence."""

    def cancelled(self) -> bool:
        """Never stop."""
        return False


@dataclass(frozen=True)
class Stage:
    """One part of a longer work: its 0..1 becomes ``start``..``end`` of the whole."""

    parent: Progress
    start: float
    end: float

    def set(self, fraction: float) -> None:
        """Report ``fraction`` of this part to the whole."""
        self.parent.set(self.start + (self.end - self.start) * min(max(fraction, 0.0), 1.0))

    def message(self, text: str, *, warning: bool = False) -> None:
        """Hand the sentence on."""
        self.parent.message(text, warning=warning)

    def cancelled(self) -> bool:
        """Ask the whole."""
        return self.parent.cancelled()


def check(progress: Progress) -> None:
    """Raise Cancelled when the user asked to stop."""
    if progress.cancelled():
        raise Cancelled
