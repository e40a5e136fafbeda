"""Names in reports: whatever they hold, the page has the elements it has for a plain name."""

from __future__ import annotations

import functools
from html.parser import HTMLParser

import numpy as np

TOKENS = (
    *(b"<script>alert(1)</script>", b'"', b"'", b"&quot;", b"&#60;", b"<!--", b"-->", b"]]>"),
    *(b"</title>", b"</style>", b"<svg onload=", b"javascript:", b"${title}", b"$title", b"<wbr>"),
    *(b"\x00", b"\xed\xa0\x80", b"&lt", b"`", b"=", "\u2028".encode(), b"a_b-c.d/e" * 5),
)
_SHOWN = ("title", "aria-label", "alt", "content")  # attributes that hold names
_BREAKS = ("wbr",)
# drawn by Matplotlib, whose elements and places depend on how long a name is
_DRAWN = frozenset({"g", "path", "text", "tspan", "use", "defs", "rect", "clippath"})
_DRAWN_SAYS = frozenset(
    {"id", "d", "style", "x", "y", "transform", "xlink:href", "width", "height", "clip-path"}
)
_PLAIN = "plain"
_WHOLE = 64  # every so many lengths of a name a report holds all there is, which takes a second


class _Elements(HTMLParser):
    """Elements of a page with their attributes, without the values that hold names."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []
        self.words: list[str] = []
        self._drawing = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._drawing:
            if tag not in _DRAWN or {name for name, _ in attrs} - _DRAWN_SAYS:
                self.found.append((tag, attrs))
        elif tag == "svg":
            self._drawing = True
            self.found.append((tag, sorted(name for name, _ in attrs)))
        elif tag not in _BREAKS:
            told = [(name, "" if name in _SHOWN else value) for name, value in attrs]
            self.found.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        self._drawing = self._drawing and tag != "svg"
        if not self._drawing:
            self.found.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.found.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.found.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.found.append("instruction")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _page(name: str, *, whole: bool) -> str:
    """Return a report in which everything that data can name has one name.

    The report of a training has no charts, which take most of the time.
    """
    from finecover.core.accuracy.accuracy import assess
    from finecover.core.reports.report import (
        AccuracyReport,
        ClassAreas,
        Provenance,
        TrainingReport,
        UpsampleReport,
        Wording,
        training_report,
        upsample_report,
    )

    classes = [(1, name, "#0000ff"), (2, name, "#00aa00"), (3, name, name)]
    facts = Provenance({name: name}, notes=[name], settings={name: name}, versions={name: name})
    result = assess(np.array([[9, 1, 0], [2, 8, 0], [1, 0, 7]]))
    words = Wording(reference=name, baseline=name, baseline_detail=name, unit=name)
    training = TrainingReport(
        title=name, classes=classes, drawn=[5, 9, 3], dropped=[1, 0, 0], oob=result,
        split_note=name, block_cv=result, fold_accuracies=[0.9, 0.8], importance=[(name, 1.0)],
        importance_kind=name, provenance=facts, command=name,
    )  # fmt: skip
    if not whole:
        return training_report(training)
    accuracy = AccuracyReport(
        title=name, classes=classes, result=result, baseline=result, provenance=facts,
        wording=words, command=name,
    )  # fmt: skip
    run = UpsampleReport(
        title=name, classes=classes, areas=ClassAreas([1, 2, 3], [3, 2, 1], unit=name),
        training=training, accuracy=accuracy, provenance=facts, command=name,
    )  # fmt: skip
    return upsample_report(run)


@functools.cache
def _expected(*, whole: bool) -> list[object]:
    return _Elements(_page(_PLAIN, whole=whole)).found


def target(data: bytes) -> None:
    from finecover.core.reports.text import storable

    name = data[:300].decode("utf-8", "surrogateescape")
    if not name.strip():
        return
    whole = len(data) % _WHOLE == 0
    page, expected = _page(name, whole=whole), _expected(whole=whole)
    page.encode("utf-8")
    parsed = _Elements(page)
    if parsed.found != expected:
        strange = [one for one in parsed.found if one not in expected]
        raise ValueError(f"{name!r} makes elements of a page: {strange[:5]}")
    shown = "".join("".join(parsed.words).split())
    # browsers and parsers read a carriage return as an end of line, and no NUL
    wanted = "".join(storable(name).replace("\0", "").split())
    if wanted not in shown.replace("\0", ""):
        raise ValueError(f"{name!r} is not shown as it is")


def seeds() -> list[bytes]:
    return [
        b"plain",
        b'<script>alert("$title")</script>&amp;\'${x}',
        "Ñandú – 森林 🌲".encode(),
        b"a_very_long_file_name_2018_v2_0_1.tif",
        b"<!-- --> ]]> </title></style>",
        b'<a href="x">&amp;</a>'.ljust(_WHOLE, b"'"),
    ]
