"""The frame of Map, Ladder and Helices: settings, the button, what is out of date, downloads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from hashlib import blake2b

import solara

from interhelix.app.parts import Choice, Press, block
from interhelix.app.runs import RunPair
from interhelix.app.shell import session
from interhelix.app.shell.charts import Drawing, drawing_lock
from interhelix.app.shell.names import option_name, preset_items, world_name
from interhelix.app.shell.share_link import Outcome
from interhelix.app.shell.views import (
    Downloads,
    Files,
    JobProgress,
    Reproduced,
    choice_setter,
    command_of,
    picture_files,
    scenario_files,
    show_run_settings,
)
from interhelix.app.texts import Words, words

Draw = Callable[[RunPair, Words, str], bytes]
RUN = "interhelix.app.runs:run_each"
run_pair: solara.Reactive[RunPair | None] = solara.reactive(None)


def run_options() -> None:
    """Start one run of each option.

    Raises:
        RefusedError: the choices are not valid, or a job of this session is running.

    """
    session.begin_runs(RUN, lambda asked, runs: run_pair.set(RunPair(asked, *runs)))


TABLES = ("series", "roles", "regions", "pairs", "ties", "transitions", "outlook")


def outcome_of(pair: RunPair) -> Outcome:
    """Return the fingerprint of a run of each option."""
    every = blake2b(digest_size=8)
    for one in (pair.a, pair.b):
        every.update(one.levels.tobytes())
        for name in TABLES:
            every.update(getattr(one.run, name).to_csv().encode())
    return Outcome("portray", every.hexdigest())


@solara.component
def PageFrame(page: str, view: Callable[[RunPair, Words], solara.Element]) -> None:
    """Show a page on one run of each option; ``view`` shows the runs."""
    say = words(session.language.value)
    seen = run_pair.value
    outcome = solara.use_memo(lambda: seen and outcome_of(seen), [seen])
    solara.Title(f"{say(f'pages.{page}')} · interhelix")
    with block("div", look="ih-sheetpage"):
        block("h1", say(f"{page}.title"))
        block("p", say(f"{page}.text"), look="ih-lead")
        _Bar(say)
        if session.job.value is not None:
            JobProgress().key("underway")
        if seen is None:
            if session.job.value is None:
                key = "nothing" if session.found.value is None else "compared"
                block("p", say(f"portray.{key}"), look="ih-drawing ih-quiet")
            return
        if replace(seen.choices, replicates=session.choices.value.replicates) != (
            session.choices.value
        ):
            block("p", say("portray.stale"), look="ih-stale-note", attributes={"role": "status"})
        a, b = names_of(seen, say)
        world = say("portray.of", {"a": a, "b": b, "world": world_name(say, seen.choices.world)})
        block("p", f"{world} {say('portray.one')}")
        Reproduced(seen.choices, outcome, say)
        view(seen, say).key("view")  # it stays the same when what stands above it goes


@solara.component
def _Bar(say: Words) -> None:
    """Show what is run: options, where, how long, with which luck."""
    chosen = session.choices.value
    presets = preset_items(say)
    changed = len(chosen.a.changed) + len(chosen.b.changed)
    with block(
        "div", look="ih-bar ih-runs", attributes={"role": "group", "aria-label": say("portray.set")}
    ):
        Choice(say("compare.option_a"), chosen.a.preset, presets, choice_setter("a_preset"))
        Choice(say("compare.option_b"), chosen.b.preset, presets, choice_setter("b_preset"))
        show_run_settings(say)
        Press(
            say("portray.run"),
            lambda _: session.attempt(run_options),
            look="main",
            off=session.job.value is not None,
        )
    if changed:
        block("p", say("portray.changed", {"n": changed}), look="ih-quiet")


def names_of(seen: RunPair, say: Words) -> tuple[str, str]:
    """Return what A and B are called."""
    return option_name(seen.choices.a, say), option_name(seen.choices.b, say)


@solara.component
def RunDrawing(name: str, seen: RunPair, draw: Draw, say: Words) -> None:
    """Show a picture of both runs; its texts are ``alt.<name>`` and ``caption.<name>``."""

    def work() -> bytes:
        with drawing_lock:
            return draw(seen, say, "png")

    a, b = names_of(seen, say)
    alt, caption = say(f"alt.{name}", {"a": a, "b": b}), say(f"caption.{name}")
    Drawing(work, (seen, say.language), alt, caption, say)


@solara.component
def RunDownloads(groups: Mapping[str, Files], seen: RunPair, say: Words) -> None:
    """Show a button for every file, those of both scenarios among them; the link; the command."""
    scenarios = seen.choices.scenarios
    every = {**groups, "keep.scenarios": scenario_files(scenarios)}
    run = seen.a.run
    commands = [command_of(one, run.world, run.quarters, run.seed) for one in scenarios]
    outcome = solara.use_memo(lambda: outcome_of(seen), [seen])
    command = "\n".join(dict.fromkeys(commands))
    Downloads(every, seen.choices, outcome, session.view_state.value, command, say)


def drawn_files(draws: Mapping[str, Draw], seen: RunPair, say: Words) -> Files:
    """Return what draws each picture; they are drawn one at a time, as their style is shared."""

    def make(draw: Draw, kind: str) -> bytes:
        with drawing_lock:
            return draw(seen, say, kind)

    return picture_files({name: partial(make, draw) for name, draw in draws.items()})
