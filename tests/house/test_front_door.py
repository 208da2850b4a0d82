"""``import interhelix`` and ``interhelix --help`` cost nothing; names arrive when they are used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import interhelix

HEAVY = {
    "matplotlib",
    "mesa",
    "networkx",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
    "solara",
}


def imported_by(code: str) -> set[str]:
    """Name the top packages that a fresh process has imported after ``code``."""
    report = "import json, sys; print(json.dumps([name.split('.')[0] for name in sys.modules]))"
    child = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(child.stdout.splitlines()[-1]))


def test_the_package_alone_imports_nothing_heavy() -> None:
    assert not imported_by("import interhelix") & HEAVY


def test_help_imports_nothing_heavy() -> None:
    code = "from interhelix.commands import exit_code\nexit_code(['--help'])"
    assert not imported_by(code) & HEAVY


@pytest.mark.parametrize("name", interhelix.__all__)
def test_a_public_name_arrives_when_it_is_used(name: str) -> None:
    assert getattr(interhelix, name).__name__ == name
    assert name in dir(interhelix)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Sceanrio'"):
        interhelix.Sceanrio  # noqa: B018


def test_type_checkers_and_the_interpreter_find_each_name_in_the_same_place() -> None:
    source = ast.parse(Path(interhelix.__file__).read_text(encoding="utf-8"))
    typed = {
        alias.name: node.module
        for node in ast.walk(source)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("interhelix")
        for alias in node.names
    }
    assert typed == interhelix._HOMES
    assert sorted(typed) == interhelix.__all__
