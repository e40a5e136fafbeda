"""What every refusal is: one sentence that names what is wrong and tells what to do."""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fuzz"))

from harness import fault_of

_NEXT = re.compile(r"[.!?]\s+[A-Z]")  # another sentence
# "what is wrong; what to do", or a sentence that is itself what to do
_REMEDY = re.compile(r"; [a-z]|^(\S+: )?(Give|Choose|Draw|Write) ")


def fault_of_refusal(text: str) -> str:
    """Return what a refusal is not that it must be, "" where it is all."""
    fault = fault_of(text)
    if fault:
        return fault
    if _NEXT.search(text):
        return "is more than one sentence"
    if not _REMEDY.search(text):
        return "tells no remedy"
    return ""
