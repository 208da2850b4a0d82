"""What the page Helices draws: participation, mixing of roles, effects by role."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd

from interhelix.agents.roles import ROLES
from interhelix.app.runs import LEVELS, NetworkRun, RunPair
from interhelix.app.runs.frame import Draw, drawn_files
from interhelix.app.runs.layout import Float
from interhelix.app.runs.network import level_name
from interhelix.app.shell.charts import BAR, draw_bars, file_of
from interhelix.app.shell.views import Files, csv_files
from interhelix.app.texts import Words
from interhelix.experiments.pictures import (
    INK,
    LEVEL_COLOURS,
    LOOK,
    QUIET,
    calm,
    headline,
    sheet,
    tick,
)
from interhelix.model.measures import EFFECTS, measure_named


def mixing_of(one: NetworkRun) -> tuple[Float, Float, Float]:
    """Return ties across between roles: observed, expected, and the one over the other.

    Expected is what chance gives when each role keeps its number of ends of ties.
    """
    ties = one.run.ties[one.run.ties["region_a"] != one.run.ties["region_b"]]
    place = {role: index for index, role in enumerate(ROLES)}
    a, b = (ties[name].map(place).to_numpy(dtype=np.int64) for name in ("role_a", "role_b"))
    ends = np.zeros((len(ROLES), len(ROLES)))
    np.add.at(ends, (a, b), 1.0)
    ends += ends.T  # a tie inside a role stands twice on the diagonal
    share = ends.sum(axis=1)
    expected = np.outer(share, share) / max(share.sum(), 1.0)
    halves = 1.0 + np.eye(len(ROLES))
    observed, expected = ends / halves, expected / halves
    with np.errstate(divide="ignore", invalid="ignore"):
        return observed, expected, np.asarray(np.where(expected > 0, observed / expected, np.nan))


def roles_picture(seen: RunPair, say: Words, kind: str) -> bytes:
    """Draw the ties across regions of each role by level, A beside B."""
    figure = sheet(9.6, 4.0)
    with mpl.rc_context(LOOK):
        axes = figure.add_axes((0.08, 0.12, 0.68, 0.68))
        calm(axes)
        for (key, one), shift in zip(seen.sides, (-BAR / 2, BAR / 2), strict=True):
            places, below = np.arange(len(ROLES)) + shift, np.zeros(len(ROLES))
            for name, colour in zip(LEVELS, LEVEL_COLOURS, strict=True):
                height = one.run.roles[name].to_numpy(dtype=float) / _actors(one)
                axes.bar(places, height, BAR * 0.92, below, color=colour, edgecolor="white", lw=0.6)
                below = below + height
            for x, y in zip(places, below, strict=True):
                axes.annotate(key, (x, y), (0, 2), textcoords="offset points", ha="center")
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


def mixing_picture(seen: RunPair, say: Words, kind: str) -> bytes:
    """Draw observed over expected ties between roles, with the figures."""
    figure = sheet(9.6, 4.3)
    names = [say(f"roles.{role}") for role in ROLES]
    with mpl.rc_context(LOOK):
        for place, (key, one) in enumerate(seen.sides):
            axes = figure.add_axes((0.16 + 0.42 * place, 0.2, 0.36, 0.6))
            ratio = mixing_of(one)[2]
            axes.imshow(ratio, cmap="cividis", vmin=0.0, vmax=2.0, aspect="auto")
            for (row, column), value in np.ndenumerate(ratio):
                ink = "white" if value < 1.0 else INK
                axes.text(column, row, say.number(value), ha="center", va="center", color=ink)
            axes.set_xticks(range(4), names, rotation=20, ha="right")
            axes.set_yticks(range(4), names if place == 0 else [""] * 4)
            axes.set_title(key)
        headline(figure, say("helices.mixing"), say("helices.mixing_below"))
    return file_of(figure, kind)


def effects_picture(seen: RunPair, say: Words, kind: str) -> bytes:
    """Draw the eight effects by role, a panel each."""
    figure = sheet(9.6, 8.4)
    with mpl.rc_context(LOOK):
        grid = figure.subplots(4, 2)
        figure.subplots_adjust(
            left=0.08, right=0.98, top=0.87, bottom=0.05, wspace=0.2, hspace=0.75
        )
        for axes, effect in zip(grid.flat, EFFECTS, strict=True):
            values = {key: one.run.roles[effect].tolist() for key, one in seen.sides}
            draw_bars(axes, [say(f"helices.short.{role}") for role in ROLES], values)
            axes.set_title(say.pictures.measure(effect), pad=14)
            unit = say.pictures.unit(effect)
            axes.text(0, 1.04, unit, transform=axes.transAxes, size=7.5, color=QUIET)
        headline(figure, say("helices.effects"), say("portray.key"))
        tick(figure, say.pictures.written)
    return file_of(figure, kind)


def _actors(one: NetworkRun) -> np.ndarray:
    """Return how many actors each role has."""
    return one.run.world.counts.sum(axis=0).astype(float)


def roles_drawn(seen: RunPair) -> pd.DataFrame:
    """Return what each role does and has: ties per actor by level, members, acts, value."""
    tables = []
    for side, one in seen.sides:
        actors = one.run.world.counts.sum(axis=0).astype(float)
        table = one.run.roles.loc[list(ROLES), ["ties_external", *LEVELS]].div(actors, axis=0)
        others = one.run.roles.loc[list(ROLES), ["members", "acts", "net_value"]]
        tables.append(pd.concat([table, others], axis=1).rename_axis("role").reset_index())
        tables[-1].insert(0, "option", side)
    return pd.concat(tables)


def mixing_drawn(seen: RunPair) -> pd.DataFrame:
    """Return ties between roles: how many, how many by chance, the one over the other."""
    rows = []
    for side, one in seen.sides:
        squares = mixing_of(one)
        for a, b in zip(*np.triu_indices(len(ROLES)), strict=True):
            rows.append((side, ROLES[a], ROLES[b], *(float(square[a, b]) for square in squares)))
    header = ["option", "role_1", "role_2", "observed", "expected", "ratio"]
    return pd.DataFrame(rows, columns=header)


def effects_drawn(seen: RunPair) -> pd.DataFrame:
    """Return the eight effects by role."""
    a, b = seen.a.run.roles, seen.b.run.roles
    rows = [
        (effect, measure_named(effect).unit, role, a[effect][role], b[effect][role])
        for effect in EFFECTS
        for role in ROLES
    ]
    return pd.DataFrame(rows, columns=["effect", "unit", "role", "a", "b"])


PICTURES: Mapping[str, Draw] = {
    "roles": roles_picture,
    "mixing": mixing_picture,
    "effects_by_role": effects_picture,
}


def files_of_helices(seen: RunPair, say: Words) -> dict[str, Files]:
    """Return the files of the page Helices."""
    tables = {
        "roles": lambda: roles_drawn(seen),
        "mixing": lambda: mixing_drawn(seen),
        "effects_by_role": lambda: effects_drawn(seen),
    }
    return {"keep.numbers": csv_files(tables), "keep.pictures": drawn_files(PICTURES, seen, say)}
