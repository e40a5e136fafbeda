"""Ideas that are not in the product, tried on the same scenes as what is.

Each replaces one stage of the defaults by a hook: while a map is made, the name by which the
product calls the stage stands for the idea.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from .ideas_labels import (
    confident_learning,
    doubted_relabelled,
    naming_by_lift,
    relabelling_pass,
)
from .ideas_learners import boosted, extremely_randomised
from .ideas_prior import noise_inversion, shares_by_em
from .ideas_segments import segments
from .methods import changed
from .variants import Study, Variant

VARIANTS: Mapping[str, Variant] = {
    "extra trees": Variant(
        hook=extremely_randomised,
        told="extremely randomised trees instead of a random forest (Geurts et al. 2006)",
    ),
    "gradient boosting": Variant(
        hook=boosted,
        told="scikit-learn's HistGradientBoostingClassifier, one for each fold left out and the "
        "mean of the five for the map, instead of the forest",
    ),
    "confident learning": Variant(
        hook=confident_learning,
        told="samples of believed cells are left out, too, where confident learning on held-out "
        "probabilities finds their label wrong (Northcutt et al. 2021)",
    ),
    "relabelling": Variant(
        hook=relabelling_pass,
        told="one pass: before the second training each sample gets the class most probable by "
        "held-out forest and judged local shares, among those of its cell and the eight around",
    ),
    "doubted relabelled": Variant(
        hook=doubted_relabelled,
        told="samples of doubted cells get the cell's most probable class instead of being dropped",
    ),
    "naming by lift": Variant(
        hook=naming_by_lift,
        told="50 spectral clusters, each named by the class whose share in it most exceeds its "
        "share of all; only samples that agree are learnt from, instead of leaving out those in "
        "pure clusters of another class",
    ),
    "noise inversion": Variant(
        hook=noise_inversion,
        told="probabilities times the inverse of the label-noise matrix, estimated from the "
        "confident joint, clipped (Patrini et al. 2017)",
    ),
    "shares by EM": Variant(
        hook=shares_by_em,
        told="the prior is the shares of each cell as expectation-maximisation finds them in its "
        "pixels, with the judged local shares as Dirichlet prior (Saerens et al. 2002)",
    ),
    "shares by EM, weight 1": Variant(
        change=partial(changed, mapping={"prior_weight": 1.0}),
        hook=shares_by_em,
        told="the same, used with its full weight",
    ),
    "segment means": Variant(
        hook=partial(segments, vote=False),
        told="the mean probability of each segment (about 16 pixels, by k-means in space and "
        "features, after Achanta et al. 2012) instead of smoothing",
    ),
    "segment vote": Variant(
        hook=partial(segments, vote=True),
        told="the commonest class of each segment, after smoothing",
    ),
}

STUDY = Study(
    "Ideas that were tried",
    "In each row one stage of the defaults is replaced by an idea that is not in the product.",
    VARIANTS,
    help="instead: try what is not in the product; all ideas or the named ones",
)
