"""The numbers that the pages Map, Ladder and Helices draw, whole, for CSV."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.agents.roles import ROLES
from interhelix.app.portraits import Portrait
from interhelix.app.portraying.figures import mixing_of, moves_of, stay_of, time_of
from interhelix.app.portraying.network import Scene, strokes_of
from interhelix.app.portraying.rungs import LADDER
from interhelix.app.session import Portraits
from interhelix.model.measures import EFFECTS, measure_named


def pairs_drawn(scene: Scene, least: int = 1) -> pd.DataFrame:
    """Return a row for each line that is drawn: the pair, its levels, what the line stands for."""
    strokes = strokes_of(scene, least)
    none = np.zeros(0, dtype=np.int64)
    first, second = (
        np.concatenate([none, *(getattr(stroke, end) for stroke in strokes)])
        for end in ("first", "second")
    )
    codes, names = (np.array(each) for each in (scene.world.codes, scene.world.names))
    return pd.DataFrame(
        {
            "region_a": codes[first],
            "name_a": names[first],
            "region_b": codes[second],
            "name_b": names[second],
            "level_in_a": scene.a[first, second],
            "level_in_b": scene.b[first, second],
            "drawn": scene.shown[first, second],
        }
    )


def regions_drawn(scene: Scene) -> pd.DataFrame:
    """Return a row for each region: its place, its partners, its level with the one in focus."""
    world = scene.world
    columns, rows = scene.layout.tiles.T
    table = {
        "region": world.codes,
        "name": world.names,
        "lat": world.lat,
        "lon": world.lon,
        "column": columns,
        "row": rows,
        "partners": scene.partners,
    }
    if scene.focus is not None:
        table["level_with_focus"] = scene.shown[scene.focus]
    return pd.DataFrame(table)


def levels_drawn(seen: Portraits) -> pd.DataFrame:
    """Return ties at each level by option and quarter."""
    tables = [one.run.series[list(LADDER)] for _, one in _sides(seen)]
    return pd.concat(tables, keys=["A", "B"], names=["option", "quarter"]).reset_index()


def moves_drawn(seen: Portraits) -> pd.DataFrame:
    """Return moves of region pairs between neighbouring levels."""
    rows = [
        (way, *((low, low + 1) if way == "up" else (low + 1, low)), a, b)
        for way in ("up", "down")
        for low, (a, b) in enumerate(zip(moves_of(seen.a, way), moves_of(seen.b, way), strict=True))
    ]
    return pd.DataFrame(rows, columns=["way", "from", "to", "a", "b"])


def time_drawn(seen: Portraits) -> pd.DataFrame:
    """Return the share of time at each level [%], how long a pair stays [years], the outlook."""
    tables = []
    for side, one in _sides(seen):
        outlook = one.run.outlook[["now", "in_a_year"]].to_numpy(dtype=float)
        table = {"option": side, "level": range(5), "share": time_of(one), "stay": stay_of(one)}
        tables.append(pd.DataFrame({**table, "now": outlook[:, 0], "in_a_year": outlook[:, 1]}))
    return pd.concat(tables)


def roles_drawn(seen: Portraits) -> pd.DataFrame:
    """Return what each role does and has: ties per actor by level, members, acts, value."""
    tables = []
    for side, one in _sides(seen):
        actors = one.run.world.counts.sum(axis=0).astype(float)
        table = one.run.roles.loc[list(ROLES), ["ties_external", *LADDER]].div(actors, axis=0)
        others = one.run.roles.loc[list(ROLES), ["members", "acts", "net_value"]]
        tables.append(pd.concat([table, others], axis=1).rename_axis("role").reset_index())
        tables[-1].insert(0, "option", side)
    return pd.concat(tables)


def mixing_drawn(seen: Portraits) -> pd.DataFrame:
    """Return ties between roles: how many, how many by chance, the one over the other."""
    rows = []
    for side, one in _sides(seen):
        squares = mixing_of(one)
        for a, b in zip(*np.triu_indices(len(ROLES)), strict=True):
            rows.append((side, ROLES[a], ROLES[b], *(float(square[a, b]) for square in squares)))
    header = ["option", "role_1", "role_2", "observed", "expected", "ratio"]
    return pd.DataFrame(rows, columns=header)


def effects_drawn(seen: Portraits) -> pd.DataFrame:
    """Return the eight effects by role."""
    a, b = seen.a.run.roles, seen.b.run.roles
    rows = [
        (effect, measure_named(effect).unit, role, a[effect][role], b[effect][role])
        for effect in EFFECTS
        for role in ROLES
    ]
    return pd.DataFrame(rows, columns=["effect", "unit", "role", "a", "b"])


def _sides(seen: Portraits) -> tuple[tuple[str, Portrait], ...]:
    return ("A", seen.a), ("B", seen.b)
