"""What the page Map draws: tiles, the network without a map, and its tables.

In the network without a map regions that cooperate are drawn close together. Positions follow from
the last year of A and B together, so they stay the same when the year or the option changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from interhelix.app.runs import RunPair
from interhelix.app.runs.layout import Float
from interhelix.app.runs.network import MOST_LINES, Row, Scene, level_name, names_in, strokes_of
from interhelix.app.shell.views import Table
from interhelix.app.texts import Words

TOP = 4
NAMED = 12
ROOM = np.array([1700.0, 1000.0])  # that the regions fill
ROUNDS, MANY = 200, 300  # regions, beyond which there are fewer rounds: each takes longer


def lowest_level(scene: Scene) -> int:
    """Return the level from which on there are few enough lines to draw."""
    upper = np.abs(scene.shown[np.triu_indices(scene.world.size, 1)])
    return next((n for n in range(1, TOP) if (upper >= n).sum() <= MOST_LINES), TOP)


def places_of(seen: RunPair) -> Float:
    """Lay the regions out by springs between those that cooperate at the end, in A or in B."""
    import networkx as nx

    levels = seen.a.levels[-1].astype(float) ** 2 + seen.b.levels[-1].astype(float) ** 2
    network = nx.from_numpy_array(levels)
    gap = 2.0 / np.sqrt(len(levels))
    rounds = ROUNDS * MANY // max(len(levels), MANY)
    placed = nx.spring_layout(network, k=gap, iterations=rounds, seed=1)
    places = np.array([placed[i] for i in range(len(levels))])
    low, size = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-9)
    order = np.argsort(np.argsort(places, axis=0, kind="stable"), axis=0) / max(len(places) - 1, 1)
    return np.asarray(ROOM * (0.5 * order + 0.5 * (places - low) / size))  # no one far off


def sizes_of(scene: Scene) -> Float:
    """Return the size of the point of each region [pixels]: the larger, the more partners."""
    count = np.abs(scene.partners)
    return np.asarray(6 + 14 * np.sqrt(count / max(int(count.max(initial=0)), 1)))


def named_in(scene: Scene) -> list[int]:
    """Return the regions that are named: the one in focus, then those with most partners."""
    most = np.argsort(-np.abs(scene.partners), kind="stable")[:NAMED].tolist()
    return list(dict.fromkeys([*(() if scene.focus is None else (scene.focus,)), *most]))


def option_of(scene: Scene, places: Float, say: Words) -> dict[str, Any]:
    """Return the picture as ECharts wants it."""
    links = [
        {
            "source": a,
            "target": b,
            "lineStyle": {
                "color": stroke.colour,
                "width": stroke.width,
                "opacity": stroke.opacity,
                "type": "dashed" if stroke.dash else "solid",
            },
        }
        for stroke in strokes_of(scene, lowest_level(scene))
        for a, b in zip(stroke.first.tolist(), stroke.second.tolist(), strict=True)
    ]
    districts = sorted(set(scene.world.districts))
    sizes, named = sizes_of(scene).tolist(), named_in(scene)
    nodes = [
        {
            "id": str(i),
            "name": name,
            "x": round(x, 1),
            "y": round(y, 1),
            "symbolSize": sizes[i],
            "label": {"show": i in named, "position": "right", "color": "#222222"},
            "itemStyle": {
                "color": "#222222" if i != scene.focus else "#F2A900",
                "borderColor": "#ffffff",
            },
            "category": districts.index(scene.world.districts[i]),
        }
        for i, (name, (x, y)) in enumerate(
            zip(names_in(scene.world, say), places.tolist(), strict=True)
        )
    ]
    graph = {
        "type": "graph",
        "layout": "none",
        "roam": True,
        "left": "center",
        "top": "5%",
        "bottom": "5%",
        "emphasis": {"focus": "adjacency"},
        "labelLayout": {"hideOverlap": True},
        "data": nodes,
        "links": links,
        "categories": [{"name": name} for name in districts],
    }
    return {"animation": False, "tooltip": {}, "series": [graph]}


def counts_table(scene: Scene, say: Words) -> Table:
    """Return region pairs by level in A and B."""
    upper = np.triu_indices(scene.world.size, 1)
    rows = []
    for level in range(5):
        a, b = (int((levels[upper] == level).sum()) for levels in (scene.a, scene.b))
        figures = (say.number(a), say.number(b), say.number(b - a, sign=True))
        rows.append([level_name(level, say), *figures])
    header = [say("map.level"), say("table.a"), say("table.b"), say("table.difference")]
    return Table(header, rows, [False, True, True, True])


def partners_table(scene: Scene, say: Words) -> Table:
    """Return the partners of the region in focus, the closest first."""
    assert scene.focus is not None
    a, b = scene.a[scene.focus], scene.b[scene.focus]
    best = np.maximum(a, b)
    names = names_in(scene.world, say)
    order = [i for i in np.lexsort((np.array(names), -a - b)) if best[i] >= scene.least]
    rows = [
        [
            names[i],
            level_name(int(a[i]), say),
            level_name(int(b[i]), say),
            say.number(int(b[i] - a[i]), sign=True),
        ]
        for i in order
    ]
    header = [say("map.partner"), say("map.in_a"), say("map.in_b"), say("table.difference")]
    return Table(header, rows, [False, False, False, True])


def tiles_of(scene: Scene, say: Words) -> list[Row]:
    """Return a tile for each region: its partners, or its level with the region in focus."""
    values = scene.partners if scene.focus is None else scene.shown[scene.focus]
    most = max(int(np.abs(values).max(initial=0)), 1)
    names = names_in(scene.world, say)
    shorts = short_codes(scene.world.codes)
    found = []
    for place, value in enumerate(values.tolist()):
        column, row = scene.layout.tiles[place].tolist()
        fill, ink = _fill(scene, value, most)
        sign = scene.side == "difference"
        text = say.number(value, sign=sign) if value or scene.focus is None else "·"
        found.append(
            {
                "code": scene.world.codes[place],
                "short": shorts[place],
                "title": f"{names[place]}: {text}",
                "column": column,
                "row": row,
                "value": "★" if place == scene.focus else text,
                "fill": fill,
                "ink": ink,
            }
        )
    return found


def _fill(scene: Scene, value: int, most: int) -> tuple[str, str]:
    """Return the colour of a tile and of what stands on it."""
    import matplotlib as mpl
    from matplotlib.colors import to_hex

    from interhelix.experiments.pictures import LEVEL_COLOURS, STROKES

    if scene.side == "difference":
        end = np.array(mpl.colors.to_rgb(STROKES[1 if value > 0 else 0].colour))
        return to_hex(1 - 0.55 * abs(value) / most * (1 - end)), "#000000"
    if scene.focus is not None:
        return (LEVEL_COLOURS[value - 1] if value else "#FFFFFF"), _ink_on(value >= 3)
    share = value / most
    return to_hex(mpl.colormaps["cividis"](share)), _ink_on(share < 0.5)


def _ink_on(dark: bool) -> str:
    return "#FFFFFF" if dark else "#000000"


def short_codes(codes: tuple[str, ...]) -> list[str]:
    """Return codes without the country that all share."""
    country = codes[0].partition("-")[0] + "-"
    every = all(code.startswith(country) for code in codes)
    return [code.removeprefix(country) if every else code for code in codes]
