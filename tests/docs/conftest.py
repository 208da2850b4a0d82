"""What the tests of the documents share."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = ("agents", "experiments", "interhelix", "model", "scenarios")


@pytest.fixture(scope="session")
def docs(checkout: Path) -> Path:
    """Give the folder of the documents."""
    return checkout / "docs"


@pytest.fixture(scope="session")
def odd(docs: Path) -> str:
    """Give the text of the ODD."""
    return (docs / "odd.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def code(checkout: Path) -> dict[str, str]:
    """Give the text of every module, by its path in the project."""
    return {
        str(file.relative_to(checkout)): file.read_text(encoding="utf-8")
        for folder in SOURCES
        for file in sorted((checkout / folder).rglob("*.py"))
    }


@pytest.fixture(scope="session")
def entries(docs: Path) -> dict[str, str]:
    """Give the entries of the bibliography by key."""
    text = (docs / "references.bib").read_text(encoding="utf-8")
    parts = re.split(r"^@\w+\{(\w+),$", text, flags=re.MULTILINE)[1:]
    keys = parts[::2]
    assert len(keys) == len(set(keys)), "a key stands twice"
    return dict(zip(keys, parts[1::2], strict=True))
