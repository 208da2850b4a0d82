"""Pictures and tables of a sweep to keep: the heat map and the tornado of what is looked at."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.app.comparing.charts import drawing, file_of
from interhelix.app.comparing.tables import csv_of
from interhelix.app.sweeping import view as looking
from interhelix.app.sweeping.opening import Sweep
from interhelix.app.sweeping.tables import factor_name, of_name
from interhelix.app.sweeping.view import View
from interhelix.app.texts import Words
from interhelix.experiments.pictures.grids import draw_heat, draw_tornado
from interhelix.model.measures import measure_named

SHOWN = "shown"  # the only figure of a picture


def heat_file(sweep: Sweep, view: View, say: Words, kind: str) -> bytes:
    """Draw the heat map; a part of a range stands at its middle."""
    table = looking.cells(sweep, view)
    sides = {side: looking.bands(sweep, getattr(view, side)) for side in ("across", "up")}
    settings = pd.DataFrame(
        {side: [bands[at].middle for at in table[side]] for side, bands in sides.items()}
    )
    names = {
        side: factor_name(getattr(view, side), say) if getattr(view, side) else "" for side in sides
    }
    label = of_name(sweep, view.of, say)
    values = {view.measure: {SHOWN: np.asarray(table["mean"], dtype=float)}}
    title = say.pictures["heat_difference" if looking.is_difference(sweep, view) else "heat"]
    with drawing:
        figure = draw_heat(
            settings, values, names, {SHOWN: label}, title, _below(sweep, say), say.pictures
        )
        return file_of(figure, kind)


def tornado_file(sweep: Sweep, view: View, say: Words, kind: str) -> bytes:
    """Draw the tornado, with the numbers of the report."""
    rows = looking.swings_of(sweep, view)
    matters = measure_named(view.measure).matters
    levels = rows["levels"].map(say.pictures.written)
    label = rows["effect"].map(say.parameter) + ": " + levels
    rows = rows.assign(label=label, matters=matters, of=SHOWN)
    of = of_name(sweep, view.of, say)
    key = "tornado_difference" if looking.is_difference(sweep, view) else "tornado"
    with drawing:
        figure = draw_tornado(
            rows,
            [view.measure],
            {SHOWN: of},
            say.pictures[key],
            _below(sweep, say),
            say.pictures,
        )
        return file_of(figure, kind)


def _below(sweep: Sweep, say: Words) -> str:
    asked = sweep.experiment
    return f"{say.pictures.world_named(asked.world)} · " + say.pictures["of_sweep"].format(
        settings=asked.settings, pairs=asked.replicates, quarters=asked.quarters, seed=asked.seed
    )


def heat_csv(sweep: Sweep, view: View) -> bytes:
    """Return the cells with every figure in full; a part of a range has both bounds."""
    table = looking.cells(sweep, view).drop(columns=["across", "up"])
    places = looking.cells(sweep, view)
    for side in ("up", "across"):
        if name := getattr(view, side):
            bands = looking.bands(sweep, name)
            table.insert(0, f"{name} to", [bands[at].high for at in places[side]])
            table.insert(0, f"{name} from", [bands[at].low for at in places[side]])
    table.insert(0, "measure", view.measure)
    table.insert(0, "of", view.of)
    return csv_of(table)


def tornado_csv(sweep: Sweep, view: View) -> bytes:
    """Return what the factors do, with every figure in full."""
    return csv_of(looking.swings_of(sweep, view))
