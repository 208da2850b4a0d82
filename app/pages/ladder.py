"""The page Ladder: how ties and region pairs climb, fall back and stay."""

from __future__ import annotations

import solara

from interhelix.app.parts import Sheet, block
from interhelix.app.portraying import rungs
from interhelix.app.portraying.figures import moves_of
from interhelix.app.portraying.frame import Drawn, Framed
from interhelix.app.portraying.keeping import LADDER, Kept, files_of_ladder
from interhelix.app.session import Portraits
from interhelix.app.texts import Words


@solara.component
def Ladder() -> None:
    """Show the ladders of A and B."""
    Framed("ladder", Ladders)


@solara.component
def Ladders(seen: Portraits, say: Words) -> None:
    """Show levels over time, moves between them, time in each, the outlook."""
    block("h2", say("ladder.over_time"))
    for side in ("a", "b"):
        Drawn(f"ladder_{side}", seen, LADDER[f"ladder_{side}"], say).key(side)
        with block("details"):
            block("summary", say("answer.as_table"))
            title = say("ladder.table_years", {"side": side.upper()})
            Sheet(title, *rungs.years_table(seen.a if side == "a" else seen.b, say))
    block("h2", say("ladder.moves"))
    ways = {f"{way}_{key}": _moves(seen, key, way, say) for way in ("up", "down") for key in "ab"}
    block("p", say("ladder.sentence", ways))
    Drawn("moves", seen, LADDER["moves"], say)
    Sheet(say("ladder.table_moves"), *rungs.moves_table(seen, say))
    block("h2", say("ladder.time"))
    block("p", say("ladder.time_text"))
    Sheet(say("ladder.table_time"), *rungs.time_table(seen, say))
    block("h2", say("ladder.outlook"))
    block("p", say("ladder.outlook_text"))
    Sheet(say("ladder.table_outlook"), *rungs.outlook_table(seen, say))
    Kept(files_of_ladder(seen, say), seen, say)


def _moves(seen: Portraits, side: str, way: str, say: Words) -> str:
    return say.number(sum(moves_of(seen.a if side == "a" else seen.b, way)))
