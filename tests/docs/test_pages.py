"""The pages are not stale, their links lead somewhere, and they name no place on some machine."""

from __future__ import annotations

import os
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

PAGES = (
    "parameters.md",
    "measures.md",
    "scenarios.md",
    "commands.md",
    "sources.md",
    "calibration.md",
    "../README.md",
)
WRITTEN = (".md", ".py", ".toml", ".cfg", ".txt", ".csv", ".bib", ".cff", ".yaml", ".yml", "")
NOT_OURS = {"build", "demo", "dist", "typings", "__pycache__"}
OF_GIT = ".git"  # in a second worktree it is a file that names the first
ELSEWHERE = re.compile(r"(?<![\w.~:-])/(?:work|tmp/w)/")
EXAMPLES = "test_layout.py"  # shows what such a place looks like


@pytest.fixture(scope="module")
def generator(docs: Path) -> dict[str, Any]:
    return runpy.run_path(str(docs / "generate.py"))


@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_not_stale(docs: Path, generator: dict[str, Any], page: str) -> None:
    text = (docs / page).read_text(encoding="utf-8")
    assert generator["renewed"](page) == text, "run: python docs/generate.py"


def test_every_generated_page_is_checked(generator: dict[str, Any]) -> None:
    assert tuple(generator["PAGES"]) == PAGES


def test_every_link_to_a_file_leads_somewhere(checkout: Path) -> None:
    docs = checkout / "docs"
    pages = [*checkout.glob("*.md"), *docs.glob("*.md"), *docs.glob("notebooks/*.md")]
    lost = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert lost == []


def test_no_file_names_a_folder_of_the_machine_it_was_made_on(checkout: Path) -> None:
    found = []
    for folder, inner, names in os.walk(checkout):
        inner[:] = [name for name in inner if name not in NOT_OURS and not name.startswith(".")]
        for name in names:
            file = Path(folder, name)
            if (
                file.suffix in WRITTEN
                and name not in (EXAMPLES, OF_GIT)
                and not name.startswith(".coverage")
            ):
                text = file.read_text(encoding="utf-8", errors="replace")
                found += [f"{file.relative_to(checkout)}: {p}" for p in ELSEWHERE.findall(text)]
    assert found == []


def test_a_decision_is_dated_and_listed_once_in_the_index_under_its_room(docs: Path) -> None:
    index = (docs / "decisions/index.md").read_text(encoding="utf-8")
    rooms = re.split(r"^## (.+)\n", index, flags=re.MULTILINE)[1:]
    lines = {
        (name, title, date): room.lower()
        for room, text in zip(rooms[::2], rooms[1::2], strict=True)
        for title, name, date in re.findall(
            r"^\* \[(.+)\]\((\w+)\.md\) \((.+)\)$", text, re.MULTILINE
        )
    }
    found = {}
    for page in set(docs.glob("decisions/*.md")) - {docs / "decisions/index.md"}:
        text = page.read_text(encoding="utf-8")
        head = re.match(r"# (.+)\n\n\*(\d{4}-\d{2}-\d{2}) · (.+)\*\n\n\S", text)
        assert head, page.name
        found[page.stem, head[1], head[2]] = head[3]
    assert len(found) > 50
    assert lines == found


def test_the_changelog_says_which_entries_change_output(checkout: Path) -> None:
    text = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "[output]" in text
    assert re.search(r"^## \[", text, re.MULTILINE)
