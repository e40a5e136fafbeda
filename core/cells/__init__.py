"""The coarse map and its cells: classes, prior, purity, doubts, and what may be sampled."""
