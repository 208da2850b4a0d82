"""The network without a map, for ECharts: regions that cooperate pull each other together."""

from __future__ import annotations

from typing import Any

import numpy as np

from interhelix.app.portraying.network import Scene, names_in, stroke_of
from interhelix.app.texts import Words
from interhelix.experiments.pictures.style import LEVEL_WIDTHS

MOST = 1_200  # lines that a browser moves smoothly
TOP = 4


def lowest_level(scene: Scene) -> int:
    """Return the level from which on there are few enough lines to draw."""
    upper = np.abs(scene.shown[np.triu_indices(scene.world.size, 1)])
    return next((n for n in range(1, TOP) if (upper >= n).sum() <= MOST), TOP)


def option_of(scene: Scene, say: Words) -> dict[str, Any]:
    """Return the picture as ECharts wants it."""
    shown, names = scene.shown, names_in(scene.world, say)
    least = lowest_level(scene)
    links = []
    for a, b in np.argwhere(np.triu(np.abs(shown) >= least, 1)).tolist():
        value = int(shown[a, b])
        colour, dash = stroke_of(scene.side, int(np.sign(value)), abs(value))
        style = {"color": colour, "width": LEVEL_WIDTHS[abs(value) - 1], "opacity": 0.7}
        style["type"] = "dashed" if dash else "solid"
        links.append({"source": a, "target": b, "lineStyle": style})
    districts = sorted(set(scene.world.districts))
    count = np.abs(scene.partners)
    named = set(np.argsort(-count, kind="stable")[:12].tolist()) | {scene.focus}
    nodes = [
        {
            "id": str(i),
            "name": name,
            "symbolSize": 6 + 14 * float(np.sqrt(count[i] / max(int(count.max()), 1))),
            "label": {"show": i in named, "position": "right", "color": "#222222"},
            "itemStyle": {
                "color": "#222222" if i != scene.focus else "#F2A900",
                "borderColor": "#ffffff",
            },
            "category": districts.index(scene.world.districts[i]),
        }
        for i, name in enumerate(names)
    ]
    graph = {
        "type": "graph",
        "layout": "force",
        "force": {
            "repulsion": 700,
            "gravity": 0.15,
            "edgeLength": [60, 220],
            "layoutAnimation": False,
        },
        "roam": True,
        "zoom": 0.8,
        "draggable": True,
        "emphasis": {"focus": "adjacency"},
        "labelLayout": {"hideOverlap": True},
        "data": nodes,
        "links": links,
        "categories": [{"name": name} for name in districts],
    }
    return {"animation": False, "tooltip": {}, "series": [graph]}
