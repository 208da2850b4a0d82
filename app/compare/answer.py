"""The answer of a comparison in words and tables: the verdict to quote, and every figure."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, NamedTuple

import pandas as pd

from interhelix.app.shell.names import COST, effect_name, option_names, verdict_words, world_of
from interhelix.app.shell.session import Found
from interhelix.app.shell.share_link import Outcome
from interhelix.app.shell.views import Table, span
from interhelix.app.texts import Words
from interhelix.experiments import Comparison
from interhelix.experiments.statistics import FEWEST_PAIRS, IMPROVES, NO_DIFFERENCE, WORSENS
from interhelix.experiments.tables import labels_of
from interhelix.model.measures import EFFECTS, PRIMARY

KPIS = ("ties_level_3", "isolates", "net_value", "effect_coverage", "policy_cost")
MOST_LISTED = 5  # regions at either end
STANDING_MARKS = {"gains": "▲ ", "loses": "▼ ", "unclear": ""}


def primary_rows(found: Found) -> pd.DataFrame:
    """Return the rows of the primary measures."""
    rows = found.comparison.rows
    return rows[rows["measure"].isin(PRIMARY)]


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
        for row in primary_rows(found).itertuples()
    ]
    return Table(header, rows, [False, False, True, True, True, True, True, False])


def fifths(found: Found, say: Words) -> tuple[list[int], list[str]]:
    """Return the last quarters of every fifth of the run, and the years that they end."""
    quarters = [found.comparison.quarters * fifth // 5 for fifth in range(1, 6)]
    return quarters, [say("table.year", {"n": say.number(quarter / 4)}) for quarter in quarters]


def effects_over_time(found: Found, say: Words) -> Table:
    """Return the means of the eight effects in A and B at the end of every fifth of the run."""
    bands = found.comparison.bands
    quarters, years = fifths(found, say)
    header = [*(say(f"table.{key}") for key in ("effect", "unit", "option")), *years]
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
    quarters, years = fifths(found, say)
    header = [say("table.effect"), say("table.unit"), *years]
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
    for row in found.comparison.costs.itertuples():
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
            for row in rows.itertuples()
        ],
        [False, True, True, True, False],
    )


def outcome_of(comparison: Comparison) -> Outcome:
    """Return the fingerprint of a comparison."""
    return Outcome("compare", blake2b(comparison.to_json().encode(), digest_size=8).hexdigest())


def standing_counts(found: Found) -> dict[str, int]:
    """Return how many regions gain, lose, and are not resolved."""
    counts = found.comparison.standing.query("kind == 'region'")["standing"].value_counts()
    return {word: int(counts.get(word, 0)) for word in STANDING_MARKS}


UNDECIDED = "undecided"
KINDS = (IMPROVES, WORSENS, NO_DIFFERENCE, UNDECIDED)


class Verdict(NamedTuple):
    """The verdict: a sentence to quote, its confidence, a caution."""

    sentence: str
    sure: str
    caution: str

    @property
    def quote(self) -> str:
        """All of it, as one would paste it."""
        return " ".join(self)


def verdict_of(found: Found, say: Words) -> Verdict:
    """Return the verdict on B against A."""
    comparison = found.comparison
    rows = comparison.rows.set_index("measure")
    a, b = option_names(found, say)
    few = comparison.pairs < FEWEST_PAIRS
    blanks = {
        "a": a,
        "b": b,
        "years": found.choices.years,
        "world": world_of(found, say),
        "what": say("verdict.few") if few else f"{_what(rows, say)}; {_cost(rows.loc[COST], say)}",
    }
    sure = "verdict.sure_few" if few else "verdict.sure"
    return Verdict(
        say("verdict.sentence", blanks),
        say(sure, {"pairs": comparison.pairs, "least": FEWEST_PAIRS}),
        say("verdict.caution"),
    )


def _what(rows: pd.DataFrame, say: Words) -> str:
    """Say which of the eight effects get better, worse, stay or are not decided."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for effect in EFFECTS:
        word = str(rows.loc[effect, "verdict"])
        by_kind[word if word in by_kind else _other(word)].append(effect_name(effect, say))
    parts = [
        say(
            f"verdict.{key}",
            {"n": len(by_kind[kind]), "all": len(EFFECTS), "list": ", ".join(by_kind[kind])},
        )
        for kind, key in zip(KINDS, ("better", "worse", "same", "open"), strict=True)
        if by_kind[kind]
    ]
    return "; ".join(parts)


def _other(word: str) -> str:
    """Return the kind of a verdict in other words: identical numbers are no difference."""
    return NO_DIFFERENCE if word.startswith("identical") else UNDECIDED


def _cost(row: pd.Series, say: Words) -> str:
    """Return what B costs beyond A, with the interval shown everywhere else."""
    cost, low, high = (float(row[name]) for name in ("difference", "low_all", "high_all"))
    if low <= 0 <= high:
        return say("verdict.cost_same")
    blanks = {"cost": say.number(abs(cost))}
    ends = sorted((abs(low), abs(high)))
    blanks |= {"low": say.number(ends[0]), "high": say.number(ends[1])}
    return say("verdict.cost_more" if cost > 0 else "verdict.cost_less", blanks)
