"""Tables of the ladder: ties by year, moves, time in level, the outlook."""

from __future__ import annotations

from interhelix.app.choices import QUARTERS
from interhelix.app.portraits import Portrait
from interhelix.app.portraying.figures import moves_of, stay_of, time_of
from interhelix.app.portraying.tables import Table, level_name
from interhelix.app.session import Portraits
from interhelix.app.texts import Words

LADDER = tuple(f"ties_level_{level}" for level in range(1, 5))


def years_table(one: Portrait, say: Words) -> Table:
    """Return ties at each level at the end of each year."""
    series = one.run.series[list(LADDER)].iloc[QUARTERS - 1 :: QUARTERS]
    rows = [
        [say("table.year", {"n": year}), *(say.number(float(value)) for value in values)]
        for year, values in enumerate(series.to_numpy(), start=1)
    ]
    header = [say("ladder.year"), *(level_name(level, say) for level in range(1, 5))]
    return header, rows, [False] + [True] * 4


def moves_table(seen: Portraits, say: Words) -> Table:
    """Return moves of region pairs between neighbouring levels."""
    rows = []
    for way in ("up", "down"):
        a, b = moves_of(seen.a, way), moves_of(seen.b, way)
        for level in range(4):
            low, high = level_name(level, say), level_name(level + 1, say)
            name = f"{low} → {high}" if way == "up" else f"{high} → {low}"
            change = say.number(b[level] - a[level], sign=True)
            rows.append([name, say.number(a[level]), say.number(b[level]), change])
    header = [say("ladder.from_to"), say("table.a"), say("table.b"), say("table.difference")]
    return header, rows, [False, True, True, True]


def time_table(seen: Portraits, say: Words) -> Table:
    """Return how much time region pairs spend at each level, and how long they stay."""
    shares, stays = [[of(one) for one in (seen.a, seen.b)] for of in (time_of, stay_of)]
    rows = []
    for level in range(5):
        share = [say.number(float(one[level])) for one in shares]
        stay = [_years(float(one[level]), seen.a.run.quarters // QUARTERS, say) for one in stays]
        rows.append([level_name(level, say), *share, *stay])
    names = ("share_a", "share_b", "stay_a", "stay_b")
    return [say("map.level"), *(say(f"ladder.{n}") for n in names)], rows, [False] + [True] * 4


def _years(value: float, run: int, say: Words) -> str:
    """Write how long one stays; a run of so many years tells no more than that it is longer."""
    if value == float("inf"):
        return say("ladder.nobody_left")
    return say("ladder.longer", {"n": run}) if value > run else say.number(value)


def outlook_table(seen: Portraits, say: Words) -> Table:
    """Return region pairs by level at the end, and as they are to be expected a year later."""
    rows = []
    for level in range(5):
        row = [level_name(level, say)]
        for one in (seen.a, seen.b):
            now, then = one.run.outlook.iloc[level][["now", "in_a_year"]].astype(float)
            row += [say.number(now), say.number(then)]
        rows.append(row)
    names = ("now_a", "then_a", "now_b", "then_b")
    return [say("map.level"), *(say(f"ladder.{n}") for n in names)], rows, [False] + [True] * 4
