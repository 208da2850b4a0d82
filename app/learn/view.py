"""A lesson in words, tables and pictures."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from interhelix.app.learn.plan import Task
from interhelix.app.learn.results import CURVES, Result
from interhelix.app.learn.state import Answer
from interhelix.app.shell.charts import DOTS_PER_INCH, drawing_lock
from interhelix.app.shell.views import csv_of
from interhelix.app.texts import Words, flat
from interhelix.experiments.pictures import LOOK, STROKES, calm, headline, sheet
from interhelix.model.machine_code import fingerprint


class LessonWords(Words):
    """The texts of one language, those of the lessons among them."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
        self.flat |= dict(flat(tomllib.loads(text)))


@cache
def lesson_words(language: str) -> LessonWords:
    """Return the texts of a language of ``LANGUAGES``."""
    return LessonWords(language)


def answer_text(task: Task, answer: str, say: LessonWords) -> str:
    """Return an answer that one may predict."""
    return say(f"{task.lesson}.answers.{answer}")


def came_text(seen: Result, say: LessonWords) -> str:
    """Return what was seen, with its figures."""
    blanks = {name: say.number(float(value)) for name, value in seen.blanks.items()}
    if "lost_low" in blanks:
        ends = {"low": blanks["lost_low"], "high": blanks["lost_high"]}
        weak = seen.figures[seen.figures["point"] > 0]
        nothing_left = (weak["high_90"] == 0).all()
        blanks["sure"] = say("learn.every_run" if nothing_left else "learn.interval", ends)
    return say(f"{seen.task.lesson}.came.{seen.came}", blanks)


def reason_text(seen: Result, say: LessonWords) -> str:
    """Return the reason that the lesson gives, if the run showed what the lesson is about."""
    if seen.came not in seen.task.plan.about:
        return say("learn.other")
    return say(f"{seen.task.lesson}.why")


def point_name(task: Task, number: float, say: LessonWords) -> str:
    """Return what a point is called: a value of the lever, who is weak, or how many actors."""
    plan = task.plan
    if plan.sizes:
        return say.number(number)
    if plan.knocks:
        key = "all" if number == 0 else plan.knocks[int(number) - 1].rpartition(".")[2]
        return say(f"{task.lesson}.points.{key}")
    return say.number(plan.values[int(number)] * plan.times)


def place_of(task: Task, say: LessonWords) -> str:
    """Return where a lesson takes place."""
    sizes = ", ".join(_size(world) for world in worlds_of(task))
    return say.pictures["synthetic"].format(n=sizes)


def worlds_of(task: Task) -> tuple[str, ...]:
    """Return the worlds that a task runs in."""
    return task.plan.sizes or (task.world,)


def _size(world: str) -> str:
    return world.partition(":")[2]


def measure_words(measure: str, say: LessonWords) -> str:
    """Return what a measure is called in the lessons, with its unit."""
    return say(f"measures.{measure}")


def table_of(seen: Result, say: LessonWords) -> tuple[list[str], list[list[str]], list[bool]]:
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


WIDTH, HEIGHT = 8.6, 3.8  # [inches]
TOP, BOTTOM = 0.75, 0.17


def picture_of(seen: Result, say: LessonWords) -> bytes:
    """Draw what was seen as PNG."""
    measures = seen.task.plan.measures
    with drawing_lock, mpl.rc_context(LOOK):
        figure = sheet(WIDTH, HEIGHT)
        below = say(
            "learn.below", {"place": place_of(seen.task, say), "years": seen.task.plan.years}
        )
        headline(figure, say(f"{seen.task.lesson}.title"), below)
        axes = figure.subplots(1, len(measures), squeeze=False)[0]
        figure.subplots_adjust(left=0.09, right=0.97, top=TOP, bottom=BOTTOM, wspace=0.3)
        for panel, measure in zip(axes, measures, strict=True):
            own = seen.figures[seen.figures["measure"] == measure]
            (_curves if seen.task.plan.sizes else _points)(panel, own, seen, say)
            panel.set_title(measure_words(measure, say))
            panel.set_xlabel(say(f"{seen.task.lesson}.lever"))
            panel.set_ylim(bottom=min(0.0, float(own["low_90"].min())))
            panel.yaxis.set_major_formatter(lambda value, _: say.number(value))
            calm(panel)
        buffer = BytesIO()
        figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()


def _points(panel: Axes, own: pd.DataFrame, seen: Result, say: LessonWords) -> None:
    """Draw means with the band of nine runs in ten, at the values of the lever if there is one."""
    plan = seen.task.plan
    places = np.array(plan.values) * plan.times if plan.lever else np.arange(len(own))
    _whiskers(panel, places, own, "-" if plan.lever else "")
    names = [point_name(seen.task, point, say) for point in own["point"]]
    panel.set_xticks(places, [name.replace(" ", "\n") for name in names])
    panel.margins(x=0.12)


def _curves(panel: Axes, own: pd.DataFrame, seen: Result, say: LessonWords) -> None:
    """Draw values by the number of actors, and each curve as near to them as it can be laid."""
    n = own["point"].to_numpy()
    _whiskers(panel, n, own, "")
    fine = np.linspace(n.min(), n.max(), 100)
    for stroke, (name, scale) in zip(STROKES[1:], seen.scales.items(), strict=False):
        label = say(f"{seen.task.lesson}.curves.{name}")
        curve = scale * CURVES[name](fine)
        panel.plot(fine, curve, color=stroke.colour, linestyle=stroke.dash, lw=1.8, label=label)
    panel.set_xticks(n, [say.number(value) for value in n])
    if seen.scales:
        panel.legend(loc="upper left")


def _whiskers(panel: Axes, places: np.ndarray, own: pd.DataFrame, dash: str) -> None:
    mean, low, high = (own[name].to_numpy() for name in ("mean", "low_90", "high_90"))
    whole = {"color": STROKES[0].colour, "clip_on": False}  # what lies on an edge, too
    panel.vlines(places, low, high, lw=4, alpha=0.35, **whole)
    panel.plot(places, mean, marker="o", ms=6, linestyle=dash, lw=1.8, **whole)


COLUMNS = (
    *("lesson", "setting", "world", "seed", "model"),
    *("predicted", "seen", "as_predicted", "predicted_in_words", "seen_in_words"),
    "explained",
)


def answers_csv(answers: Sequence[Answer], say: LessonWords) -> bytes:
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
