"""What a user names, looked up: scenarios, worlds, measures; or refused with the nearest name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from interhelix.model.errors import Fault, InputError, unknown
from interhelix.model.measures import MEASURES, Measure
from interhelix.model.world import World
from interhelix.scenarios import Scenario, load_world

Named = Scenario | str | Path
Several = TypeVar("Several", bound="Scenario | Measure | str | Path")

NAMES = tuple(measure.name for measure in MEASURES)


def listed(given: Several | Sequence[Several]) -> list[Several]:
    """Return what was given as a list; one name, path or scenario is a list of itself."""
    return [given] if isinstance(given, Scenario | Measure | str | Path) else list(given)


def loaded(scenario: Named) -> Scenario:
    """Return a scenario as it is, or load it by its name or path."""
    return scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)


def placed(world: World | str | Path) -> World:
    """Return a world as it is, or load it by its name or path."""
    return world if isinstance(world, World) else load_world(world)


def checked_policies(baseline: Scenario, policies: Sequence[Named]) -> tuple[Scenario, ...]:
    """Load the policies; a name stands for one scenario only, and stands once.

    Raises:
        InputError: no policy, one that is given twice, or two scenarios of one name.

    """
    treatments = tuple(loaded(policy) for policy in policies)
    if not treatments:
        remedy = "name one or more policies after the baseline"
        raise InputError(Fault("", f"nothing to compare '{baseline}' with", remedy))
    seen: dict[str, Scenario] = {}
    for policy in treatments:
        if policy.name in seen and policy == seen[policy.name]:
            raise InputError(Fault("", f"policy '{policy}' is given twice", "name it once"))
        if (seen | {baseline.name: baseline}).get(policy.name, policy) != policy:
            raise InputError(Fault("", f"two scenarios are named '{policy}'", "rename one file"))
        seen[policy.name] = policy
    return treatments


def checked_measures(measures: Sequence[str] | str | None) -> tuple[str, ...]:
    """Return the measures to show, in the order of the report; all when none is named.

    Raises:
        InputError: a measure that nobody declared.

    """
    asked = listed(measures or ())
    for name in asked:
        if name not in NAMES:
            raise unknown("measure", name, NAMES)
    return tuple(name for name in NAMES if not asked or name in asked)
