"""What the page Ladder draws: moves, time at each level, outlook; tables, pictures, files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import matplotlib as mpl
import numpy as np
import pandas as pd

from interhelix.app.runs import LEVELS, NetworkRun, RunPair
from interhelix.app.runs.frame import Draw, drawn_files
from interhelix.app.runs.layout import Float
from interhelix.app.runs.network import level_name
from interhelix.app.shell.charts import draw_bars, file_of
from interhelix.app.shell.options import QUARTERS
from interhelix.app.shell.views import Files, Table, csv_files
from interhelix.app.texts import Words
from interhelix.experiments.pictures import LOOK, headline, sheet, tick
from interhelix.experiments.pictures.forest import draw_stack


def moves_of(one: NetworkRun, way: str) -> list[float]:
    """Return moves of region pairs between neighbouring levels over the run, lowest first.

    Those over several levels count at each that they pass.
    """
    moves = one.run.transitions.to_numpy(dtype=float)
    moves = moves if way == "up" else moves.T
    return [float(moves[: level + 1, level + 1 :].sum()) for level in range(4)]


def stay_of(one: NetworkRun) -> Float:
    """Return how long a region pair stays at a level [years]: quarters there over departures.

    Infinite where none has left, NaN where none has been.
    """
    moves = one.run.transitions.to_numpy(dtype=float)
    spent = moves.sum(axis=1)
    left = spent - np.diag(moves)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(spent > 0, spent / left, np.nan) / QUARTERS)


def time_of(one: NetworkRun) -> Float:
    """Return the share of region-pair quarters spent at each level [%]."""
    spent = one.run.transitions.to_numpy(dtype=float).sum(axis=1)
    return np.asarray(100.0 * spent / spent.sum())


def years_table(one: NetworkRun, say: Words) -> Table:
    """Return ties at each level at the end of each year."""
    series = one.run.series[list(LEVELS)].iloc[QUARTERS - 1 :: QUARTERS]
    rows = [
        [say("table.year", {"n": year}), *(say.number(float(value)) for value in values)]
        for year, values in enumerate(series.to_numpy(), start=1)
    ]
    header = [say("ladder.year"), *(level_name(level, say) for level in range(1, 5))]
    return Table(header, rows, [False] + [True] * 4)


def moves_table(seen: RunPair, say: Words) -> Table:
    """Return moves of region pairs between neighbouring levels."""
    rows = []
    for way in ("up", "down"):
        a, b = moves_of(seen.a, way), moves_of(seen.b, way)
        for level in range(4):
            low, high = level_name(level, say), level_name(level + 1, say)
            name = f"{low} → {high}" if way == "up" else f"{high} → {low}"
            change = say.number(b[level] - a[level], sign=True)
            rows.append([name, say.number(a[level]), say.number(b[level]), change])
    header = [say("ladder.from_to"), say("table.a"), say("table.b"), say("table.difference")]
    return Table(header, rows, [False, True, True, True])


def time_table(seen: RunPair, say: Words) -> Table:
    """Return how much time region pairs spend at each level, and how long they stay."""
    shares, stays = [[of(one) for one in (seen.a, seen.b)] for of in (time_of, stay_of)]
    rows = []
    for level in range(5):
        share = [say.number(float(one[level])) for one in shares]
        stay = [_years(float(one[level]), seen.a.run.quarters // QUARTERS, say) for one in stays]
        rows.append([level_name(level, say), *share, *stay])
    names = ("share_a", "share_b", "stay_a", "stay_b")
    return Table(
        [say("map.level"), *(say(f"ladder.{n}") for n in names)], rows, [False] + [True] * 4
    )


def _years(value: float, run: int, say: Words) -> str:
    """Write how long one stays; a run of so many years tells no more than that it is longer."""
    if value == float("inf"):
        return say("ladder.nobody_left")
    return say("ladder.longer", {"n": run}) if value > run else say.number(value)


def outlook_table(seen: RunPair, say: Words) -> Table:
    """Return region pairs by level at the end, and as they are to be expected a year later."""
    rows = []
    for level in range(5):
        row = [level_name(level, say)]
        for one in (seen.a, seen.b):
            now, then = one.run.outlook.iloc[level][["now", "in_a_year"]].astype(float)
            row += [say.number(now), say.number(then)]
        rows.append(row)
    names = ("now_a", "then_a", "now_b", "then_b")
    return Table(
        [say("map.level"), *(say(f"ladder.{n}") for n in names)], rows, [False] + [True] * 4
    )


def ladder_picture(seen: RunPair, say: Words, kind: str, side: str) -> bytes:
    """Draw the stacked levels of a run; both runs have one scale."""
    top = 1.05 * max(
        float(one.run.series[list(LEVELS)].sum(axis=1).max()) for one in (seen.a, seen.b)
    )
    run = (seen.a if side == "a" else seen.b).run
    figure = draw_stack(
        run.series, say("ladder.stack", {"side": side.upper()}), "", say.pictures, max(top, 1.0)
    )
    return file_of(figure, kind)


def moves_picture(seen: RunPair, say: Words, kind: str) -> bytes:
    """Draw how many region pairs went up to, and down from, each level."""
    figure = sheet(9.6, 3.3)
    with mpl.rc_context(LOOK):
        for place, way in enumerate(("up", "down")):
            axes = figure.add_axes((0.1 + 0.5 * place, 0.16, 0.38, 0.6))
            values = {key: moves_of(one, way) for key, one in seen.sides}
            steps = [(n, n + 1) if way == "up" else (n + 1, n) for n in range(4)]
            draw_bars(axes, [f"{low} → {high}" for low, high in steps], values)
            axes.set_title(say(f"ladder.{way}"))
            axes.set_ylabel(say("ladder.moves_unit"))
            axes.set_xlabel(say("ladder.from_to"))
        headline(figure, say("ladder.moves"), say("portray.key"))
        tick(figure, say.pictures.written)
    return file_of(figure, kind)


def levels_drawn(seen: RunPair) -> pd.DataFrame:
    """Return ties at each level by option and quarter."""
    tables = [one.run.series[list(LEVELS)] for _, one in seen.sides]
    return pd.concat(tables, keys=["A", "B"], names=["option", "quarter"]).reset_index()


def moves_drawn(seen: RunPair) -> pd.DataFrame:
    """Return moves of region pairs between neighbouring levels."""
    rows = [
        (way, *((low, low + 1) if way == "up" else (low + 1, low)), a, b)
        for way in ("up", "down")
        for low, (a, b) in enumerate(zip(moves_of(seen.a, way), moves_of(seen.b, way), strict=True))
    ]
    return pd.DataFrame(rows, columns=["way", "from", "to", "a", "b"])


def time_drawn(seen: RunPair) -> pd.DataFrame:
    """Return the share of time at each level [%], how long a pair stays [years], the outlook."""
    tables = []
    for side, one in seen.sides:
        outlook = one.run.outlook[["now", "in_a_year"]].to_numpy(dtype=float)
        table = {"option": side, "level": range(5), "share": time_of(one), "stay": stay_of(one)}
        tables.append(pd.DataFrame({**table, "now": outlook[:, 0], "in_a_year": outlook[:, 1]}))
    return pd.concat(tables)


PICTURES: Mapping[str, Draw] = {
    "ladder_a": partial(ladder_picture, side="a"),
    "ladder_b": partial(ladder_picture, side="b"),
    "moves": moves_picture,
}


def files_of_ladder(seen: RunPair, say: Words) -> dict[str, Files]:
    """Return the files of the page Ladder."""
    tables = {
        "ladder": lambda: levels_drawn(seen),
        "moves": lambda: moves_drawn(seen),
        "time_at_level": lambda: time_drawn(seen),
    }
    return {"keep.numbers": csv_files(tables), "keep.pictures": drawn_files(PICTURES, seen, say)}
