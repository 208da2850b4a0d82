"""Tables as files: what is undefined, true or zero is read alike by other programs."""

import io

import numpy as np
import pandas as pd
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from interhelix.experiments.output import as_bytes, as_csv, write_table

TABLE = pd.DataFrame(
    {
        "scenario": ["calls", 'a, "b"', None],
        "count": [0, 1, 2],
        "since": pd.array([3, None, 4], dtype="Int64"),
        "zero": [0.0, -1.0, 1e20],
        "trust": [0.0, np.nan, 0.3],
        "better": [True, False, True],
        "told": [True, None, False],
    }
)


def test_csv_has_points_in_floats_empty_cells_and_truth_as_one_or_zero():
    assert as_csv(TABLE).splitlines() == [
        "scenario,count,since,zero,trust,better,told",
        "calls,0,3,0.0,0.0,1,1",
        '"a, ""b""",1,,-1.0,,0,',
        ",2,4,1e+20,0.3,1,0",
    ]


def test_a_table_is_left_as_it_was():
    before = TABLE.copy()
    as_csv(TABLE)
    pd.testing.assert_frame_equal(before, TABLE)


def test_arrow_reads_the_types_of_a_csv_as_they_were():
    read = pyarrow.csv.read_csv(io.BytesIO(as_bytes(TABLE, "csv")))
    types = [str(field.type) for field in read.schema]
    assert types == ["string", "int64", "int64", "double", "double", "int64", "int64"]
    assert read["trust"].null_count == 1


def test_parquet_has_null_where_something_is_undefined():
    read = pq.ParquetFile(io.BytesIO(as_bytes(TABLE, "parquet")))
    assert read.read()["trust"].to_pylist() == [0.0, None, 0.3]
    statistics = read.metadata.row_group(0).column(4).statistics
    assert (statistics.null_count, statistics.min, statistics.max) == (1, 0.0, 0.3)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_name_of_a_file_says_its_form(tmp_path, form):
    path = tmp_path / f"runs.{form}"
    write_table(TABLE, path)
    assert path.read_bytes() == as_bytes(TABLE, form)


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "-1+x", "@x", " =x", "\t=x", "＝x"])
@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_no_text_in_csv_is_a_formula(text, kind):
    column = pd.Series([text, "plain", "a=b"], dtype=kind)
    assert list(read_csv(pd.DataFrame({"who": column}))["who"]) == [f"'{text}", "plain", "a=b"]


@pytest.mark.parametrize("text", ["-1..1", "-0.5", "−", "-", "x=1"])
def test_a_range_below_zero_and_a_dash_are_no_formula(text):
    assert as_csv(pd.DataFrame({"unit": [text]})) == f"unit\n{text}\n"


def test_numbers_below_zero_stay_numbers():
    table = pd.DataFrame({"whole": [-1, 2], "part": [-0.5, np.nan], "maybe": pd.array([-3, None])})
    assert as_csv(table) == "whole,part,maybe\n-1,-0.5,-3\n2,,\n"


def read_csv(table):
    return pd.read_csv(io.StringIO(as_csv(table)))
