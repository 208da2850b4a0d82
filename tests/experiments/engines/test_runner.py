import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from interhelix.experiments.engines import Failure, Scheduler, processes
from interhelix.experiments.engines.processes import Attempts, run_all
from interhelix.experiments.progress import Silence
from tests.experiments.jobs import Double, Ends, Stamp
from tests.waiting import PATIENCE, nobody_left, wait_until

SCRIPT = """
import sys
from pathlib import Path
from interhelix.experiments.engines.processes import run_all
from tests.experiments.jobs import Stamp
if __name__ == "__main__":
    run_all(Stamp(Path(sys.argv[1])), list(range(8)), workers=2)
"""


class Heard:
    """Notes what a watcher is told."""

    def __init__(self) -> None:
        self.counts: list[tuple[int, int]] = []

    def notice(self, text: str) -> None:
        raise AssertionError(text)

    def done(self, runs: int, of: int) -> None:
        self.counts.append((runs, of))


@pytest.mark.parametrize("workers", [None, 1, 2])
def test_results_stand_in_the_order_of_the_tasks(workers):
    assert run_all(Double(), [3, 1, 2], workers) == [6, 2, 4]


def test_no_tasks_give_no_results():
    assert run_all(Double(), []) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_raises_is_a_failed_run_with_the_first_line_of_its_message(workers):
    results = run_all(Double(fails=(1,)), [0, 1, 2], workers)
    assert results == [0, Failure("ArithmeticError: no double of 1"), 4]


def test_a_task_that_kills_its_process_costs_no_other():
    results = run_all(Double(dies=(1,)), [0, 1, 2], workers=2)
    assert results == [0, Failure("the worker process died"), 4]


posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
KILLED = ", ended by signal 9 (SIGKILL), as where memory runs out"


@posix
@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("code 0", "the worker process died"),
        ("killed", f"the worker process died{KILLED}"),
        ("unreadable", "the worker process died"),
    ],
)
def test_a_task_that_ends_its_process_in_any_way_costs_no_other(how, message):
    results = run_all(Ends(how), list(range(6)), workers=2)
    assert results == [0, Failure(message), 4, 6, 8, 10]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("how", "message"),
    [("exits", "SystemExit: 0"), ("unpicklable", "its result cannot be pickled: ")],
)
def test_a_task_that_leaves_or_whose_result_cannot_travel_is_a_failed_run(how, message, workers):
    first, failed, *rest = run_all(Ends(how), list(range(4)), workers)
    assert [first, *rest] == [0, 4, 6]
    assert isinstance(failed, Failure)
    assert message in failed.message


@posix
@pytest.mark.parametrize("how", ["while starting", "killed", "half a result"])
def test_a_worker_that_is_lost_once_costs_no_task(tmp_path, monkeypatch, how):
    monkeypatch.setattr(processes, "UNNOTICED", 0.5)
    results = run_all(Ends(how, once=tmp_path / "once"), list(range(6)), workers=2)
    assert (tmp_path / "once").exists()
    assert results == [2 * task for task in range(6)]


@posix
def test_a_worker_that_is_lost_while_idle_costs_no_task(tmp_path):
    engine = processes.Processes(Attempts(Double()), 2)
    desk = processes.TaskQueue(list(range(6)), Heard())
    take, taken = desk.take, []

    def take_and_kill():
        if engine.pool and len(taken) == 2 and len(desk.results) == 2:
            victim = next(iter(engine.pool._processes.values()))
            victim.kill()
            victim.join()
        if len(taken) == 2 and len(desk.results) < 2:
            return None  # let both processes come to rest
        piece = take()
        taken.append(piece)
        return piece

    desk.take = take_and_kill
    Scheduler(engine, desk, stop=lambda: False).work()
    assert len(taken) > 2
    assert [desk.results[task] for task in range(6)] == [2 * task for task in range(6)]


@posix
@pytest.mark.parametrize("error", [OSError("handle is closed"), BrokenPipeError("broken pipe")])
def test_a_process_that_cannot_start_beside_one_that_died_costs_no_task(monkeypatch, error):
    start, faults = processes.ProcessPoolExecutor._adjust_process_count, [error]

    def start_or_fail(pool):
        if pool._processes and faults:
            pool._broken = "a process has died"  # as the pool's thread notes just then
            raise faults.pop()
        start(pool)

    monkeypatch.setattr(processes.ProcessPoolExecutor, "_adjust_process_count", start_or_fail)
    assert run_all(Double(), list(range(6)), workers=2) == [2 * task for task in range(6)]
    assert faults == []


def test_a_process_that_cannot_start_for_another_reason_is_an_error(monkeypatch):
    def fail(pool):
        raise OSError("too many open files")

    monkeypatch.setattr(processes.ProcessPoolExecutor, "_adjust_process_count", fail)
    with pytest.raises(OSError, match="too many open files"):
        run_all(Double(), list(range(6)), workers=2)


@posix
def test_a_task_that_the_pool_forgets_as_it_ends_is_done_anew(monkeypatch):
    submit, forgotten = processes.ProcessPoolExecutor.submit, []

    def submit_or_forget(pool, *call):
        future = submit(pool, *call)
        if forgotten:
            return future
        forgotten.append(call)
        next(iter(pool._processes.values())).kill()
        pool._executor_manager_thread.join()
        return Future()

    monkeypatch.setattr(processes.ProcessPoolExecutor, "submit", submit_or_forget)
    assert run_all(Double(), list(range(6)), workers=2) == [2 * task for task in range(6)]
    assert forgotten


@posix
def test_workers_that_are_killed_are_no_matter_of_a_script(monkeypatch):
    monkeypatch.setattr(processes, "IN_FLIGHT", 1)
    results = run_all(Ends("killed", when=tuple(range(40))), list(range(40)), workers=2)
    said = f"each died before its first result{KILLED}; give fewer workers, or use a machine with"
    assert said in results[-1].message
    assert "__main__" not in results[-1].message


@pytest.mark.parametrize(("workers", "here"), [(2, 0), (None, 1)])  # tasks done in this process
def test_processes_that_never_come_to_work_are_not_tried_for_ever(monkeypatch, workers, here):
    monkeypatch.setattr(processes, "IN_FLIGHT", 1)
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0.0)
    tasks = list(range(40))
    results = run_all(Double(dies=tuple(tasks[here:])), tasks, workers)
    assert all(isinstance(result, Failure) for result in results[here:])
    assert "__main__" in results[-1].message


def test_progress_is_told_after_every_run():
    heard = Heard()
    run_all(Double(), [1, 2, 3], workers=1, watcher=heard)
    assert heard.counts == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_short_work_is_shared_by_threads(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    both = threading.Barrier(2, timeout=PATIENCE)
    waited = run_all(lambda task: task and both.wait(), [0, 1, 2])
    assert sorted(waited[1:]) == [0, 1]


def test_an_interrupt_does_not_wait_for_threads(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    held, begun, ended = threading.Event(), threading.Event(), threading.Event()

    def job(task: int) -> None:
        if task == 1:
            begun.set()
            held.wait(PATIENCE)
            ended.set()
        elif task == 2:
            begun.wait(PATIENCE)

    class Interrupted(Silence):
        def done(self, runs: int, of: int) -> None:
            if runs == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_all(job, [0, 1, 2], watcher=Interrupted())
    assert not ended.is_set()
    held.set()


def test_short_work_stays_in_this_process(tmp_path):
    run_all(Stamp(tmp_path, seconds=0.0), [1, 2, 3])
    assert [path.name for path in tmp_path.iterdir()] == [str(os.getpid())]


@pytest.fixture
def driver(tmp_path: Path, checkout: Path, environment: dict[str, str]):
    """Start a driver with two busy workers, in a session of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env=environment,
        cwd=checkout,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@posix
def test_ctrl_c_leaves_no_worker_behind(driver):
    os.killpg(driver.pid, signal.SIGINT)  # as a terminal does it: to driver and workers alike
    output, _ = driver.communicate(timeout=PATIENCE)
    wait_until(lambda: nobody_left(driver.pid))
    assert output.count(b"KeyboardInterrupt") == 1  # the driver's own; workers are silent


@posix
def test_workers_die_with_a_driver_that_is_killed(driver):
    driver.kill()
    output, _ = driver.communicate(timeout=PATIENCE)  # of Python's tracker of semaphores, too
    wait_until(lambda: nobody_left(driver.pid))
    assert output == b""
