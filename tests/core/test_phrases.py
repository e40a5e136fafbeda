import pytest
from finecover.core.phrases import HARDLY_ANY, counted, error_share, plural
from finecover.core.reports.text import count_of


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "sample", "0 samples"), (1, "sample", "1 sample"), (2, "sample", "2 samples"),
        (1, "class", "1 class"), (3, "class", "3 classes"), (1.0, "coarse cell", "1 coarse cell"),
        (1500, "pixel", "1\u202f500 pixels"), (0.5, "point", "0.5 points"),
    ],
)  # fmt: skip
def test_a_noun_follows_its_number(number, noun, said):
    assert count_of(number, noun) == said


def test_plain_counts():
    assert counted(1, "sample") == "1 sample"
    assert counted(12345, "sample") == "12\u202f345 samples"
    assert counted(1, "class", shown="one") == "one class"
    assert plural("block", 1) == "block"


def test_a_share_that_cannot_be_told_from_none():
    assert error_share(0.00055) == "none found"
    assert error_share(0.0) == "none found"
    assert error_share(HARDLY_ANY) == "0.1 %"
    assert error_share(0.2461) == "24.6 %"
