"""Every fuzz target on its valid inputs and, by hypothesis, on changed ones.

``make fuzz`` runs the same targets guided by coverage, and for longer.
"""

from __future__ import annotations

import pytest
from harness import Choices, check, fault_of, load_target, target_names
from hypothesis import given, settings
from hypothesis import strategies as st

_EXAMPLES = 40
_ANY_BYTES = (
    b"\0",
    b"\xff",
    b"\n",
    b'"',
    b"<",
    b"[" * 2000,
    b"(" * 2000,
    b"9" * 5000,
    b"\xed\xa0\x80",
)


def spliced(seed, edits):
    """Return a seed in which parts are replaced."""
    data = bytearray(seed)
    for place, gone, new in edits:
        at = place % (len(data) + 1)
        data[at : at + gone] = new
    return bytes(data)


def inputs(target):
    """Valid inputs with some parts replaced, and any bytes at all."""
    part = st.sampled_from((*target.tokens, *_ANY_BYTES)) | st.binary(max_size=8)
    edit = st.tuples(st.integers(0, 1 << 20), st.sampled_from((0, 0, 1, 2, 8, 100)), part)
    changed = st.builds(spliced, st.sampled_from(target.seeds()), st.lists(edit, max_size=4))
    changed = changed | changed | changed
    if target.change is not None:
        choices = st.builds(Choices, st.binary(min_size=4, max_size=64))
        changed |= st.builds(target.change, st.sampled_from(target.seeds()), choices)
    return changed | st.binary(max_size=200)


@pytest.mark.parametrize("name", target_names())
def test_valid_inputs_are_taken(name):
    target = load_target(name)
    assert target.seeds()
    for seed in target.seeds():
        target.run(seed)
        check(target, seed)


@pytest.mark.parametrize("name", target_names())
def test_changed_inputs_are_taken_or_refused_in_one_sentence(name):
    target = load_target(name)

    @settings(max_examples=_EXAMPLES)
    @given(inputs(target))
    def run(data):
        check(target, data)

    run()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("MAP: 'x' is no file; choose another.", ""),
        ("'x' of MAP is no file (it says 'y.')", ""),
        (" ", "is empty"),
        ("MAP: one.\nMAP: two.", "is not one line of letters"),
        ("MAP: \x1b[31m.", "is not one line of letters"),
        ("MAP: \udcff.", "is not one line of letters"),
        ("MAP is " + "x" * 500 + ".", "has 508 letters"),
        ("MAP is wrong", "is no sentence"),
        ("It is wrong.", "names none of MAP"),
    ],
)
def test_a_sentence_is_told_from_what_is_none(text, fault):
    assert fault_of(text, ("MAP",)) == fault


def test_choices_end_with_the_bytes():
    choices = Choices(b"\x03\x01\x00\x02ab")
    assert choices.below(10) == 3
    assert choices.below(1000) == 1
    assert choices.text() == "ab"
    assert not choices.left
    assert choices.pick("xyz") == "x"
    assert choices.text() == ""
