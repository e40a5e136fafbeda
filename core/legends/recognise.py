"""Which public legend a coarse map uses: by its name, its colour table, or its codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .legend import Builtin, Legend, builtin, builtin_info, whole_codes

_ENOUGH_FIT = 0.9  # share of the codes in use that a named legend must know
_ENOUGH_COVER = 0.5  # share of a legend's codes in use that makes the codes alone telling
_ENOUGH_CODES = 6  # codes in use that are telling when only one legend knows them all
_FEWEST_CODES = 4
_TIGHTER = 2.0


@dataclass(frozen=True)
class Recognition:
    """What was found out.

    Attributes:
        legend: the public legend, or None: then nothing is named.
        key: its key, or None.
        reason: one sentence for the log.
        candidates: keys of the legends that know every code in use.
        unknown_codes: codes in use that the recognised legend does not know (nodata apart).
    """

    legend: Legend | None
    key: str | None
    reason: str
    candidates: tuple[str, ...] = ()
    unknown_codes: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Fit:
    """How the codes in use meet one legend."""

    info: Builtin
    legend: Legend
    used: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def share(self) -> float:
        """Share of the codes in use that are classes of the legend."""
        return len(self.used) / max(1, len(self.used) + len(self.unknown))

    @property
    def cover(self) -> float:
        """Share of the legend's classes that are in use."""
        return len(self.used) / len(self.legend)

    @property
    def names(self) -> dict[int, str]:
        """The names this legend would put on the map."""
        return {code: self.legend.get(code).name for code in self.used}


def recognise(
    codes: np.ndarray,
    *,
    hints: Iterable[str] = (),
    colormap: Mapping[int, Sequence[int]] | None = None,
) -> Recognition:
    """Find the public legend of a map, or say that it stays open.

    A wrong name is worse than none, so a legend is only taken for evidence: a hint that names it,
    the raster's colours, a hint that names its product with codes that leave one choice, or codes
    that are telling by themselves. Small consecutive numbers never are. Legends that would write
    different names on the map leave it open.

    Args:
        codes: the codes in use, any shape; repeated codes and NaN do not count.
        hints: file name, band description, metadata values; letter case does not matter.
        colormap: the raster's colour table, code -> (red, green, blue, …), 0..255.

    Raises:
        LegendError: a value is not a whole number.
    """
    used = whole_codes(codes)
    fits = [_fit(info, used) for info in builtin_info().values()]
    whole = [fit for fit in fits if fit.used and not fit.unknown]
    texts = [text for text in hints if text]
    if len(used):
        for found in (
            _by_hint(fits, texts, which="hints"),
            _by_color(fits, colormap or {}),
            _by_hint(fits, texts, which="family"),
            _by_codes(whole),
        ):
            if found:
                fit, evidence = found
                return _answer(fit, evidence, whole)
    keys = tuple(fit.info.key for fit in whole)
    return Recognition(None, None, _open_reason(keys, len(used)), keys)


def _fit(info: Builtin, used: np.ndarray) -> _Fit:
    legend = builtin(info.key)
    kept = used[~np.isin(used, legend.nodata_codes)]
    known = legend.index_of(kept) >= 0
    return _Fit(info, legend, tuple(kept[known].tolist()), tuple(kept[~known].tolist()))


def _by_hint(fits: list[_Fit], texts: list[str], *, which: str) -> tuple[_Fit, str] | None:
    """A legend (``hints``) or a product (``family``) whose name is in one of the texts."""
    named: list[tuple[_Fit, str]] = []
    for fit in fits:
        pattern = getattr(fit.info, which)
        text = next((t for t in texts if pattern and re.search(pattern, t, re.IGNORECASE)), None)
        if text is not None and fit.used:
            named.append((fit, text))
    exact = [item for item in named if not item[0].unknown]
    near = [item for item in named if item[0].share >= _ENOUGH_FIT]
    chosen = exact or near
    if not chosen or not _agree([fit for fit, _ in chosen]):
        return None
    fit, text = chosen[0]
    return fit, f'its name in "{text[:80]}"'


def _by_color(fits: list[_Fit], colormap: Mapping[int, Sequence[int]]) -> tuple[_Fit, str] | None:
    """A legend whose colours the raster's colour table repeats."""
    same = []
    for fit in fits:
        colors = fit.legend.colormap()
        equal = [code for code in fit.used if tuple(colormap.get(code, ())[:3]) == colors[code][:3]]
        enough = len(equal) >= max(2.0, _ENOUGH_FIT * len(fit.used))
        # A grey ramp or an empty table repeats one legend's colours only by accident.
        if enough and fit.share >= _ENOUGH_FIT and len({colors[code] for code in equal}) > 1:
            same.append(fit)
    exact = [fit for fit in same if not fit.unknown] or same
    if not exact or not _agree(exact):
        return None
    return exact[0], "the raster's colour table"


def _by_codes(whole: list[_Fit]) -> tuple[_Fit, str] | None:
    """A legend whose codes are unlike any other's, so that they tell it alone."""
    telling = [fit for fit in whole if fit.info.by_codes and len(fit.used) >= _FEWEST_CODES]
    if not telling:
        return None
    best = max(telling, key=lambda fit: fit.cover)
    others = [fit.cover for fit in whole if fit is not best]
    if not others and (best.cover >= _ENOUGH_COVER or len(best.used) >= _ENOUGH_CODES):
        return best, "its codes, which no other public legend has together"
    if others and best.cover >= max(_ENOUGH_COVER, _TIGHTER * max(others)):
        return best, "its codes, which fit no other public legend as closely"
    return None


def _agree(fits: list[_Fit]) -> bool:
    """Tell whether all would write the same names on the map."""
    return all(fit.names == fits[0].names for fit in fits)


def _answer(fit: _Fit, evidence: str, whole: list[_Fit]) -> Recognition:
    count = len(fit.used) + len(fit.unknown)
    reason = f"Legend {fit.info.key} ({fit.info.title}) recognised by {evidence}; "
    if fit.unknown:
        listed = ", ".join(map(str, fit.unknown[:10]))
        reason += f"{len(fit.used)} of {count} codes fit, unknown are {listed}."
    else:
        reason += f"all {count} codes fit."
    keys = tuple(item.info.key for item in whole)
    return Recognition(fit.legend, fit.info.key, reason, keys, fit.unknown)


def _open_reason(keys: tuple[str, ...], count: int) -> str:
    if not count:
        return "The map holds no code, so no legend can be recognised."
    if not keys:
        return "No public legend has all the codes in use, so the classes keep plain numbers."
    listed = ", ".join(keys)
    return (
        f"The codes in use fit {listed}, but neither a name nor colours tell which is meant, so "
        "the classes keep plain numbers; choose the legend to name them."
    )
