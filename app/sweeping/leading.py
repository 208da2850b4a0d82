"""The way from a cell to Compare: its scenario and settings become option B."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from interhelix.app.choices import (
    MOST_SEED,
    QUARTERS,
    WORLDS,
    YEARS,
    Choices,
    Option,
    RefusedError,
    key_of,
)
from interhelix.app.sweeping.opening import Sweep
from interhelix.app.upload import MOST_REGIONS
from interhelix.experiments.analysis.grid import difference_name
from interhelix.model.errors import InputError
from interhelix.model.world import World
from interhelix.scenarios import load_world, scenario_names


class Lead(NamedTuple):
    """What a cell leads to: choices, and the world that is to be the session's own, if any."""

    choices: Choices
    own: World | None


def lead(sweep: Sweep, of: str, settings: Mapping[str, float], now: Choices) -> Lead:
    """Return the choices that a cell stands for.

    Of a difference, B is the policy and A the baseline, both with the settings of the cell; of a
    mean, B is the scenario with them and A the same without. What the experiment has and the app
    does not offer (a length, a seed) is brought to the nearest.

    Raises:
        RefusedError: the scenario, or the world, is a file that the app does not offer.

    """
    asked = sweep.experiment
    baseline = asked.scenarios[0]
    policies = {difference_name_of(sweep, name): name for name in asked.scenarios[1:]}
    name = policies.get(of, of)
    for each in {name, baseline}:
        if each not in scenario_names() or each in asked.files:
            raise RefusedError("store_scenario", {"value": each})
    a = Option(baseline, settings=dict(settings)) if of in policies else Option(name)
    world, own = _world(asked.world)
    years = min(YEARS, key=lambda n: abs(n * QUARTERS - asked.quarters))
    chosen = replace(
        now,
        a=a,
        b=Option(name, settings=dict(settings)),
        world=world,
        years=years,
        seed=min(asked.seed, MOST_SEED),
    )
    return Lead(chosen, own)


def difference_name_of(sweep: Sweep, policy: str) -> str:
    """Return what the difference that a policy makes is called."""
    assert sweep.grid is not None
    return difference_name(policy, sweep.grid)


def _world(name: str) -> tuple[str, World | None]:
    """Return a world on offer, or one from a file, which is to be the session's own."""
    if name in WORLDS:
        return name, None
    try:
        world = load_world(name)
    except InputError:
        raise RefusedError("store_world", {"value": name[:40]}) from None
    if world.size > MOST_REGIONS:
        raise RefusedError("upload_many", {"n": world.size, "most": MOST_REGIONS})
    return key_of(world), world
