"""The filter in front of the app: who may ask, how much may be sent, what a browser may load.

Solara checks neither Host nor Origin. Without a check of both, any page that is open in the same
browser could talk to the app (a foreign Origin), or reach it under a name of its own (a foreign
Host, by DNS rebinding). A websocket without an Origin is refused, too: every browser sends one.
Browsers name the asking page in Sec-Fetch-Site: another site may link to the app, nothing more.

Solara downloads assets that it does not have. Here nothing is downloaded: an asset is one of the
files of the package solara-assets as it was installed, or it is not found.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGE = "solara-assets"
FOLDER = "cdn"  # below it lies what a browser asks for by its path


@cache
def shipped_assets() -> dict[str, Path]:
    """Return where each asset is on disk, by the path a browser asks for.

    The list is that of the installed package: a file that came into its folder later is not in it.
    It is empty where the package is not installed.
    """
    try:
        listed = metadata.files(PACKAGE) or ()
    except metadata.PackageNotFoundError:
        return {}
    found: dict[str, Path] = {}
    for file in listed:
        above, _, below = file.as_posix().partition(f"/{FOLDER}/")
        if below and above.endswith("solara"):
            found[below] = Path(str(file.locate()))
    return found


def asset_folder() -> Path:
    """Return the folder that holds every asset."""
    name, file = next(iter(shipped_assets().items()))
    return file.parents[name.count("/")].resolve()


Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

LOG = logging.getLogger("interhelix.app")
MOST_SENT = 1_000_000  # [bytes] of a request that is no websocket: the app needs none at all
NAMES = ("127.0.0.1", "localhost")
CLOSED = ("/resourcez", "/_solara")
LEAVE = "/_solara/api/close/"  # where a browser says that a page was left
ASSETS = "/_solara/cdn/"
OWN = {"same-origin", "none"}  # the page itself, or a person who typed the address
VISIT = [("navigate", "document")]  # a link that somebody followed
GONE = ("ClientDisconnected", "ConnectionClosedError", "ConnectionClosedOK", "WebSocketDisconnect")
HEADERS = {
    b"x-frame-options": b"DENY",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        b"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
        b"frame-ancestors 'none'"
    ),
}


class Guard:
    """Lets through what the browser of this very machine asks of this very port."""

    def __init__(self, app: Application, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in NAMES} | ({*NAMES} if port == 80 else set())
        self.origins = {f"http://{host}" for host in self.hosts}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        status = self.refusal(scope)
        if status and scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008})  # before accepting: 403
        if status:
            return await _answer(send, status)
        try:
            await self.app(scope, receive, _with_headers(send))
        except Exception as error:
            await _end(scope, send, error)

    def refusal(self, scope: Message) -> int:
        """Return the HTTP status of a refusal, 0 for none."""
        headers = list(scope["headers"])
        origins = _values(headers, b"origin")
        if _values(headers, b"host") not in [[host] for host in self.hosts]:
            return 403
        if len(origins) > 1 or not self.origins.issuperset(origins):
            return 403
        if scope["type"] == "websocket" and not origins:
            return 403
        if _is_foreign(headers, scope["path"]):
            return 403
        if _is_closed(scope["path"]):
            return 404
        sizes = _values(headers, b"content-length")
        if _values(headers, b"transfer-encoding") or any(_too_long(size) for size in sizes):
            return 413
        return 0


def _values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    """Return every value of a header; two of a kind are two."""
    return [value.decode("latin-1").lower() for key, value in headers if key.lower() == name]


def _is_foreign(headers: Iterable[tuple[bytes, bytes]], path: str) -> bool:
    """Tell whether a page from elsewhere asks, and not a person who followed a link of it."""
    modes, aims = (_values(headers, name) for name in (b"sec-fetch-mode", b"sec-fetch-dest"))
    visits = list(zip(modes, aims, strict=False)) == VISIT and not path.startswith(ASSETS)
    return not visits and not OWN.issuperset(_values(headers, b"sec-fetch-site"))


def _is_closed(path: str) -> bool:
    """Tell whether a path leads to nothing that the app needs, or to an asset that is not here."""
    if path.startswith(ASSETS):
        file = shipped_assets().get(path.removeprefix(ASSETS))
        return file is None or not file.is_file()
    return path.startswith(CLOSED) and not path.startswith(LEAVE)


def _too_long(size: str) -> bool:
    return not size.isdecimal() or int(size) > MOST_SENT


async def _end(scope: Message, send: Send, error: Exception) -> None:
    """Say in one line what a browser asked in vain; of one that is gone nothing is said."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if type(error).__name__ not in GONE:
        LOG.warning("%r: %s: %r", scope["path"], type(error).__name__, str(error))
    if scope["type"] == "websocket":
        with contextlib.suppress(Exception):  # it may be closed already
            await send({"type": "websocket.close", "code": 1011})


async def _answer(send: Send, status: int) -> None:
    text = {403: b"not for you", 404: b"not here", 413: b"too much"}[status]
    headers = [(b"content-type", b"text/plain"), *HEADERS.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def _with_headers(send: Send) -> Send:
    """Add what a browser has to know to every answer."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *HEADERS.items()]}
        await send(message)

    return send_on
