"""The app as Solara runs it: the pages, the frame around them, an answer for other addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import solara
from starlette.requests import Request
from starlette.responses import HTMLResponse

from interhelix.app.compare.page import Compare
from interhelix.app.data.page import Data
from interhelix.app.helices.page import Helices
from interhelix.app.ladder.page import Ladder
from interhelix.app.learn.page import Learn
from interhelix.app.map.page import Map
from interhelix.app.parts import Frame, Segments, block
from interhelix.app.runs.frame import run_pair
from interhelix.app.shell import session
from interhelix.app.shell.names import setting_of
from interhelix.app.shell.queue import QUEUE
from interhelix.app.shell.share_link import shared_in
from interhelix.app.sweep.page import Sweep
from interhelix.app.texts import LANGUAGES, Words, words
from interhelix.app.watch import player
from interhelix.app.watch.page import Watch


class Page(NamedTuple):
    """A page: its path, which is its key in the texts (``pages.compare``), and what it shows."""

    path: str
    shows: Callable[[], solara.Element]


PAGES: tuple[Page, ...] = (
    Page("compare", Compare),
    Page("map", Map),
    Page("ladder", Ladder),
    Page("helices", Helices),
    Page("watch", Watch),
    Page("sweep", Sweep),
    Page("learn", Learn),
    Page("data", Data),
)


def address_of(path: str) -> str:
    """Return the path of the address of a page; the first page is where the app begins."""
    return "/" if path == PAGES[0].path else f"/{path}"


PLAIN_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none}"
)


async def not_found(request: Request, _: Exception) -> HTMLResponse:
    """Answer an address that has no page."""
    return HTMLResponse(not_found_page(request.url.path), status_code=404)


def not_found_page(path: str) -> str:
    """Return the page that says that there is none."""
    parts = "".join(_not_found_part(path, words(language)) for language in LANGUAGES)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>interhelix</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{PLAIN_STYLE}</style></head>\n<body><main>{parts}</main></body></html>\n"
    )


def _not_found_part(path: str, say: Words) -> str:
    shown = path if len(path) <= 60 else path[:59] + "…"
    links = "".join(
        f'<li><a href="{address_of(page.path)}">{escape(say(f"pages.{page.path}"))}</a></li>'
        for page in PAGES
    )
    heading = escape(say("frame.lost", {"path": shown}))
    pages = escape(say("frame.pages"))
    return (
        f'<section lang="{say.language}"><h1>{heading}</h1>'
        f'<nav aria-label="{pages}"><ul>{links}</ul></nav></section>'
    )


STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


@solara.component
def Layout(children: Sequence[solara.Element] = ()) -> None:
    """Show the head with navigation and language, what is refused, and below it the page."""
    router = solara.use_router()
    solara.use_effect(QUEUE.wake, [])
    solara.use_effect(lambda: session.cancel, [])  # what a session leaves behind is ended
    solara.use_memo(lambda: session.attempt(lambda: _open_link(router.search)), [])
    say = words(session.language.value)
    solara.Style(STYLE)
    with block("div", look="ih-app"):
        first = router.path.strip("/") in ("", PAGES[0].path)
        links = [("main", "skip"), ("answer", "skip_answer")][: 2 if first else 1]
        Frame(
            session.language.value,
            say("frame.skips"),
            [{"to": to, "text": say(f"frame.{key}")} for to, key in links],
        )
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
            lambda chosen: session.attempt(lambda: session.set_language(chosen)),
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
    results = session.found.value, run_pair.value, player.shown.value
    if state and state.choices == session.choices.value and not any(results):
        text = say("keep.opened", {"setting": setting_of(state.choices, say)})
        block("p", text, look="ih-stale-note", attributes={"role": "status"})


def _open_link(query: str | None) -> None:
    """Take the state that the address holds, if it holds one; nothing is run yet."""
    state = shared_in(query)
    if state:
        session.choose(state.choices)
        session.view_state.set(state.look)
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
