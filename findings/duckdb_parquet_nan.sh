#!/bin/sh
# DuckDB and Arrow: the same query counts NaN otherwise in a table and in its Parquet file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0 pyarrow==26.0.1 numpy==2.4.6
cd "$folder"
bin/python - <<'END'
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

sweep = pa.table({"run": [1, 2, 3, 4], "effect": [1.0, 2.0, float("nan"), 3.0]})
pq.write_table(sweep, "sweep.parquet")
queries = {  # DuckDB documents that NaN is the largest number
    "count(*) from {} where isnan(effect)": (1, 0),
    "count(*) from {} where effect > 3": (1, 0),
    "count(*) from {} where effect <= 3": (3, 4),
}
seen = {}
for query in queries:
    seen[query] = tuple(
        duckdb.sql("select " + query.format(source)).fetchall()[0][0]
        for source in ("sweep", "'sweep.parquet'")
    )
print("duckdb", duckdb.__version__, "pyarrow", pa.__version__)
for query, found in seen.items():
    print(f"select {query}: expected the same twice; seen {found[0]} of table, {found[1]} of file")
if seen != queries:
    sys.exit("the behaviour has changed")
END
