"""Trials of the model whose figures are compared with published patterns.

A trial is a function of length, seed, and the parameters that an experiment sets beside its own.
Those of policies run their arms on the same seed, so that differences are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.validation.patterns import (
    NULLS,
    count,
    dyads_of,
    null_logs,
    project_log,
    told,
)
from interhelix.experiments.validation.regions import (
    between,
    concentration,
    elasticity_in_product,
    gravity,
    participation,
    patterns_of_regions,
    rank_correlation,
)
from interhelix.model.loop import live, moments
from interhelix.model.measures import measure_named, observe
from interhelix.model.parameters import Parameters, with_values
from interhelix.model.state import EMPTY, PAIRS, TIES, Float, State
from interhelix.model.world import World
from interhelix.scenarios import Intervention, Scenario, load_world

QUARTERS = 60  # 15 years; the two programmes of the data ran for 14, from 2007 to 2020
ORGANISATIONS = (2, 14, 4, 3)  # of each role in a region on average: 5,290 in 230 regions or more


def europe() -> World:
    """Return `europe` with organisations by product x human resources, as many as CORDIS lists.

    5,361 of them, 9 % government, 60 % business, 17 % science, 13 % civil society; in Horizon 2020
    they are 8, 61, 18 and 13 % (``cordis2020``).
    """
    return replace(load_world("europe"), name="europe_cordis", organisations=ORGANISATIONS)


def policy(quarters: int = QUARTERS) -> tuple[Parameters, ...]:
    """Return what is in force: conferences, calls, and a pair that coordinates, as Europe had."""
    pair = Intervention("Coordination of the pair", values={"integrate.coordination": 1.0})
    return Scenario("calls_and_a_pair", "", base="calls", interventions=(pair,)).parameters(
        quarters
    )


WORLD = "europe"  # of the trials of policies: the regions of the data, with fewer organisations
INSIDE = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)  # chance that a search stays in the own region
STRONG_PULL = -0.5  # per ln(km/100)
TOO_DEAR = 10.0  # u/quarter, the largest fee: nearly nobody in business stays
BY_ONESELF = {"prioritise.smart": 0.0, "prioritise.map": 0.0, "prioritise.foresight": 0.0}
PURE = {**BY_ONESELF, "prioritise.domains": 1.0}
Changes: TypeAlias = Mapping[str, float]  # parameters that an experiment sets


class Outcome(NamedTuple):
    """Figures of one replicate of a trial, those of its null, and participation by region."""

    values: Mapping[str, float]
    null: Mapping[str, float]
    taken: Float


def in_europe(quarters: int, seed: int, changes: Changes) -> Outcome:
    """Run Europe at the data's size, and read every pattern of its log (P1 to P9, P13, P15, P16).

    The null of a pattern is that of a permuted log; of concentration that of product.
    """
    world = europe()
    first = np.full(0, EMPTY)
    after = force = 0
    for moment in moments(world, changed(policy(quarters), changes), seed, twin=False):
        pairs = moment.state.pairs[: moment.state.used[PAIRS]]
        first = np.append(first, np.full(len(pairs) - len(first), EMPTY))
        after += int((first != EMPTY).sum())
        force += int((pairs.signed[first != EMPTY] == 1).sum())
        first[(first == EMPTY) & (pairs.signed == 1)] = moment.quarter
    state = moment.state
    log, role = project_log(state, quarters), state.actors.role
    nulls = list(null_logs(log, NULLS, seed))
    seen, chance = count(log, role), [count(null, role) for null in nulls]
    values = told(seen, chance) | patterns_of_regions(log, state) | of_strategies(state)
    values |= {
        "P2_first": float(seen.again[0]),
        "P2_second": float(seen.again[1]),
        "P16_in_force": force / after if after else float("nan"),
        "T_brier": float(measure_named("forecast_skill").read(observe(state, quarters))),
        "P15_scaling": elasticity_in_product(world, participation(log, state)),
        "projects": float(len(log.start)),
        "active": float(len(np.unique(log.members[log.members != EMPTY]))),
    }
    null = told(chance[0], chance[1:]) | patterns_of_regions(nulls[0], state)
    null |= concentration(np.asarray(state.regions.mass, np.float64)) | {"P15_scaling": 1.0}
    return Outcome(values, null, participation(log, state))


def gravity_again(quarters: int, seed: int, changes: Changes) -> Outcome:
    """Run Europe with and without a pull of distance, and estimate it from joint projects (T)."""
    found = {}
    for pull in (0.0, STRONG_PULL):
        parameters = changed(policy(quarters), {**changes, "proximity.distance": pull})
        state = live(europe(), parameters, seed)
        log = project_log(state, quarters)
        pairs = between(dyads_of(log), participation(log, state), state)
        found[pull] = float(gravity(pairs)[0])
    slope = (found[STRONG_PULL] - found[0.0]) / STRONG_PULL
    return Outcome({"T_gravity": slope}, {}, np.empty(0))


def of_strategies(state: State) -> dict[str, float]:
    """Return the share of region pairs of one country with a joint strategy (P13)."""
    pairs = state.pairs[: state.used[PAIRS]]
    home = state.regions.district
    sizes = np.bincount(home)
    possible = int((sizes * (sizes - 1) // 2).sum())
    inside = home[pairs.r] == home[pairs.s]
    return {"P13_level_4": float(((pairs.level == 4) & inside).sum() / max(possible, 1))}


def long_links(quarters: int, seed: int, changes: Changes) -> Outcome:
    """Run conferences with more and more searches inside the own region (P10).

    The number of searches stays; what changes is how many go far. Knowledge is that of actors, mean
    over domains [%] (``cowan2004``).
    """
    known = {}
    for share in INSIDE:
        state = arm("conferences", quarters, seed, {**changes, "meet.internal": share})
        known[f"knowledge_{share:g}"] = float(100.0 * state.actors.knowledge.mean())
    return Outcome(known, {}, np.empty(0))


def who_gains(quarters: int, seed: int, changes: Changes) -> Outcome:
    """Run calls beside the twin without ties across: who knows more by cooperation (P11).

    The rank correlation over regions of product per head and of the gain in mean knowledge, per act
    across of an actor and in all. A region without such an act is left out.
    """
    world = load_world(WORLD)
    wealth = (world.product / world.population)[np.argsort(np.array(world.codes))]
    parameters = changed(Scenario.load("calls").parameters(quarters), changes)
    *_, end = moments(world, parameters, seed)
    assert end.twin is not None
    with_ties, regions = end.state, end.state.regions
    gain = regions.profile.mean(axis=1) - end.twin.regions.profile.mean(axis=1)
    acts = np.bincount(with_ties.actors.region, with_ties.ledger.external, len(regions))
    took, each = acts > 0, gain * (regions.last - regions.first) / np.maximum(acts, 1)
    found = {
        "P11_who_gains": rank_correlation(wealth[took], each[took]),
        "P11_total": rank_correlation(wealth, gain),
    }
    return Outcome(found, {}, np.empty(0))


def one_side(quarters: int, seed: int, changes: Changes) -> Outcome:
    """Run a platform too dear for business, and the same without a platform (P12).

    By dyads across of two members, and of a member and another: how many more have a tie, per
    1,000 dyads. Who is a member at the end decides for both runs.
    """
    without = arm("conferences", quarters, seed, changes)
    beside = arm("digital_platform", quarters, seed, {**changes, "adopt.fee_business": TOO_DEAR})
    member = beside.actors.member == 1
    more = ties_by_side(beside, member) - ties_by_side(without, member)
    dyads = dyads_by_side(beside, member)
    per_thousand = 1000.0 * more / np.maximum(dyads, 1.0)
    both = float(per_thousand[2])
    return Outcome(
        {
            "P12_both": both,
            "P12_one_side": float(per_thousand[1]) / both if both else float("nan"),
            "members": 100.0 * float(member.mean()),
        },
        {},
        np.empty(0),
    )


def ties_by_side(state: State, member: NDArray[np.bool_]) -> Float:
    """Count ties across by how many of both ends are members (3)."""
    ties = state.ties[: state.used[TIES]]
    ties = ties[ties.pair != EMPTY]
    sides = member[ties.a].astype(int) + member[ties.b]
    return np.bincount(sides, minlength=3).astype(float)


def dyads_by_side(state: State, member: NDArray[np.bool_]) -> Float:
    """Count dyads across by how many of both ends are members (3)."""
    home, n = state.actors.region, len(state.regions)
    inside = np.bincount(home[member], minlength=n).astype(float)
    outside = np.bincount(home[~member], minlength=n).astype(float)

    def pairs(one: Float, other: Float) -> float:
        return float(one.sum() * other.sum() - (one * other).sum())

    return np.array(
        [pairs(outside, outside) / 2.0, pairs(inside, outside), pairs(inside, inside) / 2.0]
    )


def ranking(quarters: int, seed: int, changes: Changes) -> Outcome:
    """Run gatekeepers, smart specialisation, and pure specialisation: one domain, by oneself (P14).

    The differences in the value of knowledge and projects, in % of that under conferences. Pure
    specialisation has the same co-funding as smart specialisation.
    """
    output = measure_named("output")
    made = {
        name: float(output.read(observe(arm(base, quarters, seed, values), quarters)))
        for name, base, values in (
            ("conferences", "conferences", changes),
            ("gatekeepers", "gatekeepers", changes),
            ("smart", "smart_specialisation", changes),
            ("pure", "smart_specialisation", {**changes, **PURE}),
        )
    }
    scale = 100.0 / made["conferences"]
    return Outcome(
        {
            "P14_gatekeepers": scale * (made["gatekeepers"] - made["smart"]),
            "P14_smart": scale * (made["smart"] - made["pure"]),
        },
        {},
        np.empty(0),
    )


def arm(scenario: str, quarters: int, seed: int, changes: Changes) -> State:
    """Return the end of a run of a scenario with some parameters changed."""
    parameters = changed(Scenario.load(scenario).parameters(quarters), changes)
    return live(load_world(WORLD), parameters, seed)


def changed(parameters: tuple[Parameters, ...], changes: Changes) -> tuple[Parameters, ...]:
    """Return the parameters of each quarter with some of them changed."""
    new = {each: with_values(each, changes) for each in set(parameters)}
    return tuple(new[each] for each in parameters)


TRIALS: dict[str, Callable[[int, int, Changes], Outcome]] = {
    "in_europe": in_europe,
    "gravity_again": gravity_again,
    "long_links": long_links,
    "who_gains": who_gains,
    "one_side": one_side,
    "ranking": ranking,
}
