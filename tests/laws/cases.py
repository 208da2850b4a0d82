"""Random cases for the laws: a small world, a policy that changes on the way, a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numba
from hypothesis import settings
from hypothesis import strategies as st

from interhelix.model.loop import LARGEST_SEED, begin, step_on
from interhelix.model.parameters import DEFAULTS, Parameters, catalogue, with_values
from interhelix.model.state import State
from tests.model.states import world_of

# As plain Python an example takes a second; compiled, milliseconds.
few = settings(max_examples=3 if numba.config.DISABLE_JIT else 40)

BOUNDS = {name: (one.low, one.high) for name, one in catalogue().items()}

FORMS_OF_NETWORKING = (
    "programmes",
    "strategies",
    "pools",
    "centres",
    "alliances",
    "partnerships",
)

# Everything is on, and ties climb as fast as they may.
LIVELY: Mapping[str, float] = {
    "founding.external": 1,
    "founding.activity_spread": 0.8,
    "founding.mass_weight": 0.35,
    "founding.funds": 1000,
    "learn.income": 300,
    "meet.rate": 2,
    "meet.base": 0,
    "meet.conferences": 12,
    "adopt.open": 1,
    "adopt.seed": 0.7,
    "adopt.attacks": 0.5,
    "prioritise.smart": 1,
    "prioritise.map": 0.7,
    "focus.energy": 0.5,
    "prioritise.support": 0.3,
    "prioritise.review": 3,
    "prioritise.delay": 0,
    "exchange.rate_information": 1,
    "exchange.rate_expert": 1,
    "propose.rate": 1,
    "propose.term": 2,
    "propose.call_share": 0.5,
    "climb.base_expert": 2,
    "climb.base_project": 2,
    "climb.base_integrated": 2,
    "climb.trust_expert": 0.2,
    "climb.trust_project": 0.2,
    "climb.trust_integrated": 0.2,
    "climb.acts_expert": 1,
    "climb.acts_project": 0,
    "climb.acts_integrated": 0,
    "climb.forecast": 0,
    "lapse.patience": 2,
    "lapse.rate": 0.5,
    "integrate.coordination": 1,
    "integrate.base": 5,
    "integrate.patience": 1,
    "turbulence.shock_rate": 0.3,
    "turbulence.period": 4,
    "adopt.rivals": 1,
    "adopt.multihoming": 0.4,
    "meet.investors": 30,
    "meet.gatekeepers": 0.3,
    "deliver.sharing": 0.5,
    "learn.trade": 2,
    "networking.budget": 6,
    **{f"networking.{form}": 0.2 for form in FORMS_OF_NETWORKING},
}


@dataclass(frozen=True)
class Case:
    """One case; after half of the quarters ``later`` is set, too."""

    regions: int
    organisations: tuple[int, int, int, int]
    values: Mapping[str, float]
    later: Mapping[str, float]
    seed: int
    quarters: int = 8

    def policy(self) -> list[Parameters]:
        """Return the parameters of each quarter."""
        first = with_values(DEFAULTS, self.values)
        half = self.quarters // 2
        return [first] * half + [with_values(first, self.later)] * (self.quarters - half)

    def begin(self) -> State:
        """Return the state at quarter 0."""
        return begin(world_of(self.regions, self.organisations), self.policy()[0], self.seed)

    def walk(self) -> Iterator[tuple[int, State]]:
        """Run the case and give the state after each quarter."""
        state = self.begin()
        for step, parameters in enumerate(self.policy()):
            state = step_on(state, parameters, self.seed, step)
            yield step, state


@st.composite
def values(draw: st.DrawFn, names: tuple[str, ...] = tuple(BOUNDS)) -> dict[str, float]:
    """Draw values for a few parameters, often at a bound."""
    chosen = draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
    places = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1))
    found = {}
    for name in chosen:
        low, high = BOUNDS[name]
        found[name] = min(high, max(low, low + draw(places) * (high - low)))
    return found


# What founding reads cannot change on the way.
LATER = tuple(name for name in BOUNDS if not name.startswith("founding."))

cases = st.builds(
    Case,
    regions=st.integers(2, 5),
    organisations=st.sampled_from([(1, 1, 1, 1), (2, 1, 1, 1), (0, 2, 1, 1)]),
    values=st.builds(
        lambda base, changed: {**base, **changed}, st.sampled_from([{}, LIVELY, LIVELY]), values()
    ),
    later=values(LATER),
    seed=st.integers(0, LARGEST_SEED),
)
