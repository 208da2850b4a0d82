"""The run that a session watches: what has been seen of it, and the loop that plays it.

Each value is a variable of the session. The loop is a thread of its own, so that neither the model
nor the drawing of a quarter keeps other sessions waiting; it ends when it is paused, when the run
is over, when the page is left, when its browser is gone, and when the session closes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import uuid4

import solara

from interhelix.app import session
from interhelix.app.choices import Choices, check
from interhelix.app.drafts import scenarios_of
from interhelix.app.driver import Word
from interhelix.app.looks import WATCHED
from interhelix.app.portraits import Levels
from interhelix.app.portraying.layout import Layout, layout_of
from interhelix.app.presence import is_attended
from interhelix.app.texts import words
from interhelix.app.watching.runs import Asked
from interhelix.app.watching.stage import STAGE
from interhelix.model.world import World
from interhelix.scenarios import load_world

SPEEDS = (1, 2, 4)  # quarters a second, at most
LOOP = "interhelix watch"  # what the threads that play runs are called


@dataclass(frozen=True, eq=False)
class Scenery:
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
class Shown:
    """What has been seen of a run: figures by quarter, from 0 on, and the last levels."""

    scenery: Scenery
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
class Turn:
    """Going on by a quarter, or by all that are left.

    ``ended`` stops it; what it brings after ``forgotten`` is not kept.
    """

    once: bool
    ended: threading.Event = field(default_factory=threading.Event)
    forgotten: threading.Event = field(default_factory=threading.Event)


speed = solara.reactive(2)
shown: solara.Reactive[Shown | None] = solara.reactive(None)
turn: solara.Reactive[Turn | None] = solara.reactive(None)
preparing = solara.reactive(False)


def start(once: bool) -> None:
    """Go on with the run, or begin one; nothing happens while it is going on already.

    Who plays the run while a single quarter is under way does not wait for that quarter.

    Raises:
        RefusedError: the choices cannot be run.

    """
    now = shown.value
    under_way = turn.value
    if (under_way and (once or not under_way.once)) or (now and now.over):
        return
    pause()
    scenery = now.scenery if now else _scenery()
    mine = Turn(once)
    turn.set(mine)
    threading.Thread(target=_go_on, args=(mine, scenery), name=LOOP, daemon=True).start()


def _scenery() -> Scenery:
    """Return what the present choices ask for."""
    chosen = session.choices.value
    check(chosen, session.own.value)
    own = session.own.value.get(chosen.world)
    side = session.look.value.watched
    scenario = scenarios_of(chosen)[WATCHED.index(side)]
    asked = Asked(scenario, own or chosen.world, chosen.quarters, chosen.seed)
    return Scenery(uuid4().hex, side, chosen, asked, own or load_world(chosen.world))


def pause() -> None:
    """Stop where the run stands."""
    if turn.value is not None:
        turn.value.ended.set()
        turn.set(None)
        preparing.set(False)


def reset() -> None:
    """Forget the run; the next one has the choices of then."""
    if turn.value is not None:
        turn.value.forgotten.set()
    pause()
    shown.set(None)


def is_stale(now: Shown) -> bool:
    """Tell whether the choices have changed since a run began; pairs play no part here."""
    then = now.scenery
    alike = replace(then.choices, replicates=session.choices.value.replicates)
    return alike != session.choices.value or then.side != session.look.value.watched


def _go_on(mine: Turn, scenery: Scenery) -> None:
    """Ask for the next quarter until the turn has ended or the run is over."""
    while not mine.ended.is_set():
        began = time.monotonic()
        now = shown.value
        quarter = now.quarter + 1 if now else 0
        word = STAGE.ask(scenery.key, scenery.asked, quarter, lambda: _notice(mine))
        if mine.ended.is_set():
            return
        over = _take(mine, scenery, word)
        if over or (mine.once and quarter > 0) or not is_attended():
            if turn.value is mine:  # and not one that was begun while this quarter was taken in
                pause()
            return
        if quarter > 0:
            mine.ended.wait(max(0.0, 1 / speed.value - (time.monotonic() - began)))


def _notice(mine: Turn) -> None:
    if not mine.ended.is_set():
        preparing.set(True)


def _take(mine: Turn, scenery: Scenery, word: Word) -> bool:
    """Take a quarter in, and tell whether it was the last one there is."""
    preparing.set(False)
    if word.kind != "found":
        say = words(session.language.value)
        session.notices.set((say("watch.failed"), *map(say.told, word.content)))
        return True
    before = shown.value.history if shown.value else ()
    now = Shown(scenery, (*before, word.content.figures), word.content.levels)
    shown.set(now)
    if mine.forgotten.is_set() and shown.value is now:  # forgotten while it was taken in
        shown.set(None)
    return now.over
