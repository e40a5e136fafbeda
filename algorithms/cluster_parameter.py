"""CLUSTER: the workers that do the work instead of this computer."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from . import declare as d
from .values import Values, translate

if TYPE_CHECKING:
    from .base import FeedbackProgress

CLUSTER = "CLUSTER"


def cluster():
    """Return CLUSTER."""
    text = translate(
        "FineCover",
        "Address of a Dask scheduler, for example tcp://10.0.0.1:8786, whose workers read the "
        "rasters and do the work; this computer writes the result, which is the same. They need "
        "the same versions of FineCover and its packages, and every raster under the same path, "
        "in a shared folder or as /vsis3 or /vsicurl. Give only a scheduler you trust: Dask runs "
        "code that comes from it. Default, when empty: what the environment variable "
        "FINECOVER_DASK says, else this computer.",
    )
    label = translate("FineCover", "Cluster (Dask scheduler)")
    return d.string(CLUSTER, label, text, advanced=True)


def check_cluster(values: Values) -> None:
    """Raise InputError where CLUSTER is no address; nobody is asked there."""
    from ..core.cluster.address import check_address

    if values.text(CLUSTER):
        check_address(values.text(CLUSTER))


def on_cluster(values: Values, progress: FeedbackProgress) -> AbstractContextManager[None]:
    """Return the context in which an algorithm that has CLUSTER works where that says.

    Raises:
        FineCoverError: nobody answers there, or the workers cannot do the work.
    """
    from ..core.cluster.choice import on_cluster as working_on

    if values.algorithm.parameterDefinition(CLUSTER) is None:
        return nullcontext()
    return working_on(values.text(CLUSTER), progress=progress)
