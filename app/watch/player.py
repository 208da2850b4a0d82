"""The run that a session watches: what has been shown of it, and the thread that plays it.

The thread ends when the run is paused or over, when the page is left, when its browser is gone, and
when the session closes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import uuid4

import solara

from interhelix.app.runs import Levels
from interhelix.app.runs.layout import Layout, layout_of
from interhelix.app.shell import session
from interhelix.app.shell.choices import WATCHED, Choices, check
from interhelix.app.shell.session import is_attended
from interhelix.app.shell.worker import Message
from interhelix.app.texts import words
from interhelix.app.watch.run_process import RUN_PROCESS, Asked
from interhelix.model.world import World
from interhelix.scenarios import load_world

SPEEDS = (1, 2, 4)  # quarters a second, at most
LOOP = "interhelix watch"  # what the threads that play runs are called


@dataclass(frozen=True, eq=False)
class RunSetup:
    """A run that is watched: who chose what, and where it takes place."""

    key: str
    side: str
    choices: Choices
    asked: Asked
    world: World

    @cached_property
    def layout(self) -> Layout:
        """Where the regions stand."""
        return layout_of(self.world)


@dataclass(frozen=True, eq=False)
class WatchedRun:
    """What has been seen of a run: figures by quarter, from 0 on, and the last levels."""

    scenery: RunSetup
    history: tuple[Mapping[str, float], ...]
    levels: Levels

    @property
    def quarter(self) -> int:
        """The quarters that are over."""
        return len(self.history) - 1

    @property
    def over(self) -> bool:
        """Whether the run has come to its end."""
        return self.quarter >= self.scenery.asked.quarters


@dataclass(frozen=True, eq=False)
class Playback:
    """Going on by a quarter, or by all that are left.

    ``ended`` stops it; what it brings after ``forgotten`` is not kept.
    """

    once: bool
    ended: threading.Event = field(default_factory=threading.Event)
    forgotten: threading.Event = field(default_factory=threading.Event)


speed = solara.reactive(2)
shown: solara.Reactive[WatchedRun | None] = solara.reactive(None)
playback: solara.Reactive[Playback | None] = solara.reactive(None)
preparing = solara.reactive(False)


def start(once: bool) -> None:
    """Go on with the run, or begin one; nothing happens while it is going on already.

    Who plays the run while a single quarter is under way does not wait for that quarter.

    Raises:
        RefusedError: the choices cannot be run.

    """
    now = shown.value
    under_way = playback.value
    if (under_way and (once or not under_way.once)) or (now and now.over):
        return
    pause()
    scenery = now.scenery if now else _run_setup()
    mine = Playback(once)
    playback.set(mine)
    threading.Thread(target=_play, args=(mine, scenery), name=LOOP, daemon=True).start()


def _run_setup() -> RunSetup:
    """Return what the present choices ask for."""
    chosen = session.choices.value
    check(chosen, session.own.value)
    own = session.own.value.get(chosen.world)
    side = session.view_state.value.watched
    scenario = chosen.scenarios[WATCHED.index(side)]
    asked = Asked(scenario, own or chosen.world, chosen.quarters, chosen.seed)
    return RunSetup(uuid4().hex, side, chosen, asked, own or load_world(chosen.world))


def pause() -> None:
    """Stop where the run stands."""
    if playback.value is not None:
        playback.value.ended.set()
        playback.set(None)
        preparing.set(False)


def reset() -> None:
    """Forget the run; the next one has the choices of then."""
    if playback.value is not None:
        playback.value.forgotten.set()
    pause()
    shown.set(None)


def is_stale(now: WatchedRun) -> bool:
    """Tell whether the choices have changed since a run began; pairs play no part here."""
    then = now.scenery
    alike = replace(then.choices, replicates=session.choices.value.replicates)
    return alike != session.choices.value or then.side != session.view_state.value.watched


def _play(mine: Playback, scenery: RunSetup) -> None:
    """Ask for the next quarter until the turn has ended or the run is over."""
    while not mine.ended.is_set():
        began = time.monotonic()
        now = shown.value
        quarter = now.quarter + 1 if now else 0
        word = RUN_PROCESS.ask(scenery.key, scenery.asked, quarter, lambda: _notice(mine))
        if mine.ended.is_set():
            return
        over = _take(mine, scenery, word)
        if over or (mine.once and quarter > 0) or not is_attended():
            if playback.value is mine:  # and not one that was begun while this quarter was taken in
                pause()
            return
        if quarter > 0:
            mine.ended.wait(max(0.0, 1 / speed.value - (time.monotonic() - began)))


def _notice(mine: Playback) -> None:
    if not mine.ended.is_set():
        preparing.set(True)


def _take(mine: Playback, scenery: RunSetup, word: Message) -> bool:
    """Take a quarter in, and tell whether it was the last one there is."""
    preparing.set(False)
    if word.kind != "found":
        say = words(session.language.value)
        session.notices.set((say("watch.failed"), *map(say.told, word.content)))
        return True
    before = shown.value.history if shown.value else ()
    now = WatchedRun(scenery, (*before, word.content.figures), word.content.levels)
    shown.set(now)
    if mine.forgotten.is_set() and shown.value is now:  # forgotten while it was taken in
        shown.set(None)
    return now.over
