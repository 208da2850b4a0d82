import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from frictionless import validate

from interhelix.experiments.analysis import TABLES, analyse
from interhelix.experiments.analysis.sweep_report import (
    blocks_of,
    report,
    sweep_pictures,
    write_analysis,
)
from interhelix.experiments.designs import Design
from interhelix.experiments.document import Picture, Table
from interhelix.experiments.output import JSON_FIELDS
from interhelix.experiments.provenance import DESCRIPTIONS, described
from interhelix.experiments.replicates import FailedRun
from tests.experiments.analysis.conftest import experiment_of, runs_of
from tests.experiments.test_pictures import (
    decimals_are_of,
    is_drawn,
    no_text_is_lost,
    texts_on,
)


def test_the_report_says_all_that_a_reader_needs(factorial):
    text = report(factorial)
    for words in (
        "# Which one?",
        "Design: full, over adopt.network (0.3, 0.5, 0.8), meet.rate (0.5, 1).",
        "540 of 540 runs. The report rests on 6 settings x 30 replicates x 3 scenarios.",
        "## digital_platform: A digital platform beside conferences",
        "### What a unit of effect costs",
        "## At each setting",
        "## What the factors do",
        "## Luck and ignorance",
        "## Regret",
        "Failed runs: 0 of 540.",
        "interhelix sweep invented.toml --store invented",
    ):
        assert words in text
    assert "p-value" not in text.lower()


def test_every_table_has_as_many_cells_in_each_line(factorial, sampled):
    for found in (factorial, sampled):
        for block in blocks_of(found):
            if isinstance(block, Table):
                assert {len(line) for line in block.lines} == {len(block.header)}, block.caption


def test_failed_runs_are_told(factorial):
    text = report(replace(factorial, failures=(FailedRun("closed", 3, "crashed"),)))
    assert "Failed runs: 1 of 540." in text
    assert "* 1 x crashed (first: replicate 3 of closed)" in text


def test_the_json_has_the_documented_form(factorial):
    found = json.loads(factorial.to_json())
    assert (found["experiment"], found["baseline"], found["pairs"]) == (
        "invented",
        "conferences",
        30,
    )
    assert (found["planned"], found["runs"], found["failed"]) == (540, 540, 0)
    assert found["factors"] == {"adopt.network": [0.3, 0.5, 0.8], "meet.rate": [0.5, 1.0]}
    assert list(found["rows"][0]) == list(JSON_FIELDS)
    assert {"effects", "layers", "costs", "regret", "sensitivity"} <= set(found)
    assert found["layers"][0]["of"] == "conferences"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_picture_of_a_sweep_is_drawn(factorial, language):
    pictures = sweep_pictures(factorial, language)
    assert set(pictures) == {"forest", "factors", "tornado", "heat", "regret"}
    for name, picture in pictures.items():
        no_text_is_lost(picture, name)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pictures_of_a_sweep_write_decimals_as_the_language_does(factorial, language):
    pictures = sweep_pictures(factorial, language)
    for name in ("factors", "tornado", "heat"):
        decimals_are_of(language, pictures[name])
    assert any("0,3 → 0,8" in text for text in texts_on(pictures["tornado"])) == (language == "ru")


def test_a_world_of_made_up_regions_goes_by_its_human_name(factorial):
    found = replace(factorial, experiment=replace(factorial.experiment, world="synthetic:50"))
    for language, name in (("en", "50 made-up regions"), ("ru", "Вымышленные регионы: 50")):
        below = sweep_pictures(found, language)["tornado"].texts[1].get_text()
        assert below.startswith(f"{name} · ")


def test_pictures_that_would_be_empty_are_left_out(sampled):
    assert set(sweep_pictures(sampled, "en")) == {"forest", "tornado", "regret"}
    alone = experiment_of(factors={})
    assert set(sweep_pictures(analyse(alone, runs_of(alone)), "en")) == {"forest"}
    one = experiment_of(scenarios=("conferences",))
    assert set(sweep_pictures(analyse(one, runs_of(one)), "en")) == {"factors", "tornado", "heat"}


def test_many_factors_and_long_names_lose_no_text():
    names = ("exchange.rate_information", "meet.initiate_civil_society", "trust.loss")
    factors = dict.fromkeys(names, (0.1, 0.2))
    experiment = experiment_of(Design("fractional", 4), factors)
    runs = runs_of(experiment, lambda _, values, luck: sum(values.values()) + luck.normal())
    pictures = sweep_pictures(analyse(experiment, runs), "ru")
    assert "heat" not in pictures
    for name, picture in pictures.items():
        no_text_is_lost(picture, name)


@pytest.fixture(scope="module")
def folder(sampled, tmp_path_factory):
    """Write the report of a sampled sweep."""
    place = tmp_path_factory.mktemp("report")
    write_analysis(sampled, place, "ru")
    return place


def test_the_folder_holds_report_tables_pictures_and_record(sampled, folder):
    names = {path.name for path in folder.iterdir()}
    pictures = {
        f"{name}.{kind}" for name in ("forest", "tornado", "regret") for kind in ("png", "svg")
    }
    tables = {"rows", "effects", "layers", "costs", "regret", "draws", "sensitivity", "robustness"}
    reports = {"report.md", "report.html", "report.json", "run.json", *DESCRIPTIONS}
    assert names == pictures | reports | {f"{name}.csv" for name in tables}
    assert json.loads((folder / "run.json").read_text())["files"] == sorted(names)
    assert len(pd.read_csv(folder / "effects.csv")) == len(sampled.effects)
    for path in folder.glob("*.png"):
        assert is_drawn(path), path.name


def test_frictionless_accepts_the_tables_of_a_report(folder):
    assert validate(str(folder / "datapackage.json")).flatten(["title", "message"]) == []


@pytest.mark.parametrize("design", ["factorial", "sampled"])
def test_every_column_of_a_report_is_described(request, design):
    found = request.getfixturevalue(design)
    columns = [(name, column) for name in TABLES for column in getattr(found, name)]
    assert len(columns) > 60
    assert all(described(*column)[0] for column in columns)


def test_the_page_needs_nothing_else(sampled, folder):
    html = (folder / "report.html").read_text()
    assert not re.search(r"https?://|<script|<link|@import|url\(", html)
    images = re.findall(r"<img [^>]*>", html)
    shown = [block for block in blocks_of(sampled) if isinstance(block, Picture)]
    assert len(images) == 3 < len(shown)
    assert all(re.search(r'src="data:image/png;base64,', image) for image in images)
    assert all(re.search(r'alt="[^"]{30,}"', image) for image in images)
