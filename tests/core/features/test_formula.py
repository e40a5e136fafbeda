import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.formula import MAX_CHARACTERS, MAX_DEPTH, parse, ratio
from hypothesis import given, settings
from hypothesis import strategies as st

HAND = {"nir": 0.5, "red": 0.25, "blue": -2.0, "zero": 0.0}


def value(text, **more):
    arrays = {name: np.full((2, 3), v, np.float32) for name, v in {**HAND, **more}.items()}
    found = parse(text).evaluate(arrays)
    assert found.dtype == np.float32
    assert found.shape == (2, 3)
    assert (np.isnan(found) == np.isnan(found[0, 0])).all()
    return float(found[0, 0])


@pytest.mark.parametrize(("text", "expected"), {
    "nir": 0.5, "nir - red": 0.25, "(nir-red)/(nir+red+0.25)": 0.25,
    "nir - red - red": 0, "nir/red/2": 1, "nir - red * 2": 0, "2+3*nir**2": 2.75,
    "-nir**2": -0.25, "(-nir)**2": 0.25, "2^-1*nir": 0.25, "2**3**2*nir": 256,
    "--nir": 0.5, "+nir": 0.5, "-nir-1": -1.5, "nir*-2": -1, ".5e1*nir": 2.5, "1.*nir": 0.5,
    "min(nir, red)": 0.25, "max(nir,red,2,blue)": 2, "abs(blue)": 2, "sqrt(red)": 0.5,
    "log(nir/nir)": 0, "exp(red-red)": 1, "clip(blue,0,1)": 0, "clip(nir,0,1)": 0.5,
    "where(nir>red,1,2)": 1, "where(nir<=red,1,2)": 2, "(nir==0.5)+(nir!=red)+(nir>=0.5)": 3,
    "where(blue>0,log(blue),7)": 7, "(nir<red)": 0,
    "nir/zero": 0, "zero/zero": 0, "1/(nir-2*red)": 0,
}.items())  # fmt: skip
def test_by_hand(text, expected):
    assert value(text) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("text", ["log(zero)", "log(blue)", "sqrt(blue)", "blue**0.5",
                                  "exp(nir*999)", "3e38*nir*9", "zero**-1"])  # fmt: skip
def test_what_is_no_finite_number_is_missing(text):
    assert np.isnan(value(text))


@pytest.mark.parametrize("text", ["nir+red", "min(nir,red)", "nir>red", "where(nir,1,2)", "red/nir",
                                  "clip(1,0,nir)", "nir!=nir"])  # fmt: skip
def test_missing_stays_missing(text):
    assert np.isnan(value(text, nir=np.nan))


def test_names_and_canonical_text():
    formula = parse(" ( NIR - b_2)^2 / NIR ")
    assert formula.names == ("NIR", "b_2")
    assert formula.text == "(NIR-b_2)**2/NIR"
    assert parse(formula.text) == formula


def test_names_beyond_ascii():
    assert parse("größe*2").evaluate({"größe": np.ones(1, np.float32)}) == [2]


ERRORS = {
    "": r"has its end after character 0, where a band, a number or '\(' is expected",
    "nir-": r"its end after character 4, where a band, a number or '\(' .*; correct 'nir-'",
    "nir-*red": r"'\*' at character 5, where a band",
    "nir red": "'red' at character 5, where an operator such as \\+ or the end is expected",
    "2nir": "'nir' at character 2, where an operator",
    "(nir": r"its end after character 4, where an operator or '\)'",
    "nir)": r"'\)' at character 4, where an operator such as",
    "nir,red": "',' at character 4, where an operator such as",
    "()": r"'\)' at character 2, where a band",
    "nir.real": r"'\.' at character 4, where a band, a number, an op",
    "nir[0]": r"'\[' at character 4",
    "'a'+nir": '\'\'\' at character 1',
    "nir =red": "'=' at character 5",
    "foo(nir)": "'foo' at character 1, where one of the functions min, max, abs",
    "__import__(nir)": "'__import__' at character 1, where one of the functions",
    "nir(2)": "'nir' at character 1, where one of the functions",
    "min(nir)": r"'\)' at character 8, where ',' and one more of min's 2 values",
    "abs(nir,red)": r"',' at character 8, where '\)' after 1 value is expected",
    "clip(nir,1)": r"where ',' and one more of clip's 3 values",
    "where(nir,1,2,3)": r"where '\)' after 3 values",
    "0<nir<1": "'<' at character 6, where no second comparison without parentheses",
    "1e39*nir": "'1e39' at character 1, where a number below 3.4e38",
    "1+2": "uses no band; write for example X=nir-red",
    "lambda: nir": "'nir'|':'",
}  # fmt: skip


@pytest.mark.parametrize("text", sorted(ERRORS))
def test_errors_name_the_place(text):
    with pytest.raises(InputError, match=rf"INDICES: the formula of X .*(?:{ERRORS[text]})"):
        parse(text, name="X")


def test_length_and_depth():
    assert value("+".join(["nir"] * 100)) == pytest.approx(50)
    with pytest.raises(InputError, match=f"has {MAX_CHARACTERS + 1} characters; at most"):
        parse("+".join(["nir"] * 126)[: MAX_CHARACTERS + 1])
    fits = "(" * (MAX_DEPTH - 1) + "nir" + ")" * (MAX_DEPTH - 1)
    assert value(fits) == 0.5
    for deep in (f"({fits})", "-" * 60 + "nir", "**".join(["nir"] * 60), "(" * 400):
        with pytest.raises(InputError, match=f"nested more than {MAX_DEPTH} deep at character"):
            parse(deep)


def test_ratio_is_float32():
    assert ratio(np.float32(1), np.zeros(2, np.float32)).dtype == np.float32


@settings(max_examples=300, deadline=None)
@given(st.text("nired0.1e+-*/^()<>=!, maxlogwh", max_size=40))
def test_any_text_is_a_formula_or_one_sentence(text):
    """Nothing but an InputError comes of nonsense."""
    try:
        formula = parse(text)
    except InputError:
        return
    arrays = {name: np.linspace(-1, 1, 5, dtype=np.float32) for name in formula.names}
    assert formula.evaluate(arrays).shape == (5,)


def tree(children):
    pairs = st.tuples(children, st.sampled_from("+-*"), children)
    return pairs.map(lambda p: f"({p[0]}{p[1]}{p[2]})") | children.map(lambda c: f"-{c}")


leaves = st.sampled_from(["a", "b", "3", "0.5"])


@settings(max_examples=200, deadline=None)
@given(st.recursive(leaves, tree, max_leaves=8).filter(lambda t: "a" in t or "b" in t))
def test_as_python_computes(text):
    arrays = {"a": np.array([1, -2, 0.25], np.float32), "b": np.array([3, 0, -8], np.float32)}
    expected = eval(text, {"__builtins__": {}}, {k: v.astype(float) for k, v in arrays.items()})
    np.testing.assert_allclose(parse(text).evaluate(arrays), expected, rtol=1e-4, atol=1e-4)


@given(st.integers(1, 40), st.integers(0, 39))
def test_the_other_pixels_do_not_matter(length, at):
    values = np.linspace(0.01, 3, 40, dtype=np.float32)
    formula = parse("exp(-a**1.7) * log(a) + sqrt(a) / (a - 1) + max(a, 1) ** a")
    whole = formula.evaluate({"a": values})
    cut = formula.evaluate({"a": values[at : at + length]})
    assert cut.tobytes() == whole[at : at + length].tobytes()
