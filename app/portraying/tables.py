"""Tables under the map: how many pairs stand at each level, and the partners of a region."""

from __future__ import annotations

import numpy as np

from interhelix.app.portraying.network import Row, Scene, names_in
from interhelix.app.texts import Words

Table = tuple[list[str], list[list[str]], list[bool]]


def counts_table(scene: Scene, say: Words) -> Table:
    """Return region pairs by level in A and B."""
    upper = np.triu_indices(scene.world.size, 1)
    rows = []
    for level in range(5):
        a, b = (int((levels[upper] == level).sum()) for levels in (scene.a, scene.b))
        figures = (say.number(a), say.number(b), say.number(b - a, sign=True))
        rows.append([level_name(level, say), *figures])
    header = [say("map.level"), say("table.a"), say("table.b"), say("table.difference")]
    return header, rows, [False, True, True, True]


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
    return header, rows, [False, False, False, True]


def level_name(level: int, say: Words) -> str:
    """Return what a level is called."""
    return say.pictures[f"level_{level}"] if level else say("map.level_0")


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
