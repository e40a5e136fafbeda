"""What a report says of rows, labels and codes that fit nothing; levels a crosswalk keeps."""

import re
from pathlib import Path

import numpy as np
import pytest
from compared_maps import points_at as points_on
from compared_maps import random_map, source, with_legend
from finecover.core.accuracy.assessment import assess_map
from finecover.core.accuracy.comparison import Comparison
from finecover.core.errors import LegendError
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.legend import builtin
from finecover.core.progress import Silent
from test_several_maps import CORINE, brute, corine_map

DOCS = Path(__file__).parents[3] / "docs" / "accuracy.md"
ECOCLIMAP = np.array([8, 19, 22, 24])


def assess(**parts):
    return assess_map(Comparison(**parts), progress=Silent())


def table(folder, text):
    path = folder / "walk.csv"
    path.write_text(text, encoding="utf-8")
    return read_crosswalk_table(path)


def study(folder):
    corine = builtin("corine")
    model, mapped = corine_map(folder, "model", 1, codes=CORINE, legend=corine)
    truth, right = corine_map(folder, "truth", 2, codes=CORINE, legend=corine)
    legend = builtin("ecoclimap_sg")
    eco, coarse = corine_map(folder, "ecoclimap", 3, codes=ECOCLIMAP, legend=legend)
    return {"map": model, "reference": truth, "baseline": eco}, mapped, right, coarse


def test_the_documented_crosswalk_keeps_the_levels_of_corine(tmp_path):
    text = re.search(r"```\n(map,from,level2\n.*?)```", DOCS.read_text("utf-8"), re.DOTALL)[1]
    parts, _, right, coarse = study(tmp_path)
    found = assess(**parts, crosswalks=table(tmp_path, text))
    goals = np.vectorize({8: 31, 19: 21, 22: 41, 24: 11}.get)(coarse)
    codes = sorted({*(CORINE // 10).tolist(), 41})
    expected = brute(goals, right // 10, codes, np.ones(right.shape, bool))
    np.testing.assert_array_equal(found.baseline.matrix, expected)
    assert [level.title for level in found.levels] == ["CORINE Land Cover, level 1 (5 classes)"]
    assert found.notes == ()


@pytest.mark.parametrize("owner", ["map,from,level1\necoclimap", "from,level1\n"])
def test_a_crosswalk_to_level_1_raises_no_false_alarm(tmp_path, owner):
    parts, mapped, right, coarse = study(tmp_path)
    rows = {8: 3, 19: 2, 22: 4, 24: 1}
    first, _, name = owner.partition("\n")
    lines = [f"{name + ',' if name else ''}{old},{new}" for old, new in rows.items()]
    found = assess(**parts, crosswalks=table(tmp_path, "\n".join([first, *lines])))
    goals, keep = np.vectorize(rows.get)(coarse), np.ones(right.shape, bool)
    codes = [1, 2, 3, 4, 5]
    np.testing.assert_array_equal(found.baseline.matrix, brute(goals, right // 100, codes, keep))
    np.testing.assert_array_equal(
        found.result.matrix, brute(mapped // 100, right // 100, codes, keep)
    )
    assert found.notes == ()


def test_rows_of_classes_that_are_nowhere_are_told(tmp_path):
    mapped, truth = (
        source(tmp_path, name, random_map(seed)) for name, seed in (("m", 1), ("t", 2))
    )
    walk = table(tmp_path, "from,to\n0,0\n1,1\n4,44\n70,1\n71,4\n")
    notes = assess(map=mapped, reference=truth, crosswalks=walk).notes
    assert (
        "CROSSWALK has rows for codes 70, 71 of the map, where no place holds and no legend names "
        'such a class; check the column "from".'
    ) in notes
    assert (
        "CROSSWALK leads the map to code 44, which the reference does not hold and its legend does "
        'not name; check the column "to".'
    ) in notes
    walk = table(tmp_path, "from,to\n0,0\n1,1\n4,4\n")
    notes = assess(map=mapped, reference=truth, crosswalks=walk).notes
    assert not any("CROSSWALK" in note for note in notes)


def test_codes_that_no_map_and_no_legend_has_are_told(tmp_path):
    values, truth = random_map(1), random_map(2)
    mapped = source(tmp_path, "m", values)
    truth[0, :3], values[0, :3] = 99, 1
    found = assess(map=source(tmp_path, "m", values), reference=source(tmp_path, "t", truth))
    assert (
        "3 pixels of the reference hold code 99, which the map has at none of the pixels compared "
        "and no legend names; if that means no data, declare it as nodata."
    ) in found.notes
    named = with_legend(tmp_path, "named", random_map(2))
    values[values == 4] = 1
    found = assess(map=source(tmp_path, "m", values), reference=named)  # code 4 is a class there
    assert not any("no legend names" in note for note in found.notes)
    rows, cols = np.nonzero(values != 255)
    labels = values[rows, cols].tolist()
    labels[:2] = [99, 99]
    found = assess(map=mapped, points=points_on(rows, cols, labels))
    told = (
        "2 points are labelled 99, which the map has at none of the points compared and no legend"
    )
    remedy = "they count as errors of the map; if a code means not labelled, clear it."
    assert f"{told} names; {remedy}" in found.notes


def test_a_strange_header_is_told_with_the_one_that_is_wanted(tmp_path):
    parts, *_ = study(tmp_path)
    wanted = r"CROSSWALK walk\.csv, line 1: .* call them from and to\."
    with pytest.raises(LegendError, match=wanted):
        assess(**parts, crosswalks=table(tmp_path, "a,b\n8,311\n"))
    with pytest.raises(LegendError, match=r"line 2: .*is no class of the legend; write a code"):
        assess(**parts, crosswalks=table(tmp_path, "from,to\n8,Nothing\n"))
    with pytest.raises(LegendError, match="CROSSWALK drops every class of the legend"):
        assess(**parts, crosswalks=table(tmp_path, "map,from,to\n" + "".join(
            f"ecoclimap,{code},\n" for code in builtin("ecoclimap_sg").codes.tolist()
        )))  # fmt: skip
