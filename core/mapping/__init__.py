"""From a model to a map: prediction, prior, smoothing, trust, tile by tile."""
