"""The part of a report that says how policies were made equal, and what that moved."""

from __future__ import annotations

import math
import textwrap

from interhelix.experiments.document import Block, Heading, Table, Text, number, span
from interhelix.experiments.equal import Equal
from interhelix.experiments.equalising import TOLERANCE

NAMES = {"money": "public money", "contacts": "contacts"}
NOBODY = "No policy surely has more of it than the baseline, so none is scaled."
RULE = """
A *dose* moves each parameter that a policy changes along the straight line from the baseline's
value (dose 0) to the policy's (dose 1) and beyond, within the parameter's bounds. Whole numbers,
and what splits a budget, stay as the policy has them. A policy for which no such dose exists stays
as it is, and is *not* equal. All other tables and pictures are of the policies at these doses.
"""


def equality(equal: Equal) -> list[Block]:
    """Return what was made equal, the dose of each policy, and what a dose moved."""
    measure, what = equal.aim.measure, NAMES[equal.aim.quantity]
    aimed = (
        f"Target: {number(equal.target)} {measure.unit} of `{measure.name}` at the end of a run,"
        f" {_origin(equal)}; to {100 * TOLERANCE:.0f} %, looked for in {equal.pairs} pairs."
    )
    return [
        Heading(2, f"At equal {what}"),
        Text(textwrap.fill(NOBODY if math.isnan(equal.target) else aimed, 96)),
        Text(RULE.strip()),
        _doses(equal, f"Doses at equal {what}"),
        _changes(equal),
    ]


def _origin(equal: Equal) -> str:
    if equal.aim.amount is not None:
        return "as asked"
    return "that of the policy that has least, but surely more than the baseline"


def _doses(equal: Equal, caption: str) -> Table:
    header = ["policy", "dose", equal.aim.measure.name, "95 % interval", "reading"]
    lines = [
        [
            row["policy"],
            number(row["dose"]),
            number(row["mean"]),
            span(row["low"], row["high"]),
            row["reading"],
        ]
        for row in equal.doses.to_dict("records")
    ]
    return Table(caption, header, lines)


def _changes(equal: Equal) -> Table:
    header = ["parameter", "unit", "quarters", "baseline", "policy", "at the dose", "how"]
    lines = [
        [
            f"{row['policy']}, {row['parameter']}",
            row["unit"],
            f"{row['begin']} to {row['end'] - 1}",
            number(row["baseline"]),
            number(row["policy_value"]),
            number(row["value"]),
            row["treatment"],
        ]
        for row in equal.changes.to_dict("records")
    ]
    return Table("What the doses moved", header, lines)
