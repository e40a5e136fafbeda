"""Affine transforms, the same under every release of the library that holds them."""

from __future__ import annotations

from affine import Affine


def composed(outer: Affine, inner: Affine) -> Affine:
    """Return the transform that applies ``inner`` first; affine 3 warns of ``*``, 2 has no ``@``.

    The numbers are those of ``outer * inner``, in the same order of operations.
    """
    a, b, c, d, e, f = tuple(outer)[:6]
    g, h, i, j, k, m = tuple(inner)[:6]
    return Affine(
        a * g + b * j, a * h + b * k, a * i + b * m + c,
        d * g + e * j, d * h + e * k, d * i + e * m + f,
    )  # fmt: skip


def shifted(transform: Affine, row: float, col: float) -> Affine:
    """Return the transform of pixels that begin at a row and a column of others."""
    return composed(transform, Affine.translation(col, row))


def scaled(transform: Affine, factor: float) -> Affine:
    """Return the transform of pixels so many times as wide as others, from the same corner."""
    return composed(transform, Affine.scale(factor))
