#!/bin/sh
# libpysal: a region without a neighbour is lost when weights are read from a .gwt file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check libpysal==4.14.1 numpy==2.4.6 pandas==3.1.1
cd "$folder"
bin/python - <<'END'
import sys
import warnings
from pathlib import Path

import libpysal
from libpysal.weights import W

ties = {"A": {"B": 0.5}, "B": {"A": 2.0}, "C": {}}
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that C is an island
    neighbours = {a: list(row) for a, row in ties.items()}
    weights = W(neighbours, {a: list(row.values()) for a, row in ties.items()})
file = libpysal.io.open("regions.gwt", "w")
file.write(weights)
file.close()
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    again = libpysal.io.open("regions.gwt").read()
header = Path("regions.gwt").read_text().splitlines()[0]
print("libpysal", libpysal.__version__)
print("written:", weights.n, "regions, islands", weights.islands, "- first line:", header)
print("expected: 3 regions, islands ['C']")
print("seen:", again.n, "regions, islands", again.islands)
print("warnings:", [str(one.message) for one in told if one.category is not ResourceWarning])
if (weights.n, header.split()[1], again.n, again.islands) != (3, "3", 2, []):
    sys.exit("the behaviour has changed")
END
