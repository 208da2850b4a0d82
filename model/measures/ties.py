"""Indicators of ties: levels, kinds, channels, roles, and who is left out (ODD 8)."""

from __future__ import annotations

from interhelix.agents.roles import CHANNELS, KINDS, LEVELS, ROLES
from interhelix.model.measures.census import Observation
from interhelix.model.measures.counts import BY_TIES
from interhelix.model.measures.measure import Measure, Reading, per_actor, ratios
from interhelix.model.state import Float


def region_pairs(o: Observation) -> float:
    """Return the number of region pairs."""
    n = len(o.state.regions)
    return n * (n - 1) / 2


def external(level: int) -> Reading:
    """Read the ties across regions at a level."""
    return lambda o: per_actor(o.counts.external[..., level], o)


def internal(level: int) -> Reading:
    """Read the ties inside regions at a level."""
    return lambda o: per_actor(o.counts.internal[..., level], o)


def pairs_at(level: int) -> Reading:
    """Read the share of region pairs at a level [%]."""
    return lambda o: 100.0 * o.counts.pair_levels[..., level] / region_pairs(o)


def of_kind(kind: int) -> Reading:
    """Read the ties across regions of a kind."""
    return lambda o: per_actor(o.counts.kinds[..., kind], o)


def by_channel(channel: int) -> Reading:
    """Read the ties across regions that were born in a channel."""
    return lambda o: per_actor(o.counts.channels[..., channel], o)


def between_roles(one: int, other: int) -> Reading:
    """Read the ties across regions between two roles."""
    half = 2.0 if one == other else 1.0
    return lambda o: per_actor(o.counts.role_pairs[..., one, other] / half, o)


def all_external(o: Observation) -> float | Float:
    """Return the ties across regions per 100 actors."""
    return per_actor(o.counts.external.sum(axis=-1), o)


def all_internal(o: Observation) -> float | Float:
    """Return the ties inside regions per 100 actors."""
    return per_actor(o.counts.internal.sum(axis=-1), o)


def isolates(o: Observation) -> Float:
    """Return the share of actors without a tie across regions [%]."""
    return 100.0 * (o.counts.isolates / len(o.state.actors))


def ei_index(o: Observation) -> Float:
    """Return (external - internal) / (external + internal) ties (``krackhardt1988``)."""
    outside, inside = o.counts.external.sum(axis=-1), o.counts.internal.sum(axis=-1)
    return ratios(outside - inside, outside + inside, otherwise=0.0)


def repeat_share(o: Observation) -> Float:
    """Return the share of dyads with a joint project that have two or more; 0 if there is none."""
    return ratios(o.counts.worked_again, o.counts.worked_together, otherwise=0.0)


def isolated_regions(o: Observation) -> Float:
    """Return the share of regions without a tie across [%]."""
    return 100.0 * (o.counts.isolated_regions / len(o.state.regions))


PER_100 = "ties/100 actors"

LADDER = tuple(
    Measure(f"ties_level_{level}", PER_100, "more", matters, f"Ties across regions at level {level} ({LEVELS[level]}).", external(level), BY_TIES)
    for level, matters in ((1, 2.0), (2, 2.0), (3, 1.0), (4, 0.2))
)  # fmt: skip

PAIRS = tuple(
    Measure(f"pairs_level_{level}", "% of region pairs", "more", matters, f"Region pairs at level {level} ({LEVELS[level]}).", pairs_at(level), BY_TIES)
    for level, matters in ((1, 0.5), (2, 0.5), (3, 0.2), (4, 0.02))
)  # fmt: skip

NETWORK = (
    Measure("ties_external", PER_100, "more", 3.0, "Ties across regions.", all_external, BY_TIES),
    Measure("ties_internal", PER_100, "neither", 3.0, "Ties inside regions.", all_internal, BY_TIES),
    Measure("isolates", "% of actors", "less", 2.0, "Actors without a tie across.", isolates, BY_TIES),
    Measure("isolated_regions", "% of regions", "less", 2.0, "Regions without a tie across.", isolated_regions, BY_TIES),
    Measure("gini_strength", "0..1", "less", 0.02, "Inequality of strength between actors.", lambda o: o.counts.gini_strength, BY_TIES),
    Measure("ei_index", "-1..1", "neither", 0.05, "Ties across less ties inside, by all.", ei_index, BY_TIES),
    Measure("repeat_share", "share", "neither", 0.05, "Dyads across that worked together again.", repeat_share, BY_TIES),
)  # fmt: skip

DETAIL = (
    *(
        Measure(f"internal_level_{level}", PER_100, "neither", 2.0, f"Ties inside regions at level {level} ({LEVELS[level]}).", internal(level), BY_TIES)
        for level in range(1, 4)
    ),
    *(
        Measure(f"ties_{name}", PER_100, "neither", 1.0, f"Ties across of the {name} kind.", of_kind(kind), BY_TIES)
        for kind, name in enumerate(KINDS)
    ),
    *(
        Measure(f"ties_by_{name}", PER_100, "neither", 1.0, f"Ties across born in the channel {name}.", by_channel(channel), BY_TIES)
        for channel, name in enumerate(CHANNELS)
    ),
    *(
        Measure(f"ties_{ROLES[one]}_{ROLES[other]}", PER_100, "neither", 1.0, f"Ties across between {ROLES[one]} and {ROLES[other]}.", between_roles(one, other), BY_TIES)
        for one in range(4)
        for other in range(one, 4)
    ),
)  # fmt: skip
