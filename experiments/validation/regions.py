"""Patterns of regions: participation, gravity, concentration, and their fit to FP7.

The counts of the Seventh Framework Programme are read here, to compare, and nowhere by the model.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from interhelix.experiments.validation.patterns import Dyads, Log, dyads_of, gini, regressed
from interhelix.model.measures.information import FOUR, HELIX
from interhelix.model.proximity import EARTH_RADIUS, REFERENCE_DISTANCE
from interhelix.model.state import EMPTY, Float, Regions, State
from interhelix.model.world import World

BANDS = (0.0, 300.0, 600.0, 1200.0, 2400.0, np.inf)  # km
SHUFFLES = 100
TOP_TENTH, TOP_TWENTIETH = 0.1, 0.05
RESAMPLES, SEED_OF_RESAMPLES = 4_999, 20_071_231
SEED_OF_COUNTRIES = 20_200_101  # draws the half of the countries that a fit may use
INDICATORS = ("digital_government", "digital_business", "digital_science", "human_resources")


class Between(NamedTuple):
    """All pairs of regions with a participation each."""

    joint: Float  # dyads of joint projects
    mass: Float  # ln of the product of both participations
    km: Float  # at least ``REFERENCE_DISTANCE``
    gap: Float  # cosine distance of what their actors knew at the founding


def participation(log: Log, state: State) -> Float:
    """Return the participations of each region in the log: a seat in a project is one."""
    seats = log.members[log.members != EMPTY]
    where = state.actors.region[seats]
    return np.bincount(where, minlength=len(state.regions)).astype(float)


def between(dyads: Dyads, taken: Float, state: State) -> Between:
    """Return the pairs of regions that took part; ``taken`` are their participations."""
    regions = state.regions
    n = len(regions)
    r, s = state.actors.region[dyads.a].astype(int), state.actors.region[dyads.b].astype(int)
    joint = np.zeros((n, n))
    np.add.at(joint, (np.minimum(r, s), np.maximum(r, s)), 1.0)
    here = np.flatnonzero(taken > 0)
    one, other = np.triu_indices(len(here), 1)
    one, other = here[one], here[other]
    known = np.asarray(regions.founded)
    known = known / np.sqrt((known**2).sum(axis=1, keepdims=True))
    return Between(
        joint[one, other],
        np.log(taken[one] * taken[other]),
        np.maximum(kilometres(regions)[one, other], REFERENCE_DISTANCE),
        1.0 - (known[one] * known[other]).sum(axis=1),
    )


def kilometres(regions: Regions) -> Float:
    """Return the great-circle distances of all regions [km] (R x R)."""
    place = np.column_stack([regions.x, regions.y, regions.z])
    return np.asarray(EARTH_RADIUS * np.arccos(np.clip(place @ place.T, -1.0, 1.0)))


def gravity(pairs: Between) -> Float:
    """Return the elasticity of joint work in distance, and both terms in standard deviations.

    Poisson regressions (``scherngell2009``) of the joint dyads of two regions on the product of
    their participations and ln km (P5); and on that and the cognitive distance at the founding,
    both standardised (P6): elasticity, effect of ln km, effect of cognitive distance.
    """
    one = np.ones(len(pairs.km))
    near = np.log(pairs.km)
    elasticity = regressed(np.column_stack([one, pairs.mass, near]), pairs.joint)[2]
    scaled = [(term - term.mean()) / term.std() for term in (near, pairs.gap)]
    both = regressed(np.column_stack([one, pairs.mass, *scaled]), pairs.joint)[2:]
    return np.array([elasticity, *both])


def fall_with_distance(pairs: Between) -> float:
    """Return the rank correlation of distance and joint work over that of chance, in five bands.

    By chance joint work is in proportion to the product of participations; -1 is a monotone fall.
    """
    band = np.digitize(pairs.km, BANDS) - 1
    number = len(BANDS) - 1
    seen = np.bincount(band, pairs.joint, number)
    due = np.bincount(band, np.exp(pairs.mass), number)
    told = due > 0
    return rank_correlation(np.arange(number)[told].astype(float), seen[told] / due[told])


def roles_together(log: Log, role: NDArray[np.int8]) -> dict[str, float]:
    """Return the share of projects of all four roles (P8) and T of three roles, beside chance (P9).

    Chance keeps the sizes of projects and permutes the labels of roles [mbit, sd].
    """
    seats = log.members != EMPTY
    project = np.nonzero(seats)[0]
    label = role[log.members[seats]].astype(int)
    draws = np.random.Generator(np.random.Philox(key=SEED_OF_RESAMPLES))
    seen = presence(project, label, len(seats))
    chance = [presence(project, draws.permutation(label), len(seats)) for _ in range(SHUFFLES)]
    t = np.array([transmission(counts) for counts in chance])
    excess = transmission(seen) - t.mean()
    four, by_chance = seen[FOUR], np.mean([counts[FOUR] for counts in chance])
    return {
        "P8_four_roles": float(four / by_chance) if by_chance > 0 else float("nan"),
        "P9_t": float(excess),
        "P9_z": float(excess / t.std()) if t.std() > 0 else float("nan"),
    }


def transmission(counts: Float) -> float:
    """Return T over government, business and science [mbit] (``leydesdorff2003``).

    ``counts`` are projects by the set of roles present (16).
    """
    total = 0.0
    for roles in range(1, HELIX + 1):
        share = np.bincount(np.arange(16) & roles, counts, 16) / counts.sum()
        share = share[share > 0]
        bits = -float((share * np.log2(share)).sum())
        total += bits if roles.bit_count() % 2 else -bits
    return 1000.0 * total


def presence(project: NDArray[np.int64], label: NDArray[np.int64], projects: int) -> Float:
    """Count projects by the set of roles that take part (16)."""
    sets = np.zeros(projects, np.int64)
    np.bitwise_or.at(sets, project, 1 << label)
    return np.bincount(sets[sets > 0], minlength=16).astype(float)


def concentration(taken: Float) -> dict[str, float]:
    """Return how far participation stands on few regions (P15)."""
    ranked = np.sort(taken)[::-1]
    tenth, twentieth = (int(len(ranked) * share + 0.5) for share in (TOP_TENTH, TOP_TWENTIETH))
    return {
        "P15_gini": gini(taken),
        "P15_tenth": float(ranked[:tenth].sum() / ranked.sum()),
        "P15_twentieth": float(ranked[:twentieth].sum() / ranked.sum()),
    }


def patterns_of_regions(log: Log, state: State) -> dict[str, float]:
    """Return P5, P6, P8, P9 and P15 of one run."""
    taken = participation(log, state)
    pairs = between(dyads_of(log), taken, state)
    elasticity, far, foreign = gravity(pairs)
    return {
        "P5_elasticity": float(elasticity),
        "P5_fall": fall_with_distance(pairs),
        "P6_cognitive": float(foreign),
        "P6_less_geographic": float(foreign - far),
        **roles_together(log, state.actors.role),
        **concentration(taken),
    }


def fp7() -> Mapping[str, int]:
    """Return the projects of the Seventh Framework Programme by region, to compare.

    Participations of organisations that carry a NUTS code only, so biased to large ones
    (``cordis2020``).
    """
    text = files(__package__).joinpath("fp7.csv").read_text(encoding="utf-8")
    return {row["code"]: int(row["projects"]) for row in csv.DictReader(text.splitlines())}


def correlation(one: Float, other: Float) -> Float:
    """Return Pearson's correlation along the last axis."""
    one = one - one.mean(axis=-1, keepdims=True)
    other = other - other.mean(axis=-1, keepdims=True)
    lengths = np.sqrt((one**2).sum(axis=-1) * (other**2).sum(axis=-1))
    return np.asarray((one * other).sum(axis=-1) / lengths)


def rank_correlation(one: Float, other: Float) -> float:
    """Return Spearman's rank correlation."""
    return float(correlation(rankdata(one), rankdata(other)))


def fit_of(guess: Float, real: Float) -> Float:
    """Return the rank correlation of a guess with what is real, and R2 of logarithms (… x 2)."""
    ranks = correlation(rankdata(guess, axis=-1), rankdata(real, axis=-1))
    return np.stack([ranks, correlation(np.log(guess), np.log(real)) ** 2], axis=-1)


def held_out(world: World) -> NDArray[np.bool_]:
    """Return which regions lie in the half of the countries that no fit may use.

    Countries are drawn by ``SEED_OF_COUNTRIES`` from their codes in order.
    """
    countries = sorted(set(world.districts))
    order = np.random.Generator(np.random.Philox(key=SEED_OF_COUNTRIES)).permutation(countries)
    kept = set(order[len(countries) // 2 :].tolist())
    return np.array([country in kept for country in world.districts])


def elasticity_in_product(world: World, taken: Float) -> float:
    """Return the elasticity of participations in product, over the countries that a fit may use.

    A regression of logarithms; ``taken`` (R) is in the order of the codes, and a region without any
    participation counts as a half of one. NaN where the fit may use no country.
    """
    order = np.argsort(np.array(world.codes))
    near = ~held_out(world)[order]
    if not near.any():
        return float("nan")
    size = np.log(world.product[order][near])
    return float(np.polyfit(size, np.log(np.maximum(taken[near], 0.5)), 1)[0])


def measured_in_full(world: World) -> NDArray[np.bool_]:
    """Return which regions have a measured figure in every indicator."""
    guessed = {code for name in INDICATORS for code in world.estimated.get(name, ())}
    return np.array([code not in guessed for code in world.codes])


class Fit(NamedTuple):
    """How well the simulation tells participation by region, and the null: product alone."""

    regions: int
    simulated: Float  # rank correlation, R2 of logarithms
    null: Float
    low: Float  # of simulated less null, 95 %
    high: Float


def against_fp7(world: World, taken: Float, codes: tuple[str, ...]) -> dict[str, Fit]:
    """Compare mean participation over seeds with FP7, and with "in proportion to product".

    ``taken`` (R) stands in the order of ``codes``; one without any counts as half of the least.
    Intervals of the difference are of the paired bootstrap over regions.
    """
    counts, place = fp7(), {code: at for at, code in enumerate(codes)}
    real = np.array([counts[code] for code in world.codes], float)
    guess = taken[[place[code] for code in world.codes]]
    guess = np.maximum(guess, guess[guess > 0].min() / 2.0)
    rest, full = held_out(world), measured_in_full(world)
    groups = {
        "all regions": np.ones(world.size, bool),
        "regions measured in full": full,
        "held-out countries": rest,
        "held-out countries, measured in full": rest & full,
    }
    return {name: fit(guess[g], world.product[g], real[g]) for name, g in groups.items()}


def fit(guess: Float, null: Float, real: Float) -> Fit:
    """Return both fits, and the interval of their difference by resampling regions."""
    draws = np.random.Generator(np.random.Philox(key=SEED_OF_RESAMPLES))
    n = len(real)
    rows = draws.integers(0, n, (RESAMPLES, n))
    differences = fit_of(guess[rows], real[rows]) - fit_of(null[rows], real[rows])
    low, high = np.quantile(differences, (0.025, 0.975), axis=0)
    return Fit(n, fit_of(guess, real), fit_of(null, real), low, high)
