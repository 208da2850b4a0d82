"""The texts: the same keys and blanks in both languages, and a text for all that is shown."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from interhelix.agents.roles import ROLES
from interhelix.app import texts
from interhelix.app.compare.page import READY
from interhelix.app.main import PAGES
from interhelix.app.shell.choices import REPLICATES, WORLDS
from interhelix.app.shell.names import GROUPS
from interhelix.app.shell.options import levers
from interhelix.app.texts import LANGUAGES, flat, words
from interhelix.model.measures import EFFECTS
from interhelix.model.parameters import Parameters, catalogue
from interhelix.model.world import BY_MASS
from interhelix.scenarios import load_world, scenario_names

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
SAME = {"table.a", "table.b", "table.difference", "table.gained"}  # signs, in both languages


def read(language: str) -> dict[str, str]:
    text = files(texts).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return dict(flat(tomllib.loads(text)))


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(read("en")) == list(read("ru"))


def test_both_languages_have_the_same_blanks():
    russian = read("ru")
    for key, text in read("en").items():
        assert sorted(set(re.findall(r"{\w+}", text))) == sorted(
            set(re.findall(r"{\w+}", russian[key]))
        ), key


def test_russian_is_russian_and_english_is_not():
    assert [key for key, text in read("ru").items() if not CYRILLIC.search(text)] == sorted(SAME)
    assert [key for key, text in read("en").items() if CYRILLIC.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_shown_has_a_text(language):
    say = words(language)
    wanted = [f"pages.{page.path}" for page in PAGES]
    wanted += [f"levers.{key}.{part}" for key in levers() for part in ("title", "text", "unit")]
    wanted += [f"roles.{role}" for role in ROLES]
    wanted += [f"effects.{effect.removeprefix('effect_')}" for effect in EFFECTS]
    wanted += [f"groups.{group}" for group in Parameters._fields]
    loaded = [load_world(name) for name in WORLDS]
    wanted += [f"drawn.{what}" for world in loaded for what in (*world.measured, *world.drawn)]
    wanted += [f"drawn.{BY_MASS}", "drawn.numbers of organisations"]
    wanted += [f"currencies.{load_world(name).currency}" for name in WORLDS]
    wanted += [f"questions.{b}" for _, b in READY]
    wanted += [f"compare.pairs_{n}" for n in REPLICATES]
    assert [key for key in wanted if key not in say.flat] == []
    assert [name for name in scenario_names() if name not in say.pictures.scenarios] == []


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (0.0, "0", "0"),
        (-14.62, "−14.6", "−14,6"),
        (1467.2, "1,467", "1\u202f467"),
        (0.000_04, "0", "0"),
        (float("nan"), "–", "–"),
        (-0.000_001, "0", "0"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, english, russian):
    assert words("en").number(value) == english
    assert words("ru").number(value) == russian


def test_a_sign_is_shown_where_it_is_asked_for():
    assert words("en").number(3.0, sign=True) == "+3"
    assert words("en").number(0.0, sign=True) == "0"


def test_every_parameter_has_a_name_and_a_meaning_in_both_languages():
    table = tomllib.loads(files(texts).joinpath("parameters.toml").read_text(encoding="utf-8"))
    units = table.pop("units")
    assert [f"{group}.{name}" for group in table for name in table[group]] == list(catalogue())
    assert set(units) == {one.unit for one in catalogue().values()}
    every = [told for group in table.values() for told in group.values()]
    for told in every:
        assert list(told) == ["en", "ru", "meaning"]
        assert not CYRILLIC.search(told["en"])
        assert CYRILLIC.search(told["ru"])
        assert CYRILLIC.search(told["meaning"])
    for language in LANGUAGES:
        assert len({told[language] for told in every}) == len(every)


def test_a_parameter_is_told_in_the_language_of_the_page():
    english, russian = words("en"), words("ru")
    assert english.meaning("adopt.seed") == catalogue()["adopt.seed"].text
    assert english.parameter_unit("adopt.seed") == "share"
    assert russian.parameter("adopt.seed") == "Зачислено при запуске"
    assert russian.parameter_unit("adopt.seed") == "доля"


def test_what_the_project_says_of_faults_has_equal_blanks_in_russian():
    text = files(texts).joinpath("faults.toml").read_text(encoding="utf-8")
    for fault in tomllib.loads(text)["faults"]:
        assert sorted(re.findall(r"{\w+}", fault["en"])) == sorted(
            re.findall(r"{\w+}", fault["ru"])
        )
        assert CYRILLIC.search(fault["ru"])
        assert words("ru").told(fault["en"]) == fault["ru"]
    assert words("en").told("x: is no store; name") == "x: is no store; name"
    assert words("ru").told("what nobody foresaw") == "what nobody foresaw"


def test_every_preset_stands_in_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(scenario_names())
