"""Bring the translation files up to date with the texts in the code.

Usage: /usr/bin/python3 scripts/translations.py it fr es

Texts are the calls ``translate("FineCover", "text")``. They are read from the syntax tree because
pylupdate5 overlooks every call whose arguments end in a comma, as the formatter writes them.
"""

from __future__ import annotations

import ast
import re
import string
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTEXT = "FineCover"
_FOLDERS = ("algorithms", "core", "gui")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&[a-zA-Z]+;|&#\d+;")


def find_texts(root: Path = ROOT) -> list[str]:
    """Every translatable text of the plugin, sorted, each once.

    Raises:
        ValueError: a call's context is not CONTEXT, or its text is not written out as a constant.
    """
    files = [root / "plugin.py"]
    for folder in _FOLDERS:
        files += sorted((root / folder).rglob("*.py"))
    return sorted({text for file in files if file.is_file() for text in texts_in(file)})


def texts_in(file: Path) -> Iterator[str]:
    """Yield the translatable texts of one source file; raises as ``find_texts`` does."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or "translate" not in (
            getattr(node.func, "id", ""),
            getattr(node.func, "attr", "") if len(node.args) == 2 else "",
        ):
            continue
        values = [getattr(argument, "value", None) for argument in node.args]
        if len(values) != 2 or values[0] != CONTEXT or not isinstance(values[1], str):
            raise ValueError(
                f"{file.name}:{node.lineno}: write translate('{CONTEXT}', 'a plain text')"
            )
        yield values[1]


def _tree(path: Path) -> ElementTree.ElementTree:
    return ElementTree.parse(path)  # nosec B314 # a file of this repository


def update(path: Path, texts: list[str], *, language: str) -> int:
    """Write the .ts file with exactly ``texts``, keeping what is translated already.

    Returns:
        The number of texts that wait for a translation.
    """
    known: dict[str, str] = {}
    if path.exists():
        for message in _tree(path).getroot().iter("message"):
            known[message.findtext("source", "")] = message.findtext("translation", "")
    document = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(document, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in texts:
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = text
        translation = ElementTree.SubElement(message, "translation")
        translation.text = known.get(text, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ElementTree.indent(document, " ")
    body = ElementTree.tostring(document, encoding="unicode")
    header = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{header}{body}\n", encoding="utf-8")
    return sum(not known.get(text) for text in texts)


def waiting_texts(path: Path) -> list[str]:
    """Every text of a .ts file whose translation is empty or marked as unfinished."""
    found = []
    for message in _tree(path).getroot().iter("message"):
        translation = message.find("translation")
        if translation is None or not translation.text or translation.get("type"):
            found.append(message.findtext("source", ""))
    return found


def find_faults(path: Path) -> list[str]:
    """What a .ts file's translations have changed that must stay, a line for each text and kind.

    Texts without a translation are passed over.
    """
    found = []
    for message in _tree(path).getroot().iter("message"):
        source, translation = (message.findtext(tag, "") for tag in ("source", "translation"))
        if not translation:
            continue
        before, after = _fixed_parts(source), _fixed_parts(translation)
        found += [
            f"{source!r} has the {kind} {part}, {translation!r} has {after[kind]}"
            for kind, part in before.items()
            if after[kind] != part
        ]
    return found


def _fixed_parts(text: str) -> dict[str, list[str]]:
    """Return what every language has in common, by kind."""
    core = text.strip()
    start = text.index(core)
    return {
        "placeholders": sorted(set(_placeholders(text))),
        "tags": sorted(_TAG.findall(text)),
        "blanks at the edges": [text[:start], text[start + len(core) :]],
        "line breaks": re.findall("\n+", core),
    }


def _placeholders(text: str) -> Iterator[str]:
    """Yield the fields of a format string, as they are written; "?" where it is none."""
    try:
        for _, name, form, conversion in string.Formatter().parse(text):
            if name is not None:
                yield name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
    except ValueError:  # a lone brace
        yield "?"


def main(languages: list[str]) -> int:
    """Update the files of the languages named on the command line; 1 where one has a fault."""
    texts = find_texts()
    faulty = False
    for language in languages:
        path = ROOT / "i18n" / f"finecover_{language}.ts"
        waiting = update(path, texts, language=language)
        print(f"{path.name}: {len(texts)} texts, {waiting} not translated yet")
        for fault in find_faults(path):
            print(f"{path.name}: {fault}", file=sys.stderr)
            faulty = True
    return int(faulty)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
