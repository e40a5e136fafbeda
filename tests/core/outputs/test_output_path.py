import os

import pytest
from finecover.core.errors import InputError
from finecover.core.outputs.output_path import check_output


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
@pytest.mark.parametrize("name", [b"lat\xedn.tif", b"lat\xedn/map.tif"])
def test_a_name_that_is_not_in_utf_8(tmp_path, name):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with pytest.raises(InputError, match=r"^OUTPUT: the path '.*lat�n.* not in UTF-8") as told:
        check_output(path, name="OUTPUT")
    str(told.value).encode("utf-8")


def test_a_name_in_any_script(tmp_path):
    path = tmp_path / "карта 地図.tif"
    assert check_output(path, name="OUTPUT") == path
