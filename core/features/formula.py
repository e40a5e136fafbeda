"""Formulas of bands that users type: read by a grammar of our own, computed on arrays.

Nothing of a formula is ever run as Python: it becomes a short list of steps, each a number, a
name, or one of the operations below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn, Union

import numpy as np

from ..errors import InputError

MAX_CHARACTERS = 500
MAX_DEPTH = 32
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/^(),<>]))"
)
_BINDING = {"<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1, "+": 2, "-": 2, "*": 3, "/": 3}
_UNARY, _POWER = 4, 5
_ANYTHING = "a band, a number, an operator or a parenthesis"
_VALUE = "a band, a number or '('"


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return numerator / denominator in float32; 0 where the denominator is 0."""
    zero = denominator == 0
    if not np.any(zero):
        return np.asarray(numerator / denominator, np.float32)
    safe = np.where(zero, np.float32(1), denominator)
    return np.where(zero, np.float32(0), numerator / safe).astype(np.float32)


def _double(function: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return a function computed in float64 and rounded, so that no processor's way of it shows."""

    def rounded(*values: np.ndarray) -> np.ndarray:
        return function(*(np.asarray(v, np.float64) for v in values)).astype(np.float32)

    return rounded


def _comparison(function: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    def compared(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        unknown = np.isnan(a) | np.isnan(b)
        return np.where(unknown, np.float32(np.nan), function(a, b)).astype(np.float32)

    return compared


def _where(condition: np.ndarray, yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    chosen = np.where(condition != 0, yes, no)
    return np.where(np.isnan(condition), np.float32(np.nan), chosen).astype(np.float32)


def _clip(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.minimum(np.maximum(values, low), high)


_OPERATIONS: Mapping[str, Callable[..., np.ndarray]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": ratio, "**": _double(np.power),
    "negative": np.negative, "<": _comparison(np.less), "<=": _comparison(np.less_equal),
    ">": _comparison(np.greater), ">=": _comparison(np.greater_equal),
    "==": _comparison(np.equal), "!=": _comparison(np.not_equal),
    "min": np.minimum, "max": np.maximum, "abs": np.abs, "sqrt": np.sqrt,
    "log": _double(np.log), "exp": _double(np.exp), "clip": _clip, "where": _where,
}  # fmt: skip
# how many values a function takes; min and max take any number from 2
FUNCTIONS: Mapping[str, int] = {
    "min": 2, "max": 2, "abs": 1, "sqrt": 1, "log": 1, "exp": 1, "clip": 3, "where": 3,
}  # fmt: skip


@dataclass(frozen=True)
class _Name:
    text: str


@dataclass(frozen=True)
class _Operation:
    text: str
    values: int


_Step = Union[np.float32, _Name, _Operation]


@dataclass(frozen=True)
class Formula:
    """A formula of bands.

    Attributes:
        text: the formula without blanks, ``^`` written ``**``: equal texts compute the same.
        names: the bands it uses, as typed, in order of appearance.
        steps: what to do, in order, with a stack of values.
    """

    text: str
    names: tuple[str, ...]
    steps: tuple[_Step, ...]

    def evaluate(self, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the formula's value.

        Division by 0 gives 0, as in ``ratio``. What is no finite number (the logarithm of 0, a
        root of a negative number, an overflow) is missing, as is whatever has a missing operand;
        ``where`` looks only at the branch it chooses.

        Args:
            arrays: float32 of one shape, by name; NaN = missing.

        Returns:
            float32 of that shape; NaN = missing.
        """
        stack: list[np.ndarray] = []
        with np.errstate(all="ignore"):
            for step in self.steps:
                if isinstance(step, _Name):
                    stack.append(np.ascontiguousarray(arrays[step.text], np.float32))
                elif isinstance(step, _Operation):
                    taken = stack[-step.values :]
                    del stack[-step.values :]
                    stack.append(_OPERATIONS[step.text](*taken))
                else:
                    stack.append(np.asarray(step))
        result = stack.pop()
        return np.where(np.isfinite(result), result, np.float32(np.nan)).astype(np.float32)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


@lru_cache(maxsize=256)
def parse(text: str, *, name: str = "index") -> Formula:
    """Read a formula such as ``(nir - red) / (nir + red + 0.16)``.

    It may use ``+ - * /``, ``**`` or ``^`` (powers), ``< <= > >= == !=`` (1 where true, 0 where
    not), parentheses, numbers, names of bands and the functions min, max, abs, sqrt, log (natural),
    exp, clip(value, low, high) and where(condition, value, otherwise).

    Args:
        text: the formula.
        name: how errors call it.

    Raises:
        InputError: it cannot be understood, uses no band, is too long or nested too deeply.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"INDICES: the formula of {name} has {len(text)} characters; at most "
            f"{MAX_CHARACTERS} are read, so shorten it."
        )
    parser = _Parser(text, name)
    parser.expression(0)
    parser.expect("", "an operator such as + or the end")
    names = tuple(dict.fromkeys(s.text for s in parser.steps if isinstance(s, _Name)))
    if not names:
        raise InputError(
            f"INDICES: the formula of {name} uses no band; write for example {name}=nir-red."
        )
    return Formula(parser.plain, names, tuple(parser.steps))


class _Parser:
    """Reads tokens from left to right and appends the steps that compute them."""

    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name
        self._tokens = self._split()
        self.plain = "".join(token.text for token in self._tokens)
        self._at = self._depth = 0
        self.steps: list[_Step] = []

    def _split(self) -> list[_Token]:
        tokens, at = [], 0
        end = len(self._text.rstrip())
        while at < end:
            match = _TOKEN.match(self._text, at)
            if match is None:
                start = at + len(self._text[at:]) - len(self._text[at:].lstrip())
                self._fail(_Token("other", self._text[start], start), _ANYTHING)
            kind = str(match.lastgroup)
            tokens.append(_Token(kind, match[kind].replace("^", "**"), match.start(kind)))
            at = match.end()
        return [*tokens, _Token("end", "", end)]

    def _fail(self, token: _Token, expected: str) -> NoReturn:
        found = f"'{token.text}' at" if token.text else "its end after"
        place = token.start + 1 if token.text else token.start
        raise InputError(
            f"INDICES: the formula of {self._name} has {found} character {place}, where "
            f"{expected} is expected; correct '{self._text.strip()}'."
        )

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def expect(self, text: str, description: str) -> None:
        """Go past the next token, which must be ``text``; "" is the end."""
        if self._next.text != text:
            self._fail(self._next, description)
        self._at += 1

    def expression(self, binding: int) -> None:
        """Read operators that bind more tightly than ``binding``, and what is between them."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise InputError(
                f"INDICES: the formula of {self._name} is nested more than {MAX_DEPTH} deep at "
                f"character {self._next.start + 1}; split it into several indices."
            )
        self._operand()
        compared = False
        while binding < (power := self._binding()):
            sign = self._next.text
            if compared and power == 1:  # 0<a<1 would not mean what it means on paper
                self._fail(self._next, "no second comparison without parentheses")
            compared = power == 1
            self._at += 1
            # powers are read from the right: a**b**c is a**(b**c), and a**-b is allowed
            self.expression(power - 1 if power == _POWER else power)
            self.steps.append(_Operation(sign, 2))
        self._depth -= 1

    def _binding(self) -> int:
        sign = self._next.text
        return _POWER if sign == "**" else _BINDING.get(sign, 0)

    def _operand(self) -> None:
        token = self._next
        self._at += 1
        if token.kind == "number":
            self._number(token)
        elif token.kind == "name" and self._next.text == "(":
            self._function(token)
        elif token.kind == "name":
            self.steps.append(_Name(token.text))
        elif token.text == "(":
            self.expression(0)
            self.expect(")", "an operator or ')'")
        elif token.text in ("-", "+"):
            self.expression(_UNARY)
            if token.text == "-":
                self.steps.append(_Operation("negative", 1))
        else:
            self._fail(token, _VALUE)

    def _number(self, token: _Token) -> None:
        value = float(token.text)
        if value > float(np.finfo(np.float32).max):
            self._fail(token, "a number below 3.4e38")
        self.steps.append(np.float32(value))

    def _function(self, token: _Token) -> None:
        if token.text not in FUNCTIONS:
            self._fail(token, f"one of the functions {', '.join(FUNCTIONS)}")
        self._at += 1
        many, wanted, given = token.text in ("min", "max"), FUNCTIONS[token.text], 0
        while True:
            self.expression(0)
            given += 1
            if many and given > 1:
                self.steps.append(_Operation(token.text, 2))
            if self._next.text != ",":
                break
            if given == wanted and not many:
                self._fail(self._next, f"')' after {wanted} value{'s' * (wanted > 1)}")
            self._at += 1
        if given < wanted:
            self._fail(self._next, f"',' and one more of {token.text}'s {wanted} values")
        self.expect(")", "an operator, ',' or ')'")
        if not many:
            self.steps.append(_Operation(token.text, wanted))
