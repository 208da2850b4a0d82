"""The process that steps runs: it answers, rests, comes back, and says what others wait for."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from interhelix.app.shell.worker import Message
from interhelix.app.watch.run_process import RunProcess
from tests.app.test_watch import ASKED
from tests.waiting import PATIENCE, wait_until


@pytest.mark.slow
def test_the_process_answers_rests_and_answers_again():
    stage = RunProcess(idle=0.5)
    first = stage.ask("key", ASKED, 2, lambda: None)
    assert first.kind == "found"
    wait_until(lambda: not stage.worker.process.is_alive())
    again = stage.ask("key", ASKED, 2, lambda: None)
    assert again.content.figures == pytest.approx(first.content.figures, nan_ok=True, rel=0)
    stage.worker.close()
    assert stage.ask("key", ASKED, 3, lambda: None).kind == "failed"


def test_who_waits_while_another_session_has_the_model_prepared_hears_why():
    stage, go_on, heard = RunProcess(), threading.Event(), threading.Event()
    words_to_come = iter([Message("notice", "compiling"), *[Message("found", None)] * 2])

    def recv():
        word = next(words_to_come)
        if word.kind == "found":
            assert go_on.wait(PATIENCE)
        return word

    stage.worker = SimpleNamespace(
        open=lambda: SimpleNamespace(send=lambda _: None, recv=recv), closed=False
    )
    first = threading.Thread(target=stage.ask, args=("one", ASKED, 0, lambda: None))
    other = threading.Thread(target=stage.ask, args=("other", ASKED, 0, heard.set))
    first.start()
    wait_until(lambda: stage.preparing)
    other.start()
    assert heard.wait(PATIENCE)
    go_on.set()
    first.join(60)
    other.join(60)
    assert not stage.preparing
