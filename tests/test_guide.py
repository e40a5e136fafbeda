"""The user guide: its links lead somewhere, its pictures and figures are those the script makes."""

from __future__ import annotations

import importlib.util
import re
import struct
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
PAGES = sorted([DOCS / "guide.md", *(DOCS / "guide").glob("*.md")])
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def load_stories():
    place = ROOT / "scripts" / "screens" / "stories.py"
    spec = importlib.util.spec_from_file_location("stories", place)
    stories = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stories)
    return stories


STORIES = load_stories()
MADE = {name for names in STORIES.PICTURES.values() for name in names}
LOGS = {name for names in STORIES.LOGS.values() for name in names}


def links(page):
    return [(bool(mark), text, target) for mark, text, target in _LINK.findall(TEXTS[page])]


def anchors(path):
    """Return the anchors GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def shown(page):
    return {Path(target).stem for is_picture, _, target in links(page) if is_picture}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page):
    assert links(page)
    for _, _, target in links(page):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pictures_are_described(page):
    for is_picture, text, target in links(page):
        assert not is_picture or len(text.split()) > 2, target


def test_every_page_is_in_the_contents():
    contents = {target.partition("#")[0] for _, _, target in links(DOCS / "guide.md")}
    assert {f"guide/{page.name}" for page in PAGES if page.parent.name == "guide"} <= contents


def test_pictures_are_those_the_script_makes():
    mentioned = set().union(*(shown(page) for page in PAGES))
    assert mentioned == MADE
    assert {path.stem for path in PICTURES.glob("*.png")} == MADE
    assert {path.stem for path in PICTURES.glob("*.txt")} == LOGS


def test_pictures_are_small_and_large_enough_to_read():
    paths = sorted(PICTURES.glob("*.png"))
    for path in paths:
        header = path.read_bytes()[:24]
        width, height = struct.unpack(">II", header[16:])
        assert header.startswith(b"\x89PNG")
        assert width >= 400, path.name
        assert height >= 100, path.name
        assert path.stat().st_size < 200_000, path.name
    assert sum(path.stat().st_size for path in paths) < 2_500_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_quoted_stands_in_the_logs(page):
    """Blocks marked ``text`` are lines, or ends of lines, of the logs beside the pictures."""
    logs = "\n".join((PICTURES / f"{name}.txt").read_text(encoding="utf-8") for name in LOGS)
    for block in re.findall(r"^```text\n(.*?)^```", TEXTS[page], re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            assert f"{line}\n" in logs, line


def test_every_story_can_be_told():
    for name in STORIES.STORIES:
        text = (ROOT / "scripts" / "screens" / f"{name}.py").read_text(encoding="utf-8")
        assert "def tell(iface, folder: Path)" in text
        for picture in STORIES.PICTURES[name]:
            assert f'"{picture}"' in text or picture in STORIES.PAGES, picture


def test_help_of_the_plugin_leads_to_the_guide():
    for name in ("base", "models"):
        text = (ROOT / "algorithms" / f"{name}.py").read_text(encoding="utf-8")
        (path, anchor) = re.search(r"blob/main/([^#\"]+)#?([^\"]*)\"", text).groups()
        assert (ROOT / path) in PAGES
        assert not anchor or anchor in anchors(ROOT / path)


def test_logs_name_no_folder_of_one_machine():
    for name in LOGS:
        text = (PICTURES / f"{name}.txt").read_text(encoding="utf-8")
        assert "/tmp" not in text
        assert "/home" not in text
