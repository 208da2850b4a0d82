"""The first run on a machine: it is over when a run has come to its end, not before."""

from __future__ import annotations

import numba
import pytest

from interhelix.experiments import warmup
from interhelix.experiments.progress import Silence


class Heard(Silence):
    """A watcher that remembers what it was told."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def notice(self, text: str) -> None:
        self.notices.append(text)


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """Give a cache in which some kernels lie, and compile nothing."""
    (tmp_path / "one.nbi").touch()
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(warmup, "compile_here", lambda: None)
    monkeypatch.setattr(warmup, "BESIDE", "")


def test_a_first_run_that_was_ended_is_explained_again(begun):
    heard = Heard()
    with pytest.raises(KeyboardInterrupt), warmup.compiling(heard):
        raise KeyboardInterrupt
    assert not warmup.is_ready()
    with warmup.compiling(heard):
        pass
    assert heard.notices == [warmup.COMPILING] * 2


def test_another_copy_of_the_model_has_a_first_run_of_its_own(begun, monkeypatch):
    with warmup.compiling(Heard()):
        pass
    monkeypatch.setattr(warmup, "__file__", "/elsewhere/warmup.py")
    assert not warmup.is_ready()


def test_after_a_first_run_there_is_nothing_to_explain(begun):
    heard = Heard()
    for _ in range(2):
        with warmup.compiling(heard):
            pass
    assert warmup.is_ready()
    assert heard.notices == [warmup.COMPILING]
