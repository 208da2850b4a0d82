"""The link of the page Sweep: the store by its name, the whole view, and nothing beside them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import solara
from hypothesis import given
from hypothesis import strategies as st

from interhelix.app.main import Layout
from interhelix.app.shell.choices import RefusedError
from interhelix.app.shell.share_link import packed
from interhelix.app.sweep import state
from interhelix.app.sweep import store as places
from interhelix.app.sweep.export import KEY, link_of, linked_in, mark_of, view_in
from interhelix.app.sweep.page import Sweep, _open_link
from interhelix.app.sweep.state import View, first_view
from interhelix.app.sweep.store import allow_folders, linked_store
from interhelix.app.sweep.sweep_tables import cells_table
from interhelix.app.texts import LANGUAGES, words
from tests.app.test_pages import texts_of
from tests.app.test_sweep import FACTORS, sweep_of
from tests.experiments.analysis.conftest import experiment_of


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Start in a folder with a store in it; one lies in a folder that is named, one outside."""
    for name in ("here/found/a", "named/b", "outside/c"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "store.json").write_text("{}")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(places, "_named", [])
    allow_folders([tmp_path / "named"])
    return tmp_path


@pytest.fixture(scope="module")
def opened():
    return sweep_of(experiment_of(factors=FACTORS, replicates=6), path=Path("found/a"))


def chosen(opened) -> View:
    """Return a view that differs from the first one in everything."""
    view = first_view(opened)
    third = next(name for name in FACTORS if name not in (view.across, view.up))
    return View("conferences", opened.experiment.measures[1], third, view.across, {view.up: 1})


def test_a_link_holds_store_view_and_language_and_gives_the_same_numbers(folder, opened):
    view, mark = chosen(opened), mark_of(opened)
    found = linked_in("?" + link_of(opened, view, mark, "ru"))
    assert (found.store, found.language, found.mark) == ("found/a", "ru", mark)
    again = view_in(found, opened)
    assert again == view
    say = words("ru")
    assert cells_table(opened, again, say) == cells_table(opened, view, say)


def test_a_store_stands_in_a_link_by_name_never_by_a_path_of_the_machine(folder, opened):
    named = replace(opened, path=folder / "named/b")
    link = link_of(named, first_view(opened), "", "en")
    text = link.removeprefix(f"{KEY}=")
    assert str(folder) not in urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    assert linked_store(linked_in(link).store) == (folder / "named/b").resolve()


@pytest.mark.parametrize(
    "name",
    ["", "../outside/c", "found/a/../../../outside/c", "outside/c", "named/../outside/c", "/etc",
     "~", "found", "gone", "a\0b", "x" * 2000],
)  # fmt: skip
def test_a_link_opens_no_other_path_and_says_so_in_a_line(session, folder, opened, name):
    state = linked_in(link_of(opened, first_view(opened), "", "en"))._replace(store=name)
    query = f"{KEY}={packed(state._asdict())}"
    session.attempt(lambda: _open_link(query))
    assert len(session.notices.value) == 1
    assert state.linked.value is None
    with pytest.raises(RefusedError, match="store_gone"):
        linked_store(str(folder / "here/found/a"))


def test_a_way_out_by_a_link_in_the_folder_is_refused(folder):
    (folder / "named/way").symlink_to(folder / "outside")
    with pytest.raises(RefusedError, match="store_gone"):
        linked_store("named/way/c")


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: urlsafe_b64encode(b).decode()))
def test_nonsense_in_a_link_is_refused_and_nothing_else(text):
    with pytest.raises(RefusedError):
        linked_in(f"{KEY}=" + text.replace("&", "").replace("=", ""))


@pytest.mark.parametrize("query", [None, "", "s=abc", "?x"])
def test_an_address_without_a_sweep_has_none(query):
    assert linked_in(query) is None


@pytest.mark.parametrize(
    "change",
    [{"of": "closed"}, {"measure": "x"}, {"across": ""}, {"across": "meet.rat"}, {"up": 3},
     {"fixed": {"adopt.seed": (0.0, 1.0)}}, {"fixed": 3}, {"fixed": {"adopt.open": (0.0, 0.5)}},
     {"fixed": {"adopt.open": (float("nan"),) * 2}}, {"store": ["found/a"]}],
)  # fmt: skip
def test_a_view_that_the_store_does_not_have_is_refused(folder, opened, change):
    view = View("conferences", opened.experiment.measures[0], "adopt.network", "meet.rate")
    state = linked_in(link_of(opened, view, "", "en"))._asdict() | change
    with pytest.raises(RefusedError, match="link"):
        view_in(linked_in(f"{KEY}={packed(state)}"), opened)


def test_both_sides_cannot_show_one_factor(folder, opened):
    state = linked_in(link_of(opened, first_view(opened), "", "en"))
    with pytest.raises(RefusedError, match="link"):
        view_in(state._replace(up=state.across), opened)


def test_a_digit_or_a_run_more_gives_another_mark(opened):
    values = opened.grid.values.copy()
    values[0, 0, 0, 0] = np.nextafter(values[0, 0, 0, 0], np.inf)
    other = replace(opened, grid=replace(opened.grid, values=values))
    assert mark_of(opened) == mark_of(replace(opened)) != mark_of(other)
    assert mark_of(sweep_of(experiment_of(factors=FACTORS, replicates=5))) != mark_of(opened)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_store_that_a_link_leads_to_is_shown_as_the_link_says(session, folder, opened, language):
    view = chosen(opened)
    told = {mark_of(opened): "sweep.link_same", "0": "sweep.link_changed"}
    for mark, key in told.items():
        session.attempt(lambda mark=mark: _open_link(link_of(opened, view, mark, language)))
        say = words(language)
        state.sweep.set(None)
        assert say("sweep.linked", {"store": "found/a"}) in shown()
        state.sweep.set(opened)
        texts = shown()
        assert say(key) in texts
        assert any(say.pictures.measure(view.measure) in text for text in texts)
    state.linked.set(state.linked.value._replace(measure="gone"))
    assert say("sweep.link_other") in shown()
    state.linked.set(None)
    assert not {say(f"sweep.link_{how}") for how in ("same", "changed", "other")} & set(shown())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_without_a_store_says_what_to_do_next(session, folder, language):
    session.language.set(language)
    say = words(language)
    assert say("sweep.nothing") in shown()
    for name in ("here/found/a", "named/b"):
        (folder / name / "store.json").unlink()
    texts = shown()
    assert say("sweep.none") in texts
    assert say("sweep.command") in texts


def shown() -> list[str]:
    _, context = solara.render(Layout(children=[Sweep()]), handle_error=False)
    texts = texts_of(context)
    context.close()
    return texts
