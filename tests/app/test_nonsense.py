"""Two hundred random sequences without a browser, also of the buttons that start work.

Those in a browser stand in tests/app/test_sequences.py.
"""

from __future__ import annotations

import random

import ipywidgets
import pytest
import solara

from interhelix.app.main import PAGES, Layout
from interhelix.app.runs.frame import run_pair
from interhelix.app.shell.choices import WORLDS, check
from interhelix.app.shell.options import YEARS, levers
from interhelix.app.shell.queue import Job
from interhelix.app.watch import player as show
from interhelix.scenarios import scenario_names

SEQUENCES, LONGEST = 200, 6
WRONG = (
    None,
    True,
    -1,
    0,
    1e308,
    float("nan"),
    10**30,
    "",
    "x" * 5000,
    "\u202e",
    [],
    {},
    [[1]],
    b"",
)
RIGHT = (
    *scenario_names(),
    *WORLDS,
    *YEARS,
    10,
    40,
    200,
    "1",
    "en",
    "ru",
    True,
    False,
    "meet",
    "effects",
)


def values(luck: random.Random):
    """Return something that a browser might send."""
    moves = {
        "side": luck.choice(["a", "b", "c", None]),
        luck.choice(["on", "strength", "start", "until", "other"]): luck.choice(
            [*WRONG, True, False, 0.5, 1, 3, luck.random() * 40]
        ),
    }
    sent = {"name": luck.choice(["a.csv", 7, "../x"]), "text": luck.choice([*WRONG, "code,name\n"])}
    return luck.choice([luck.choice(WRONG), luck.choice(RIGHT), luck.choice(RIGHT), moves, sent])


def controls(context) -> list[ipywidgets.Widget]:
    """List every widget of a page that listens to the browser."""
    found, todo = [], [context.container]
    while todo:
        widget = todo.pop()
        todo += [
            one for one in getattr(widget, "children", ()) if isinstance(one, ipywidgets.Widget)
        ]
        if getattr(widget, "_event_callbacks", None):
            found.append(widget)
    return found


def test_random_clicks_and_values_break_no_map(session, monkeypatch, seen):
    monkeypatch.setattr(Job, "start", lambda job: None)
    run_pair.set(seen)
    page = next(page for page in PAGES if page.path == "map")
    _, context = solara.render(Layout(children=[page.shows()]), handle_error=False)
    luck = random.Random(5)
    for value in (*WRONG, 3, "tiles", "difference", seen.a.run.world.codes[2], 1, "a", 99):
        for widget in controls(context):
            for name in sorted(widget._event_callbacks):
                if luck.random() < 0.6 and name != "pressed":
                    getattr(widget, f"vue_{name}")(value)
    assert run_pair.value is seen
    context.close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_random_clicks_and_values_break_nothing(session, monkeypatch, page):
    monkeypatch.setattr(Job, "start", lambda job: None)
    monkeypatch.setattr(Job, "cancel", lambda job: None)
    monkeypatch.setattr(show, "start", lambda once: None)
    _, context = solara.render(Layout(children=[page.shows()]), handle_error=False)
    seen = set()
    for seed in range(PAGES.index(page), SEQUENCES, len(PAGES)):
        luck = random.Random(seed)
        for _ in range(luck.randint(1, LONGEST)):
            widget = luck.choice(controls(context))
            name = luck.choice(sorted(widget._event_callbacks))
            getattr(widget, f"vue_{name}")(values(luck))
        check(session.choices.value, session.own.value)
        assert session.language.value in ("en", "ru")
        seen.add(repr(session.choices.value))
        assert set(session.choices.value.a.changed) <= set(levers())
    context.close()
    if page is PAGES[0]:
        assert len(seen) > 3  # some of it was taken, most of it refused
