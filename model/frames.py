"""Data frames of a state, for people: regions, roles, ties, projects, region pairs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.agents.roles import CHANNELS, DOMAINS, KINDS, PROJECT_KINDS, ROLES
from interhelix.model.state import EMPTY, PAIRS, PROJECTS, TIES, State
from interhelix.model.world import World

OUTCOMES = ("live", "failed", "succeeded")


def names(vocabulary: tuple[str, ...], numbers: np.ndarray) -> np.ndarray:
    """Return the word for each number."""
    return np.array(vocabulary, dtype=object)[numbers]


def ordered(world: World, values: tuple[str, ...] | np.ndarray) -> np.ndarray:
    """Return a column of the world's table in the order of the state (by code)."""
    return np.asarray(values, dtype=object)[np.argsort(np.array(world.codes))]


def actor_names(world: World, state: State) -> np.ndarray:
    """Return a name for each actor: region code, role and number, as ``DE30.science.1``."""
    codes = ordered(world, world.codes)
    return np.array(
        [
            f"{code}.{role}.{number}"
            for code, counts in zip(codes, state.regions.organisations.tolist(), strict=True)
            for role, count in zip(ROLES, counts, strict=True)
            for number in range(1, count + 1)
        ],
        dtype=object,
    )


def ends_across(state: State) -> tuple[np.ndarray, np.ndarray]:
    """Return the actors at both ends of all ties across, and the level of each end's tie."""
    n = state.used[TIES]
    across = state.ties.pair[:n] != EMPTY
    ends = np.concatenate([state.ties.a[:n][across], state.ties.b[:n][across]])
    return ends, np.tile(state.ties.level[:n][across], 2)


def tally(state: State, group: np.ndarray, size: int) -> dict[str, np.ndarray]:
    """Return the figures of groups of actors: net value [u/actor], members [%], ties across."""
    actors, ledger = state.actors, state.ledger
    count = np.maximum(np.bincount(group, minlength=size), 1)
    public = state.nation.spent / len(actors)  # borne alike
    ends, level = ends_across(state)
    figures = {
        "net_value": np.bincount(group, ledger.value - ledger.cost - public, size) / count,
        "jobs": np.bincount(group, ledger.jobs, size) / count,
        "acts": np.bincount(group, ledger.acts.sum(axis=1), size) / count,
        "members": 100.0 * np.bincount(group, actors.member, size) / count,
        "ties_external": np.bincount(group[ends], minlength=size),
    }
    for one in range(1, 5):
        figures[f"ties_level_{one}"] = np.bincount(group[ends][level == one], minlength=size)
    return figures


def regions(world: World, state: State) -> pd.DataFrame:
    """Return one row a region: place, figures at the end, welfare [job-years/actor]."""
    table = state.regions
    figures = tally(state, state.actors.region, world.size)
    frame = pd.DataFrame(
        {
            "name": ordered(world, world.names),
            "district": ordered(world, world.districts),
            "lat": ordered(world, world.lat).astype(float),
            "lon": ordered(world, world.lon).astype(float),
            **figures,
            "knowledge": table.profile.mean(axis=1),
            "digital": table.digital,
            "priorities": [
                " ".join(DOMAINS[d] for d in np.flatnonzero(row)) for row in table.priority
            ],
        },
        index=pd.Index(ordered(world, world.codes), name="code"),
    )
    return frame.rename(columns={"jobs": "welfare"})


def roles(state: State) -> pd.DataFrame:
    """Return one row a role: net value [u/actor], acts, members [%], ties across."""
    figures = tally(state, state.actors.role.astype(np.int64), len(ROLES))
    return pd.DataFrame(figures, index=pd.Index(ROLES, name="role"))


def ties(world: World, state: State) -> pd.DataFrame:
    """Return one row a tie."""
    n = state.used[TIES]
    table, actors = state.ties, state.actors
    a, b = table.a[:n], table.b[:n]
    who, codes = actor_names(world, state), ordered(world, world.codes)
    return pd.DataFrame(
        {
            "a": who[a],
            "b": who[b],
            "region_a": codes[actors.region[a]],
            "region_b": codes[actors.region[b]],
            "role_a": names(ROLES, actors.role[a]),
            "role_b": names(ROLES, actors.role[b]),
            "level": table.level[:n].astype(int),
            "kind": names(KINDS, table.kind[:n]),
            "trust": table.trust[:n],
            "experience": table.experience[:n],
            "born": table.born[:n],
            "channel": names(CHANNELS, table.channel[:n]),
        }
    )


def projects(world: World, state: State) -> pd.DataFrame:
    """Return one row a project, live or ended; money in u."""
    n = state.used[PROJECTS]
    table = state.projects
    who = actor_names(world, state)
    return pd.DataFrame(
        {
            "lead": who[table.lead[:n]],
            "members": [
                " ".join(who[row[:size]])
                for row, size in zip(table.members[:n], table.team[:n], strict=True)
            ],
            "domain": names(DOMAINS, table.domain[:n]),
            "kind": names(PROJECT_KINDS, table.kind[:n]),
            "start": table.start[:n],
            "end": table.end[:n],
            "budget": table.budget[:n],
            "grant": table.grant[:n],
            "chance": table.chance[:n],
            "solo": table.solo[:n],
            "outcome": names(OUTCOMES, table.outcome[:n]),
            "value": table.value[:n],
            "interregional": table.external[:n].astype(bool),
        }
    )


def pairs(world: World, state: State) -> pd.DataFrame:
    """Return one row a region pair at level 1 or more; ``since`` is the quarter of signing."""
    table, codes = state.pairs, ordered(world, world.codes)
    rows = np.flatnonzero(table.level[: state.used[PAIRS]])
    since = pd.Series(table.since[rows], dtype="Int64")
    return pd.DataFrame(
        {
            "region_a": codes[table.r[rows]],
            "region_b": codes[table.s[rows]],
            "level": table.level[rows].astype(int),
            "since": since.mask(since == EMPTY),
        }
    )
