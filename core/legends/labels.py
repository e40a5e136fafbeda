"""From the values of a coarse map to classes: which legend, which crosswalk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import InputError, LegendError
from ..progress import Progress
from ..rasters.measurements import MOST_UNNAMED
from ..rasters.output import LEGEND_TAG
from ..rasters.raster import NO_CODE, CodeReader, RasterSource
from .crosswalk import Crosswalk
from .legend import Legend, builtin, builtin_keys, generic
from .legend_files import legend_from_table, read_legend_file
from .recognise import recognise

LEGEND_SOURCES = ("auto", "layer", "file")
_MAX_CLASSES = 32_767  # positions are int16


def legend_options() -> list[str]:
    """Return every value of the LEGEND parameter."""
    return [*LEGEND_SOURCES, *builtin_keys()]


@dataclass(frozen=True)
class LegendChoice:
    """What the user said about the legend.

    Attributes:
        kind: ``auto``, ``layer``, ``file`` or the key of a built-in legend.
        file: legend file, for ``file``.
        crosswalk: codes to translate first. A file or a built-in legend then describes the
            translated codes; the map's own legend, or a recognised one, is translated with them.
        layer_legend: the legend the host shows the layer with, for ``layer`` and ``auto``.
    """

    kind: str = "auto"
    file: str = ""
    crosswalk: Crosswalk | None = None
    layer_legend: Legend | None = None


@dataclass(frozen=True)
class LabelRule:
    """How raw codes become classes of a legend."""

    legend: Legend
    crosswalk: Crosswalk | None = None

    def __post_init__(self) -> None:
        if len(self.legend) > _MAX_CLASSES:
            raise LegendError(
                f"The legend has {len(self.legend)} classes, more than {_MAX_CLASSES}; is this a "
                "map of classes? Choose another raster, band or legend."
            )

    def translate(self, codes: np.ndarray) -> np.ndarray:
        """Return int32 codes after the crosswalk; -1 stays -1."""
        if self.crosswalk is None:
            return codes
        return self.crosswalk.apply(codes, nodata=NO_CODE)

    def positions(self, codes: np.ndarray) -> np.ndarray:
        """Return positions in the legend, int16; -1 for no data and unknown codes."""
        return self.legend.index_of(self.translate(codes)).astype(np.int16)


def choose_rule(reader: CodeReader, choice: LegendChoice, *, progress: Progress) -> LabelRule:
    """Find the legend of a coarse map.

    Raises:
        LegendError: the chosen legend does not exist, or knows none of the codes.
        InputError: the legend file cannot be read, or the raster holds no class at all.
    """
    if choice.kind == "auto":
        return _automatic(reader, choice, progress)
    if choice.kind == "layer":
        own = choice.layer_legend or own_legend(reader, progress)
        if own is None:
            raise LegendError(
                f"{reader.source.label} carries no class names or colours of its own; choose "
                "LEGEND=auto, a built-in legend or a legend file."
            )
        return _translated(own, choice)
    if choice.kind == "file":
        if not choice.file:
            raise InputError("LEGEND_FILE is missing; LEGEND=file needs one (CSV, lc.json, QML).")
        legend = read_legend_file(choice.file)
    else:
        legend = builtin(choice.kind)
    return LabelRule(legend, choice.crosswalk)


def own_legend(reader: CodeReader, progress: Progress) -> Legend | None:
    """Return the legend a raster carries in its tags, sidecars, or colour table, or None."""
    stored = stored_legend(reader)
    if stored is not None:
        return stored
    if reader.info.colormap:
        codes = np.array(sorted(reader.used_codes(progress)), np.int64)
        return legend_from_table(reader.info.colormap, None, codes=codes)
    return None


def stored_legend(reader: CodeReader) -> Legend | None:
    """Return the legend a raster carries in its tags or sidecars, without reading pixels."""
    return tagged_legend(reader) or _sidecar_legend(reader.source)


def tagged_legend(reader: CodeReader) -> Legend | None:
    """Return the legend FineCover wrote into a raster, or None."""
    text = reader.info.tags.get(LEGEND_TAG)
    if not text:
        return None
    try:
        return Legend.from_json(json.loads(text))
    except (ValueError, RecursionError, LegendError) as error:
        raise LegendError(
            f"{reader.source.label}: its embedded legend is damaged ({error}); choose another "
            "LEGEND."
        ) from error


def _sidecar_legend(source: RasterSource) -> Legend | None:
    path = Path(source.path)
    for sidecar in (path.with_suffix(".qml"), Path(f"{path}.aux.xml")):
        if sidecar.is_file():
            try:
                return read_legend_file(sidecar)
            except (LegendError, InputError):  # a style or statistics without classes
                continue
    return None


def _automatic(reader: CodeReader, choice: LegendChoice, progress: Progress) -> LabelRule:
    legend = stored_legend(reader) or choice.layer_legend
    if legend is not None:
        progress.message(f"Legend: {len(legend)} classes that the coarse map carries itself.")
    else:
        legend = _recognised(reader, progress)
    return _translated(legend, choice)


def _translated(legend: Legend, choice: LegendChoice) -> LabelRule:
    """Return the rule for a legend that describes the codes before the crosswalk."""
    if choice.crosswalk is None:
        return LabelRule(legend)
    return LabelRule(choice.crosswalk.legend(legend), choice.crosswalk)


def _recognised(reader: CodeReader, progress: Progress) -> Legend:
    used = reader.used_codes(progress)
    if not used:
        raise InputError(
            f"{reader.source.label} holds no class: every cell is nodata; choose another raster or "
            "band."
        )
    codes = np.array(sorted(used), np.int64)
    info = reader.info
    band = (reader.source.bands or (1,))[0]
    hints = (Path(reader.source.path).name, info.descriptions[band - 1], *info.tags.values())
    found = recognise(codes, hints=hints, colormap=info.colormap)
    progress.message(found.reason)
    if found.legend is not None:
        return found.legend
    if info.colormap:
        return legend_from_table(info.colormap, None, codes=codes)
    codes = _plausible(reader, codes, progress)
    progress.message(
        "The classes keep their codes as names; name the legend in LEGEND or LEGEND_FILE.",
        warning=True,
    )
    return generic(codes)


def _plausible(reader: CodeReader, codes: np.ndarray, progress: Progress) -> np.ndarray:
    """Return the codes that may be classes of a map nothing is known about."""
    if codes.size > MOST_UNNAMED:
        raise LegendError(
            f"{reader.source.label} holds {codes.size} different values and no legend, so it looks "
            "like measurements rather than classes; choose another raster, or name its legend in "
            "LEGEND or LEGEND_FILE."
        )
    band = (reader.source.bands or (1,))[0] - 1
    fill = {"uint8": 255, "uint16": 65_535}.get(reader.info.dtypes[band])
    if reader.info.nodata[band] is None and fill in codes and codes.size > 1:
        progress.message(
            f"{reader.source.label} names no nodata value; {fill} is taken for one, and is no "
            "class. If it is a class, say so in LEGEND_FILE.",
            warning=True,
        )
        return codes[codes != fill]
    return codes


def map_dtype(legend: Legend) -> tuple[str, int]:
    """Return the smallest dtype for a legend's codes, and a nodata value that is no class.

    Raises:
        LegendError: the classes use up every code.
    """
    codes = set(legend.codes.tolist())
    dtype, top = ("uint8", 255) if max(codes) <= 255 and len(codes) < 256 else ("uint16", 65_535)
    for value in (top, 0, *range(top - 1, 0, -1)):
        if value not in codes:
            return dtype, value
    raise LegendError("The legend uses every code from 0 to 65535; no value is left for nodata.")
