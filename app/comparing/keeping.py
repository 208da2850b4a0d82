"""What can be kept: pictures, tables, scenario files, the command that repeats it, the link."""

from __future__ import annotations

from collections.abc import Callable

import solara

from interhelix.app import session
from interhelix.app.choices import OWN
from interhelix.app.comparing import charts, tables
from interhelix.app.drafts import toml_of
from interhelix.app.parts import Address, Keep, block
from interhelix.app.session import Found
from interhelix.app.share import link_of
from interhelix.app.texts import Words
from interhelix.experiments.report import command_line

KINDS = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv", "toml": "application/toml"}

Files = dict[str, Callable[[], bytes]]


@solara.component
def Keeping(found: Found, say: Words) -> None:
    """Show a button for every file, the command, and the link."""
    block("h2", say("keep.title"))
    for heading, files in files_of(found, say).items():
        with block("div", look="ih-keep", attributes={"role": "group", "aria-label": say(heading)}):
            block("span", say(heading), look="ih-label")
            for name, make in files.items():
                Keep(name, name, KINDS[name.rpartition(".")[2]], make).key(name)
    if found.choices.world == OWN:
        block("p", say("keep.link_own"), look="ih-quiet")
    else:
        link = link_of(found.choices, session.language.value, found.comparison)
        Address(say("keep.link"), say("keep.copy"), say("keep.copied"), link)
        block("p", say("keep.link_text"), look="ih-quiet")
    block("p", say("keep.command"), look="ih-label")
    block("pre", command_line(found.comparison), look="ih-command", attributes={"tabindex": "0"})


def files_of(found: Found, say: Words) -> dict[str, Files]:
    """Return the files by the key of their heading, each with what makes it.

    The self-contained report in HTML takes its place here once ``compare`` writes one.
    """
    pictures: Files = {
        f"{name}.{kind}": _drawer(draw, found, say, kind)
        for name, draw in (
            ("effects", charts.effects_picture),
            ("differences_over_time", charts.paired_picture),
            ("forest", charts.forest_picture),
        )
        for kind in ("png", "svg")
    }
    comparison = found.comparison
    numbers: Files = {
        "differences.csv": lambda: tables.csv_of(comparison.rows),
        "effects_over_time.csv": lambda: tables.csv_of(comparison.bands),
        "paired_over_time.csv": lambda: tables.csv_of(comparison.paired_bands),
        "winners_and_losers.csv": lambda: tables.csv_of(comparison.standing),
        "costs.csv": lambda: tables.csv_of(comparison.costs),
    }
    scenarios: Files = {
        f"{scenario.name}.toml": lambda scenario=scenario: toml_of(scenario).encode()
        for scenario in (comparison.baseline, *comparison.policies)
    }
    return {"keep.numbers": numbers, "keep.pictures": pictures, "keep.scenarios": scenarios}


def _drawer(
    draw: Callable[[Found, Words, str], bytes], found: Found, say: Words, kind: str
) -> Callable[[], bytes]:
    return lambda: draw(found, say, kind)
