"""The texts: the same keys and blanks in both languages, and a text for all that is shown."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from interhelix.agents.roles import ROLES
from interhelix.app import texts
from interhelix.app.choices import REPLICATES, WORLDS
from interhelix.app.comparing.offers import GROUPS
from interhelix.app.comparing.questions import READY
from interhelix.app.levers import levers
from interhelix.app.pages import PAGES
from interhelix.app.texts import LANGUAGES, flat, words
from interhelix.model.measures import EFFECTS
from interhelix.model.parameters import Parameters
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
    wanted += [f"drawn.{what}" for name in WORLDS for what in load_world(name).drawn]
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


def test_every_preset_stands_in_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(scenario_names())
