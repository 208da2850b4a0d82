import math
from dataclasses import replace

from interhelix.experiments.comparison import command_line
from interhelix.experiments.document import table
from interhelix.experiments.replicates import FailedRun
from interhelix.experiments.statistics import number
from interhelix.model.measures import PRIMARY


def test_the_report_says_all_that_a_reader_needs(comparison):
    text = comparison.report()
    for words in (
        "# digital_platform and closed against conferences",
        f"83 regions of Russia, 2017 (83 regions, {comparison.world.actors} actors)",
        "Measured: digital environment; contract quality; human resources.",
        "Estimated: digital_government in 6 of 83 regions;",
        "Drawn, as the world's table lacks it: specialisation over 8 domains",
        "34 pairs, seed 1",
        "### What a unit of effect costs",
        "### Winners and losers",
        "max-T over resampled pairs",
        "Failed runs: 0 of 102.",
        "## How to repeat",
    ):
        assert words in text
    assert all(f"| {name} " in text for name in PRIMARY)
    assert "p-value" not in text.lower()


def test_regions_that_share_a_name_are_told_apart_in_the_report(comparison):
    world = replace(comparison.world, names=("Limburg",) * comparison.world.size)
    text = replace(comparison, world=world).report()
    assert text.count("| Limburg (RU-") == text.count("| Limburg") == 20


def test_the_report_is_the_same_twice(comparison):
    assert comparison.report() == comparison.report()


def test_failed_runs_are_told(comparison):
    failed = replace(comparison, failures=(FailedRun("closed", 3, "ValueError: no"),))
    text = failed.report()
    assert "Failed runs: 1 of 102." in text
    assert "* 1 x ValueError: no (first: replicate 3 of closed)" in text


def test_the_command_repeats_the_comparison(comparison):
    assert command_line(comparison) == (
        "interhelix compare conferences digital_platform closed"
        " --world russia --replicates 34 --seed 1 --quarters 8"
    )


def test_numbers_have_three_figures():
    assert number(1234.5) == "1,234"
    assert number(217.4) == "217"
    assert number(-0.04567) == "-0.0457"
    assert number(0.0000123) == "1.2e-05"
    assert number(0.0) == "0"
    assert number(math.nan) == "–"


def test_the_columns_of_a_table_stand_in_line():
    lines = table(["a", "number", "b"], [["x", "1", "yes"], ["longer", "10", "no"]]).splitlines()
    assert lines[0] == "| a      | number | b   |"
    assert lines[1] == "| ------ | -----: | --- |"
    assert lines[3] == "| longer |     10 | no  |"


def test_only_measures_that_were_asked_for_are_reported(comparison):
    rows = comparison.rows[comparison.rows["measure"] == "benefit_cost"]
    text = replace(comparison, rows=rows).report()
    assert "| benefit_cost " in text
    assert "| isolates " not in text
