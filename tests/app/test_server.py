"""The server: this machine only, settings that hold, and messages one can act on."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import pytest

from interhelix.app import server
from interhelix.app.server import SETTINGS, check_installed, check_port
from interhelix.app.shell import guard as assets
from interhelix.app.shell.guard import shipped_assets
from interhelix.model.errors import InputError
from tests.app.conftest import free_port, wait_for
from tests.app.talking import can_weigh, processes_of
from tests.waiting import PATIENCE, is_dead, wait_until

HELD = """
from pathlib import Path
from interhelix.app.server import set_up
set_up()
import pytest
import requests
from solara.server.cdn_helper import get_cdn_url
from solara.server import settings
import solara.settings
assert settings.telemetry.mixpanel_enable is False
assert settings.theme.show_banner is False
assert settings.kernel.cull_timeout == "10m"
assert settings.main.mode == "production"
assert solara.settings.assets.proxy
assert Path(settings.assets.proxy_cache_dir, "requirejs@2.3.6", "require.js").is_file()
with pytest.raises(requests.exceptions.InvalidSchema):  # no connection is tried
    requests.get(get_cdn_url("charts@9.9.9/charts.js"))
"""


def test_solara_takes_the_settings():
    subprocess.run([sys.executable, "-W", "ignore", "-c", HELD], check=True)


def test_nothing_of_solara_is_imported_before_its_settings_stand(command):
    code = "import interhelix.app.server as s; s.check_installed(); s.check_port(8799)"
    child = f"{code}; import sys; assert not any(m.startswith('solara') for m in sys.modules)"
    subprocess.run([sys.executable, "-c", child], check=True)


def test_a_port_that_is_taken_is_named_with_one_that_is_free(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = command("app", "--port", str(port))
    assert result.returncode == 2
    assert f"{port} is taken; port " in result.stderr
    assert "is free: --port" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not can_weigh(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_the_end_of_the_app_and_of_all_that_works_for_it(environment, number):
    port = free_port()
    app = [sys.executable, "-m", "interhelix", "app", "--port", str(port)]
    process = subprocess.Popen(app, env=environment, stderr=subprocess.PIPE, text=True)
    wait_for(port, process)
    at_work = processes_of(process.pid)
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert said == f"open http://127.0.0.1:{port} in a browser; Ctrl-C ends it\n"
    assert len(at_work) > 1
    wait_until(lambda: all(map(is_dead, at_work)))


@pytest.mark.parametrize("port", [0, 80, -1, 70_000])
def test_a_port_out_of_bounds_is_refused(port):
    with pytest.raises(InputError, match="give a whole number from 1024 to 65535"):
        check_port(port)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'interhelix\[app,offline\]'"):
        check_installed()


def test_where_the_assets_are_not_listed_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(assets, "PACKAGE", "no-such-package")
    monkeypatch.setattr(server, "shipped_assets", shipped_assets.__wrapped__)
    with pytest.raises(InputError, match=r"pip install 'interhelix\[app,offline\]'"):
        check_installed()


def test_it_listens_on_this_machine_only_whatever_host_says(served):
    with pytest.raises(OSError, match=r"refused|unreachable|assign|timed out"):
        socket.create_connection((address_of_this_machine(), served.port), timeout=5)


def address_of_this_machine() -> str:
    """Return an address by which others would reach this machine, or one that nobody has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.2"
        return str(probe.getsockname()[0])


def test_telemetry_is_off_in_the_settings():
    assert SETTINGS["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"
