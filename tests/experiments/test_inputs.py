from pathlib import Path

import pytest

from interhelix.experiments.inputs import check_numbers, checked_measures, checked_policies, loaded
from interhelix.model.errors import InputError


def mine(folder: Path, name: str, title: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(f'title = "{title}"\nbase = "conferences"\n', encoding="utf-8")
    return path


def refused(policies, baseline="conferences") -> str:
    with pytest.raises(InputError) as caught:
        checked_policies(loaded(baseline), policies)
    return str(caught.value)


def test_a_policy_may_be_the_baseline_itself():
    assert [p.name for p in checked_policies(loaded("closed"), ["closed"])] == ["closed"]


def test_no_policy_is_nothing_to_compare():
    assert refused([]).startswith("nothing to compare 'conferences' with; name one or more")


def test_a_policy_that_is_given_twice_is_refused():
    assert refused(["closed", "calls", "closed"]) == "policy 'closed' is given twice; name it once"


def test_two_scenarios_of_one_name_are_refused(tmp_path):
    one, other = mine(tmp_path / "a", "mine", "One"), mine(tmp_path / "b", "mine", "Other")
    assert refused([one, other]) == "two scenarios are named 'mine'; rename one file"
    same = mine(tmp_path / "c", "conferences", "Another")
    assert refused([same]) == "two scenarios are named 'conferences'; rename one file"


def test_measures_keep_the_order_of_the_report():
    assert checked_measures(["isolates", "ties_level_1"]) == ("ties_level_1", "isolates")


def test_an_unknown_measure_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="unknown measure 'isolate'; did you mean 'isolates'"):
        checked_measures(["isolate"])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("replicates", 1, "replicates: 1 is out of bounds; give a whole number from 2 to 100000"),
        ("quarters", 401, "quarters: 401 is out of bounds; give a whole number from 1 to 400"),
        (
            "seed",
            -1,
            "seed: -1 is out of bounds; give a whole number from 0 to 18446744073709551615",
        ),
        ("workers", 0, "workers: 0 is out of bounds; give a whole number from 1 to 1024"),
        ("seed", 1.5, "seed: 1.5 is not a whole number; give a whole number from 0 to "),
        (
            "quarters",
            True,
            "quarters: True is not a whole number; give a whole number from 1 to 400",
        ),
    ],
)
def test_a_number_out_of_bounds_is_refused_with_its_bounds(name, value, said):
    with pytest.raises(InputError) as caught:
        check_numbers(**{name: value})
    assert str(caught.value).startswith(said)


def test_all_wrong_numbers_are_named_at_once():
    with pytest.raises(InputError) as caught:
        check_numbers(replicates=0, quarters=0, seed=1)
    assert len(caught.value.faults) == 2
