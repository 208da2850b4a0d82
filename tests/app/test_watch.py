"""A run that is watched: the same as anywhere else, a model for each session, and it ends."""

from __future__ import annotations

import io
import threading
from dataclasses import replace

import ipyvue
import numpy as np
import pandas as pd
import pytest
import solara

from interhelix.app.main import PAGES, Layout
from interhelix.app.shell.choices import Choices, RefusedError, ViewState
from interhelix.app.shell.options import Option
from interhelix.app.shell.worker import Message
from interhelix.app.texts import LANGUAGES, words
from interhelix.app.watch import player as show
from interhelix.app.watch.run_process import FIGURES, Asked, Runs
from interhelix.app.watch.view import (
    figures_of,
    files_of,
    ladder_chart,
    line_chart,
    moment,
    outcome_of,
    pairs_table,
    scene_of,
    years_table,
)
from interhelix.experiments import replicate_seed, simulate
from interhelix.scenarios import Scenario
from tests.app.test_pages import texts_of
from tests.waiting import PATIENCE, wait_until

ASKED = Asked(Scenario.load("conferences"), "synthetic:6", 20, 3)
WATCH = next(page for page in PAGES if page.path == "watch")


@pytest.fixture
def watched(session):
    """Give the variables of the page, as they are at the start, and put them back afterwards."""
    values = (show.speed, show.shown, show.playback, show.preparing)
    before = [value.value for value in values]
    session.choices.set(Choices(Option("conferences"), Option("calls"), "synthetic:50", 5, seed=3))
    yield show
    show.pause()
    for value, old in zip(values, before, strict=True):
        value.set(old)


@pytest.fixture
def beside(monkeypatch):
    """Let the model run in this process, as quick as it can, and tell what was asked."""
    runs, asked = Runs(), []

    def ask(key, question, quarter, notice):
        asked.append((key, quarter))
        return Message("found", runs.frame(key, question, quarter))

    monkeypatch.setattr(show.RUN_PROCESS, "ask", ask)
    monkeypatch.setattr(show, "SPEEDS", (1000,))
    show.speed.set(1000)
    return asked


def test_a_watched_run_is_the_first_pair_of_a_comparison():
    runs = Runs()
    frames = [runs.frame("key", ASKED, quarter) for quarter in range(9)]
    series = simulate("conferences", "synthetic:6", 20, replicate_seed(3, 0)).series
    for frame in frames[1:]:
        wanted = series.loc[frame.quarter, list(FIGURES)].to_numpy(dtype=float)
        np.testing.assert_array_equal(list(frame.figures.values()), wanted)


def test_a_model_that_was_let_go_comes_back_at_the_same_quarter():
    kept, tight = Runs(), Runs(most_actors=1)
    for quarter in range(5):
        for key in ("one", "other"):
            mine, theirs = (runs.frame(key, ASKED, quarter) for runs in (kept, tight))
            assert mine.figures == pytest.approx(theirs.figures, nan_ok=True, rel=0, abs=0)
            assert (mine.levels == theirs.levels).all()
    assert len(kept.models) == 2
    assert len(tight.models) == 1


def test_each_session_has_a_model_of_its_own():
    runs = Runs()
    first, second = runs.frame("a", ASKED, 4), runs.frame("b", ASKED, 1)
    assert runs.models["a"] is not runs.models["b"]
    assert (first.quarter, second.quarter) == (4, 1)
    assert runs.frame("a", ASKED, 5).quarter == 5


def test_one_step_is_one_quarter_and_a_pause_stops_the_loop(watched, beside):
    watched.start(once=True)
    wait_until(lambda: watched.turn.value is None)
    assert watched.shown.value.quarter == 1
    watched.start(once=True)
    wait_until(lambda: watched.turn.value is None)
    assert watched.shown.value.quarter == 2
    watched.start(once=False)
    wait_until(lambda: watched.shown.value.quarter >= 4)
    mine = watched.turn.value
    watched.pause()
    assert mine.ended.is_set()
    assert watched.turn.value is None


def test_who_plays_while_a_quarter_is_under_way_is_heard(watched, beside, monkeypatch):
    mine = show.Playback(once=True)
    watched.turn.set(mine)
    watched.start(once=True)
    assert watched.turn.value is mine
    watched.start(once=False)
    assert mine.ended.is_set()
    wait_until(lambda: watched.shown.value is not None and watched.shown.value.over)


def test_who_plays_while_a_step_is_taken_in_is_heard_when_the_step_ends(
    watched, beside, monkeypatch
):
    watched.start(once=True)
    wait_until(lambda: watched.turn.value is None)
    take = show._take

    def taken_in(mine, scenery, word):
        over = take(mine, scenery, word)
        if mine.once:
            watched.start(once=False)  # pressed after the quarter is seen, before the step ends
        return over

    monkeypatch.setattr(show, "_take", taken_in)
    watched.start(once=True)
    wait_until(lambda: watched.shown.value.over)


def test_a_run_ends_at_its_end_and_nothing_more_is_asked(watched, beside):
    watched.start(once=False)
    wait_until(lambda: watched.turn.value is None)
    assert watched.shown.value.over
    assert [quarter for _, quarter in beside] == list(range(21))
    watched.start(once=False)
    assert watched.turn.value is None
    assert len({key for key, _ in beside}) == 1
    watched.reset()
    assert watched.shown.value is None


def test_what_a_forgotten_run_brings_is_not_kept(watched, monkeypatch):
    asked, answer = threading.Event(), threading.Event()
    runs = Runs()

    def ask(key, question, quarter, notice):
        asked.set()
        answer.wait(PATIENCE)
        return Message("found", runs.frame(key, question, quarter))

    monkeypatch.setattr(show.RUN_PROCESS, "ask", ask)
    before = threading.active_count()
    watched.start(once=False)
    assert asked.wait(PATIENCE)
    watched.reset()
    answer.set()
    wait_until(lambda: threading.active_count() <= before)
    assert watched.shown.value is None


def test_a_run_that_fails_says_so_and_stops(watched, session, monkeypatch):
    monkeypatch.setattr(show.RUN_PROCESS, "ask", lambda *_: Message("failed", ["it broke"]))
    watched.start(once=False)
    wait_until(lambda: watched.turn.value is None)
    assert session.notices.value == (words("en")("watch.failed"), "it broke")


@pytest.mark.parametrize("value", [None, 3, "2", True, [1]])
def test_an_option_that_is_none_is_refused(session, value):
    with pytest.raises(RefusedError):
        session.look_at(ViewState(watched=value))


def test_a_run_that_no_browser_shows_is_paused(watched, beside, monkeypatch):
    monkeypatch.setattr(show, "is_attended", lambda: False)
    watched.start(once=False)
    wait_until(lambda: watched.turn.value is None)
    assert watched.shown.value.quarter == 0


def test_the_page_says_that_a_run_is_starting(watched):
    watched.turn.set(show.Playback(once=False))
    _, context = solara.render(Layout(children=[WATCH.shows()]), handle_error=False)
    bars = context.find(cls=ipyvue.VueTemplate).widgets
    assert words("en")("compare.starting") in [getattr(one, "text", "") for one in bars]
    context.close()


def test_who_leaves_the_page_stops_the_run(watched, beside):
    watched.speed.set(1)
    _, context = solara.render(Layout(children=[WATCH.shows()]), handle_error=False)
    watched.start(once=False)
    wait_until(lambda: watched.shown.value is not None)
    mine = watched.turn.value
    context.close()
    assert mine is None or mine.ended.is_set()
    assert watched.turn.value is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_a_run_and_says_when_the_choices_have_changed(
    watched, session, beside, language
):
    say = words(language)
    session.language.set(language)
    for _ in range(5):
        watched.start(once=True)
        wait_until(lambda: watched.turn.value is None)
    _, context = solara.render(Layout(children=[WATCH.shows()]), handle_error=False)
    assert moment(5, say) in texts_of(context)
    assert say("watch.stale") not in texts_of(context)
    session.view_setter("watched")("a")
    assert say("watch.stale") in texts_of(context)
    context.close()


def test_tables_file_and_charts_hold_the_same_figures(watched, beside):
    for _ in range(6):
        watched.start(once=True)
        wait_until(lambda: watched.turn.value is None)
    now, say = watched.shown.value, words("en")
    whole = figures_of(now)
    assert list(whole["quarter"]) == list(range(7))
    assert whole.iloc[-1]["isolates"] == now.history[-1]["isolates"]
    assert [row[0] for row in years_table(now, say)[1]] == [
        moment(quarter, say) for quarter in (0, 4, 6)
    ]
    pairs = pairs_table(scene_of(now, 1), say)[1]
    assert sum(int(row[1].replace(",", "")) for row in pairs) == 50 * 49 // 2
    ladder = ladder_chart(now.history, 20, say)
    assert len(ladder["shapes"]) == 4
    assert [mark["text"] for mark in ladder["across"]] == ["0", "1", "2", "3", "4", "5"]
    assert line_chart(now.history, "effect_network", 20, say)["shapes"][0]["path"].count("L") == 5


def test_what_is_kept_of_a_run_is_what_is_drawn(watched, beside, session):
    for _ in range(2):
        watched.start(once=True)
        wait_until(lambda: watched.turn.value is None)
    now = watched.shown.value
    scene = scene_of(now, 1)
    files = files_of(now, scene, words("ru"))
    pairs = pd.read_csv(io.BytesIO(files["keep.numbers"]["network_pairs.csv"]()))
    upper = now.levels[np.triu_indices(50, 1)]
    assert sorted(pairs["drawn"]) == sorted(upper[upper > 0])
    whole = pd.read_csv(io.BytesIO(files["keep.numbers"]["run.csv"]()))
    assert list(whole["net_value"]) == [row["net_value"] for row in now.history]
    for name, make in files["keep.pictures"].items():
        assert make().startswith(b"\x89PNG" if name.endswith("png") else b"<?xml"), name
    assert list(files["keep.scenarios"]) == ["calls.toml"]


def test_another_figure_or_level_has_another_fingerprint(watched, beside):
    watched.start(once=True)
    wait_until(lambda: watched.turn.value is None)
    now = watched.shown.value
    levels = now.levels.copy()
    levels[0, 1] += 1
    nearly = dict(now.history[-1], net_value=np.nextafter(now.history[-1]["net_value"], np.inf))
    others = (replace(now, levels=levels), replace(now, history=(*now.history[:-1], nearly)))
    assert len({outcome_of(one) for one in (now, replace(now), *others)}) == 3


def test_lines_that_are_too_many_begin_at_a_higher_level(watched, beside, monkeypatch):
    watched.start(once=True)
    wait_until(lambda: watched.turn.value is None)
    monkeypatch.setattr("interhelix.app.watch.view.MOST_LINES", 0)
    assert scene_of(watched.shown.value, 1).least > 1
