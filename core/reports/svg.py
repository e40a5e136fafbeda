"""Matplotlib figures as SVG that stands in a page: its font, its colours, its own names."""

from __future__ import annotations

import io
import re
import warnings
import xml.etree.ElementTree as ElementTree
from typing import Any

from .text import Html

INK = "#010203"
"""Drawn in the page's text colour, whatever that is."""
MUTED = "#020304"
"""Drawn in the page's colour for what is beside the point."""
SERIES = ("#0072b2", "#d55e00", "#009e73", "#a8588c", "#030405", "#b37b00")
"""Okabe and Ito's colours, two of them darker; the page may lighten each in its dark scheme."""
_STYLES = {
    INK: "currentColor",
    MUTED: "var(--muted, #566167)",
    **{color: f"var(--series{place}, {color})" for place, color in enumerate(SERIES, start=1)},
}
_LINK = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_SVG = "{http://www.w3.org/2000/svg}"
_COLOR = re.compile("|".join(_STYLES))
# XML knows no control characters, however a name came to hold them
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


def plain_text(value: str) -> str:
    """Return ``value`` as Matplotlib draws it letter for letter, without mathematics."""
    clean = _CONTROL.sub(" ", value.encode("utf-8", "replace").decode("utf-8"))
    return clean.replace("$", r"\$")


def inline_svg(figure: Any, *, key: str, label: str) -> Html:
    """Return a Matplotlib figure of 72 dots per inch as an ``svg`` element.

    The same figure gives the same bytes. Colours of this module follow the page.

    Args:
        figure: with artists that are not clipped.
        key: starts the names within the element; no other figure of the page has it.
        label: what it shows, for those who cannot see it.
    """
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # Letters are drawn by the browser; that Matplotlib's font lacks some does not matter.
        warnings.simplefilter("ignore", UserWarning)
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    root = ElementTree.fromstring(buffer.getvalue())  # nosec B314 # Matplotlib wrote it just now
    for child in list(root):
        if child.tag not in (f"{_SVG}g", f"{_SVG}defs"):
            root.remove(child)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{_SVG}style":  # would style the whole page
                parent.remove(child)
    _keep_linked_names(root, key)
    for element in root.iter():
        _tidy(element)
    root.attrib = {
        "class": "chart",
        "role": "img",
        "aria-label": label,
        "viewBox": root.attrib["viewBox"],
    }
    return Html(ElementTree.tostring(root, encoding="unicode"))


def _keep_linked_names(root: ElementTree.Element, key: str) -> None:
    """Leave only the names something points to, and make them the figure's own."""
    linked = {element.attrib[_LINK] for element in root.iter() if _LINK in element.attrib}
    numbers = {name: f"{key}-{at}" for at, name in enumerate(sorted(linked), start=1)}
    for element in root.iter():
        name = f"#{element.attrib.pop('id', '')}"
        if name in numbers:
            element.attrib["id"] = numbers[name]
        if _LINK in element.attrib:
            element.attrib[_LINK] = f"#{numbers[element.attrib[_LINK]]}"


def _tidy(element: ElementTree.Element) -> None:
    """Leave the font to the page, and let colours and names be HTML's."""
    element.tag = element.tag.replace(_SVG, "")
    element.tail = None  # but layout of the file
    if not (element.text or "").strip():
        element.text = None
    if _LINK in element.attrib:
        element.attrib["xlink:href"] = element.attrib.pop(_LINK)
    for name in [name for name in element.attrib if name.startswith(_XML)]:
        del element.attrib[name]
    parts = [part.strip() for part in element.attrib.get("style", "").split(";")]
    kept = [_plain_font(part) for part in parts if part and not part.startswith("font-family")]
    if kept:
        style = "; ".join(kept)
        element.attrib["style"] = _COLOR.sub(lambda found: _STYLES[found.group()], style)


def _plain_font(part: str) -> str:
    """Reduce "font: 11px 'DejaVu Sans'" to its size."""
    if not part.startswith("font:"):
        return part
    size = re.search(r"[\d.]+px", part)
    return f"font-size: {size.group()}" if size else "font-size: inherit"
