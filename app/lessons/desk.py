"""What a session holds of its lessons: the task, the prediction, what was seen, all answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import solara

from interhelix.app import session
from interhelix.app.choices import RefusedError, among
from interhelix.app.driver import Word
from interhelix.app.jobs import DESK, Job
from interhelix.app.lessons.findings import Seen, seen_in
from interhelix.app.lessons.plan import Task, asked, check, first_task, lessons
from interhelix.app.session import Progress
from interhelix.app.texts import words
from interhelix.experiments import Comparison


class Answer(NamedTuple):
    """What was predicted, what then was seen, and how the learner explains it."""

    predicted: str
    seen: Seen
    explained: str = ""


task = solara.reactive(first_task(next(iter(lessons()))))
fixed = solara.reactive(False)  # a teacher's link was opened
predicted = solara.reactive("")
seen: solara.Reactive[Seen | None] = solara.reactive(None)
answers: solara.Reactive[Sequence[Answer]] = solara.reactive(())
MOST_ANSWERS = 500  # of a session
LONGEST = 600  # characters of an explanation


def choose(new: Task) -> None:
    """Take a task; another lesson begins anew.

    Raises:
        RefusedError: it is none.

    """
    check(new)
    if new.lesson != task.value.lesson:
        predicted.set("")
        seen.set(None)
    task.set(new)


def predict(answer: Any) -> None:
    """Take a prediction.

    Raises:
        RefusedError: there is no such answer.

    """
    among("value", answer, task.value.plan.answers)
    predicted.set(answer)


def explain(text: Any) -> None:
    """Take the learner's own explanation of what was seen last.

    Raises:
        RefusedError: it is no text, or too long, or nothing was seen yet.

    """
    if not isinstance(text, str) or not answers.value:
        raise RefusedError("value")
    if len(text) > LONGEST:
        raise RefusedError("explanation", {"n": len(text), "most": LONGEST})
    *before, last = answers.value
    answers.set((*before, last._replace(explained=" ".join(text.split()))))


def run() -> None:
    """Run the task, unless a job of this session is under way.

    Raises:
        RefusedError: one is, or nothing was predicted.

    """
    if session.job.value is not None:
        raise RefusedError("busy")
    if not predicted.value:
        raise RefusedError("value")
    check(task.value)
    _Run(task.value, predicted.value).next()


class _Run:
    """The comparisons of a task, one after the other."""

    def __init__(self, asked_for: Task, prediction: str) -> None:
        self.task, self.prediction = asked_for, prediction
        self.left = asked(asked_for)
        self.found: list[Comparison] = []
        self.whole = sum(_runs(each) for each in self.left)
        self.done = 0

    def next(self) -> None:
        """Start the next comparison; it is the session's job until the last has come."""
        given = self.left.pop(0)
        runs = _runs(given)
        job = Job(given, lambda word: self._hear(job, runs, word))
        session.job.set(job)
        ahead = DESK.waiting()
        session.progress.set(
            Progress(self.done, self.whole, ahead=ahead) if self.done else Progress(ahead=ahead)
        )
        job.start()

    def _hear(self, job: Job, runs: int, word: Word) -> None:
        """Take in a word on a comparison, unless it is no longer the session's."""
        if session.job.value is not job:
            return
        match word.kind:
            case "notice":
                session.progress.set(Progress(compiling=True))
            case "done":
                session.progress.set(Progress(self.done + word.content[0], self.whole))
            case "found":
                self.found.append(word.content)
                self.done += runs
                if self.left:
                    self.next()
                else:
                    self._finish()
            case _:
                say = words(session.language.value)
                session.notices.set((say("compare.failed"), *map(say.told, word.content)))
                session.job.set(None)

    def _finish(self) -> None:
        result = seen_in(self.task, self.found)
        answers.set((*answers.value, Answer(self.prediction, result))[-MOST_ANSWERS:])
        if task.value.lesson == self.task.lesson:  # nobody has gone on to another meanwhile
            seen.set(result)
        session.job.set(None)


def _runs(given: dict[str, Any]) -> int:
    return int(given["replicates"]) * (1 + len(given["policies"]))
