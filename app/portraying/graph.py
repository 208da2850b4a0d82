"""The network without a map: regions that cooperate lie close to each other, wherever they are.

Where a region lies follows from the last year of A and B together, so that it stays where it is
when year or option changes, and lies there again whenever the same runs are looked at.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from interhelix.app.portraying.layout import Float
from interhelix.app.portraying.network import Scene, names_in, strokes_of
from interhelix.app.session import Portraits
from interhelix.app.texts import Words

MOST = 1_200  # lines that an eye can follow
TOP = 4
NAMED = 12
ROOM = np.array([1700.0, 1000.0])  # that the regions fill
ROUNDS, MANY = 200, 300  # regions, beyond which there are fewer rounds: each takes longer


def lowest_level(scene: Scene) -> int:
    """Return the level from which on there are few enough lines to draw."""
    upper = np.abs(scene.shown[np.triu_indices(scene.world.size, 1)])
    return next((n for n in range(1, TOP) if (upper >= n).sum() <= MOST), TOP)


def places_of(seen: Portraits) -> Float:
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
