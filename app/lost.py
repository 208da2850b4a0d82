"""What a browser is shown at an address that has no page: in both languages, with a way back."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from interhelix.app.pages import PAGES, address_of
from interhelix.app.texts import LANGUAGES, Words, words

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none}"
)


async def lost(request: Request, _: Exception) -> HTMLResponse:
    """Answer an address that has no page."""
    return HTMLResponse(page_at(request.url.path), status_code=404)


def page_at(path: str) -> str:
    """Return the page that says that there is none."""
    parts = "".join(_part(path, words(language)) for language in LANGUAGES)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>interhelix</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head>\n<body><main>{parts}</main></body></html>\n"
    )


def _part(path: str, say: Words) -> str:
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
