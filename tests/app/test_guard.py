"""The guard lets in what this machine's browser asks, and nothing else."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from solara.server.websocket import WebSocketDisconnect

from interhelix.app.shell.guard import MOST_SENT, Guard, asset_folder, shipped_assets
from tests.waiting import PATIENCE

OWN = [(b"host", b"127.0.0.1:8765")]
ASSET, MISSING = "requirejs@2.3.6/require.js", "charts@9.9.9/charts.js"


def ask(headers, kind="http", path="/", error=None):
    """Return whether the app was reached, and what was sent back; it may end by an error."""
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.append(scope["path"])
        if error:
            raise error
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


@pytest.mark.parametrize(
    "path",
    ["/resourcez", "/_solara", "/_solara/", "/_solara/api/evict/1", "/_solara/auth/login"],
)
def test_doors_that_the_app_does_not_need_are_closed(path):
    assert ask(OWN, path=path)[1][0]["status"] == 404


def test_a_page_that_is_left_may_say_so():
    assert ask(OWN, path="/_solara/api/close/1")[0]


def test_every_asset_that_was_installed_is_let_through():
    assert len(shipped_assets()) > 1000
    assert ask(OWN, path=f"/_solara/cdn/{ASSET}")[0]


@pytest.mark.parametrize("name", ["", MISSING, f"{ASSET}.old", "requirejs@2.3.6", "requirejs"])
def test_an_asset_that_was_not_installed_is_not_here(name):
    reached, sent = ask(OWN, path=f"/_solara/cdn/{name}")
    assert not reached
    assert sent[0]["status"] == 404


def test_a_file_that_came_into_the_folder_of_assets_later_is_none(tmp_path, monkeypatch):
    later = asset_folder() / MISSING
    assert later not in shipped_assets().values()
    monkeypatch.setitem(
        shipped_assets(), MISSING, tmp_path / "deleted.js"
    )  # in the list, but not on disk
    assert ask(OWN, path=f"/_solara/cdn/{MISSING}")[1][0]["status"] == 404


VISIT = [*OWN, (b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"document")]
FRAME = [*OWN, (b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"iframe")]
LOAD = [*OWN, (b"sec-fetch-mode", b"no-cors"), (b"sec-fetch-dest", b"script")]


@pytest.mark.parametrize(
    ("asked", "site", "path", "let_in"),
    [
        (VISIT, b"cross-site", "/learn", True),
        (VISIT, b"cross-site", f"/_solara/cdn/{ASSET}", False),
        (FRAME, b"cross-site", "/learn", False),
        (LOAD, b"cross-site", "/learn", False),
        (LOAD, b"cross-site", f"/_solara/cdn/{ASSET}", False),
        (LOAD, b"same-site", f"/_solara/cdn/{ASSET}", False),  # another port of this machine
        (LOAD, b"same-origin", f"/_solara/cdn/{ASSET}", True),
        (VISIT, b"none", f"/_solara/cdn/{ASSET}", True),
    ],
)
def test_a_page_from_elsewhere_may_lead_here_but_load_nothing(asked, site, path, let_in):
    reached, sent = ask([*asked, (b"sec-fetch-site", site)], path=path)
    assert reached is let_in
    assert sent[0]["status"] == (200 if let_in else 403)


def test_the_real_server_has_no_asset_that_was_not_installed(served):
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{served.address}/_solara/cdn/{MISSING}", timeout=PATIENCE)
    with refused.value as answer:
        assert (answer.code, answer.read()) == (404, b"not here")
    assert not (asset_folder() / MISSING).exists()


def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere():
    headers = dict(ask(OWN)[1][0]["headers"])
    assert b"default-src 'self'" in headers[b"content-security-policy"]
    assert headers[b"x-frame-options"] == b"DENY"


SOCKET = [*OWN, (b"origin", b"http://localhost:8765")]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_a_browser_asked_in_vain_is_told_in_one_line(caplog, kind):
    errors = ExceptionGroup("of a session", [RuntimeError("the page was closed\nbefore")])
    sent = ask(SOCKET, kind, "/a\nb", errors)[1]
    assert caplog.messages == [r"'/a\nb': RuntimeError: 'the page was closed\nbefore'"]
    assert caplog.records[0].exc_info is None
    assert sent == ([{"type": "websocket.close", "code": 1011}] if kind == "websocket" else [])


def test_a_browser_that_is_gone_is_not_mentioned(caplog):
    ask(SOCKET, "websocket", error=ExceptionGroup("of a session", [WebSocketDisconnect()]))
    assert caplog.messages == []


def test_the_real_server_refuses_a_foreign_host(served):
    for name, value in (("Host", "evil.example"), ("Origin", "http://evil.example")):
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(served.address, headers={name: value}), timeout=PATIENCE)
        with refused.value as answer:
            assert answer.code == 403
