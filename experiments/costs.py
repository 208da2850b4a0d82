"""What a unit of each effect costs, and what a unit of money is worth.

A member of a project brings ``propose.budget`` (120 u), of which a call pays ``propose.call_grant``
(.7): 84 u. In the Seventh Framework Programme the Union paid 41.7 billion euro to 130,000
participants, 321,000 euro each (``monitoring2015``). The range goes from small and medium firms
(260,000 euro) to the same anchor by cost (62.9 billion euro for 130,000 times 120 u). Roubles
follow by purchasing power parity of 2017 (``icp2017``): 24 roubles and .69 to .77 euro (Italy and
France) buy what a dollar buys in the United States, so 33 roubles a euro, 31 to 35. What depends on
``learn.output`` has no worth in euro, since no published figure says what an organisation makes of
its knowledge: its amount is an order only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, permutations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.document import Block, Text, table_of
from interhelix.experiments.statistics import (
    SEED,
    number,
    paired,
    ratio_interval,
)
from interhelix.model.measures import EFFECTS, MEASURES, Measure
from interhelix.model.parameters import DEFAULTS

Float = NDArray[np.float64]
COST = "policy_cost"
RESAMPLES = 499
NAMES = [
    "policy", "measure", "unit", "cost", "difference", "cost_per_unit", "low", "high", "reading",
    "place", "extra_cost_per_unit", "often_efficient",
]  # fmt: skip
EFFICIENT = "efficient"


class Offer(NamedTuple):
    """What a policy costs and what it gains, beyond the baseline: a number, or one a resample."""

    policy: str
    cost: Any
    gain: Any


BASELINE = Offer("the baseline", 0.0, 0.0)


def costs_of(
    baseline: Float, treatments: Mapping[str, Float], measures: Sequence[Measure] = MEASURES
) -> pd.DataFrame:
    """Return what a unit of each effect costs beyond the baseline, and how policies stand.

    A cost per unit, with Fieller's interval, exists only where the effect is surely above zero;
    ``reading`` says else. ``place`` says whether a policy is efficient: whether none of the others,
    the baseline among them, gains more for less, and no mix of two does. ``extra_cost_per_unit`` is
    paid for each unit beyond the next cheaper efficient policy. ``often_efficient`` is the share of
    resamples of pairs in which it is efficient. Without ``policy_cost`` the table is empty.
    """
    names = [measure.name for measure in measures]
    lines: list[tuple[object, ...]] = []
    differences = {policy: values - baseline for policy, values in treatments.items()}
    for column, measure in enumerate(measures if COST in names else ()):
        if measure.name in EFFECTS:
            cost = {name: values[:, names.index(COST)] for name, values in differences.items()}
            gain = {name: values[:, column] for name, values in differences.items()}
            lines += [
                (policy, measure.name, measure.unit, *line) for policy, *line in _of(cost, gain)
            ]
    order = list(treatments)
    return pd.DataFrame(sorted(lines, key=lambda line: order.index(str(line[0]))), columns=NAMES)


def _of(cost: Mapping[str, Float], gain: Mapping[str, Float]) -> list[tuple[object, ...]]:
    """Return the lines of one effect; ``cost`` and ``gain`` are paired differences by policy."""
    means = [Offer(name, _mean(cost[name]), _mean(gain[name])) for name in cost]
    standing = places(means)
    often = often_efficient(np.array(list(cost.values())), np.array(list(gain.values())))
    return [
        (
            offer.policy,
            offer.cost,
            offer.gain,
            *_per_unit(cost[offer.policy], gain[offer.policy], offer.gain),
            *standing[offer.policy],
            share,
        )
        for offer, share in zip(means, often, strict=True)
    ]


def _mean(column: Float) -> float:
    return float(paired(column[:, np.newaxis]).mean[0])


def _per_unit(cost: Float, gained: Float, mean: float) -> tuple[float, float, float, str]:
    """Return the cost per unit with its interval, and what it means."""
    ratio, low, high = ratio_interval(cost, gained)
    if not np.isfinite(low):
        return np.nan, low, high, "the effect cannot be told from zero"
    if mean < 0:
        return np.nan, np.nan, np.nan, "the effect falls"
    return ratio, low, high, "per unit"


def places(offers: Sequence[Offer]) -> dict[str, tuple[str, float]]:
    """Return for each policy its place, and what an efficient one costs beyond the next cheaper.

    The baseline costs and gains nothing. Of two equal offers neither outdoes the other.
    """
    everyone = [BASELINE, *offers]
    found = {}
    for offer in offers:
        if not np.isfinite([offer.cost, offer.gain]).all():
            found[offer.policy] = ("unknown", np.nan)
        elif better := next((other for other in everyone if _beats(other, offer)), None):
            found[offer.policy] = (f"outdone by {better.policy}", np.nan)
        elif mix := _mix(everyone, offer):
            found[offer.policy] = (f"outdone by a mix of {mix[0]} and {mix[1]}", np.nan)
        else:
            found[offer.policy] = (EFFICIENT, np.nan)
    frontier = [o for o in everyone[1:] if found[o.policy][0] == EFFICIENT]
    if not any(_beats(offer, everyone[0]) for offer in frontier):
        frontier = [everyone[0], *frontier]
    frontier.sort(key=lambda offer: (offer.cost, offer.gain))
    for cheaper, offer in pairwise(frontier):
        if offer is everyone[0]:  # a policy that saves money stands before it
            continue
        gained = offer.gain - cheaper.gain
        extra = (offer.cost - cheaper.cost) / gained if gained > 0 else np.nan
        found[offer.policy] = (EFFICIENT, extra)
    return found


def _beats(one: Offer, other: Offer) -> Any:
    """Return whether one offer gains at least as much for at most as much, and not both equally."""
    no_worse = (one.cost <= other.cost) & (one.gain >= other.gain)
    return no_worse & ((one.cost < other.cost) | (one.gain > other.gain))


def _mixed(cheap: Offer, dear: Offer, offer: Offer) -> Any:
    """Return what a mix of two offers gains for the money of one between them; NaN elsewhere."""
    between = (cheap.cost < offer.cost) & (offer.cost < dear.cost)
    share = (offer.cost - cheap.cost) / np.where(between, dear.cost - cheap.cost, np.nan)
    return cheap.gain + share * (dear.gain - cheap.gain)


def _mix(everyone: Sequence[Offer], offer: Offer) -> tuple[str, str] | None:
    """Return the cheaper and the dearer policy whose mix gains most, and more, for the money."""
    most, best = offer.gain, None
    for cheap, dear in permutations(everyone, 2):
        gain = _mixed(cheap, dear, offer)
        if gain > most:
            most, best = gain, (cheap.policy, dear.policy)
    return best


def often_efficient(cost: Float, gain: Float) -> list[float]:
    """Return in which share of resamples of the pairs each policy is efficient."""
    present = np.isfinite(cost).all(axis=0) & np.isfinite(gain).all(axis=0)
    pairs = int(present.sum())
    if pairs < 2:
        return [np.nan] * len(cost)
    draw = np.random.default_rng(SEED)
    weights = draw.multinomial(pairs, np.full(pairs, 1 / pairs), size=RESAMPLES) / pairs
    resampled = (weights @ cost[:, present].T).T, (weights @ gain[:, present].T).T
    offers = [Offer("", *pair) for pair in zip(*resampled, strict=True)]
    everyone = [BASELINE, *offers]
    shares = []
    for offer in offers:
        outdone = [_beats(other, offer) for other in everyone]
        outdone += [_mixed(*two, offer) > offer.gain for two in permutations(everyone, 2)]
        shares.append(float((~np.any(outdone, axis=0)).sum()) / RESAMPLES)
    return shares


EURO_OF_ALL, COST_OF_ALL, PARTICIPANTS, OF_FIRMS = 41.7e9, 62.9e9, 130_000, 260_000
ROUBLES_A_EURO = (33.0, 31.0, 35.0)
ROUBLES = "russia"  # the world whose regions pay in roubles
ORDER_ONLY = ("effect_economic", "net_value", "output")
MILLION = 1e6


class Worth(NamedTuple):
    """An amount of money, with the ends of its range."""

    amount: float
    low: float
    high: float

    def times(self, factor: float) -> Worth:
        """Return the worth of so many."""
        low, high = sorted((factor * self.low, factor * self.high))
        return Worth(factor * self.amount, low, high)


def euro_of_u() -> Worth:
    """Return what a u is worth [euro]."""
    budget = DEFAULTS.propose.budget
    grant = DEFAULTS.propose.call_grant * budget
    paid = EURO_OF_ALL / PARTICIPANTS / grant
    return Worth(paid, OF_FIRMS / grant, COST_OF_ALL / PARTICIPANTS / budget)


def roubles_of_u() -> Worth:
    """Return what a u is worth at purchasing power [roubles]."""
    euro = euro_of_u()
    return Worth(*(one * other for one, other in zip(euro, ROUBLES_A_EURO, strict=True)))


def in_euro(u: float) -> str:
    """Write an amount of u in euro, as ``0.86 million euro (0.7 to 0.91)``."""
    worth = euro_of_u().times(u)
    large = abs(worth.amount) >= MILLION / 10
    figures = [number(two_figures(each / MILLION if large else each)) for each in worth]
    return f"{figures[0]} {'million ' if large else ''}euro ({figures[1]} to {figures[2]})"


def two_figures(value: float) -> float:
    """Round to two figures: no more are known."""
    return float(f"{value:.2g}")


def money_note(world: str) -> str:
    """Return what a u is worth in a world, and what has no such worth."""
    euro, low, high = (number(two_figures(each)) for each in euro_of_u())
    roubles = [number(two_figures(each / MILLION)) for each in roubles_of_u()]
    here = f", or {roubles[0]} million roubles ({roubles[1]} to {roubles[2]})" * (world == ROUBLES)
    return (
        f"Money: a u is about {euro} euro ({low} to {high}){here}.\nOf {', '.join(ORDER_ONLY)} read"
        " the order and not the amount, which rests on an assumed number."
    )


def cost_section(table: pd.DataFrame) -> list[Block]:
    """Return what a unit of each effect costs under one policy, and how it stands to others."""
    cost = float(table["cost"].iloc[0])
    text = (
        f"Public money spent beyond the baseline: {number(cost)} u/actor, {in_euro(cost)}.\n"
        "*Efficient* is how often, in resamples of the pairs, no other policy or mix of two gains\n"
        "more for the money."
    )
    lines = table_of("Public money [u/actor] per unit of effect", table, {
        "effect": "measure", "gained": "#difference", "unit": "unit",
        "money per unit": "#cost_per_unit", "95 % interval": "low..high",
        "efficient": "%often_efficient", "place": lambda row: "; ".join(_place(row)),
    })  # fmt: skip
    return [Text(text), lines]


def _place(row: Any) -> Iterator[str]:
    """Yield how a policy stands to the others, and why there is no cost per unit."""
    yield row.place
    if math.isfinite(row.extra_cost_per_unit):
        yield f"{number(row.extra_cost_per_unit)} per further unit"
    if row.reading != "per unit":
        yield row.reading
