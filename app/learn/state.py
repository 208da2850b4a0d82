"""The state of the lessons in a session: task, prediction, result, answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import solara

from interhelix.app.learn.plan import Task, asked, check, first_task, lessons
from interhelix.app.learn.results import Result, result_of
from interhelix.app.shell import session
from interhelix.app.shell.choices import RefusedError, among
from interhelix.app.shell.session import Progress
from interhelix.app.shell.worker import COMPARE
from interhelix.experiments import Comparison


class Answer(NamedTuple):
    """What was predicted, what then was seen, and how the learner explains it."""

    predicted: str
    seen: Result
    explained: str = ""


task = solara.reactive(first_task(next(iter(lessons()))))
fixed = solara.reactive(False)  # a teacher's link was opened
predicted = solara.reactive("")
result: solara.Reactive[Result | None] = solara.reactive(None)
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
        result.set(None)
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
        self.runs = [one["replicates"] * (1 + len(one["policies"])) for one in self.left]

    def next(self) -> None:
        """Start the next comparison; the session has a job until the last one is done."""
        before = Progress(sum(self.runs[: len(self.found)]), sum(self.runs))
        session.go_on(COMPARE, self.left.pop(0), self._take, before=before)

    def _take(self, comparison: Comparison) -> None:
        self.found.append(comparison)
        if self.left:
            self.next()
            return
        came = result_of(self.task, self.found)
        answers.set((*answers.value, Answer(self.prediction, came))[-MOST_ANSWERS:])
        if task.value.lesson == self.task.lesson:  # the learner may have chosen another meanwhile
            result.set(came)
