"""Tables of the page: the same numbers as in its pictures, written for people, and whole as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from interhelix.app.comparing.names import effect_name, verdict_words
from interhelix.app.session import Found
from interhelix.app.texts import Words
from interhelix.experiments.output import as_csv
from interhelix.experiments.tables import labels_of
from interhelix.model.measures import EFFECTS, PRIMARY

KPIS = ("ties_level_3", "isolates", "net_value", "effect_coverage", "policy_cost")
MOST_LISTED = 5  # regions at either end
STANDING_MARKS = {"gains": "▲ ", "loses": "▼ ", "unclear": ""}


class Table(NamedTuple):
    """A table for people: header, rows, and which columns hold figures."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[bool]


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table with its columns as attributes."""
    yield from rows.itertuples()


def primary_rows(found: Found) -> pd.DataFrame:
    """Return the rows of the primary measures."""
    rows = found.comparison.rows
    return rows[rows["measure"].isin(PRIMARY)]


def span(low: float, high: float, say: Words, sign: bool = False) -> str:
    """Write an interval."""
    return say("table.span", {"low": say.number(low, sign), "high": say.number(high, sign)})


def differences_table(found: Found, say: Words) -> Table:
    """Return every primary measure in A, in B, and their paired difference."""
    header = [
        say(f"table.{key}")
        for key in ("measure", "unit", "a", "b", "difference", "interval", "better", "verdict")
    ]
    rows = [
        [
            say.pictures.measure(row.measure),
            say.pictures.unit(row.measure),
            say.number(row.baseline_mean),
            say.number(row.baseline_mean + row.difference),
            say.number(row.difference, sign=True),
            span(row.low_all, row.high_all, say, sign=True),
            f"{row.pairs_better}/{found.comparison.pairs}",
            verdict_words(row.verdict, row.measure, say),
        ]
        for row in each(primary_rows(found))
    ]
    return Table(header, rows, [False, False, True, True, True, True, True, False])


def effects_over_time(found: Found, say: Words) -> Table:
    """Return the means of the eight effects in A and B at the end of every fifth of the run."""
    bands = found.comparison.bands
    quarters = [found.comparison.quarters * fifth // 5 for fifth in range(1, 6)]
    header = [
        say("table.effect"),
        say("table.unit"),
        say("table.option"),
        *(say("table.year", {"n": say.number(quarter / 4)}) for quarter in quarters),
    ]
    names = ((found.comparison.baseline.name, "A"), (found.comparison.policies[0].name, "B"))
    rows = []
    for effect in EFFECTS:
        for policy, side in names:
            own = bands[(bands["measure"] == effect) & (bands["policy"] == policy)]
            means = own.set_index("quarter")["mean"]
            cells = [say.number(float(means[quarter])) for quarter in quarters]
            rows.append([effect_name(effect, say), say.pictures.unit(effect), side, *cells])
    return Table(header, rows, [False, False, False, *([True] * len(quarters))])


def paired_over_time(found: Found, say: Words) -> Table:
    """Return the paired differences of the eight effects, with the 90 % band of the pairs."""
    bands = found.comparison.paired_bands
    quarters = [found.comparison.quarters * fifth // 5 for fifth in range(1, 6)]
    header = [
        say("table.effect"),
        say("table.unit"),
        *(say("table.year", {"n": say.number(quarter / 4)}) for quarter in quarters),
    ]
    rows = []
    for effect in EFFECTS:
        own = bands[bands["measure"] == effect].set_index("quarter")
        cells = [
            f"{say.number(float(own.loc[q, 'mean']), sign=True)} "
            f"({span(float(own.loc[q, 'low_90']), float(own.loc[q, 'high_90']), say)})"
            for q in quarters
        ]
        rows.append([effect_name(effect, say), say.pictures.unit(effect), *cells])
    return Table(header, rows, [False, False, *([True] * len(quarters))])


def costs_table(found: Found, say: Words) -> Table:
    """Return what a unit of each effect costs."""
    header = [
        say(f"table.{key}") for key in ("effect", "gained", "unit", "price", "interval_alone")
    ]
    rows = []
    for row in each(found.comparison.costs):
        priced = row.cost_per_unit == row.cost_per_unit
        rows.append(
            [
                effect_name(row.measure, say),
                say.number(row.difference, sign=True),
                say.pictures.unit(row.measure),
                say.number(row.cost_per_unit) if priced else say("table.no_price"),
                span(row.low, row.high, say) if priced else say(f"table.{_why(row)}"),
            ]
        )
    return Table(header, rows, [False, True, False, True, True])


def _why(row: Any) -> str:
    """Return the key of why an effect has no price."""
    return "falls" if row.reading == "the effect falls" else "not_above_zero"


def roles_table(found: Found, say: Words) -> Table:
    """Return who gains and loses among the four roles."""
    roles = found.comparison.standing.query("kind == 'role'")
    return _standing(roles, "role", {code: say(f"roles.{code}") for code in roles["code"]}, say)


def regions_table(found: Found, say: Words, all_of_them: bool = False) -> Table:
    """Return the regions that gain and lose most, or all of them."""
    world = found.comparison.world
    names = world.local_names if say.language == "ru" else world.names
    regions = found.comparison.standing.query("kind == 'region'")
    regions = regions.sort_values("difference", ascending=False, kind="stable")
    if not all_of_them:
        ends = [regions.head(MOST_LISTED), regions.tail(MOST_LISTED)]
        regions = pd.concat(ends).drop_duplicates("code")
    return _standing(regions, "region", labels_of(world.codes, names), say)


def _standing(rows: pd.DataFrame, who: str, names: dict[str, str], say: Words) -> Table:
    keys = (who, "in_a", "difference", "interval", "standing")
    return Table(
        [say(f"table.{key}") for key in keys],
        [
            [
                names[row.code],
                say.number(row.baseline_mean),
                say.number(row.difference, sign=True),
                span(row.low_all, row.high_all, say, sign=True),
                STANDING_MARKS[row.standing] + say(f"table.{row.standing}"),
            ]
            for row in each(rows)
        ],
        [False, True, True, True, False],
    )


def standing_counts(found: Found) -> dict[str, int]:
    """Return how many regions gain, lose, and are not resolved."""
    counts = found.comparison.standing.query("kind == 'region'")["standing"].value_counts()
    return {word: int(counts.get(word, 0)) for word in STANDING_MARKS}


def csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as CSV, every figure in full."""
    return as_csv(table).encode()
