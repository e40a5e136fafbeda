"""Texts that hold class codes: CLASS fields, labels of points, EXPECTED_ACCURACY, SCL classes."""

from __future__ import annotations

from legend_use import valid_legends

NAMES = ("FIELD", "EXPECTED_ACCURACY", "SCL_CLASSES", "STATISTICS", "CLASS_FIELD")
TOKENS = (
    *(b"1", b"10=0.8", b"0.9;", b"=", b"cannot tell", b"-1", b"nan", b"inf", b"1e999", b"1_0"),
    *("²".encode(), "٣".encode(), b"9" * 60, b"65536", b"Wood", b"p2.5", b"median_q1", b"p0000"),
)


def target(data: bytes) -> None:
    from finecover.core.accuracy.comparison_points import point_codes
    from finecover.core.accuracy.expected_accuracy import ExpectedAccuracy
    from finecover.core.errors import InputError
    from finecover.core.features.statistics import parse_statistics
    from finecover.core.series.observation_masks import parse_scl_classes

    text, legend = data.decode("utf-8", "surrogateescape"), valid_legends()[1]
    kind, text = text[:1], text[1:]
    if kind == "f":
        values = text.split(",")
        point_codes(values, legend)
        point_codes(values, None)
    elif kind == "e":
        ExpectedAccuracy.parse(text).of_classes([10], legend)
    elif kind == "s":
        parse_statistics(text)
    elif kind == "c":
        parse_scl_classes(text)
    elif kind:
        raise InputError("FIELD is of no kind; write f, e, s or c.")


def seeds() -> list[bytes]:
    return [b"f10,65535,,cannot tell", b"e0.8;10=0.9",
            b"smean,p2.5,median_q1,phase", b"c4,5;6"]  # fmt: skip
