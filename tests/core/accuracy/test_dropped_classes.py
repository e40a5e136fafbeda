"""Classes without a counterpart: every place is compared or told, and classes are named."""

import numpy as np
import pytest
from finecover.core.accuracy.assessment import assess_map
from finecover.core.accuracy.comparison import Comparison
from finecover.core.errors import InputError
from finecover.core.legends.crosswalk import Crosswalk
from finecover.core.legends.legend import LandCoverClass, Legend, builtin
from finecover.core.progress import Silent
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.raster import RasterSource
from scene import pixel_grid
from test_several_maps import corine_map, points_at

CODES = np.array([111, 141, 211, 311, 512])
IGBP = np.array([1, 12, 13, 17])


def igbp(folder):
    return corine_map(folder, "igbp", 3, codes=IGBP, legend=builtin("mcd12q1_igbp"))


def assess(**parts):
    return assess_map(Comparison(**parts), progress=Silent())


def told(found):
    return {reason: number for reason, number in found.skipped.items() if number}


def test_every_pixel_is_compared_or_told_with_the_names_of_its_classes(tmp_path):
    model, mapped = corine_map(tmp_path, "model", 1, codes=CODES)
    truth, right = corine_map(tmp_path, "truth", 2, codes=CODES)
    found = assess(map=model, reference=truth, baseline=igbp(tmp_path)[0])
    no, yes = mapped == 141, right == 141
    goal = "no counterpart in FineCover's common scheme (141 Green urban areas)"
    assert told(found) == {
        f"whose class in the map has {goal}": int((no & ~yes).sum()),
        f"whose class in the reference has {goal}": int((yes & ~no).sum()),
        f"whose classes in the map and in the reference have {goal}": int((no & yes).sum()),
    }
    assert found.counted + sum(found.skipped.values()) == mapped.size
    share = f"{100 * found.counted / mapped.size:.3g} % of those that have a class everywhere"
    assert any(share in note and "neither right nor wrong" in note for note in found.notes)


def test_nodata_and_dropped_classes_are_told_apart(tmp_path):
    model, mapped = corine_map(
        tmp_path, "model", 1, codes=np.append(CODES, 0), legend=builtin("corine")
    )
    truth, right = corine_map(
        tmp_path, "truth", 2, codes=np.append(CODES, 0), legend=builtin("corine")
    )
    walk = Crosswalk(((141, None), (211, None)))
    found = assess(map=model, reference=truth, crosswalk=walk)
    lost, empty = np.isin(mapped, [141, 211]), (mapped == 0) & (right == 0)
    numbers = [int((mapped[right > 0] == code).sum()) for code in (141, 211)]
    names = ["141 Green urban areas", "211 Non-irrigated arable land"]
    pairs = sorted(zip(numbers, names), reverse=True)
    listed = "; ".join(f"{name}: {number}" for number, name in pairs)
    assert told(found) == {
        "without a class in the map": int(((mapped == 0) & (right > 0)).sum()),
        "without a class in the reference": int(((mapped > 0) & (right == 0)).sum()),
        f"whose class in the map has no counterpart in the crosswalk ({listed})": int(
            (lost & (right > 0)).sum()
        ),
    }
    assert found.counted + sum(found.skipped.values()) + int(empty.sum()) == mapped.size


def test_classes_that_only_another_map_drops(tmp_path):
    model, _ = corine_map(tmp_path, "model", 1)
    truth, _ = corine_map(tmp_path, "truth", 2)
    coarse, other = corine_map(tmp_path, "coarse", 3, codes=CODES)
    walk = Crosswalk(((141, None),))
    found = assess(map=model, reference=truth, baseline=coarse, crosswalk=walk)
    reason = "whose class in the baseline has no counterpart in the crosswalk"
    assert told(found) == {f"{reason} (141 Green urban areas)": int((other == 141).sum())}
    assert found.counted == int((other != 141).sum())


def test_codes_outside_the_legend_never_pass_for_classes_of_the_common_scheme(tmp_path):
    model, _ = corine_map(tmp_path, "model", 1)
    truth, right = corine_map(
        tmp_path, "truth", 2, codes=np.append(CODES, 8), legend=builtin("corine")
    )
    found = assess(map=model, reference=truth, baseline=igbp(tmp_path)[0])
    reason = next(iter(told(found)))
    numbers = {code: int((right == code).sum()) for code in (8, 141)}
    assert f"code 8: {numbers[8]}" in reason
    assert f"141 Green urban areas: {numbers[141]}" in reason


def test_all_classes_dropped(tmp_path):
    model, _ = corine_map(tmp_path, "model", 1)
    truth, _ = corine_map(tmp_path, "truth", 2, codes=np.array([141]))
    with pytest.raises(InputError, match="classes have no counterpart; give a CROSSWALK"):
        assess(map=model, reference=truth, baseline=igbp(tmp_path)[0])


def test_dropped_labels_are_not_unlabelled_and_leave_the_estimates_with_the_rest(tmp_path):
    model, mapped = corine_map(tmp_path, "model", 1, codes=CODES)
    _, right = corine_map(tmp_path, "truth", 2, codes=CODES)
    rng = np.random.default_rng(5)
    rows, cols = rng.integers(0, 24, 300), rng.integers(0, 30, 300)
    labels = [int(code) for code in right[rows, cols]]
    labels[:7] = [None] * 7
    labels[7:10] = [-1] * 3
    points = points_at(rows, cols, labels)
    found = assess(map=model, points=points, baseline=igbp(tmp_path)[0])
    no, yes = mapped[rows, cols][10:] == 141, right[rows, cols][10:] == 141
    goal = "no counterpart in FineCover's common scheme (141 Green urban areas)"
    assert told(found) == {
        "without a label": 7,
        "marked as cannot tell": 3,
        f"whose class in the map has {goal}": int((no & ~yes).sum()),
        f"whose class in the reference has {goal}": int((yes & ~no).sum()),
        f"whose classes in the map and in the reference have {goal}": int((no & yes).sum()),
    }
    assert found.counted + sum(found.skipped.values()) == 300
    # a simple random sample of the part where the map has a class that is compared
    part = 100 * (~no & ~yes).sum() / (~no).sum()
    assert found.design.overall.value == pytest.approx(found.result.overall)
    sentence = next(note for note in found.notes if "can be compared in" in note)
    assert f"about {part:.3g} % of it" in sentence
    assert found.mapped_areas == ()


def test_a_legend_is_not_needed_to_name_codes(tmp_path):
    old = Legend((LandCoverClass(1, "One", "#111111"), LandCoverClass(2, "Two", "#222222")))
    values = np.array([[1, 2, 3], [1, 2, 3]], np.uint8)
    grid = pixel_grid(2, 3)
    paths = []
    for name, legend in (("m", None), ("r", old)):
        path = tmp_path / f"{name}.tif"
        with RasterWriter(path, RasterSpec(grid, "uint8", 0, ("class",), legend=legend)) as writer:
            writer.write(grid.window, values)
        paths.append(RasterSource(str(path)))
    found = assess(map=paths[0], reference=paths[1], crosswalk=Crosswalk(((2, None),)))
    assert told(found) == {"whose class in the map has no counterpart in the crosswalk (code 2)": 2}
