"""An answer is borne out only where luck could not have brought it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from interhelix.app.learn.plan import first_task
from interhelix.app.learn.results import RULES, interval


def figures(**means: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"point": point, "measure": measure, "mean": value}
            for measure, values in means.items()
            for point, value in enumerate(values)
        ]
    )


def paired(measure: str, means: list[float], luck: float):
    """Give a comparison of four pairs whose differences to the first point vary by ``luck``."""
    policies = [SimpleNamespace(name=f"p{number}") for number in range(1, len(means))]
    shifts = luck * np.array([-1.0, 1.0, -0.5, 0.5])
    differences = {
        policy.name: pd.DataFrame({measure: mean - means[0] + shifts * (-1) ** number})
        for number, (policy, mean) in enumerate(zip(policies, means[1:], strict=True))
    }
    return SimpleNamespace(policies=policies, differences=differences, pairs=4)


@pytest.mark.parametrize(
    ("members", "luck", "came", "wins"),
    [
        ([0.0, 0.0, 0.2, 40.0, 45.0, 47.0], 1.0, "threshold", 4),
        ([10.0, 20.0, 30.0, 40.0, 50.0, 60.0], 1.0, "steady", 4),
        ([10.0, 20.0, 30.0, 40.0, 50.0, 60.0], 12.0, "unclear", 2),
        ([93.0, 95.0, 96.0, 97.0, 98.0, 98.0], 1.0, "none", 4),
        ([93.0, 95.0, 96.0, 97.0, 98.0, 98.0], 5.0, "unclear", 2),
    ],
)
def test_a_threshold_is_told_only_where_most_runs_have_one(members, luck, came, wins):
    comparison = paired("members", members, luck)
    found, blanks = RULES["mass"](first_task("mass"), comparison, figures(members=members))
    assert (found, blanks["wins"], blanks["runs"]) == (came, wins, 4)
    if came == "threshold":
        assert (blanks["below"], blanks["above"]) == (20.0, 40.0)


@pytest.mark.parametrize(
    ("weak", "luck", "came"),
    [
        (49.0, 0.5, "little"),
        (38.0, 0.5, "share"),
        (0.0, 0.5, "more"),
        (38.0, 9.0, "unclear"),
        (30.0, 20.0, "unclear"),
    ],
)
def test_what_a_weak_helix_costs_is_told_against_its_share_beyond_luck(weak, luck, came):
    means = [50.0, weak, weak]  # of two helices, one shifted against the other
    comparison = paired("digital", means, 0.0)
    for table in comparison.differences.values():
        table["digital"] += luck * np.array([-1.0, 1.0, -0.5, 0.5])
    found, blanks = RULES["weakest"](first_task("weakest"), comparison, figures(digital=means))
    assert found == came
    assert blanks["lost_low"] < blanks["lost"] <= blanks["lost_high"] <= 100.0


def test_the_interval_of_a_mean_is_that_of_the_tables():
    low, high = interval(np.array([1.0, 2.0, 3.0, 4.0]))
    assert low == pytest.approx(2.5 - 3.182446 * 0.6454972)
    assert high == pytest.approx(2.5 + 3.182446 * 0.6454972)


def invented(measures: dict[str, tuple[float, float, float]]):
    """Give a comparison of which only the rows of the last policy are asked."""
    rows = [
        {"policy": "last", "measure": name, "difference": d, "low": low, "high": high}
        for name, (d, low, high) in measures.items()
    ]
    return SimpleNamespace(policies=[SimpleNamespace(name="last")], rows=pd.DataFrame(rows))


@pytest.mark.parametrize(
    ("joint", "came"),
    [
        ((4.0, -1.0, 9.0), "fewer_only"),
        ((4.0, 1.0, 7.0), "fewer_gain"),
        ((-4.0, -7.0, -1.0), "fewer_loss"),
    ],
)
def test_what_luck_could_do_is_not_told_as_found(joint, came):
    comparison = invented({"duplication": (-36.0, -57.0, -15.0), "joint_projects": joint})
    shown = figures(duplication=[98.0, 62.0], joint_projects=[13.0, 13.0 + joint[0]])
    assert RULES["double"](first_task("double"), comparison, shown)[0] == came
    unsure = invented({"duplication": (-36.0, -80.0, 8.0), "joint_projects": joint})
    assert RULES["double"](first_task("double"), unsure, shown)[0] == "same"


@pytest.mark.parametrize(
    ("without", "came"),
    [((203.0, 1.1, 0.0), "upper"), ((60.0, 1.1, 0.0), "unclear"), ((90.0, 12.0, 0.7), "alike")],
)
def test_the_upper_levels_lose_most_only_where_the_first_loses_little(without, came):
    names = [f"ties_level_{level}" for level in (1, 2, 3)]
    sure = invented(dict.fromkeys(names, (24.0, 20.0, 28.0)))
    shown = figures(**dict(zip(names, zip(without, (180.0, 25.0, 1.4), strict=True), strict=True)))
    assert RULES["steps"](first_task("steps"), sure, shown)[0] == came
