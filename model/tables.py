"""Empty tables with the room that they need."""

from __future__ import annotations

import numpy as np

from interhelix.agents.objectives import OBJECTIVES
from interhelix.model.state import EMPTY, MOST_MEMBERS, Ledger, Pairs, Projects, Ties


def no_ties(rows: int) -> Ties:
    """Return an empty table of ties with room for as many as all actors can carry."""
    small = {name: np.zeros(rows, np.int8) for name in ("level", "kind", "channel")}
    row = {
        name: np.zeros(rows, np.int32)
        for name in ("a", "b", "experience", "acts", "born", "last_active", "joint", "pair")
    }
    return Ties(
        count=np.zeros(1, np.int64),
        trust=np.zeros(rows),
        after=np.full(2 * rows, EMPTY, np.int32),
        **small,
        **row,
    )


def no_pairs(rows: int) -> Pairs:
    """Return an empty table of region pairs with a hash table at most half full."""
    small = {name: np.zeros(rows, np.int8) for name in ("level", "accord", "signed")}
    row = {name: np.zeros(rows, np.int32) for name in ("r", "s", "cover", "since", "uncovered")}
    slots = np.full(1 << (2 * rows).bit_length(), EMPTY, np.int32)
    return Pairs(count=np.zeros(1, np.int64), slots=slots, **small, **row)


def no_projects() -> Projects:
    """Return an empty project log; it grows as projects start."""
    small = {
        name: np.zeros(0, np.int8)
        for name in ("size", "domain", "kind", "outcome", "external", "called")
    }
    money = {
        name: np.zeros(0) for name in ("budget", "grant", "chance", "target", "solo", "value")
    }
    row = {name: np.zeros(0, np.int32) for name in ("lead", "start", "end")}
    members = np.zeros((0, MOST_MEMBERS), np.int32)
    return Projects(count=np.zeros(1, np.int64), members=members, **small, **money, **row)


def no_acts(n: int) -> Ledger:
    """Return an empty ledger."""
    return Ledger(
        value=np.zeros(n),
        cost=np.zeros(n),
        acts=np.zeros((n, 5), np.int64),
        external=np.zeros(n, np.int64),
        inflow=np.zeros(n),
        visits=np.zeros(n, np.int64),
        jobs=np.zeros(n),
        by_kind=np.zeros((n, 4), np.int64),
        served=np.zeros((n, len(OBJECTIVES[0]))),
    )
