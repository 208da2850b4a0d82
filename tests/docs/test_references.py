"""What is cited can be looked up, and what can be looked up is cited."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from interhelix.model.parameters import catalogue

KEY = r"[a-z]+\d{4}"


def cited(checkout: Path, code: dict[str, str]) -> set[tuple[str, str]]:
    """List who cites what: docstrings, parameters, scenarios, worlds and documents."""
    found = {(p.name, p.source) for p in catalogue().values() if re.fullmatch(KEY, p.source)}
    for module, text in code.items():
        found |= {(module, key) for key in re.findall(rf"``({KEY})``", text)}
        found |= {(module, key) for key in re.findall(rf"\(({KEY})\)", text)}
    for file in sorted((checkout / "scenarios").glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        found |= {(file.name, key) for key in table.get("sources", ())}
    for file in sorted((checkout / "scenarios/worlds").rglob("world.toml")):
        text = file.read_text(encoding="utf-8")
        found |= {(file.parent.name, key) for key in re.findall(rf"\(({KEY})\)", text)}
    for file in (checkout / "docs").glob("*.md"):
        text = file.read_text(encoding="utf-8")
        found |= {(file.name, key) for key in re.findall(rf"`({KEY})`", text)}
    return found


def test_every_key_is_in_the_bibliography(
    checkout: Path, code: dict[str, str], entries: dict[str, str]
) -> None:
    assert {place for place in cited(checkout, code) if place[1] not in entries} == set()


def test_every_entry_is_cited(
    checkout: Path, code: dict[str, str], entries: dict[str, str]
) -> None:
    keys = {key for _, key in cited(checkout, code)}
    keys |= {key for text in entries.values() for key in re.findall(KEY, text)}
    assert set(entries) - keys == set()


def test_the_bibliography_has_the_entries_that_it_seems_to_have(
    docs: Path, entries: dict[str, str]
) -> None:
    text = (docs / "references.bib").read_text(encoding="utf-8")
    assert len(re.findall("^@", text, re.MULTILINE)) == len(entries)
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("field", ["author", "title", "year"])
def test_an_entry_says_who_what_and_when(entries: dict[str, str], field: str) -> None:
    said = re.compile(rf"^  {field} +?= \{{.+\}},$", re.MULTILINE)
    assert [key for key, text in entries.items() if not said.search(text)] == []
