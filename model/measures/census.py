"""The census: what is counted in the quarters of a run, and all else that measures see of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from interhelix.model.measures.counts import ALL_PASSES, Counts, take_census
from interhelix.model.measures.information import excess
from interhelix.model.measures.survey import Survey, survey
from interhelix.model.state import Integer, State, new_table


@dataclass(frozen=True, eq=False)
class Observation:
    """What a measure sees: the state, the quarter (1 after the first) and the counts.

    Of a moment, or of many quarters at once: then quarters and counts are columns, and the state
    is that at the end. What only the last quarter is asked for is found when it is, once.
    """

    state: State
    quarter: int | Integer
    counts: Counts

    @cached_property
    def survey(self) -> Survey:
        """The survey of the ties across regions."""
        return survey(self.state, int(self.quarter))

    @cached_property
    def excess(self) -> tuple[float, float, float, float]:
        """What roles in projects tell of each other, beyond the null (see ``against_null``)."""
        return excess(self.state)


def observe(state: State, quarter: int, passes: int = ALL_PASSES) -> Observation:
    """Take the census of a state."""
    counts = new_table(Counts, 1)
    take_census(state, counts, 0, passes)
    return Observation(state, quarter, counts[0])


@dataclass(frozen=True, eq=False)
class Series:
    """The counts of some quarters of a run, by the passes that are asked for."""

    quarters: Sequence[int]
    passes: int
    counts: Counts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the table."""
        object.__setattr__(self, "counts", new_table(Counts, len(self.quarters)))

    def count(self, state: State, quarter: int) -> None:
        """Take the census of a quarter, if there is anything to count in it."""
        if self.passes and quarter in self.quarters:
            take_census(state, self.counts, self.quarters.index(quarter), self.passes)

    def observed(self, end: State) -> Observation:
        """Return what measures see of all quarters at once."""
        return Observation(end, np.array(self.quarters), self.counts)
