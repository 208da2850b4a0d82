"""What pages keep in the same way: files at a click, the link, the command that repeats it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

import solara

from interhelix.app import session
from interhelix.app.choices import OWN, Choices
from interhelix.app.comparing.names import setting_of
from interhelix.app.drafts import toml_of
from interhelix.app.looks import Look, fitted
from interhelix.app.parts import Address, Keep, block
from interhelix.app.share import Outcome, link_of
from interhelix.app.texts import Words
from interhelix.model.machine_code import fingerprint
from interhelix.scenarios import Scenario, load_world

KINDS = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "toml": "application/toml",
    "html": "text/html",
}

Files = Mapping[str, Callable[[], bytes]]


@solara.component
def Shelf(
    groups: Mapping[str, Files],
    choices: Choices,
    outcome: Outcome,
    look: Look,
    command: str,
    say: Words,
) -> None:
    """Show a button for every file, by the key of its heading; the link; the command."""
    show_files(groups, say)
    if choices.world.startswith(OWN):
        block("p", say("keep.link_own"), look="ih-quiet")
    else:
        look = fitted(look, _codes(choices.world), choices.years)
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
