"""What measures see of a run: the counts of its quarters, and its state at the end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from interhelix.model.measures.counts import ALL_PASSES, Counts, take_census
from interhelix.model.measures.information import excess
from interhelix.model.measures.survey import Survey, survey
from interhelix.model.state import PROJECTS, Integer, Projects, State, new_table


@dataclass(frozen=True, eq=False)
class Observation:
    """What a measure sees: the state, the quarter (1 after the first) and the counts.

    Of a moment; or of many quarters, then ``quarter`` and ``counts`` have a row for each and
    the state is that at the end. What only the last quarter is asked for is found when it is, once.
    """

    state: State
    quarter: int | Integer
    counts: Counts

    @cached_property
    def projects(self) -> Projects:
        """The project log, as far as it is in use."""
        return cast(Projects, self.state.projects[: self.state.used[PROJECTS]])

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
    return Observation(state, quarter, cast(Counts, counts[0]))
