"""Downloads of a comparison: the report, pictures, tables, scenario files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import solara

import interhelix
from interhelix.app.compare.answer import (
    costs_table,
    differences_table,
    outcome_of,
    regions_table,
    roles_table,
    standing_counts,
    verdict_of,
)
from interhelix.app.compare.view import CHARTS
from interhelix.app.shell import session
from interhelix.app.shell.charts import drawing_lock, file_of
from interhelix.app.shell.names import option_names, setting_of
from interhelix.app.shell.session import Found
from interhelix.app.shell.views import (
    Downloads,
    Files,
    Table,
    csv_of,
    picture_files,
    scenario_files,
)
from interhelix.app.texts import Words
from interhelix.experiments.comparison import command_line, comparison_pictures
from interhelix.experiments.document import Block, Code, Heading, Picture, Shown, Text, page
from interhelix.experiments.document import Table as Sheet
from interhelix.experiments.pictures.results import alts
from interhelix.model.machine_code import fingerprint


def report_of(found: Found, say: Words) -> bytes:
    """Return the report: one page that needs nothing else."""
    shown = _pictures(found, say)
    return page(_blocks(found, say, list(shown)), shown, say.language, say.language).encode()


def _pictures(found: Found, say: Words) -> dict[str, Shown]:
    """Draw the charts of the answer, the ladder and the maps."""
    a, b = option_names(found, say)
    shown = {
        name: Shown(draw(found, say, "png"), say(f"alt.{name}", {"a": a, "b": b}))
        for name, draw in CHARTS.items()
    }
    with drawing_lock:
        others = comparison_pictures(found.comparison, say.language)
        for name, alt in alts(others, say.language).items():
            if name not in shown:
                shown[name] = Shown(file_of(others[name], "png"), alt)
    return shown


def _blocks(found: Found, say: Words, pictures: list[str]) -> list[Block]:
    """Return the parts of the report, the sentence to quote first."""
    a, b = option_names(found, say)
    verdict = verdict_of(found, say)
    cost = float(found.comparison.costs["cost"].iloc[0])
    return [
        Heading(1, say("report.title", {"a": a, "b": b})),
        *(Text(text) for text in verdict),
        Text(setting_of(found.choices, say)),
        Heading(2, say("answer.effects")),
        *_chart("effects", say),
        *_chart("paired", say),
        Heading(2, say("answer.differences")),
        *_chart("forest", say),
        _sheet("differences", differences_table(found, say), say),
        Heading(2, say("answer.standing")),
        Text(say("answer.standing_text", standing_counts(found))),
        _sheet("regions", regions_table(found, say), say),
        _sheet("roles", roles_table(found, say), say),
        Heading(2, say("answer.costs")),
        Text(say("answer.costs_text", {"cost": say.number(cost, sign=True)})),
        _sheet("costs", costs_table(found, say), say),
        Heading(2, say("report.more")),
        *(Picture(name) for name in pictures if name not in CHARTS),
        Heading(2, say("report.repeat")),
        Code(command_line(found.comparison)),
        Text(f"interhelix {interhelix.__version__}, {fingerprint()}"),
    ]


def _chart(name: str, say: Words) -> tuple[Block, Block]:
    return Picture(name), Text(say(f"caption.{name}"))


def _sheet(name: str, table: Table, say: Words) -> Sheet:
    return Sheet(say(f"answer.table_{name}"), table.header, table.rows)


@solara.component
def AnswerDownloads(found: Found, say: Words) -> None:
    """Show a button for every file, the command, and the link."""
    comparison = found.comparison
    outcome = solara.use_memo(lambda: outcome_of(comparison), [comparison])
    look, command = session.view_state.value, command_line(comparison)
    Downloads(files_of(found, say), found.choices, outcome, look, command, say)


def files_of(found: Found, say: Words) -> Mapping[str, Files]:
    """Return the files by the key of their heading, each with what makes it."""
    comparison = found.comparison
    numbers: Files = {
        "differences.csv": lambda: csv_of(comparison.rows),
        "effects_over_time.csv": lambda: csv_of(comparison.bands),
        "paired_over_time.csv": lambda: csv_of(comparison.paired_bands),
        "winners_and_losers.csv": lambda: csv_of(comparison.standing),
        "costs.csv": lambda: csv_of(comparison.costs),
    }
    pictures = {
        {"paired": "differences_over_time"}.get(name, name): partial(draw, found, say)
        for name, draw in CHARTS.items()
    }
    return {
        "keep.report": {"report.html": lambda: report_of(found, say)},
        "keep.numbers": numbers,
        "keep.pictures": picture_files(pictures),
        "keep.scenarios": scenario_files((comparison.baseline, *comparison.policies)),
    }
