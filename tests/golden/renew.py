"""Renew the golden runs, after an ``[output]`` entry in the changelog: ``make golden``.

A golden run is the end of a run of each shipped scenario in a small world. Its figures change
only when the output of the model changes, and that is news: without a new entry marked
``[output]`` in CHANGELOG.md this program refuses to write.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from interhelix.model.loop import run
from interhelix.scenarios import Scenario, load_world, scenario_names

GOLDEN = Path(__file__).with_name("golden.json")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
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


def main() -> int:
    """Write the golden figures, or say why not."""
    before = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else None
    now, entries = figures(), output_entries()
    if before and now != before["figures"] and entries <= before["output_entries"]:
        print("the output changed: add an [output] entry to CHANGELOG.md first", file=sys.stderr)
        return 1
    text = json.dumps({"output_entries": entries, "figures": now}, indent=1, sort_keys=True)
    GOLDEN.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
