"""What the laws share: random policies within the bounds of every parameter, and runs of them."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from interhelix.model.loop import begin, step_on
from interhelix.model.parameters import DEFAULTS, Parameters, catalogue, with_values
from interhelix.model.state import State
from interhelix.model.world import World

# A high cost of time and memory tells nothing new: these stay at moderate values.
MODERATE = {
    "founding.capacity": 40.0, "founding.external": 2.0, "founding.activity_spread": 1.5,
    "meet.rate": 6.0, "meet.event_contacts": 5.0, "meet.map_contacts": 4.0,
    "meet.platform_contacts": 4.0, "meet.strategy_contacts": 4.0, "propose.call_contacts": 4.0,
}  # fmt: skip


@st.composite
def policies(draw: st.DrawFn, least: int = 1, most: int = 12) -> Parameters:
    """Draw parameters of which some take any value within their bounds, extremes too."""
    names = draw(
        st.lists(st.sampled_from(sorted(catalogue())), min_size=least, max_size=most, unique=True)
    )
    values = {}
    for name in names:
        low, high = catalogue()[name].low, MODERATE.get(name, catalogue()[name].high)
        values[name] = draw(st.one_of(st.sampled_from([low, high]), st.floats(low, high)))
    return with_values(LIVELY, values)


# Every mechanism is at work, and climbing is easy, so that short runs reach high levels.
LIVELY = with_values(
    DEFAULTS,
    {
        "meet.conferences": 40, "adopt.open": 1, "adopt.standing": 0.5,
        "prioritise.smart": 1, "prioritise.map": 0.7,
        "prioritise.support": 0.3, "propose.call_share": 0.5, "integrate.coordination": 1,
        "climb.base_expert": 1, "climb.base_project": 1, "climb.base_integrated": 2,
        "climb.acts_expert": 0, "climb.acts_project": 0, "climb.acts_integrated": 0,
        "trust.start": 0.6, "founding.external": 1, "propose.rate": 1, "propose.term": 3,
        "turbulence.shock_rate": 0.1,
    },
)  # fmt: skip


def quarters(world: World, parameters: Parameters, count: int, seed: int = 1) -> Iterator[State]:
    """Yield the state at quarter 0 and after each of ``count`` quarters."""
    state = begin(world, parameters, seed)
    yield state
    for step in range(count):
        state = step_on(state, parameters, seed, step)
        yield state
