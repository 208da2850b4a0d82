"""Factors that scenarios set themselves: refused, unless the experiment says that they override."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from interhelix.model.errors import shortened
from interhelix.scenarios import Scenario


def clashes(
    scenarios: Iterable[Scenario], factors: Collection[str], override: Collection[str]
) -> list[tuple[str, str, str]]:
    """List factors that a scenario sets without leave, and leave that is of no use.

    Each comes with the factor, what is wrong, and the remedy.
    """
    found, used = [], set()
    for scenario in scenarios:
        for step in scenario.steps:
            for name in sorted(set(step.values) & set(factors)):
                used.add(name)
                if name not in override:
                    problem = f"scenario '{scenario}' sets it, too ('{shortened(step.label)}')"
                    remedy = f'leave out the factor or the scenario, or add override = ["{name}"]'
                    found.append((name, problem, remedy))
    for name in override:
        if name not in factors:
            found.append((name, "overrides scenarios, and is no factor", "add it to the factors"))
        elif name not in used:
            found.append((name, "overrides what no scenario sets", "take it out of override"))
    return found


def kept_of(scenario: Scenario, override: Iterable[str], quarter: int) -> frozenset[str]:
    """Return the overriding factors that a scenario sets in other quarters than this one only."""
    ever = {name for step in scenario.steps for name in step.values}
    now = {name for step in scenario.steps if step.acts(quarter) for name in step.values}
    return frozenset(override) & (ever - now)
