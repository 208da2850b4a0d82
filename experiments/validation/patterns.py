"""Patterns of cooperation in a log of projects, and the regression they need.

The log holds the projects that won a call: CORDIS lists no others (``cordis2020``). Its null is the
same log with participants permuted within each year: the sizes of projects and the number of
projects of each participant by year stay. A cut divides the log: what came before it, and what
starts within ``WINDOW`` after it. Cuts are a year apart, in the last three fifths of the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from interhelix.agents.roles import ROLES
from interhelix.model.state import EMPTY, PROJECTS, Float, Integer, State

A_YEAR, WINDOW = 4, 12  # quarters
MOST_REPEATS = 6  # earlier joint projects that are told apart: 1, 2, ... 6 or more
NULLS = 10  # permuted logs beside a log
ROUNDS = 50  # of swaps that part those who stand twice in a project
TOGETHER = {"GG": (0, 0), "CC": (3, 3), "BB": (1, 1), "SS": (2, 2), "BS": (1, 2)}


class Log(NamedTuple):
    """The projects that a register lists, in the order of their start."""

    start: Integer  # quarter
    members: Integer  # actor rows (projects x places), the lead first, EMPTY where none is
    quarters: int  # length of the run
    actors: int  # that there are, with or without a project


class Dyads(NamedTuple):
    """Who worked with whom in which project, both ways of a dyad told once (``a < b``)."""

    a: Integer
    b: Integer
    start: Integer  # quarter
    actors: int

    @property
    def key(self) -> Integer:
        """A number for each dyad."""
        return self.a * self.actors + self.b


class Raw(NamedTuple):
    """What is counted in a log, before it is set beside its null."""

    repeats: Float  # share of a year's dyads that worked together in earlier years, by year
    again: Float  # P(joint project within the window | k earlier ones), k = 1 ... 6 or more
    dyads: Float  # number of dyads with k earlier ones, over all cuts
    closure: float  # rate of first joint projects with a common partner over that without
    exponent: float  # of new partners on the number of partners
    gini: float  # of the number of partners
    mixing: Float  # share of dyads by roles (4 x 4, sum 1)


def project_log(state: State, quarters: int) -> Log:
    """Return the projects of a run that won a call; ``quarters`` is its length."""
    projects = state.projects[: state.used[PROJECTS]]
    listed = projects[projects.called == 1]
    listed = listed[np.argsort(listed.start, kind="stable")]
    places = np.arange(listed.members.shape[1]) < listed.team[:, None]
    members = np.where(places, listed.members, EMPTY).astype(np.int64)
    return Log(listed.start.astype(np.int64), members, quarters, len(state.actors))


def permuted(log: Log, draws: np.random.Generator) -> Log:
    """Return the null of a log: its participants change places within the year.

    Who comes to stand twice in a project changes places again, with anybody of the year; the few
    that are left after ``ROUNDS`` stay, and their dyad counts once.
    """
    members = log.members.copy()
    project, place = np.nonzero(members != EMPTY)
    year = log.start[project] // A_YEAR
    who = members[project, place]
    first, last = np.searchsorted(year, year), np.searchsorted(year, year, side="right")
    who = who[np.lexsort((draws.random(len(who)), year))]
    for _ in range(ROUNDS):
        order = np.lexsort((who, project))
        same = (np.diff(who[order]) == 0) & (np.diff(project[order]) == 0)
        twice = order[1:][same]
        if not len(twice):
            break
        for one, other in zip(twice, draws.integers(first[twice], last[twice]), strict=True):
            who[one], who[other] = who[other], who[one]
    members[project, place] = who
    return log._replace(members=members)


def dyads_of(log: Log) -> Dyads:
    """Return every dyad of every project."""
    one, other = np.triu_indices(log.members.shape[1], 1)
    a, b = log.members[:, one], log.members[:, other]
    seen = (a != EMPTY) & (b != EMPTY) & (a != b)
    start = np.broadcast_to(log.start[:, None], a.shape)[seen]
    a, b = a[seen], b[seen]
    return Dyads(np.minimum(a, b), np.maximum(a, b), start, log.actors)


def cuts(quarters: int) -> range:
    """Return the quarters at which a log is divided, a year apart, with a full window after."""
    first = max(A_YEAR, 2 * quarters // 5 // A_YEAR * A_YEAR)
    return range(first, quarters - WINDOW + 1, A_YEAR)


def repeats(dyads: Dyads, quarters: int) -> Float:
    """Return by year the share of its dyads that had a joint project in an earlier year (P1)."""
    years = -(-quarters // A_YEAR)
    both = np.unique(dyads.key * years + dyads.start // A_YEAR)
    key, year = both // years, both % years
    known = np.append(False, key[1:] == key[:-1])  # in the order of keys, then of years
    number = np.bincount(year, minlength=years)
    times = np.bincount(year[known], minlength=years)
    return np.where(number > 0, times / np.maximum(number, 1), np.nan)


def again(dyads: Dyads, quarters: int) -> tuple[Float, Float]:
    """Return P(next | k) for k = 1 ... 6 or more, and how many dyads had k, over all cuts (P2)."""
    had, came = np.zeros(MOST_REPEATS), np.zeros(MOST_REPEATS)
    for cut in cuts(quarters):
        before, count = np.unique(dyads.key[dyads.start < cut], return_counts=True)
        after = dyads.key[(dyads.start >= cut) & (dyads.start < cut + WINDOW)]
        k = np.minimum(count, MOST_REPEATS) - 1
        had += np.bincount(k, minlength=MOST_REPEATS)
        came += np.bincount(k[np.isin(before, after)], minlength=MOST_REPEATS)
    return np.divide(came, had, out=np.full(MOST_REPEATS, np.nan), where=had > 0), had


def network(dyads: Dyads, before: int) -> sparse.csr_array:
    """Return who had worked with whom before a quarter (actors x actors, 0 or 1)."""
    key = np.unique(dyads.key[dyads.start < before])
    a, b = key // dyads.actors, key % dyads.actors
    ones = np.ones(2 * len(key), np.float32)
    ends = (np.concatenate([a, b]), np.concatenate([b, a]))
    return sparse.csr_array((ones, ends), shape=(dyads.actors, dyads.actors))


def closure(dyads: Dyads, quarters: int) -> float:
    """Return the rate of first joint projects with a common partner over that without (P3).

    At risk are the dyads of all who had a project before the last cut and had none together.
    """
    cut = cuts(quarters)[-1]
    known = network(dyads, cut)
    active = np.flatnonzero(known.sum(axis=1))
    n = len(active)
    among = known[active][:, active]
    linked = among.toarray().astype(bool)
    bits = np.packbits(linked, axis=1)
    reached = np.zeros_like(bits)  # who can be reached over a partner, oneself among them
    for i in range(n):
        partners = among.indices[among.indptr[i] : among.indptr[i + 1]]
        reached[i] = np.bitwise_or.reduce(bits[partners], axis=0)
    with_common = (int(np.bitwise_count(reached & ~bits).sum()) - n) // 2
    risk = np.array([(n * (n - 1) - among.nnz) // 2 - with_common, with_common])
    place = np.full(dyads.actors, EMPTY)
    place[active] = np.arange(n)
    after = np.unique(dyads.key[(dyads.start >= cut) & (dyads.start < cut + WINDOW)])
    a, b = place[after // dyads.actors], place[after % dyads.actors]
    new = (a != EMPTY) & (b != EMPTY)
    new[new] = ~linked[a[new], b[new]]
    common = np.unpackbits(reached, axis=1, count=n)[a[new], b[new]]
    rates = np.bincount(common, minlength=2) / np.where(risk > 0, risk, np.nan)
    return float(rates[1] / rates[0]) if rates[0] > 0 else float("nan")


def attachment(dyads: Dyads, quarters: int) -> float:
    """Return the exponent of new partners within the window on partners at the cut (P4).

    A Poisson regression over all who had a partner at the last cut; who finds none counts too.
    """
    cut = cuts(quarters)[-1]
    now, then = network(dyads, cut), network(dyads, cut + WINDOW)
    partners = np.asarray(now.sum(axis=1), float).ravel()
    gained = np.asarray(then.sum(axis=1), float).ravel() - partners
    seen = partners > 0
    if seen.sum() < 2 or partners[seen].max() == partners[seen].min():
        return float("nan")
    columns = np.column_stack([np.ones(seen.sum()), np.log(partners[seen])])
    return float(regressed(columns, gained[seen])[1])


def slope_of(share: Float, number: Float) -> float:
    """Return the slope of logit P(next | k) on ln k, by maximum likelihood over dyads (P2)."""
    told = number > 0
    if told.sum() < 2:
        return float("nan")
    x = np.log(np.arange(1, MOST_REPEATS + 1)[told])
    columns = np.column_stack([np.ones(len(x)), x])
    return float(regressed(columns, share[told] * number[told], number[told])[1])


def gini(values: Float) -> float:
    """Return the Gini coefficient."""
    values = np.sort(values)
    n, total = len(values), values.sum()
    if n == 0 or total == 0:
        return float("nan")
    return float(2.0 * (np.arange(1, n + 1) * values).sum() / (n * total) - (n + 1) / n)


def mixing_of(dyads: Dyads, role: NDArray[np.int8]) -> Float:
    """Return the share of dyads by the roles of both ends (4 x 4), each dyad once (P7)."""
    key = np.unique(dyads.key)
    one, other = role[key // dyads.actors].astype(int), role[key % dyads.actors].astype(int)
    n = len(ROLES)
    table = np.bincount(one * n + other, minlength=n * n).reshape(n, n).astype(float)
    table = table + table.T
    return np.asarray(table / max(table.sum(), 1.0))


def count(log: Log, role: NDArray[np.int8]) -> Raw:
    """Count everything in a log."""
    dyads = dyads_of(log)
    share, number = again(dyads, log.quarters)
    partners = np.asarray(network(dyads, log.quarters).sum(axis=1), float).ravel()
    return Raw(
        repeats(dyads, log.quarters),
        share,
        number,
        closure(dyads, log.quarters),
        attachment(dyads, log.quarters),
        gini(partners[partners > 0]),
        mixing_of(dyads, role),
    )


def odds(came: float, had: float) -> float:
    """Return the odds of an event, with a half added to both sides so that it is finite."""
    return float((came + 0.5) / (had - came + 0.5)) if had > 0 else float("nan")


def told(seen: Raw, nulls: list[Raw]) -> dict[str, float]:
    """Return the summaries of what was counted in a log, beside what was counted in its nulls."""
    had, came = seen.dyads, np.nan_to_num(seen.again) * seen.dyads
    had_then = np.sum([null.dyads for null in nulls], axis=0)
    by_chance = np.sum([np.nan_to_num(null.again) * null.dyads for null in nulls], axis=0)
    excess = [odds(came[k], had[k]) / odds(by_chance[k], had_then[k]) for k in range(2)]
    by_luck = np.mean([null.repeats for null in nulls], axis=0)
    ratio = seen.repeats / np.where(by_luck > 0, by_luck, np.nan)
    middle = ratio[len(ratio) // 2 - 1 : len(ratio) // 2 + 1]
    ends = seen.mixing.sum(axis=1)
    chance = np.outer(ends, ends)
    over = seen.mixing / np.where(chance > 0, chance, np.nan)
    alike = float((ends**2).sum())
    return {
        "P1_repeat": float(ratio[-1]),
        "P1_rise": float(ratio[-1] - middle.mean()),
        "P2_slope": slope_of(seen.again, seen.dyads),
        "P2_excess_1": excess[0],
        "P2_excess_2": excess[1],
        "P3_closure": seen.closure / float(np.mean([null.closure for null in nulls])),
        "P4_exponent": seen.exponent,
        "P4_gini": seen.gini,
        **{f"P7_{name}": float(over[pair]) for name, pair in TOGETHER.items()},
        "P7_assortativity": (float(np.trace(seen.mixing)) - alike) / (1.0 - alike),
    }


def null_logs(log: Log, number: int, seed: int) -> Iterator[Log]:
    """Yield so many permuted logs; equal arguments give equal ones."""
    draws = np.random.Generator(np.random.Philox(key=seed))
    for _ in range(number):
        yield permuted(log, draws)


def summaries(log: Log, state: State, nulls: int = NULLS, seed: int = 1) -> dict[str, float]:
    """Return the summaries of one run: P1 to P4 and P7 (ODD 8); NaN where a log is too small.

    ``P1_repeat``: share of the last year's dyads that had worked together in earlier years, over
    that of the null; ``P1_rise``: less the ratio in the middle of the run. ``P2_slope``: of logit
    P(next | k) on ln k; ``P2_excess_1`` and ``_2``: its odds at k = 1, 2 over the null's.
    ``P3_closure``: ratio of rates, with a common partner over without, over the null's.
    ``P4_exponent``: of new partners on partners; ``P4_gini``: of partners among all who have one.
    ``P7_...``: dyads of two roles over what the ends of all dyads give, and assortativity
    (``newman2003``).
    """
    role = state.actors.role
    return told(count(log, role), [count(null, role) for null in null_logs(log, nulls, seed)])


MOST_STEPS = 50  # of Newton's method
LONGEST_STEP = 2.0
CLOSE = 1e-9


def regressed(columns: Float, counts: Float, trials: Float | None = None) -> Float:
    """Return the coefficients of a Poisson regression, or with ``trials`` of a binomial one.

    Maximum likelihood by Newton's method, with the log link or the logit; the first of ``columns``
    (rows x coefficients) is a constant. NaN where it does not converge.
    """
    beta = np.zeros(columns.shape[1])
    if trials is None:
        beta[0] = np.log(max(counts.mean(), 1e-12))
    for _ in range(MOST_STEPS):
        eta = np.clip(columns @ beta, -50.0, 50.0)
        mean = np.exp(eta) if trials is None else trials / (1.0 + np.exp(-eta))
        weight = mean if trials is None else mean * (1.0 - mean / trials)
        bend, lift = columns.T @ (columns * weight[:, None]), columns.T @ (counts - mean)
        step = np.linalg.lstsq(bend, lift, rcond=None)[0]
        beta = np.asarray(beta + np.clip(step, -LONGEST_STEP, LONGEST_STEP), np.float64)
        if np.abs(step).max() < CLOSE:
            return beta
    return np.full(columns.shape[1], np.nan)
