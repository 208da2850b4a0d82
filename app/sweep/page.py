"""The page Sweep: what a store holds, as a heat map and a tornado, and from a cell to Compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import solara

from interhelix.app.parts import Choice, Press, Progress, Sheet, Text, block
from interhelix.app.shell import session
from interhelix.app.shell.choices import RefusedError
from interhelix.app.sweep import state
from interhelix.app.sweep.export import linked_in
from interhelix.app.sweep.store import (
    StoredSweep,
    allowed_folders,
    linked_store,
    path_from,
    store_name,
    stores_offered,
)
from interhelix.app.sweep.sweep_tables import factor_name
from interhelix.app.sweep.view import Results
from interhelix.app.texts import LANGUAGES, Words, words


@solara.component
def Sweep() -> None:
    """Show which store is looked at, what it is, and what it says."""
    query = solara.use_router().search
    solara.use_memo(lambda: session.attempt(lambda: _open_link(query)), [])
    looks, set_looks = solara.use_state(0)
    found = solara.use_memo(stores_offered, [looks])
    say = words(session.language.value)
    solara.Title(f"{say('pages.sweep')} · interhelix")
    with block("div", look="ih-sheetpage"):
        block("h1", say("sweep.title"))
        block("p", say("sweep.text"), look="ih-lead")
        _Bar(found, lambda: set_looks(looks + 1), say)
        if session.job.value is not None:
            with block("div", look="ih-underway"):
                Progress(say("sweep.reading"), 0, 0)
                Press(say("compare.cancel"), lambda _: session.cancel())
        opened = state.sweep.value
        if opened is None:
            if session.job.value is None:
                _Nothing(len(found) > 0, say)
            return
        About(opened, say)
        if opened.grid is not None:
            Results(opened, say).key(f"{opened.path} {id(opened)}")


@solara.component
def _Nothing(some: bool, say: Words) -> None:
    """Say what to do next where no store is open; ``some`` tells whether there are any."""
    link = state.linked.value
    if link is not None:
        text = say("sweep.linked", {"store": link.store})
        block("p", text, look="ih-stale-note", attributes={"role": "status"})
        return
    block("p", say("sweep.nothing" if some else "sweep.none"))
    block("pre", say("sweep.command"), look="ih-command", attributes={"tabindex": "0"})


def _open_link(query: str | None) -> None:
    """Take the store and the view that the address holds, if any; nothing is read yet."""
    found = linked_in(query)
    if found:
        state.linked.set(found)
        if found.language in LANGUAGES:
            session.language.set(found.language)


def _first_place(found: Sequence[str]) -> str:
    """Return the store that stands in the list at first: that of a link, or the first one."""
    link = state.linked.value
    with suppress(RefusedError):  # it was there when the link was opened
        if link is not None:
            return store_name(linked_store(link.store))
    return found[0] if found else ""


@solara.component
def _Bar(found: Sequence[str], look_again: Callable[[], None], say: Words) -> None:
    """Show the stores that were found, a field for a path, and what opens it."""
    first = solara.use_memo(lambda: _first_place(found), [])
    path, set_path = solara.use_state(first)

    def take(value: Any) -> None:
        path_from(value)
        set_path(value)

    def attempt(value: Any) -> None:
        session.attempt(lambda: take(value))

    with block(
        "div",
        look="ih-bar ih-stores",
        attributes={"role": "group", "aria-label": say("sweep.store")},
    ):
        items = [{"value": name, "text": name} for name in found]
        if path not in found:
            items.insert(0, {"value": path, "text": path or say("sweep.none_found")})
        Choice(say("sweep.found"), path, items, attempt)
        Text(say("sweep.path"), path, attempt)
        Press(say("sweep.look"), lambda _: look_again())
        Press(
            say("sweep.open"),
            lambda _: session.attempt(lambda: state.read_store(path_from(path))),
            look="main",
            off=session.job.value is not None,
        )
    roots = ", ".join(str(root) for root in allowed_folders())
    block("p", say("sweep.roots", {"roots": roots}), look="ih-quiet")


@solara.component
def About(opened: StoredSweep, say: Words) -> None:
    """Show what a store is: question, scenarios, factors, runs done, failed and missing."""
    asked = opened.experiment
    scenarios = [say.pictures.scenarios.get(name, name) for name in asked.scenarios]
    block("h2", asked.question)
    blanks = {
        "name": asked.name,
        "world": say.pictures.world_named(asked.world),
        "scenarios": ", ".join(scenarios),
        "quarters": asked.quarters,
        "replicates": asked.replicates,
        "seed": asked.seed,
        "design": say(f"sweep.designs.{asked.design.kind}"),
    }
    block("p", say("sweep.about", blanks))
    counts = {"done": opened.done, "failed": opened.failed, "missing": opened.missing}
    numbers = {name: say.number(count) for name, count in counts.items()}
    block("p", say("sweep.counts", numbers | {"planned": say.number(asked.runs)}))
    for text in _notes(opened, say):
        block("p", text, look="ih-stale-note", attributes={"role": "status"})
    if asked.factors:
        header = [say(f"sweep.{key}") for key in ("factor", "in_files", "values", "meaning")]
        rows = [
            [factor_name(name, say), name, _values(opened, name, say), say.meaning(name)]
            for name in asked.factors
        ]
        Sheet(say("sweep.table_factors"), header, rows, [False] * 4)
    else:
        block("p", say("sweep.no_factors"))


def _notes(opened: StoredSweep, say: Words) -> list[str]:
    """Return what a reader must know beforehand."""
    found = []
    if opened.missing:
        found.append(say("sweep.incomplete", {"missing": say.number(opened.missing)}))
    if opened.troubles:
        found.append(f"{say('sweep.trouble')} {' '.join(map(say.told, opened.troubles[:3]))}")
    if not opened.same_model:
        found.append(say("sweep.other_model"))
    return found


def _values(opened: StoredSweep, name: str, say: Words) -> str:
    values = [say.figure(value) for value in opened.experiment.factors[name]]
    if opened.experiment.design.over_levels:
        return ("; " if say.language == "ru" else ", ").join(values)
    return say("table.span", {"low": values[0], "high": values[1]})
