"""What is made equal before policies are compared, and what came of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from interhelix.model.errors import Fault, InputError, unknown
from interhelix.model.measures import BY_NAME, Measure

QUANTITIES = {"money": "policy_cost", "contacts": "contacts"}  # measured at the end of a run


@dataclass(frozen=True)
class Aim:
    """The quantity that is made equal; without ``amount`` it is that of the least policy."""

    quantity: str
    amount: float | None = None

    @classmethod
    def checked(cls, quantity: str | None, amount: object = None) -> Aim | None:
        """Return what is asked for; ``None`` where nothing is.

        Raises:
            InputError: no such quantity, or an amount that is no number above 0.

        """
        if quantity is None:
            if amount is not None:
                remedy = "say of what: equal='money' or equal='contacts'"
                raise InputError(Fault("amount", "is given, but nothing is made equal", remedy))
            return None
        if quantity not in QUANTITIES:
            raise unknown("quantity", str(quantity), QUANTITIES, "equal")
        aim = cls(quantity)
        if amount is None:
            return aim
        is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
        if not (is_number and 0 < amount < math.inf):  # type: ignore[operator]
            remedy = f"give an amount in {aim.measure.unit}"
            raise InputError(Fault("amount", f"{amount!r} is not a number above 0", remedy))
        return cls(quantity, float(amount))  # type: ignore[arg-type]

    @property
    def measure(self) -> Measure:
        """The measure whose mean at the end of the run is made equal."""
        return BY_NAME[QUANTITIES[self.quantity]]

    @property
    def option(self) -> tuple[str, ...]:
        """The words that ask for it on the command line."""
        amount = () if self.amount is None else (repr(self.amount),)
        return (f"--equal-{self.quantity}", *amount)


@dataclass(frozen=True)
class Equal:
    """How policies were made equal.

    ``target`` is what each was to have [unit of the measure], NaN where no policy surely has more
    than the baseline; ``pairs`` counts the pairs in which doses were looked for. ``doses`` has a
    row for each policy: its dose, its mean at the end with the 95 % interval of all pairs, and
    whether it is equal; ``changes`` a row for each parameter that a policy changes, from what to
    what, its value at the dose, and whether it was scaled.
    """

    aim: Aim
    target: float
    pairs: int
    doses: pd.DataFrame
    changes: pd.DataFrame

    def dose(self, policy: str) -> float:
        """Return the dose of a policy."""
        of_policy = self.doses["dose"][self.doses["policy"] == policy]
        return float(of_policy.iloc[0])
