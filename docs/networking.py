"""Write the ranking of the six forms of networking into networking.md, from the export of a sweep.

Run ``interhelix sweep networking --store networking``, then ``interhelix export networking --out
networking.csv`` and ``python docs/networking.py networking.csv``. Two forms share a rank unless the
interval of their paired difference, held over all pairs of forms (Bonferroni), leaves out zero.
"""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import pandas as pd
from generate import with_part
from scipy.stats import t

PAGE = Path(__file__).resolve().with_name("networking.md")
BASE = "conferences"
ROLES = ("government", "business", "science", "civil_society")
FORMS = ("programmes", "strategies", "pools", "centres", "alliances", "partnerships")
CONFIDENCE = 0.95


def interval(differences: pd.Series, comparisons: int) -> tuple[float, float, float]:
    """Return mean, low and high of paired differences; intervals hold over all comparisons."""
    share = 1.0 - (1.0 - CONFIDENCE) / (2 * comparisons)
    half = t.ppf(share, len(differences) - 1) * differences.sem()
    mean = differences.mean()
    return mean, mean - half, mean + half


def ranks(by_form: pd.DataFrame) -> dict[str, int]:
    """Return the rank of each form: 1 and the number of forms that are better beyond doubt."""
    pairs = list(combinations(FORMS, 2))
    better = dict.fromkeys(FORMS, 0)
    for one, other in pairs:
        _, low, high = interval(by_form[one] - by_form[other], len(pairs))
        better[other] += int(low > 0)
        better[one] += int(high < 0)
    return {form: 1 + count for form, count in better.items()}


def table(runs: pd.DataFrame) -> str:
    """Return the table: a row for each form, a column for each role, the cost last."""
    lines = [
        "| form | " + " | ".join(role.replace("_", " ") for role in ROLES) + " | laid out | used |",
        "|---" * (len(ROLES) + 3) + "|",
    ]
    wide = {
        name: runs.pivot(index="replicate", columns="scenario", values=name)
        for name in (*(f"served_{role}" for role in ROLES), "policy_cost", "purse")
    }
    gains = {}
    for role in ROLES:
        figures = wide[f"served_{role}"]
        gains[role] = pd.DataFrame(
            {form: figures[f"networking_{form}"] - figures[BASE] for form in FORMS}
        )
    places = {role: ranks(gain) for role, gain in gains.items()}
    for form in FORMS:
        cells = []
        for role in ROLES:
            mean, low, high = interval(gains[role][form], len(FORMS))
            cells.append(f"**{places[role][form]}** {mean:+.2f} ({low:+.2f} .. {high:+.2f})")
        cost = (wide["policy_cost"][f"networking_{form}"] - wide["policy_cost"][BASE]).mean()
        left = wide["purse"][f"networking_{form}"].mean()
        lines.append(f"| {form} | {' | '.join(cells)} | {cost:.0f} | {cost - left:.0f} |")
    return "\n".join(lines)


def write(file: str) -> None:
    """Write the table between its markers."""
    text = PAGE.read_text(encoding="utf-8")
    found = table(pd.read_csv(file))
    PAGE.write_text(with_part(PAGE.name, text, "ranking", found), encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
