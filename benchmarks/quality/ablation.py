"""What each part of the method contributes: the defaults with one setting changed at a time.

Parts that are always on have no setting; a hook replaces the name by which the product calls them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from unittest import mock

import numpy as np

from ...core.cells.coarse import CoarseMap
from ...core.features.features import FeatureSource
from ...core.learning import sample_cleaning
from ...core.learning.model import Model
from ...core.mapping import classify
from .variants import Study, Variant, setting


def believe_all_cells(
    model: Model, features: FeatureSource, coarse: CoarseMap, **_: Any
) -> CoarseMap:
    """Stand in for ``survey_cells``: leave every cell its class as prior."""
    return coarse


def find_nothing(features: np.ndarray, labels: np.ndarray, weights: np.ndarray, **_: Any) -> Any:
    """Stand in for ``find_contaminated``: mark no sample."""
    return np.zeros(labels.size, bool)


_no_survey = partial(mock.patch.object, classify, "survey_cells", believe_all_cells)
_no_doubt = partial(mock.patch.object, sample_cleaning, "DOUBTED", 0.0)  # no trust is below 0
_no_clusters = partial(mock.patch.object, sample_cleaning, "find_contaminated", find_nothing)

VARIANTS: Mapping[str, Variant] = {
    "allocation proportional": setting(sampling={"allocation": "proportional"}),
    "allocation equal": setting(sampling={"allocation": "equal"}),
    "samples 50 000": setting(sampling={"samples": 50_000}),
    "buffer 0.5": setting(sampling={"buffer": 0.5}),
    "buffer 1": setting(sampling={"buffer": 1.0}),
    "purity 0.5": setting(sampling={"purity": 0.5}),
    "homogeneity 0.25": setting(sampling={"homogeneity": 0.25}),
    "context 5": setting(features={"context": 5}),
    "clean off": setting(training={"clean": False}),
    "doubted cells kept": Variant(
        hook=_no_doubt, told="samples of cells that are probably wrong are learnt from, too"
    ),
    "clusters off": Variant(
        hook=_no_clusters,
        told="no sample is left out for lying in a pure cluster of another class",
    ),
    "trees 30": setting(training={"trees": 30}),
    "trees 300": setting(training={"trees": 300}),
    "min leaf 1": setting(training={"min_leaf": 1}),
    "min leaf 3": setting(training={"min_leaf": 3}),
    "cells not judged": Variant(
        hook=_no_survey, told="the prior takes every coarse cell as it is"
    ),
    "prior weight 0": setting(mapping={"prior_weight": 0.0}),
    "prior weight 1, correction 1": setting(
        mapping={"prior_weight": 1.0, "prior_correction": 1.0}
    ),
    "prior correction 0": setting(mapping={"prior_correction": 0.0}),
    "prior correction 1": setting(mapping={"prior_correction": 1.0}),
    "smoothing 0": setting(mapping={"smoothing": 0.0}),
    "smoothing 1": setting(mapping={"smoothing": 1.0}),
    "edges not kept": setting(mapping={"keep_edges": False}),
    "smoothing 1, edges not kept": setting(mapping={"smoothing": 1.0, "keep_edges": False}),
    "min mapping unit 8": setting(mapping={"min_mapping_unit": 8}),
}  # fmt: skip

STUDY = Study(
    "Ablation",
    "In each row one thing differs from the defaults; a loss is what that part contributes.",
    VARIANTS,
    help="instead: change one setting at a time; all variants or the named ones",
)
