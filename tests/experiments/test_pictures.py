import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread
from matplotlib.text import Text

from interhelix.experiments.comparison import comparison_pictures, named
from interhelix.experiments.picture_texts import all_texts, texts
from interhelix.experiments.pictures import save
from interhelix.experiments.pictures.forest import draw_stack
from interhelix.experiments.pictures.map import Ground, draw_map, remote_regions
from interhelix.experiments.pictures.results import run_pictures
from interhelix.experiments.scaling import Aim, Equal
from interhelix.experiments.simulation import simulate
from interhelix.experiments.statistics import IDENTICAL, TOO_FEW
from interhelix.model.errors import InputError
from interhelix.model.measures import PRIMARY
from interhelix.scenarios import Scenario, load_world, scenario_names, world_names

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def is_drawn(path) -> bool:
    """Say whether a picture has much of more than one colour."""
    picture = imread(path)[..., :3]
    return picture.std() > 0.02 and 0.01 < (picture.mean(axis=2) < 0.97).mean() < 0.9


@pytest.fixture(scope="module")
def drawn(comparison):
    """Give the pictures of a comparison in each language."""
    return {language: comparison_pictures(comparison, language) for language in ("en", "ru")}


@pytest.fixture(scope="module")
def without_maps(comparison):
    """Give a comparison whose pictures are drawn sooner."""
    return replace(comparison, networks={})


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_picture_of_a_comparison_is_drawn(drawn, tmp_path, language):
    pictures = drawn[language]
    maps = {"map_conferences", "map_digital_platform", "map_closed"}
    assert set(pictures) == {"forest", "effects", "ladder"} | maps
    for name, picture in pictures.items():
        save(picture, tmp_path / name)
        assert is_drawn(tmp_path / f"{name}.png"), name
        assert (tmp_path / f"{name}.svg").stat().st_size > 10_000, name


def no_text_is_lost(picture, name):
    """Assert that no headline, title, label or legend leaves the sheet or lies on another."""
    picture.draw_without_rendering()  # puts the labels of axes in their places
    renderer = picture.canvas.get_renderer()
    shown = [axes for axes in picture.axes if axes.axison and axes.get_visible()]
    heads = [text.get_window_extent(renderer) for text in picture.texts]
    heads += [axes.title.get_window_extent(renderer) for axes in shown if axes.get_title()]
    heads += [legend.get_window_extent(renderer) for legend in picture.legends]
    for axes in shown:
        labels = [axes.xaxis.label, axes.yaxis.label]
        heads += [label.get_window_extent(renderer) for label in labels if label.get_text()]
    page = picture.bbox
    for index, box in enumerate(heads):
        assert page.x0 <= box.x0, name
        assert box.x1 <= page.x1 + 1, name
        assert page.y0 <= box.y0, name
        assert not any(box.padded(-2).overlaps(other) for other in heads[index + 1 :]), name


def test_no_text_leaves_a_picture_or_lies_on_another_title(drawn):
    for name, picture in drawn["ru"].items():
        no_text_is_lost(picture, name)


def texts_on(picture) -> list[str]:
    """List every text of a picture, those at the ticks among them."""
    picture.draw_without_rendering()
    return [text.get_text() for text in picture.findobj(Text) if text.get_visible()]


def decimals_are_of(language, picture):
    """Assert that a picture has decimals, and writes all of them as a language does."""
    own, other = (r"\d,\d", r"\d\.\d") if language == "ru" else (r"\d\.\d", r"\d,\d(?!\d\d)")
    found = texts_on(picture)
    assert any(re.search(own, text) for text in found)
    assert [text for text in found if re.search(other, text)] == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pictures_write_decimals_as_the_language_does(drawn, language):
    decimals_are_of(language, drawn[language]["forest"])
    run = simulate("conferences", "synthetic:6", quarters=6)
    decimals_are_of(language, draw_stack(run.series, "A", "b", texts(language)))


def test_what_a_world_is_called_follows_from_its_name():
    english, russian = texts("en"), texts("ru")
    assert english.world_named("synthetic:50") == english.world(load_world("synthetic:50"))
    assert english.world_named("synthetic:50") == "50 made-up regions"
    assert russian.world_named("synthetic:50") == "Вымышленные регионы: 50"
    assert russian.world_named("russia") == russian.worlds["russia"]
    assert russian.world_named("/somewhere/mine") == "mine"


def test_the_same_numbers_give_the_same_bytes(without_maps, tmp_path):
    for name in ("one", "two"):
        save(comparison_pictures(without_maps, "en")["effects"], tmp_path / name)
    for kind in ("png", "svg"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()


def test_the_pictures_of_a_run_are_drawn(tmp_path):
    run = simulate("conferences", "synthetic:6", quarters=6)
    pictures = run_pictures(run, Scenario.load("conferences"), "ru")
    assert set(pictures) == {"map", "ladder", "effects"}
    for name, picture in pictures.items():
        save(picture, tmp_path / name)
        assert is_drawn(tmp_path / f"{name}.png"), name


def test_a_map_without_ties_and_with_two_regions_is_drawn(tmp_path):
    none = pd.DataFrame({"region_a": [], "region_b": [], "level": []})
    save(draw_map(load_world("synthetic:2"), none, "A", "b", texts("en")), tmp_path / "map")
    assert (tmp_path / "map.png").exists()


def test_a_name_with_dollars_is_drawn_as_it_is_written(tmp_path):
    world = load_world("synthetic:2")
    named = replace(world, names=("$\\frac{1$", "5$ and 6$"))
    pairs = pd.DataFrame({"region_a": world.codes[:1], "region_b": world.codes[1:], "level": [4]})
    figure = draw_map(named, pairs, "A", "b", texts("en"))
    assert named.names[0] in {text.get_text() for text in figure.findobj(Text)}
    save(figure, tmp_path / "map")
    assert (tmp_path / "map.svg").exists()


def test_chukotka_lies_in_the_east(world):
    ground = Ground.of(world)
    place = dict(zip(world.codes, zip(ground.x, ground.y, strict=True), strict=True))
    assert place["RU-CHU"][0] > place["RU-KAM"][0] - 1500
    assert place["RU-CHU"][0] > place["RU-MOW"][0] + 4000
    assert place["RU-KGD"][0] < -3500
    assert not ground.remote.any()


def test_remote_islands_do_not_shrink_europe():
    europe = load_world("europe")
    remote = remote_regions(europe.lat, europe.lon)
    names = {name for name, far in zip(europe.names, remote, strict=True) if far}
    assert "Canarias" in names
    assert 1 <= len(names) <= 8
    assert "Kýpros" not in names
    ground = Ground.of(europe)
    assert ground.east - ground.west < 5000
    assert ((ground.x >= ground.west) & (ground.x <= ground.east)).all()
    assert ((ground.y >= ground.south) & (ground.y <= ground.north)).all()


def test_both_languages_have_the_same_keys():
    english, russian = all_texts()["en"], all_texts()["ru"]
    assert {part: list(words) for part, words in english.items()} == {
        part: list(words) for part, words in russian.items()
    }


def test_all_that_ships_has_a_text_in_both_languages():
    for language in all_texts():
        words = texts(language)
        assert set(PRIMARY) <= set(words.measures)
        assert {f"ties_level_{level}" for level in range(1, 5)} <= set(words.measures)
        assert all(words.unit(name) in words.units.values() for name in PRIMARY)
        assert set(words.scenarios) == set(scenario_names())
        assert set(world_names()) - {"synthetic"} == set(words.worlds)


def test_russian_is_russian():
    words = texts("ru")
    assert CYRILLIC.search(words.verdict(IDENTICAL))
    assert CYRILLIC.search(words.verdict(TOO_FEW))
    assert CYRILLIC.search(words.verdict("not resolved: about 90 more pairs"))
    for part in (words.phrases, words.measures, words.scenarios):
        assert all(CYRILLIC.search(text) for text in part.values())


def test_phrases_have_the_same_blanks_in_both_languages():
    for key, text in all_texts()["en"]["phrases"].items():
        blanks = re.findall(r"{\w+}", text)
        assert sorted(blanks) == sorted(re.findall(r"{\w+}", all_texts()["ru"]["phrases"][key]))


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="unknown language 'eng'; did you mean 'en'"):
        texts("eng")


def test_what_has_no_text_keeps_its_name():
    assert texts("ru").measure("benefit_cost") == "benefit cost"


def test_a_title_that_is_too_long_gives_way_to_the_name():
    scenario = Scenario("mine", "A title " * 9)
    assert texts("en").scenario(scenario) == "mine"
    assert texts("en").scenario(replace(scenario, title="Mine")) == "Mine"
    assert len(texts("en").scenario(replace(scenario, name="x" * 99))) == 48


def test_the_ladder_of_nothing_has_an_axis_from_zero(without_maps):
    bands = without_maps.bands.copy()
    bands.loc[:, ["mean", "low_90", "low_50", "high_50", "high_90"]] = 0.0
    axes = comparison_pictures(replace(without_maps, bands=bands), "en")["ladder"].axes[3]
    assert axes.get_ylim() == (0, 1)
    assert np.isfinite(axes.get_xlim()).all()


def test_a_scaled_policy_goes_by_its_dose_in_pictures(comparison):
    doses = pd.DataFrame({"policy": ["digital_platform", "closed"], "dose": [0.4321, 1.0]})
    scaled = replace(comparison, equal=Equal(Aim("money"), 1.0, 30, doses, pd.DataFrame()))
    platform, closed = comparison.policies
    for language, dose in (("en", "× 0.432"), ("ru", "× 0,432")):
        words = texts(language)
        assert named(platform, scaled, words) == f"{words.scenario(platform)} {dose}"
        assert named(closed, scaled, words) == words.scenario(closed)
        assert named(platform, comparison, words) == words.scenario(platform)
