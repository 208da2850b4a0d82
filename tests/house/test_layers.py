"""Arrows point one way, and the linter that says so sees every part."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BROKEN = 1
LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(checkout: Path, tree: Path) -> subprocess.CompletedProcess[str]:
    """Check the package that stands in ``tree`` against the contracts of the project."""
    arguments = ["--config", str(checkout / "pyproject.toml"), "--no-cache", "--no-logo"]
    return subprocess.run(
        [sys.executable, "-c", LINTER, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(checkout: Path, tmp_path: Path) -> Path:
    """Give a copy of the package in one piece, as the links in typings/ show it."""
    shutil.copytree(
        checkout / "typings/interhelix",
        tmp_path / "interhelix",
        ignore=shutil.ignore_patterns("__pycache__", "*.csv", "*.toml"),
    )
    return tmp_path


def test_arrows_point_one_way(checkout: Path) -> None:
    result = lint(checkout, checkout / "typings")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("agents/roles.py", "interhelix.model.state", "Arrows point one way"),
        ("model/loop.py", "interhelix.scenarios", "Arrows point one way"),
        ("scenarios/__init__.py", "interhelix.experiments", "Arrows point one way"),
        ("experiments/__init__.py", "interhelix.commands", "Arrows point one way"),
        ("experiments/__init__.py", "interhelix.app", "Arrows point one way"),
        ("model/state.py", "interhelix.model.schedule", "Inside the model too"),
        ("model/state.py", "interhelix.model.parameters", "Inside the model too"),
        ("model/mechanisms/meet.py", "interhelix.model.measures", "Inside the model too"),
        (
            "experiments/statistics.py",
            "interhelix.experiments.tables",
            "Inside the experiments too",
        ),
        (
            "experiments/analysis/grid.py",
            "interhelix.experiments.store",
            "Inside the experiments too",
        ),
        (
            "experiments/store/format.py",
            "interhelix.experiments.store.mark",
            "No cycle among siblings",
        ),
        (
            "model/mechanisms/meet.py",
            "interhelix.model.mechanisms.lapse",
            "Mechanisms never import one another",
        ),
    ],
)
def test_an_arrow_turned_round_is_caught(
    checkout: Path, tree: Path, importer: str, imported: str, contract: str
) -> None:
    with (tree / "interhelix" / importer).open("a", encoding="utf-8") as file:
        file.write(f"\nimport {imported}\n")
    result = lint(checkout, tree)
    assert result.returncode == BROKEN
    assert f"{contract} BROKEN" in result.stdout


def test_a_new_module_of_the_model_must_find_its_place(checkout: Path, tree: Path) -> None:
    (tree / "interhelix/model/afterthought.py").write_text("", encoding="utf-8")
    result = lint(checkout, tree)
    assert result.returncode == BROKEN
    assert "- interhelix.model.afterthought" in result.stdout
