"""Whether a machine has the memory and the room on its disks that a run asks for."""

from __future__ import annotations

import os

from ..outputs.disk_room import cannot_fit, free_space, shown_bytes
from ..phrases import counted
from ..reports.text import count_of
from .findings import PROBLEM, WARNING, Findings
from .job import Job
from .size import JobSize

_MOST_MEMORY = 0.8  # of the machine's, that a run may take beside everything else
_TIMES = (
    (20, "less than a minute"), (80, "about a minute"), (150, "a minute or two"),
    (420, "some 5 minutes"),
    (1200, "some 15 minutes"), (2700, "half an hour"), (5400, "an hour"),
    (18_000, "a few hours"), (57_600, "half a day"), (130_000, "a day"),
)  # fmt: skip


def look_at_room(job: Job, size: JobSize, findings: Findings) -> None:
    """Keep where the disk or the memory is too small."""
    for folder, needed in size.disk.items():
        free = free_space(folder)
        if free is None or needed <= free:
            continue
        short = cannot_fit(needed, free)
        temporary = folder == job.scratch
        what = "Temporary files" if temporary else "The rasters to be written"
        remedy = "make room there, or map a smaller GEO_SMALL"
        if temporary and job.series is not None:
            remedy = "make room there, or cut the images by fillgaps with GEO first"
        findings.add(
            PROBLEM if short else WARNING, "IMAGES" if temporary else "OUTPUT",
            f"{what} take up to {shown_bytes(needed)} in '{folder}', where {shown_bytes(free)} are "
            f"free; {remedy}.",
        )  # fmt: skip
    memory = machine_memory()
    if memory is not None and size.memory > _MOST_MEMORY * memory:
        findings.add(
            WARNING, "MEMORY",
            f"The run takes about {shown_bytes(size.memory)} of memory, and this machine has "
            f"{shown_bytes(memory)}; lower MEMORY, SAMPLES or TREES, or let fewer threads work "
            "(FINECOVER_THREADS).",
        )  # fmt: skip


def size_sentence(size: JobSize) -> str:
    """Return what the log says of the size of a run."""
    return (
        f"To map: {'about' if size.looked else 'up to'} {count_of(size.pixels, 'pixel')} from "
        f"{count_of(size.features, 'feature')}, in {count_of(size.tiles, 'tile')}. That takes "
        f"about {shown_bytes(size.memory)} of memory, up to "
        f"{shown_bytes(size.disk_total)} of disk, and {size_time(size)}."
    )


def machine_memory() -> int | None:
    """Return the bytes of memory of this machine; None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # Windows
        return None


def size_time(size: JobSize) -> str:
    """Return how long a run takes, in words as exact as what is known of it."""
    if size.measured:
        return f"about {measured_time(size.total_seconds)}"
    return shown_time(size.total_seconds)


def measured_time(seconds: float) -> str:
    """Return a time to two digits, in seconds, minutes or hours."""
    if seconds < 100:
        return counted(max(1, round(seconds)), "second")
    if seconds < 6000:
        return counted(round(seconds / 60), "minute")
    hours = seconds / 3600
    return f"{hours:.1f} hours" if hours < 10 else counted(round(hours), "hour")


def shown_time(seconds: float) -> str:
    """Return the order of magnitude of a time in words."""
    return next((words for most, words in _TIMES if seconds < most), "several days")
