"""What else the machine does, which times by the clock depend on."""

from __future__ import annotations

import math
import os

from ..core.parallel import thread_count


def machine_load() -> float:
    """Return how many processes waited for a processor on average just now; NaN if unknown."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else math.nan


def load_sentence(load: float) -> str:
    """Return what the load means for times by the clock."""
    cores = thread_count()
    told = f"Before the run {load:.1f} processes shared {cores} processors"
    if not load > cores / 2:
        return f"{told}."
    return f"{told}, so times by the clock tell less than those of the processor."
