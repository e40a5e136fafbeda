"""Made comparisons whose pages hold all that a report of accuracy can show."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
from finecover.core.accuracy.accuracy import assess, confusion_matrix
from finecover.core.accuracy.accuracy_design import (
    DesignAccuracy,
    olofsson,
    stehman,
    stratum_matrices,
)
from finecover.core.accuracy.paired import PairedDifference
from finecover.core.accuracy.report_data import (
    AccuracyReport,
    ClassKey,
    ClassMap,
    LegendLevel,
    MapPoints,
    OtherMap,
    Provenance,
    Wording,
)
from finecover.core.reports.page import RESOURCES

WORLDCOVER = "ESA_WorldCover_10m_2021_v200"
LONG_NAME = "another_product_with_quite_a_long_file_name_2018_v2_0_1"
MAP_NAMES = ("Map", "Baseline", WORLDCOVER, "ecoclimap_sg_v1")
SMALL = [(0, "Water", "#3b7fc4"), (7, "Open forest", "#2e8b3d"), (12, "Crop, rainfed", "#e8c33c"),
         (30, "Built-up <dense> & \"other\"", "")]  # fmt: skip
LONG = "Land principally occupied by agriculture, with significant areas of natural vegetation"
CORINE = RESOURCES / "legends" / "corine.csv"
LONGEST = 120
NAMES = ("Continuous urban fabric", LONG, "Sclerophyllous vegetation", "Transitional woodland",
         "Sport and leisure facilities, UNUSUALLY LONG IN CAPITAL LETTERS EVEN SO", "Peat bogs",
         "Non-irrigated arable land", "草地・湿原を含む長い名前の土地被覆分類")  # fmt: skip


def colors(size: int) -> list[str]:
    rng = np.random.default_rng(4)
    return [f"#{bytes(row).hex()}" for row in rng.integers(40, 240, (size, 3), np.uint8)]


def landscape(size: int, *, side: int = 160, seed: int = 0) -> np.ndarray:
    """Patches of ``size`` classes, int16 (side, side)."""
    rng = np.random.default_rng(seed)
    middles = rng.integers(0, side, (6 * size, 2))
    rows, cols = np.mgrid[:side, :side]
    nearest = np.hypot(rows[..., None] - middles[:, 0], cols[..., None] - middles[:, 1])
    return (nearest.argmin(axis=-1) % size).astype(np.int16)


def maps(size: int) -> list[ClassMap]:
    truth = landscape(size)
    rng = np.random.default_rng(1)
    made = np.where(rng.random(truth.shape) < 0.12, np.roll(truth, 4, axis=0), truth)
    coarse = np.repeat(np.repeat(truth[4::8, 4::8], 8, axis=0), 8, axis=1)
    other = np.where(rng.random(truth.shape) < 0.3, np.roll(truth, 9, axis=1), truth)
    for one in (made, coarse, other):
        one[:20, :30] = -1
    titles = ("Map", "Baseline", "ECOCLIMAP", "Reference")
    return [ClassMap(name, one) for name, one in zip(titles, (made, coarse, other, truth))]


def made_report(size: int = 4, **changes: object) -> AccuracyReport:
    """Four classes, or as many with long names."""
    classes = SMALL[:size]
    if size > len(SMALL):
        names = [f"{NAMES[at % len(NAMES)]} {at}" for at in range(size)]
        classes = list(zip(range(111, 111 + size), names, colors(size)))
    shown = maps(size)
    results = [
        assess(1000 * confusion_matrix(one.positions, shown[-1].positions, n_classes=size))
        for one in shown[:-1]
    ]
    chance = PairedDifference(
        0.041, 0.002, (0.037, 0.045), 1e-9, 120_000, 79_000, 1_000_000, "McNemar, exact"
    )
    none = PairedDifference(
        -0.002, 0.002, (-0.006, 0.002), 0.31, 99_000, 101_000, 1_000_000, "McNemar, exact"
    )
    parts: dict[str, object] = {
        "title": "upsampled_map_2021.tif against corine_reference.tif",
        "classes": classes,
        "result": results[0],
        "baseline": results[1],
        "difference": chance,
        "others": [OtherMap("ECOCLIMAP second generation", results[2], none)],
        "levels": [_level(shown, size)],
        "maps": shown,
        "provenance": Provenance(
            facts={"Map": "upsampled_map_2021.tif", "Reference": "corine_reference.tif"},
            notes=["7 pixels were skipped: unknown code 99."],
            settings={"Seed": 0, "Level": 2},
            versions={"FineCover": "0.1.0", "NumPy": "1.24.2"},
        ),
        "command": "qgis_process run finecover:accuracyreport -- MAP=/data/upsampled_map_2021.tif "
        "REFERENCE=/data/corine_reference.tif BASELINE=/data/coarse.tif SEED=0 REPORT=/data/r.html",
    }
    return AccuracyReport(**{**parts, **changes})


def _level(shown: list[ClassMap], size: int) -> LegendLevel:
    joined = [np.where(one.positions < 0, -1, one.positions // ((size + 1) // 2)) for one in shown]
    truth = joined[-1]
    found = [assess(confusion_matrix(one, truth, n_classes=2)) for one in joined[:-1]]
    classes = [(1, "Artificial and agricultural areas", "#c33"), (2, LONG, "#33cc77")]
    others = [OtherMap("ECOCLIMAP second generation", found[2])]
    return LegendLevel("CORINE level 1 (2 classes)", classes, found[0], found[1], others)


def named_report(
    size: int = 44, names: tuple[str, ...] = MAP_NAMES, *, points: int = 0, **changes: object
) -> AccuracyReport:
    """A map, its baseline and products with long file names, compared at pixels or at points.

    Points are drawn at random in equal numbers from the classes of the map.
    """
    truth, rng = landscape(size), np.random.default_rng(5)
    coarse = np.repeat(np.repeat(truth[4::8, 4::8], 8, axis=0), 8, axis=1)
    others = [np.where(rng.random(truth.shape) < 0.2 + 0.1 * at, np.roll(truth, 9 + at), truth)
              for at in range(len(names) - 1)]  # fmt: skip
    drawn = [others[0], coarse, *others[1:]]
    shown = [ClassMap(name, one) for name, one in zip((*names, "Reference"), [*drawn, truth])]
    rows = np.arange(truth.size)
    if not points:
        shown = [replace(one, positions=one.positions.copy()) for one in shown]
        for one in shown[:-1]:
            one.positions[:20, :30] = -1
    else:
        kept = [np.flatnonzero(drawn[0].ravel() == at) for at in range(size)]
        rows = np.concatenate([rng.choice(one, min(points, one.size), False) for one in kept])
    at_places = [one.ravel()[rows] for one in (*drawn, truth)]
    strata = np.bincount(drawn[0].ravel(), minlength=size), at_places[0]
    classes = corine_classes(size) if size > len(SMALL) else SMALL
    parts = _parties(names, at_places, size, strata if points else None)
    joined = [one * 5 // size for one in at_places]
    groups = [(at, f"Group {at} of {LONG}", "#559944") for at in range(5)]
    level = _parties(names, joined, 5, strata if points else None)
    more: dict[str, object] = {"maps": shown, "classes": classes}
    if points:
        more["wording"], more["maps"] = Wording(unit="points"), shown[:-1]
        more["points"] = MapPoints(
            (rows % truth.shape[1] + 0.5) / truth.shape[1],
            (rows // truth.shape[1] + 0.5) / truth.shape[0], np.array(at_places[:-1]), at_places[-1]
        )  # fmt: skip
    facts = {name: f"/data/products/{name}.tif" for name in names}
    more["provenance"] = Provenance(facts=facts)
    more["levels"] = [LegendLevel("CORINE level 1 (5 classes)", groups, **level)]
    return made_report(size, **{**parts, **more, **changes})


def _parties(
    names: tuple[str, ...],
    places: list[np.ndarray],
    size: int,
    strata: tuple[np.ndarray, np.ndarray] | None,
) -> dict[str, object]:
    """Agreement of every map with the last, and the estimates where points were drawn."""
    *drawn, truth = places
    found = [assess(confusion_matrix(one, truth, n_classes=size)) for one in drawn]
    designs: list[DesignAccuracy | None] = [None] * len(drawn)
    if strata is not None:
        pixels, stratum = strata
        shape = (pixels.size, size)
        designs = [
            stehman(stratum_matrices(stratum, one, truth, shape=shape), pixels) for one in drawn
        ]
    others = [OtherMap(name, one, design=design)
              for name, one, design in zip(names[2:], found[2:], designs[2:])]  # fmt: skip
    return {
        "result": found[0], "baseline": found[1], "others": others, "design": designs[0],
        "baseline_design": designs[1],
    }  # fmt: skip


def unbroken_report(name: str) -> AccuracyReport:
    """Four classes whose names are one word."""
    classes = [(code, f"{name}{at}", color) for at, (code, _, color) in enumerate(SMALL)]
    return made_report(classes=classes)


def corine_classes(size: int = 44, *, letters: int = 0) -> list[ClassKey]:
    """The first classes of CORINE with their full names, or with names of so many letters."""
    more = " with patches of other cover, such as roads, buildings and water, too small to map"
    with CORINE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:size]
    names = [(2 * (row["name"] + more))[:letters] if letters else row["name"] for row in rows]
    return [(int(row["code"]), name, row["color"]) for row, name in zip(rows, names)]


def corine_report(*, letters: int = 0) -> AccuracyReport:
    """All classes of CORINE at its three levels, three maps, with full names or longer ones."""
    shown = made_report(44, classes=corine_classes(letters=letters))
    levels = []
    for digits, title in ((2, "CORINE level 2"), (1, "CORINE level 1")):
        groups = sorted({str(code)[:digits] for code, _, _ in shown.classes})
        codes = [groups.index(str(code)[:digits]) for code, _, _ in shown.classes]
        named = [(int(group), f"Group {group} of {LONG}", "#559944") for group in groups]
        parts = [np.where(one.positions < 0, -1, np.take(codes, one.positions))
                 for one in shown.maps]  # fmt: skip
        found = [
            assess(confusion_matrix(one, parts[-1], n_classes=len(groups))) for one in parts[:-1]
        ]
        others = [OtherMap("ECOCLIMAP second generation", found[2])]
        levels.append(LegendLevel(title, named, found[0], found[1], others))
    return replace(shown, levels=levels)


def sampled_report(size: int = 4) -> AccuracyReport:
    """Compared at labelled points drawn from the map's classes; the pictures show some of them."""
    rng = np.random.default_rng(2)
    shown = maps(size)[:1]
    counts = rng.integers(0, 4, (size, size)) + np.diag(rng.integers(30, 90, size))
    area = rng.integers(100, 90_000, size).astype(float)
    found = assess(counts)
    return made_report(
        size, result=found, baseline=None, difference=None, others=[], levels=[], maps=shown,
        design=olofsson(counts, area), wording=Wording(unit="points"),
        points=sampled_points(shown, landscape(size)),
    )  # fmt: skip


def sampled_points(shown: list[ClassMap], truth: np.ndarray, *, number: int = 150) -> MapPoints:
    """Points far enough from each other to be pointed at, one of them in the very middle."""
    rng = np.random.default_rng(3)
    side = truth.shape[0]
    cells = rng.choice((side // 8) ** 2, number, replace=False)
    rows, cols = np.divmod(np.append(cells, (side // 8) ** 2 // 2 + side // 16), side // 8)
    rows, cols = rows * 8, cols * 8
    rows, cols = np.unique(np.stack([rows, cols]), axis=1)
    keep = shown[0].positions[rows, cols] >= 0
    rows, cols = rows[keep], cols[keep]
    return MapPoints(
        (cols + 0.5) / side, (rows + 0.5) / side,
        np.array([one.positions[rows, cols] for one in shown]), truth[rows, cols],
    )  # fmt: skip
