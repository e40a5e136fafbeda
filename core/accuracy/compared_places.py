"""The codes of every map and of the reference at the same places, after translation."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

import numpy as np

from ..errors import GridError
from ..legends.known_legends import check_classes, legend_of
from ..legends.legend import Legend
from ..rasters.grid import Grid, Window, footprint
from ..rasters.raster import CodeReader, NearestCodes, RasterSource
from .comparison import Comparison
from .independence import pixels_wide
from .matching import Matching, match_maps, source_aliases
from .translation import Party


class Places:
    """Codes of every map and of the reference after translation, at pixels of the map's grid.

    Attributes:
        map: reads the map's raw codes.
        grid: the map's pixels.
        mask: the polygons, or None.
        others: read the raw codes of the other maps at the map's pixel centres.
        truth: reads the reference raster's raw codes there; None for points.
        legends: what the map, the others and the reference carry, each maybe None.
        matching: from raw codes to those that are compared.
        coarser: how many pixels of the map one of the reference is wide; 0 for points.
        base_coarser: the same of the baseline; 0 without one.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._stack = ExitStack()

    def __enter__(self) -> Places:
        comparison = self._comparison
        with ExitStack() as stack:
            self.map = stack.enter_context(CodeReader(comparison.map))
            self.grid: Grid = self.map.grid
            self.mask = comparison.area.on(self.grid) if comparison.area else None
            self.others = [self._nearest(stack, one) for one, _ in comparison.compared]
            self.truth: NearestCodes | None = None
            self.coarser = self.base_coarser = 0.0
            if comparison.reference is not None:
                self.truth = self._nearest(stack, comparison.reference)
                self.coarser = pixels_wide(self.grid, self.truth.reader.grid)
            if comparison.baseline is not None:
                self.base_coarser = pixels_wide(self.grid, self.others[0].reader.grid)
            self.legends = [legend_of(self.map), *map(self._legend, self.others)]
            self.truth_legend = self._legend(self.truth) if self.truth else None
            self.matching = self._match()
            self._check_classes()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _nearest(self, stack: ExitStack, source: RasterSource) -> NearestCodes:
        nearest = stack.enter_context(NearestCodes(source, self.grid))
        if footprint(nearest.reader.grid, self.grid) is None:
            raise GridError(
                f"{source.label} does not overlap the map; check its coordinate system."
            )
        return nearest

    def _legend(self, nearest: NearestCodes) -> Legend | None:
        """Return the classes of another raster; those of a rule need no reading."""
        rule = self._comparison.baseline_rule
        if rule is not None and nearest.reader.source is self._comparison.baseline:
            return rule.legend
        return legend_of(nearest.reader, under=self.grid)

    def _match(self) -> Matching:
        asked = self._comparison
        titles = ["the map", *(title for _, title in asked.compared)]
        sources = [asked.map, *(source for source, _ in asked.compared)]
        parties = []
        for place, (source, title, legend) in enumerate(zip(sources, titles, self.legends)):
            base = asked.baseline is not None and place == 1
            main = place == 0 or base
            rule = asked.baseline_rule if base else None
            parties.append(
                Party(
                    name=title.replace("the ", "The ", 1) if main else title,
                    aliases=source_aliases(source.path, title, source.name if main else ""),
                    legend=legend,
                    crosswalk=asked.crosswalk if main else None,
                    rule=rule,
                    main=main,
                )
            )
        return match_maps(
            tuple(parties), self.truth_legend, table=asked.crosswalks, how=asked.match,
            labels=asked.points.values if asked.points is not None else None,
        )  # fmt: skip

    def _check_classes(self) -> None:
        """Raise InputError where a raster holds measurements and no classes."""
        readers = [self.map, *(other.reader for other in self.others)]
        found = list(zip(readers, self.legends, self.matching.maps))
        if self.truth is not None:
            found.append((self.truth.reader, self.truth_legend, self.matching.reference))
        named = [*self.legends, self.truth_legend, *(one.legend for _, _, one in found)]
        known = {code for legend in named if legend is not None for code in legend.codes.tolist()}
        for reader, legend, one in found:
            if legend is None:
                check_classes(reader, known=known, rename=one.apply, under=self.grid)

    @property
    def area_name(self) -> str:
        """What the polygons are called; "" without any."""
        return self._comparison.area.name if self._comparison.area else ""

    @property
    def frame(self) -> Window | None:
        """The window that holds the polygons; None means the whole map."""
        return self.mask.window if self.mask else None

    def read(self, tile: Window) -> list[np.ndarray]:
        """Return codes to compare of every map in a tile, int32 (row, col); -1 = no class."""
        readers: list[CodeReader | NearestCodes] = [self.map, *self.others]
        return [
            translation.apply(reader.read(tile))
            for reader, translation in zip(readers, self.matching.maps)
        ]

    @property
    def skip_reasons(self) -> tuple[str, ...]:
        """Why places are left out: by the map, by the reference, then by each other map."""
        names = ("the map", "the reference", *(title for _, title in self._comparison.compared))
        return tuple(f"without a class in {name}" for name in names)
