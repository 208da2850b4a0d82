import json

import numpy as np
import pytest

from interhelix.experiments import RunsFailedError, compare
from interhelix.experiments.comparing import assembled
from interhelix.experiments.engines import Failure
from interhelix.experiments.output import json_value
from interhelix.experiments.replicates import Task
from interhelix.model.errors import InputError
from interhelix.model.measures import MEASURES
from interhelix.scenarios import load_world
from tests.experiments.conftest import REPLICATES, plan_of, results_of

FIELDS = [
    "policy", "measure", "unit", "wanted", "baseline_mean", "difference", "low", "high", "low_all",
    "high_all", "pairs_better", "variance_reduction", "verdict",
]  # fmt: skip
SMALL = {"world": "synthetic:4", "replicates": 3, "quarters": 3}


def failing(world, *tasks: Task):
    return results_of(world) | dict.fromkeys(tasks, Failure("ValueError: no"))


def test_the_json_has_the_documented_form(comparison):
    found = json.loads(comparison.to_json())
    assert list(found) == ["pairs", "seed", "world", "baseline", "quarters", "failed", "rows"]
    assert (found["pairs"], found["seed"], found["world"]) == (REPLICATES, 1, "russia")
    assert (found["baseline"], found["quarters"], found["failed"]) == ("conferences", 8, 0)
    assert all(list(row) == FIELDS for row in found["rows"])
    assert len(found["rows"]) == 2 * len(MEASURES)


def test_what_is_no_finite_number_is_null():
    assert json_value(np.float64("nan")) is None
    assert json_value(float("-inf")) is None
    assert json_value(np.float64(-0.0)) == 0.0
    assert json_value(np.int64(3)) == 3
    assert json_value(2**53 - 1) == 2**53 - 1
    assert json_value(np.uint64(2**64 - 1)) == "18_446_744_073_709_551_615"
    assert json_value(1 / 3) == 0.3333333333


def test_a_failed_run_costs_its_replicate_for_every_policy(world):
    found = assembled(plan_of(world), failing(world, Task(1, 5)))
    assert found.pairs == REPLICATES - 1
    assert [(f.policy, f.replicate) for f in found.failures] == [("digital_platform", 5)]
    assert json.loads(found.to_json())["failed"] == 1


def test_more_than_one_run_in_a_hundred_is_too_many(world):
    with pytest.raises(RunsFailedError, match="2 of 102 runs failed, more than 1 %") as caught:
        assembled(plan_of(world), failing(world, Task(1, 5), Task(2, 6)))
    assert "2 x ValueError: no (first: replicate 5 of digital_platform)" in str(caught.value)
    assert not caught.value.none_left


def test_a_comparison_of_failed_runs_only_is_none(world):
    with pytest.raises(RunsFailedError, match="every run failed") as caught:
        assembled(plan_of(world), failing(world, *results_of(world)))
    assert caught.value.none_left


def test_the_numbers_do_not_depend_on_the_workers():
    alone = compare("conferences", ["digital_platform", "conferences"], workers=1, **SMALL)
    shared = compare("conferences", ["digital_platform", "conferences"], workers=2, **SMALL)
    assert alone.to_json() == shared.to_json()
    assert alone.bands.equals(shared.bands)
    same = alone.rows[alone.rows["policy"] == "conferences"]
    assert not same["difference"].any()
    defined = same[same["difference"].notna()]
    assert set(defined["verdict"]) == {"identical: the same numbers in every pair"}


def test_a_measure_shows_the_same_numbers_alone_as_among_others():
    every = compare("conferences", "digital_platform", workers=1, **SMALL).rows
    one = compare("conferences", "digital_platform", workers=1, measures=["isolates"], **SMALL).rows
    assert one.equals(every[every["measure"] == "isolates"].reset_index(drop=True))


def test_the_order_of_policies_changes_no_number():
    both = compare("closed", ["conferences", "calls"], workers=1, **SMALL).rows
    other = compare("closed", ["calls", "conferences"], workers=1, **SMALL).rows
    for policy in ("conferences", "calls"):
        one, two = (rows[rows["policy"] == policy].reset_index(drop=True) for rows in (both, other))
        np.testing.assert_allclose(one["difference"], two["difference"], rtol=0)


def test_bad_input_is_refused_before_anything_is_run():
    with pytest.raises(InputError, match="did you mean 'closed'"):
        compare("conferences", ["close"], "russia")
    with pytest.raises(InputError, match="did you mean 'russia'"):
        compare("conferences", ["closed"], "rusia")
    with pytest.raises(InputError, match="replicates: 1 is out of bounds"):
        compare("conferences", ["closed"], load_world("synthetic:4"), replicates=1)
