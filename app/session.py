"""What a session holds: its language, its choices, the job under way, what the last one found.

Each value is Solara's own kind of variable: one for each session, whatever module it stands in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import solara

from interhelix.app.choices import Choices, RefusedError, among, check, key_of
from interhelix.app.drafts import scenarios_of
from interhelix.app.driver import Word, Work
from interhelix.app.jobs import DESK, Job
from interhelix.app.looks import Look, check_look
from interhelix.app.portraits import Portrait
from interhelix.app.presence import is_attended
from interhelix.app.share import Shared
from interhelix.app.sweeping.opening import Sweep
from interhelix.app.sweeping.sharing import Linked
from interhelix.app.sweeping.view import View
from interhelix.app.texts import LANGUAGES, words
from interhelix.experiments import Comparison
from interhelix.model.world import World

MOST_OWN = 12  # worlds of its own that a session may have
LEFT = 30.0  # [s] without a browser, after which a job is ended


class Progress(NamedTuple):
    """How far a job is; ``of`` is 0 before the first run is done."""

    done: int = 0
    of: int = 0
    compiling: bool = False
    ahead: int = 0


class Found(NamedTuple):
    """What a comparison found, and what it was asked."""

    choices: Choices
    comparison: Comparison


@dataclass(frozen=True, eq=False)
class Portraits:
    """A run of each option, and what was asked."""

    choices: Choices
    a: Portrait
    b: Portrait


language = solara.reactive("en")
choices = solara.reactive(Choices())
look = solara.reactive(Look())
only_differences = solara.reactive(True)
notices: solara.Reactive[Sequence[str]] = solara.reactive(())
job: solara.Reactive[Job | None] = solara.reactive(None)
progress = solara.reactive(Progress())
found: solara.Reactive[Found | None] = solara.reactive(None)
portraits: solara.Reactive[Portraits | None] = solara.reactive(None)
sweep: solara.Reactive[Sweep | None] = solara.reactive(None)
own: solara.Reactive[Mapping[str, World]] = solara.reactive({})
shared: solara.Reactive[Shared | None] = solara.reactive(None)
view: solara.Reactive[View | None] = solara.reactive(None)  # of the sweep; at first none was chosen
linked: solara.Reactive[Linked | None] = solara.reactive(None)


def attempt(change: Callable[[], None]) -> None:
    """Do what was asked; what cannot be taken becomes a notice, and all stays as it was."""
    try:
        change()
    except RefusedError as error:
        say = words(language.value)
        blanks = {
            name: say.figure(value) if isinstance(value, float) else value
            for name, value in error.blanks.items()
        }
        notices.set((say(f"refused.{error.key}", blanks),))
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        notices.set((words(language.value)("refused.value"),))
    else:
        notices.set(())


def taker(valid: Collection[object], take: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what takes a value that stands in a list; another becomes a notice."""

    def checked(value: Any) -> None:
        among("value", value, tuple(valid))
        take(value)

    return lambda value: attempt(lambda: checked(value))


def choose(new: Choices) -> None:
    """Take new choices.

    Raises:
        RefusedError: one of them cannot be taken.

    """
    check(new, own.value)
    choices.set(new)
    DESK.wake()


def adopt(world: World) -> World:
    """Keep a world beside the others that the session has of its own, and return it.

    Another of the same title gets a number; a table that is here already is not kept twice.

    Raises:
        RefusedError: there are too many.

    """
    key, kept = key_of(world), own.value
    if key not in kept:
        if len(kept) >= MOST_OWN:
            raise RefusedError("upload_most", {"most": MOST_OWN})
        own.set({**kept, key: replace(world, title=_other_title(world.title, kept))})
    return own.value[key]


def _other_title(title: str, kept: Mapping[str, World]) -> str:
    taken = {one.title for one in kept.values()}
    numbered = (f"{title} ({n})" for n in range(2, MOST_OWN + 1))
    return title if title not in taken else next(one for one in numbered if one not in taken)


def look_at(new: Look, codes: Sequence[str] = (), years: int = 0) -> None:
    """Look at what was run in another way: at a region of ``codes``, a year up to ``years``.

    Raises:
        RefusedError: there is no such way.

    """
    check_look(new, (look.value.focus, *codes), max(years, look.value.year or 0))
    look.set(new)


def looker(name: str, codes: Sequence[str] = (), years: int = 0) -> Callable[[Any], None]:
    """Return what takes a value for a field of the look; a wrong one becomes a notice."""

    def take(value: Any) -> None:
        look_at(replace(look.value, **{name: value}), codes, years)

    return lambda value: attempt(lambda: take(value))


def speak(chosen: Any) -> None:
    """Change the language of the session.

    Raises:
        RefusedError: there is no such language.

    """
    among("language", chosen, tuple(LANGUAGES))
    language.set(chosen)


def compare() -> None:
    """Start a comparison of the present choices, unless one is under way.

    Raises:
        RefusedError: there is nothing to compare, or a job of this session is under way.

    """
    _start("compare", {"replicates": choices.value.replicates})


def portray() -> None:
    """Start one run of each option, unless a job is under way.

    Raises:
        RefusedError: a job of this session is under way.

    """
    _start("portray", {})


def read_store(path: Path) -> None:
    """Start reading a store, unless a job is under way.

    Raises:
        RefusedError: a job of this session is under way.

    """
    if job.value is not None:
        raise RefusedError("busy")
    _begin("open", {"path": path})


def _start(work: Work, more: Mapping[str, Any]) -> None:
    if job.value is not None:
        raise RefusedError("busy")
    asked = choices.value
    check(asked, own.value)
    a, b = scenarios_of(asked)
    if work == "compare" and a.parameters(asked.quarters) == b.parameters(asked.quarters):
        raise RefusedError("same")
    given = {
        "baseline": a,
        "policies": [b],
        "world": own.value.get(asked.world, asked.world),
        "seed": asked.seed,
        "quarters": asked.quarters,
        **more,
    }
    _begin(work, given)


def _begin(work: Work, given: Mapping[str, Any]) -> None:
    asked = choices.value
    mine = Job(given, lambda word: _hear(mine, asked, word), work)
    job.set(mine)
    progress.set(Progress(ahead=DESK.waiting()))
    mine.start()


def cancel() -> None:
    """End the job of this session, if there is one."""
    if job.value is not None:
        under_way = job.value
        job.set(None)
        under_way.cancel()


def _hear(mine: Job, asked: Choices, word: Word) -> None:
    """Take in a word on the job, unless it is no longer the session's."""
    if job.value is not mine:
        return
    if word.kind == "done" and _is_deserted(mine):
        cancel()
        return
    match word.kind:
        case "notice":
            progress.set(Progress(compiling=True))
        case "done":
            progress.set(Progress(*word.content))
        case "found":
            if mine.work == "compare":
                found.set(Found(asked, _light(word.content)))
            elif mine.work == "portray":
                portraits.set(Portraits(asked, *word.content))
            else:
                view.set(None)
                sweep.set(word.content)
            job.set(None)
        case _:
            failed = "sweep.failed" if mine.work == "open" else "compare.failed"
            say = words(language.value)
            notices.set((say(failed), *map(say.told, word.content)))
            job.set(None)


def _is_deserted(mine: Job) -> bool:
    """Tell whether nobody has waited for a job for so long that it keeps others waiting."""
    now = time.monotonic()
    if is_attended():
        mine.deserted = None
        return False
    if mine.deserted is None:
        mine.deserted = now
    return now - mine.deserted > LEFT


def _light(comparison: Comparison) -> Comparison:
    """Keep each name once, in place of once for every quarter of every measure."""
    names = {"policy": "category", "measure": "category"}
    return replace(
        comparison,
        bands=comparison.bands.astype(names),
        paired_bands=comparison.paired_bands.astype(names),
    )
