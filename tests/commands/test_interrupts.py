import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from interhelix.commands.interrupts import STOPPING, Interrupts, interrupt
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


@pytest.fixture
def handled():
    """Have interrupts handled as commands do."""
    before = signal.signal(signal.SIGINT, interrupt)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interrupt_is_noted_and_the_second_raised(number):
    said = []
    before = signal.getsignal(number)
    with Interrupts(said.append) as interrupts:
        assert not interrupts.stopping()
        os.kill(os.getpid(), number)
        assert interrupts.stopping()
        assert said == [STOPPING]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


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


class Finalized:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
        time.sleep(0)


def test_an_interrupt_inside_a_finalizer_is_raised_after_it(handled):
    def finalize_and_wait():
        Finalized()
        wait_until(lambda: False)

    with pytest.raises(KeyboardInterrupt):
        finalize_and_wait()


def test_an_interrupt_inside_a_callback_of_llvm_is_raised_after_it(environment, checkout, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CALLED_BACK],
        env={**environment, "NUMBA_CACHE_DIR": str(tmp_path)},
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == "interhelix: interrupted; nothing was written"
