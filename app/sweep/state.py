"""The open sweep of a session, what of it is selected, and the choices that a cell means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import solara

from interhelix.app.shell import session
from interhelix.app.shell.choices import (
    MOST_REGIONS,
    MOST_SEED,
    WORLDS,
    Choices,
    RefusedError,
    key_of,
)
from interhelix.app.shell.options import QUARTERS, YEARS, Option
from interhelix.app.sweep.store import StoredSweep
from interhelix.experiments.analysis.effects import swings
from interhelix.experiments.analysis.grid import (
    Band,
    bands_of,
    cells_of,
    difference_name,
    figures_of,
)
from interhelix.model.errors import InputError
from interhelix.model.world import World
from interhelix.scenarios import load_world, scenario_names


@dataclass(frozen=True)
class View:
    """What is looked at; ``fixed`` holds the number of the band of a factor, others are averaged.

    ``across`` and ``up`` are empty where there are not so many factors.
    """

    of: str
    measure: str
    across: str = ""
    up: str = ""
    fixed: Mapping[str, int] = field(default_factory=dict)


def first_view(sweep: StoredSweep) -> View:
    """Return what is shown at first: the last policy's difference, and the factors that do most."""
    assert sweep.grid is not None
    of = list(figures_of(sweep.grid))[-1]
    measure = sweep.experiment.measures[0]
    names = list(sweep.experiment.factors)
    if not sweep.effects.empty:
        own = swings(sweep.effects, [of])
        own = own[own["measure"] == measure].set_index("effect")["difference"].abs()
        names.sort(key=lambda name: -float(own.get(name, 0.0)))
    return View(of, measure, *names[:2])


def others(sweep: StoredSweep, view: View) -> list[str]:
    """Return the factors that are on no side of the heat map."""
    return [name for name in sweep.experiment.factors if name not in (view.across, view.up)]


def turned(sweep: StoredSweep, view: View, what: str, value: str) -> View:
    """Return a view with another factor on a side; where it was on the other one, they swap."""
    other = "up" if what == "across" else "across"
    moved = {what: value}
    if value and value == getattr(view, other):
        moved[other] = getattr(view, what)
    found = replace(view, **moved)
    kept = {name: at for name, at in view.fixed.items() if name in others(sweep, found)}
    return replace(found, fixed=kept)


def bands(sweep: StoredSweep, factor: str) -> tuple[Band, ...]:
    """Return the levels of a factor, or the parts of its range; one of nothing without a factor."""
    return bands_of(sweep.experiment, factor) if factor else (Band(0.0, 0.0),)


def cells(sweep: StoredSweep, view: View) -> pd.DataFrame:
    """Return a row for each cell."""
    assert sweep.grid is not None
    fixed = {name: bands(sweep, name)[at] for name, at in view.fixed.items()}
    return cells_of(
        sweep.experiment, sweep.grid, view.of, view.measure, view.across, view.up, fixed
    )


def settings_of(sweep: StoredSweep, view: View, place: int) -> dict[str, float]:
    """Return the settings that a cell stands for; what is averaged over stays as it is."""
    row = cells(sweep, view).iloc[place]
    found = {name: bands(sweep, name)[at].middle for name, at in view.fixed.items()}
    for side in ("across", "up"):
        if name := getattr(view, side):
            found[name] = bands(sweep, name)[int(row[side])].middle
    return {name: found[name] for name in sweep.experiment.factors if name in found}


def is_difference(sweep: StoredSweep, view: View) -> bool:
    """Tell whether a difference is looked at, not a mean."""
    return view.of not in sweep.experiment.scenarios


def swings_of(sweep: StoredSweep, view: View) -> pd.DataFrame:
    """Return what each factor does to the figure, the one that does most first."""
    if sweep.effects.empty:
        return sweep.effects
    found = swings(sweep.effects, [view.of])
    found = found[found["measure"] == view.measure]
    order = found["difference"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order]


class Linked(NamedTuple):
    """What a link holds: the name of the store, what is looked at, the mark of its numbers.

    ``fixed`` has the bounds of the band at which a factor stands, since a store may get more bands.
    """

    store: str
    of: str
    measure: str
    across: str
    up: str
    fixed: Mapping[str, tuple[float, float]]
    language: str
    mark: str


OPEN = "interhelix.app.sweep.store:open_store"
sweep: solara.Reactive[StoredSweep | None] = solara.reactive(None)
view: solara.Reactive[View | None] = solara.reactive(None)  # of the sweep; at first none was chosen
linked: solara.Reactive[Linked | None] = solara.reactive(None)


def read_store(path: Path) -> None:
    """Start reading a store.

    Raises:
        RefusedError: a job of this session is running.

    """

    def take(opened: StoredSweep) -> None:
        view.set(None)
        sweep.set(opened)

    session.begin(OPEN, {"path": path}, take, "sweep.failed")


class CellChoices(NamedTuple):
    """What a cell leads to: choices, and the world that is to be the session's own, if any."""

    choices: Choices
    own: World | None


def choices_for(
    sweep: StoredSweep, of: str, settings: Mapping[str, float], now: Choices
) -> CellChoices:
    """Return the choices that a cell stands for.

    Of a difference, B is the policy and A the baseline, both with the settings of the cell; of a
    mean, B is the scenario with them and A the same without. What the experiment has and the app
    does not offer (a length, a seed) is brought to the nearest.

    Raises:
        RefusedError: the scenario, or the world, is a file that the app does not offer.

    """
    asked = sweep.experiment
    baseline = asked.scenarios[0]
    policies = {difference_name_of(sweep, name): name for name in asked.scenarios[1:]}
    name = policies.get(of, of)
    for each in {name, baseline}:
        if each not in scenario_names() or each in asked.files:
            raise RefusedError("store_scenario", {"value": each})
    a = Option(baseline, settings=dict(settings)) if of in policies else Option(name)
    world, own = _world(asked.world)
    years = min(YEARS, key=lambda n: abs(n * QUARTERS - asked.quarters))
    chosen = replace(
        now,
        a=a,
        b=Option(name, settings=dict(settings)),
        world=world,
        years=years,
        seed=min(asked.seed, MOST_SEED),
    )
    return CellChoices(chosen, own)


def difference_name_of(sweep: StoredSweep, policy: str) -> str:
    """Return what the difference that a policy makes is called."""
    assert sweep.grid is not None
    return difference_name(policy, sweep.grid)


def _world(name: str) -> tuple[str, World | None]:
    """Return a world on offer, or one from a file, which is to be the session's own."""
    if name in WORLDS:
        return name, None
    try:
        world = load_world(name)
    except InputError:
        raise RefusedError("store_world", {"value": name[:40]}) from None
    if world.size > MOST_REGIONS:
        raise RefusedError("upload_many", {"n": world.size, "most": MOST_REGIONS})
    return key_of(world), world
