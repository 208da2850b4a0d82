"""Measures and rules of a user's own: taken everywhere, recorded, or refused."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path

import pytest

from interhelix import (
    CooperationModel,
    Experiment,
    Measure,
    Rule,
    Scenario,
    Store,
    compare,
    explain,
    load_world,
    simulate,
    sweep,
)
from interhelix.experiments.inputs import replicate_seed
from interhelix.experiments.store.format import StoreError
from interhelix.model.errors import InputError
from interhelix.model.source import hash_of_source
from tests.conftest import Cli
from tests.experiments.own import TRUST, UNDEFINED, broken, mean_trust, more_trust, nothing

WORLD = load_world("synthetic:4")
RULE = Rule(more_trust, after="meet")
TRUSTFUL = Scenario("trustful", "Trust by rule", base="conferences", rules=(RULE,))
FEW = {"world": WORLD, "quarters": 3, "replicates": 3, "workers": 1}
HASH = hash_of_source(more_trust)


def asked(**changes: object) -> Experiment:
    """Return a small experiment made of objects."""
    fields = {
        "name": "own", "question": "Does trust help?", "world": WORLD,
        "scenarios": ("conferences", TRUSTFUL), "quarters": 3, "replicates": 2, "seed": 1,
        "measures": ("isolates", TRUST),
    }  # fmt: skip
    return Experiment(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_comparison_has_a_row_for_a_measure_of_the_user_s_own():
    found = compare("conferences", TRUSTFUL, measures=["isolates", TRUST], **FEW)
    assert found.rows["measure"].tolist() == ["isolates", "mean_trust"]
    row = found.rows.set_index("measure").loc["mean_trust"]
    assert row["unit"] == "0..1"
    assert row["difference"] > 0.2
    assert row["pairs_better"] == 3
    own = simulate(TRUSTFUL, WORLD, 3, seed=5, measures=TRUST).series["mean_trust"]
    assert own.isna().tolist() == [True, True, False]


def test_a_measure_of_the_user_s_own_agrees_with_the_figure_that_it_reads():
    found = compare("conferences", "calls", measures=TRUST, **FEW)
    assert found.rows["measure"].tolist() == ["mean_trust"]
    for pair, difference in enumerate(found.differences["calls"]["mean_trust"]):
        seed = replicate_seed(1, pair)
        ends = [
            simulate(name, WORLD, 3, seed=seed, measures=TRUST).series["mean_trust"].iloc[-1]
            for name in ("calls", "conferences")
        ]
        assert difference == ends[0] - ends[1]


def test_a_rule_of_one_scenario_acts_in_that_scenario_only():
    base = compare("conferences", "calls", **FEW)
    one = compare("conferences", TRUSTFUL, **FEW)
    assert one.rows["baseline_mean"].equals(base.rows["baseline_mean"])
    assert (one.rows["difference"] != 0).any()


def test_a_rule_of_a_comparison_acts_in_all_its_scenarios():
    both = compare("conferences", "calls", rules=[RULE], **FEW)
    alone = compare("conferences", TRUSTFUL, **FEW)
    trustful = alone.bands.set_index("policy").loc["trustful"]["mean"]
    assert both.bands.set_index("policy").loc["conferences"]["mean"].tolist() == pytest.approx(
        trustful.tolist(), nan_ok=True
    )


def test_runs_with_another_rule_are_not_taken_from_memory():
    first, again = (compare("conferences", "calls", rules=[nothing], **FEW) for _ in range(2))
    other = compare("conferences", "calls", rules=[more_trust], **FEW)
    assert first.to_json() == again.to_json()
    assert first.to_json() != other.to_json()
    assert first.to_json() == compare("conferences", "calls", **FEW).to_json()


def test_processes_and_this_process_give_the_same_bits(tmp_path):
    words = {"measures": ["isolates", TRUST]}
    here, there = (
        compare("conferences", TRUSTFUL, **{**FEW, "workers": workers}, **words)
        for workers in (1, 2)
    )
    assert here.to_json() == there.to_json()


def test_mesa_collects_an_own_measure_in_each_quarter_under_the_rule_of_the_scenario():
    model = CooperationModel(TRUSTFUL, WORLD, quarters=3, rng=4, measures=TRUST, rules=[nothing])
    while model.running:
        model.step()
    collected = model.datacollector.get_model_vars_dataframe()
    run = simulate(TRUSTFUL, WORLD, 3, seed=4, measures=TRUST).series
    assert collected["mean_trust"].notna().all()
    assert collected["mean_trust"].iloc[-1] == run["mean_trust"].iloc[-1]
    assert pickle.loads(pickle.dumps(model)).rules == model.rules


def test_a_sweep_of_objects_keeps_an_own_measure_and_reports_it(tmp_path):
    rows = sweep(asked(), tmp_path / "store", engine="serial")
    ends = rows.groupby("scenario")["mean_trust"].mean()
    assert ends["trustful"] > ends["conferences"] + 0.2
    for row in rows.itertuples():
        scenario = TRUSTFUL if row.scenario == "trustful" else row.scenario
        run = simulate(scenario, WORLD, 3, seed=int(row.seed), measures=TRUST).series
        assert run["mean_trust"].iloc[-1] == row.mean_trust
    assert "mean_trust" in Store(tmp_path / "store").report()


def test_a_sweep_in_processes_gives_the_rows_of_one_in_this_process(tmp_path):
    here, there = (
        sweep(asked(), tmp_path / engine, workers=2, engine=engine, rules=[nothing])
        for engine in ("serial", "processes")
    )
    figures = ["isolates", "mean_trust"]
    assert (
        here.sort_values("key")[figures].equals(there.sort_values("key")[figures])
        or (
            here.sort_values("key")[figures].to_numpy()
            == there.sort_values("key")[figures].to_numpy()
        ).all()
    )


def test_a_store_records_rules_and_measures_and_keeps_runs_of_another_source_apart(tmp_path):
    store = tmp_path / "store"
    first = sweep(asked(), store, engine="serial")
    code = json.loads((store / "store.json").read_text())["code"]
    assert code["rules"]["trustful"][0]["sha256"] == HASH
    assert code["own_measures"][0]["sha256"] == hash_of_source(mean_trust)
    again = sweep(asked(), store, engine="serial")
    assert again.equals(first)
    with pytest.raises(StoreError, match="scenario 'conferences' has changed since"):
        sweep(asked(), store, engine="serial", rules=[nothing])


def test_a_store_without_own_code_has_no_word_about_it(tmp_path):
    sweep(asked(scenarios="conferences", measures="isolates"), tmp_path / "store", engine="serial")
    assert "code" not in json.loads((tmp_path / "store" / "store.json").read_text())


def test_a_run_in_which_an_own_measure_is_undefined_is_done(tmp_path):
    found = sweep(asked(measures=("isolates", UNDEFINED)), tmp_path / "store", engine="serial")
    assert (found["status"] == "done").all()
    assert all(math.isnan(value) for value in found["no_figure"])


def test_a_folder_records_rule_and_measure_and_is_not_repeated_without_them(
    tmp_path: Path, cli: Cli, without_pictures: None
):
    found = compare("conferences", TRUSTFUL, measures=["isolates", TRUST], **FEW)
    folder = found.save(tmp_path / "found")
    record = json.loads((folder / "run.json").read_text())
    assert record["policies"][0]["rules"][0]["sha256"] == HASH
    assert "rules" not in record["baseline"]
    assert record["own_measures"][0]["name"] == "mean_trust"
    package = json.loads((folder / "datapackage.json").read_text())
    assert [one["sha256"] for one in package["code"]] == [HASH, hash_of_source(mean_trust)]
    assert f"sha256:{HASH}" in (folder / "ro-crate-metadata.json").read_text()
    assert f"The rule `more_trust` is Python of your own (SHA-256 {HASH})" in found.report()
    said = cli("repeat", str(folder))
    assert said.code == 2
    assert f"rule 'more_trust': is Python of your own (SHA-256 {HASH}); repeat it in" in said.err


def test_a_folder_of_a_run_describes_the_column_of_an_own_measure(
    tmp_path: Path, without_pictures: None
):
    folder = simulate(TRUSTFUL, WORLD, 3, measures=TRUST).save(tmp_path / "found")
    package = json.loads((folder / "datapackage.json").read_text())
    series = next(one for one in package["resources"] if one["name"] == "series")
    field = next(one for one in series["schema"]["fields"] if one["name"] == "mean_trust")
    assert (field["description"], field["unit"]) == ("Mean trust of all ties", "0..1")


def test_a_rule_that_breaks_the_state_is_told_by_the_run():
    with pytest.raises(InputError, match=r"rule 'broken', quarter 1: sets ties\.trust to 2"):
        simulate("conferences", WORLD, 3, rules=[broken])


def test_a_function_that_processes_cannot_import_is_refused_before_any_run(tmp_path):
    def local(state, now):
        pass

    told = "cannot be sent to other processes; write it in a module of its own and import it"
    for workers in (None, 2):
        with pytest.raises(InputError, match=told):
            compare("conferences", "calls", rules=[local], **{**FEW, "workers": workers})
    with pytest.raises(InputError, match=told):
        sweep(asked(), tmp_path / "store", rules=[local])
    assert not (tmp_path / "store").exists()
    compare("conferences", "calls", rules=[local], **FEW)


def test_a_measure_that_cannot_be_used_is_refused():
    with pytest.raises(InputError, match="measure 'isolates': there is one of this name"):
        compare("conferences", "calls", measures=Measure("isolates", "", "more", 1, "", mean_trust))
    with pytest.raises(InputError, match="measure 'my own': cannot name a column"):
        compare("conferences", "calls", measures=Measure("my own", "", "more", 1, "", mean_trust))
    with pytest.raises(InputError, match="has no name and source to record"):
        simulate("conferences", measures=Measure("own", "", "more", 1, "", lambda now: 1.0))


def test_explain_refuses_a_scenario_with_rules_that_it_would_leave_out():
    with pytest.raises(InputError, match="scenario 'trustful': has rules of your own, which expl"):
        explain("conferences", TRUSTFUL, WORLD, replicates=2, quarters=2, workers=1)
