"""The loop: a run from quarter 0 to its horizon, with the twin that has no ties across regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import LEVELS
from interhelix.model import frames
from interhelix.model.beginnings import tie_across, tie_inside
from interhelix.model.errors import Fault, InputError
from interhelix.model.founding import found
from interhelix.model.measures import MEASURES, Measure, Observation, observe
from interhelix.model.measures.forecast import outlook
from interhelix.model.measures.information import against_null, members_of
from interhelix.model.measures.shares import effects_of
from interhelix.model.mechanisms.learn import read_profiles
from interhelix.model.mechanisms.meet import meet
from interhelix.model.mechanisms.propose import propose
from interhelix.model.parameters import DEFAULTS, Parameters, as_record, with_values
from interhelix.model.schedule import SCHEDULE, Mechanism, live_quarter, run_in_turn
from interhelix.model.state import State
from interhelix.model.world import World, example

LARGEST_SEED = 2**64 - 1
BESIDE = (propose, meet)  # the two longest, which share most helpers
CLOSED = {"meet.interregional": 0.0, "founding.external": 0.0, "integrate.coordination": 0.0}


@dataclass(frozen=True)
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
        tables = (*state[1:6], state.used)
        rules = as_record(parameters)
        tie_inside(*tables, rules, key)
        tie_across(*tables, rules, key)
        read_profiles(state.regions, state.actors)
        state.regions.founded = state.regions.profile
    return state


def step_on(state: State, parameters: Parameters, seed: int, step: int) -> State:
    """Run one quarter; ``step`` counts from 0."""
    with np.errstate(over="ignore"):
        return live_quarter(state, parameters, np.uint64(seed), step)


def compile_here() -> None:
    """Compile the mechanisms in their order, but for those that are compiled beside."""
    compile_in_turn(begin(example(), DEFAULTS, 0), (one for one in SCHEDULE if one not in BESIDE))


def compile_beside() -> None:
    """Compile beside a process that does so in order: ``BESIDE``, from the end on, measures."""
    with np.errstate(over="ignore"):
        state = found(example(), DEFAULTS, np.uint64(0))  # the first ties are compiled there
        state = compile_in_turn(state, (*BESIDE, *reversed(SCHEDULE)))
        against_null(
            state.projects, state.used, members_of(state.actors, state.projects, state.used)
        )
    _ = observe(state, 1).survey


def compile_in_turn(state: State, schedule: Iterable[Mechanism]) -> State:
    """Compile mechanisms by running each once, and return the state."""
    with np.errstate(over="ignore"):
        return run_in_turn(state, DEFAULTS, schedule)


@lru_cache(maxsize=64)
def closed(parameters: Parameters) -> Parameters:
    """Return the parameters of the twin: the same policy without ties across regions."""
    return with_values(parameters, CLOSED)


def read(measure: Measure, now: Observation, twin: Observation | None, last: bool) -> float:
    """Return a measure's figure; NaN where it needs a twin or the last quarter and has none."""
    if measure.at_end and not last:
        return float("nan")
    if measure.against_twin:
        return now.figure(measure.read) - twin.figure(measure.read) if twin else float("nan")
    return now.figure(measure.read)


def quarters_of(
    world: World, policy: Sequence[Parameters], seed: int, twin: bool
) -> Iterator[tuple[State, State | None]]:
    """Run a world under a policy and yield the state after each quarter, and that of the twin."""
    state = begin(world, policy[0], seed)
    other = begin(world, closed(policy[0]), seed) if twin else None
    for step, parameters in enumerate(policy):
        state = step_on(state, parameters, seed, step)
        if other is not None:
            other = step_on(other, closed(parameters), seed, step)
        yield state, other


def live(world: World, policy: Sequence[Parameters], seed: int) -> State:
    """Run a world under a policy and return the state at the end, without measuring on the way."""
    for state, _ in quarters_of(world, policy, seed, twin=False):
        last = state
    return last


def figures(
    world: World,
    policy: Sequence[Parameters],
    seed: int,
    measures: Sequence[Measure],
    quarters: Sequence[int],
) -> NDArray[np.float64]:
    """Return some measures (columns) in some quarters (rows), as ``run`` gives them, and no more.

    The twin is run only if a measure is read against it.
    """
    twin = any(measure.against_twin for measure in measures)
    rows = []
    for quarter, (state, other) in enumerate(quarters_of(world, policy, seed, twin), start=1):
        if quarter in quarters:
            now = observe(state, quarter)
            beside = observe(other, quarter) if other is not None else None
            last = quarter == len(policy)
            rows.append([read(measure, now, beside, last) for measure in measures])
    return np.array(rows, np.float64)


def run(world: World, policy: Sequence[Parameters], seed: int, twin: bool = True) -> Run:
    """Run a world under a policy, one quarter for each entry of ``policy``.

    Effects are differences from a twin run: same world, policy and seed, without ties across
    regions. Without ``twin`` their columns are NaN.

    Raises:
        InputError: ``seed`` is out of range, or ``policy`` is empty.

    """
    if not policy:
        raise InputError(Fault("policy", "no quarter to run", "give at least one quarter"))
    rows = []
    for quarter, (state, other) in enumerate(quarters_of(world, policy, seed, twin), start=1):
        now = observe(state, quarter)
        beside = observe(other, quarter) if other is not None else None
        last = quarter == len(policy)
        rows.append([read(measure, now, beside, last) for measure in MEASURES])
    regions, roles = frames.regions(world, state), frames.roles(state)
    index = pd.RangeIndex(1, len(policy) + 1, name="quarter")
    return Run(
        world=world,
        seed=seed,
        quarters=len(policy),
        series=pd.DataFrame(np.array(rows), index, [measure.name for measure in MEASURES]),
        regions=regions.join(effects_of(now, beside, state.actors.region, regions.index)),
        roles=roles.join(effects_of(now, beside, state.actors.role, roles.index)),
        ties=frames.ties(world, state),
        projects=frames.projects(world, state),
        pairs=frames.pairs(world, state),
        transitions=pd.DataFrame(state.nation.moves[0], list(LEVELS), list(LEVELS)),
        outlook=outlook(now),
        drawn=world.drawn,
    )
