"""A run may raise, give nothing, hang, or kill its worker: the rest finish, and its row says so."""

import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.sweeps import processes
from tests.experiments.sweeps.jobs import Tiny
from tests.waiting import LIMIT


def statuses(store):
    counts = store.runs(["status", "replicate"]).groupby(["replicate", "status"]).size()
    return {key: int(count) for key, count in counts.items()}


def but_for(replicate, status):
    """Return what is expected where one run of four in a replicate is strange."""
    return {(r, "done"): 4 if r != replicate else 3 for r in range(5)} | {(replicate, status): 1}


def reasons(store):
    found = store.runs(["status", "reason"])
    return set(found.loc[found["status"] != "done", "reason"])


@pytest.mark.parametrize(
    ("does", "status", "reason"),
    [
        ("raises", "failed", "ArithmeticError: no figures of 3"),
        ("leaves", "failed", "SystemExit: 3"),
        ("nan", "nan", "isolates is nan"),
    ],
)
def test_a_failed_run_is_a_row_with_a_status_and_no_numbers(plan, run, does, status, reason):
    store = run(plan(), Serial, job=Tiny(3, does={3: does}))
    assert statuses(store) == but_for(3, status)
    assert reasons(store) == {reason}
    failed = store.runs()[lambda runs: runs["status"] != "done"]
    assert failed[["isolates", "net_value", "ties_level_1"]].isna().all(axis=None)


def test_a_run_that_outlasts_its_limit_is_stopped(plan, run):
    store = run(plan(), processes(1), job=Tiny(3, does={1: "hangs", 3: "leaves"}), limit=LIMIT)
    assert statuses(store) == but_for(1, "timeout") | {(3, "done"): 3, (3, "failed"): 1}
    assert reasons(store) == {"TimeLimitError: longer than 5 s", "SystemExit: 3"}


@pytest.mark.slow
def test_a_run_that_hangs_and_hears_no_signal_is_stopped_too(plan, run):
    deaf = Tiny(3, does={1: "hangs deaf"})
    store = run(plan(), processes(1), job=deaf, limit=LIMIT, chunk_size=9)
    assert statuses(store) == but_for(1, "timeout")
    assert reasons(store) == {"longer than 5 s, and hears no signal"}


@pytest.mark.slow
def test_a_run_that_kills_its_worker_is_found_and_given_up(plan, run):
    store = run(plan(), processes(2), job=Tiny(3, does={2: "dies"}), chunk_size=9)
    assert statuses(store) == but_for(2, "crashed")
    assert reasons(store) == {"its worker died 2 times"}


def test_runs_that_failed_are_repeated_only_when_asked(plan, run):
    made = plan()
    run(made, Serial, job=Tiny(3, does={3: "raises"}))
    assert statuses(run(made, Serial))[3, "failed"] == 1
    store = run(made, Serial, retry=True)
    assert statuses(store) == {(r, "done"): 4 for r in range(5)}
    assert store.digest() == run(made, Serial, name="other").digest()
