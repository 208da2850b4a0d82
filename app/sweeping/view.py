"""What of a sweep is looked at: a figure, a measure, two factors, and where the others stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from interhelix.app.sweeping.opening import Sweep
from interhelix.experiments.analysis.effects import swings
from interhelix.experiments.analysis.grid import Band, bands_of, cells_of, figures_of


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


def first_view(sweep: Sweep) -> View:
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


def others(sweep: Sweep, view: View) -> list[str]:
    """Return the factors that are on no side of the heat map."""
    return [name for name in sweep.experiment.factors if name not in (view.across, view.up)]


def turned(sweep: Sweep, view: View, what: str, value: str) -> View:
    """Return a view with another factor on a side; where it was on the other one, they swap."""
    other = "up" if what == "across" else "across"
    moved = {what: value}
    if value and value == getattr(view, other):
        moved[other] = getattr(view, what)
    found = replace(view, **moved)
    kept = {name: at for name, at in view.fixed.items() if name in others(sweep, found)}
    return replace(found, fixed=kept)


def bands(sweep: Sweep, factor: str) -> tuple[Band, ...]:
    """Return the levels of a factor, or the parts of its range; one of nothing without a factor."""
    return bands_of(sweep.experiment, factor) if factor else (Band(0.0, 0.0),)


def cells(sweep: Sweep, view: View) -> pd.DataFrame:
    """Return a row for each cell."""
    assert sweep.grid is not None
    fixed = {name: bands(sweep, name)[at] for name, at in view.fixed.items()}
    return cells_of(
        sweep.experiment, sweep.grid, view.of, view.measure, view.across, view.up, fixed
    )


def settings_of(sweep: Sweep, view: View, place: int) -> dict[str, float]:
    """Return the settings that a cell stands for; what is averaged over stays as it is."""
    row = cells(sweep, view).iloc[place]
    found = {name: bands(sweep, name)[at].middle for name, at in view.fixed.items()}
    for side in ("across", "up"):
        if name := getattr(view, side):
            found[name] = bands(sweep, name)[int(row[side])].middle
    return {name: found[name] for name in sweep.experiment.factors if name in found}


def is_difference(sweep: Sweep, view: View) -> bool:
    """Tell whether a difference is looked at, not a mean."""
    return view.of not in sweep.experiment.scenarios


def swings_of(sweep: Sweep, view: View) -> pd.DataFrame:
    """Return what each factor does to the figure, the one that does most first."""
    if sweep.effects.empty:
        return sweep.effects
    found = swings(sweep.effects, [view.of])
    found = found[found["measure"] == view.measure]
    order = found["difference"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order]
