import os
import signal
import subprocess
import sys
import threading
import time
import weakref

import pytest

from interhelix.commands.interrupts import (
    NUMBERS,
    SOON,
    STOPPING,
    Interrupts,
    interrupt,
    listen_no_more,
)
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

# LLVM calls back when the first function is compiled, and an interrupt comes just then.
CALLED_BACK = """
import signal
from llvmlite.binding.executionengine import ExecutionEngine
find = ExecutionEngine._find_module_ptr

def interrupted(engine, pointer):
    ExecutionEngine._find_module_ptr = find
    signal.raise_signal(signal.SIGINT)
    return find(engine, pointer)

ExecutionEngine._find_module_ptr = interrupted
from interhelix.commands import main
main(["run", "conferences", "--world", "synthetic:4", "--quarters", "1", "--json"])
"""

# Another thread hears an interrupt while a worker process is started, and this one acts on it.
BEING_BORN = """
import _thread, signal
from multiprocessing import util
spawn = util.spawnv_passfds

def interrupted(path, words, *others):
    born = spawn(path, words, *others)
    if "spawn_main" in str(words):
        util.spawnv_passfds = spawn
        _thread.interrupt_main(signal.{name})
    return born

util.spawnv_passfds = interrupted
from interhelix.commands import main
words = "--world synthetic:4 --quarters 1 --replicates 9 --workers 2"
if __name__ == "__main__":
    main(["compare", "conferences", "calls", *words.split()])
"""

# An interrupt comes in a callback whose errors Python prints and forgets.
FORGOTTEN = """
import signal, time, weakref
from interhelix.commands import main
gone = set()
asked = weakref.ref(gone, lambda _: signal.raise_signal(signal.{name}))

def lost(*_):
    global gone
    gone = None
    time.sleep(60)

import interhelix.scenarios
interhelix.scenarios.scenario_names = lost
main(["scenarios"])
"""


@pytest.fixture
def handled():
    """Have interrupts handled as commands do; none comes later."""
    before = {number: signal.signal(number, interrupt) for number in NUMBERS}
    yield
    time.sleep(50 * SOON)
    for number, handler in before.items():
        signal.signal(number, handler)


def is_interrupted(do):
    """Tell whether something is ended by an interrupt, as a command is."""
    try:
        do()
    except KeyboardInterrupt:
        listen_no_more()
        return True
    return False


@pytest.mark.parametrize("number", NUMBERS)
def test_the_first_interrupt_is_noted_and_the_second_raised(handled, number):
    said = []

    def work():
        with Interrupts(said.append) as interrupts:
            assert not interrupts.stopping()
            os.kill(os.getpid(), number)
            assert interrupts.stopping()
            assert said == [STOPPING]
            os.kill(os.getpid(), number)
            wait_until(lambda: False)

    assert is_interrupted(work)


def test_interrupts_are_handled_as_before_when_a_sweep_has_ended(handled):
    with Interrupts(print):
        pass
    assert [signal.getsignal(number) for number in NUMBERS] == [interrupt, interrupt]


def test_outside_the_main_thread_signals_are_left_alone():
    before = signal.getsignal(signal.SIGINT)
    after = []

    def enter():
        with Interrupts(print):
            after.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert after == [before]


class Gone:
    """Is interrupted when it goes."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


def gone_and_lost():
    """Be interrupted where Python forgets what is raised."""
    gone = set()
    asked = weakref.ref(gone, lambda _: signal.raise_signal(signal.SIGINT))
    del gone
    assert asked() is None


@pytest.mark.parametrize("where", [Gone, gone_and_lost])
def test_an_interrupt_that_python_would_forget_is_raised_again(handled, monkeypatch, where):
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)  # a slow one would hear the next

    def go_on():
        where()
        wait_until(lambda: False)

    assert is_interrupted(go_on)


def test_what_closes_after_an_interrupt_is_not_broken_off(handled):
    closed = []

    def close():
        for _ in range(10):
            signal.raise_signal(signal.SIGINT)
            time.sleep(SOON)
            closed.append(True)

    def work():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            close()

    assert is_interrupted(work)
    assert len(closed) == 10


def test_an_interrupt_inside_a_callback_of_llvm_is_raised_after_it(environment, checkout, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CALLED_BACK],
        env={**environment, "NUMBA_CACHE_DIR": str(tmp_path)},
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == "interhelix: interrupted; nothing was written"


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("code", [BEING_BORN, FORGOTTEN], ids=["being born", "forgotten"])
def test_an_interrupt_at_an_odd_moment_is_told_in_one_line(
    environment, checkout, tmp_path, code, number
):
    script = tmp_path / "script.py"
    script.write_text(code.format(name=number.name), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**environment, "PYTHONPATH": str(checkout)},
        cwd=checkout, capture_output=True, text=True, check=False, start_new_session=True,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == "interhelix: interrupted; nothing was written"
