import io
import json
import os
import struct
import tracemalloc
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cells.cell_judge import CellJudge
from finecover.core.cells.cell_noise import CellNoise
from finecover.core.errors import InputError, ModelError
from finecover.core.learning import model as model_module
from finecover.core.learning import model_archive
from finecover.core.learning.applicability import TrainingDomain
from finecover.core.learning.forest import ForestSettings, fit_forest
from finecover.core.learning.model import Model, read_model, software_versions, write_model
from finecover.core.legends.legend import LandCoverClass, Legend
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

NAMES = ("red", "near infrared", "élévation")
CODES = (3, 17, 200)


def table(samples=120):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, samples)
    features = np.eye(3)[labels] * 2 + rng.normal(size=(samples, 3))
    return features.astype(np.float32), np.array(CODES)[labels]


def make_model(trees=3, **changes):
    features, codes = table()
    trained = fit_forest(features, codes, settings=ForestSettings(trees=trees))
    _, counts = np.unique(codes, return_counts=True)
    legend = Legend(
        (
            LandCoverClass(3, "Wald", "#006400"),
            LandCoverClass(17, "Wasser & Eis", "#0000ff"),
            LandCoverClass(200, "都市", "#ff0000"),
            LandCoverClass(201, "never seen", "#ffffff"),
        ),
        name="test",
        nodata_codes=(255,),
    )
    parts = {
        "forest": trained.forest,
        "legend": legend,
        "feature_names": NAMES,
        "class_codes": trained.classes,
        "training_shares": counts / counts.sum(),
        "counts": counts,
        "recipe": {"bands": ["red", "nir"], "context": 5, "scale": 0.1},
        "settings": {"trees": trees, "clean": True, "nothing": None},
        "domain": TrainingDomain.fit(features, trained.importances),
    }
    return Model(**{**parts, **changes})


@pytest.fixture(scope="module")
def model():
    return make_model()


@pytest.fixture(scope="module")
def content(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "small.fcm"
    write_model(model, path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scratch") / "model.fcm"


def entries_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_document(content, **changes):
    entries = entries_of(content)
    document = {**json.loads(entries["model.json"]), **changes}
    entries["model.json"] = json.dumps(document).encode()
    return packed(entries)


def with_entry(content, name, data):
    return packed({**entries_of(content), name: data})


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def refusal(content, scratch):
    """The sentence with which a file of that content is refused."""
    scratch.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        read_model(scratch)
    sentence = str(caught.value)
    assert "model.fcm" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 400
    return sentence


# --- writing and reading ------------------------------------------------------------------


def test_what_is_written_is_read(model, tmp_path):
    write_model(model, tmp_path / "a.fcm")
    again = read_model(tmp_path / "a.fcm")
    for name in ("legend", "feature_names", "class_codes", "recipe", "settings", "versions"):
        assert getattr(again, name) == getattr(model, name)
    np.testing.assert_array_equal(again.training_shares, model.training_shares)
    np.testing.assert_array_equal(again.counts, model.counts)
    assert again.class_codes == CODES
    rows = table(500)[0]
    np.testing.assert_array_equal(
        again.forest.predict_proba(rows), model.forest.predict_proba(rows)
    )
    np.testing.assert_array_equal(
        again.domain.dissimilarity(rows), model.domain.dissimilarity(rows)
    )
    assert again.domain.threshold == model.domain.threshold


def test_a_reloaded_model_predicts_as_scikit_learn(tmp_path):
    features, codes = table(400)
    classifier = RandomForestClassifier(20, random_state=0, n_jobs=1).fit(features, codes)
    forest = model_module.Forest.from_sklearn(classifier)
    write_model(make_model(forest=forest), tmp_path / "a.fcm")
    unseen = np.random.default_rng(1).normal(size=(1000, 3)).astype(np.float32) * 2
    found = read_model(tmp_path / "a.fcm").forest.predict_proba(unseen)
    np.testing.assert_allclose(found, classifier.predict_proba(unseen), atol=1e-12, rtol=0)


def test_the_domain_may_be_left_out(tmp_path):
    write_model(make_model(domain=None), tmp_path / "a.fcm")
    assert read_model(tmp_path / "a.fcm").domain is None
    assert not any("domain" in name for name in entries_of((tmp_path / "a.fcm").read_bytes()))


def test_the_same_training_gives_the_same_bytes(content, tmp_path, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 2e9)
    write_model(make_model(), tmp_path / "other name.fcm")
    assert (tmp_path / "other name.fcm").read_bytes() == content
    write_model(read_model(tmp_path / "other name.fcm"), tmp_path / "again.fcm")
    assert (tmp_path / "again.fcm").read_bytes() == content


def test_nothing_pickled_is_inside(content):
    for name, data in entries_of(content).items():
        if name.endswith(".npy"):
            np.load(io.BytesIO(data), allow_pickle=False)
        else:
            assert name == "model.json"
            json.loads(data)


def test_versions_name_the_software(tmp_path, monkeypatch):
    metadata = tmp_path / "metadata.txt"
    metadata.write_text("[general]\nname=FineCover\nversion=1.2.3\nabout=100% %(free)s\n")
    monkeypatch.setattr(model_module, "_METADATA", metadata)
    assert software_versions()["finecover"] == "1.2.3"
    assert software_versions()["numpy"] == np.__version__
    monkeypatch.setattr(model_module, "_METADATA", tmp_path / "absent.txt")
    assert software_versions()["finecover"] == "unknown"


def test_a_zip_packed_by_another_program_is_read(content, scratch):
    scratch.write_bytes(packed(entries_of(content), zipfile.ZIP_STORED))
    assert read_model(scratch).class_codes == CODES


# --- writing safely -----------------------------------------------------------------------


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_write_leaves_what_was_there(model, tmp_path, monkeypatch, fault):
    path = tmp_path / "a.fcm"
    path.write_text("precious")

    def fail(descriptor):
        raise fault

    monkeypatch.setattr(os, "fsync", fail)
    expected = InputError if isinstance(fault, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write_model(model, path)
    assert path.read_text() == "precious"
    assert os.listdir(tmp_path) == ["a.fcm"]


def test_impossible_places_are_told(model, tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.fcm").mkdir()
    for place in ("missing/a.fcm", "file/a.fcm", "folder.fcm"):
        with pytest.raises(InputError, match=r"cannot be (created|replaced): .*; choose another"):
            write_model(model, tmp_path / place)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.fcm"]


def test_a_model_too_large_to_be_read_is_not_written(model, tmp_path, monkeypatch):
    monkeypatch.setattr(model_archive, "MAX_BYTES", 1000)
    with pytest.raises(ModelError, match="train fewer trees"):
        write_model(model, tmp_path / "a.fcm")
    assert os.listdir(tmp_path) == []


# --- features by name ---------------------------------------------------------------------


@settings(deadline=None)
@given(names=st.permutations([*NAMES, "blue", "swir"]))
def test_bands_are_taken_by_name(names, model):
    rows = table(30)[0]
    columns = dict(zip(NAMES, rows.T))
    shuffled = np.stack([columns.get(name, rows[:, 0] * 0 + 9) for name in names], axis=1)
    order = model.check_features(names)
    np.testing.assert_array_equal(shuffled[:, order], rows)


def test_missing_bands_are_named(model):
    with pytest.raises(ModelError, match="lack red, élévation, which"):
        model.check_features(["near infrared", "Red"])


def test_many_missing_bands_are_counted():
    forest = make_model().forest
    many = replace(forest, n_features=9)
    wide = make_model(forest=many, feature_names=tuple("abcdefghi"), domain=None)
    with pytest.raises(ModelError, match="lack a, b, c, d, e and 3 more, which"):
        wide.check_features(["i"])


def test_bands_of_one_name_are_refused(model):
    with pytest.raises(ModelError, match=r"Two bands .* called red"):
        model.check_features(["red", *NAMES])
    order = model.check_features([*NAMES, "swir", "swir"])  # no matter to this model
    np.testing.assert_array_equal(order, [0, 1, 2])


# --- parts that do not fit ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"feature_names": ("a", "b")}, "names 2 features, its forest takes 3"),
        ({"feature_names": ("a", "b", "b")}, "not unique"),
        ({"feature_names": ("a", "b", "")}, "non-empty"),
        ({"feature_names": ("a", "b", 3)}, "texts"),
        ({"class_codes": (3, 17)}, "3 classes have the codes 3, 17"),
        ({"class_codes": (3, 17, 17)}, "have the codes"),
        ({"class_codes": (3, 17, 70000)}, "outside 0 to 65535"),
        ({"class_codes": (-1, 3, 17)}, "outside 0"),
        ({"class_codes": (3, 17, 18)}, "lacks class 18"),
        ({"training_shares": np.array([0.5, 0.5])}, "training_shares are not one float64"),
        ({"training_shares": np.array([0.5, 0.5, 0])}, "positive with sum 1"),
        ({"training_shares": np.array([0.5, 0.5, 0.5])}, "positive with sum 1"),
        ({"training_shares": np.array([0.5, 0.5, np.nan])}, "positive with sum 1"),
        ({"counts": np.ones(3)}, "counts are not one int64"),
        ({"counts": np.array([1, 2, -3])}, "negative"),
        ({"recipe": ["red"]}, "recipe are no table"),
        ({"domain": TrainingDomain.fit(np.eye(4), np.ones(4))}, "its training domain has 4"),
    ],
)
def test_parts_that_do_not_fit_make_no_model(changes, match):
    with pytest.raises(ModelError, match=match):
        make_model(**changes)


# --- files that are no models -------------------------------------------------------------


def test_absent_and_unreadable_files(tmp_path):
    with pytest.raises(ModelError, match=r"a\.fcm' cannot be used as a model: it cannot be read"):
        read_model(tmp_path / "a.fcm")
    with pytest.raises(ModelError, match="cannot be read"):
        read_model(tmp_path)


@pytest.mark.parametrize(
    "foreign", [b"", b"x", b"II*\0" * 100, b"PK\x05\x06", packed({})[:-1], b"\x80\x04N."]
)
def test_foreign_files(foreign, scratch):
    assert "no zip archive" in refusal(foreign, scratch)


def test_other_zips(content, scratch):
    assert "model.json is missing" in refusal(packed({"a.txt": b""}), scratch)
    assert "not written by FineCover" in refusal(packed({"model.json": b"{}"}), scratch)
    assert "no JSON object" in refusal(packed({"model.json": b"[]"}), scratch)
    for text in (b"{", b"\xff", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000):
        assert "damaged" in refusal(packed({"model.json": text}), scratch)
    refusal(packed({"model.json": b"9" * 5000}), scratch)


def test_newer_formats_ask_for_an_update(content, scratch):
    newer = with_document(content, format_version=2)
    assert "made by a newer FineCover; update the plugin" in refusal(newer, scratch)
    # whatever else a newer format may hold
    more = packed({**entries_of(newer), "surprise.bin": b"!"})
    assert "newer FineCover" in refusal(more, scratch)
    for version in (0, -1, True, "1", None, 1.0):
        assert "format version" in refusal(with_document(content, format_version=version), scratch)


@pytest.mark.parametrize(
    "name", ["../evil.npy", "/etc/passwd", "C:\\x.npy", "forest_feature.npy/..", "é" * 500, "a/"]
)
def test_unknown_names_are_refused(name, content, scratch, tmp_path):
    assert "no part of a model file" in refusal(with_entry(content, name, b"x"), scratch)
    assert os.listdir(tmp_path) == []


def test_missing_and_double_entries(content, scratch):
    for name in entries_of(content):
        entries = entries_of(content)
        del entries[name]
        assert f"{name} is missing" in refusal(packed(entries), scratch)
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("counts.npy", b"")
    assert "two entries of one name" in refusal(buffer.getvalue(), scratch)


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.array([{}, 1, 2]), "not of a known type"),
        (np.zeros(3, np.float32), "not of a known type"),
        (np.zeros(3, ">f8"), "not of a known type"),
        (np.zeros(3, "U5"), "not of a known type"),
        (np.asfortranarray(np.zeros((3, 2))), "not of a known type"),
        (np.zeros((3, 1, 1)), "not of a known type"),
        (np.float64(1), "not of a known type"),
        (np.zeros((0, 3)), "not the size it claims"),
        (np.zeros((3, 1)), "counts are not one int64"),
        (np.zeros(3), "counts are not one int64"),
        (np.zeros(4, np.int64), "counts are not one int64"),
    ],
)
def test_wrong_arrays_are_refused(array, reason, content, scratch):
    assert reason in refusal(with_entry(content, "counts.npy", npy(array)), scratch)


def test_array_headers_are_not_believed(content, scratch):
    good = npy(np.arange(3))
    huge = good.replace(b"(3,), }" + b" " * 9, b"(9999999999,), }")
    assert huge != good
    assert "size it claims" in refusal(with_entry(content, "counts.npy", huge), scratch)
    for wrong in (good[:-1], good + b"\0", good[:40], b"", good.replace(b"'<i8'", b"'|O8'")):
        assert "the array counts" in refusal(with_entry(content, "counts.npy", wrong), scratch)
    code = good.replace(b"(3,)", b"f()+")
    assert "not of a known type" in refusal(with_entry(content, "counts.npy", code), scratch)


def test_a_forest_that_would_walk_astray_is_refused(content, scratch, model):
    endless = model.forest.left.copy()
    endless[0] = 0
    changed = with_entry(content, "forest_left.npy", npy(endless))
    assert "before its parent" in refusal(changed, scratch)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("format", "other", "not written by FineCover"),
        ("class_codes", [3, 17, "200"], "class_codes are not given as a list of int"),
        ("class_codes", [3, 17, True], "list of int"),
        ("class_codes", [3, 17, 10**30], "outside 0 to 65535"),
        ("class_codes", None, "list of int"),
        ("feature_names", "abc", "feature_names are not given as a list of str"),
        ("feature_names", ["a", "b", None], "list of str"),
        ("recipe", [], "recipe are not given as a JSON object"),
        ("settings", None, "settings are not given"),
        ("versions", 1, "versions are not given"),
        ("legend", None, "legend"),
        ("legend", {"classes": []}, "legend"),
        ("domain", [1], "domain are not given"),
        ("domain", {}, "mean_distance is nan"),
        ("domain", {"mean_distance": 1.0, "threshold": "x"}, "threshold is 'x'"),
    ],
)
def test_wrong_documents_are_refused(key, value, reason, content, scratch):
    assert reason in refusal(with_document(content, **{key: value}), scratch)


HUGE = 10**3000
JUDGE = {"sharpness": 1.0, "neighbour_weight": 0.0, "correction": 0.5, "error_rate": 0.1}
SCORE = {"weight": 0.5, "correction": 0.5, "kappa": 0.5, "macro_f1": 0.5, "spread": 0.0}
VALIDATION = {
    "scores": [SCORE], "copy_kappa": 0.5, "copy_macro_f1": 0.5, "weight": 0.5, "correction": 0.5,
    "gain": 0.1, "gain_spread": 0.0, "error_rate": 0.1, "cells": 20, "factor": 3,
    "own_errors": 0.0, "changed": 0.4,
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("validation", {**VALIDATION, "gain": HUGE}, "has gain '1000"),
        ("validation", {**VALIDATION, "cells": HUGE}, "has cells '1000"),
        ("validation", {**VALIDATION, "scores": [{**SCORE, "kappa": "x" * 999}]}, "kappa 'xxx"),
        ("validation", {**VALIDATION, "gain": [["deep" * 99] * 9] * 99}, "has gain 'list'"),
        ("validation", {**VALIDATION, "scores": [[1.5]]}, "has SettingScore 'list'"),
        ("validation", {"a" * 999: 1}, "'aaa"),
        ("calibration", {"weights": [HUGE], "corrections": [0.5], "temperatures": [[1.0]],
                         "cells": 20}, "has weights '1000"),
        ("domain", {"mean_distance": 1.0, "threshold": HUGE}, "threshold is '1000"),
        ("class_codes", [3, 17, HUGE, HUGE], "have the codes 3, 17, 1000"),
        ("format_version", -HUGE, "-1000"),
    ],
)  # fmt: skip
def test_values_are_shown_in_short(key, value, reason, content, scratch):
    said = refusal(with_document(content, **{key: value}), scratch)
    assert reason in said
    assert max(map(len, said.split())) <= max(len(str(scratch)) + 2, 45)


def test_a_huge_number_of_the_judge_is_shown_in_short(scratch):
    noise = CellNoise(**JUDGE)
    judge = CellJudge(
        noise=noise, overall=np.full(3, 1 / 3), cells=np.zeros((1, 2), np.int32),
        codes=np.array([3], np.int32), folds=np.zeros(1, np.int32),
        trust=np.ones(1), others=np.array([0], np.int32), tree_groups=np.array([0, 3]),
        known=np.ones((1, 3), np.int32),
    )  # fmt: skip
    write_model(make_model(judge=judge), scratch)
    changed = with_document(scratch.read_bytes(), judge={**JUDGE, "error_rate": HUGE})
    said = refusal(changed, scratch)
    assert "error_rate '1000" in said
    assert "…" in said


# --- hostile files ------------------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked(content, scratch, monkeypatch):
    bomb = with_entry(content, "forest_values.npy", bytes(80_000_000))
    monkeypatch.setattr(model_archive, "MAX_BYTES", 50_000_000)
    tracemalloc.start()
    try:
        assert "more than a model file may hold" in refusal(bomb, scratch)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_lying_size_is_not_believed(content, scratch, monkeypatch):
    bomb = with_entry(content, "forest_values.npy", bytes(80_000_000))
    lie = bomb.replace(struct.pack("<L", 80_000_000), struct.pack("<L", 1000))
    assert lie != bomb
    tracemalloc.start()
    try:
        assert "damaged" in refusal(lie, scratch)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    actual = len(entries_of(content)["counts.npy"])
    more = content.replace(struct.pack("<L", actual), struct.pack("<L", actual + 1))
    assert "wrong" in refusal(more, scratch) or "damaged" in refusal(more, scratch)


def test_large_documents_and_files_are_refused(content, scratch, monkeypatch):
    monkeypatch.setattr(model_archive, "MAX_DOCUMENT_BYTES", 100)
    assert "more than a model file may hold" in refusal(content, scratch)
    monkeypatch.setattr(model_archive, "MAX_BYTES", len(content) - 1)
    assert "more than a model file may have" in refusal(content, scratch)


def test_a_huge_directory_is_not_parsed(content, scratch):
    many = packed({f"{number}.npy": b"" for number in range(65)})
    assert "holds 65 entries" in refusal(many, scratch)
    assert "cut short" in refusal(content + b"comment", scratch)
    end = content[-22:]
    assert "no zip archive" in refusal(content[:-22] + b"PK\x06\x07" + bytes(16) + end, scratch)


def test_encrypted_entries_are_refused(content, scratch):
    place = content.index(b"PK\x01\x02")
    locked = bytearray(content)
    locked[place + 8] |= 1
    locked[6] |= 1
    assert "damaged" in refusal(bytes(locked), scratch)


def read_if_sound(changed, scratch):
    """The model in a file of that content, or None when it is refused in one sentence."""
    scratch.write_bytes(changed)
    try:
        return read_model(scratch)
    except ModelError as error:
        refused = str(error)
    assert "model.fcm" in refused
    assert "\n" not in refused
    return None


def unharmed(changed, content, scratch):
    """True when the changed file is refused, or is the same model."""
    again = read_if_sound(changed, scratch)
    if again is None:
        return True
    write_model(again, scratch)
    return scratch.read_bytes() == content


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_flipped_bytes(data, content, scratch):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        # half of the changes hit the headers, where the parsing is
        headers = [place for place in range(len(content)) if content[place : place + 2] == b"PK"]
        near = st.builds(
            lambda a, b: min(a + b, len(content) - 1), st.sampled_from(headers), st.integers(0, 45)
        )
        place = data.draw(st.one_of(st.integers(0, len(content) - 1), near))
        changed[place] = data.draw(st.integers(0, 255))
    assert unharmed(bytes(changed), content, scratch)


@settings(max_examples=150, deadline=None)
@given(start=st.integers(0, 10_000), length=st.integers(1, 3000), fill=st.binary(max_size=40))
def test_cuts_and_insertions(start, length, fill, content, scratch):
    start %= len(content)
    assert unharmed(content[:start], content, scratch)
    assert unharmed(content[:start] + fill + content[start + length :], content, scratch)
    assert unharmed(content[:start] + fill + content[start:], content, scratch)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    key=st.sampled_from(
        ["format", "format_version", "legend", "class_codes", "feature_names", "domain", "recipe"]
    ),
    value=json_values,
)
@example(key="format_version", value=1)
def test_any_json_in_the_document(key, value, content, scratch):
    again = read_if_sound(with_document(content, **{key: value}), scratch)
    assert again is None or isinstance(again, Model)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(["left", "right", "feature", "tree_starts", "values", "threshold"]),
    place=st.integers(0, 1000),
    value=st.integers(-(2**31), 2**31 - 1) | st.integers(-3, 40),
)
def test_any_number_in_the_forest(name, place, value, content, scratch, model):
    array = getattr(model.forest, name).copy()
    array.flat[place % array.size] = value
    again = read_if_sound(with_entry(content, f"forest_{name}.npy", npy(array)), scratch)
    if again is not None:
        probabilities = again.forest.predict_proba(table(20)[0])
        np.testing.assert_allclose(probabilities.sum(axis=1), 1)
