"""``interhelix scenarios``: the scenarios that ship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interhelix.commands.group import Entry, listing

if TYPE_CHECKING:
    from interhelix.scenarios import Intervention, Scenario


def _entries() -> list[Entry]:
    from interhelix.scenarios import Scenario, scenario_names

    return [_entry(Scenario.load(name)) for name in scenario_names()]


def _entry(scenario: Scenario) -> Entry:
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "base": scenario.base,
    }


def _detail(name: str) -> tuple[Entry, str]:
    from interhelix.scenarios import Scenario

    scenario = Scenario.load(name)
    steps = scenario.steps
    entry = {
        **_entry(scenario),
        "sources": list(scenario.sources),
        "look_at": scenario.look_at.strip(),
        "interventions": [
            {"label": s.label, "from": s.start, "until": s.until, "set": dict(s.values)}
            for s in steps
        ],
    }
    parts = [
        scenario.title or scenario.name,
        scenario.question,
        f"Base: {scenario.base}" if scenario.base else "",
        "\n\n".join(_step(step) for step in steps)
        or "No interventions: every parameter is default.",
        scenario.look_at.strip(),
        f"Sources: {', '.join(scenario.sources)}" if scenario.sources else "",
    ]
    return entry, "\n\n".join(part for part in parts if part)


def _step(step: Intervention) -> str:
    """Describe an intervention, its values with unit and default."""
    from interhelix.model.parameters import catalogue

    until = "the end" if step.until is None else f"quarter {step.until}"
    lines = [f"{step.label} (from quarter {step.start} to {until})"]
    for name, value in step.values.items():
        declared = catalogue()[name]
        lines.append(f"  {name} = {value:g} {declared.unit} (default {declared.default:g})")
    return "\n".join(lines)


scenarios = listing(
    "scenarios", "List the scenarios that ship.", _entries, ("name", "title"), _detail
)
