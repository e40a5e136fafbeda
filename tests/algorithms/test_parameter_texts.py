"""What every dialog tells: units in labels, what is seldom needed folded, a worked example."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingParameterDefinition as Definition

# whole numbers of what the label itself names
COUNTS = {
    "TREES", "SEED", "POLYORDER", "HARMONICS", "MIN_PER_CLASS", "MAX_PER_CLASS", "TOTAL",
}  # fmt: skip
UNITS = r"\((0 to [\d.]+|share|pixels|coarse cells|days|dates|samples|factor|GB|added .*|[\w ]+)\)"
ESSENTIAL = {"upsample": 12, "preflight": 12}  # parameters that are not folded


def ours(provider):
    return [one for one in provider.algorithms() if one.groupId() != "models"]


def test_numbers_tell_their_unit(provider):
    for algorithm in ours(provider):
        for one in algorithm.parameterDefinitions():
            if one.type() == "number" and one.name() not in COUNTS | {"LAMBDA", "ENVELOPE"}:
                told = re.search(UNITS, one.description()) or "0 to" in one.help()
                told = told or "standard error" in one.description().lower()
                assert told, f"{algorithm.name()} {one.name()}: {one.description()}"


def test_only_what_is_needed_stands_unfolded(provider):
    for algorithm in ours(provider):
        plain = [
            one.name()
            for one in algorithm.parameterDefinitions()
            if not one.isDestination() and not one.flags() & Definition.Flag.FlagAdvanced
        ]
        assert len(plain) <= ESSENTIAL.get(algorithm.name(), 11), (algorithm.name(), plain)


def test_the_help_has_a_worked_example_with_parameters(provider):
    for algorithm in ours(provider):
        _, _, example = algorithm.explanation().partition("Example: ")
        names = {one.name() for one in algorithm.parameterDefinitions()}
        used = set(re.findall(r"\b[A-Z][A-Z_]{2,}\b", example)) & names
        assert used, f"{algorithm.name()}: {example}"


def test_every_text_ends_as_a_sentence(provider):
    for algorithm in ours(provider):
        for one in algorithm.parameterDefinitions():
            assert one.help().endswith("."), f"{algorithm.name()} {one.name()}"
        assert algorithm.explanation().endswith("."), algorithm.name()


def test_the_panel_tells_every_parameter_folded_ones_last(provider):
    for algorithm in provider.algorithms():
        text = algorithm.shortHelpString()
        lines = text.split("\n")
        places = []
        for one in algorithm.parameterDefinitions():
            led = f"</b> ({one.name()}): "
            (at,) = (number for number, line in enumerate(lines) if led in line)
            assert len(lines[at].partition(led)[2]) > 10, (algorithm.name(), one.name())
            places.append((bool(one.flags() & Definition.Flag.FlagAdvanced), at))
        assert sorted(places) == sorted(places, key=lambda place: place[1])
        assert text.index("Example: ") < text.index("</b> (")


def test_the_panel_shows_signs_as_they_are(provider):
    from finecover.algorithms.help_panel import help_panel
    from qgis.core import QgsProcessingParameterString

    parameter = QgsProcessingParameterString("A", "a < b")
    parameter.setHelp("x & y.")
    assert help_panel("Text.", [parameter]).split("\n") == [
        "Text.", "<b>Parameters</b>", "<b>a &lt; b</b> (A): x &amp; y.",
    ]  # fmt: skip
