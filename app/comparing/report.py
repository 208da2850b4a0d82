"""The report of a comparison as one page in the language of the session: what the answer shows."""

from __future__ import annotations

import interhelix
from interhelix.app.comparing import charts, tables
from interhelix.app.comparing.names import option_names, setting_of
from interhelix.app.comparing.verdict import verdict_of
from interhelix.app.session import Found
from interhelix.app.texts import Words
from interhelix.experiments.comparison import command_line, comparison_pictures
from interhelix.experiments.document import Block, Code, Heading, Picture, Shown, Table, Text, page
from interhelix.experiments.pictures.results import alts
from interhelix.model.machine_code import fingerprint

CHARTS = {
    "effects": charts.effects_picture,
    "paired": charts.paired_picture,
    "forest": charts.forest_picture,
}


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
    with charts.drawing:
        others = comparison_pictures(found.comparison, say.language)
        for name, alt in alts(others, say.language).items():
            if name not in shown:
                shown[name] = Shown(charts.file_of(others[name], "png"), alt)
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
        _sheet("differences", tables.differences_table(found, say), say),
        Heading(2, say("answer.standing")),
        Text(say("answer.standing_text", tables.standing_counts(found))),
        _sheet("regions", tables.regions_table(found, say), say),
        _sheet("roles", tables.roles_table(found, say), say),
        Heading(2, say("answer.costs")),
        Text(say("answer.costs_text", {"cost": say.number(cost, sign=True)})),
        _sheet("costs", tables.costs_table(found, say), say),
        Heading(2, say("report.more")),
        *(Picture(name) for name in pictures if name not in CHARTS),
        Heading(2, say("report.repeat")),
        Code(command_line(found.comparison)),
        Text(f"interhelix {interhelix.__version__}, {fingerprint()}"),
    ]


def _chart(name: str, say: Words) -> tuple[Block, Block]:
    return Picture(name), Text(say(f"caption.{name}"))


def _sheet(name: str, table: tables.Table, say: Words) -> Table:
    return Table(say(f"answer.table_{name}"), table.header, table.rows)
