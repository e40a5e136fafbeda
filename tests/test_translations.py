"""Translations: every text in the code is found and stands in each language's file."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from translations import find_faults, find_texts, main, texts_in, update, waiting_texts

LANGUAGES = ("it", "fr", "es")

SOURCE = """
A = translate("FineCover", "plain {n}").format(n=1)
B = translate(
    "FineCover",
    "two "
    "pieces & a comma",
)
C = "a,b".translate({1: 2})
D = QCoreApplication.translate("FineCover", "by its owner")
"""


def read(path):
    messages = ElementTree.parse(path).getroot().iter("message")
    return {message.findtext("source"): message.findtext("translation") for message in messages}


def test_texts_are_found_however_the_call_is_laid_out(tmp_path):
    (tmp_path / "a.py").write_text(SOURCE, encoding="utf-8")
    found = set(texts_in(tmp_path / "a.py"))
    assert found == {"plain {n}", "two pieces & a comma", "by its owner"}


@pytest.mark.parametrize(
    "call", ['translate("Other", "x")', 'translate("FineCover", f"{x}")', 'translate("x")']
)
def test_a_call_that_could_not_be_translated_is_an_error(tmp_path, call):
    (tmp_path / "a.py").write_text(call, encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.py:1: write translate"):
        list(texts_in(tmp_path / "a.py"))


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path):
    path = tmp_path / "finecover_it.ts"
    assert update(path, ["gone", "map <fine>"], language="it") == 2
    text = path.read_text(encoding="utf-8")
    done = "<translation>mappa</translation>"
    head, _, tail = text.rpartition('<translation type="unfinished" />')
    path.write_text(head + done + tail, encoding="utf-8")
    assert update(path, ["map <fine>", "new"], language="it") == 1
    assert read(path) == {"map <fine>": "mappa", "new": ""}
    before = path.read_bytes()
    update(path, ["map <fine>", "new"], language="it")
    assert path.read_bytes() == before


def ts_file(folder, **translations):
    """Write a .ts file as a translator leaves it."""
    path = folder / "finecover_it.ts"
    update(path, list(translations), language="it")
    tree = ElementTree.parse(path)
    for message in tree.getroot().iter("message"):
        translation = message.find("translation")
        translation.text = translations[message.findtext("source")]
        if translation.text:
            del translation.attrib["type"]
    tree.write(path, encoding="unicode")
    return path


@pytest.mark.parametrize(
    ("source", "translation", "kind"),
    [
        ("{n} cells of {layer}", "{n} celle di {livello}", "placeholders"),
        ("{n} cells of {layer}", "{n} celle", "placeholders"),
        ("from {low:g}", "da {low:.0f}", "placeholders"),
        ("{n} cells", "{n celle", "placeholders"),
        ("a <b>fine</b> map", "una mappa <b>fine", "tags"),
        ("a &gt; b", "a > b", "tags"),
        (" a map", "una mappa", "blanks"),
        ("a map:\n", "una mappa:", "blanks"),
        ("a map\n\nExample: b", "una mappa\nEsempio: b", "line breaks"),
    ],
)
def test_what_a_translation_must_keep_is_named_with_its_text(tmp_path, source, translation, kind):
    path = ts_file(tmp_path, **{source: translation, "a map of {n}": "mappa di {n}"})
    (fault,) = find_faults(path)
    assert repr(source) in fault
    assert kind in fault


def test_words_may_change_their_order_and_come_twice(tmp_path):
    path = ts_file(tmp_path, **{"{n} in <i>{layer}</i>": "<i>{layer}</i>: {n}, sì {n}", "b": ""})
    assert find_faults(path) == []
    assert waiting_texts(path) == ["b"]


def test_a_fault_ends_the_update_with_an_error(tmp_path, monkeypatch, capsys):
    (tmp_path / "i18n").mkdir()
    ts_file(tmp_path / "i18n", **{"{n} cells": "{m} celle"})
    monkeypatch.setattr("translations.ROOT", tmp_path)
    monkeypatch.setattr("translations.find_texts", lambda: ["{n} cells"])
    assert main(["it"]) == 1
    assert "{m} celle" in capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_the_texts_of_the_code(language):
    held = set(read(ROOT / "i18n" / f"finecover_{language}.ts"))
    assert held == set(find_texts()), "run make translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    waiting = waiting_texts(ROOT / "i18n" / f"finecover_{language}.ts")
    assert waiting == [], f"translate them in i18n/finecover_{language}.ts"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_tags_and_blanks(language):
    assert find_faults(ROOT / "i18n" / f"finecover_{language}.ts") == []
