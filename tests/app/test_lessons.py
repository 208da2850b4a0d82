"""The lessons: texts in both languages, explanations that follow the figures, links, answers."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.image import imread

from interhelix.app import learn as home
from interhelix.app.learn import state as desk
from interhelix.app.learn.page import _taker
from interhelix.app.learn.plan import Task, asked, first_task, lessons, link_of, points_of, task_in
from interhelix.app.learn.results import CURVES, EXTRA, Result, closest, result_of
from interhelix.app.learn.view import (
    COLUMNS,
    answers_csv,
    came_text,
    lesson_words,
    picture_of,
    point_name,
    reason_text,
    table_of,
)
from interhelix.app.shell.choices import RefusedError
from interhelix.app.shell.worker import Message
from interhelix.app.texts import LANGUAGES, flat, words
from interhelix.experiments import compare
from interhelix.model.parameters import catalogue
from tests.app.test_rules import figures

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@pytest.fixture(autouse=True)
def desk_as_it_was():
    held = [desk.task, desk.fixed, desk.predicted, desk.result, desk.answers]
    before = [value.value for value in held]
    yield
    for value, old in zip(held, before, strict=True):
        value.set(old)


def read(language: str) -> dict[str, str]:
    text = files(home).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return dict(flat(tomllib.loads(text)))


def test_both_languages_have_the_same_keys_and_blanks():
    english, russian = read("en"), read("ru")
    assert list(english) == list(russian)
    for key, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", russian[key])), key
    assert [key for key, text in russian.items() if not CYRILLIC.search(text)] == []
    assert [key for key, text in english.items() if CYRILLIC.search(text)] == []
    assert set(english).isdisjoint(words("en").flat)


@pytest.mark.parametrize("key", lessons())
def test_all_that_a_lesson_shows_has_a_text(key):
    say, lesson = lesson_words("en"), lessons()[key]
    wanted = [f"{key}.{part}" for part in ("name", "title", "idea", "what", "question", "why")]
    wanted += [f"{key}.answers.{answer}" for answer in lesson.answers]
    wanted += [f"{key}.came.{came}" for came in (*lesson.answers, *EXTRA.get(key, ()))]
    wanted += [f"{key}.twists.{twist.key}" for twist in lesson.twists]
    wanted += [f"measures.{measure}" for measure in lesson.measures]
    assert [name for name in wanted if name not in say.flat] == []


@pytest.mark.parametrize("key", lessons())
def test_a_lesson_sets_only_what_the_model_has_and_every_point_differs(key):
    for twist in lessons()[key].twists:
        points = points_of(replace(first_task(key), twist=twist.key))
        courses = [point.parameters(4) for point in points]
        assert len(set(courses)) == len(points)
        for point in points:
            for step in point.interventions:
                for name, value in step.values.items():
                    assert catalogue()[name].low <= value <= catalogue()[name].high


def shortened(task: Task):
    """Run a lesson with fewer pairs and years, in worlds of a few regions."""
    found = []
    for number, given in enumerate(asked(task)):
        small = {"replicates": 2, "quarters": 4, "world": f"synthetic:{4 + 2 * number}"}
        found.append(compare(**given | small, workers=1))
    return found


@pytest.mark.parametrize("key", lessons())
def test_a_lesson_runs_and_says_in_picture_and_table_what_it_found(key):
    task = first_task(key)
    found = shortened(task)
    seen = result_of(task, found)
    assert seen.came in (*task.plan.answers, *EXTRA.get(key, ()))
    for language in LANGUAGES:
        say = lesson_words(language)
        assert "{" not in came_text(seen, say)
        header, rows, right = table_of(seen, say)
        assert {len(row) for row in rows} == {len(header)} == {len(right)}
    if not task.plan.sizes:
        ends = found[0].bands.query("quarter == 4 and measure == @task.plan.measures[0]")
        assert seen.figures["mean"].iloc[0] == ends["mean"].iloc[0]
        assert rows[0][1] == say.number(float(ends["mean"].iloc[0]))
    assert imread(io.BytesIO(picture_of(seen, lesson_words("ru"))))[..., :3].std() > 0.02


def seen_of(key: str, means: list[float], low: list[float]) -> Result:
    """Give what a lesson of one measure would have shown."""
    task = first_task(key)
    (measure,) = task.plan.measures
    points = {"point": range(len(means)), "measure": measure, "mean": means}
    table = pd.DataFrame(points | {"low_90": low, "high_90": means})
    return Result(task, table, task.plan.answers[0], {}, {})


def test_values_of_a_lever_are_as_far_apart_in_the_picture_as_they_are(monkeypatch):
    drawn = []
    monkeypatch.setattr(Axes, "plot", lambda panel, x, *more, **look: drawn.append(list(x)))
    picture_of(seen_of("mass", [0.0, 9, 20, 40, 60, 80], [0.0] * 6), lesson_words("en"))
    assert drawn == [[1, 10, 20, 40, 60, 80]]


def test_where_all_runs_are_alike_the_table_says_so_in_place_of_an_interval():
    say = lesson_words("en")
    seen = seen_of("weakest", [50.0, 0, 0, 0, 0], [45.0, 0, 0, 0, 0])
    assert [row[2] for row in table_of(seen, say)[1]] == ["45 to 50", *["all runs alike"] * 4]


@pytest.mark.parametrize(
    ("weak", "english", "russian"),
    [
        (0.0, "100 % less (in every run)", "на 100 % меньше (в каждом прогоне)"),
        (1.0, "95 % interval 99.2 to 100 %", "95 % интервал от 99,2 до 100 %"),
    ],
)
def test_where_every_run_lost_all_no_interval_is_told(weak, english, russian):
    blanks = {"all": 50.0, "weak": weak, "fair": 25.0, "lost": 100.0}
    seen = seen_of("weakest", [50.0, weak, weak, weak, weak], [45.0, 0, 0, 0, 0])
    seen = replace(seen, came="more", blanks=blanks | {"lost_low": 99.2, "lost_high": 100.0})
    assert english in came_text(seen, lesson_words("en"))
    assert russian in came_text(seen, lesson_words("ru"))


@pytest.mark.parametrize("name", CURVES)
def test_the_curve_that_the_values_lie_on_is_found(name):
    n = np.array([32.0, 64.0, 128.0, 256.0])
    assert closest(n, 7.0 * CURVES[name](n) * np.array([1.02, 0.98, 1.01, 0.99])) == name


@pytest.mark.parametrize(
    ("powers", "came", "wins"),
    [
        ([1.0, 1.0, 1.0, 1.0], "n_log_n", 4),
        ([1.0, 1.0, 1.0, 0.85], "n_log_n", 3),
        ([1.0, 1.0, 1.0, 0.7], "unclear", 3),
    ],
)
def test_a_curve_is_told_to_fit_only_where_no_single_run_decides(powers, came, wins):
    n = np.array([32.0, 64.0, 128.0, 256.0])
    totals = np.array([1e5 * (n / 32.0) ** (1.2 * power) for power in powers]).T
    found = [invented_value(actors, values) for actors, values in zip(n, totals, strict=True)]
    seen = result_of(first_task("value"), found)
    assert (seen.came, seen.blanks["wins"], seen.blanks["runs"]) == (came, wins, 4)
    for language in LANGUAGES:
        say = lesson_words(language)
        assert say.number(float(wins)) in came_text(seen, say)


def invented_value(actors: float, values: np.ndarray):
    """Give a comparison of a world in which working together is worth so much in each run."""
    policy = SimpleNamespace(name="open")
    differences = {"open": pd.DataFrame({"output": values / actors})}
    world = SimpleNamespace(actors=actors)
    return SimpleNamespace(
        world=world, policies=(policy,), differences=differences, pairs=len(values)
    )


def test_a_share_of_actors_is_shown_in_per_cent():
    names = [point_name(first_task("mass"), place, lesson_words("ru")) for place in range(3)]
    assert names == ["1", "10", "20"]


def test_no_attack_on_the_platform_succeeds_in_the_lesson_on_critical_mass():
    for twist in lessons()["mass"].twists:
        for point in points_of(replace(first_task("mass"), twist=twist.key)):
            assert {quarter.adopt.security for quarter in point.parameters(20)} == {1.0}


def test_the_reason_of_a_lesson_is_told_only_where_the_run_showed_it():
    say = lesson_words("en")
    shown = Result(first_task("mass"), figures(members=[1.0]), "threshold", {}, {})
    assert say("mass.why") in reason_text(shown, say)
    assert say("mass.why") not in reason_text(replace(shown, came="none"), say)


def test_a_run_takes_every_comparison_of_its_lesson_and_keeps_the_prediction(session, monkeypatch):
    task = first_task("value")
    found = dict(zip(task.plan.sizes, shortened(task), strict=True))

    class Done:
        def __init__(self, given, receive, work):
            self.given, self.receive = given, receive

        def start(self):
            self.receive(Message("found", found[self.given["world"]]))

    monkeypatch.setattr(session, "Job", Done)
    session.attempt(lambda: desk.choose(task))
    session.attempt(lambda: desk.predict("n"))
    session.attempt(desk.run)
    assert session.notices.value == ()
    assert session.job.value is None
    assert desk.result.value.task == task
    assert list(desk.result.value.figures["point"]) == [
        each.world.actors for each in found.values()
    ]
    assert [answer.predicted for answer in desk.answers.value] == ["n"]


@pytest.mark.parametrize("key", lessons())
def test_the_teachers_link_reproduces_scenario_and_seed(key):
    twist = lessons()[key].twists[-1].key
    task = replace(first_task(key), twist=twist, seed=4321)
    again, language = task_in("?" + link_of(task, "ru"))
    assert (again, language) == (task, "ru")
    assert asked(again) == asked(task)


@pytest.mark.parametrize(
    "query",
    [
        "lesson=mass",
        "lesson=mars&twist=usual&world=synthetic:40&seed=1&language=en",
        "lesson=mass&twist=usual&world=/etc&seed=1&language=en",
        "lesson=mass&twist=usual&world=synthetic:40&seed=-1&language=en",
        "lesson=mass&twist=usual&world=synthetic:40&seed=one&language=en",
        "lesson=" + "a" * 1000,
    ],
)
def test_a_link_that_is_none_is_refused(query):
    with pytest.raises(RefusedError):
        task_in(query)


def test_an_address_without_a_lesson_has_none():
    assert task_in("s=abc") is None
    assert task_in(None) is None


def test_the_csv_holds_what_was_answered():
    task = replace(first_task("mass"), seed=9)
    blanks = dict.fromkeys(("below", "above", "from", "to", "wins", "runs"), 1.0)
    seen = Result(task, figures(members=[1.0]), "threshold", blanks, {})
    given = [desk.Answer("threshold", seen), desk.Answer("none", seen)]
    rows = list(csv.DictReader(io.StringIO(answers_csv(given, lesson_words("ru")).decode())))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["predicted"] for row in rows] == ["threshold", "none"]
    assert [row["as_predicted"] for row in rows] == ["yes", "no"]
    assert {(row["lesson"], row["world"], row["seed"]) for row in rows} == {
        ("mass", "synthetic:40", "9")
    }
    assert rows[0]["predicted_in_words"] == lesson_words("ru")("mass.answers.threshold")


def test_a_value_that_no_list_offers_becomes_a_notice_and_changes_nothing(session):
    before = desk.task.value
    for name, value in (
        ("lesson", "x"),
        ("lesson", []),
        ("twist", 3),
        ("seed", "1.5"),
        ("seed", -1),
    ):
        _taker(name)(value)
        assert desk.task.value == before
        assert len(session.notices.value) == 1
    session.attempt(lambda: desk.predict("all of it"))
    assert desk.predicted.value == ""
    session.attempt(desk.run)  # nothing was predicted
    assert session.job.value is None
    assert len(session.notices.value) == 1


def test_the_learners_own_words_are_bounded_and_stand_in_the_csv(session):
    shown = Result(first_task("value"), figures(output=[1.0]), "nothing", {"least": 1.0}, {})
    desk.answers.set((desk.Answer("n", shown),))
    desk.explain("=SUM(A1)\nbecause  of friends")
    (row,) = csv.DictReader(
        io.StringIO(answers_csv(desk.answers.value, lesson_words("en")).decode())
    )
    assert row["explained"] == "'=SUM(A1) because of friends"
    for wrong in ("x" * 601, 7, None):
        session.attempt(lambda wrong=wrong: desk.explain(wrong))
        assert len(session.notices.value) == 1
    assert desk.answers.value[-1].explained == "=SUM(A1) because of friends"
    desk.answers.set(())
    with pytest.raises(RefusedError):
        desk.explain("nothing was seen")
