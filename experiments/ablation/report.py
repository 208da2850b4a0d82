"""An ablation as text: a line for each switch, and how many came out as expected."""

from __future__ import annotations

from interhelix.experiments.ablation.ablating import Ablation
from interhelix.experiments.document import counted, length_of

HEAD = ("switch", "measure", "unit", "expected", "off", "difference", "95 % interval", "verdict")


def report(found: Ablation) -> str:
    """Return a Markdown table of all switches, those that did not come out first."""
    rows = found.rows.sort_values("ok", kind="stable")
    lines = [
        f"{found.world}, {length_of(found.quarters, found.replicates, found.seed)}",
        "The difference is that of on against off.",
        "",
        "| " + " | ".join(HEAD) + " |",
        "|" + " --- |" * len(HEAD),
    ]
    for row in rows.to_dict("records"):
        verdict = "as expected" if row["ok"] else "NOT as expected"
        cells = (
            row["switch"], row["measure"], row["unit"], row["expected"], f"{row['off']:.4g}",
            f"{row['difference']:.3g}", f"{row['low']:.3g} .. {row['high']:.3g}", verdict,
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    right = int(found.rows["ok"].sum())
    share = 100.0 * right / len(found.rows)
    switches = counted(len(found.rows), "switch", "switches")
    lines += ["", f"{right} of {switches} came out as expected ({share:.0f} %)."]
    return "\n".join(lines)
