"""The page around the parts of a report: one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from string import Template

from .blocks import Section, paragraph
from .text import Html, join, text

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_NO_SCRIPT = "'none'"


def page(title: str, *, headline: str, sections: Sequence[Section], lead: str = "") -> str:
    """Put a report together as one HTML file that needs nothing else.

    Args:
        title: what the report is about.
        headline: the result in one sentence.
        sections: parts in their order.
        lead: what the reader must know beside the headline; may be empty.
    """
    style = (RESOURCES / "report.css").read_text(encoding="utf-8")
    script = ""
    if any(section.interactive for section in sections):
        script = (RESOURCES / "report.js").read_text(encoding="utf-8")
    frame = Template((RESOURCES / "report.html").read_text(encoding="utf-8"))
    links = join(
        Html(f'<a href="#part{place}">{text(section.title)}</a>')
        for place, section in enumerate(sections, start=1)
    )
    parts = (
        f'<section id="part{place}"{_sheet(section.wide)}>'
        f"<h2>{text(section.title)}</h2>\n{section.html}</section>"
        for place, section in enumerate(sections, start=1)
    )
    return frame.substitute(
        title=text(title),
        style=style,
        policy=_allowed(script),
        script=f"<script>{script}</script>" if script else "",
        headline=text(headline),
        lead=paragraph(lead, style="lead") if lead else "",
        contents=f'<nav class="contents" aria-label="Contents">{links}</nav>' if sections else "",
        sections="\n".join(parts),
    )


def _sheet(size: str) -> str:
    return f' class="print-{size.lower()}"' if size else ""


def _allowed(script: str) -> str:
    """Source of scripts that the page's security policy lets run: this very one, or none."""
    if not script:
        return _NO_SCRIPT
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
