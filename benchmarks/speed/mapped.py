"""What ``classify`` does, in a process of its own. IMAGE MODEL OUTPUT, and CONFIDENCE or not.

The core is asked for what the algorithm asks it for. Without a raster for the confidence nothing is
smoothed either: classes alone, as the plain script.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checkout import load_package


def main(image: str, model: str, output: str, confidence: str | None = None) -> None:
    """Map an image, either with all defaults or classes alone."""
    from finecover.core.features.features import FeatureFile
    from finecover.core.learning.model import read_model
    from finecover.core.mapping.classify import MEMORY, MapPaths, MapSettings, classify
    from finecover.core.progress import Silent
    from finecover.core.rasters.raster import RasterSource, raster_environment

    settings = MapSettings() if confidence else MapSettings(prior_weight=0.0, smoothing=0.0)
    with raster_environment(), closing(FeatureFile(RasterSource(image), memory=MEMORY)) as features:
        classify(
            read_model(model), features, MapPaths(output, confidence=confidence),
            area=None, coarse=None, settings=settings, progress=Silent(),
            memory=MEMORY - features.block_bytes, sure=False,
        )  # fmt: skip


if __name__ == "__main__":
    load_package()
    main(*sys.argv[1:])
