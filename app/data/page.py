"""The page Data: regions and their sources, a table of one's own, every number of the model."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import solara

from interhelix import scenarios
from interhelix.app.data.upload import MOST_BYTES, faults_of, file_name, world_in
from interhelix.app.parts import Choice, File, Keep, Sheet, block
from interhelix.app.shell import session
from interhelix.app.shell.names import world_name, worlds_on_offer
from interhelix.app.texts import Words, words
from interhelix.model.errors import InputError
from interhelix.model.parameters import Parameter, Parameters, catalogue
from interhelix.model.world import World
from interhelix.scenarios import load_world

ASSUMED, CALIBRATED = "assumed", "calibrated:"


class Outcome(NamedTuple):
    """What came of a file: what is wrong with it, or the world that it was taken for.

    ``odd`` is what looks wrong in a world that can be used.
    """

    name: str = ""
    faults: tuple[str, ...] = ()
    regions: int = 0
    title: str = ""
    odd: tuple[str, ...] = ()


@solara.component
def Data() -> None:
    """Show worlds, the upload, and parameters."""
    say = words(session.language.value)
    solara.Title(f"{say('pages.data')} · interhelix")
    with block("div", look="ih-sheetpage"):
        block("h1", say("data.title"))
        block("p", say("data.text"), look="ih-lead")
        _Worlds(say)
        _Own(say)
        _Parameters(say)


@solara.component
def _Worlds(say: Words) -> None:
    name, set_name = solara.use_state(session.choices.value.world)
    offered = worlds_on_offer()
    name = name if name in offered else offered[0]
    world = session.own.value.get(name) or load_world(name)
    block("h2", say("data.worlds"))
    items = [{"value": one, "text": world_name(say, one)} for one in offered]
    with block("div", look="ih-narrow"):
        Choice(say("data.world"), name, items, session.setter(offered, set_name))
    currency = say.flat.get(f"currencies.{world.currency}", world.currency)
    numbers = {"regions": world.size, "actors": world.actors, "currency": currency}
    block("p", say("data.about", numbers))
    if world.note:
        told = say.world_note(name)
        for part in (told or world.note).strip().split("\n\n"):
            block("p", part, attributes={} if told else {"lang": "en"})
    for told in basis_of(world, say):
        block("p", told, look="ih-quiet")
    if world.sources:
        header = [say("data.column"), say("data.source")]
        rows = [[column, source] for column, source in world.sources.items()]
        Sheet(say("data.table_sources"), header, rows, [False, False])
    with block("details"):
        block("summary", say("data.table_regions"))
        Sheet(say("data.table_regions"), *regions_of(world, say))


def basis_of(world: World, say: Words) -> list[str]:
    """Say what of a world is measured, estimated and drawn."""
    estimates = [
        say("data.estimate", {"column": column, "regions": len(codes), "size": world.size})
        for column, codes in world.estimated.items()
    ]
    estimates += [say.flat.get(f"drawn.{what}", what) for what in world.estimates[len(estimates) :]]
    told = {
        "measured": [say.flat.get(f"drawn.{what}", what) for what in world.measured],
        "estimated": estimates,
        "drawn": [say.flat.get(f"drawn.{what}", what) for what in world.drawn],
    }
    return [say(f"data.{how}", {how: "; ".join(what)}) for how, what in told.items() if what]


def regions_of(world: World, say: Words) -> tuple[list[str], list[list[str]], list[bool]]:
    """Return the table of regions: header, rows, and which columns hold figures."""
    columns = ("code", "name", "district", "lat", "lon", "population", "product")
    currency = say.flat.get(f"currencies.{world.currency}", world.currency)
    header = [say(f"data.{column}", {"currency": currency}) for column in columns]
    names = world.local_names if say.language == "ru" else world.names
    figures = (world.lat, world.lon, world.population, world.product)
    rows = [
        [code, name, district, *(say.figure(float(value)) for value in values)]
        for code, name, district, *values in zip(
            world.codes, names, world.districts, *figures, strict=True
        )
    ]
    return header, rows, [False] * 3 + [True] * 4


@solara.component
def _Own(say: Words) -> None:
    outcome, set_outcome = solara.use_state(Outcome())

    def take(sent: Any) -> None:
        set_outcome(Outcome())
        name = file_name(sent)
        try:
            table, doubts = world_in(sent)
            world = session.add_world(table)
        except InputError as error:
            set_outcome(Outcome(name, tuple(faults_of(error))))
        else:
            odd = tuple(map(str, doubts))
            set_outcome(Outcome(name, regions=world.size, title=world.title, odd=odd))

    block("h2", say("data.own"))
    block("p", say("data.own_text"))
    File(
        say("data.file", {"most": MOST_BYTES // 1_000_000}),
        MOST_BYTES,
        lambda sent: session.attempt(lambda: take(sent)),
    )
    with block("div", look="ih-outcome", attributes={"role": "status"}):
        if outcome.title:
            good = {"name": outcome.name, "regions": outcome.regions, "title": outcome.title}
            block("p", say("data.own_good", good))
            if outcome.odd:
                block("p", say("data.own_odd"))
                _Told(outcome.odd, say)
        elif outcome.faults:
            block("p", say("data.own_bad", {"name": outcome.name}))
            _Told(outcome.faults, say)
    with block("div", look="ih-narrow"):
        Keep(say("data.template"), "regions.csv", "text/csv", template)


@solara.component
def _Told(faults: Sequence[str], say: Words) -> None:
    with block("ul"):
        for fault in faults:
            told = say.told(fault)
            other = told == fault and say.language != "en"  # nobody has translated it
            block("li", told, attributes={"lang": "en"} if other else {})


def template() -> bytes:
    """Return the table that ``interhelix new world`` writes."""
    return files(scenarios).joinpath("templates/world/regions.csv").read_bytes()


@solara.component
def _Parameters(say: Words) -> None:
    group, set_group = solara.use_state(Parameters._fields[0])
    every = catalogue().values()
    assumed = sum(one.source == ASSUMED for one in every)
    fitted = sum(one.source.startswith(CALIBRATED) for one in every)
    counts = {"all": len(every), "assumed": assumed, "fitted": fitted}
    block("h2", say("data.parameters"))
    block("p", say("data.parameters_text", counts | {"cited": len(every) - assumed - fitted}))
    items = [{"value": name, "text": group_name(name, say)} for name in Parameters._fields]
    with block("div", look="ih-narrow"):
        Choice(say("data.group"), group, items, session.setter(Parameters._fields, set_group))
    header = [
        say(f"data.{key}") for key in ("parameter", "meaning", "default", "unit", "range", "source")
    ]
    rows = [_row(one, say) for one in every if one.name.partition(".")[0] == group]
    right = [False, False, True, False, True, False]
    Sheet(say("data.table_parameters"), header, rows, right)


def group_name(group: str, say: Words) -> str:
    """Return what a group of parameters is called."""
    return say.flat.get(f"groups.{group}", group)


def _row(one: Parameter, say: Words) -> list[str]:
    source = one.source
    if source == ASSUMED:
        source = say("data.assumed")
    elif source.startswith(CALIBRATED):
        source = say("data.calibrated", {"source": source.removeprefix(CALIBRATED)})
    low, high = say.figure(one.low), say.figure(one.high)
    bounds = say("table.span", {"low": low, "high": high})
    unit = say.parameter_unit(one.name)
    return [one.name, say.meaning(one.name), say.figure(one.default), unit, bounds, source]
