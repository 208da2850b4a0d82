"""Rules of a user's own: plain Python between the mechanisms of a quarter, checked each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import INFORMATION, PROJECT
from interhelix.model.errors import Fault, InputError, nearest
from interhelix.model.parameters import Parameters, as_table
from interhelix.model.schedule import SCHEDULE, some_mechanisms, with_all_room
from interhelix.model.source import hash_of_source, source_of
from interhelix.model.state import FORMER, N_KINDS, PAIRS, PROJECTS, TIES, State

ORDER = tuple(mechanism.__name__ for mechanism in SCHEDULE)
USED = {"ties": TIES, "pairs": PAIRS, "projects": PROJECTS, "former": FORMER}
WHOLE = {"ties.level": (INFORMATION, PROJECT), "ties.kind": (0, N_KINDS - 1)}  # a rule may change
SHARES = frozenset(
    {
        *("nation.pool", "nation.priorities", "platform.fear", "platform.memory"),
        *("regions.contract", "regions.digital", "regions.inner", "regions.profile"),
        *("regions.contribution", "regions.stress", "regions.memory", "regions.score"),
        *("actors.openness", "actors.knowledge", "actors.interest", "actors.help"),
        *("actors.weights", "ties.trust", "pairs.goodwill", "projects.chance"),
    }
)
NOT_NEGATIVE = frozenset({"actors.funds", "actors.backing", "nation.purse", "regions.support"})
ROUNDING = 1e-9


class Now(NamedTuple):
    """The moment at which a rule acts.

    ``step`` counts quarters from 0; ``parameters`` are those of the quarter; ``rng`` draws the same
    numbers in every scenario that has the rule, for a seed and a quarter.
    """

    step: int
    parameters: Parameters
    rng: np.random.Generator


@dataclass(frozen=True)
class Rule:
    """A rule of the user's own, carried out in every quarter of a run and of its twin.

    Args:
        act: A function ``act(state, now)`` written with ``def``. It changes columns of the tables
            of the state in place: any column of real numbers, and the level and kind of ties.
        after: The mechanism after which it acts; by default the last of the quarter.

    Raises:
        InputError: no such mechanism, or a function whose source cannot be recorded.

    """

    act: Callable[[State, Now], None]
    after: str = ORDER[-1]

    def __post_init__(self) -> None:
        _ = source_of(self.act)
        if self.after not in ORDER:
            problem = f"no mechanism is named '{self.after}'"
            raise InputError(Fault(f"rule '{self.name}'", problem, nearest(self.after, ORDER)))

    @property
    def name(self) -> str:
        """Return the name of the function."""
        return self.act.__name__

    @property
    def record(self) -> dict[str, str]:
        """Return what provenance holds: name, place in the quarter, source and its SHA-256."""
        hashed, source = hash_of_source(self.act), source_of(self.act)
        return {"name": self.name, "after": self.after, "sha256": hashed, "source": source}


def listed_rules(given: Sequence[Rule | Callable[..., None]]) -> tuple[Rule, ...]:
    """Return rules as ``Rule``; a bare function acts at the end of the quarter.

    Raises:
        InputError: a function whose source cannot be recorded, or two rules of one name.

    """
    rules = tuple(one if isinstance(one, Rule) else Rule(one) for one in given)
    names = [rule.name for rule in rules]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(Fault(f"rule '{twice[0]}'", "is given twice", "give each its own name"))
    return rules


def packed_rules(rules: Sequence[Rule]) -> bytes:
    """Return what of rules decides a run, as bytes to hash; nothing where there are none."""
    kept = [f"{rule.name} {rule.after} {rule.record['sha256']}\n" for rule in rules]
    return "".join(kept).encode()


def quarter_with_rules(
    state: State, parameters: Parameters, seed: int, step: int, rules: Sequence[Rule]
) -> State:
    """Run a quarter in pieces, with each rule after its mechanism, and return the state.

    Raises:
        InputError: a rule left a state that no run may have; the run cannot go on.

    """
    state = with_all_room(state)
    settings, key, begin = as_table(parameters), np.uint64(seed), 0
    for place, name in enumerate(ORDER, start=1):
        acting = [rule for rule in rules if rule.after == name]
        if acting or place == len(ORDER):
            some_mechanisms(state, settings, key, step, begin, place)
            begin = place
        for rule in acting:
            _apply(rule, state, parameters, seed, step)
    return state


def _apply(rule: Rule, state: State, parameters: Parameters, seed: int, step: int) -> None:
    tables: Sequence[Any] = state
    before = State(*(table.copy() for table in tables))
    words = sha256(rule.name.encode()).digest()[:8]
    rng = np.random.default_rng([seed, step, int.from_bytes(words, "little")])
    act: Callable[..., object] = rule.act
    returned = act(state, Now(step, parameters, rng))
    where = f"rule '{rule.name}', quarter {step + 1}"
    if returned is not None:
        problem, remedy = f"returns a {type(returned).__name__}", "change the tables in place"
        raise InputError(Fault(where, problem, remedy))
    if faults := [Fault(where, *told) for told in _broken(before, state)]:
        raise InputError(faults)


def _broken(before: State, state: State) -> Iterator[tuple[str, str]]:
    """Say what a rule changed that a state does not allow: problem and remedy."""
    for table in State._fields:
        old, new = getattr(before, table), getattr(state, table)
        for column in old.dtype.names or [""]:
            name = f"{table}.{column}" if column else table
            was, values = (np.asarray(t[column] if column else t) for t in (old, new))
            if was.tobytes() != values.tobytes():
                rows = state.used[USED[table]] if table in USED else None
                was, values = (np.atleast_1d(each)[:rows] for each in (was, values))
                yield from _faults_of(name, values[values != was])
    gained = money(state) - money(before)
    booked = float(
        state.nation.inflow - state.nation.outflow - before.nation.inflow + before.nation.outflow
    )
    if abs(gained - booked) > ROUNDING * max(abs(money(before)), 1.0):
        remedy = "add what comes in to nation.inflow, what goes out to nation.outflow"
        yield f"changes money by {gained:.6g} u and books {round(booked, 9) + 0.0:.6g} u", remedy


def _faults_of(name: str, values: NDArray[Any]) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a column that a rule has changed."""
    if name in WHOLE:
        low, high = WHOLE[name]
        if not ((low <= values) & (values <= high)).all():
            yield f"sets {name} to {_worst(values, low, high)}", f"keep it from {low} to {high}"
    elif values.dtype.kind != "f" and values.size:
        allowed = ", ".join(WHOLE)
        yield f"changes {name}", f"a rule may change real numbers, and of whole ones {allowed}"
    elif not np.isfinite(values).all():
        yield f"sets {name} to a number that is not finite", "keep it finite"
    elif name in SHARES and not ((values >= 0) & (values <= 1)).all():
        yield f"sets {name} to {_worst(values, 0, 1)}", "keep it from 0 to 1"
    elif name in NOT_NEGATIVE and (values < -ROUNDING).any():
        yield f"sets {name} to {values.min():g}", "keep it from 0 on"


def _worst(values: NDArray[Any], low: float, high: float) -> str:
    """Return the first value that is out of bounds."""
    return f"{values[(values < low) | (values > high)].flat[0]:g}"


def money(state: State) -> float:
    """Return all money in the system [u]: that of actors, regions and the platform."""
    stocks = (state.actors.funds, state.regions.support, state.platform.funds)
    return float(sum(np.sum(stock) for stock in stocks))
