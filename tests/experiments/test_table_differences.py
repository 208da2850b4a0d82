"""How two tables differ is said so that one finds the place."""

from hashlib import sha256

import pandas as pd
import pytest

from interhelix.experiments.output import write_table
from interhelix.experiments.repetition import difference_of

TABLE = pd.DataFrame({"code": ["NA", "b"], "value": [1.0, 1e-3], "level": [1, 2]})


def told(tmp_path, table, again=TABLE):
    path = tmp_path / "t.csv"
    write_table(table, path)
    return difference_of(path, again, sha256(path.read_bytes()).hexdigest())


def test_the_same_bytes_are_equal(tmp_path):
    assert told(tmp_path, TABLE) == ""


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            TABLE.assign(value=[1.0, 1e-3 + 1e-18]),
            "1 of 6 cells differs, in value; first in ",
        ),
        (TABLE.assign(value=[1.0, 1.1e-3]), "'0.0011', and '0.001' when it is made again; "),
        (TABLE.assign(value=[1.0, 1.1e-3]), "at most by a share of 0.091"),
        (TABLE.assign(value=[None, 2e-3], level=[3, 2]), "3 of 6 cells differ, in value, level; "),
        (TABLE.assign(value=[None, 1e-3]), "first in line 2: '', and '1.0' when it is made again"),
        (TABLE.head(1), "has 1 rows, and 2 when it is made again"),
        (TABLE.assign(new=1), "has other columns: new"),
        (TABLE[["value", "code", "level"]], "has other columns: in another order"),
        (TABLE.assign(code=["", "b"]), "first in line 2: '', and 'NA' when it is made again"),
    ],
)
def test_a_difference_is_told_with_its_place_and_size(tmp_path, table, words):
    assert words in told(tmp_path, table)


def test_no_share_is_told_where_a_text_differs(tmp_path):
    assert "share" not in told(tmp_path, TABLE.assign(code=["x", "b"], value=[2.0, 1e-3]))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b'"', b"a,b\n1,2,3\n1"])
def test_a_file_that_was_changed_is_told_whatever_it_holds(tmp_path, data):
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    assert difference_of(path, TABLE, "0" * 64).startswith("was changed after it was written; ")


def test_a_table_with_other_ends_of_lines_has_the_same_cells(tmp_path):
    path = tmp_path / "t.csv"
    write_table(TABLE, path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert difference_of(path, TABLE, None) == "has the same cells, written in another way"
