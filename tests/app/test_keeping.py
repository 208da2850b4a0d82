"""What is kept of the pages Map, Ladder and Helices is what they draw, to the last digit."""

from __future__ import annotations

import io
import json
import re
import shlex
from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from interhelix.agents.roles import ROLES
from interhelix.app.compare.answer import costs_table, differences_table, verdict_of
from interhelix.app.compare.export import files_of
from interhelix.app.helices.view import files_of_helices, mixing_of
from interhelix.app.ladder.view import files_of_ladder, moves_of, stay_of, time_of
from interhelix.app.map.export import files_of_map
from interhelix.app.map.view import option_of, places_of, tiles_of
from interhelix.app.runs import LEVELS
from interhelix.app.runs.network import lines_of, scene_of
from interhelix.app.shell.choices import SIDES, VIEWS, ViewState
from interhelix.app.shell.views import command_of
from interhelix.app.texts import LANGUAGES, words
from interhelix.model.measures import EFFECTS, PRIMARY

EN = words("en")
LOOK = ViewState(year=5)


def read(files, name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files["keep.numbers"][name]()))


def map_files(seen, look, say=EN):
    scene = scene_of(seen, look.side, look.year, look.least, look.focus)
    places = places_of(seen)
    return scene, places, files_of_map(scene, look, places, say)


@pytest.mark.parametrize("focused", [False, True])
@pytest.mark.parametrize("side", SIDES)
def test_the_csv_of_the_map_has_a_row_for_each_line_that_is_drawn(seen, side, focused):
    world = seen.a.run.world
    look = replace(LOOK, side=side, least=1, focus=world.codes[4] if focused else "")
    scene, _, files = map_files(seen, look)
    table = read(files, "map_pairs.csv")
    ends = dict(zip(world.codes, scene.layout.places, strict=True))
    kept = sorted(
        "M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*ends[row.region_a], *ends[row.region_b])
        for row in table.itertuples()
    )
    paths = "".join(str(line["path"]) for line in lines_of(scene))
    assert kept == sorted(re.findall(r"M[^M]+", paths))
    assert len(kept) > 5
    for row in table.itertuples():
        a, b = world.codes.index(row.region_a), world.codes.index(row.region_b)
        assert (row.level_in_a, row.level_in_b) == (scene.a[a, b], scene.b[a, b])
        assert row.drawn == scene.shown[a, b]


def test_the_csv_of_the_tiles_has_the_number_on_each_tile(seen):
    code = seen.a.run.world.codes[2]
    for look, column in ((LOOK, "partners"), (replace(LOOK, focus=code), "level_with_focus")):
        scene, _, files = map_files(seen, replace(look, view="tiles"))
        table = read(files, "tiles_regions.csv")
        for row, tile in zip(table.itertuples(), tiles_of(scene, EN), strict=True):
            assert (row.region, row.column, row.row) == (tile["code"], tile["column"], tile["row"])
            if tile["value"] not in ("★", "·"):
                assert getattr(row, column) == int(str(tile["value"]))


def test_the_csv_of_the_free_network_has_the_links_of_its_picture(seen):
    scene, places, files = map_files(seen, replace(LOOK, view="graph", side="difference"))
    (graph,) = option_of(scene, places, EN)["series"]
    codes = scene.world.codes
    drawn = sorted((codes[link["source"]], codes[link["target"]]) for link in graph["links"])
    table = read(files, "network_pairs.csv")
    assert sorted(zip(table["region_a"], table["region_b"], strict=True)) == drawn


def test_the_free_network_lies_where_it_lay_before(seen):
    assert (places_of(seen) == places_of(replace(seen))).all()
    assert places_of(seen).shape == (12, 2)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_view_of_the_map_is_kept_as_picture_and_as_drawing(seen, view, language):
    look = replace(LOOK, view=view, focus=seen.a.run.world.codes[1])
    pictures = map_files(seen, look, words(language))[2]["keep.pictures"]
    (png, make), (svg, draw) = sorted(pictures.items())
    assert (png.endswith(".png"), svg.endswith(".svg")) == (True, True)
    assert imread(io.BytesIO(make()))[..., :3].std() > 0.02
    assert b"<svg" in draw()


def test_the_csv_of_the_ladder_is_what_is_drawn_to_the_last_digit(seen):
    files = files_of_ladder(seen, EN)
    levels, moves, time = (read(files, f"{n}.csv") for n in ("ladder", "moves", "time_at_level"))
    for side, one in (("A", seen.a), ("B", seen.b)):
        own = levels[levels["option"] == side]
        assert (own[list(LEVELS)].to_numpy() == one.run.series[list(LEVELS)].to_numpy()).all()
        assert (own["quarter"] == one.run.series.index).all()
        for way in ("up", "down"):
            kept = moves[moves["way"] == way][side.lower()]
            assert kept.tolist() == moves_of(one, way)
        spent = time[time["option"] == side]
        assert np.array_equal(spent["share"], time_of(one))
        assert np.array_equal(spent["stay"], stay_of(one), equal_nan=True)
        assert np.array_equal(spent["now"], one.run.outlook["now"])


def test_the_csv_of_the_helices_is_what_is_drawn_to_the_last_digit(seen):
    files = files_of_helices(seen, EN)
    roles, mixing, effects = (
        read(files, f"{n}.csv") for n in ("roles", "mixing", "effects_by_role")
    )
    for side, one in (("A", seen.a), ("B", seen.b)):
        own = roles[roles["option"] == side].set_index("role")
        for place, role in enumerate(ROLES):
            actors = 12 * one.run.world.organisations[place]
            for name in LEVELS:
                assert own.loc[role, name] == one.run.roles[name][role] / actors
        ratio = mixing[mixing["option"] == side]["ratio"]
        assert np.array_equal(ratio, mixing_of(one)[2][np.triu_indices(4)], equal_nan=True)
        kept = effects[side.lower()].to_numpy().reshape(len(EFFECTS), len(ROLES))
        assert (kept == one.run.roles.loc[list(ROLES), list(EFFECTS)].to_numpy().T).all()


def test_the_command_below_the_map_repeats_the_run(seen, cli):
    scenario = seen.choices.scenarios[1]
    run = seen.b.run
    given = command_of(scenario, run.world, run.quarters, run.seed)
    _, *words_of_it = shlex.split(given)
    told = json.loads(cli(*words_of_it, "--json").out)["measures"]
    ends = seen.b.run.series.iloc[-1].dropna().to_dict()
    assert {key: told[key] for key in ends} == pytest.approx(ends, rel=1e-9)  # ten digits


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_in_the_language_of_the_page_and_calls_nothing_by_its_code(found, language):
    say = words(language)
    html = files_of(found, say)["keep.report"]["report.html"]().decode()
    assert f'<html lang="{language}">' in html
    text = re.sub(r"<style>.*?</style>|<pre.*?</pre>|<[^>]+>", " ", html, flags=re.DOTALL)
    codes = {*PRIMARY, found.comparison.policies[0].name, "worsens"}
    assert [code for code in sorted(codes) if "_" in code and code in text] == []
    assert html.index(verdict_of(found, say).sentence[:40]) < html.index("<table")
    for rows in (differences_table(found, say), costs_table(found, say)):
        assert all(escape(cell) in html for row in rows.rows for cell in row)
    latin = set(re.findall(r"\b[a-z]{4,}\b", text)) - {"interhelix"}
    assert bool(latin) == (language == "en")


def test_the_report_is_one_page_that_needs_nothing_else(found):
    page = files_of(found, words("ru"))["keep.report"]["report.html"]().decode()
    assert page.count('src="data:image/png;base64,') >= 3
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    row = found.comparison.rows.set_index("measure").loc["ties_level_3"]
    assert f"{row['pairs_better']}/{found.comparison.pairs}" in page
    assert "interhelix compare conferences" in page
