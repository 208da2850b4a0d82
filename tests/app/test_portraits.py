"""One run of each option, looked at closely: what the pages Map, Ladder and Helices show."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from interhelix.app.helices.view import mixing_of
from interhelix.app.ladder import view as rungs
from interhelix.app.ladder.view import moves_of, stay_of, time_of, time_table
from interhelix.app.map.view import counts_table, partners_table, short_codes
from interhelix.app.runs.layout import layout_of, tile_positions
from interhelix.app.runs.network import lines_of, scene_of, windows_of
from interhelix.app.texts import words
from interhelix.experiments import replicate_seed, simulate
from interhelix.scenarios import load_world


def test_the_run_is_the_first_pair_of_a_comparison(seen):
    again = simulate("conferences", "synthetic:12", 20, replicate_seed(6, 0))
    assert seen.a.run.series.equals(again.series)


def test_the_network_of_the_last_year_is_that_of_the_run(seen):
    for one in (seen.a, seen.b):
        row = {code: i for i, code in enumerate(one.run.world.codes)}
        assert one.levels.shape == (6, 12, 12)
        assert (one.levels[-1] == one.levels[-1].T).all()
        assert (one.levels[-1] > 0).sum() == 2 * len(one.run.pairs)
        for pair in one.run.pairs.itertuples():
            assert one.levels[-1][row[pair.region_a], row[pair.region_b]] == pair.level


@pytest.mark.parametrize("world", ["russia", "europe"])
def test_each_region_has_a_tile_of_its_own_near_its_place(world):
    layout = layout_of(load_world(world))
    tiles = {tuple(tile) for tile in layout.tiles.tolist()}
    assert len(tiles) == len(layout.tiles)
    for axis in (0, 1):
        assert np.corrcoef(layout.tiles[:, axis], layout.places[:, axis])[0, 1] > 0.8


def test_places_on_a_grid_keep_their_order_as_tiles():
    places = np.array([(x, y) for y in range(3) for x in range(3)], dtype=float)
    tiles = tile_positions(places).reshape(3, 3, 2)
    assert (np.diff(tiles[:, :, 0], axis=1) > 0).all()
    assert (np.diff(tiles[:, :, 1], axis=0) > 0).all()


def test_the_second_window_shows_half_of_the_regions_larger():
    layout = layout_of(load_world("russia"))
    whole, inner = layout.windows
    assert whole.holds(layout.places).all()
    assert inner.width < 0.6 * whole.width
    assert inner.holds(layout.places).sum() >= load_world("russia").size // 2


def test_lines_are_the_pairs_and_a_difference_tells_who_stands_higher(seen):
    scene = scene_of(seen, "b", 5, 2, "")
    drawn = sum(str(line["path"]).count("M") for line in lines_of(scene))
    assert drawn == (np.triu(seen.b.levels[5]) >= 2).sum()
    difference = scene_of(seen, "difference", 5, 1, "")
    higher = sum(str(line["path"]).count("M") for line in lines_of(difference) if line["dash"])
    assert higher == (np.triu(seen.b.levels[5].astype(int) - seen.a.levels[5]) > 0).sum()
    assert not lines_of(scene_of(seen, "a", 5, 5, ""))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_tables_say_what_the_map_shows(seen, language):
    say = words(language)
    code = seen.a.run.world.codes[4]
    scene = scene_of(seen, "difference", 5, 1, code)
    rows = counts_table(scene, say)[1]
    assert sum(int(row[1]) for row in rows) == 12 * 11 // 2
    partners = partners_table(scene, say)[1]
    either = (seen.a.levels[5][4] > 0) | (seen.b.levels[5][4] > 0)
    assert len(partners) == either.sum()


def test_no_name_on_the_map_covers_another():
    world = load_world("russia")
    levels = np.ones((1, world.size, world.size), dtype=np.int8)
    from types import SimpleNamespace

    one = SimpleNamespace(run=SimpleNamespace(world=world), levels=levels)
    scene = scene_of(SimpleNamespace(a=one, b=one), "a", 0, 1, world.codes[0])
    window = windows_of(scene, world.local_names)[0]
    names = window["names"]
    assert 5 < len(names) <= 14
    heights = sorted((name["y"], name["x"]) for name in names if name["anchor"] == "start")
    for (y, x), (v, u) in pairwise(heights):
        assert abs(y - v) >= window["letter"] or abs(x - u) > window["letter"]


def test_codes_drop_the_country_only_where_all_share_it():
    assert short_codes(("RU-MOS", "RU-AL")) == ["MOS", "AL"]
    assert short_codes(("AT11", "DE30")) == ["AT11", "DE30"]


def test_every_step_up_less_every_step_down_is_where_the_pairs_stand(seen):
    for one in (seen.a, seen.b):
        up, down = np.array(moves_of(one, "up")), np.array(moves_of(one, "down"))
        upper = np.triu_indices(12, 1)
        at_least = [
            [(levels[upper] >= level).sum() for level in range(1, 5)]
            for levels in (one.levels[0], one.levels[-1])
        ]
        assert (up - down).tolist() == (np.array(at_least[1]) - at_least[0]).tolist()


def test_shares_of_time_add_up_and_no_stay_is_shorter_than_a_quarter(seen):
    assert time_of(seen.b).sum() == pytest.approx(100.0)
    stay = stay_of(seen.b)
    assert (stay[~np.isnan(stay)] >= 0.25).all()


@pytest.mark.parametrize(("language", "more"), [("en", "over 5"), ("ru", "больше 5")])
def test_no_stay_is_told_to_be_longer_than_the_run(seen, monkeypatch, language, more):
    say = words(language)
    years = np.array([np.nan, np.inf, 59.0, 5.0, 0.5])
    monkeypatch.setattr(rungs, "stay_of", lambda one: years)
    assert seen.a.run.quarters == 20
    stays = [row[3] for row in time_table(seen, say)[1]]
    assert stays == ["–", say("ladder.nobody_left"), more, "5", say.number(0.5)]


def test_mixing_keeps_the_ties_and_equals_one_by_chance(seen):
    observed, expected, ratio = mixing_of(seen.b)
    across = seen.b.run.ties["region_a"] != seen.b.run.ties["region_b"]
    assert np.triu(observed).sum() == across.sum()
    assert np.triu(expected).sum() == pytest.approx(across.sum())
    assert (np.triu(ratio * expected).sum()) == pytest.approx(across.sum())
