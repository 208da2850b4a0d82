"""The first run on a machine: it is over when a run has come to its end, not before."""

from __future__ import annotations

import pytest

from interhelix.experiments import progress
from interhelix.experiments.progress import Silence
from interhelix.model import machine_code


class Heard(Silence):
    """A watcher that remembers what it was told."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def notice(self, text: str) -> None:
        self.notices.append(text)


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """Give a folder for machine code, and compile nothing."""
    monkeypatch.setattr(machine_code, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(progress, "compile_here", lambda: None)
    monkeypatch.setattr(progress, "BESIDE", "")


def test_a_first_run_that_was_ended_is_explained_again(begun):
    heard = Heard()
    with pytest.raises(KeyboardInterrupt), progress.compiling(heard):
        raise KeyboardInterrupt
    assert not machine_code.is_compiled()
    with progress.compiling(heard):
        pass
    assert heard.notices == [progress.COMPILING] * 2


def test_after_a_first_run_there_is_nothing_to_explain(begun):
    heard = Heard()
    for _ in range(2):
        with progress.compiling(heard):
            pass
    assert machine_code.is_compiled()
    assert heard.notices == [progress.COMPILING]
