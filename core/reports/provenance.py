"""Sections on where numbers come from and how to get them again, as every report ends with."""

from __future__ import annotations

from ..accuracy.report_data import Provenance
from .blocks import Section, command_block, facts, paragraph
from .text import join


def fact_sections(title: str, provenance: Provenance) -> list[Section]:
    """What was used, or none."""
    return [Section(title, facts(provenance.facts, counts=True))] if provenance.facts else []


def closing_sections(provenance: Provenance, command: str) -> list[Section]:
    """Settings, versions and the command that repeats the run, as far as they are known."""
    parts = (("Settings", provenance.settings), ("Versions", provenance.versions))
    sections = [Section(title, facts(pairs)) for title, pairs in parts if pairs]
    if command:
        hint = paragraph("This command repeats the run; a click marks all of it for copying.")
        sections.append(Section("To repeat it", join([hint, command_block(command)])))
    return sections
