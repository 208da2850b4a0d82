"""A session without a browser: it says what Solara's page says, and hears what is shown."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.sync.client import connect

from tests.waiting import PATIENCE


class Talk:
    """A page of a server, as what its parts hold; it is left when the server is."""

    def __init__(self, server: Any, path: str) -> None:
        self.parts: dict[str, dict[str, Any]] = {}
        self.page, self.control = uuid4().hex, uuid4().hex
        channels = f"/jupyter/api/kernels/{uuid4()}/channels?session_id={self.page}"
        self.socket = server.open_ends.enter_context(
            connect(
                server.address.replace("http", "ws") + channels,
                additional_headers={"Cookie": f"solara-session-id={uuid4()}"},
                origin=server.address,
                max_size=None,
            )
        )
        self._say("comm_open", self.control, {}, target_name="solara.control")
        self._say("comm_msg", self.control, {"method": "run", "args": {"path": path, "themes": {}}})
        while self._hear() != (self.control, "finished"):
            pass

    def _say(self, kind: str, part: str, data: dict[str, Any], **more: str) -> None:
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": self.page, "version": "5.2"}
        content = {"comm_id": part, "data": data, **more}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.socket.send(json.dumps(message | {"channel": "shell", "buffers": []}))

    def _hear(self) -> tuple[str, str]:
        """Take one message in; return whose it is and its method."""
        message = json.loads(self.socket.recv(PATIENCE))
        content = message["content"]
        part, data = content.get("comm_id", ""), content.get("data", {})
        if message["header"]["msg_type"] == "comm_close":
            self.parts.pop(part, None)
        elif "state" in data:
            self.parts.setdefault(part, {}).update(data["state"])
        return part, data.get("method", "")

    def do(self, label: str, event: str, value: Any = None) -> None:
        """Do something to the control of a name."""
        part = next(key for key, held in self.parts.items() if held.get("label") == label)
        content = {"event": event, "data": value}
        self._say("comm_msg", part, {"method": "custom", "content": content})

    def until(self, shown: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until a part is shown."""
        while not any(shown(held) for held in self.parts.values()):
            self._hear()


def processes_of(server: int) -> list[int]:
    """List a process and all that it has started, those that are dead left out."""
    found = []
    for task in Path(f"/proc/{server}/task").iterdir():
        for child in (task / "children").read_text().split():
            with contextlib.suppress(OSError):  # it is gone by now
                found += processes_of(int(child))
    state = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[0]
    return [*found, *([] if state == "Z" else [server])]


def weight_of(server: int) -> float:
    """Return what a process and all that it has started weigh [MB], shared pages once."""
    total = 0
    for process in processes_of(server):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        lines = dict(line.split(":") for line in rollup.splitlines()[1:])
        total += int(lines["Pss"].split()[0])
    return total * 1024 / 1e6


def can_weigh() -> bool:
    """Tell whether this system says what a process weighs."""
    return Path("/proc/self/smaps_rollup").exists()
