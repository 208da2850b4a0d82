"""Report the speed of one run and the memory of a large world, on this machine.

Run it as ``make bench``. Times are medians of several runs on one core after compilation; they are
reported, never asserted. A run is one scenario without its twin; the twin costs the same again.
"""

from __future__ import annotations

import resource
import statistics
import time

from interhelix.model.loop import begin, run, step_on
from interhelix.scenarios import Scenario, load_world

REPEATS = 15


def seconds(work: object, repeats: int = REPEATS) -> list[float]:
    """Return the time of several calls, the first one left out."""
    taken = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        work()  # type: ignore[operator]
        taken.append(time.perf_counter() - start)
    return taken[1:]


def speed(world_name: str, scenario: str, quarters: int = 60) -> None:
    """Print the time of a run: the rules alone, and with all measures and tables."""
    world = load_world(world_name)
    policy = Scenario.load(scenario).parameters(quarters)

    def rules_alone() -> None:
        state = begin(world, policy[0], 1)
        for quarter, parameters in enumerate(policy):
            state = step_on(state, parameters, 1, quarter)

    rules = statistics.median(seconds(rules_alone))
    whole = statistics.median(seconds(lambda: run(world, policy, 1, twin=False)))
    print(
        f"{world_name}, {world.actors} actors, {quarters} quarters, {scenario}: "
        f"rules {1000 * rules:.0f} ms, with measures and tables {1000 * whole:.0f} ms"
    )


def memory(world_name: str = "synthetic:300x100", quarters: int = 8) -> None:
    """Print the peak memory of this process after a large world has run."""
    world = load_world(world_name)
    policy = Scenario.load("platform_and_specialisation").parameters(quarters)
    start = time.perf_counter()
    state = begin(world, policy[0], 1)
    for quarter, parameters in enumerate(policy):
        state = step_on(state, parameters, 1, quarter)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{world_name}, {world.actors} actors, {quarters} quarters: {int(state.used[0])} ties, "
        f"{time.perf_counter() - start:.1f} s, peak memory of the process {peak:.0f} MB"
    )


if __name__ == "__main__":
    speed("russia", "platform_and_specialisation")
    speed("russia", "conferences")
    speed("europe", "platform_and_specialisation")
    memory()
