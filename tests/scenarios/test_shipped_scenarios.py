from pathlib import Path

import pytest

import interhelix.scenarios
from interhelix.model.parameters import DEFAULTS, Parameters, catalogue
from interhelix.scenarios import Scenario, scenario_names

QUARTERS = 60
every_scenario = pytest.mark.parametrize("name", scenario_names())


def setting(name: str) -> Parameters:
    return Scenario.load(name).parameters(QUARTERS)[-1]


def changed(name: str) -> dict[str, float]:
    """What a scenario sets differently from the defaults at the end, by dotted name."""
    values = setting(name)
    return {
        parameter: getattr(getattr(values, group), field)
        for parameter in catalogue()
        for group, field in [parameter.split(".")]
        if getattr(getattr(values, group), field) != getattr(getattr(DEFAULTS, group), field)
    }


def test_the_list_of_scenarios_is_what_lies_in_the_folder() -> None:
    folder = Path(interhelix.scenarios.__file__).parent
    assert sorted(scenario_names()) == sorted(file.stem for file in folder.glob("*.toml"))


@every_scenario
def test_a_shipped_scenario_resolves_every_quarter_and_goes_by_its_name(name: str) -> None:
    scenario = Scenario.load(name)
    assert str(scenario) == scenario.name == name
    assert len(scenario.parameters(QUARTERS)) == QUARTERS


@every_scenario
def test_a_shipped_scenario_asks_a_question_and_says_where_to_look(name: str) -> None:
    scenario = Scenario.load(name)
    assert scenario.title
    assert scenario.question.endswith("?")
    assert scenario.look_at.endswith(".")


@every_scenario
def test_a_shipped_scenario_names_sources_that_the_parameters_know(name: str) -> None:
    known = {parameter.source for parameter in catalogue().values()}
    sources = Scenario.load(name).sources
    assert "tronina2020" in sources
    assert set(sources) <= known


@every_scenario
def test_every_policy_stands_on_conferences(name: str) -> None:
    expected = 0 if name in ("closed", "no_policy") else 12
    assert setting(name).meet.conferences == expected


def test_closed_regions_neither_begin_with_external_ties_nor_find_any() -> None:
    assert changed("closed") == {"meet.interregional": 0, "founding.external": 0}


def test_platform_and_specialisation_is_exactly_the_two_together() -> None:
    parts = changed("digital_platform") | changed("smart_specialisation")
    assert changed("platform_and_specialisation") == parts


def test_calls_and_platform_and_specialisation_do_not_overlap() -> None:
    common = set(changed("conferences"))
    policies = [set(changed(name)) - common for name in ("calls", "digital_platform")]
    policies.append(set(changed("smart_specialisation")) - common)
    assert sum(map(len, policies)) == len(set.union(*policies))
    assert all(policies)


def test_the_joint_strategy_pair_is_coordinated_from_the_start() -> None:
    first = Scenario.load("joint_strategy_pair").parameters(QUARTERS)[0]
    assert first.integrate.coordination == 1
