"""Sections of the report of a sweep."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.experiments.analysis import Analysis
from interhelix.experiments.analysis.effects import MOST_ROWS
from interhelix.experiments.analysis.sensitivity import FEWEST_DRAWS, MORRIS, NO_INDEX, needs_salib
from interhelix.experiments.document import Block, Heading, Picture, Table, Text, table_of
from interhelix.experiments.statistics import (
    FALLS,
    IMPROVES,
    RISES,
    WORSENS,
    counted,
    number,
    percent,
)

MOST_LINES = 40  # of a table; files hold all
MOST_MEASURES = 4  # side by side
MOST_EFFECTS = 12  # of one response
MOST_FACTORS = 6  # side by side
NO_SETTINGS = (
    f"Not shown: with one pair at a setting, or more than {MOST_ROWS:,} rows, no interval would say"
    " much.\n`draws.csv` holds the means."
)
RESOLVED = (IMPROVES, WORSENS, RISES, FALLS)


def at_each_setting(found: Analysis) -> list[Block]:
    """Return the differences at each setting, for the first measures."""
    rows, title = found.settings, Heading(2, "At each setting")
    if not (found.experiment.design.over_levels and found.grid.policies):
        return []
    if rows.empty:
        return [title, Text(NO_SETTINGS)] if len(found.grid.settings) > 1 else []
    factors = list(found.experiment.factors)
    measures = list(found.experiment.measures[:MOST_MEASURES])
    units = [measure.unit for measure in found.grid.measures[:MOST_MEASURES]]
    lines = []
    for values, policy_rows in rows.groupby([*factors, "policy"], sort=False):
        *setting, policy = values
        words = policy_rows["verdict"].str.partition(":")[0]
        cells = [
            f"{number(difference)} {word}"
            for difference, word in zip(policy_rows["difference"], words, strict=True)
        ]
        levels = [f"{value:g}" for value in setting]
        lines.append([*levels, *cells[:MOST_MEASURES], str(policy)])
    named = [f"{name} [{unit}]" for name, unit in zip(measures, units, strict=True)]
    header = [*factors, *named, "policy"]
    text = (
        f"Differences from {found.experiment.scenarios[0]}, with their verdict; intervals hold"
        " together over all\nsettings, policies and measures, and stand in `settings.csv`"
        f"{_rest(len(lines))}."
    )
    table = Table("Differences at each setting", header, lines[:MOST_LINES])
    return [title, Text(text), table]


def _rest(lines: int) -> str:
    return f"; {counted(lines - MOST_LINES, 'more line')} too" if lines > MOST_LINES else ""


def factor_effects(found: Analysis) -> list[Block]:
    """Return the surest effects of factors and of policies together."""
    rows = found.effects
    if rows.empty:
        return []
    blocks: list[Block] = [
        Heading(2, "What the factors do"),
        Text(
            "Effects within replicates, on the baseline and on the difference that each policy"
            " makes.\n*Improves* says that the effect moves the measure, or the difference, the"
            " way that is wanted.\nThe surest are shown, and whoever else the design cannot tell"
            " from them; `effects.csv` holds all.\nIntervals hold together over all of these."
        ),
        Picture("factors"),
        Picture("tornado"),
        Picture("heat"),
    ]
    for of, part in rows.groupby("of", sort=False):
        resolved = part[part["verdict"].isin(RESOLVED)]
        width = (resolved["high_all"] - resolved["low_all"]).replace(0.0, np.nan)
        sure = (resolved["difference"].abs() / width).sort_values(ascending=False, kind="stable")
        shown = resolved.loc[sure.index[:MOST_EFFECTS]]
        told = f"{len(resolved)} of {len(part)} effects on {of} are resolved"
        blocks.append(Text(f"{told}." if resolved.empty else f"{told}:"))
        if not resolved.empty:
            blocks.append(_effects(shown, str(of)))
    return blocks


def _effects(rows: pd.DataFrame, of: str) -> Table:
    return table_of(f"Surest effects on {of}", rows, {
        "effect": lambda row: f"{row.effect} (= {row.alias})" if row.alias else row.effect,
        "from → to": "levels", "measure": "measure", "unit": "unit", "change": "#difference",
        "95 % interval": "low_all..high_all", "verdict": "verdict",
    })  # fmt: skip


def two_layers(found: Analysis) -> list[Block]:
    """Return how far luck and ignorance spread each figure."""
    rows = found.layers
    if rows.empty:
        return []
    if found.grid.policies:
        rows = rows[rows["of"] != found.grid.scenarios[0]]
    what = "settings of the design" if found.experiment.design.over_levels else "draws"
    table = table_of("Luck and ignorance, kept apart", rows, {
        "figure, measure": lambda row: f"{row.of}, {row.measure}", "unit": "unit", "mean": "#mean",
        "sd luck": "#sd_luck", "sd ignorance": "#sd_ignorance", "ignorance": "%share_ignorance",
        "luck: 95 %": "low_luck..high_luck", "ignorance: 95 %": "low_ignorance..high_ignorance",
        "wanted sign": "%better",
    })  # fmt: skip
    text = (
        f"*Luck* is what differs between replicates at one setting, *ignorance* between the {what}"
        " once luck\nis taken off; *ignorance* in per cent is its share of both variances. *Luck:"
        " 95 %* bounds the mean over all,\nand narrows with more replicates; between the bounds of"
        f" *ignorance: 95 %* lie 95 % of the {what},\nand no number of replicates narrows them."
        " *Wanted sign* is the share of them where the figure is of the\nsign that is wanted."
    )
    return [Heading(2, "Luck and ignorance"), Text(text), table]


def regret(found: Analysis) -> list[Block]:
    """Return what one loses by each scenario where another would have been best."""
    rows = found.regret
    if rows.empty:
        return []
    table = table_of("Regret over the settings", rows, {
        "measure, scenario": lambda row: f"{row.measure}, {row.scenario}", "unit": "unit",
        "mean regret": "#mean_regret", "largest": "#max_regret", "of this luck": "#luck",
        "often best": "%often_best", "least largest regret": lambda row: "yes" * bool(row.choice),
    })  # fmt: skip
    over = counted(len(found.grid.settings), "setting")
    text = (
        f"Over {over}: how far a scenario lies behind the best one there. *Of this luck* is"
        " the\nstandard error of a regret at one setting: less than about"
        " twice that may be luck. `draws.csv` holds every\nsetting."
    )
    return [Heading(2, "Regret"), Text(text), Picture("regret"), table]


def sensitivity(found: Analysis) -> list[Block]:
    """Return the indices of a design that samples, or what is to be installed for them."""
    design = found.experiment.design
    if design.over_levels or design.kind in NO_INDEX or not found.experiment.factors:
        return []
    title = Heading(2, "Sensitivity")
    if missing := needs_salib():
        return [title, Text(f"Not computed: {missing}")]
    rows = found.sensitivity
    if found.grid.policies:
        rows = rows[rows["of"] != found.grid.scenarios[0]]
    if rows.empty:
        few = f"there are fewer than {FEWEST_DRAWS}, or nothing varies between them"
        return [
            title,
            Text(f"No index can be computed from {len(found.grid.settings)} draws: {few}."),
        ]
    size = rows["value"].abs().groupby(rows["factor"]).mean().sort_values(ascending=False)
    factors = [str(name) for name in size.index[:MOST_FACTORS]]
    lines = []
    for (of, measure, unit, figure), part in rows.groupby(
        ["of", "measure", "unit", "figure"], sort=False
    ):
        value = part.set_index("factor")["value"]
        index = f"mu* [{unit}]" if figure == MORRIS else str(figure)
        lines.append([str(of), str(measure), index, *(number(value[name]) for name in factors)])
    header = ["figure", "measure", "index", *factors]
    text = (
        "Share of the variance between draws that a factor explains alone (first order) and with"
        " its interactions\n(total; of plain samples from 300 draws on); for Morris designs mu*,"
        " the mean size of elementary effects over the\nrange. Factors that count most stand first;"
        f" `sensitivity.csv` holds all, with half widths and sigma{_rest(len(lines))}."
    )
    return [title, Text(text), Table("Sensitivity indices (SALib)", header, lines[:MOST_LINES])]


def tipping(rows: pd.DataFrame) -> list[Block]:
    """Return the section on where one factor at a time turns the sign of a difference."""
    if rows.empty:
        return []
    turning = rows[rows["tips_at"].notna()].sort_values("sure", ascending=False, kind="stable")
    table = table_of("Tipping points", turning[:MOST_LINES], {
        "difference, measure, factor": lambda row: f"{row.of}, {row.measure}, {row.factor}",
        "unit": "unit", "at low": "#at_low", "at high": "#at_high", "tips at": "#tips_at",
        "sure": lambda row: "yes" if row.sure else "no",
    })  # fmt: skip
    text = (
        f"One factor at a time over its range, all others in the middle: {len(turning)} of"
        f" {counted(len(rows), 'difference')} change\ntheir sign on the way. *Sure* means that a"
        " value before and one behind have intervals on the two sides of zero;\nthey hold"
        " together over all values, factors and measures. `tipping.csv` holds all."
    )
    return [Heading(2, "Tipping points"), Text(text), *([table] if len(turning) else [])]


def robustness(rows: pd.DataFrame) -> list[Block]:
    """Return the section on the share of draws in which each difference keeps its sign."""
    if rows.empty:
        return []
    table = table_of("Robustness of each difference", rows[:MOST_LINES], {
        "difference, measure": lambda row: f"{row.of}, {row.measure}",
        "sign": lambda row: "more" if row.more else "less", "holds in": "%holds",
        "95 % interval": lambda row: f"{percent(row.low_holds)} .. {percent(row.high_holds)}",
        "surely": "%surely", "surely not": "%surely_not",
    })  # fmt: skip
    text = (
        f"In what share of {counted(int(rows['draws'].iloc[0]), 'draw')} the mean difference has"
        " the sign that it has over all of them, with an\ninterval for the number of draws;"
        " *surely* counts those in which luck does not explain it (paired t interval\nof that"
        " draw), *surely not* those in which the sign is surely the other one."
    )
    return [Heading(2, "Robustness"), Text(text), table]
