"""Building blocks of the HTML reports: tables, bars, pictures.

Text handed to a block is escaped; only ``Html`` goes in as it is. Every block works without a
network, and without scripts as far as it can be read.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..accuracy.report_data import ClassKey, Value
from ..errors import InputError
from .run import Picture
from .text import MINUS, UNDEFINED, Html, count, name_text, text

_MANY_COLUMNS = 9  # more of them stand closer
_PICTURE_KINDS = ("image/png", "image/jpeg", "image/svg+xml")


@dataclass(frozen=True)
class Section:
    """A titled part of a page.

    Attributes:
        title: heading, also the entry in the list of contents.
        html: the content.
        wide: print on a sheet in landscape, an "A4" or, for most columns, an "A3" one; "" = on the
            sheets of the page.
        interactive: needs the page's script, which does nothing else.
    """

    title: str
    html: Html
    wide: str = ""
    interactive: bool = False


@dataclass(frozen=True)
class Column:
    """A table column: its title, the title it shares with its neighbours, and its alignment."""

    title: str
    group: str = ""
    text: bool = False


def paragraph(sentence: str, *, style: str = "note") -> Html:
    """One paragraph of small print, or of another style of the style sheet."""
    return Html(f'<p class="{style}">{name_text(sentence)}</p>')


def heading(title: str) -> Html:
    """A title within a section."""
    return Html(f"<h3>{name_text(title)}</h3>")


def gain(value: float, shown: str, *, lower_is_better: bool = False) -> Html:
    """Colour a signed difference by whether it is an improvement; the sign says it as well."""
    if shown[:1] not in ("+", MINUS):
        return text(shown)
    style = "better" if (value > 0) != lower_is_better else "worse"
    return Html(f'<span class="{style}">{text(shown)}</span>')


def with_interval(shown: str, interval: str) -> Html:
    """A figure with its interval in small print below it; alone where none is known."""
    if interval == UNDEFINED:
        return text(shown)
    return Html(f'{text(shown)}<br><span class="ends">{text(interval)}</span>')


def swatch(color: str) -> Html:
    """A small square of a class colour; crossed out where the legend has none."""
    if re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        return Html(f'<span class="swatch" style="background:{color}"></span>')
    return Html('<span class="swatch none"></span>')


def class_label(entry: ClassKey, *, whole: bool = False) -> Html:
    """Colour, code and name of a class.

    A name takes two lines at most, the rest of it shows under the pointer; ``whole``: all lines.
    """
    code, name, color = entry
    style = "class whole" if whole else "class"
    return Html(
        f'<span class="{style}" title="{text(name)}">{swatch(color)}'
        f'<span class="code">{code}</span><span class="name">{text(name)}</span></span>'
    )


def tiles(figures: Iterable[tuple[str, str, str]]) -> Html:
    """Key figures: (name, value, what stands beside it)."""
    items = (
        f'<div class="tile"><dt>{text(name)}</dt><dd class="value">{text(value)}</dd>'
        f'<dd class="beside">{text(beside)}</dd></div>'
        for name, value, beside in figures
    )
    return Html(f'<dl class="tiles">{"".join(items)}</dl>')


def facts(pairs: Mapping[str, Value], *, counts: bool = False) -> Html:
    """Names and their values in two columns; ``counts``: whole numbers are, and are grouped."""
    items = (
        f"<dt>{name_text(name)}</dt><dd>{name_text(_plain(value, counts=counts))}</dd>"
        for name, value in pairs.items()
    )
    return Html(f'<dl class="facts">{"".join(items)}</dl>')


def notes(sentences: Sequence[str]) -> Html:
    """A list of sentences."""
    return Html(f'<ul class="notes">{"".join(f"<li>{name_text(s)}</li>" for s in sentences)}</ul>')


def command_block(command: str) -> Html:
    """A command to copy: one click marks the whole of it."""
    return Html(f'<pre class="command"><code>{text(command)}</code></pre>')


def _plain(value: Value, *, counts: bool) -> str:
    if value is None or value == "":
        return UNDEFINED
    if isinstance(value, bool):
        return "yes" if value else "no"
    return count(value) if counts and isinstance(value, int) else str(value)


def scroll(content: Html, *, label: str, tall: bool = False) -> Html:
    """A box that scrolls sideways on its own; keyboards reach it, screen readers name it.

    A ``tall`` one also scrolls down within the window, under its heading row.
    """
    style = "scroll tall" if tall else "scroll"
    return Html(
        f'<div class="{style}" tabindex="0" role="region" aria-label="{text(label)}">'
        f"{content}</div>"
    )


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], *, caption: str, label: str
) -> Html:
    """A table whose first cell in each row names the row.

    Args:
        columns: one per cell; neighbours with the same ``group`` get a common heading.
        rows: cells, text or ``Html``.
        caption: what the reader must know to read it.
        label: short name of the table for screen readers.
    """
    styles = _cell_styles(columns)
    body = (
        "<tr>"
        + "".join(
            f'<th scope="row"{style}>{name_text(cell)}</th>'
            if place == 0
            else f"<td{style}>{text(cell)}</td>"
            for place, (cell, style) in enumerate(zip(row, styles))
        )
        + "</tr>"
        for row in rows
    )
    heads = "".join(
        f'<th scope="col"{style}>{name_text(column.title)}</th>'
        for column, style in zip(columns, styles)
    )
    style = ' class="crowded"' if len(columns) > _MANY_COLUMNS else ""
    return scroll(
        Html(
            f"<table{style}><caption><span>{text(caption)}</span></caption>"
            f"<thead>{_group_row(columns)}<tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        ),
        label=label,
    )


def _cell_styles(columns: Sequence[Column]) -> list[str]:
    styles = []
    for place, column in enumerate(columns):
        first = place > 0 and bool(column.group) and column.group != columns[place - 1].group
        names = [name for name, on in (("text", column.text), ("start", first)) if on]
        styles.append(f' class="{" ".join(names)}"' if names else "")
    return styles


def _group_row(columns: Sequence[Column]) -> str:
    if not any(column.group for column in columns):
        return ""
    cells: list[tuple[str, int]] = []
    for column in columns:
        if cells and cells[-1][0] == column.group:
            cells[-1] = (column.group, cells[-1][1] + 1)
        else:
            cells.append((column.group, 1))
    heads = (
        f'<th scope="colgroup" class="group start" colspan="{span}">{name_text(name)}</th>'
        if name
        else f'<td colspan="{span}"></td>'
        for name, span in cells
    )
    return f"<tr>{''.join(heads)}</tr>"


def bars(
    rows: Iterable[tuple[str, Sequence[tuple[float, str]]]],
    *,
    series: Sequence[str],
    name: str,
    long: bool = False,
) -> Html:
    """Horizontal bars, up to two per row, each with its value in words.

    Args:
        rows: (label, bars of the row); a bar is its length 0..1 and the value to print.
        series: what each bar of a row stands for, one or two names.
        name: heading of the labels.
        long: whether the values to print need more room than one number.
    """
    keys = "".join(
        f'<span class="key{_series_style(place)}"><i></i>{text(one)}</span>'
        for place, one in enumerate(series)
    )
    body = (
        f'<tr><th scope="row" class="text">{text(label)}</th><td><span class="room">'
        + "".join(_bar(place, *one) for place, one in enumerate(values))
        + "</span></td></tr>"
        for label, values in rows
    )
    return Html(
        f'<table class="bars{" long" if long else ""}"><thead>'
        f'<tr><th scope="col" class="text">{text(name)}</th>'
        f"<td>{keys}</td></tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def _bar(place: int, length: float, shown: str) -> str:
    width = 100 * min(max(length, 0.0), 1.0) if math.isfinite(length) else 0.0
    return (
        f'<span class="bar{_series_style(place)}"><i style="width:{width:.2f}%"></i>'
        f"<span>{text(shown)}</span></span>"
    )


def _series_style(place: int) -> str:
    return " second" if place else ""


def pictures(items: Iterable[Picture]) -> Html:
    """Embed pictures with their captions.

    Raises:
        InputError: a picture is of a kind browsers may not show.
    """
    figures = []
    for item in items:
        if item.kind not in _PICTURE_KINDS:
            raise InputError(
                f"A report cannot embed a picture of type {item.kind}; "
                f"give one of {', '.join(_PICTURE_KINDS)}."
            )
        data = base64.b64encode(item.data).decode("ascii")
        figures.append(
            f'<figure><img alt="{text(item.caption)}" src="data:{item.kind};base64,{data}">'
            f"<figcaption>{name_text(item.caption)}</figcaption></figure>"
        )
    return Html(f'<div class="pictures">{"".join(figures)}</div>')
