"""Styles of loaded results; attach one to each output that has its own."""

from __future__ import annotations

from .layer_group import Rank
from .point_styles import ClassPoints, LabelForm, TrustPoints
from .raster_styles import ApplicabilityStyle, ShareStyle, SidecarStyle

__all__ = [
    "ApplicabilityStyle",
    "ClassPoints",
    "LabelForm",
    "Rank",
    "ShareStyle",
    "SidecarStyle",
    "TrustPoints",
]
