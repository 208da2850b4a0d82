"""The pages without a browser: they render in both languages, and take only what may be taken."""

from __future__ import annotations

import pytest
import solara

from interhelix.app.compare.setup import _copy, _mover
from interhelix.app.main import PAGES, Layout
from interhelix.app.runs.frame import run_pair
from interhelix.app.shell.choices import Choices, ViewState
from interhelix.app.shell.names import setting_of
from interhelix.app.shell.options import Option
from interhelix.app.shell.share_link import NOTHING, Shared
from interhelix.app.shell.views import choice_setter
from interhelix.app.texts import LANGUAGES, words


@pytest.fixture
def shown(session):
    """Render a page: ``shown(page, language)`` gives the render context."""
    contexts = []

    def show(page, language):
        session.language.set(language)
        _, context = solara.render(Layout(children=[page.shows()]), handle_error=False)
        contexts.append(context)
        return context

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_rendered(shown, page, language):
    texts = texts_of(shown(page, language))
    assert words(language)(f"pages.{page.path}") in texts


def test_an_answer_is_rendered_and_marked_when_the_choices_change(shown, session, found):
    session.choices.set(found.choices)
    session.found.set(found)
    context = shown(PAGES[0], "en")
    assert words("en")("answer.title") in texts_of(context)
    assert words("en")("answer.stale") not in texts_of(context)
    session.choices.set(Choices(seed=7))
    assert words("en")("answer.stale") in texts_of(context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_was_opened_says_what_it_holds_until_something_is_run(
    shown, session, found, language
):
    choices = Choices(Option("calls"), Option("closed"), "europe", 5, 10, 123)
    session.choices.set(choices)
    session.shared.set(Shared(choices, ViewState(), language, "", NOTHING))
    say = words(language)
    setting = setting_of(choices, say)
    for part in (*map(say.pictures.scenarios.get, ("calls", "closed")), "5", "10", "123"):
        assert part in setting
    told = say("keep.opened", {"setting": setting})
    context = shown(PAGES[0], language)
    assert told in texts_of(context)
    session.choices.set(Choices(seed=7))
    assert told not in texts_of(context)
    session.choices.set(choices)
    session.found.set(found)
    assert told not in texts_of(context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_is_given_away_says_what_it_holds(shown, session, found, language):
    session.choices.set(found.choices)
    session.found.set(found)
    say = words(language)
    told = say("keep.holds", {"setting": setting_of(found.choices, say)})
    assert told in texts_of(shown(PAGES[0], language))


@pytest.mark.parametrize("page", PAGES[1:4], ids=lambda page: page.path)
def test_after_a_comparison_no_page_says_that_nothing_has_been_run(shown, session, found, page):
    say = words("en")
    before = texts_of(shown(page, "en"))
    assert say("portray.nothing") in before
    session.found.set(found)
    after = texts_of(shown(page, "en"))
    assert say("portray.compared") in after
    assert say("portray.nothing") not in after


def texts_of(context) -> list[str]:
    """List every text that a page shows."""
    import ipywidgets

    found = []
    todo = [context.container]
    while todo:
        widget = todo.pop()
        children = getattr(widget, "children", ())
        found += [child for child in children if isinstance(child, str)]
        todo += [child for child in children if isinstance(child, ipywidgets.Widget)]
    return found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("years", 1_000_000),
        ("years", None),
        ("replicates", 1e300),
        ("replicates", {"a": 1}),
        ("seed", "9" * 5000),
        ("seed", "1.5"),
        ("world", "/etc/passwd"),
        ("a_preset", ["closed"]),
        ("b_preset", "<script>"),
    ],
)
def test_a_value_that_may_not_be_chosen_becomes_a_notice_and_changes_nothing(session, field, value):
    before = session.choices.value
    choice_setter(field)(value)
    assert session.choices.value == before
    assert len(session.notices.value) == 1
    choice_setter("seed")("5")
    assert session.choices.value.seed == 5
    assert session.notices.value == ()


@pytest.mark.parametrize(
    "moved",
    [
        None,
        "a",
        {"side": "c", "on": True},
        {"side": "a", "strength": 1e9},
        {"side": "a", "strength": "0.5"},
        {"side": "a", "on": 1},
        {"side": "a", "start": 99},
        {"side": "a", "until": -1},
    ],
)
def test_a_lever_that_is_moved_beyond_its_bounds_stays_where_it_was(session, moved):
    before = session.choices.value
    _mover("platform")(moved)
    assert session.choices.value == before
    assert len(session.notices.value) == 1


def test_a_lever_is_moved(session):
    _mover("platform")({"side": "a", "on": True})
    _mover("platform")({"side": "a", "strength": 0.4})
    _mover("platform")({"side": "a", "start": 3})
    assert session.choices.value.a.card("platform") == (session.choices.value.a.changed["platform"])
    assert session.choices.value.a.card("platform").strength == 0.4
    assert session.notices.value == ()


def test_copying_makes_both_the_same_and_comparing_them_is_refused(session):
    session.choices.set(Choices(Option("calls"), Option("closed")))
    session.attempt(_copy)
    assert session.choices.value.b == Option("calls")
    session.attempt(session.compare)
    assert session.notices.value == (words("en")("refused.same"),)
    assert session.job.value is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["map", "ladder", "helices"])
def test_a_page_on_runs_is_rendered_and_marked_when_the_choices_change(
    shown, session, seen, path, language
):
    session.choices.set(seen.choices)
    run_pair.set(seen)
    page = next(page for page in PAGES if page.path == path)
    context = shown(page, language)
    assert words(language)("portray.stale") not in texts_of(context)
    session.choices.set(Choices(seed=7))
    assert words(language)("portray.stale") in texts_of(context)


def test_a_refusal_writes_its_bounds_as_the_language_does(session):
    before = session.choices.value
    for language, bounds in (("en", "from 0.1 to 20"), ("ru", "от 0,1 до 20")):
        session.language.set(language)
        option = Option("calls", settings={"adopt.steepness": 99.0})
        session.attempt(lambda option=option: session.choose(Choices(Option("calls"), option)))
        assert bounds in session.notices.value[0]
    assert session.choices.value == before
