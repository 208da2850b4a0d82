"""The guard lets in what this machine's browser asks, and nothing else."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from interhelix.app.guard import MOST_SENT, Guard
from tests.waiting import PATIENCE

OWN = [(b"host", b"127.0.0.1:8765")]


def ask(headers, kind="http", path="/"):
    """Return whether the app was reached, and what was sent back."""
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.append(scope["path"])
        if kind == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": headers}
    with ThreadPoolExecutor(1) as other:  # in this thread the browser may have a loop that runs
        other.submit(lambda: asyncio.run(Guard(app, 8765)(scope, receive, send))).result()
    return bool(reached), sent


@pytest.mark.parametrize("host", [b"127.0.0.1:8765", b"localhost:8765", b"LOCALHOST:8765"])
def test_this_machine_is_let_in(host):
    assert ask([(b"host", host)])[0]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"host", b"evil.example")],
        [(b"host", b"127.0.0.1")],
        [(b"host", b"127.0.0.1:8766")],
        [(b"host", b"127.0.0.1:8765.evil.example")],
        [(b"host", b"evil.example@127.0.0.1:8765")],
        [*OWN, *OWN],
        [*OWN, (b"origin", b"http://evil.example")],
        [*OWN, (b"origin", b"null")],
        [*OWN, (b"origin", b"https://127.0.0.1:8765")],
        [*OWN, (b"origin", b"http://127.0.0.1:8765"), (b"origin", b"http://127.0.0.1:8765")],
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_foreign_host_or_origin_is_refused(headers, kind):
    reached, sent = ask(headers, kind)
    assert not reached
    if kind == "http":
        assert sent[0]["status"] == 403
    else:
        assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_websocket_must_say_where_it_comes_from():
    assert not ask(OWN, "websocket")[0]
    assert ask([*OWN, (b"origin", b"http://localhost:8765")], "websocket")[0]


@pytest.mark.parametrize(
    "headers",
    [
        (b"content-length", str(MOST_SENT + 1).encode()),
        (b"content-length", b"-1"),
        (b"transfer-encoding", b"chunked"),
    ],
)
def test_what_is_too_long_is_refused(headers):
    assert ask([*OWN, headers])[1][0]["status"] == 413


@pytest.mark.parametrize("path", ["/resourcez", "/_solara/api/evict/1", "/_solara/auth/login"])
def test_doors_that_the_app_does_not_need_are_closed(path):
    assert ask(OWN, path=path)[1][0]["status"] == 404


def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere():
    headers = dict(ask(OWN)[1][0]["headers"])
    assert b"default-src 'self'" in headers[b"content-security-policy"]
    assert headers[b"x-frame-options"] == b"DENY"


def test_the_real_server_refuses_a_foreign_host(served):
    for name, value in (("Host", "evil.example"), ("Origin", "http://evil.example")):
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(served.address, headers={name: value}), timeout=PATIENCE)
        with refused.value as answer:
            assert answer.code == 403
