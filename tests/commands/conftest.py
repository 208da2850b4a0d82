"""The command line in this process: quick, with what it printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from interhelix.commands import exit_code


class Said(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Said]


@pytest.fixture
def cli(capsys, tmp_path, monkeypatch) -> Cli:
    """Give ``interhelix`` in an empty folder: ``cli("run", "closed")``."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Said:
        code = exit_code(words)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run
