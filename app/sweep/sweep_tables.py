"""The cells of the heat map, its table, and the table of the tornado."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex

from interhelix.app.shell.views import Table
from interhelix.app.sweep.state import View, bands, cells, is_difference, swings_of
from interhelix.app.sweep.store import StoredSweep
from interhelix.app.texts import Words
from interhelix.experiments.analysis.grid import Band, figures_of

DARK = 0.5  # share of the range below which a colour is dark


def band_name(band: Band, say: Words) -> str:
    """Return how a level, or a part of a range, is written."""
    if band.low == band.high:
        return say.figure(band.low)
    return say("table.span", {"low": say.number(band.low), "high": say.number(band.high)})


def factor_name(name: str, say: Words) -> str:
    """Return a factor with its unit."""
    return f"{say.parameter(name)} [{say.parameter_unit(name)}]"


def of_name(sweep: StoredSweep, of: str, say: Words) -> str:
    """Return what a figure is called: the mean of a scenario, or a difference from the baseline."""
    names = {name: say.pictures.scenarios.get(name, name) for name in sweep.experiment.scenarios}
    if of in names:
        return say("sweep.mean_in", {"name": names[of]})
    baseline, *_ = sweep.experiment.scenarios
    policy = next(name for name in names if of.startswith(f"{name} "))
    return say("sweep.difference", {"name": names[policy], "baseline": names[baseline]})


def heat_rows(sweep: StoredSweep, view: View, say: Words) -> list[dict[str, Any]]:
    """Return the rows of the heat map, the highest level on top, each cell with its colour."""
    table = cells(sweep, view)
    known = table["mean"][np.isfinite(table["mean"])]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    found: dict[int, list[dict[str, Any]]] = {}
    for place, row in enumerate(table.itertuples()):
        share = (row.mean - low) / (high - low) if high > low else 1.0
        none = not np.isfinite(row.mean)
        colour = "#ffffff" if none else to_hex(colormaps["cividis"](share))
        found.setdefault(row.up, []).append(
            {
                "place": place,
                "text": say.number(row.mean, sign=is_difference(sweep, view)),
                "fill": colour,
                "ink": "#ffffff" if share < DARK and not none else "#000000",
                "none": none,
                "title": cell_title(sweep, view, row, say),
            }
        )
    names = [band_name(band, say) for band in bands(sweep, view.up)]
    return [{"name": names[up], "cells": found[up]} for up in sorted(found, reverse=True)]


def cell_title(sweep: StoredSweep, view: View, row: Any, say: Words) -> str:
    """Say all about a cell in a line."""
    where = [
        f"{say.parameter(name)} {band_name(bands(sweep, name)[at], say)}"
        for name, at in ((view.across, row.across), (view.up, row.up))
        if name
    ]
    figures = {"mean": say.number(row.mean), "interval": interval(row, say)}
    counts = {"pairs": row.pairs, "runs": row.runs, "planned": row.planned}
    return ", ".join(where) + ": " + say("sweep.cell", {**figures, **counts})


def interval(row: Any, say: Words) -> str:
    """Write the interval of a row."""
    if not np.isfinite(row.low):
        return "–"
    return say("table.span", {"low": say.number(row.low), "high": say.number(row.high)})


def cells_table(sweep: StoredSweep, view: View, say: Words) -> Table:
    """Return the numbers of the heat map with their intervals."""
    sides = [(side, getattr(view, side)) for side in ("across", "up") if getattr(view, side)]
    rows = [
        [
            *(band_name(bands(sweep, name)[getattr(row, side)], say) for side, name in sides),
            say.number(row.mean),
            interval(row, say),
            str(row.pairs),
            say("sweep.of", {"runs": row.runs, "planned": row.planned}),
        ]
        for row in cells(sweep, view).itertuples()
    ]
    names = [factor_name(name, say) for _, name in sides]
    header = [
        *names,
        say("sweep.figure"),
        say("table.interval"),
        say("sweep.pairs"),
        say("sweep.runs"),
    ]
    return Table(header, rows, [False] * len(sides) + [True] * 4)


def figures_table(sweep: StoredSweep, view: View, say: Words) -> Table:
    """Return every figure of a sweep without factors, which has one cell each."""
    assert sweep.grid is not None
    rows = []
    for of in figures_of(sweep.grid):
        row = next(cells(sweep, replace(view, of=of)).itertuples())
        runs = say("sweep.of", {"runs": row.runs, "planned": row.planned})
        figures = [say.number(row.mean), interval(row, say), str(row.pairs), runs]
        rows.append([of_name(sweep, of, say), *figures])
    keys = ("sweep.what", "sweep.figure", "table.interval", "sweep.pairs", "sweep.runs")
    return Table([say(key) for key in keys], rows, [False] + [True] * 4)


def swings_table(sweep: StoredSweep, view: View, say: Words) -> Table:
    """Return the numbers of the tornado."""
    rows = [
        [
            factor_name(row.effect, say),
            say.pictures.written(row.levels),
            say.number(row.difference, sign=True),
            _bounds(row, say),
        ]
        for row in swings_of(sweep, view).itertuples()
    ]
    names = ("sweep.factor", "sweep.way", "sweep.change", "table.interval")
    return Table([say(name) for name in names], rows, [False, False, True, True])


def _bounds(row: Any, say: Words) -> str:
    if not np.isfinite(row.low_all):
        return "–"
    return say("table.span", {"low": say.number(row.low_all), "high": say.number(row.high_all)})


def heat_sentence(sweep: StoredSweep, view: View, say: Words) -> str:
    """Say where the figure is lowest and highest."""
    table = cells(sweep, view)
    known = table[np.isfinite(table["mean"])]
    if known.empty:
        return say("sweep.no_cell")
    rows = [known.loc[known["mean"].idxmin()], known.loc[known["mean"].idxmax()]]
    blanks = {"name": of_name(sweep, view.of, say), "measure": say.pictures.measure(view.measure)}
    blanks |= {"unit": say.pictures.unit(view.measure)}
    if len(known) == 1 or not view.across:
        title = interval(rows[0], say)
        return say(
            "sweep.one_cell", blanks | {"mean": say.number(rows[0]["mean"]), "interval": title}
        )
    for key, row in zip(("low", "high"), rows, strict=True):
        blanks |= {key: say.number(row["mean"]), f"{key}_at": place_of(sweep, view, row, say)}
    return say("sweep.sentence", blanks)


def place_of(sweep: StoredSweep, view: View, row: Any, say: Words) -> str:
    """Say where a cell stands."""
    sides = [(name, int(row[side])) for side in ("across", "up") if (name := getattr(view, side))]
    return "; ".join(
        f"{say.parameter(name)} = {band_name(bands(sweep, name)[at], say)}" for name, at in sides
    )


def tornado_sentence(sweep: StoredSweep, view: View, say: Words) -> str:
    """Say which factor does most, and how many can be told from luck."""
    table = swings_of(sweep, view)
    first = table.iloc[0]
    sure = int(((table["low_all"] > 0) | (table["high_all"] < 0)).sum())
    blanks = {
        "factor": say.parameter(first["effect"]),
        "way": say.pictures.written(first["levels"]),
        "change": say.number(first["difference"], sign=True),
        "unit": say.pictures.unit(view.measure),
        "sure": sure,
        "all": len(table),
    }
    return say("sweep.sentence_tornado", blanks)
