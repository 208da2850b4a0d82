"""The verdict in one plain sentence to quote, with how sure it is and what to beware of."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from interhelix.app.comparing.names import COST, effect_name, option_names, world_of
from interhelix.app.session import Found
from interhelix.app.texts import Words
from interhelix.experiments.statistics import FEWEST_PAIRS, IMPROVES, NO_DIFFERENCE, WORSENS
from interhelix.model.measures import EFFECTS

UNDECIDED = "undecided"
KINDS = (IMPROVES, WORSENS, NO_DIFFERENCE, UNDECIDED)


class Verdict(NamedTuple):
    """A sentence to quote, how sure it is, and what to beware of."""

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
    """Say what B costs beyond A, with the interval that stands beside it everywhere."""
    cost, low, high = (float(row[name]) for name in ("difference", "low_all", "high_all"))
    if low <= 0 <= high:
        return say("verdict.cost_same")
    blanks = {"cost": say.number(abs(cost))}
    ends = sorted((abs(low), abs(high)))
    blanks |= {"low": say.number(ends[0]), "high": say.number(ends[1])}
    return say("verdict.cost_more" if cost > 0 else "verdict.cost_less", blanks)
