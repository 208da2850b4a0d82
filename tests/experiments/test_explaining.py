"""Explaining: what is left out, turned off or moved carries what an invented law says it does."""

from __future__ import annotations

import json

import numpy as np
import pytest

from interhelix.experiments.ablation import explaining
from interhelix.experiments.ablation.explaining import explain
from interhelix.experiments.ablation.explanation import TURNS
from interhelix.experiments.ablation.parts import interventions, mechanisms, moves
from interhelix.experiments.inputs import replicate_seed, value_of
from interhelix.experiments.picture_texts import all_texts
from interhelix.model.errors import InputError
from interhelix.model.parameters import catalogue
from interhelix.scenarios import Intervention, Scenario, scenario_names

MEASURES = ["effect_economic", "effect_social"]
PAIR = ("conferences", "platform_and_specialisation")


def law(policy, luck):
    """Let platform and specialisation help each other, the one by a rule, as a number has it."""
    end = policy[-1]
    opened, smart = end.adopt.open, end.prioritise.smart
    by_rule = 10.0 * opened * (end.services.search > 0)
    economic = 4.0 * opened + by_rule + 2.0 * smart + 2.0 * opened * smart
    social = smart * (end.learn.output - 50.0)
    return np.array([economic + luck, social + luck])


@pytest.fixture
def by_law(monkeypatch):
    """Have runs follow the law, with luck that baseline and policy share but for a little."""

    def run_all(job, tasks, workers, watcher):
        found = []
        for task in tasks:
            rng = np.random.default_rng(replicate_seed(job.seed, task.replicate))
            shared, own = rng.normal(), rng.normal(scale=0.01, size=task.policy + 1)[-1]
            found.append(law(job.policies[task.policy], 5.0 * shared + own))
        return found

    monkeypatch.setattr(explaining, "run_all", run_all)
    monkeypatch.setattr(explaining, "warm_up", lambda *_: None)
    return lambda **more: explain(*PAIR, replicates=30, quarters=3, measures=MEASURES, **more)


def of(found, kind, measure="effect_economic"):
    rows = found.effects[(found.effects["kind"] == kind) & (found.effects["measure"] == measure)]
    return rows.set_index("part")


def test_an_intervention_carries_what_its_leaving_out_takes_and_the_rest_is_what_two_do_together(
    by_law,
):
    found = by_law(questions="interventions")
    left = of(found, "intervention")
    assert of(found, "total")["difference"].iloc[0] == pytest.approx(18.0, abs=0.02)
    assert left.filter(like="platform", axis=0)["difference"].iloc[0] == pytest.approx(16, abs=0.02)
    smart = left.loc["Smart specialisation in force"]
    assert smart["low_all"] < 4.0 < smart["high_all"]
    assert smart["verdict"] == "no material difference"  # less than 5 u matters not
    assert of(found, "remainder")["difference"].iloc[0] == pytest.approx(-2.0, abs=0.03)


def test_a_rule_turned_off_on_both_sides_takes_what_it_carries_and_no_other_takes_anything(by_law):
    rules = of(by_law(questions=["mechanisms"]), "mechanism")
    assert rules.loc["search_for_partners", "difference"] == pytest.approx(10.0, abs=0.02)
    assert (
        rules.drop("platform_helps_project").drop("search_for_partners")["difference"].abs().max()
        < 0.1
    )


def test_only_the_number_that_the_law_has_turns_the_sign_and_only_where_it_does(by_law):
    found = by_law(questions="assumptions")
    turned = found.moves[found.moves["reading"] == TURNS]
    assert turned[["parameter", "moved", "measure"]].values.tolist() == [
        ["learn.output", 40.0, "effect_social"]
    ]
    assert turned["pairs"].tolist() == [30]
    assert found.moves["pairs"].value_counts()[explaining.FIRST] == len(found.moves) - 2
    assert "its sign turns with `learn.output` at 40." in found.sentences()["effect_social"]


def test_a_folder_holds_the_numbers_that_were_moved_with_every_column_described(by_law, tmp_path):
    by_law(questions="assumptions").save(tmp_path / "out")
    package = json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))
    (parts, moved) = package["resources"]
    assert (parts["name"], moved["name"]) == ("parts", "moves")
    assert all(field["description"] for field in moved["schema"]["fields"])
    report = (tmp_path / "out/report.md").read_text(encoding="utf-8")
    assert "| learn.output, effect_social |" in report


def test_a_sentence_names_what_carries_the_effect_and_says_where_luck_may(by_law, monkeypatch):
    told = by_law(questions=["interventions", "mechanisms"]).sentences()["effect_economic"]
    assert told.startswith("effect_economic: platform_and_specialisation changes it by 18 (")
    assert "“An open platform" in told
    assert "what they do together makes" in told
    assert "“search_for_partners”" in told
    monkeypatch.setattr("tests.experiments.test_explaining.law", lambda _, luck: np.zeros(2) + luck)
    nothing = by_law(questions="interventions").sentences()["effect_social"]
    assert nothing.endswith("job-years/actor; luck alone may explain that.")


def test_what_is_left_out_has_the_values_of_the_baseline():
    base, own = (Scenario.load(name) for name in PAIR)
    parts = list(interventions(base, own, 4))
    assert [part.kind for part in parts] == [
        "intervention", "intervention", "intervention", "parameter", "parameter", "intervention",
    ]  # fmt: skip
    (plain,) = set(base.parameters(4))
    for part in parts:
        for name in part.sets:
            assert {value_of(each, name) for each in part.policy} == {value_of(plain, name)}


def test_a_later_intervention_has_the_quarters_in_which_it_decides():
    early = Intervention("early", 0, None, {"meet.rate": 2.0})
    late = Intervention("late", 2, None, {"meet.rate": 3.0})
    policy = Scenario("own", "Own", interventions=(early, late))
    first, second = interventions(Scenario.load("no_policy"), policy, 4)
    assert (first.name, first.start, first.until) == ("early", 0, 2)
    assert (second.name, second.start, second.until) == ("late", 2, 4)
    assert [each.meet.rate for each in second.policy] == [2.0, 2.0, 1.0, 1.0]


def test_what_the_policy_gives_up_is_a_part_as_well():
    names = ("conferences", "no_policy")
    part = next(interventions(*(Scenario.load(name) for name in names), 2))
    assert part.name.startswith("given up: Conferences")
    assert part.policy[0].meet.conferences == 12.0


def test_a_rule_fits_if_it_is_on_and_the_policy_does_not_set_it():
    base, own = (Scenario.load(name).parameters(2) for name in PAIR)
    rules = {part.name: part for part in mechanisms(base, own)}
    assert "open_platform" not in rules  # the policy sets it
    assert "economic_space" not in rules  # nothing to turn off
    assert "multihoming" not in rules  # asks for rivals
    assert "too_open_business" not in rules  # `openness` turns the same off
    assert len(rules) > 80
    for part in rules.values():
        assert (part.baseline, part.policy) != (base, own), part.name


def test_every_assumed_number_moves_both_ways_within_its_bounds():
    base, own = (Scenario.load(name).parameters(2) for name in PAIR)
    found = list(moves(base, own))
    assert {catalogue()[part.name].source for part in found} == {"assumed"}
    moved = {(part.name, part.moved) for part in found}
    assert {("learn.output", 40.0), ("learn.output", 160.0)} <= moved
    assert ("propose.size", 8.0) not in moved  # at its bound already
    halved = [value for name, value in moved if name == "meet.base"]
    assert sorted(halved) == pytest.approx([-2.5 - np.log(2), -2.5 + np.log(2)])
    assert "adopt.open" not in {name for name, _ in moved}


def test_an_unknown_question_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'mechanisms'"):
        explain(*PAIR, questions="mechanism")


def test_the_command_prints_writes_and_repeats_to_the_byte(cli, tmp_path):
    small = ("--world", "synthetic:3", "--replicates", "3", "--quarters", "3", "--workers", "1")
    words = ("explain", *PAIR, *small, "--question", "interventions", "--measure", "contacts")
    first = cli(*words, "--out", "out", "--language", "ru")
    assert first.code == 0
    assert first.out.startswith("# Why platform_and_specialisation differs from conferences\n")
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"parts.csv", "waterfall.png", "waterfall.svg", "report.html"} <= files
    found = json.loads(cli(*words, "--json").out)
    assert list(found["sentences"]) == ["contacts"]
    again = json.loads(cli("repeat", "out", "--workers", "1", "--json").out)
    assert again["equal"]
    assert [table["name"] for table in again["tables"]] == ["parts"]


def test_every_intervention_that_ships_has_a_short_name_in_both_languages():
    labels = {step.label for name in scenario_names() for step in Scenario.load(name).interventions}
    for language, words in all_texts().items():
        assert set(words["interventions"]) == labels, language
