"""From an option to a scenario, and from a scenario to the file that commands read."""

from __future__ import annotations

import tomli_w

from interhelix.app.choices import QUARTERS, Card, Choices, Option
from interhelix.app.levers import Lever, levers
from interhelix.scenarios import Intervention, Scenario


def scenarios_of(choices: Choices) -> tuple[Scenario, Scenario]:
    """Return both options as scenarios."""
    return scenario_of(choices.a, "a"), scenario_of(choices.b, "b")


def scenario_of(option: Option, side: str) -> Scenario:
    """Return an option as a scenario: the preset itself, or one that stands on it.

    Own settings hold in every quarter. A lever that was moved is set in every quarter after them:
    to rest before it starts and after it ends.
    """
    preset = Scenario.load(option.preset)
    if not option.changed and not option.settings:
        return preset
    own = dict(option.settings)
    steps = [Intervention("own settings", values=own)] if own else []
    steps += [
        step
        for key, lever in levers().items()
        if key in option.changed
        for step in _steps(lever, option.changed[key])
    ]
    return Scenario(
        name=f"option_{side}",
        title=f"Option {side.upper()}, made in the app",
        question=preset.question,
        base=preset.name,
        sources=preset.sources,
        interventions=tuple(steps),
        inherited=preset.steps,
    )


def _steps(lever: Lever, card: Card) -> list[Intervention]:
    """Return the interventions that a card means."""
    rest = {lever.parameter: lever.rest}
    if not card.on:
        return [Intervention(f"{lever.key}: none", values=rest)]
    start = (card.start - 1) * QUARTERS
    end = None if card.until is None else card.until * QUARTERS
    acting = {lever.parameter: float(card.strength)} | dict(lever.also)
    steps = [Intervention(f"{lever.key}: not yet", 0, start, rest)] if start else []
    steps.append(Intervention(lever.key, start, end, acting))
    if end is not None:
        steps.append(Intervention(f"{lever.key}: no longer", end, None, rest))
    return steps


def toml_of(scenario: Scenario) -> str:
    """Return the file of a scenario; it loads to the same scenario under the same name."""
    table: dict[str, object] = {"title": scenario.title}
    for name in ("question", "base"):
        if getattr(scenario, name):
            table[name] = getattr(scenario, name)
    if scenario.sources:
        table["sources"] = list(scenario.sources)
    table["interventions"] = [_table_of(step) for step in scenario.interventions]
    return tomli_w.dumps(table)


def _table_of(step: Intervention) -> dict[str, object]:
    until = {} if step.until is None else {"until": step.until}
    return {"label": step.label, "from": step.start, **until, "set": dict(step.values)}
