"""Inputs that once broke a promise, as small as they were made; each stays tried."""

from __future__ import annotations

import json

import pytest
from harness import check, load_target

SUPERSCRIPT, ENDLESS = "²".encode(), b"9" * 5000
_DEEP = b"[" * 16_000
_FOUND = [
    # target, input, what went wrong
    ("band_texts", b"a=" + SUPERSCRIPT + b"\0b1", "a digit that is no number was counted with"),
    ("band_texts", b"a=" + ENDLESS + b"\0b1", "Python reads no number of so many digits"),
    ("band_texts", b"\x01\0b1", "a control character stood in the message"),
    ("class_codes", b"c" + ENDLESS, "Python reads no number of so many digits"),
    ("class_codes", b"f\x0010", "a control character stood in the message"),
    ("class_codes", b"f" + b"x" * 5000, "the message was as long as the label"),
    ("dates", b"\x01", "a control character stood in the message"),
    ("dates", b"S2A_OPER_" * 1800, "reading took time by the square of the length"),
    ("formulas", b"\x00", "a control character stood in the message"),
    ("formulas", b"A=" + b"x" * 499 + b"\n=", "the message was as long as the formula"),
    ("point_fields", b"1e300,1", "the number fits no array of whole numbers"),
    ("point_fields", b"\x00", "a control character stood in the message"),
    ("recipe", _DEEP, "RecursionError"),
    (
        "recipe",
        json.dumps(
            {"names": ["red", "near infrared", "Mine"], "coordinates_crs": "\ud800"}
        ).encode(),
        "UnicodeEncodeError",
    ),
    ("legend_tag", _DEEP, "RecursionError"),
    ("journal", b"f" + _DEEP, "RecursionError"),
]


@pytest.mark.parametrize(
    ("name", "data"), [row[:2] for row in _FOUND], ids=[f"{row[0]}: {row[2]}" for row in _FOUND]
)
def test_what_was_found_is_refused(name, data):
    check(load_target(name), data)
