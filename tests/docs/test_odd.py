"""The ODD describes the model that runs: every mechanism, every parameter, every section cited."""

from __future__ import annotations

import re

import pytest

from interhelix.agents.roles import CHANNELS, DOMAINS, KINDS, LEVELS
from interhelix.model.measures import EFFECTS
from interhelix.model.parameters import catalogue
from interhelix.model.schedule import SCHEDULE

MECHANISMS = [mechanism.__name__ for mechanism in SCHEDULE]


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_is_a_heading(odd: str, mechanism: str) -> None:
    assert re.search(rf"^#+ {mechanism}$", odd, re.MULTILINE)


def test_the_overview_has_the_order_of_the_schedule(odd: str) -> None:
    assert re.findall(r"^\d+\. `(\w+)`:", odd, re.MULTILINE) == MECHANISMS


def test_the_elements_stand_in_odd_order(odd: str) -> None:
    elements = [
        "Purpose and patterns",
        "Entities, state variables, and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialisation",
        "Input data",
        "Submodels",
        "Observation",
    ]
    assert re.findall(r"^## \d (.+)$", odd, re.MULTILINE) == elements


@pytest.mark.parametrize("name", catalogue())
def test_every_parameter_has_its_place(odd: str, name: str) -> None:
    assert re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", odd), (
        f"say in docs/odd.md what {name} does"
    )


def test_every_name_of_a_parameter_is_one(odd: str) -> None:
    groups = {name.partition(".")[0] for name in catalogue()}
    named = set(re.findall(r"(?<![\w./])([a-z]+\.[a-z_]+)\b", odd))
    assert {name for name in named if name.partition(".")[0] in groups} <= set(catalogue())


@pytest.mark.parametrize("effect", EFFECTS)
def test_every_effect_is_explained(odd: str, effect: str) -> None:
    assert f"`{effect}`" in odd


def test_every_section_that_the_code_cites_exists(odd: str, code: dict[str, str]) -> None:
    sections = set(re.findall(r"^#+ (\d+(?:\.\d+)?) ", odd, re.MULTILINE))
    cited = {
        (module, section)
        for module, text in code.items()
        for group in re.findall(r"ODD (\d+(?:\.\d+)?(?:, \d+(?:\.\d+)?)*)", text)
        for section in group.split(", ")
    }
    assert {place for place in cited if place[1] not in sections} == set()


@pytest.mark.parametrize("word", [*DOMAINS, *KINDS, *LEVELS[1:], *CHANNELS[1:]])
def test_every_word_of_the_field_is_used(odd: str, word: str) -> None:
    spoken = {"ict": "ICT", "agri_food": "agri-food"}.get(word, word.replace("_", " "))
    assert spoken in odd
