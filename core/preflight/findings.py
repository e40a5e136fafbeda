"""What a preflight finds: problems, warnings and notes, each with the parameter it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Callable, TypeVar

from ..errors import Cancelled, FineCoverError, InputErrors
from ..progress import Progress

PROBLEM, WARNING, NOTE = "problem", "warning", "note"
KINDS = (PROBLEM, WARNING, NOTE)

Value = TypeVar("Value")
_PARAMETER = re.compile(
    r"(?:IMAGES|BANDS?|COARSE|LEGEND(?:_FILE)?|(?:REFERENCE_)?CROSSWALK|GEO(?:_SMALL)?|DEM|"
    r"ANCILLARY|REFERENCE|DATES|MASKS|MASK_TYPE|MASK_DILATION|SCL_CLASSES|STEP_DAYS|START|END|"
    r"MAX_GAP_DAYS|(?:SERIES_)?SMOOTHING|WINDOW|POLYORDER|LAMBDA|ENVELOPE|HARMONICS|MEMORY|SCALE|"
    r"OFFSET|INDICES|STATISTICS|CONTEXT|COORDINATES|SAMPLES|ALLOCATION|M(?:IN|AX)_PER_CLASS|"
    r"BUFFER|PURITY|HOMOGENEITY|MIN_DISTANCE|TREES|MIN_LEAF|CLEAN|BLOCK_SIZE|PRIOR_WEIGHT|"
    r"PRIOR_CORRECTION|KEEP_EDGES|MIN_MAPPING_UNIT|SEED)(?![A-Za-z_])"
)


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes:
        kind: ``problem``: the run would fail; ``warning``: its map may be poor; ``note``.
        parameter: which one it is about; "" = the run as a whole.
        text: a sentence, with the remedy where there is one.
    """

    kind: str
    parameter: str
    text: str

    def to_json(self) -> Mapping[str, str]:
        """Return the finding for programs."""
        return asdict(self)


class Findings:
    """Findings in the order they were made, each once."""

    def __init__(self, found: Iterable[Finding] = ()) -> None:
        """Start with what was found before."""
        self._found: dict[str, Finding] = {}
        for finding in found:
            self.add(finding.kind, finding.parameter, finding.text)

    def add(self, kind: str, parameter: str, text: str) -> None:
        """Keep a finding, unless the very sentence is there already."""
        self._found.setdefault(text, Finding(kind, parameter, text))

    def attempt(
        self, parameter: str, work: Callable[[], Value], *, kind: str = PROBLEM
    ) -> Value | None:
        """Return what ``work`` returns; what it raises becomes a finding, and None is returned.

        Args:
            parameter: what the finding is about, unless its sentence begins with another's name.
            work: raises FineCoverError for what it cannot do.
            kind: of the finding.

        Raises:
            Cancelled: the user asked to stop.
        """
        try:
            return work()
        except Cancelled:
            raise
        except FineCoverError as error:
            self.add(kind, about(str(error), parameter), str(error))
            return None

    def succeeds(self, parameter: str, work: Callable[[], object]) -> bool:
        """Tell whether ``work`` raised nothing; as ``attempt``."""

        def done() -> bool:
            work()
            return True

        return self.attempt(parameter, done) is True

    def of(self, kind: str) -> tuple[Finding, ...]:
        """Return the findings of a kind."""
        return tuple(one for one in self._found.values() if one.kind == kind)

    def all(self) -> tuple[Finding, ...]:
        """Return every finding, problems first, then warnings."""
        return tuple(one for kind in KINDS for one in self.of(kind))

    def raise_problems(self) -> None:
        """Raise InputErrors with all problems, a line each, if there are any."""
        problems = [one.text for one in self.of(PROBLEM)]
        if problems:
            raise InputErrors(problems)


def about(sentence: str, parameter: str) -> str:
    """Return the parameter a sentence begins with, or else the one given."""
    first = _PARAMETER.match(sentence)
    return first.group(0) if first else parameter


class Told:
    """A progress whose sentences become findings, so that a run's own checks speak here too."""

    def __init__(self, findings: Findings, parameter: str, progress: Progress) -> None:
        """Take sentences about ``parameter``; ``progress`` may cancel."""
        self._findings, self._parameter, self._progress = findings, parameter, progress

    def set(self, fraction: float) -> None:
        """Ignore the share of work done."""

    def message(self, text: str, *, warning: bool = False) -> None:
        """Keep the sentence."""
        kind = WARNING if warning else NOTE
        self._findings.add(kind, about(text, self._parameter), text)

    def cancelled(self) -> bool:
        """Ask the progress."""
        return self._progress.cancelled()
