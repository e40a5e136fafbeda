"""The workload, made by seed: noisy classes, the forest that learnt them, rows and an image."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import joblib
import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window
from sklearn.ensemble import RandomForestClassifier

from ...core.learning.applicability import TrainingDomain
from ...core.learning.forest_arrays import Forest
from ...core.learning.model import Model, write_model
from ...core.legends.legend import generic

CLASSES, BANDS, SAMPLES, TREES = 10, 12, 10_000, 100
WRONG = 0.2  # of the labels, which makes trees deep
THREADS = 2
NAMES = tuple(f"band{number}" for number in range(1, BANDS + 1))
BLOCK = 256
_PATCH = 16  # pixels along a side of a patch of one class in the image
_LOW, _HIGH, _NOISE = 500, 4000, 600


@dataclass(frozen=True, eq=False)
class Workload:
    """Classes with codes from 1, each a mean per band and the same noise in all of them.

    Attributes:
        means: float64 (class, band).
        features: of the training samples, float32 (sample, band).
        codes: of their classes, WRONG of them drawn anew, int64 (sample,).
    """

    means: np.ndarray
    features: np.ndarray
    codes: np.ndarray

    @classmethod
    def of(cls, classes: int = CLASSES, *, seed: int = 0) -> Workload:
        """Draw the classes and the samples."""
        rng = np.random.default_rng([seed, classes])
        means = rng.uniform(_LOW, _HIGH, (classes, BANDS))
        labels = rng.integers(0, classes, SAMPLES)
        features = observed(means, labels, rng).astype(np.float32)
        wrong = rng.random(SAMPLES) < WRONG
        labels[wrong] = rng.integers(0, classes, int(wrong.sum()))
        return cls(means, features, labels + 1)

    @cached_property
    def classifier(self) -> RandomForestClassifier:
        """A forest of unlimited trees."""
        forest = RandomForestClassifier(TREES, random_state=0, n_jobs=THREADS)
        return forest.fit(self.features, self.codes)

    @property
    def depths(self) -> list[int]:
        """Depth of every tree."""
        return [tree.tree_.max_depth for tree in self.classifier.estimators_]

    @property
    def nodes(self) -> int:
        """Nodes of all trees."""
        return sum(tree.tree_.node_count for tree in self.classifier.estimators_)

    def rows(self, pixels: int, *, seed: int = 1) -> np.ndarray:
        """Return pixels of all classes in no order, float32 (row, band)."""
        rng = np.random.default_rng([seed, pixels])
        labels = rng.integers(0, len(self.means), pixels)
        return observed(self.means, labels, rng).astype(np.float32)

    def model(self) -> Model:
        """Return the forest as a model of the product."""
        classifier, codes = self.classifier, np.arange(1, len(self.means) + 1)
        counts = np.bincount(self.codes, minlength=len(codes) + 1)[1:].astype(np.int64)
        return Model(
            forest=Forest.from_sklearn(classifier),
            legend=generic(codes),
            feature_names=NAMES,
            class_codes=tuple(codes.tolist()),
            training_shares=counts / counts.sum(),
            counts=counts,
            domain=TrainingDomain.fit(self.features, classifier.feature_importances_),
        )

    def write_models(self, folder: Path) -> None:
        """Write the forest as ``forest.joblib``, ``model.fcm`` and, as points, ``samples.json``."""
        joblib.dump(self.classifier, folder / "forest.joblib")
        write_model(self.model(), folder / "model.fcm")
        points = [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0.0, 0.0]},
             "properties": {**dict(zip(NAMES, row)), "code": code}}
            for row, code in zip(self.features.tolist(), self.codes.tolist())
        ]  # fmt: skip
        whole = {"type": "FeatureCollection", "features": points}
        (folder / "samples.json").write_text(json.dumps(whole), encoding="utf-8")

    def write_image(self, path: Path, pixels: int, *, seed: int = 2) -> int:
        """Write a square image of patches, uint16, tiled, DEFLATE; return its pixels."""
        side = max(1, round(math.sqrt(pixels)))
        patches = np.random.default_rng([seed, side]).integers(
            0, len(self.means), (side // _PATCH + 1, side // _PATCH + 1)
        )
        profile = {
            "driver": "GTiff", "width": side, "height": side, "count": BANDS, "dtype": "uint16",
            "crs": "EPSG:32633", "transform": from_origin(500_000, 5_000_000, 10, 10),
            "tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK, "compress": "deflate",
            "zlevel": 1, "predictor": 2, "num_threads": "all_cpus", "bigtiff": "if_safer",
        }  # fmt: skip
        with rasterio.open(path, "w", **profile) as target:
            target.descriptions = NAMES
            for row in range(0, side, BLOCK):
                rng = np.random.default_rng([seed, side, row])
                rows, cols = np.arange(row, min(row + BLOCK, side)), np.arange(side)
                labels = patches[np.ix_(rows // _PATCH, cols // _PATCH)]
                values = observed(self.means, labels.ravel(), rng).T
                place = Window(0, row, side, len(rows))
                target.write(values.reshape(BANDS, *labels.shape), window=place)
        return side * side


def observed(means: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return what is observed of pixels of these classes, uint16 (pixel, band)."""
    noise = rng.standard_normal((len(labels), means.shape[1]), np.float32)
    values = means.astype(np.float32)[labels] + np.float32(_NOISE) * noise
    return np.clip(values, 0, 65_535).astype(np.uint16)
