"""Translations: every text in the code is found and stands in each language's file."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from translations import find_texts, texts_in, update

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


@pytest.mark.parametrize("language", ["it", "fr", "es"])
def test_the_files_hold_the_texts_of_the_code(language):
    held = set(read(ROOT / "i18n" / f"finecover_{language}.ts"))
    assert held == set(find_texts()), "run make translations"
