"""What a lesson runs, read from ``lessons.toml``, and the link with a task for a class."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlencode

from interhelix.app.shell.choices import MOST_SEED, RefusedError, among, whole
from interhelix.app.shell.options import QUARTERS
from interhelix.scenarios import Intervention, Scenario

CLOSED = "closed"


@dataclass(frozen=True)
class Twist:
    """What a class may change: another base, other settings, another strength of what is weak."""

    key: str
    base: str = ""
    also: Mapping[str, float] = field(default_factory=dict, hash=False)
    to: float | None = None


@dataclass(frozen=True)
class Lesson:
    """A lesson: its points, measures, worlds, and the answers that one may predict.

    A value of the lever is shown ``times`` as large: a share in per cent, say.
    """

    key: str
    base: str
    measures: tuple[str, ...]
    years: int
    replicates: int
    answers: tuple[str, ...]
    about: tuple[str, ...]
    twists: tuple[Twist, ...]
    worlds: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    lever: str = ""
    values: tuple[float, ...] = ()
    times: float = 1.0
    knocks: tuple[str, ...] = ()
    to: float = 0.0
    also: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Task:
    """All that decides the numbers of a lesson: which, with what twist, where, with what luck."""

    lesson: str = "value"
    twist: str = "usual"
    world: str = ""
    seed: int = 1

    @property
    def plan(self) -> Lesson:
        """The lesson, with its twist applied."""
        lesson = lessons()[self.lesson]
        twist = next(each for each in lesson.twists if each.key == self.twist)
        return replace(
            lesson,
            base=twist.base or lesson.base,
            also={**lesson.also, **twist.also},
            to=lesson.to if twist.to is None else twist.to,
        )


@cache
def lessons() -> Mapping[str, Lesson]:
    """Return the lessons by key, in their order."""
    text = files(__package__).joinpath("lessons.toml").read_text(encoding="utf-8")
    return {table["key"]: _lesson(table) for table in tomllib.loads(text)["lessons"]}


def _lesson(table: Mapping[str, Any]) -> Lesson:
    twists = tuple(Twist(**twist) for twist in table["twists"])
    values = {name: _fixed(value) for name, value in table.items() if name != "twists"}
    return Lesson(**values, twists=twists)


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def first_task(lesson: str) -> Task:
    """Return a lesson as it usually begins."""
    return Task(lesson, lessons()[lesson].twists[0].key, (*lessons()[lesson].worlds, "")[0])


def check(task: Task) -> None:
    """Refuse a task that is none.

    Raises:
        RefusedError: with the first thing that is wrong.

    """
    among("value", task.lesson, tuple(lessons()))
    lesson = lessons()[task.lesson]
    among("value", task.twist, tuple(twist.key for twist in lesson.twists))
    among("world", task.world, lesson.worlds or ("",))
    whole("seed", task.seed, 0, MOST_SEED)


def points_of(task: Task) -> tuple[Scenario, ...]:
    """Return a scenario for each point, the one that differences are taken from first."""
    plan = task.plan
    if plan.sizes:
        return Scenario.load(CLOSED), _scenario("open", plan.base, plan.also)
    if plan.knocks:
        weak = [{knock: plan.to} for knock in plan.knocks]
        settings: Sequence[Mapping[str, float]] = [{}, *weak]
    else:
        settings = [{plan.lever: value} for value in plan.values]
    return tuple(
        _scenario(f"point_{number}", plan.base, {**plan.also, **own})
        for number, own in enumerate(settings)
    )


def _scenario(name: str, base: str, values: Mapping[str, float]) -> Scenario:
    """Return a scenario that stands on a base and sets some values all the time."""
    own = (Intervention(name, values=dict(values)),) if values else ()
    return Scenario(name=name, title=name, base=base, interventions=own)


def asked(task: Task) -> list[dict[str, Any]]:
    """Return what ``compare`` is given, one comparison for each world of the lesson."""
    plan = task.plan
    baseline, *policies = points_of(task)
    return [
        {
            "baseline": baseline,
            "policies": policies,
            "world": world,
            "replicates": plan.replicates,
            "seed": task.seed,
            "quarters": plan.years * QUARTERS,
            "measures": plan.measures,
        }
        for world in (plan.sizes or (task.world,))
    ]


KEYS = ("lesson", "twist", "world", "seed", "language")
LONGEST = 400  # characters


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
