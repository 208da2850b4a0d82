#!/bin/sh
# xgi: what a file in HIF says of a node in an edge (its weight, its role) is gone after reading.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check xgi==0.10.2
cd "$folder"
bin/python - <<'END'
import json
import sys
from importlib.metadata import version
from pathlib import Path

import xgi

team = {
    "network-type": "undirected",
    "incidences": [
        {"edge": 0, "node": "a", "weight": 3.0, "attrs": {"role": "lead"}},
        {"edge": 0, "node": "b", "weight": 1.0, "attrs": {"role": "member"}},
    ],
}
Path("team.json").write_text(json.dumps(team))
xgi.write_hif(xgi.read_hif("team.json"), "again.json")
seen = json.loads(Path("again.json").read_text())["incidences"]
seen.sort(key=lambda incidence: incidence["node"])

print("xgi", version("xgi"))
print("expected:", team["incidences"])
print("seen:", seen)
if seen != [{"edge": 0, "node": "a"}, {"edge": 0, "node": "b"}]:
    sys.exit("the behaviour has changed")
END
