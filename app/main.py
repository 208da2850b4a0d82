"""The app as Solara runs it: a frame with navigation and language, and a route for each page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import solara

from interhelix.app import session
from interhelix.app.comparing.names import setting_of
from interhelix.app.jobs import DESK
from interhelix.app.pages import PAGES, address_of
from interhelix.app.parts import Frame, Segments, block
from interhelix.app.share import shared_in
from interhelix.app.texts import LANGUAGES, Words, words
from interhelix.app.watching import show

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


@solara.component
def Layout(children: Sequence[solara.Element] = ()) -> None:
    """Show the head with navigation and language, what is refused, and below it the page."""
    router = solara.use_router()
    solara.use_effect(DESK.wake, [])
    solara.use_effect(lambda: session.cancel, [])  # what a session leaves behind is ended
    solara.use_memo(lambda: session.attempt(lambda: _open_link(router.search)), [])
    say = words(session.language.value)
    solara.Style(STYLE)
    with block("div", look="ih-app"):
        Frame(session.language.value)
        _Head(router.path)
        with block("main", look="ih-main", attributes={"id": "main"}):
            _Notices()
            _Opened(say)
            solara.Column(children=list(children), gap="0px", classes=["ih-page"])
        block("footer", say("frame.footer"), look="ih-foot ih-quiet")


@solara.component
def _Head(path: str) -> None:
    """Show name, pages and languages."""
    say = words(session.language.value)
    here = path.strip("/") or PAGES[0].path
    with block("header", look="ih-head"):
        with block("p", look="ih-brand"):
            block("strong", "interhelix")
            block("span", say("frame.brand"))
        with block("nav", attributes={"aria-label": say("frame.pages")}), block("ul"):
            for page in PAGES:
                current = page.path == here
                with (
                    block("li", look="ih-here" if current else ""),
                    solara.Link(address_of(page.path)),
                ):
                    block("span", say(f"pages.{page.path}"))
        Segments(
            say("frame.language"),
            "language",
            session.language.value,
            [{"value": key, "text": name, "lang": key} for key, name in LANGUAGES.items()],
            lambda chosen: session.attempt(lambda: session.speak(chosen)),
            quiet=True,
        )


@solara.component
def _Notices() -> None:
    """Show what was refused, and why."""
    if session.notices.value:
        with block("div", look="ih-notices", attributes={"role": "alert"}):
            for text in session.notices.value:
                block("p", text)


@solara.component
def _Opened(say: Words) -> None:
    """Say what a link holds that was opened, until something of it has been run."""
    state = session.shared.value
    results = session.found.value, session.portraits.value, show.shown.value
    if state and state.choices == session.choices.value and not any(results):
        text = say("keep.opened", {"setting": setting_of(state.choices, say)})
        block("p", text, look="ih-stale-note", attributes={"role": "status"})


def _open_link(query: str | None) -> None:
    """Take the state that the address holds, if it holds one; nothing is run yet."""
    state = shared_in(query)
    if state:
        session.choose(state.choices)
        session.look.set(state.look)
        session.shared.set(state)
        if state.language in LANGUAGES:
            session.language.set(state.language)


routes = [
    solara.Route(
        "/" if page is PAGES[0] else page.path,
        component=page.shows,
        layout=Layout if page is PAGES[0] else None,
        label="interhelix",
    )
    for page in PAGES
]
