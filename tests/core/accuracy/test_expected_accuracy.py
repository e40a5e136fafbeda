"""EXPECTED_ACCURACY as analysts write it."""

from __future__ import annotations

import pytest
from finecover.core.accuracy.expected_accuracy import ExpectedAccuracy
from finecover.core.errors import InputError
from finecover.core.legends.legend import LandCoverClass, Legend

LEGEND = Legend(tuple(LandCoverClass(c, f"Name {c}", "#102030") for c in (11, 12, 13)))


@pytest.mark.parametrize(
    ("text", "default", "by_code"),
    [
        ("0.8", 0.8, {}),
        (" .75 ;", 0.75, {}),
        ("12=0.8;13=0.6", None, {12: 0.8, 13: 0.6}),
        ("12 = 0.8 , 13 = 0.6", None, {12: 0.8, 13: 0.6}),
        ("0.9;13=0.6", 0.9, {13: 0.6}),
        ("0=0.5;0.7", 0.7, {0: 0.5}),
    ],
)
def test_what_can_be_written(text, default, by_code):
    assert ExpectedAccuracy.parse(text) == ExpectedAccuracy(default, by_code)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (" ; ", "is empty"),
        ("good", "'good' cannot be read"),
        ("12=", "'12=' cannot be read"),
        ("0.8;0.7", "two numbers without a class"),
        ("80", "80 is not between 0 and 1"),
        ("1", "1 is not between 0 and 1"),
        ("12=0", "0 is not between 0 and 1"),
        ("nan", "nan is not between 0 and 1"),
        ("12=0.8;12=0.7", "'12=0.7' names a class twice"),
        ("water=0.8", "'water=0.8' has no class code"),
        ("-1=0.8", "'-1=0.8' has no class code"),
        ("70000=0.8", "'70000=0.8' has no class code"),
        ("=0.8", "'=0.8' has no class code"),
    ],
)
def test_what_cannot(text, told):
    with pytest.raises(InputError, match=f"^EXPECTED_ACCURACY.*{told}"):
        ExpectedAccuracy.parse(text)


def test_classes_get_their_own_or_the_default():
    expected = ExpectedAccuracy.parse("0.9;13=0.6")
    assert expected.of_classes([11, 12, 13], LEGEND) == [0.9, 0.9, 0.6]


def test_a_class_nothing_is_said_of_is_an_error():
    expected = ExpectedAccuracy.parse("12=0.8")
    with pytest.raises(InputError, match=r"nothing of class 13 \(Name 13\); add 13=0.8"):
        expected.of_classes([12, 13], LEGEND)
