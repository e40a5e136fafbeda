"""The user's accuracies a map is expected to have, as an analyst writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import InputError
from ..legends.legend import Legend
from ..rasters.codes import MAX_CODE

_EXAMPLE = "give one number for all classes, such as 0.8, or one per class, such as 12=0.8;13=0.6"


@dataclass(frozen=True)
class ExpectedAccuracy:
    """Expected user's accuracies, 0..1 (both excluded).

    Attributes:
        default: of classes that ``by_code`` does not name; None where there is none.
        by_code: of single classes.

    Raises:
        InputError: a number is not between 0 and 1.
    """

    default: float | None = None
    by_code: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = [self.default] if self.default is not None else []
        for value in (*given, *self.by_code.values()):
            if not 0 < value < 1:
                raise InputError(
                    f"EXPECTED_ACCURACY: {value:g} is not between 0 and 1; {_EXAMPLE}."
                )

    @classmethod
    def parse(cls, text: str) -> ExpectedAccuracy:
        """Read "0.8", "12=0.8;13=0.6" or both; a number without a code is for the other classes.

        Raises:
            InputError: the text is something else.
        """
        default: float | None = None
        by_code: dict[int, float] = {}
        for part in text.replace(",", ";").split(";"):
            if not part.strip():
                continue
            code, equals, number = part.rpartition("=")
            value = _number(number, part)
            if equals:
                by_code[_code(code, part, by_code)] = value
            elif default is None:
                default = value
            else:
                raise InputError(
                    f"EXPECTED_ACCURACY: '{text.strip()}' holds two numbers without a class; "
                    f"{_EXAMPLE}."
                )
        if default is None and not by_code:
            raise InputError(f"EXPECTED_ACCURACY is empty; {_EXAMPLE}.")
        return cls(default, by_code)

    def of_classes(self, codes: Sequence[int], legend: Legend) -> list[float]:
        """Return the expected accuracy of each class.

        Raises:
            InputError: one of them has none.
        """
        found = [self.by_code.get(code, self.default) for code in codes]
        for code, value in zip(codes, found):
            if value is None:
                raise InputError(
                    f"EXPECTED_ACCURACY says nothing of class {code} ({legend.get(code).name}); "
                    f"add {code}=0.8, or a number without a class for all others."
                )
        return [value for value in found if value is not None]


def _number(text: str, part: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(
            f"EXPECTED_ACCURACY: '{part.strip()}' cannot be read; {_EXAMPLE}."
        ) from None


def _code(text: str, part: str, taken: Mapping[int, float]) -> int:
    try:
        code = int(text)
    except ValueError:
        code = -1
    if not 0 <= code <= MAX_CODE or code in taken:
        why = "names a class twice" if code in taken else "has no class code before ="
        raise InputError(f"EXPECTED_ACCURACY: '{part.strip()}' {why}; {_EXAMPLE}.")
    return code
