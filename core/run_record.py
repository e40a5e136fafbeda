"""What the last run was given and said, kept in memory for a report of what went wrong."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping

FIRST, LAST = 60, 300  # lines that are kept of a log
_LONGEST = 2000  # letters of a line


class RunRecord:
    """The parameters and the log of one run; of a long log the beginning and the end."""

    def __init__(self, title: str, parameters: Mapping[str, str]) -> None:
        """Begin with what the run is called and the parameters as they were given."""
        self._title = title
        self._parameters = {name: _bounded(text) for name, text in parameters.items()}
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=LAST)
        self._left_out = 0
        self._begun, self._ended = time.time(), 0.0
        self._outcome = "still running"
        self._guard = threading.Lock()

    def add(self, text: str) -> None:
        """Keep what the log says."""
        with self._guard:
            for line in text.splitlines():
                if len(self._first) < FIRST:
                    self._first.append(_bounded(line))
                    continue
                self._left_out += len(self._last) == LAST
                self._last.append(_bounded(line))

    def end(self, outcome: str) -> None:
        """Keep how it ended: a few words, or the lines of an error."""
        with self._guard:
            self._ended, self._outcome = time.time(), outcome

    def given(self) -> tuple[str, ...]:
        """Return the parameters as text, without their names."""
        return tuple(self._parameters.values())

    def lines(self) -> list[str]:
        """Return everything, line by line."""
        with self._guard:
            seconds = (self._ended or time.time()) - self._begun
            begun = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self._begun))
            left_out = [f"… {self._left_out} lines left out …"] if self._left_out else []
            return [
                f"{self._title}, begun {begun}, {seconds:.1f} s",
                *(f"  {name} = {text}" for name, text in self._parameters.items()),
                "Log:",
                *(f"  {line}" for line in (*self._first, *left_out, *self._last)),
                "End:",
                *(f"  {line}" for line in self._outcome.splitlines()[-LAST:]),
            ]


_LATEST: list[RunRecord] = []


def begin_record(title: str, parameters: Mapping[str, str]) -> RunRecord:
    """Return the record of a run that begins, which is the last one from now on."""
    record = RunRecord(title, parameters)
    _LATEST[:] = [record]
    return record


def last_record() -> RunRecord | None:
    """Return the record of the run that began last, None where there was none yet."""
    return next(iter(_LATEST), None)


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
