#!/bin/sh
# Mesa 3.3: batch_run makes one step more than max_steps.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check mesa==3.3.1
cd "$folder"
bin/python - <<'END'
import sys

import mesa


class Clock(mesa.Model):
    """A model that collects the number of its steps."""

    def __init__(self):
        super().__init__()
        self.datacollector = mesa.DataCollector({"steps": "steps"})

    def step(self):
        self.datacollector.collect(self)


rows = mesa.batch_run(Clock, {}, max_steps=5, data_collection_period=1, display_progress=False)
seen = [(row["Step"], row["steps"]) for row in rows]
print("Mesa", mesa.__version__)
print("expected with max_steps=5: 5 rows, the last after 5 steps")
print("seen (Step in the row, steps of the model):", seen)
if seen != [(step, step + 1) for step in range(6)]:
    sys.exit("the behaviour has changed")
END
