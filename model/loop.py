"""The loop: a run from quarter 0 to its horizon, with the twin that has no ties across regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import LEVELS
from interhelix.model import frames
from interhelix.model.beginnings import tie_across, tie_inside
from interhelix.model.errors import Fault, InputError
from interhelix.model.founding import found
from interhelix.model.measures import MEASURES, Measure, Observation, observe
from interhelix.model.measures.counts import Counts, take_census
from interhelix.model.measures.forecast import outlook
from interhelix.model.measures.shares import effects_of
from interhelix.model.mechanisms.learn import read_profiles
from interhelix.model.parameters import Parameters, as_record, with_values
from interhelix.model.rules import Rule, quarter_with_rules
from interhelix.model.schedule import live_quarter
from interhelix.model.state import State, new_table
from interhelix.model.world import World

LARGEST_SEED = 2**64 - 1
CLOSED = {"meet.interregional": 0.0, "founding.external": 0.0, "integrate.coordination": 0.0}


@dataclass(frozen=True, repr=False)
class Run:
    """What a run leaves: series of measures by quarter, and tables at its end.

    ``series`` has one row a quarter (1 after the first) and one column a measure; ``transitions``
    counts region-quarters from level (row) to level (column) over all region pairs; ``outlook``
    forecasts from it how the levels of region pairs will stand in a year.
    """

    world: World
    seed: int
    quarters: int
    series: pd.DataFrame
    regions: pd.DataFrame
    roles: pd.DataFrame
    ties: pd.DataFrame
    projects: pd.DataFrame
    pairs: pd.DataFrame
    transitions: pd.DataFrame
    outlook: pd.DataFrame
    drawn: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Run({self.world.name}, {self.quarters} quarters, seed {self.seed})"


def begin(world: World, parameters: Parameters, seed: int) -> State:
    """Return the state at quarter 0, with the ties that exist then.

    Raises:
        InputError: ``seed`` is no whole number from 0 to 2**64 - 1.

    """
    if not 0 <= seed <= LARGEST_SEED:
        problem = f"{seed!r} is no seed"
        raise InputError(Fault("seed", problem, "give a whole number from 0 to 2**64 - 1"))
    key = np.uint64(seed)
    with np.errstate(over="ignore"):
        state = found(world, parameters, key)
        rules = as_record(parameters)
        tie_inside(state, rules, key)
        tie_across(state, rules, key)
        read_profiles(state.regions, state.actors)
        state.regions.founded = state.regions.profile
    return state


def step_on(
    state: State, parameters: Parameters, seed: int, step: int, rules: Sequence[Rule] = ()
) -> State:
    """Run one quarter, with rules of the user's own if there are any; ``step`` counts from 0."""
    with np.errstate(over="ignore"):
        if rules:
            return quarter_with_rules(state, parameters, seed, step, rules)
        return live_quarter(state, parameters, np.uint64(seed), step)


@lru_cache(maxsize=64)
def closed(parameters: Parameters) -> Parameters:
    """Return the parameters of the twin: the same policy without ties across regions."""
    return with_values(parameters, CLOSED)


def read(
    measure: Measure, now: Observation, twin: Observation | None, last: bool
) -> float | NDArray[np.float64]:
    """Return a measure's figure; NaN where it needs a twin or the last quarter and has none."""
    if (measure.at_end and not last) or (measure.against_twin and twin is None):
        return float("nan")
    figure = measure.read(now)
    return figure - measure.read(twin) if measure.against_twin and twin else figure


@dataclass(frozen=True, eq=False)
class Moment:
    """The end of a quarter: the states of a run and of its twin, observed when it is asked."""

    quarter: int
    last: bool
    state: State
    twin: State | None

    @cached_property
    def now(self) -> Observation:
        """What measures see of the run."""
        return observe(self.state, self.quarter)

    @cached_property
    def beside(self) -> Observation | None:
        """What they see of the twin, if there is one."""
        return observe(self.twin, self.quarter) if self.twin is not None else None


def moments(
    world: World,
    policy: Sequence[Parameters],
    seed: int,
    twin: bool = True,
    rules: Sequence[Rule] = (),
) -> Iterator[Moment]:
    """Run a world under a policy, one quarter for each entry, and stop at the end of each.

    Effects are differences from a twin run: same world, policy, rules and seed, without ties across
    regions. What a moment holds changes when the next is asked for.

    Raises:
        InputError: ``seed`` is out of range, or ``policy`` is empty.

    """
    if not policy:
        raise InputError(Fault("policy", "no quarter to run", "give at least one quarter"))
    state = begin(world, policy[0], seed)
    other = begin(world, closed(policy[0]), seed) if twin else None
    for step, parameters in enumerate(policy):
        state = step_on(state, parameters, seed, step, rules)
        if other is not None:
            other = step_on(other, closed(parameters), seed, step, rules)
        yield Moment(step + 1, step + 1 == len(policy), state, other)


def live(world: World, policy: Sequence[Parameters], seed: int) -> State:
    """Run a world under a policy and return the state at the end, without measuring on the way."""
    for moment in moments(world, policy, seed, twin=False):
        state = moment.state
    return state


def figures(
    world: World,
    policy: Sequence[Parameters],
    seed: int,
    measures: Sequence[Measure],
    quarters: Sequence[int],
    rules: Sequence[Rule] = (),
) -> NDArray[np.float64]:
    """Return some measures (columns) in some quarters (rows), as ``run`` gives them, and no more.

    The twin is run only if a measure is read against it.
    """
    twin = any(measure.against_twin for measure in measures)
    return measured(world, policy, seed, twin, measures, quarters, rules)[0]


def measured(
    world: World,
    policy: Sequence[Parameters],
    seed: int,
    twin: bool = True,
    measures: Sequence[Measure] = MEASURES,
    quarters: Sequence[int] | None = None,
    rules: Sequence[Rule] = (),
) -> tuple[NDArray[np.float64], Moment]:
    """Return measures (columns) in quarters (rows), all of them by default, and the end.

    Only what these measures are counted by is counted, and only in these quarters.
    """
    kept = [q for q in range(1, len(policy) + 1) if quarters is None or q in quarters]
    passes = reduce(or_, (measure.counted for measure in measures), 0)
    against = reduce(or_, (one.counted for one in measures if one.against_twin), 0)
    counts, beside = new_table(Counts, len(kept)), new_table(Counts, len(kept))
    for end in moments(world, policy, seed, twin, rules):
        if end.quarter in kept:
            take_census(end.state, counts, kept.index(end.quarter), passes)
            if end.twin is not None:
                take_census(end.twin, beside, kept.index(end.quarter), against)
    now = Observation(end.state, np.array(kept), counts)
    other = Observation(end.twin, np.array(kept), beside) if end.twin is not None else None
    found = np.full((len(kept), len(measures)), np.nan)
    for column, measure in enumerate(measures):
        if not measure.at_end:
            found[:, column] = read(measure, now, other, last=False)
        elif end.quarter in kept:
            found[-1, column] = read(measure, end.now, end.beside, last=True)
    return found, end


def run(
    world: World,
    policy: Sequence[Parameters],
    seed: int,
    twin: bool = True,
    own: Sequence[Measure] = (),
    rules: Sequence[Rule] = (),
) -> Run:
    """Run a world under a policy and return all measures by quarter, and tables at the end.

    ``own`` are measures of the user's own, whose columns come last. Without ``twin`` the columns of
    effects are NaN.

    Raises:
        InputError: ``seed`` is out of range, or ``policy`` is empty.

    """
    measures = (*MEASURES, *own)
    series, end = measured(world, policy, seed, twin, measures, rules=rules)
    state, now, beside = end.state, end.now, end.beside
    regions, roles = frames.regions(world, state), frames.roles(state)
    index = pd.RangeIndex(1, len(policy) + 1, name="quarter")
    return Run(
        world=world,
        seed=seed,
        quarters=len(policy),
        series=pd.DataFrame(series, index, [measure.name for measure in measures]),
        regions=regions.join(effects_of(now, beside, state.actors.region, regions.index)),
        roles=roles.join(effects_of(now, beside, state.actors.role, roles.index)),
        ties=frames.ties(world, state),
        projects=frames.projects(world, state),
        pairs=frames.pairs(world, state),
        transitions=pd.DataFrame(state.nation.moves[0], list(LEVELS), list(LEVELS)),
        outlook=outlook(now),
        drawn=world.drawn,
    )
