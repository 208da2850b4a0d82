"""A quarter of a run as the page shows it: its network, a sentence, tables, and the whole file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from interhelix.app.choices import QUARTERS
from interhelix.app.comparing.names import option_name
from interhelix.app.comparing.offers import world_name
from interhelix.app.looks import LEASTS
from interhelix.app.portraying.layout import Layout
from interhelix.app.portraying.network import Scene
from interhelix.app.portraying.tables import Table, level_name
from interhelix.app.texts import Words
from interhelix.app.watching.runs import FIGURES
from interhelix.app.watching.show import Shown

MOST_LINES = 6_000  # that a browser draws anew several times a second


@dataclass(frozen=True, eq=False)
class Still(Scene):
    """A quarter of one run; its places do not change and are laid out once."""

    laid: Layout

    @property
    def layout(self) -> Layout:
        """Where the regions stand."""
        return self.laid


def scene_of(now: Shown, least: int, focus: str = "") -> Still:
    """Look at the last quarter, from a level on, and from a higher one where lines are too many."""
    levels = now.levels.astype(np.int64)
    count = [int((np.triu(levels, 1) >= level).sum()) for level in LEASTS]
    fits = next((n for n in LEASTS if count[n - 1] <= MOST_LINES), LEASTS[-1])
    scenery = now.scenery
    codes = scenery.world.codes
    place = codes.index(focus) if focus in codes else None
    return Still(scenery.world, levels, levels, "a", max(least, fits), place, scenery.layout)


def sentence(now: Shown, scene: Still, say: Words) -> str:
    """Say when it is, and how many pairs cooperate."""
    scenery = now.scenery
    upper = scene.a[np.triu_indices(scene.world.size, 1)]
    blanks = {
        "when": moment(now.quarter, say),
        "years": scenery.choices.years,
        "name": option_name(getattr(scenery.choices, scenery.side), say),
        "world": world_name(say, scenery.choices.world),
        "pairs": say.number(int((upper > 0).sum())),
        "all": say.number(len(upper)),
    }
    return say("watch.sentence", blanks)


def moment(quarter: int, say: Words) -> str:
    """Say which quarter of which year is over."""
    if quarter == 0:
        return say("watch.start")
    blanks = {"year": (quarter - 1) // QUARTERS + 1, "quarter": (quarter - 1) % QUARTERS + 1}
    return say("watch.moment", blanks)


def pairs_table(scene: Still, say: Words) -> Table:
    """Return region pairs by level now."""
    upper = scene.a[np.triu_indices(scene.world.size, 1)]
    rows = [[level_name(n, say), say.number(int((upper == n).sum()))] for n in range(5)]
    return [say("map.level"), say("watch.pairs")], rows, [False, True]


def years_table(now: Shown, say: Words) -> Table:
    """Return the figures at the start, at the end of each year, and of the last quarter."""
    chosen = [
        quarter
        for quarter in range(now.quarter + 1)
        if quarter % QUARTERS == 0 or quarter == now.quarter
    ]
    rows = [
        [moment(quarter, say), *(say.number(now.history[quarter][name]) for name in FIGURES)]
        for quarter in chosen
    ]
    names = [f"{say.pictures.measure(name)}, {say.pictures.unit(name)}" for name in FIGURES]
    return [say("watch.when"), *names], rows, [False] + [True] * len(names)


def figures_of(now: Shown) -> pd.DataFrame:
    """Return every figure by quarter, in full."""
    table = pd.DataFrame(list(now.history), columns=list(FIGURES))
    table.insert(0, "quarter", range(len(table)))
    return table
