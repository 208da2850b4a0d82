"""Downloads of a sweep, and the link to it.

A link names a store relative to a folder that the server offers, never by a path of the machine.
Opening a link reads nothing, since a page elsewhere could lead here.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from interhelix.app.shell.charts import drawing_lock, file_of
from interhelix.app.shell.choices import RefusedError, among
from interhelix.app.shell.share_link import packed, unpacked, value_in
from interhelix.app.shell.views import csv_of
from interhelix.app.sweep import state
from interhelix.app.sweep.state import Linked, View, bands, others
from interhelix.app.sweep.store import StoredSweep, link_name, linked_store
from interhelix.app.sweep.sweep_tables import factor_name, of_name
from interhelix.app.texts import Words
from interhelix.experiments.analysis.grid import figures_of
from interhelix.experiments.pictures.grids import draw_heat, draw_tornado
from interhelix.model.measures import measure_named

SHOWN = "shown"  # the only figure of a picture


def heat_file(sweep: StoredSweep, view: View, say: Words, kind: str) -> bytes:
    """Draw the heat map; a part of a range stands at its middle."""
    table = state.cells(sweep, view)
    sides = {side: state.bands(sweep, getattr(view, side)) for side in ("across", "up")}
    settings = pd.DataFrame(
        {side: [bands[at].middle for at in table[side]] for side, bands in sides.items()}
    )
    names = {
        side: factor_name(getattr(view, side), say) if getattr(view, side) else "" for side in sides
    }
    label = of_name(sweep, view.of, say)
    values = {view.measure: {SHOWN: np.asarray(table["mean"], dtype=float)}}
    title = say.pictures["heat_difference" if state.is_difference(sweep, view) else "heat"]
    with drawing_lock:
        figure = draw_heat(
            settings, values, names, {SHOWN: label}, title, _below(sweep, say), say.pictures
        )
        return file_of(figure, kind)


def tornado_file(sweep: StoredSweep, view: View, say: Words, kind: str) -> bytes:
    """Draw the tornado, with the numbers of the report."""
    rows = state.swings_of(sweep, view)
    matters = measure_named(view.measure).matters
    levels = rows["levels"].map(say.pictures.written)
    label = rows["effect"].map(say.parameter) + ": " + levels
    rows = rows.assign(label=label, matters=matters, of=SHOWN)
    of = of_name(sweep, view.of, say)
    key = "tornado_difference" if state.is_difference(sweep, view) else "tornado"
    with drawing_lock:
        figure = draw_tornado(
            rows,
            [view.measure],
            {SHOWN: of},
            say.pictures[key],
            _below(sweep, say),
            say.pictures,
        )
        return file_of(figure, kind)


def _below(sweep: StoredSweep, say: Words) -> str:
    asked = sweep.experiment
    return f"{say.pictures.world_named(asked.world)} · " + say.pictures["of_sweep"].format(
        settings=asked.settings, pairs=asked.replicates, quarters=asked.quarters, seed=asked.seed
    )


def heat_csv(sweep: StoredSweep, view: View) -> bytes:
    """Return the cells with every figure in full; a part of a range has both bounds."""
    table = state.cells(sweep, view).drop(columns=["across", "up"])
    places = state.cells(sweep, view)
    for side in ("up", "across"):
        if name := getattr(view, side):
            bands = state.bands(sweep, name)
            table.insert(0, f"{name} to", [bands[at].high for at in places[side]])
            table.insert(0, f"{name} from", [bands[at].low for at in places[side]])
    table.insert(0, "measure", view.measure)
    table.insert(0, "of", view.of)
    return csv_of(table)


def tornado_csv(sweep: StoredSweep, view: View) -> bytes:
    """Return what the factors do, with every figure in full."""
    return csv_of(state.swings_of(sweep, view))


KEY = "sweep"


def link_of(sweep: StoredSweep, view: View, mark: str, language: str) -> str:
    """Return the query of a link, without the question mark."""
    fixed = {name: bands(sweep, name)[at] for name, at in view.fixed.items()}
    store = link_name(sweep.path)
    sides = (view.of, view.measure, view.across, view.up)
    return f"{KEY}={packed(Linked(store, *sides, fixed, language, mark)._asdict())}"


def mark_of(sweep: StoredSweep) -> str:
    """Return a fingerprint of every number that the page can show of a sweep."""
    assert sweep.grid is not None
    every = blake2b(sweep.grid.settings.to_csv().encode(), digest_size=8)
    every.update(sweep.grid.values.tobytes())
    every.update(sweep.effects.to_csv().encode())
    return every.hexdigest()


def linked_in(query: str | None) -> Linked | None:
    """Read the query of an address; ``None`` where it holds no sweep.

    Raises:
        RefusedError: it holds one that cannot be used, or a store that is not offered here.

    """
    text = value_in(query, KEY)
    if text is None:
        return None
    try:
        state = unpacked(text)
        fixed = {str(name): _bounds(band) for name, band in state["fixed"].items()}
        texts = {name: _text(state[name]) for name in Linked._fields if name != "fixed"}
        found = Linked(**texts, fixed=fixed)
    except RefusedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError("link") from error
    linked_store(found.store)
    return found


def view_in(linked: Linked, sweep: StoredSweep) -> View:
    """Return what a link looks at in a store.

    Raises:
        RefusedError: the store does not have it, or no longer.

    """
    assert sweep.grid is not None
    factors = list(sweep.experiment.factors)
    among("link", linked.of, tuple(figures_of(sweep.grid)))
    among("link", linked.measure, sweep.experiment.measures)
    sides = (linked.across, linked.up)
    many = min(len(factors), len(sides))
    if len(set(sides[:many])) < many or any(sides[many:]):
        raise RefusedError("link")
    for side in sides[:many]:
        among("link", side, tuple(factors))
    view = View(linked.of, linked.measure, *sides)
    fixed = {}
    for name, bounds in linked.fixed.items():
        among("link", name, tuple(others(sweep, view)))
        levels = [tuple(band) for band in bands(sweep, name)]
        among("link", bounds, tuple(levels))
        fixed[name] = levels.index(bounds)
    return View(linked.of, linked.measure, *sides, fixed)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise RefusedError("link")
    return value


def _bounds(band: Any) -> tuple[float, float]:
    low, high = (float(edge) for edge in band)
    return low, high
