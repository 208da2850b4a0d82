import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.model.errors import InputError
from interhelix.model.parameters import DEFAULTS
from interhelix.scenarios import Intervention, Scenario

QUARTERS = 40


def dated(*steps: tuple[int, int | None, float]) -> Scenario:
    return Scenario(
        "mine",
        "Mine",
        interventions=tuple(
            Intervention("step", start, until, {"meet.rate": rate}) for start, until, rate in steps
        ),
    )


quarter = st.integers(0, QUARTERS)
steps = st.lists(st.tuples(quarter, st.none() | quarter, st.sampled_from([2.0, 3.0, 4.0])))


@given(steps)
def test_in_every_quarter_the_last_intervention_that_acts_wins(
    steps: list[tuple[int, int | None, float]],
) -> None:
    for q, parameters in enumerate(dated(*steps).parameters(QUARTERS)):
        rates = [
            rate for start, until, rate in steps if start <= q and (until is None or q < until)
        ]
        assert parameters.meet.rate == (rates[-1] if rates else DEFAULTS.meet.rate)


@given(steps)
def test_quarters_with_equal_parameters_share_one_object(
    steps: list[tuple[int, int | None, float]],
) -> None:
    resolved = dated(*steps).parameters(QUARTERS)
    assert len({id(parameters) for parameters in resolved}) == len(set(resolved))


@given(steps, st.integers(0, QUARTERS))
def test_the_parameters_of_a_quarter_do_not_depend_on_how_long_the_run_is(
    steps: list[tuple[int, int | None, float]], shorter: int
) -> None:
    scenario = dated(*steps)
    assert scenario.parameters(shorter) == scenario.parameters(QUARTERS)[:shorter]


def test_without_interventions_every_quarter_has_the_defaults() -> None:
    assert set(Scenario("mine", "Mine").parameters(8)) == {DEFAULTS}


def test_a_value_out_of_bounds_is_refused_in_a_scenario_made_in_python_too() -> None:
    with pytest.raises(InputError, match=r"meet\.rate: -1 is out of bounds"):
        dated((0, None, -1.0)).parameters(QUARTERS)


@pytest.mark.parametrize(
    "written",
    [
        'set = { "meet.rate" = 2, "trust.gain" = 0.5 }',
        "set = { meet.rate = 2, trust.gain = 0.5 }",
        "set = { meet = { rate = 2 }, trust = { gain = 0.5 } }",
        '[interventions.set]\n"meet.rate" = 2\n"trust.gain" = 0.5',
        "[interventions.set]\nmeet.rate = 2\ntrust.gain = 0.5",
        "[interventions.set.meet]\nrate = 2\n[interventions.set.trust]\ngain = 0.5",
    ],
)
def test_every_way_to_write_a_dotted_name_in_toml_means_the_same(
    written: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'title = "Mine"\n[[interventions]]\nlabel = "x"\n{written}\n')
    (parameters,) = set(Scenario.load(path).parameters(4))
    assert (parameters.meet.rate, parameters.trust.gain) == (2, 0.5)


def test_interventions_of_a_base_act_first_and_its_file_may_stand_below(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "first.toml").write_text(
        'title = "First"\nbase = "conferences"\n'
        '[[interventions]]\nlabel = "x"\nset = { "meet.rate" = 2, "meet.base" = -1 }\n'
    )
    (tmp_path / "second.toml").write_text(
        'title = "Second"\nbase = "below/first.toml"\n'
        '[[interventions]]\nlabel = "y"\nfrom = 4\nset = { "meet.rate" = 3 }\n'
    )
    scenario = Scenario.load(str(tmp_path / "second.toml"))
    early, late = scenario.parameters(8)[0], scenario.parameters(8)[7]
    assert (early.meet.rate, early.meet.base, early.meet.conferences) == (2, -1, 12)
    assert (late.meet.rate, late.meet.base, late.meet.conferences) == (3, -1, 12)
    assert (scenario.name, scenario.base) == ("second", "first")
    assert [step.label for step in scenario.steps[:2]] == [
        "Conferences, forums and the search for investors",
        "x",
    ]


def test_a_name_with_toml_is_a_file_even_where_a_scenario_of_that_name_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("closed.toml").write_text('\ufefftitle = "My\\n own\\n"\nbase = "closed"\n')
    scenario = Scenario.load("closed.toml")
    assert scenario.title == "My own"
    assert scenario.parameters(1) == Scenario.load("closed").parameters(1)


def test_a_scenario_can_be_compared_hashed_and_sent_to_another_process() -> None:
    scenario = Scenario.load("platform_and_specialisation")
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert hash(Scenario.load("platform_and_specialisation")) == hash(scenario)


def test_a_scenario_made_in_python_acts_with_its_base_as_a_file_does(tmp_path: Path) -> None:
    step = Intervention("x", values={"meet.rate": 2})
    made = Scenario("mine", "Mine", base="digital_platform", interventions=[step])  # type: ignore[arg-type]
    (tmp_path / "mine.toml").write_text(
        'title = "Mine"\nbase = "digital_platform"\n'
        '[[interventions]]\nlabel = "x"\nset = { "meet.rate" = 2 }\n'
    )
    assert made == Scenario.load(tmp_path / "mine.toml")
    assert made.parameters(8)[7].meet.rate == 2
    below = Scenario("below", "Below", base=str(tmp_path / "mine.toml"))
    assert (below.base, below.steps) == ("mine", made.steps)


def test_an_unknown_base_is_refused_in_a_scenario_made_in_python_too() -> None:
    with pytest.raises(InputError, match="unknown scenario 'conference'; did you mean"):
        Scenario("mine", "Mine", base="conference")


def test_a_founding_parameter_that_is_set_later_is_refused_in_python_too() -> None:
    with pytest.raises(InputError, match=r"founding\.knowledge: acts only when a world is founded"):
        Intervention("x", 4, values={"founding.knowledge": 0.2})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_in_an_encoding_that_is_marked_is_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes('title = "Köln"\n'.encode(encoding))
    assert Scenario.load(tmp_path / "mine.toml").title == "Köln"
