"""Write the example of ``howto_explain.md``: what carries the effects of the headline policy.

Run it as ``python docs/explained.py``; it takes 210 runs, about a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generate import table, with_part

from interhelix import explain
from interhelix.experiments import Explanation
from interhelix.experiments.ablation.explanation import is_sure
from interhelix.experiments.picture_texts import texts
from interhelix.experiments.statistics import number, span

PAGE = Path(__file__).with_name("howto_explain.md")
KINDS = ("total", "intervention", "remainder")


def lines_of(found: Explanation) -> Iterator[list[str]]:
    """Yield a line for each effect: total, each intervention left out, what they do together."""
    rows = found.effects[found.effects["kind"].isin(KINDS)]
    for measure, own in rows.groupby("measure", sort=False):
        cells = [
            (f"**{number(row.difference)}**" if is_sure(row) else number(row.difference))
            + f" ({span(row.low_all, row.high_all)})"
            for row in own.itertuples()
        ]
        yield [f"`{measure}` [{own['unit'].iloc[0]}]", *cells]


def main() -> None:
    """Write the table anew."""
    found = explain("conferences", "platform_and_specialisation", questions="interventions")
    rows = found.effects[found.effects["kind"] == "intervention"]
    names = [texts("en").intervention(name) for name in rows["part"].unique()]
    header = ["effect", "total", *(f"without: {name}" for name in names), "together"]
    text = with_part(
        PAGE.name, PAGE.read_text(encoding="utf-8"), "example", table(header, lines_of(found))
    )
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
