"""What GDAL's virtual rasters refer to: other files, addresses in the network, program code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import InputError

MAX_DESCRIPTION = 256 * 2**20  # bytes; one of 65 535 bands takes about a tenth
MARK = "<VRTDataset"

_PLAIN_TEXT = frozenset(("description", "categoryname", "category", "mdi", "unittype"))
_FILE_KEYS = frozenset(("overview_file", "x_dataset", "y_dataset"))  # metadata that name files
_NAMES_A_FILE = re.compile(r"(filename|dataset|demfile|dempath|rpcdem)$")
_CRS_NAMES = re.compile(r"https?://(www\.)?opengis\.net/(def|gml)/", re.IGNORECASE)
_CODE = frozenset(("pixelfunctioncode", "pixelfunctionlanguage"))


@dataclass(frozen=True)
class Reference:
    """A file that a virtual raster names.

    Attributes:
        text: as it stands there.
        beside: counted from the folder of the virtual raster.
        raw: its bytes are read as they are, whatever it is.
    """

    text: str
    beside: bool = False
    raw: bool = False


@dataclass
class _Description:
    """What a parser has met of a virtual raster."""

    label: str
    found: list[Reference] = field(default_factory=list)
    open: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)

    def doctype(self, *_: object) -> None:
        raise InputError(
            f"{self.label} defines entities, which no virtual raster needs; save it again."
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        lowered = {name.lower(): value for name, value in attributes.items()}
        self.open.append((tag.lower(), lowered))
        self.texts.append([])
        for name, value in lowered.items():
            if looks_opened(value) and not name.startswith("xmlns"):
                self.found.append(Reference(value))

    def text(self, data: str) -> None:
        if self.texts:
            self.texts[-1].append(data)

    def end(self, _: str) -> None:
        tag, attributes = self.open.pop()
        text = "".join(self.texts.pop()).strip()
        if tag in _CODE and text.lower() not in ("", "c"):
            raise InputError(
                f"{self.label} brings program code along, which FineCover does not run; save it as "
                "GeoTIFF with the program it comes from."
            )
        key = attributes.get("key", "").lower()
        named = bool(_NAMES_A_FILE.search(tag)) or key in _FILE_KEYS
        named = named or (tag == "argument" and "filename" in attributes.get("name", "").lower())
        if text and (named or (tag not in _PLAIN_TEXT and looks_opened(text))):
            beside = attributes.get("relativetovrt", "0").lower() in ("1", "yes", "true", "on")
            self.found.append(Reference(text, beside, self._is_raw(tag)))

    def _is_raw(self, tag: str) -> bool:
        if tag != "sourcefilename" or not self.open:
            return False
        _, parent = self.open[-1]
        return parent.get("subclass", "").lower() == "vrtrawrasterband"


def looks_opened(text: str) -> bool:
    """Tell whether GDAL would take a text for more than the name of a plain file."""
    start = text.lstrip().lower()
    if _CRS_NAMES.match(start):
        return False
    return start.startswith(("/vsi", "http:", "https:", "ftp:", "\\\\", "<vrt"))


def references(text: bytes | str, *, label: str) -> tuple[Reference, ...]:
    """Return the files that a virtual raster names.

    Args:
        text: its XML.
        label: what it is called, for messages.

    Raises:
        InputError: it is not well formed, defines entities, or brings program code.
    """
    found = _Description(label)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = found.doctype
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(
            f"{label} is a virtual raster that is not well-formed XML ({error}); save it again."
        ) from error
    return tuple(found.found)
