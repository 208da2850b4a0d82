"""What a ``u`` is worth in euro and roubles: one anchor, with its range.

A member of a project brings ``propose.budget`` (120 u), of which a call pays ``propose.call_grant``
(.7): 84 u. In the Seventh Framework Programme the Union paid 41.7 billion euro to 130,000
participants, 321,000 euro each (``monitoring2015``). The range goes from small and medium firms
(260,000 euro) to the same anchor by cost (62.9 billion euro for 130,000 times 120 u).

Roubles follow by purchasing power parity of 2017 (``icp2017``): 24 roubles and .69 to .77 euro (as
in Italy and in France) buy what a dollar buys in the United States, so 33 roubles a euro, 31 to 35.
What rests on ``learn.output`` has no worth in euro, as nothing published says what an organisation
makes of what it knows: its amount is an order only.
"""

from __future__ import annotations

from typing import NamedTuple

from interhelix.experiments.document import number
from interhelix.model.parameters import DEFAULTS

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


def told(world: str) -> str:
    """Say what a u is worth in a world, and what has no such worth."""
    euro, low, high = (number(two_figures(each)) for each in euro_of_u())
    roubles = [number(two_figures(each / MILLION)) for each in roubles_of_u()]
    here = f", or {roubles[0]} million roubles ({roubles[1]} to {roubles[2]})" * (world == ROUBLES)
    return (
        f"Money: a u is about {euro} euro ({low} to {high}){here}.\nOf {', '.join(ORDER_ONLY)} read"
        " the order and not the amount, which rests on an assumed number."
    )
