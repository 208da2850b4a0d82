#!/bin/sh
# libpysal: codes of regions that look like numbers become one region in a .dat file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check libpysal==4.14.1 numpy==2.4.6 pandas==3.1.1
cd "$folder"
bin/python - <<'END'
import sys

import libpysal
from libpysal.weights import W

seen = {}
for one, other in (("01", "1"), ("70", "7E1")):
    for kind in ("gal", "dat"):
        neighbours = W({one: [other], other: [one]})
        file = libpysal.io.open(f"regions.{kind}", "w")
        file.write(neighbours)
        file.close()
        seen[one, other, kind] = libpysal.io.open(f"regions.{kind}").read().neighbors
print("libpysal", libpysal.__version__)
print("expected: two regions, each the neighbour of the other, in both formats")
for (one, other, kind), found in seen.items():
    print(f"seen of {one} and {other} in .{kind}:", found)
wanted = {
    ("01", "1", "gal"): {"01": ["1"], "1": ["01"]},
    ("01", "1", "dat"): {1.0: [1.0]},
    ("70", "7E1", "gal"): {"70": ["7E1"], "7E1": ["70"]},
    ("70", "7E1", "dat"): {70.0: [70.0]},
}
if seen != wanted:
    sys.exit("the behaviour has changed")
END
