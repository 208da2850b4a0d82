"""The state of a session: language, choices, view, the running job, its result.

Each variable is reactive: Solara keeps one value for each session.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import solara
from solara.server.kernel_context import PageStatus, get_current_context, has_current_context

from interhelix.app.shell.choices import (
    Choices,
    RefusedError,
    ViewState,
    among,
    check,
    check_view,
    key_of,
)
from interhelix.app.shell.queue import QUEUE, Job
from interhelix.app.shell.share_link import Shared
from interhelix.app.shell.worker import COMPARE, Message
from interhelix.app.texts import LANGUAGES, words
from interhelix.experiments import Comparison
from interhelix.model.world import World


def is_attended() -> bool:
    """Return whether a page of this session is connected; without a server none is needed."""
    if not has_current_context():
        return True
    pages = get_current_context().page_status.values()
    return not pages or PageStatus.CONNECTED in pages


MOST_OWN = 12  # own worlds of a session
ABANDONED = 30.0  # [s] without a browser, after which a job is cancelled


class Progress(NamedTuple):
    """The progress of a job: runs done, of how many (0: not known yet), jobs ahead of it."""

    done: int = 0
    of: int = 0
    compiling: bool = False
    ahead: int = 0


NONE_DONE = Progress()


class Found(NamedTuple):
    """A comparison, and the choices that it compares."""

    choices: Choices
    comparison: Comparison


language = solara.reactive("en")
choices = solara.reactive(Choices())
view_state = solara.reactive(ViewState())
only_differences = solara.reactive(True)
notices: solara.Reactive[Sequence[str]] = solara.reactive(())
job: solara.Reactive[Job | None] = solara.reactive(None)
progress = solara.reactive(Progress())
found: solara.Reactive[Found | None] = solara.reactive(None)
own: solara.Reactive[Mapping[str, World]] = solara.reactive({})
shared: solara.Reactive[Shared | None] = solara.reactive(None)


def attempt(change: Callable[[], None]) -> None:
    """Apply a change; an invalid value is reported to the user, and nothing changes."""
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


def setter(valid: Collection[object], take: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a setter that accepts only values in ``valid``; others are reported to the user."""

    def checked(value: Any) -> None:
        among("value", value, tuple(valid))
        take(value)

    return lambda value: attempt(lambda: checked(value))


def choose(new: Choices) -> None:
    """Set new choices.

    Raises:
        RefusedError: one of them is not valid.

    """
    check(new, own.value)
    choices.set(new)
    QUEUE.wake()


def add_world(world: World) -> World:
    """Add a world to those of the session, and return it.

    Another world of the same title gets a number; the same table is not added twice.

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


def set_view(new: ViewState, codes: Sequence[str] = (), years: int = 0) -> None:
    """Set how results are viewed: the focus is one of ``codes``, the year at most ``years``.

    Raises:
        RefusedError: a setting is not valid.

    """
    check_view(new, (view_state.value.focus, *codes), max(years, view_state.value.year or 0))
    view_state.set(new)


def view_setter(name: str, codes: Sequence[str] = (), years: int = 0) -> Callable[[Any], None]:
    """Return a setter for a field of the view state; wrong values are reported to the user."""

    def take(value: Any) -> None:
        set_view(replace(view_state.value, **{name: value}), codes, years)

    return lambda value: attempt(lambda: take(value))


def set_language(chosen: Any) -> None:
    """Change the language of the session.

    Raises:
        RefusedError: there is no such language.

    """
    among("language", chosen, tuple(LANGUAGES))
    language.set(chosen)


def compare() -> None:
    """Start a comparison of the present choices.

    Raises:
        RefusedError: there is nothing to compare, or a job of this session is running.

    """
    a, b = (one.parameters(choices.value.quarters) for one in choices.value.scenarios)
    if a == b:
        raise RefusedError("same")
    begin_runs(
        COMPARE,
        lambda asked, comparison: found.set(Found(asked, _light(comparison))),
        {"replicates": choices.value.replicates},
    )


def begin_runs(
    work: str, take: Callable[[Choices, Any], None], more: Mapping[str, Any] | None = None
) -> None:
    """Start runs of both options; ``take`` receives the choices of now and the result.

    Raises:
        RefusedError: the choices are not valid, or a job of this session is running.

    """
    asked = choices.value
    check(asked, own.value)
    a, b = asked.scenarios
    given = {
        "baseline": a,
        "policies": [b],
        "world": own.value.get(asked.world, asked.world),
        "seed": asked.seed,
        "quarters": asked.quarters,
        **(more or {}),
    }
    begin(work, given, lambda result: take(asked, result))


def begin(
    work: str,
    given: Mapping[str, Any],
    take: Callable[[Any], None],
    failed: str = "compare.failed",
) -> None:
    """Start a job; ``take`` receives its result, ``failed`` is the text where there is none.

    Raises:
        RefusedError: a job of this session is running.

    """
    if job.value is not None:
        raise RefusedError("busy")
    go_on(work, given, take, failed)


def go_on(
    work: str,
    given: Mapping[str, Any],
    take: Callable[[Any], None],
    failed: str = "compare.failed",
    before: Progress = NONE_DONE,
) -> None:
    """Start a job in the place of the one before; ``before`` is the progress up to here."""
    mine = Job(given, lambda message: receive(mine, take, failed, before, message), work)
    job.set(mine)
    progress.set((before if before.done else NONE_DONE)._replace(ahead=QUEUE.waiting()))
    mine.start()


def cancel() -> None:
    """Cancel the job of this session, if there is one."""
    if job.value is not None:
        under_way = job.value
        job.set(None)
        under_way.cancel()


def receive(
    mine: Job, take: Callable[[Any], None], failed: str, before: Progress, message: Message
) -> None:
    """Take a message of a job, unless the session has another job by now."""
    if job.value is not mine:
        return
    if message.kind == "done" and _is_abandoned(mine):
        cancel()
        return
    match message.kind:
        case "notice":
            progress.set(Progress(compiling=True))
        case "done":
            done, of = message.content
            progress.set(Progress(before.done + done, before.of or of))
        case "found":
            take(message.content)
        case _:
            say = words(language.value)
            notices.set((say(failed), *map(say.told, message.content)))
    if message.kind not in ("notice", "done") and job.value is mine:
        job.set(None)


def _is_abandoned(mine: Job) -> bool:
    """Return whether no browser has waited for a job for longer than ``ABANDONED``."""
    now = time.monotonic()
    if is_attended():
        mine.abandoned = None
        return False
    if mine.abandoned is None:
        mine.abandoned = now
    return now - mine.abandoned > ABANDONED


def _light(comparison: Comparison) -> Comparison:
    """Store names as categories, to save memory."""
    names = {"policy": "category", "measure": "category"}
    return replace(
        comparison,
        bands=comparison.bands.astype(names),
        paired_bands=comparison.paired_bands.astype(names),
    )
