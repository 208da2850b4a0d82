"""What is drawn beside the page may fail where the session is closed meanwhile."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from solara.server import kernel_context
from solara.util import CancelledError

from interhelix.app.shell.charts import while_open


def fail():
    raise KeyError("lines.linewidth")


@pytest.fixture
def here(monkeypatch):
    """Be in a session that is open."""
    session = SimpleNamespace(id="a session of a test")
    monkeypatch.setitem(kernel_context.contexts, session.id, session)
    monkeypatch.setattr(kernel_context, "has_current_context", lambda: True)
    monkeypatch.setattr(kernel_context, "get_current_context", lambda: session)
    return session


@pytest.mark.usefixtures("here")
def test_what_is_drawn_for_an_open_session_is_shown_or_fails():
    assert while_open(lambda: "picture")() == "picture"
    with pytest.raises(KeyError):
        while_open(fail)()


def test_what_fails_after_its_session_was_closed_is_given_up_without_a_word(here):
    draw = while_open(fail)
    del kernel_context.contexts[here.id]
    with pytest.raises(CancelledError):
        draw()
