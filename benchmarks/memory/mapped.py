"""What ``classify`` does, in a process of its own. FEATURES MODEL OUTPUT, and CONFIDENCE or not.

The core is asked for what the algorithm asks it for, finished tiles kept in a journal included.
Without a raster for the confidence nothing is smoothed either: classes alone.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checkout import load_package


def main(image: str, model: str, output: str, confidence: str | None = None) -> None:
    """Map features, either with all defaults or classes alone."""
    from finecover.core.features.features import FeatureFile
    from finecover.core.learning.model import read_model
    from finecover.core.mapping.classify import MEMORY, MadeFrom, MapPaths, MapSettings, classify
    from finecover.core.mapping.input_stamps import InputStamps
    from finecover.core.progress import Silent
    from finecover.core.rasters.raster import RasterSource, raster_environment

    settings = MapSettings() if confidence else MapSettings(prior_weight=0.0, smoothing=0.0)
    source = RasterSource(image)
    made_from = MadeFrom(InputStamps.of([source]))
    with raster_environment(), closing(FeatureFile(source, memory=MEMORY)) as features:
        classify(
            read_model(model), features, MapPaths(output, confidence=confidence),
            area=None, coarse=None, settings=settings, progress=Silent(),
            memory=MEMORY - features.block_bytes, sure=False, made_from=made_from,
        )  # fmt: skip


if __name__ == "__main__":
    load_package()
    main(*sys.argv[1:])
