"""The server of the app: local only, behind the request filter, telemetry off."""

from __future__ import annotations

import os
import socket
import sys
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from interhelix.app.shell.guard import asset_folder, shipped_assets
from interhelix.experiments.inputs import BOUNDS
from interhelix.model.errors import Fault, InputError

HOST = "127.0.0.1"
APP = "interhelix.app.main"
MOST_AT_ONCE = 9_000_000  # [bytes] of a message from the browser: a table of regions is the longest
LEAST_PORT, MOST_PORT = BOUNDS["port"]
NEEDED = ("solara", "solara_assets", "tomli_w", "uvicorn")
SETTINGS = {
    "SOLARA_APP": APP,
    "SOLARA_MODE": "production",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_TITLE": "interhelix",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
    "SOLARA_KERNEL_MAX_PER_SESSION": "20",
    "SOLARA_ASSETS_PROXY": "true",  # assets come from this machine; the guard knows which there are
    "SOLARA_ASSETS_CDN": "nowhere:/",  # no address that a library can fetch, whatever is added
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_SESSION_HTTP_ONLY": "true",
}


def check_installed() -> None:
    """Refuse to go on where the extra packages of the app are missing.

    Raises:
        InputError: with the command that installs them.

    """
    missing = any(find_spec(name) is None for name in NEEDED)  # Solara reads its settings on import
    if missing or not shipped_assets():
        problem = "the packages of the app are not installed"
        raise InputError(Fault("app", problem, "pip install 'interhelix[app,offline]'"))


def check_port(port: int) -> None:
    """Refuse a port that is taken, and name one that is free.

    Raises:
        InputError: the port is out of bounds or taken.

    """
    if not LEAST_PORT <= port <= MOST_PORT:
        remedy = f"give a whole number from {LEAST_PORT} to {MOST_PORT}"
        raise InputError(Fault("--port", f"{port} is out of bounds", remedy))
    if not _is_free(port):
        free = next((other for other in range(port + 1, MOST_PORT) if _is_free(other)), None)
        remedy = f"port {free} is free: --port {free}" if free else "end what uses it"
        raise InputError(Fault("--port", f"{port} is taken", remedy))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def set_up() -> None:
    """Set what Solara reads when it is imported."""
    assert "solara" not in sys.modules, "Solara was imported before its settings were made"
    os.environ.update(SETTINGS, SOLARA_ASSETS_PROXY_CACHE_DIR=str(asset_folder()))


def serve(port: int, stores: Sequence[Path] = ()) -> None:
    """Serve the pages until Ctrl-C; ``stores`` are folders that they may open beside this one.

    Raises:
        KeyboardInterrupt: at Ctrl-C, after the worker processes have ended.

    """
    set_up()
    import uvicorn
    from solara.server.starlette import app

    from interhelix.app.main import not_found
    from interhelix.app.shell.guard import Guard
    from interhelix.app.shell.queue import QUEUE
    from interhelix.app.shell.worker import limit_memory
    from interhelix.app.sweep.store import allow_folders
    from interhelix.app.watch.run_process import RUN_PROCESS

    warnings.filterwarnings("ignore", message="Cookies with samesite")  # we serve no other site
    app.add_exception_handler(404, not_found)
    allow_folders(stores)
    limit_memory()
    QUEUE.worker.open()  # so that the first job need not wait for it
    settings = uvicorn.Config(
        Guard(app, port),
        host=HOST,
        port=port,
        loop="asyncio",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=MOST_AT_ONCE,
        ws_per_message_deflate=False,  # a third of a megabyte a session, to reach this machine
        timeout_graceful_shutdown=2,
    )
    try:
        uvicorn.Server(settings).run()
    finally:
        QUEUE.worker.close()
        RUN_PROCESS.worker.close()
