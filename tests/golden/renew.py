"""Renew the golden runs and outputs, after an ``[output]`` entry in the changelog: ``make golden``.

A golden run is the end of a run of each shipped scenario in a small world; a golden output is the
digest of what a command prints or writes. They change only with the output of the model or of the
commands: without a new entry marked ``[output]`` in CHANGELOG.md this program refuses to write.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from interhelix.model.loop import run
from interhelix.scenarios import Scenario, load_world, scenario_names
from tests.golden.outputs import digests

GOLDEN = Path(__file__).with_name("golden.json")
OUTPUTS = Path(__file__).with_name("outputs.json")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
REFUSED = "the output changed: add an [output] entry to CHANGELOG.md first"
RUNS = (
    *((name, "synthetic:12", 24) for name in scenario_names()),
    ("platform_and_specialisation", "russia", 8),
    ("joint_strategy_pair", "europe", 8),
)

Figures = dict[str, dict[str, float | None]]


def output_entries() -> int:
    """Return the number of changelog entries that change the output of the model."""
    return CHANGELOG.read_text(encoding="utf-8").count("[output]")


def figures() -> Figures:
    """Return every measure at the end of every golden run; what is not defined is null."""
    found: Figures = {}
    for scenario, world, quarters in RUNS:
        policy = Scenario.load(scenario).parameters(quarters)
        last = run(load_world(world), policy, seed=1).series.iloc[-1]
        found[f"{scenario} {world} {quarters}"] = {
            name: None if value != value else float(value) for name, value in last.items()
        }
    return found


def written(path: Path) -> dict[str, object]:
    """Return what a file of golden results holds, nothing if it is missing."""
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def main() -> int:
    """Write the golden figures and digests, or say why not."""
    os.environ["COLUMNS"] = "160"
    with tempfile.TemporaryDirectory() as folder:
        now = {GOLDEN: ("figures", figures()), OUTPUTS: ("digests", digests(Path(folder)))}
    entries = output_entries()
    for path, (name, found) in now.items():
        before = written(path)
        renewed = entries > int(str(before.get("output_entries", -1)))
        if before and before[name] != found and not renewed:
            print(
                "the output changed: add an [output] entry to CHANGELOG.md first", file=sys.stderr
            )
            return 1
    for path, (name, found) in now.items():
        text = json.dumps({"output_entries": entries, name: found}, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
