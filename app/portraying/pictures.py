"""Pictures of runs: the ladder of each, moves on it, who takes part, who ties with whom."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from interhelix.agents.roles import ROLES
from interhelix.app.comparing.charts import file_of
from interhelix.app.portraits import Portrait
from interhelix.app.portraying.figures import mixing_of, moves_of
from interhelix.app.portraying.tables import level_name
from interhelix.app.session import Portraits
from interhelix.app.texts import Words
from interhelix.experiments.pictures import (
    INK,
    LEVEL_COLOURS,
    LOOK,
    QUIET,
    STROKES,
    calm,
    headline,
    sheet,
    tick,
)
from interhelix.experiments.pictures.forest import draw_stack
from interhelix.model.measures import EFFECTS

LEVELS = tuple(f"ties_level_{level}" for level in range(1, 5))
HATCHES = {"a": "", "b": "////"}
BAR = 0.38  # of the room between two groups


def ladder_picture(seen: Portraits, say: Words, kind: str, side: str) -> bytes:
    """Draw the stacked levels of a run; both runs have one scale."""
    top = 1.05 * max(float(one.run.series[list(LEVELS)].sum(axis=1).max()) for one in _both(seen))
    run = (seen.a if side == "a" else seen.b).run
    figure = draw_stack(
        run.series, say("ladder.stack", {"side": side.upper()}), "", say.pictures, max(top, 1.0)
    )
    return file_of(figure, kind)


def moves_picture(seen: Portraits, say: Words, kind: str) -> bytes:
    """Draw how many region pairs went up to, and down from, each level."""
    figure = sheet(9.6, 3.3)
    with mpl.rc_context(LOOK):
        for place, way in enumerate(("up", "down")):
            axes = figure.add_axes((0.1 + 0.5 * place, 0.16, 0.38, 0.6))
            values = {key: moves_of(one, way) for key, one in _sides(seen)}
            steps = [(n, n + 1) if way == "up" else (n + 1, n) for n in range(4)]
            _bars(axes, [f"{low} → {high}" for low, high in steps], values)
            axes.set_title(say(f"ladder.{way}"))
            axes.set_ylabel(say("ladder.moves_unit"))
            axes.set_xlabel(say("ladder.from_to"))
        headline(figure, say("ladder.moves"), say("portray.key"))
        tick(figure, say.pictures.written)
    return file_of(figure, kind)


def roles_picture(seen: Portraits, say: Words, kind: str) -> bytes:
    """Draw the ties across regions of each role by level, A beside B."""
    figure = sheet(9.6, 4.0)
    with mpl.rc_context(LOOK):
        axes = figure.add_axes((0.08, 0.12, 0.68, 0.68))
        calm(axes)
        for (key, one), shift in zip(_sides(seen), (-BAR / 2, BAR / 2), strict=True):
            places, below = np.arange(len(ROLES)) + shift, np.zeros(len(ROLES))
            for name, colour in zip(LEVELS, LEVEL_COLOURS, strict=True):
                height = one.run.roles[name].to_numpy(dtype=float) / _actors(one)
                axes.bar(places, height, BAR * 0.92, below, color=colour, edgecolor="white", lw=0.6)
                below = below + height
            for x, y in zip(places, below, strict=True):
                axes.annotate(key.upper(), (x, y), (0, 2), textcoords="offset points", ha="center")
        axes.set_xticks(range(len(ROLES)), [say(f"roles.{role}") for role in ROLES])
        axes.set_ylabel(say("helices.ties_unit"))
        axes.legend(
            handles=[mpl.patches.Patch(color=colour) for colour in LEVEL_COLOURS[::-1]],
            labels=[level_name(level, say) for level in range(4, 0, -1)],
            loc="upper left",
            bbox_to_anchor=(1.01, 1.0),
        )
        headline(figure, say("helices.part"), say("helices.part_below"))
        tick(figure, say.pictures.written)
    return file_of(figure, kind)


def mixing_picture(seen: Portraits, say: Words, kind: str) -> bytes:
    """Draw observed over expected ties between roles, with the figures."""
    figure = sheet(9.6, 4.3)
    names = [say(f"roles.{role}") for role in ROLES]
    with mpl.rc_context(LOOK):
        for place, (key, one) in enumerate(_sides(seen)):
            axes = figure.add_axes((0.16 + 0.42 * place, 0.2, 0.36, 0.6))
            ratio = mixing_of(one)[2]
            axes.imshow(ratio, cmap="cividis", vmin=0.0, vmax=2.0, aspect="auto")
            for (row, column), value in np.ndenumerate(ratio):
                ink = "white" if value < 1.0 else INK
                axes.text(column, row, say.number(value), ha="center", va="center", color=ink)
            axes.set_xticks(range(4), names, rotation=20, ha="right")
            axes.set_yticks(range(4), names if place == 0 else [""] * 4)
            axes.set_title(key.upper())
        headline(figure, say("helices.mixing"), say("helices.mixing_below"))
    return file_of(figure, kind)


def effects_picture(seen: Portraits, say: Words, kind: str) -> bytes:
    """Draw the eight effects by role, a panel each."""
    figure = sheet(9.6, 8.4)
    with mpl.rc_context(LOOK):
        grid = figure.subplots(4, 2)
        figure.subplots_adjust(
            left=0.08, right=0.98, top=0.87, bottom=0.05, wspace=0.2, hspace=0.75
        )
        for axes, effect in zip(grid.flat, EFFECTS, strict=True):
            values = {key: one.run.roles[effect].tolist() for key, one in _sides(seen)}
            _bars(axes, [say(f"helices.short.{role}") for role in ROLES], values)
            axes.set_title(say.pictures.measure(effect), pad=14)
            unit = say.pictures.unit(effect)
            axes.text(0, 1.04, unit, transform=axes.transAxes, size=7.5, color=QUIET)
        headline(figure, say("helices.effects"), say("portray.key"))
        tick(figure, say.pictures.written)
    return file_of(figure, kind)


def _bars(axes: Axes, groups: Sequence[str], values: dict[str, Sequence[float]]) -> None:
    """Draw a group of two bars for each name; B is hatched."""
    calm(axes)
    axes.axhline(0, color=QUIET, lw=0.8)
    for place, (key, heights) in enumerate(values.items()):
        where = np.arange(len(groups)) + (place - 0.5) * BAR
        axes.bar(
            where,
            heights,
            BAR * 0.92,
            color=STROKES[place].colour,
            hatch=HATCHES[key],
            edgecolor="white",
            lw=0,
        )
    axes.set_xticks(range(len(groups)), groups)
    axes.yaxis.set_major_locator(MaxNLocator(4))


def _actors(one: Portrait) -> np.ndarray:
    """Return how many actors each role has."""
    return one.run.world.counts.sum(axis=0).astype(float)


def _sides(seen: Portraits) -> tuple[tuple[str, Portrait], ...]:
    return (("a", seen.a), ("b", seen.b))


def _both(seen: Portraits) -> tuple[Portrait, Portrait]:
    return seen.a, seen.b
