"""What each band of the images is: its name, its spectral role and its date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..errors import InputError
from ..phrases import counted
from .dates import find_date, undated
from .grid import Grid
from .name_tokens import variable_of

ROLES = (
    "coastal", "blue", "green", "red", "rededge1", "rededge2", "rededge3", "nir", "nir08",
    "swir1", "swir2",
)  # fmt: skip

_SENTINEL2 = {
    "B01": "coastal", "B02": "blue", "B03": "green", "B04": "red", "B05": "rededge1",
    "B06": "rededge2", "B07": "rededge3", "B08": "nir", "B8A": "nir08", "B11": "swir1",
    "B12": "swir2",
}  # fmt: skip
_LANDSAT_TM = {1: "blue", 2: "green", 3: "red", 4: "nir", 5: "swir1", 7: "swir2"}
_LANDSAT_OLI = {
    1: "coastal", 2: "blue", 3: "green", 4: "red", 5: "nir", 6: "swir1", 7: "swir2",
}  # fmt: skip
_WORDS = (
    (r"coastal|aerosol", "coastal"),
    (r"red ?edge ?2|vre ?2", "rededge2"),
    (r"red ?edge ?3|vre ?3", "rededge3"),
    (r"red ?edge ?1?|vre ?1", "rededge1"),
    (r"nir ?08|nir ?narrow|narrow ?nir", "nir08"),
    (r"nir|near ?infra ?red", "nir"),
    (r"swir ?1|swir ?16", "swir1"),
    (r"swir ?2|swir ?22", "swir2"),
    (r"blue", "blue"),
    (r"green", "green"),
    (r"red", "red"),
)
_SENTINEL2_BAND = re.compile(r"(?<![A-Za-z0-9])B(0[1-8]|8A|11|12)(?![A-Za-z0-9])")
_LANDSAT_ID = re.compile(
    r"(?<![A-Za-z0-9])(?:L[COTEM]0([4-9])|HLS[._](L)30)(?![0-9])", re.IGNORECASE
)
_LANDSAT_BAND = re.compile(r"(?<![A-Za-z0-9])(?:SR_|ST_)?B\d{1,2}(?![A-Za-z0-9])", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Band:
    """One band of one image.

    Attributes:
        image: position of the image, from 0.
        number: band of that image, from 1.
        name: how its features are called, unique within a scene.
        role: one of ROLES, or "" when unknown.
        scene: bands of one scene were taken together; "" or an ISO date or a short label.
    """

    image: int
    number: int
    name: str
    role: str
    scene: str = ""

    @property
    def feature(self) -> str:
        """Name of the band as a feature."""
        return join_scene(self.name, self.scene)


def join_scene(name: str, scene: str) -> str:
    """Return ``name`` or ``name_scene``."""
    return f"{name}_{scene}" if scene else name


@dataclass(frozen=True)
class ImageBands:
    """What is known of one image before its bands are understood."""

    path: str
    descriptions: tuple[str, ...]
    grid: Grid | None = None


def find_role(description: str, *, path: str = "", sentinel2: bool = False) -> str:
    """Return the spectral role a band's description tells, or "".

    Args:
        description: the band's own text, or the file's name for a one-band image.
        path: the file, whose Landsat product id settles what ``SR_B4`` means.
        sentinel2: plain ``B2``, ``B8`` are Sentinel-2 bands (others of its bands are present).
    """
    landsat = _LANDSAT_ID.search(Path(path).name)
    match = _SENTINEL2_BAND.search(description)
    if match and not landsat:
        return _SENTINEL2[match.group(0)]
    words = re.sub(r"[_\-.]+", " ", description).lower()
    for pattern, role in _WORDS:
        if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", words):
            return role
    plain = re.fullmatch(r"(?:SR_)?B(\d{1,2})(?:_.*)?", description.strip(), re.IGNORECASE)
    if not plain:
        plain = re.search(r"[_.](?:SR_)?B(\d{1,2})$", description.strip())
    if not plain:
        return ""
    number = int(plain.group(1))
    if landsat:
        oli = landsat.group(2) or int(landsat.group(1)) >= 8
        return (_LANDSAT_OLI if oli else _LANDSAT_TM).get(number, "")
    return _SENTINEL2.get(f"B{number:02d}", "") if sentinel2 else ""


def parse_bands(text: str) -> dict[str, int]:
    """Read ``blue=1,green=2`` into band numbers by name.

    Raises:
        InputError: a part is not name=number, a name or a number is given twice.
    """
    chosen: dict[str, int] = {}
    for part in filter(None, (p.strip() for p in re.split(r"[,;\n]", text))):
        name, _, number = (piece.strip() for piece in part.partition("="))
        if not _NAME.fullmatch(name) or not _NUMBER.fullmatch(number) or int(number) < 1:
            raise InputError(
                f"BANDS: '{part}' is not of the form name=number; write for example "
                "blue=1,green=2,red=3,nir=4."
            )
        if name in chosen or int(number) in chosen.values():
            raise InputError(f"BANDS: '{part}' repeats a name or a number; give each once.")
        chosen[name] = int(number)
    return chosen


def resolve_bands(images: Sequence[ImageBands], *, bands: str = "") -> tuple[Band, ...]:
    """Say what every band of the images is.

    With ``bands`` only the listed bands are used: where every image has a single band the numbers
    count the images, otherwise they count the bands of each image, or of each of its dates where
    the descriptions tell several with as many bands each. Without it every band is used
    and roles are read from descriptions and file names. Images whose dates differ, or that repeat
    a band, are separate scenes; the bands of a scene may come from several files. Where there are
    several dates, the scenes of one have the same name, and so have their bands.

    Raises:
        InputError: a chosen band does not exist.
    """
    chosen = parse_bands(bands)
    found = _chosen_bands(images, chosen) if chosen else describe_bands(images)
    return _with_scenes(found, images)


def _chosen_bands(images: Sequence[ImageBands], chosen: dict[str, int]) -> list[Band]:
    single = all(len(image.descriptions) == 1 for image in images) and len(images) > 1
    found = []
    for name, number in chosen.items():
        role = name.lower() if name.lower() in ROLES else ""
        if single:
            if number > len(images):
                raise InputError(
                    f"BANDS: {name}={number} is asked for, but IMAGES holds {len(images)} "
                    "one-band rasters; give numbers from 1 to that."
                )
            found.append(Band(number - 1, 1, name, role))
            continue
        for position, image in enumerate(images):
            dates = _bands_by_date(image)
            if number > len(dates[0]):
                raise InputError(
                    f"BANDS: {name}={number} is asked for, but '{Path(image.path).name}' has "
                    f"{counted(len(dates[0]), 'band')}{' for each date' * (len(dates) > 1)}; give "
                    "numbers it has."
                )
            found.extend(Band(position, mine[number - 1], name, role) for mine in dates)
    return sorted(found, key=lambda band: (band.image, band.number))


def _bands_by_date(image: ImageBands) -> list[list[int]]:
    """Return the numbers of the bands of each date; all together unless dates are alike."""
    by_date: dict[date | None, list[int]] = {}
    for number, text in enumerate(image.descriptions, start=1):
        by_date.setdefault(find_date(text), []).append(number)
    if None in by_date or len({len(mine) for mine in by_date.values()}) != 1:
        return [list(range(1, len(image.descriptions) + 1))]
    return list(by_date.values())


def describe_bands(images: Sequence[ImageBands]) -> list[Band]:
    """Return every band with its name, without date, and its role; scenes are not told yet.

    Bands of one image that tell the same date and nothing else are numbered: b1, b2 and so on.
    """
    texts = {text.upper() for image in images for text in image.descriptions}
    # thermal B10 and B11 are Landsat's too
    sentinel2 = bool(texts & {"B8A", "B12"}) or ("B11" in texts and "B10" not in texts)
    found = []
    for position, image in enumerate(images):
        stem = Path(image.path).stem
        bare = [None if undated(text) else find_date(text) for text in image.descriptions]
        numbers = numbered_by_date(bare)
        for number, text in enumerate(image.descriptions, start=1):
            if numbers and bare[number - 1]:
                found.append(Band(position, number, f"b{numbers[number - 1]}", ""))
                continue
            one_band = len(set(map(undated, image.descriptions))) == 1  # at several dates, perhaps
            told = undated(text) or (stem if one_band else "")
            role = find_role(told, path=image.path, sentinel2=sentinel2)
            found.append(Band(position, number, _band_name(text, stem, number, image), role))
    return found


def numbered_by_date(days: Sequence[date | None]) -> list[int]:
    """Return which of its date's bands each band is, from 1; nothing where none is numbered.

    Bands without a name of their own are numbered where every date has several, and no date stands
    alone: one variable may have been observed twice on some dates, but hardly on all.

    Args:
        days: the date of each band; None for bands that are not to be numbered.
    """
    counts = Counter(day for day in days if day)
    if len(counts) < 2 or min(counts.values()) < 2:
        return []
    seen: Counter[date | None] = Counter()
    numbers = []
    for day in days:
        seen[day] += 1
        numbers.append(seen[day])
    return numbers


def _band_name(text: str, stem: str, number: int, image: ImageBands) -> str:
    """Return the description without its date, or a name made from the file's."""
    bare = re.sub(r"\W+", "_", undated(text)).strip("_")
    if bare:
        return bare
    if len(image.descriptions) > 1 and not text:
        return f"b{number}"
    band = (_LANDSAT_BAND if _LANDSAT_ID.search(stem) else _SENTINEL2_BAND).search(stem)
    short = band.group(0) if band else variable_of(stem)
    return re.sub(r"\W+", "_", short).strip("_") or f"b{number}"


def _with_scenes(found: list[Band], images: Sequence[ImageBands]) -> tuple[Band, ...]:
    dated = [
        find_date(images[band.image].descriptions[band.number - 1])
        or find_date(Path(images[band.image].path).stem)
        for band in found
    ]
    several = len(set(dated)) > 1 and None not in dated
    if several:
        found = [replace(band, scene=str(day)) for band, day in zip(found, dated)]
    elif max(Counter(band.name for band in found).values(), default=0) > 1 and len(images) > 1:
        found = [replace(band, scene=f"image{band.image + 1}") for band in found]
    roles: dict[tuple[str, str], str] = {}
    result, names = [], Counter(band.feature for band in found)
    for band in found:
        if names[band.feature] > 1 and not several:  # a file repeats a band
            band = replace(band, name=f"{band.name}_i{band.image + 1}b{band.number}")
        known = roles.setdefault((band.scene, band.role), band.name) == band.name
        result.append(band if known else replace(band, role=""))
    return tuple(result)
