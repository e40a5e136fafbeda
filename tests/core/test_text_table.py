from finecover.core.text_table import text_table

ROWS = [("1", "Evergreen Needleleaf Forests", "12"), ("10", "草原" * 10, "3")]


def test_a_table_is_cut_to_the_width_asked_for_where_names_stand():
    lines = text_table(("Code", "Class", "Samples"), ROWS, left=2, widest=30).splitlines()
    assert lines[0].split() == ["Code", "Class", "Samples"]
    assert len(lines[1]) == 30
    assert lines[2].split("…")[0] == "1     Evergreen Need"
    assert lines[2].endswith("12")
    assert "草原草原草原草…" in lines[3]


def test_a_narrow_table_is_left_as_it_is():
    assert text_table(("a", "b"), [("x", "y")], widest=30) == text_table(("a", "b"), [("x", "y")])


def test_names_keep_some_letters_however_narrow():
    lines = text_table(("Code", "Class", "Samples"), ROWS, left=2, widest=10).splitlines()
    assert "Evergre…" in lines[2]
