#!/bin/sh
# SALib: a Morris design of a normal factor has infinite settings, without a warning.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check SALib==1.6.0 numpy==2.4.6 scipy==1.17.1
cd "$folder"
bin/python - <<'END'
import sys
import warnings
from importlib.metadata import version

import numpy as np
from SALib.sample import morris

problem = {
    "num_vars": 2,
    "names": ["money", "trust"],
    "bounds": [[0, 1], [5, 1]],  # least and largest; mean and deviation
    "dists": ["unif", "norm"],
}
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    design = morris.sample(problem, 4, seed=1)
endless = np.isinf(design).sum(axis=0).tolist()
print("SALib", version("SALib"))
print("expected: finite settings, or a refusal")
print("seen:", endless, "infinite settings of", len(design), "; warnings:", len(told))
if endless[0] != 0 or endless[1] == 0 or told:
    sys.exit("the behaviour has changed")
END
