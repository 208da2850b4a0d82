#!/bin/sh
# Mesa 3.5: batch_run replaces what its parameters say about the seed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.12}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check mesa==3.5.1 networkx==3.6.1
cd "$folder"
bin/python - <<'END'
import sys

import mesa


class Walk(mesa.Model):
    """A model with a seed, and one number that depends on it."""

    def __init__(self, seed=None):
        super().__init__(seed=seed)
        self.got = seed
        self.datacollector = mesa.DataCollector({"got": "got"})

    def step(self):
        self.datacollector.collect(self)
        self.running = False


rows = mesa.batch_run(Walk, {"seed": [1, 2, 3]}, display_progress=False)
seen = [(row["seed"], row["got"]) for row in rows]
print("Mesa", mesa.__version__)
print("expected (seed in the row, seed in the model):", [(1, 1), (2, 2), (3, 3)])
print("seen:", seen)
if seen != [(None, None)] * 3:
    sys.exit("the behaviour has changed")
END
