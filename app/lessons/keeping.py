"""What is kept of a lesson: the teacher's link that fixes it, and the answers as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, urlencode

import pandas as pd

from interhelix.app.choices import RefusedError
from interhelix.app.comparing.tables import csv_of
from interhelix.app.lessons.desk import Answer
from interhelix.app.lessons.plan import Task, check
from interhelix.app.lessons.telling import Telling, answer_text, came_text, worlds_of
from interhelix.model.machine_code import fingerprint

KEYS = ("lesson", "twist", "world", "seed", "language")
LONGEST = 400  # characters
COLUMNS = (
    *("lesson", "setting", "world", "seed", "model"),
    *("predicted", "seen", "as_predicted", "predicted_in_words", "seen_in_words"),
    "explained",
)


def link_of(task: Task, language: str) -> str:
    """Return the query of the teacher's link, without the question mark."""
    values = (task.lesson, task.twist, task.world, str(task.seed), language)
    return urlencode(dict(zip(KEYS, values, strict=True)))


def task_in(query: str | None) -> tuple[Task, str] | None:
    """Read the query of an address: a task and a language; ``None`` where it holds no lesson.

    Raises:
        RefusedError: it holds one that cannot be used.

    """
    text = (query or "").lstrip("?")
    if len(text) > LONGEST:
        raise RefusedError("link")
    parts = {key: values[0] for key, values in parse_qs(text, keep_blank_values=True).items()}
    if "lesson" not in parts:
        return None
    try:
        lesson, twist, world, seed, language = (parts[key] for key in KEYS)
        task = Task(lesson, twist, world, int(seed))
    except (KeyError, ValueError) as error:
        raise RefusedError("link") from error
    check(task)
    return task, language


def answers_csv(answers: Sequence[Answer], say: Telling) -> bytes:
    """Return a row for each answer: the task, what was predicted, seen, and explained."""
    rows = [
        (
            seen.task.lesson,
            seen.task.twist,
            " ".join(worlds_of(seen.task)),
            seen.task.seed,
            fingerprint(),
            predicted,
            seen.came,
            "yes" if predicted == seen.came else "no",
            answer_text(seen.task, predicted, say),
            came_text(seen, say),
            explained,
        )
        for predicted, seen, explained in answers
    ]
    return csv_of(pd.DataFrame(rows, columns=list(COLUMNS)))
