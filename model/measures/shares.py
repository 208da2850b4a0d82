"""The eight effects by group: who has how much of each, less the twin's (ODD 8)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.agents.roles import PROJECT
from interhelix.model.measures.census import Observation
from interhelix.model.measures.effects import HEADLINES
from interhelix.model.state import EMPTY, TIES, Float

NAMES = tuple(measure.name for measure in HEADLINES)


def deep(o: Observation) -> Float:
    """Mark the actors with a tie across at level 3 or more (N)."""
    n = o.state.used[TIES]
    table = o.state.ties[:n]
    rows = (table.pair != EMPTY) & (table.level >= PROJECT)
    marked = np.zeros(len(o.state.actors))
    marked[table.a[rows]] = 1.0
    marked[table.b[rows]] = 1.0
    return marked


def access(o: Observation) -> Float:
    """Return the trust x level of all ties of an actor, summed (N)."""
    ties = o.state.ties[: o.state.used[TIES]]
    ends = np.stack([ties.a, ties.b], axis=1).ravel()
    return np.asarray(np.bincount(ends, np.repeat(ties.trust * ties.level, 2), len(o.state.actors)))


def effects_in(o: Observation, group: np.ndarray, size: int) -> Float:
    """Return the figures of the eight effects by group (size x 8), in the units of the headlines.

    Means over the actors of a group; the social effect is its job-years per actor, the coverage the
    share of its actors with a tie across at level 3 or more, synergy that of its projects.
    """
    ledger, actors = o.state.ledger, o.state.actors
    frontier = np.maximum(o.state.regions.profile.max(axis=0), 1e-12)
    public = o.state.nation.spent / len(actors)  # borne alike
    by_actor = (
        ledger.value - ledger.cost - public,
        ledger.jobs,
        100.0 * (actors.knowledge / frontier).mean(axis=1),
        ledger.acts.sum(axis=1) / o.quarter,
        1000.0 * ledger.visits / o.quarter,
        np.log1p(access(o)),
        100.0 * deep(o),
    )
    count = np.maximum(np.bincount(group, minlength=size), 1)
    economic, social, modern, talk, human, network, cover = (
        np.bincount(group, figure, size) / count for figure in by_actor
    )
    joint, solo = np.bincount(group, ledger.joint, size), np.bincount(group, ledger.solo, size)
    synergy = 100.0 * np.where(solo > 0.0, joint / np.maximum(solo, 1e-12) - 1.0, 0.0)
    return np.stack([economic, social, modern, talk, human, network, synergy, cover], axis=1)


def effects_of(
    now: Observation, twin: Observation | None, group: np.ndarray, index: pd.Index[str]
) -> pd.DataFrame:
    """Return the eight effects of each group, less the twin's; NaN without a twin."""
    figures = effects_in(now, group, len(index))
    beside = effects_in(twin, group, len(index)) if twin else np.full_like(figures, np.nan)
    return pd.DataFrame(figures - beside, index, NAMES)
