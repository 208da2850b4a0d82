"""The page Ladder: how ties and region pairs move up and down the levels."""

from __future__ import annotations

import solara

from interhelix.app.ladder.view import (
    PICTURES,
    files_of_ladder,
    moves_of,
    moves_table,
    outlook_table,
    time_table,
    years_table,
)
from interhelix.app.parts import Sheet, block
from interhelix.app.runs import RunPair
from interhelix.app.runs.frame import PageFrame, RunDownloads, RunDrawing
from interhelix.app.texts import Words


@solara.component
def Ladder() -> None:
    """Show the ladders of A and B."""
    PageFrame("ladder", Ladders)


@solara.component
def Ladders(seen: RunPair, say: Words) -> None:
    """Show levels over time, moves between them, time in each, the outlook."""
    block("h2", say("ladder.over_time"))
    for side in ("a", "b"):
        RunDrawing(f"ladder_{side}", seen, PICTURES[f"ladder_{side}"], say).key(side)
        with block("details"):
            block("summary", say("answer.as_table"))
            title = say("ladder.table_years", {"side": side.upper()})
            Sheet(title, *years_table(seen.a if side == "a" else seen.b, say))
    block("h2", say("ladder.moves"))
    ways = {f"{way}_{key}": _moves(seen, key, way, say) for way in ("up", "down") for key in "ab"}
    block("p", say("ladder.sentence", ways))
    RunDrawing("moves", seen, PICTURES["moves"], say)
    Sheet(say("ladder.table_moves"), *moves_table(seen, say))
    block("h2", say("ladder.time"))
    block("p", say("ladder.time_text"))
    Sheet(say("ladder.table_time"), *time_table(seen, say))
    block("h2", say("ladder.outlook"))
    block("p", say("ladder.outlook_text"))
    Sheet(say("ladder.table_outlook"), *outlook_table(seen, say))
    RunDownloads(files_of_ladder(seen, say), seen, say)


def _moves(seen: RunPair, side: str, way: str, say: Words) -> str:
    return say.number(sum(moves_of(seen.a if side == "a" else seen.b, way)))
