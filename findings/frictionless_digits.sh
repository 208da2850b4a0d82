#!/bin/sh
# frictionless: cells are whole numbers and numbers that Table Schema does not know.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$folder"
bin/python - <<'END'
import sys
from pathlib import Path

import frictionless

cells = {"1_000": "integer", "1,000": "integer"}
cells |= {"1_0.5": "number", "sNaN": "number", "NaN7": "number"}
seen = {}
for cell, kind in cells.items():
    Path("runs.csv").write_text(f'run,value\na,"{cell}"\n')
    fields = [{"name": "run", "type": "string"}, {"name": "value", "type": kind}]
    schema = frictionless.Schema.from_descriptor({"fields": fields})
    seen[cell] = frictionless.Resource(path="runs.csv", schema=schema).validate().valid
print("frictionless", frictionless.__version__)
print("expected: none is valid; no groupChar is declared, and only NaN, INF, -INF are special numbers")
for cell, valid in seen.items():
    print(f"seen of {cell} as {cells[cell]}:", "valid" if valid else "refused")
if seen != {"1_000": True, "1_0.5": True, "sNaN": True, "NaN7": True, "1,000": False}:
    sys.exit("the behaviour has changed")
END
