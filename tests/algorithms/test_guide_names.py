"""What the user guide calls by name exists: algorithms, parameters, outputs, menu entries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([DOCS / "guide.md", DOCS / "fractions.md", *(DOCS / "guide").glob("*.md")])


def names_of(algorithm):
    parameters = {one.name() for one in algorithm.parameterDefinitions()}
    return parameters | {one.name() for one in algorithm.outputDefinitions()}


@pytest.fixture(params=PAGES, ids=lambda page: page.stem)
def text(request):
    return request.param.read_text(encoding="utf-8")


def test_algorithms_exist(text, provider):
    for name in re.findall(r"finecover:([a-z]+)", text):
        assert provider.algorithm(name) is not None, name


def test_parameters_and_outputs_exist(text, provider):
    known = set().union(*(names_of(one) for one in provider.algorithms()))
    for name in re.findall(r"`([A-Z][A-Z_]+)`", text):
        assert name in known, name


def test_commands_give_parameters_of_their_algorithm(text, provider):
    plain = text.replace("\\\n", " ")
    for name, line in re.findall(r"qgis_process run finecover:([a-z]+) +-- +([^\n]*)", plain):
        given = set(re.findall(r"\b((?:[a-z]+:)?[A-Z_]+)=", line))
        assert given
        assert given <= names_of(provider.algorithm(name)), name


def test_algorithms_are_called_by_their_names(text, provider):
    """Where a path through the toolbox is given, its end is an algorithm's name."""
    shown = {one.displayName() for one in provider.algorithms()}
    flat = " ".join(text.split())
    for name in re.findall(r"\*FineCover ▸ Step by step ▸ ([^*]+)\*", flat):
        assert name in shown, name
    for name in re.findall(r"\*(Fine map[^*]+)\*", flat):
        assert name in shown, name
