"""A store that is opened: only where one may look, with the numbers of the report."""

from __future__ import annotations

import io
import json
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import solara

from interhelix.app.main import PAGES, Layout
from interhelix.app.shell.choices import Choices, RefusedError, check
from interhelix.app.shell.options import Option, scenario_of, toml_of
from interhelix.app.shell.share_link import link_of, shared_in
from interhelix.app.sweep import state
from interhelix.app.sweep import store as places
from interhelix.app.sweep.export import heat_csv, heat_file, tornado_file
from interhelix.app.sweep.state import (
    cells,
    choices_for,
    first_view,
    settings_of,
    swings_of,
    turned,
)
from interhelix.app.sweep.store import (
    StoredSweep,
    allow_folders,
    open_store,
    path_from,
    stores_offered,
)
from interhelix.app.sweep.sweep_tables import cells_table, heat_rows, heat_sentence, swings_table
from interhelix.app.texts import LANGUAGES, words
from interhelix.experiments import simulate
from interhelix.experiments.analysis import analyse
from interhelix.experiments.analysis.grid import difference_name, grid_of
from interhelix.experiments.designs import Design
from interhelix.experiments.progress import Silence
from interhelix.experiments.store.format import StoreError
from interhelix.model.parameters import with_values
from interhelix.scenarios import Scenario, load_world
from tests.app.test_pages import texts_of
from tests.experiments.analysis.conftest import experiment_of, runs_of

FACTORS = {"adopt.network": (0.3, 0.8), "meet.rate": (0.5, 1.0), "adopt.open": (0.0, 1.0)}
SWEEP = next(page for page in PAGES if page.path == "sweep")


def sweep_of(experiment, runs=None, path=Path("invented")) -> StoredSweep:
    """Return what the page would have from a store with invented runs."""
    from interhelix.app.sweep.store import _effects
    from interhelix.experiments.analysis.grid import whole

    runs = runs_of(experiment) if runs is None else runs
    grid = grid_of(experiment, runs)
    try:
        effects = _effects(experiment, whole(grid, experiment.design.over_levels))
    except Exception:
        effects = pd.DataFrame()
    missing = experiment.runs - len(runs)
    return StoredSweep(path, experiment, len(runs), 0, missing, True, grid, effects, ())


@pytest.fixture(scope="module")
def opened() -> StoredSweep:
    return sweep_of(experiment_of(factors=FACTORS, replicates=6))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Start in a folder with a store in it, and one beside it."""
    for name in ("here/found/a", "beside/b"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "store.json").write_text("{}")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(places, "_named", [])
    return tmp_path


def test_stores_below_the_folder_of_the_start_are_found_and_may_be_opened(folder):
    assert stores_offered() == ["found/a"]
    assert path_from("found/a") == (folder / "here/found/a").resolve()


@pytest.mark.parametrize(
    "text",
    ["../beside/b", "/etc", "~", "found/a/../../../beside/b", "", "a\0b", None, 7, "x" * 2000],
)
def test_a_path_that_leads_out_is_refused(folder, text):
    with pytest.raises(RefusedError, match="store_"):
        path_from(text)


def test_a_link_that_leads_out_is_refused(folder):
    (folder / "here/way").symlink_to(folder / "beside")
    with pytest.raises(RefusedError, match="store_outside"):
        path_from("way/b")
    assert stores_offered() == ["found/a"]


def test_a_folder_that_is_named_at_the_start_may_be_opened(folder):
    allow_folders([folder / "beside"])
    assert path_from("../beside/b") == (folder / "beside/b").resolve()
    assert len(stores_offered()) == 2


def test_what_is_no_store_damaged_or_newer_is_refused_in_words(folder):
    with pytest.raises(StoreError, match="is no store"):
        open_store(folder, Silence())
    with pytest.raises(StoreError, match="is damaged"):
        open_store(folder / "beside/b", Silence())
    newer = {"format": 99, "interhelix": "9.9"}
    from interhelix.experiments.store.mark import _digest

    text = json.dumps(newer | {"sha256": _digest(newer)})
    (folder / "beside/b/store.json").write_text(text)
    with pytest.raises(StoreError, match=r"use interhelix 9\.9"):
        open_store(folder / "beside/b", Silence())


def test_a_sweep_comes_whole_from_the_other_process(opened):
    again = pickle.loads(pickle.dumps(opened))
    assert [one.name for one in again.grid.measures] == list(opened.experiment.measures)
    np.testing.assert_array_equal(again.grid.values, opened.grid.values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_a_sweep(session, opened, language, folder):
    session.language.set(language)
    state.sweep.set(opened)
    _, context = solara.render(Layout(children=[SWEEP.shows()]), handle_error=False)
    say = words(language)
    for key in ("sweep.heat", "sweep.tornado", "keep.title"):
        assert say(key) in texts_of(context)
    assert opened.experiment.question in texts_of(context)
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("factors", [{}, {"adopt.open": (0.0, 1.0)}], ids=["none", "one"])
def test_the_page_shows_a_sweep_of_one_factor_or_none(session, factors, language, folder):
    session.language.set(language)
    state.sweep.set(sweep_of(experiment_of(factors=factors, replicates=4)))
    _, context = solara.render(Layout(children=[SWEEP.shows()]), handle_error=False)
    say = words(language)
    assert (say("sweep.heat") in texts_of(context)) == bool(factors)
    assert (say("sweep.no_factors") in texts_of(context)) != bool(factors)
    context.close()


def test_a_sweep_that_is_not_complete_says_so_and_shows_what_it_has(session, folder):
    experiment = experiment_of(replicates=3)
    runs = runs_of(experiment)
    part = sweep_of(experiment, runs[runs["adopt.network"] == 0.3])
    state.sweep.set(part)
    _, context = solara.render(Layout(children=[SWEEP.shows()]), handle_error=False)
    say = words("en")
    assert say("sweep.incomplete", {"missing": str(part.missing)}) in texts_of(context)
    assert say("sweep.no_tornado") in texts_of(context)
    context.close()
    shown = [cell for row in heat_rows(part, first_view(part), say) for cell in row["cells"]]
    assert sum(cell["none"] for cell in shown) == 4
    assert all("0 of 3" in cell["title"] for cell in shown if cell["none"])


def test_heat_map_table_and_file_hold_the_same_numbers(opened):
    say, view = words("en"), first_view(opened)
    table = cells(opened, view)
    shown = {cell["place"]: cell for row in heat_rows(opened, view, say) for cell in row["cells"]}
    rows = cells_table(opened, view, say)[1]
    kept = pd.read_csv(io.BytesIO(heat_csv(opened, view)))
    for place, row in enumerate(table.itertuples()):
        assert shown[place]["text"] == say.number(row.mean, sign=True)
        assert rows[place][2] == say.number(row.mean)
    np.testing.assert_allclose(kept["mean"], table["mean"])
    assert set(kept["planned"]) == {12}  # two settings of the factor that is averaged over
    assert say.number(float(table["mean"].max())) in heat_sentence(opened, view, say)


def test_the_tornado_has_the_numbers_of_the_report_the_strongest_first(opened):
    view = first_view(opened)
    rows = swings_of(opened, view)
    sizes = rows["difference"].abs().to_list()
    assert len(rows) == 3
    assert sizes == sorted(sizes, reverse=True)
    experiment = opened.experiment
    told = analyse(experiment, runs_of(experiment), experiment.load_scenarios()).effects
    report = told[(told["of"] == view.of) & (told["measure"] == view.measure)].set_index("effect")
    columns = ["difference", "low_all", "high_all"]
    own = rows.set_index("effect")[columns]
    pd.testing.assert_frame_equal(own, report.loc[own.index, columns])
    assert len(swings_table(opened, view, words("ru"))[1]) == 3


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_pictures_are_drawn_of_levels_parts_and_single_factors(opened, kind):
    start = {"png": b"\x89PNG", "svg": b"<?xml"}[kind]
    say = words("ru")
    ranged = sweep_of(experiment_of(Design("latin", 40), replicates=3))
    single = sweep_of(experiment_of(factors={"adopt.open": (0.0, 1.0)}, replicates=3))
    for one in (opened, ranged, single):
        view = first_view(one)
        for draw in (heat_file, tornado_file):
            assert draw(one, view, say, kind).startswith(start)


def test_a_factor_that_goes_to_the_other_side_swaps_with_the_one_there(opened):
    view = first_view(opened)
    swapped = turned(opened, view, "across", view.up)
    assert (swapped.across, swapped.up) == (view.up, view.across)
    third = next(name for name in FACTORS if name not in (view.across, view.up))
    fixed = replace(view, fixed={third: 1})
    assert turned(opened, fixed, "across", third).fixed == {}


def test_a_cell_of_a_difference_leads_to_policy_and_baseline_with_its_settings(opened):
    view = replace(first_view(opened), of=difference_name("digital_platform", opened.grid))
    third = next(name for name in FACTORS if name not in (view.across, view.up))
    settings = settings_of(opened, replace(view, fixed={third: 1}), 0)
    assert settings == {name: FACTORS[name][1 if name == third else 0] for name in FACTORS}
    found = choices_for(opened, view.of, settings, Choices(replicates=10)).choices
    assert found.b == Option("digital_platform", settings=settings)
    assert found.a == Option("conferences", settings=settings)
    assert (found.world, found.years, found.seed, found.replicates) == ("russia", 5, 1, 10)
    check(found)
    mean = choices_for(opened, "smart_specialisation", settings, Choices()).choices
    assert mean.a == Option("smart_specialisation")


def test_a_scenario_of_a_file_leads_nowhere(opened):
    other = replace(opened, experiment=replace(opened.experiment, files={"conferences": "c.toml"}))
    with pytest.raises(RefusedError, match="store_scenario"):
        choices_for(other, "conferences", {}, Choices())


def test_own_settings_give_the_run_of_the_cell_and_survive_file_and_link(tmp_path):
    settings = {"adopt.open": 1.0, "adopt.seed": 0.4}
    option = Option("conferences", settings=settings)
    own = scenario_of(option, "b")
    wanted = tuple(with_values(q, settings) for q in Scenario.load("conferences").parameters(8))
    assert own.parameters(8) == wanted
    (tmp_path / "option_b.toml").write_text(toml_of(own), encoding="utf-8")
    again = Scenario.load(tmp_path / "option_b.toml")
    series = [simulate(one, "synthetic:6", 4, 5).series for one in (own, again)]
    assert series[0].equals(series[1])
    assert option.card("platform").on
    assert shared_in(link_of(Choices(b=option), "en")).choices.b == option


@pytest.mark.parametrize(
    "settings",
    [{"adopt.opn": 1.0}, {"adopt.open": 2.0}, {"adopt.open": "1"}, {"adopt.open": float("nan")},
     {f"a.b{n}": 1.0 for n in range(50)}],
)  # fmt: skip
def test_own_settings_that_are_none_are_refused(settings):
    with pytest.raises(RefusedError):
        check(Choices(b=Option("conferences", settings=settings)))


def test_a_world_of_a_file_becomes_the_sessions_own(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "interhelix.app.sweep.state.load_world", lambda name: load_world("synthetic:12")
    )
    other = replace(opened, experiment=replace(opened.experiment, world="mine"))
    found = choices_for(other, "conferences", {}, Choices())
    assert found.own.size == 12
    check(found.choices, {found.choices.world: found.own})
