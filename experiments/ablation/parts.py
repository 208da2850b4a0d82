"""The parts of a policy and of the model that can be left out or moved."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from interhelix.experiments.ablation import Switch, load_switches
from interhelix.experiments.inputs import value_of
from interhelix.experiments.scaling import changes_of, has_dose
from interhelix.model.parameters import Parameter, Parameters, catalogue, with_values
from interhelix.model.parameters.declaration import ASSUMED
from interhelix.scenarios import Scenario

TOTAL, REMAINDER = "total", "remainder"


INTERVENTION, PARAMETER, MECHANISM, MOVE = "intervention", "parameter", "mechanism", "move"
LOG_ODDS = "log odds"
Policy = tuple[Parameters, ...]  # of each quarter
Cells = Mapping[str, Mapping[int, float]]  # parameter -> quarter -> value


class Part(NamedTuple):
    """One change: the two sides of the comparison as they are when it is made.

    ``sets`` names the parameters that it changes, in the quarters ``start <= q < until``; ``moved``
    is the value that a single number is moved to, NaN for all else.
    """

    kind: str
    name: str
    sets: tuple[str, ...]
    start: int
    until: int
    moved: float
    baseline: Policy
    policy: Policy


def interventions(baseline: Scenario, policy: Scenario, quarters: int) -> Iterator[Part]:
    """Yield each intervention of a policy left out, and each parameter of one that sets several.

    What is left out has the baseline's values. An intervention is told apart by what it decides: a
    later one that sets the same parameter has it. What only the baseline does is given up by the
    policy; leaving that out brings it back.
    """
    scenarios = (baseline, policy)
    base, own = (scenario.parameters(quarters) for scenario in scenarios)
    owned: dict[tuple[int, int], dict[str, dict[int, float]]] = {}
    for change in changes_of(base, own, 1.0):
        for quarter in range(change.begin, change.end):
            cells = owned.setdefault(_owner(scenarios, change.parameter, quarter), {})
            cells.setdefault(change.parameter, {})[quarter] = change.baseline
    labels = {owner: scenarios[owner[0]].steps[owner[1]].label for owner in owned}
    often = Counter(labels.values())
    for owner in sorted(owned, key=lambda each: (-each[0], each[1])):
        label, cells = labels[owner], owned[owner]
        part = _left_out(INTERVENTION, label, cells, base, own)
        if often[label] > 1:
            part = part._replace(name=f"{label} (from quarter {part.start})")
        if owner[0] == 0:
            part = part._replace(name=f"given up: {part.name}")
        yield part
        for name in cells if len(cells) > 1 else ():
            yield _left_out(PARAMETER, name, {name: cells[name]}, base, own)


def _owner(scenarios: Sequence[Scenario], name: str, quarter: int) -> tuple[int, int]:
    """Return the scenario (1 the policy) and the step that decide a parameter in a quarter."""
    return next(
        (side, place)
        for side in (1, 0)
        for place, step in reversed(list(enumerate(scenarios[side].steps)))
        if step.acts(quarter) and name in step.values
    )


def _left_out(kind: str, name: str, cells: Cells, base: Policy, own: Policy) -> Part:
    quarters = sorted({quarter for each in cells.values() for quarter in each})
    shared: dict[Parameters, Parameters] = {}
    changed = list(own)
    for quarter in quarters:
        values = {each: at[quarter] for each, at in cells.items() if quarter in at}
        found = with_values(own[quarter], values)
        changed[quarter] = shared.setdefault(found, found)
    ends = quarters[0], quarters[-1] + 1
    return Part(kind, name, tuple(cells), *ends, math.nan, base, tuple(changed))


def mechanisms(base: Policy, own: Policy) -> Iterator[Part]:
    """Yield each rule turned off on both sides, by the switches of the ablation that fit.

    A switch fits if what it turns off is on, if the policy does not set it, and if the other
    parameters that the switch asks for stand as it asks. Of two that turn off the same parameters
    the first counts.
    """
    policys = {change.parameter for change in changes_of(base, own, 1.0)}
    seen: set[frozenset[str]] = set()
    for switch in load_switches().switches:
        asked = {name: at for name, at in switch.on.items() if switch.off.get(name) == at}
        off = {name: at for name, at in switch.off.items() if name not in asked}
        names = frozenset(off)
        stands = all(value_of(each, name) == at for each in set(own) for name, at in asked.items())
        if not off or names & policys or names in seen or not stands:
            continue
        part = _everywhere(MECHANISM, switch.name, names, base, own, lambda _, off=off: off)  # type: ignore[misc]
        if (part.baseline, part.policy) != (base, own):
            seen.add(names)
            yield part


def item_of(mechanism: str) -> str:
    """Return what a rule is about, as the file of switches says."""
    named: dict[str, Switch] = {switch.name: switch for switch in load_switches().switches}
    return named[mechanism].item


def moves(base: Policy, own: Policy) -> Iterator[Part]:
    """Yield each assumed number halved, then doubled, within its bounds, on both sides.

    Log odds move by ln 2, which halves or doubles the odds; what comes in whole numbers is rounded.
    A number that is 0, and one that the policy sets, stay.
    """
    policys = {change.parameter for change in changes_of(base, own, 1.0)}
    for name, parameter in catalogue().items():
        if parameter.source != ASSUMED or name in policys:
            continue
        for factor in (0.5, 2.0):

            def values(
                each: Parameters, p: Parameter = parameter, by: float = factor
            ) -> dict[str, float]:
                return {p.name: _moved(p, value_of(each, p.name), by)}

            part = _everywhere(MOVE, name, frozenset([name]), base, own, values)
            if (part.baseline, part.policy) != (base, own):
                yield part._replace(moved=value_of(part.policy[0], name))


def _moved(parameter: Parameter, value: float, factor: float) -> float:
    found = value + math.log(factor) if parameter.unit == LOG_ODDS else value * factor
    if not has_dose(parameter):
        found = math.floor(found + 0.5)
    return min(max(found, parameter.low), parameter.high)


def _everywhere(
    kind: str,
    name: str,
    sets: frozenset[str],
    base: Policy,
    own: Policy,
    values: Callable[[Parameters], Mapping[str, float]],
) -> Part:
    """Return a part that sets ``values`` in every quarter of both sides."""
    changed = {each: with_values(each, values(each)) for each in {*base, *own}}
    sides = [tuple(changed[each] for each in side) for side in (base, own)]
    return Part(kind, name, tuple(sorted(sets)), 0, len(own), math.nan, sides[0], sides[1])
