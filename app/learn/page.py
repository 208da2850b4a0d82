"""The page Learn: six lessons; predict, observe, explain, then try it yourself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from interhelix.app.learn import state
from interhelix.app.learn.plan import Task, first_task, lessons, link_of, task_in
from interhelix.app.learn.results import Result
from interhelix.app.learn.view import (
    LessonWords,
    answer_text,
    answers_csv,
    came_text,
    lesson_words,
    picture_of,
    place_of,
    reason_text,
    table_of,
)
from interhelix.app.parts import (
    Address,
    Choice,
    Keep,
    Note,
    Number,
    Pick,
    Press,
    Sheet,
    block,
)
from interhelix.app.shell import session
from interhelix.app.shell.charts import Drawing
from interhelix.app.shell.choices import MOST_SEED
from interhelix.app.shell.views import JobProgress
from interhelix.app.texts import LANGUAGES


@solara.component
def Learn() -> None:
    """Show a lesson; one that a teacher's link names is fixed."""
    query = solara.use_router().search
    solara.use_memo(lambda: session.attempt(lambda: _open_link(query)), [])
    say = lesson_words(session.language.value)
    task = state.task.value
    solara.Title(f"{say('pages.learn')} · interhelix")
    with block("div", look="ih-sheetpage"), block("div", look="ih-lesson"):
        block("h1", say("learn.title"))
        block("p", say("learn.text"), look="ih-lead")
        _Which(task, say)
        _Predict(task, say)
        _Observe(task, say)
        _Sandbox(task, say)


def _open_link(query: str | None) -> None:
    """Take the lesson that the address holds, if it holds one; nothing is run yet."""
    found = task_in(query)
    if found:
        task, language = found
        state.choose(task)
        state.fixed.set(True)
        if language in LANGUAGES:
            session.language.set(language)


@solara.component
def _Which(task: Task, say: LessonWords) -> None:
    if state.fixed.value:
        twist = say(f"{task.lesson}.twists.{task.twist}")
        blanks = {"place": place_of(task, say), "twist": twist, "seed": task.seed}
        block("p", say("learn.fixed", blanks), look="ih-stale-note")
        Press(say("learn.free"), lambda _: state.fixed.set(False))
    else:
        items = [
            {"value": key, "text": f"{number}. {say(f'{key}.name')}"}
            for number, key in enumerate(lessons(), 1)
        ]
        with block("div", look="ih-narrow"):
            Choice(say("learn.lesson"), task.lesson, items, _taker("lesson"))


@solara.component
def _Predict(task: Task, say: LessonWords) -> None:
    block("h2", f"{say('learn.predict')}: {say(f'{task.lesson}.name').lower()}")
    for part in ("idea", "what"):
        block("p", say(f"{task.lesson}.{part}"))
    items = [
        {"value": answer, "text": answer_text(task, answer, say)} for answer in task.plan.answers
    ]
    Pick(
        say(f"{task.lesson}.question"),
        task.lesson,
        state.predicted.value,
        items,
        lambda answer: session.attempt(lambda: state.predict(answer)),
    )


@solara.component
def _Observe(task: Task, say: LessonWords) -> None:
    block("h2", say("learn.observe"))
    seen = state.result.value
    if session.job.value is not None:
        JobProgress()
    elif not state.predicted.value:
        block("p", say("learn.first"), look="ih-quiet")
    if seen is None or seen.task != task:
        _Run(say("learn.run"))
    if seen is not None:
        if seen.task != task:
            block("p", say("learn.stale"), look="ih-stale-note", attributes={"role": "status"})
        with block("div", look="ih-fresh" if seen.task == task else "ih-stale"):
            _Seen(seen, say).key(str(len(state.answers.value)))


@solara.component
def _Run(label: str) -> None:
    off = not state.predicted.value or session.job.value is not None
    Press(label, lambda _: session.attempt(state.run), look="main", off=off)


@solara.component
def _Seen(seen: Result, say: LessonWords) -> None:
    """Show sentence, picture and table, then the prediction; the reason is told on demand."""
    text = came_text(seen, say)
    block("p", text, look="ih-sentence")
    alt = say("learn.alt", {"title": say(f"{seen.task.lesson}.name"), "text": text})
    Drawing(lambda: picture_of(seen, say), (seen, say.language), alt, say("learn.points"), say)
    Sheet(say("learn.table"), *table_of(seen, say))
    block("h2", say("learn.explain"))
    predicted, _, explained = state.answers.value[-1]
    with block("div", look="ih-verdict", attributes={"role": "status"}):
        block("p", say("learn.you", {"answer": answer_text(seen.task, predicted, say)}))
        block("p", say("learn.right" if predicted == seen.came else "learn.wrong"))
        block("p", say("learn.careful"), look="ih-caution")
    Note(
        say("learn.note"),
        explained,
        state.LONGEST,
        lambda text: session.attempt(lambda: state.explain(text)),
    )
    with block("details"):
        block("summary", say("learn.reason"))
        block("p", reason_text(seen, say))


@solara.component
def _Sandbox(task: Task, say: LessonWords) -> None:
    if not state.fixed.value:
        block("h2", say("learn.sandbox"))
        block("p", say("learn.sandbox_text"))
        with block("div", look="ih-where"):
            twists = [
                {"value": twist.key, "text": say(f"{task.lesson}.twists.{twist.key}")}
                for twist in task.plan.twists
            ]
            Choice(say("learn.twist"), task.twist, twists, _taker("twist"))
            Number(say("learn.seed"), task.seed, 0, MOST_SEED, _taker("seed"))
        if len(task.plan.worlds) > 1:
            worlds = [
                {"value": world, "text": place_of(replace(task, world=world), say)}
                for world in task.plan.worlds
            ]
            with block("div", look="ih-narrow"):
                Choice(say("learn.world"), task.world, worlds, _taker("world"))
        _Run(say("learn.again"))
        link = link_of(task, say.language)
        Address(say("learn.teacher"), say("keep.copy"), say("keep.copied"), link)
        block("p", say("learn.teacher_text"), look="ih-quiet")
    answers = state.answers.value
    if answers:
        block("p", say("learn.answers", {"n": len(answers)}))
        Keep(say("learn.csv"), "answers.csv", "text/csv", lambda: answers_csv(answers, say))


def _taker(name: str) -> Callable[[Any], None]:
    """Return what takes a value for a field of the task; another lesson begins as usual."""

    def take(value: Any) -> None:
        if name == "lesson":
            state.choose(first_task(value))
        else:
            number = name == "seed" and isinstance(value, str)
            state.choose(replace(state.task.value, **{name: int(value) if number else value}))

    return lambda value: session.attempt(lambda: take(value))
