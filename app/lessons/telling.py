"""What stands written in lessons beside the texts of the app: a TOML file a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from interhelix.app.lessons.findings import Seen
from interhelix.app.lessons.plan import Task
from interhelix.app.texts import Words, flat


class Telling(Words):
    """The texts of one language, those of the lessons among them."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
        self.flat |= dict(flat(tomllib.loads(text)))


@cache
def telling(language: str) -> Telling:
    """Return the texts of a language of ``LANGUAGES``."""
    return Telling(language)


def answer_text(task: Task, answer: str, say: Telling) -> str:
    """Return an answer that one may predict."""
    return say(f"{task.lesson}.answers.{answer}")


def came_text(seen: Seen, say: Telling) -> str:
    """Return what was seen, with its figures."""
    blanks = {name: say.number(float(value)) for name, value in seen.blanks.items()}
    if "lost_low" in blanks:
        ends = {"low": blanks["lost_low"], "high": blanks["lost_high"]}
        weak = seen.figures[seen.figures["point"] > 0]
        nothing_left = (weak["high_90"] == 0).all()
        blanks["sure"] = say("learn.every_run" if nothing_left else "learn.interval", ends)
    return say(f"{seen.task.lesson}.came.{seen.came}", blanks)


def reason_text(seen: Seen, say: Telling) -> str:
    """Return the reason that the lesson gives, if the run showed what the lesson is about."""
    if seen.came not in seen.task.plan.about:
        return say("learn.other")
    return say(f"{seen.task.lesson}.why")


def point_name(task: Task, number: float, say: Telling) -> str:
    """Return what a point is called: a value of the lever, who is weak, or how many actors."""
    plan = task.plan
    if plan.sizes:
        return say.number(number)
    if plan.knocks:
        key = "all" if number == 0 else plan.knocks[int(number) - 1].rpartition(".")[2]
        return say(f"{task.lesson}.points.{key}")
    return say.number(plan.values[int(number)] * plan.times)


def place_of(task: Task, say: Telling) -> str:
    """Return where a lesson takes place."""
    sizes = ", ".join(_size(world) for world in worlds_of(task))
    return say.pictures["synthetic"].format(n=sizes)


def worlds_of(task: Task) -> tuple[str, ...]:
    """Return the worlds that a task runs in."""
    return task.plan.sizes or (task.world,)


def _size(world: str) -> str:
    return world.partition(":")[2]


def measure_words(measure: str, say: Telling) -> str:
    """Return what a measure is called in the lessons, with its unit."""
    return say(f"measures.{measure}")


def table_of(seen: Seen, say: Telling) -> tuple[list[str], list[list[str]], list[bool]]:
    """Return the figures as a table: header, rows, and which columns hold figures."""
    plan = seen.task.plan
    header = [say(f"{seen.task.lesson}.lever")]
    for measure in plan.measures:
        header += [measure_words(measure, say), say("learn.range")]
    rows = []
    for point in seen.figures["point"].unique():
        cells = [point_name(seen.task, point, say)]
        for row in seen.figures[seen.figures["point"] == point].itertuples():
            ends = {"low": say.number(row.low_90), "high": say.number(row.high_90)}
            key = "learn.alike" if row.low_90 == row.high_90 else "table.span"
            cells += [say.number(row.mean), say(key, ends)]
        rows.append(cells)
    return header, rows, [False] + [True] * (len(header) - 1)
