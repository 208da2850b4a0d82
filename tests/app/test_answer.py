"""The answer says what was found: in its sentence, its tables, its files, its pictures."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest
import solara
from matplotlib.image import imread

from interhelix.app.compare.answer import (
    KPIS,
    costs_table,
    differences_table,
    effects_over_time,
    paired_over_time,
    primary_rows,
    regions_table,
    roles_table,
    verdict_of,
)
from interhelix.app.compare.export import files_of
from interhelix.app.compare.view import Answer, effects_picture, forest_picture, paired_picture
from interhelix.app.shell.views import span
from interhelix.app.texts import LANGUAGES, words
from interhelix.model.measures import EFFECTS, PRIMARY
from tests.app.test_pages import texts_of

EN = words("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_names_every_effect_once_and_what_it_costs(found, language):
    say = words(language)
    verdict = verdict_of(found, say)
    for effect in EFFECTS:
        name = say(f"effects.{effect.removeprefix('effect_')}")
        assert len(verdict.sentence.split(name)) == 2, name
    cost = found.comparison.rows.set_index("measure").loc["policy_cost", "difference"]
    assert say.number(abs(float(cost))) in verdict.sentence
    assert str(found.comparison.pairs) in verdict.sure
    assert "{" not in verdict.quote


@pytest.mark.parametrize(
    ("factor", "english", "russian"), [(1, "more", "дороже"), (-1, "less", "дешевле")]
)
def test_spending_is_neither_better_nor_worse(found, factor, english, russian):
    rows = found.comparison.rows.copy()
    verdict = "worsens" if factor > 0 else "improves"
    rows.loc[rows["measure"] == "policy_cost", "verdict"] = verdict
    turned = found._replace(comparison=replace(found.comparison, rows=rows))
    for language, word in (("en", f"costs {english}"), ("ru", russian)):
        say = words(language)
        cells = differences_table(turned, say).rows
        (told,) = [row[-1] for row in cells if row[0] == say.pictures.measure("policy_cost")]
        assert told in (f"↑ {word}", f"↓ {word}")
        assert say.pictures.verdict(verdict, "policy_cost") == word
    other = say.pictures.measure("isolates")
    (kept,) = [row[-1] for row in cells if row[0] == other]
    assert word not in kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cost_has_the_same_interval_in_the_sentence_as_in_the_table(found, language):
    say = words(language)
    rows = found.comparison.rows.copy()
    cost = rows["measure"] == "policy_cost"
    rows.loc[cost, ["difference", "low", "high", "low_all", "high_all"]] = 50, 48, 52, 41, 62
    turned = found._replace(comparison=replace(found.comparison, rows=rows))
    name = say.pictures.measure("policy_cost")
    (cells,) = [row for row in differences_table(turned, say).rows if row[0] == name]
    sentence = verdict_of(turned, say).sentence
    assert cells[5].replace("+", "") in sentence
    assert "48" not in sentence


def test_too_few_pairs_give_no_verdict(found):
    few = found._replace(comparison=replace(found.comparison, pairs=10))
    verdict = verdict_of(few, EN)
    assert "too few pairs" in verdict.sentence
    assert "improves" not in verdict.sentence
    assert "30" in verdict.sure


def test_what_gets_worse_is_called_worse(found):
    rows = found.comparison.rows.copy()
    rows.loc[rows["measure"] == "effect_social", "verdict"] = "worsens"
    turned = found._replace(comparison=replace(found.comparison, rows=rows))
    assert "worsens 1 of 8 (social)" in verdict_of(turned, EN).sentence


def test_the_table_holds_the_numbers_of_the_comparison(found):
    table = differences_table(found, EN)
    rows = found.comparison.rows.set_index("measure").loc[list(primary_order(found))]
    assert len(table.rows) == len(PRIMARY)
    for cells, (_, row) in zip(table.rows, rows.iterrows(), strict=True):
        assert cells[2] == EN.number(row["baseline_mean"])
        assert cells[4] == EN.number(row["difference"], sign=True)
        assert len(cells) == len(table.header) == len(table.right)


def primary_order(found):
    return primary_rows(found)["measure"]


@pytest.mark.parametrize(
    "make",
    [
        effects_over_time,
        paired_over_time,
        costs_table,
        roles_table,
        regions_table,
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_is_whole(found, make, language):
    table = make(found, words(language))
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.header)} == {len(table.right)}
    assert all(isinstance(cell, str) and cell for row in table.rows for cell in row)


def test_the_csv_holds_what_is_drawn_to_the_last_digit(found):
    files = files_of(found, EN)["keep.numbers"]
    drawn = {
        "differences.csv": found.comparison.rows,
        "effects_over_time.csv": found.comparison.bands,
        "paired_over_time.csv": found.comparison.paired_bands,
        "winners_and_losers.csv": found.comparison.standing,
        "costs.csv": found.comparison.costs,
    }
    assert set(files) == set(drawn)
    for name, table in drawn.items():
        read = pd.read_csv(io.BytesIO(files[name]()))
        pd.testing.assert_frame_equal(
            read, table.reset_index(drop=True), check_dtype=False, check_exact=True
        )


def test_the_paired_bands_are_those_of_the_paired_differences(found):
    bands = found.comparison.paired_bands.query("quarter == 8")
    rows = found.comparison.rows.set_index("measure")
    ends = bands.set_index("measure")["mean"]
    pd.testing.assert_series_equal(
        ends[rows.index], rows["difference"], check_names=False, rtol=1e-9
    )


@pytest.mark.parametrize("draw", [effects_picture, paired_picture, forest_picture])
def test_every_chart_is_drawn(found, draw):
    picture = imread(io.BytesIO(draw(found, words("ru"), "png")))[..., :3]
    assert picture.std() > 0.02


def test_a_chart_can_be_kept_as_drawing(found):
    assert b"<svg" in paired_picture(found, EN, "svg")


def test_the_scenario_files_are_named_as_the_command_names_them(found):
    from interhelix.experiments.comparison import command_line

    names = files_of(found, EN)["keep.scenarios"]
    assert "conferences.toml" in names
    assert "conferences" in command_line(found.comparison)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_difference_has_the_same_interval_wherever_the_answer_shows_it(found, language):
    say = words(language)
    rows = {row.measure: row for row in primary_rows(found).itertuples()}
    cells = {row[0]: row for row in differences_table(found, say).rows}
    shown = texts_of(solara.render(Answer(found), handle_error=False)[1])
    for measure in KPIS:
        low, high = rows[measure].low_all, rows[measure].high_all
        assert span(low, high, say, sign=True) == cells[say.pictures.measure(measure)][5]
        assert span(low, high, say, sign=True) in shown
