"""Every item of the article has something that carries it and something that shows it works."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from interhelix.agents.objectives import OBJECTIVES
from interhelix.agents.roles import FORMS, LEVELS, ROLES
from interhelix.model.measures import EFFECTS, MEASURES
from interhelix.model.parameters import catalogue
from interhelix.model.schedule import SCHEDULE
from interhelix.scenarios import scenario_names

COVERAGE = Path(__file__).resolve().parents[2] / "docs/coverage.md"
HEADER = "| item | carried by | shown by |"
CARRIERS = ("mechanism", "parameter", "scenario", "measure")
WITNESSES = ("switch", "test")
NAMED = re.compile(rf"(?:({'|'.join((*CARRIERS, *WITNESSES))})(?:e?s)? )?`([^`]+)`(?:, |$)")

# How many items the article has where it counts or lists them.
COUNTS = {
    "Levels": len(LEVELS) - 1,
    "Prerequisites": 5,
    "Forms of cooperation": sum(map(len, FORMS)),
    "Objectives": sum(map(len, OBJECTIVES)),
    "Principles": 9,
    "Processes of smart specialisation": 2,
    "Conditions of smart specialisation": 6,
    "Tools of smart specialisation": 7,
    "Forms of networking": 6,
    "Contributions to the digital environment": len(ROLES),
    "Development factors": 8,
    "Presets of the platform": 3,
    "Properties of the platform": 7,
    "Tasks of the platform": 9,
    "Effects": len(EFFECTS),
}


class Item(NamedTuple):
    """One row of the list."""

    section: str
    words: str
    carried_by: str
    shown_by: str


def items_of(text: str) -> list[Item]:
    """Return the rows of all tables, by section."""
    found = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = section.partition("\n")
        _, _, table = rest.partition(f"{HEADER}\n|---|---|---|\n")
        for line in table.split("\n\n")[0].splitlines():
            words, carried, shown = line.strip().strip("|").split("|")
            found.append(Item(heading, words.strip(), carried.strip(), shown.strip()))
    return found


def names_in(cell: str) -> list[tuple[str, str]]:
    """Return the kind and the name of all that a cell names; a kind holds until the next."""
    found: list[tuple[str, str]] = []
    place = 0
    for match in NAMED.finditer(cell):
        kind = match[1] or (found[-1][0] if found else "")
        if match.start() != place or not kind:
            break
        found.append((kind, match[2]))
        place = match.end()
    assert place == len(cell), f"write kind `name`, `name`, kind `name` in: {cell}"
    return found


TEXT = COVERAGE.read_text(encoding="utf-8")
ITEMS = items_of(TEXT)


@pytest.fixture(scope="module")
def switches(checkout: Path) -> list[dict[str, Any]]:
    text = (checkout / "experiments/ablation/switches.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["switches"]
    return found


@pytest.fixture(scope="module")
def existing(switches: list[dict[str, Any]]) -> dict[str, set[str]]:
    return {
        "mechanism": {mechanism.__name__ for mechanism in SCHEDULE},
        "parameter": set(catalogue()),
        "scenario": set(scenario_names()),
        "measure": {measure.name for measure in MEASURES},
        "switch": {switch["name"] for switch in switches},
    }


@pytest.fixture(scope="module")
def named() -> set[tuple[str, str]]:
    return {name for item in ITEMS for cell in item[2:] for name in names_in(cell)}


def is_a_test(checkout: Path, name: str) -> bool:
    """Tell whether ``path::function`` names a test on disk."""
    path, _, function = name.partition("::")
    file = checkout / path
    return file.is_file() and bool(
        re.search(rf"^def {function}\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("section", COUNTS)
def test_a_section_has_as_many_items_as_the_article(section: str) -> None:
    words = [item.words for item in ITEMS if item.section == section]
    assert len(set(words)) == len(words) == COUNTS[section]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{item.section}: {item.words}")
def test_an_item_has_a_carrier_and_a_witness_and_both_exist(
    item: Item, checkout: Path, existing: dict[str, set[str]]
) -> None:
    carriers, witnesses = names_in(item.carried_by), names_in(item.shown_by)
    assert carriers
    assert witnesses
    assert {kind for kind, _ in carriers} <= set(CARRIERS)
    assert {kind for kind, _ in witnesses} <= set(WITNESSES)
    named = [name for name in (*carriers, *witnesses) if name[0] != "test"]
    assert [name for kind, name in named if name not in existing[kind]] == []
    tests = [name for kind, name in witnesses if kind == "test"]
    assert [name for name in tests if not is_a_test(checkout, name)] == []


@pytest.mark.parametrize("kind", ["switch", "scenario", "mechanism"])
def test_all_that_there_is_of_a_kind_is_named(
    kind: str, named: set[tuple[str, str]], existing: dict[str, set[str]]
) -> None:
    assert existing[kind] - {name for one, name in named if one == kind} == set()


def test_the_parser_refuses_what_it_cannot_read() -> None:
    assert names_in("parameters `a.b`, `a.c`, measure `d`") == [
        ("parameter", "a.b"),
        ("parameter", "a.c"),
        ("measure", "d"),
    ]
    for cell in ("`d`", "measure d", "measure `d` and `e`", "wish `d`"):
        with pytest.raises(AssertionError):
            names_in(cell)
