"""The command line of the benchmark of downscaling."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from ...core.rasters.output import write_text
from ...core.summaries import versions
from ..quality.scenes import SceneMissing
from .study import REFITS, Row, study

HERE = Path(__file__).resolve().parent
SCENES = ("zion", "bayeseo")
WRONG = (0.0, 0.25)
COPY, FOREST = "copy of the cells", "forest of cells"


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 0 = done, 1 = a target is missed, 2 = data are missing."""
    given = _parser().parse_args(arguments)
    rows: list[Row] = []
    try:
        for row in _rows(given.scenes or SCENES):
            rows.append(row)
            print(line(row), flush=True)
    except SceneMissing as error:
        print(error, file=sys.stderr)
        return 2
    if set(SCENES) <= {row.scene for row in rows} or given.out.resolve() != HERE:
        given.out.mkdir(parents=True, exist_ok=True)
        write_text(given.out / "results.md", report(rows))
        write_text(given.out / "results.json", to_json(rows))
    else:
        print("Only a part was run, so nothing was written; give --out FOLDER to keep it.")
    missed = [text for text, met in targets(rows) if not met]
    for text in missed:
        print(f"missed: {text}", file=sys.stderr)
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", nargs="*", choices=SCENES, help="all where none is named")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of the tables")
    return parser


def _rows(scenes: Sequence[str]) -> Iterator[Row]:
    for scene in scenes:
        for wrong in WRONG:
            with tempfile.TemporaryDirectory(prefix="finecover-") as folder:
                yield from study(scene, Path(folder), wrong=wrong)


def to_json(rows: Sequence[Row]) -> str:
    """Return every row as JSON, one in a line."""
    lines = ",\n".join(json.dumps(asdict(row)) for row in rows)
    return f'{{"versions": {json.dumps(versions())}, "rows": [\n{lines}\n]}}\n'


def line(row: Row) -> str:
    """Return a row as a line of a table."""
    return (
        f"| {row.scene} | {row.wrong:.0%} | {row.method} | {row.mae:.2f} | {row.rmse:.2f} "
        f"| {row.accuracy:.1f} |"
    )


def targets(rows: Sequence[Row]) -> list[tuple[str, bool]]:
    """Return what must hold, and whether it does."""
    found = {(row.scene, row.wrong, row.method): row for row in rows}
    told = []
    for scene in sorted({row.scene for row in rows}):
        copy = found[scene, 0.0, COPY]
        best = found[scene, 0.0, f"{FOREST}, rescaled"]
        plain = found[scene, 0.0, FOREST]
        told += [
            (
                f"{scene}: rescaled shares err at most 0.9 times as much as copy and forest",
                best.mae <= 0.9 * min(copy.mae, plain.mae),
            ),
            (
                f"{scene}: rescaled shares map more pixels right than copy and forest",
                best.accuracy > max(copy.accuracy, plain.accuracy),
            ),
        ]
    return told


def report(rows: Sequence[Row]) -> str:
    """Return all rows as a Markdown table, and what must hold."""
    made = ", ".join(f"{name} {version}" for name, version in versions().items())
    text = [
        "# Shares of coarse cells brought to fine pixels",
        "",
        "Cells of 16 x 16 pixels (`zion`, 480 m to 30 m) and 25 x 25 (`bayeseo`); a forest of 100 "
        "trees learns from the means of the cells' features. Errors of a class's share in points, "
        "against pixels of one class each; accuracy of the class with the largest share in "
        f"percent. Fitted anew: the forest learns from 20 000 rescaled pixels, up to {REFITS} "
        "times. Wrong: part of the cells that were given the fractions of another one. Made by "
        f"`make bench-downscaling`; see [how](../README.md). {made}.",
        "",
        "| scene | wrong | method | MAE | RMSE | accuracy |",
        "|---|---:|---|---:|---:|---:|",
        *map(line, rows),
        "",
        *(f"- {text}: {'met' if met else 'missed'}" for text, met in targets(rows)),
        "",
    ]
    return "\n".join(text)
