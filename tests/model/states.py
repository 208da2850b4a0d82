"""Small worlds and states for the tests of the model, and ways to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import FORMS, INITIAL, SCIENTIFIC
from interhelix.model.compiled import kernel
from interhelix.model.draws import ACT_OUTCOME, draw, draw_two
from interhelix.model.founding import found
from interhelix.model.loop import begin
from interhelix.model.network import add_tie, ensure_pair, with_room
from interhelix.model.parameters import DEFAULTS, Parameters, as_record, with_values
from interhelix.model.schedule import SCHEDULE, with_all_room
from interhelix.model.state import EMPTY, FORMER, LIVE, PAIRS, PROJECTS, TIES, Projects, State
from interhelix.model.world import World
from interhelix.scenarios import load_world

Columns = dict[str, NDArray[np.generic]]

# Every actor is of mean activity and may be tied to every other.
EVEN = {"founding.activity_spread": 0, "founding.mass_weight": 0, "founding.capacity": 200}


def world_of(regions: int, organisations: tuple[int, int, int, int] = (1, 1, 1, 1)) -> World:
    """Make a synthetic world; its regions lie in two districts, turn by turn."""
    districts = tuple(("West", "East")[i % 2] for i in range(regions))
    world = load_world(f"synthetic:{regions}")
    return replace(world, organisations=organisations, districts=districts)


def given(values: Mapping[str, float], base: Parameters = DEFAULTS) -> Parameters:
    """Return the defaults with some values changed."""
    return with_values(base, values)


def founded(world: World, values: Mapping[str, float] = EVEN, seed: int = 1) -> State:
    """Return a state without any tie."""
    with np.errstate(over="ignore"):
        return found(world, given(values), np.uint64(seed))


def begun(world: World, values: Mapping[str, float] | None = None, seed: int = 1) -> State:
    """Return a state with the ties of quarter 0."""
    return begin(world, given(values or {}), seed)


def act(
    name: str,
    state: State,
    values: Mapping[str, float] | Parameters | None = None,
    seed: int = 1,
    step: int = 0,
) -> State:
    """Run one mechanism for one quarter, as the schedule does."""
    parameters = values if isinstance(values, Parameters) else given(values or {})
    if name in ("propose", "deliver", "lapse"):
        state = with_all_room(state)
    mechanism = {one.__name__: one for one in SCHEDULE}[name]
    rules = as_record(parameters)
    with np.errstate(over="ignore"):
        mechanism(state, rules, np.uint64(seed), step)
    return state


@kernel
def enter_tie(state, a, b, kind, channel, trust, step):  # type: ignore[no-untyped-def]
    return add_tie(state, a, b, kind, channel, trust, step)


@kernel
def enter_pair(state, r, s):  # type: ignore[no-untyped-def]
    return ensure_pair(state, r, s)


def tie(
    state: State,
    a: int,
    b: int,
    level: int = 1,
    trust: float = 0.2,
    kind: int = SCIENTIFIC,
    acts: int = 0,
    step: int = 0,
) -> int:
    """Tie two actors and return the row."""
    t = enter_tie(state, a, b, kind, INITIAL, float(trust), step)
    state.ties.level[t] = level
    state.ties.acts[t] = acts
    return int(t)


@kernel
def one_draw(key, stream, step, a, b):  # type: ignore[no-untyped-def]
    return draw(key, stream, step, a, b)


@kernel
def two_draws(key, stream, step, a, b):  # type: ignore[no-untyped-def]
    return draw_two(key, stream, step, a, b)


def seed_of_form(
    state: State, t: int, form: int, step: int = 0, domain: int | None = None, first: int = 0
) -> int:
    """Return a seed, the first from one on, by which the act of a tie is in a form and domain."""
    a, b = state.ties.a[t], state.ties.b[t]
    ends = state.actors.ident[a], state.actors.ident[b]
    forms = len(FORMS[state.ties.kind[t]])
    weight = np.cumsum(state.actors.knowledge[a] * state.actors.knowledge[b])
    for seed in range(first, first + 1000):
        with np.errstate(over="ignore"):
            _, drawn = two_draws(np.uint64(seed), ACT_OUTCOME, step, *ends)
        here = int(np.searchsorted(weight, forms * drawn % 1 * weight[-1], side="right"))
        if int(forms * drawn) == form and domain in (None, here):
            return seed
    raise AssertionError((form, domain))


def tie_all(state: State, level: int = 1, trust: float = 0.2, acts: int = 0) -> State:
    """Tie every actor to every other."""
    n = len(state.actors)
    for a in range(n):
        for b in range(a):
            tie(state, a, b, level, trust, kind=(a + b) % 4, acts=acts)
    return state


def plan(state: State, members: list[int], domain: int = 0, **columns: float) -> tuple[State, int]:
    """Enter a live project of these members and return the state and the row."""
    row = int(state.used[PROJECTS])
    state = state._replace(projects=with_room(Projects, state.projects, row + 1))
    state.used[PROJECTS] += 1
    defaults = {
        "lead": members[0],
        "team": len(members),
        "domain": domain,
        "start": 0,
        "end": 4,
        "budget": 100.0 * len(members),
        "target": 300.0 * len(members),
        "chance": 1.0,
        "solo": 100.0,
        "outcome": LIVE,
        "regions": len({int(state.actors.region[m]) for m in members}),
        "external": int(len({int(state.actors.region[m]) for m in members}) > 1),
        "demand": float(state.nation.demand[domain]),
    }
    for name, value in {**defaults, **columns}.items():
        state.projects[name][row] = value
    state.projects.members[row, : len(members)] = members
    return state, row


def columns(state: State) -> Columns:
    """Copy every column of every table, as far as it is in use, by dotted name."""
    in_use = {
        "ties": state.used[TIES],
        "pairs": state.used[PAIRS],
        "projects": state.used[PROJECTS],
        "former": state.used[FORMER],
    }
    copies: Columns = {}
    for name, table in state._asdict().items():
        if table.dtype.names is None:
            copies[name] = table.copy()
        for column in table.dtype.names or ():
            values = np.array(table[column])
            copies[f"{name}.{column}"] = values[: in_use.get(name)] if values.ndim else values
    return copies


def changed(before: Columns, after: Columns) -> set[str]:
    """Name the columns that differ in any bit."""
    return {
        name
        for name in before
        if before[name].shape != after[name].shape
        or before[name].tobytes() != after[name].tobytes()
    }


def digest(state: State) -> str:
    """Return a digest of all columns in use."""
    everything = blake2b(digest_size=16)
    for name, values in columns(state).items():
        everything.update(name.encode())
        everything.update(values.tobytes())
    return everything.hexdigest()


def levels(state: State) -> dict[tuple[int, int], int]:
    """Return the level of every tie, by the identities of its actors."""
    ident, ties = state.actors.ident, state.ties
    return {
        (int(ident[ties.a[t]]), int(ident[ties.b[t]])): int(ties.level[t])
        for t in range(state.used[TIES])
    }


def dyads(state: State) -> dict[tuple[int, int], int]:
    """Return the row of every tie, by the rows of its actors (lower first)."""
    ties = state.ties
    return {
        (min(int(ties.a[t]), int(ties.b[t])), max(int(ties.a[t]), int(ties.b[t]))): t
        for t in range(state.used[TIES])
    }


def pair_levels(state: State) -> dict[tuple[int, int], int]:
    """Return the level of every region pair that ever had a tie."""
    pairs = state.pairs
    return {
        (int(pairs.r[row]), int(pairs.s[row])): int(pairs.level[row])
        for row in range(state.used[PAIRS])
    }


def partners(state: State, a: int) -> list[int]:
    """Return the partners on the list of an actor's half-edges, first to last."""
    found, half = [], int(state.actors.head[a])
    while half != EMPTY:
        t = half >> 1
        found.append(int(state.ties.b[t] if half & 1 == 0 else state.ties.a[t]))
        half = int(state.ties.after[t, half & 1])
    return found


def across(state: State) -> NDArray[np.bool_]:
    """Tell of every tie whether it crosses regions."""
    region, n = state.actors.region, state.used[TIES]
    return np.asarray(region[state.ties.a[:n]] != region[state.ties.b[:n]])


def copied(state: State) -> State:
    """Return a state of its own with the same values."""
    return State(*(table.copy() for table in state))
