"""Sensitivity with common random numbers, tipping points, and conclusions over draws."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from interhelix.experiments.analysis import analyse
from interhelix.experiments.analysis.sweep_report import report
from interhelix.experiments.designs import Design, Range, settings_of
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.experiment_file import read_draws
from interhelix.experiments.store.mark import read_mark
from interhelix.model.errors import InputError
from tests.experiments.analysis.conftest import experiment_of, runs_of

PAIR = {"scenarios": ("conferences", "digital_platform"), "measures": ("net_value", "isolates")}
DEAD = ("adopt.network", "services.travel", "integrate.funding")  # no platform, no pair
LIVE = ("meet.rate", "learn.output")
TURNING = """
question = "What moves the value of conferences?"
world = "synthetic:4"
scenarios = ["conferences"]
quarters = 4
replicates = 3
measures = ["net_value", "ties_level_1"]

[factors]
"""


def of_dead_and_live(kind: str, size: int) -> str:
    ranges = {"adopt.network": (0, 1), "services.travel": (0, 1), "integrate.funding": (0, 1)}
    ranges |= {"meet.rate": (0.2, 3), "learn.output": (20, 160)}
    lines = [f'"{name}" = {{ low = {low}, high = {high} }}' for name, (low, high) in ranges.items()]
    head = TURNING.partition("[factors]")[0]
    return "\n".join([f'{head}design = {{ kind = "{kind}", size = {size} }}', "[factors]", *lines])


@pytest.mark.parametrize(("method", "size"), [("morris", "3"), ("sobol", "4")])
def test_factors_that_do_nothing_show_exactly_nothing(cli, method, size):
    Path("own.toml").write_text(of_dead_and_live("morris", 2))
    words = ("sensitivity", "own.toml", "--store", "kept", "--method", method, "--size", size)
    rows = pd.DataFrame(json.loads(cli(*words, "--workers", "1", "--json").out)["sensitivity"])
    dead = rows["factor"].isin(DEAD)
    assert set(rows["factor"]) == {*DEAD, *LIVE}
    assert (rows[dead]["value"] == 0).all()
    assert (rows[dead]["half_width"] == 0).all()
    total = rows[~dead & rows["figure"].isin(["elementary effects", "total"])]
    assert (total.groupby("factor")["value"].max() > 0.01).all()


def law(scenario, values, luck):
    """Let a platform bring what meetings bring beyond one, under luck that all share."""
    gain = values["meet.rate"] - 1.0 if scenario != "conferences" else 0.0
    return 2.0 * values["adopt.network"] + gain + luck.normal()


def test_indices_of_saltelli_s_design_are_those_of_the_law_and_a_block_may_lack_a_run():
    def product(scenario, values, luck):
        return (values["adopt.network"] - 0.5) * (values["meet.rate"] - 1.0)

    experiment = experiment_of(Design("saltelli", 256), replicates=2, **PAIR)
    runs = runs_of(experiment, product)
    assert len(runs) == 2 * 2 * 256 * 4
    for given in (runs, runs.drop(index=range(4))):
        rows = analyse(experiment, given).sensitivity
        rows = rows[(rows["of"] == "conferences") & (rows["measure"] == "net_value")]
        value = rows.set_index(["figure", "factor"])["value"]
        assert value["first order"].abs().max() < 0.1
        assert value["total"].to_list() == pytest.approx([1.0, 1.0], abs=0.15)


def test_one_factor_at_a_time_leaves_the_others_at_their_defaults():
    factors = {"adopt.network": Range(0.0, 1.0), "meet.rate": Range(2.0, 4.0)}
    design = Design("one_at_a_time", 3)
    found = settings_of(design, factors, 1)
    assert found.tolist() == [[0, 2], [0.5, 2], [1, 2], [0.55, 2], [0.55, 3], [0.55, 4]]
    assert design.settings([2, 2]) == len(found)


def test_a_difference_tips_where_the_law_has_it_and_surely_only_where_luck_allows():
    experiment = experiment_of(Design("one_at_a_time", 5), replicates=8, **PAIR)
    found = analyse(experiment, runs_of(experiment, law))
    row = found.tipping.set_index(["measure", "factor"]).loc["net_value"]
    assert row.loc["meet.rate", "tips_at"] == pytest.approx(1.0)
    assert row.loc["meet.rate", "sure"]
    assert pd.isna(row.loc["adopt.network", "tips_at"])
    assert "2 of 4 differences change\ntheir sign on the way" in report(found)


def test_the_share_of_draws_in_which_a_difference_holds_counts_every_draw():
    points = ((0.5, 1.5), (0.5, 1.5), (0.1, 1.2), (0.9, 0.5))
    ranges = {"adopt.network": Range(0.1, 0.9), "meet.rate": Range(0.5, 1.5)}
    experiment = experiment_of(Design("file", points=points), ranges, replicates=3, **PAIR)
    found = analyse(experiment, runs_of(experiment, law))
    row = found.robustness.set_index("measure").loc["net_value"]
    assert (row["draws"], row["holds"], row["surely"], row["surely_not"]) == (4, 0.75, 0.75, 0.25)
    assert row["more"]
    assert 0.25 < row["low_holds"] < 0.75 < row["high_holds"] < 1
    assert not found.regret.empty
    assert "## Robustness" in report(found)


def test_draws_of_a_file_are_run_kept_and_reported_by_the_command(cli):
    Path("own.toml").write_text(
        TURNING.partition("[factors]")[0].replace('["conf', '["closed", "conf')
    )
    Path("draws.csv").write_text("draw,meet.rate,learn.output\n0,1,80\n1,2,40\n2,0.5,120\n")
    words = ("sensitivity", "own.toml", "--draws", "draws.csv", "--store", "kept")
    answer = cli(*words, "--workers", "1", "--out", "out")
    assert answer.code == 0, answer.err
    assert "## Robustness" in answer.out
    assert Path("out/robustness.csv").exists()
    kept = read_mark(Path("kept")).experiment
    assert kept.design.points == ((1.0, 80.0), (2.0, 40.0), (0.5, 120.0))
    assert kept == Experiment.load("kept.toml")
    assert "interhelix sweep kept.toml --store kept" in answer.out
    assert cli("repeat", "out", "--workers", "1").code == 0
    assert cli(*words, "--workers", "1").err == "18 of 18 runs are there already\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("meet.rat\n1\n2\n", "did you mean 'meet.rate'"),
        ("meet.rate\n1\nx\n", "draw 2, meet.rate: nan is not finite"),
        ("meet.rate\n1\n200\n", "draw 2, meet.rate: 200 is out of bounds"),
        ("meet.rate\n1\n", "has 1 draws of 1 parameters"),
        ("", "is no table"),
    ],
)
def test_a_file_of_draws_is_refused_with_place_and_remedy(tmp_path, text, told):
    path = tmp_path / "draws.csv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_draws(path)
    assert told in str(error.value)


def test_draws_are_read_from_parquet_as_from_csv(tmp_path):
    table = pd.DataFrame({"draw": [0, 1], "meet.rate": [1.0, 2.0]})
    table.to_parquet(tmp_path / "d.parquet")
    table.to_csv(tmp_path / "d.csv", index=False)
    assert read_draws(tmp_path / "d.parquet") == read_draws(tmp_path / "d.csv")


def test_an_experiment_beside_the_store_is_not_written_over(cli):
    Path("own.toml").write_text(of_dead_and_live("morris", 2))
    Path("kept.toml").write_text("mine")
    answer = cli("sensitivity", "own.toml", "--store", "kept")
    assert (answer.code, Path("kept.toml").read_text()) == (2, "mine")
    assert answer.err == "interhelix: kept.toml: is another experiment; give another --store\n"
    wrong = ("--store", "x", "--method", "moris")
    assert "did you mean 'morris'" in cli("sensitivity", "own.toml", *wrong).err
    assert not Path("x.toml").exists()
