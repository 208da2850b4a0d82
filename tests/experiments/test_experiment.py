import pytest

from interhelix.experiments.designs import Design, Range
from interhelix.experiments.experiment import Experiment, Point
from interhelix.experiments.experiment_file import experiment_names
from interhelix.model.errors import InputError
from interhelix.model.measures import PRIMARY

GOOD = """
question = "Which?"
world = "synthetic:5"
scenarios = ["conferences", "calls"]
measures = ["isolates"]

[factors]
"adopt.open" = [0, 1]
"""


@pytest.fixture
def load(tmp_path):
    """Load an experiment from a text with some parts replaced."""

    def loaded(*changes, text=GOOD):
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return Experiment.load(path)

    return loaded


def faults(load, *changes, text=GOOD):
    with pytest.raises(InputError) as caught:
        load(*changes, text=text)
    lines = [str(fault) for fault in caught.value.faults]
    assert all("mine.toml" in line and "\n" not in line for line in lines)
    return [line.partition("mine.toml")[2] for line in lines]


def test_what_a_file_leaves_out_is_filled_in(load):
    found = load(('measures = ["isolates"]\n', ""))
    assert (found.quarters, found.replicates, found.seed, found.series) == (60, 30, 1, 0)
    assert found.measures == PRIMARY
    assert found.design == Design("full")
    assert found.factors == {"adopt.open": (0.0, 1.0)}
    assert found.name == "mine"
    assert "Which?" in found.text


def test_the_points_are_scenarios_by_settings(load):
    assert load().points() == [
        Point(scenario, {"adopt.open": value})
        for scenario in ("conferences", "calls")
        for value in (0.0, 1.0)
    ]
    assert load().runs == 2 * 2 * 30


def test_factors_may_be_written_as_nested_tables(load):
    assert load(('"adopt.open"', "adopt.open")).factors == load().factors
    sampled = [("[factors]", 'design = { kind = "latin", size = 8 }\n[factors]')]
    ranged = load(*sampled, ("[0, 1]", "{ low = 0.1, high = 0.5 }"))
    assert ranged.factors == {"adopt.open": Range(0.1, 0.5)}
    nested = load(
        *sampled, ('"adopt.open" = [0, 1]', "[factors.adopt]\nopen = { low = 0.1, high = 0.5 }")
    )
    assert nested.factors == ranged.factors


def test_scenarios_and_worlds_of_ones_own_are_found_beside_the_file(load, tmp_path):
    (tmp_path / "own.toml").write_text('title = "Own"\nbase = "calls"\n', encoding="utf-8")
    found = load(('"calls"', '"own.toml"'))
    assert found.scenarios == ("conferences", "own")
    assert found.files == {"own": str(tmp_path / "own.toml")}
    assert [scenario.title for scenario in found.load_scenarios()][1] == "Own"


@pytest.mark.parametrize("name", experiment_names())
def test_every_shipped_experiment_loads(name):
    found = Experiment.load(name)
    assert found.runs == len(found.points()) * found.replicates
    assert found.load_world().size


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('question = "Which?"', "", ": 'question' is missing; add question = \"…\""),
        ("question", "queston", ": unknown key 'queston'; did you mean 'question'?"),
        ('"synthetic:5"', '"rusia"', ", world: unknown world 'rusia'; did you mean 'russia'?"),
        ('"calls"', '"cals"', ", scenarios: unknown scenario 'cals'; did you mean 'calls'?"),
        ('"calls"', '"conferences"', ", scenarios: 'conferences' stands twice; name it once"),
        ('["conferences", "calls"]', "[]", ", scenarios: is empty; name one scenario or more"),
        ('scenarios = ["conferences", "calls"]', "", ": 'scenarios' is missing; add scenarios"),
        ('"isolates"', '"isolate"', ", measures: unknown measure 'isolate'; did you mean 'isol"),
        ('"isolates"', '"isolates", "isolates"', ", measures: a measure stands twice; keep one"),
        ("measures", "replicates = 0\nmeasures", ", replicates: 0 is out of bounds; give a whole"),
        ("measures", "quarters = 401\nmeasures", ", quarters: 401 is out of bounds; give a whole"),
        ("measures", 'seed = "x"\nmeasures', ", seed: 'x' is not a whole number; give a whole"),
        ("measures", 'design = "ful"\nmeasures', ", design: unknown design 'ful'; did you mean 'f"),
        ("measures", "design = 3\nmeasures", ", design: 3 is not a table; write { … } or a [tabl"),
        ("measures", 'design = "latin"\nmeasures', ", factors, adopt.open: a list is not a range;"),
        (
            "measures",
            'design = { kind = "full", size = 2 }\nmeasures',
            ", design: a full design has no size; leave it out",
        ),
        (
            "measures",
            'design = { kind = "fractional", size = 8 }\nmeasures',
            ", design: no fractional design of 1 factors has 8 settings; give 3 to 11 factors",
        ),
        ("[0, 1]", "[0, 1, 2]", ", factors, adopt.open: 2 is out of bounds; give a number from 0"),
        ("[0, 1]", "[0]", ", factors, adopt.open: has 1 value; give two or more; one belongs in"),
        ("[0, 1]", "[0, 0]", ", factors, adopt.open: has the same value twice; keep one"),
        ("[0, 1]", '[0, "x"]', ", factors, adopt.open: 'x' is not a number; give a number"),
        ("[0, 1]", "[0, true]", ", factors, adopt.open: True is not a number; give a number from"),
        ("[0, 1]", "0.5", ", factors, adopt.open: 0.5 is not a list; write the values to try"),
        ("adopt.open", "adopt.opn", ", factors: unknown parameter 'adopt.opn'; did you mean 'a"),
        ("adopt.open", "meet.conferences", ", factors, meet.conferences: scenario 'conferences' s"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line_with_a_remedy(load, old, new, said):
    found = faults(load, (old, new))
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{ low = 0.5 }", ", factors, adopt.open: 'high' is missing; write { low = …, high = … }"),
        ("{ low = 1, high = 0 }", ", factors, adopt.open: low = 1 is not below high = 0;"),
        (
            "{ low = 0, hihg = 1 }",
            ", factors, adopt.open: unknown key 'hihg'; did you mean 'high'",
        ),
        ("{ low = 0, high = 9 }", ", factors, adopt.open, high: 9 is out of bounds"),
        ("[0, 1]", ", factors, adopt.open: a list is not a range; write { low = …, high = … }"),
    ],
)
def test_what_is_wrong_with_a_range_is_said(load, value, said):
    sampled = ("[factors]", 'design = { kind = "latin", size = 8 }\n[factors]')
    assert faults(load, sampled, ("[0, 1]", value))[0].startswith(said)


def test_a_sobol_design_asks_for_a_power_of_two(load):
    sampled = ("[factors]", 'design = { kind = "sobol", size = 12 }\n[factors]')
    (said,) = faults(load, sampled, ("[0, 1]", "{ low = 0, high = 1 }"))
    assert said == ", design: 12 is no power of 2; give size 8 or 16"


def test_all_faults_are_told_at_once(load):
    found = faults(
        load,
        ("question", "queston"),
        ('"synthetic:5"', '"rusia"'),
        ('"calls"', '"cals"'),
        ('"isolates"', '"isolate"'),
        ("[0, 1]", "[0, 7]"),
    )
    places = [said.partition(":")[0].removeprefix(", ") for said in found]
    assert places == ["", "", "world", "measures", "factors, adopt.open", "scenarios"]


def test_too_many_runs_are_refused(load):
    (said,) = faults(
        load,
        ("measures", "replicates = 100000\nmeasures"),
        ("[0, 1]", str([at / 60 for at in range(60)])),
    )
    assert (
        said
        == ": asks for 12,000,000 runs; at most 10,000,000: fewer levels, settings or replicates"
    )


@pytest.mark.parametrize("name", ["first_swep", "nothing"])
def test_an_unknown_name_is_refused_with_the_nearest(name):
    with pytest.raises(InputError, match=f"unknown experiment '{name}'; (did you mean|valid)"):
        Experiment.load(name)
