"""Views that several pages share: settings of a run, progress, downloads, the link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

import pandas as pd
import solara

from interhelix.app.parts import Address, Choice, Keep, Number, Press, Progress, block
from interhelix.app.shell import session
from interhelix.app.shell.choices import (
    MOST_SEED,
    OWN,
    Choices,
    RefusedError,
    ViewState,
    fitted_view,
)
from interhelix.app.shell.names import setting_of, world_name, worlds_on_offer
from interhelix.app.shell.options import YEARS, Option, toml_of
from interhelix.app.shell.share_link import Outcome, link_of
from interhelix.app.texts import Words, words
from interhelix.experiments.inputs import Origins
from interhelix.experiments.output import as_csv
from interhelix.experiments.simulation import command_line
from interhelix.model.machine_code import fingerprint
from interhelix.model.world import World
from interhelix.scenarios import Scenario, load_world, scenario_names

KINDS = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "toml": "application/toml",
    "html": "text/html",
}

Files = Mapping[str, Callable[[], bytes]]


@solara.component
def Downloads(
    groups: Mapping[str, Files],
    choices: Choices,
    outcome: Outcome,
    look: ViewState,
    command: str,
    say: Words,
) -> None:
    """Show a button for every file, by the key of its heading; the link; the command."""
    show_files(groups, say)
    if choices.world.startswith(OWN):
        block("p", say("keep.link_own"), look="ih-quiet")
    else:
        look = fitted_view(look, _codes(choices.world), choices.years)
        link = link_of(choices, say.language, outcome, look)
        Address(say("keep.link"), say("keep.copy"), say("keep.copied"), link)
        block("p", say("keep.holds", {"setting": setting_of(choices, say)}), look="ih-quiet")
        block("p", say(f"keep.link_{outcome.work}"), look="ih-quiet")
    block("p", say("keep.command"), look="ih-label")
    block("pre", command, look="ih-command", attributes={"tabindex": "0"})


@lru_cache(maxsize=16)
def _codes(world: str) -> Sequence[str]:
    """Return the regions of a world, whose table is read once: a run that plays shows this anew."""
    return load_world(world).codes


def show_files(groups: Mapping[str, Files], say: Words) -> None:
    """Show a button for every file, by the key of its heading."""
    block("h2", say("keep.title"))
    for heading, files in groups.items():
        with block("div", look="ih-keep", attributes={"role": "group", "aria-label": say(heading)}):
            block("span", say(heading), look="ih-label")
            for name, make in files.items():
                Keep(name, name, KINDS[name.rpartition(".")[2]], make).key(name)


def picture_files(draws: Mapping[str, Callable[[str], bytes]]) -> Files:
    """Return a file of each kind for each picture, by its name; ``draws`` take the kind."""
    return {
        f"{name}.{kind}": partial(draw, kind)
        for name, draw in draws.items()
        for kind in ("png", "svg")
    }


def scenario_files(scenarios: Sequence[Scenario]) -> Files:
    """Return the files of scenarios, under the names that the command gives them."""
    return {
        f"{scenario.name}.toml": lambda scenario=scenario: toml_of(scenario).encode()
        for scenario in scenarios
    }


@solara.component
def Reproduced(choices: Choices, outcome: Outcome, say: Words) -> None:
    """Say whether the numbers are those of the link that was opened, if one was."""
    state = session.shared.value
    if state is None or state.choices != choices or state.outcome.work != outcome.work:
        return
    key = "other_model" if state.model != fingerprint() else "not_reproduced"
    key = "reproduced" if state.outcome == outcome else key
    block("p", say(f"answer.{key}"), look="ih-quiet")


def csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as CSV, every figure in full."""
    return as_csv(table).encode()


def span(low: float, high: float, say: Words, sign: bool = False) -> str:
    """Write an interval."""
    return say("table.span", {"low": say.number(low, sign), "high": say.number(high, sign)})


class Table(NamedTuple):
    """A table for people: header, rows, and which columns hold figures."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[bool]


def command_of(scenario: Scenario, world: World, quarters: int, seed: int) -> str:
    """Return the command that repeats a run; ``seed`` is its own."""
    return command_line(Origins.of(world, [scenario]), quarters, seed)


def csv_files(tables: Mapping[str, Callable[[], pd.DataFrame]]) -> Files:
    """Return a file for each table, by its name."""
    return {f"{name}.csv": lambda make=make: csv_of(make()) for name, make in tables.items()}


@solara.component
def JobProgress() -> None:
    """Show how far the job is, and a button that ends it."""
    say = words(session.language.value)
    at = session.progress.value
    text = say("compare.starting")
    if at.of:
        text = say("compare.running", {"done": at.done, "of": at.of})
    elif at.compiling:
        text = say("compare.compiling")
    elif at.ahead:
        text = say("compare.waiting", {"ahead": at.ahead})
    with block("div", look="ih-underway"):
        Progress(text, at.done, at.of)
        Press(say("compare.cancel"), lambda _: session.cancel())


def choice_setter(name: str) -> Callable[[Any], None]:
    """Return what takes a value for a field of the choices."""

    def take(value: Any) -> None:
        chosen = session.choices.value
        if name in ("a_preset", "b_preset"):
            field = name.partition("_")[0]
            if value not in scenario_names():
                raise RefusedError("preset", {"value": str(value)[:24]})
            session.choose(replace(chosen, **{field: Option(value)}))
        else:
            number = name != "world" and isinstance(value, str)
            session.choose(replace(chosen, **{name: int(value) if number else value}))

    return lambda value: session.attempt(lambda: take(value))


def show_run_settings(say: Words) -> None:
    """Show in a bar where, how long and with which luck something is run."""
    chosen = session.choices.value
    worlds = [{"value": name, "text": world_name(say, name)} for name in worlds_on_offer()]
    years = [{"value": n, "text": say("compare.n_years", {"n": n})} for n in YEARS]
    Choice(say("compare.world"), chosen.world, worlds, choice_setter("world"))
    Choice(say("compare.years"), chosen.years, years, choice_setter("years"))
    Number(say("compare.seed"), chosen.seed, 0, MOST_SEED, choice_setter("seed"))
