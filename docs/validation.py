"""Write the validation into validation.md: tables that a run of this file makes anew.

``python docs/validation.py`` runs ``interhelix validate`` with the numbers below, once with the
default parameters and once with the posterior that ships, and for each figure that fails under the
defaults the experiment of ``published.toml`` that shows what it depends on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generate import CALIBRATION, with_part

from interhelix import validate
from interhelix.experiments import validation as report
from interhelix.experiments.validation import Runs, Validation, values_with
from interhelix.experiments.validation.assessment import FAILS, experiments, interval, published
from interhelix.model.state import Float

PAGE = Path(__file__).resolve().with_name("validation.md")
REPLICATES, SEED, QUARTERS = 5, 1, 60


def explained(found: Validation) -> Iterator[tuple[str, ...]]:
    """Yield the experiment of each figure that fails, and what the figure is then."""
    job = Runs(QUARTERS, SEED, {})
    bands = {each.key: each for each in published()[1]}
    run: dict[str, dict[str, Float]] = {}  # what several experiments share runs once
    for row in found.rows[found.rows["verdict"] == FAILS].to_dict("records"):
        for one in (one for one in experiments() if one.figure == row["figure"]):
            changes = ", ".join(f"`{name}` {value:g}" for name, value in one.changes.items())
            key = f"{one.trial} {changes}"
            if key not in run:
                run[key] = values_with(one, job, REPLICATES)
            mean, low, high = interval(run[key][one.figure])
            inside = "in the band" if bands[one.figure].holds(mean, low, high) else "still outside"
            yield (
                f"{row['pattern']} {row['text']}", report.number(row["simulated"]), one.text,
                changes, f"{report.number(mean)} ({report.between(low, high)})", inside,
            )  # fmt: skip


def both(found: Validation, fitted: Validation) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each pattern under the defaults, and its verdict with the posterior."""
    rows = zip(report.pattern_lines(found), report.pattern_lines(fitted), strict=True)
    return ((*row, other[-1]) for row, other in rows)


def parts(found: Validation, fitted: Validation) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the tables of the page by the names of their markers."""
    yield "summary", report.summary(found)
    yield "posterior", report.summary(fitted)
    yield "patterns", report.table((*report.PATTERNS, "with the posterior"), both(found, fitted))
    yield "figures", report.table(report.FIGURES, report.figures(found))
    yield "links", report.table(report.LINKS, report.links(found))
    yield "fp7", report.table(report.FITS, report.fits(found))
    yield "fp7 posterior", report.table(report.FITS, report.fits(fitted))
    heads = ("figure that fails", "simulated", "experiment", "change", "simulated then", "")
    yield "experiments", report.table(heads, explained(found))


if __name__ == "__main__":
    found = validate(REPLICATES, QUARTERS, SEED)
    fitted = validate(REPLICATES, QUARTERS, SEED, posterior=CALIBRATION)
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in parts(found, fitted):
        text = with_part(PAGE.name, text, name, "\n".join(lines))
    PAGE.write_text(text, encoding="utf-8")
