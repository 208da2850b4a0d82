"""Write what the shipped policies do into effects.md: tables that a run of this file makes anew.

``python docs/effects.py`` runs every comparison (about half an hour on two cores) and writes the
tables between their markers. ``effects_before.json`` holds the effects by the rules until commit
c7dd193, in which policies entered the hazards by which they were judged.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from generate import with_part

from interhelix import compare
from interhelix.experiments.inputs import replicate_seed
from interhelix.model.loop import Moment, live, moments
from interhelix.model.state import EMPTY, PAIRS, TIES
from interhelix.scenarios import Intervention, Scenario, load_world, scenario_names

PAGE = Path(__file__).resolve().with_name("effects.md")
BEFORE = PAGE.with_name("effects_before.json")
BASE = "conferences"
WORLDS = ("russia", "europe")
MEASURES = ("ties_level_3", "joint_projects", "effect_economic", "policy_cost")
PAIRS_OF_RUNS, SEED, QUARTERS = 30, 1, 60
DOSES = {
    "grant of a call (share of the budget)": ("calls", "propose.call_grant", (0, 0.35, 0.7, 1)),
    "events (per quarter and 100 regions)": ("conferences", "meet.conferences", (0, 4, 12, 24)),
    "openness of the platform": ("digital_platform", "adopt.open", (0, 0.25, 0.5, 1)),
    "co-funding (share of the budget)": (
        "smart_specialisation",
        "prioritise.support",
        (0, 0.15, 0.3, 0.6),
    ),
}

Row = Mapping[str, float | str]


def effects(base: Scenario | str, policies: Sequence[Scenario | str], world: str) -> pd.DataFrame:
    """Return the paired differences of policies from a base, with intervals that hold together."""
    found = compare(base, policies, world=world, replicates=PAIRS_OF_RUNS, seed=SEED)
    return found.rows[found.rows["measure"].isin(MEASURES)]


def cell(row: Row) -> str:
    """Return a difference with its interval; bold where it leaves out zero.

    Intervals of primary measures hold together, that of joint projects is of its own.
    """
    together = row["low_all"] is not None and row["low_all"] == row["low_all"]
    ends = ("low_all", "high_all") if together else ("low", "high")
    low, high = (float(row[end]) for end in ends)
    text = f"{row['difference']:+.3g} ({low:+.3g} .. {high:+.3g})"
    return f"**{text}**" if low > 0 or high < 0 else text


def heading(*heads: str) -> Iterator[str]:
    """Yield the first two lines of a table."""
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"


def effects_heading(first: str) -> Iterator[str]:
    """Yield the heading of a table with a column for each measure."""
    return heading(first, *(f"`{measure}`" for measure in MEASURES))


def line(label: str, rows: pd.DataFrame, name: str) -> str:
    """Return the line of a policy."""
    by = {row["measure"]: row for row in rows[rows["policy"] == name].to_dict("records")}
    return f"| {label} | " + " | ".join(cell(by[measure]) for measure in MEASURES) + " |"


def policies_of(world: str) -> Iterator[str]:
    """Yield the table of all shipped policies in a world, each before and after."""
    names = [name for name in scenario_names() if name != BASE]
    after = effects(BASE, names, world)
    yield from effects_heading(f"policy, {world}")
    old = pd.DataFrame(json.loads(BEFORE.read_text(encoding="utf-8"))[world])
    for name in names:
        yield line(f"`{name}`", after, name)
        yield line("… before", old, name)


def doses() -> Iterator[str]:
    """Yield a table of the response to each dose, against none of it."""
    for title, (base, parameter, values) in DOSES.items():
        several = [dosed(base, parameter, value) for value in values]
        rows = effects(several[0], several[1:], "russia")
        yield from effects_heading(f"{title}, against {values[0]:g}")
        for each, value in zip(several[1:], values[1:], strict=True):
            yield line(f"{value:g}", rows, each.name)
        yield ""


def dosed(base: str, parameter: str, value: float) -> Scenario:
    """Return a shipped scenario with another value of one parameter."""
    step = Intervention(f"{parameter} = {value:g}", values={parameter: value})
    return Scenario(
        f"dose_{value:g}".replace(".", "_"),
        f"{base}, {step.label}",
        base=base,
        interventions=(step,),
    )


def signings() -> Iterator[str]:
    """Yield when coordinated pairs sign, whether they stay, and how many others reach level 4."""
    yield from heading(
        "world",
        "runs that sign",
        "quarter of signing: median (least, most)",
        "in force of the quarters after [%]",
        "other pairs at level 4 [per 1,000]",
    )
    policy = Scenario.load("joint_strategy_pair").parameters(QUARTERS)
    for name in WORLDS:
        world = load_world(name)
        signed, kept, others = [], [], []
        for number in range(PAIRS_OF_RUNS):
            force, rest = history(moments(world, policy, replicate_seed(SEED, number), twin=False))
            others.append(1000.0 * rest / (world.size * (world.size - 1) / 2))
            if any(force):
                signed.append(force.index(True) + 1)
                kept.append(100.0 * float(np.mean(force[signed[-1] - 1 :])))
        when = f"{np.median(signed):g} ({min(signed)}, {max(signed)})" if signed else "–"
        share = f"{np.mean(kept):.0f}" if kept else "–"
        runs = f"{len(signed)} of {PAIRS_OF_RUNS}"
        yield f"| {name} | {runs} | {when} | {share} | {np.mean(others):.2g} |"


def history(run: Iterator[Moment]) -> tuple[list[bool], int]:
    """Return by quarter whether the strategy is in force, and how many others are at last."""
    force: list[bool] = []
    other = 0
    for moment in run:
        state = moment.state
        pairs = state.pairs[: state.used[PAIRS]]
        ours = state.regions.coordinated[pairs.r] == pairs.s
        force.append(bool((pairs.signed[ours] == 1).any()))
        other = int((pairs.level[~ours] == 4).sum())
    return force, other


def distances() -> Iterator[str]:
    """Yield the least median cognitive distance of tied actors across, over policies."""
    yield from heading("world", "least median over policies (policy)", "under conferences")
    for name in WORLDS:
        world = load_world(name)
        found = {}
        for policy in scenario_names():
            parameters = Scenario.load(policy).parameters(QUARTERS)
            state = live(world, parameters, replicate_seed(SEED, 0))
            ties = state.ties[: state.used[TIES]]
            ties = ties[ties.pair != EMPTY]
            one, other = state.actors.knowledge[ties.a], state.actors.knowledge[ties.b]
            lengths = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
            if len(ties):
                found[policy] = float(np.median(1.0 - (one * other).sum(axis=1) / lengths))
        least = min(found, key=found.__getitem__)
        yield f"| {name} | {found[least]:.3f} (`{least}`) | {found[BASE]:.3f} |"


def write(part: str, lines: Sequence[str]) -> None:
    """Write lines between the markers of a part."""
    text = PAGE.read_text(encoding="utf-8")
    written = with_part(PAGE.name, text, part, "\n".join(lines).strip())
    PAGE.write_text(written, encoding="utf-8")


PARTS = {
    "russia": lambda: policies_of("russia"),
    "europe": lambda: policies_of("europe"),
    "doses": doses,
    "signings": signings,
    "distances": distances,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        write(part, list(PARTS[part]()))
