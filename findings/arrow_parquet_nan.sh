#!/bin/sh
# Arrow: a filter finds NaN in a table, and not in the Parquet file that Arrow wrote of it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1 numpy==2.4.6
cd "$folder"
bin/python - <<'END'
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

sweep = pa.table({"run": [1, 2, 3, 4], "effect": [1.0, 1.0, float("nan"), 1.0]})
pq.write_table(sweep, "sweep.parquet")
pq.write_table(sweep, "plain.parquet", write_statistics=False)
effect = pc.field("effect")
seen = {}
for name, asked in {"effect != 1": effect != 1.0, "not effect <= 1": ~(effect <= 1.0)}.items():
    seen[name] = (
        sweep.filter(asked)["run"].to_pylist(),
        ds.dataset("sweep.parquet").to_table(filter=asked)["run"].to_pylist(),
        ds.dataset("plain.parquet").to_table(filter=asked)["run"].to_pylist(),
    )
print("pyarrow", pa.__version__)
print("expected (runs of the table, of the file, of a file without statistics):", ([3],) * 3)
for name, runs in seen.items():
    print(f"seen for {name}:", runs)
if any(runs != ([3], [], [3]) for runs in seen.values()):
    sys.exit("the behaviour has changed")
END
