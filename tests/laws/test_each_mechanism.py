"""Each mechanism changes the columns that it names, all of them and no other."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given

from interhelix.model.schedule import SCHEDULE
from interhelix.model.state import PAIRS, PROJECTS, TIES, State
from tests.laws.cases import LIVELY, Case, cases, few
from tests.model.states import Columns, act, columns, levels


def names(text: str) -> set[str]:
    """Read ``table: column column`` lines."""
    found = set()
    for line in text.strip().splitlines():
        table, _, rest = line.strip().partition(":")
        found |= {f"{table}.{column}" for column in rest.split()} or {table}
    return found


LEDGER_OF_ACTS = "ledger: acts external visits by_kind served"

# New rows of ties, pairs, projects and former partners are no change of the rows that were there.
MAY_CHANGE = {
    "turbulence": "nation: demand regime\nregions: stress\nactors: knowledge",
    "prioritise": "nation: wanted seen\nregions: chosen priority chosen_at pending",
    "adopt": """
        nation: spent inflow outflow
        regions: digital contribution
        actors: member home funds
        directory: roster
        platform: launched members homes memory record fear funds
        ledger: cost""",
    "meet": """
        nation: outflow contacts
        actors: head load funds backing
        ledger: cost
        slots:
        used:""",
    "networking": """
        nation: spent purse pool
        actors: knowledge
        ledger: inflow""",
    "exchange": f"""
        nation: spent inflow outflow
        regions: memory
        actors: knowledge funds error help openness
        ties: trust acts recent last_active flow outlook
        pairs: goodwill
        ledger: cost paid value worth inflow disputes by_form
        {LEDGER_OF_ACTS}""",
    "propose": """
        nation: spent inflow outflow purse live contacts
        regions: support combined
        actors: head load funds backing last
        ties: joint
        ledger: cost paid
        slots:
        used:""",
    "deliver": f"""
        nation: inflow outflow purse live
        regions: support memory score
        actors: knowledge funds experience last former
        ties: trust experience acts recent last_active joint
        projects: outcome value kept share learned
        former: experience
        ledger: cost paid value jobs joint solo worth losses loss loss_square
        used:
        {LEDGER_OF_ACTS}""",
    "climb": "nation: tie_moves\nties: level acts",
    "lapse": """
        nation: tie_moves
        actors: head load former
        former: experience
        ties: level acts trust last_active after
        used:""",
    "integrate": """
        nation: spent inflow outflow moves
        regions: support priority inner
        actors: funds
        pairs: level cover signed since idle goodwill past""",
    "learn": """
        nation: inflow outflow
        regions: support memory profile
        actors: knowledge funds error help
        ledger: value""",
}


class Seen(NamedTuple):
    """What stands in a state: its columns, and the row of each dyad, so that rows may move."""

    columns: Columns
    rows: dict[tuple[int, int], int]


def seen_in(state: State) -> Seen:
    return Seen(columns(state), {dyad: t for t, dyad in enumerate(levels(state))})


def changed_columns(name: str, before: Seen, after: Seen) -> set[str]:
    """Name the columns in which rows that stood there before differ."""
    found = set()
    kept = [dyad for dyad in before.rows if dyad in after.rows]
    assert name == "lapse" or len(kept) == len(before.rows)
    old, new = ([seen.rows[dyad] for dyad in kept] for seen in (before, after))
    for column, was in before.columns.items():
        table, now = column.partition(".")[0], after.columns[column]
        if table == "ties":
            was, now = was[old], now[new]
        elif table in ("pairs", "projects", "former"):
            now = now[: len(was)]
        if was.tobytes() != now.tobytes():
            found.add(column)
    return found


def changes(case: Case) -> dict[str, set[str]]:
    """Run a case mechanism by mechanism and return what each changed."""
    found = defaultdict(set)
    state = case.begin()
    before = seen_in(state)
    for step, parameters in enumerate(case.policy()):
        for mechanism in SCHEDULE:
            name = mechanism.__name__
            counts = state.used.copy()
            state = act(name, state, parameters, case.seed, step)
            after = seen_in(state)
            found[name] |= changed_columns(name, before, after)
            before, grown = after, state.used - counts
            assert grown[TIES] == 0 or (name == "lapse") == (grown[TIES] < 0)
            assert grown[PROJECTS] == 0 or name == "propose"
            assert grown[PAIRS] >= 0
    return found


def test_every_mechanism_declares_what_it_may_change() -> None:
    assert set(MAY_CHANGE) == {mechanism.__name__ for mechanism in SCHEDULE}


@few
@given(cases)
def test_a_mechanism_changes_no_column_that_it_does_not_name(case: Case) -> None:
    for name, found in changes(case).items():
        assert found <= names(MAY_CHANGE[name]), name


@pytest.fixture(scope="module")
def lively() -> dict[str, set[str]]:
    # Half-way the platform is attacked, and trust no longer suffices for what was reached; or
    # partners no longer meet, so that ties end, come back by a project, and end again; or they
    # cannot pay for their acts.
    crisis = {"adopt.security": 0, "adopt.attacks": 1, "climb.trust_project": 1, "lapse.margin": 0,
              "climb.trust_integrated": 1, "prioritise.delay": 1}  # fmt: skip
    quiet = {"exchange.rate_information": 0, "exchange.rate_expert": 0}
    poor = {"learn.income": 0, "learn.output": 0, "exchange.cost_expert": 100}  # an office pays
    slowly = {**LIVELY, "meet.rate": 0.5, "founding.external": 0.3}  # some pairs meet late
    found = defaultdict(set)
    with np.errstate(over="ignore"):
        for later, quarters in ((crisis, 12), (quiet, 36), (poor, 12)):
            case = Case(6, (1, 1, 1, 1), slowly, later, 3, quarters)
            for name, columns_changed in changes(case).items():
                found[name] |= columns_changed
    return found


@pytest.mark.parametrize("name", MAY_CHANGE)
def test_a_mechanism_changes_every_column_that_it_names(
    name: str, lively: dict[str, set[str]]
) -> None:
    assert names(MAY_CHANGE[name]) - lively[name] == set()
