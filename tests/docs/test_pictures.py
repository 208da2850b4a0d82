"""The pictures of the guide for contributors are what the code is now."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """Load ``docs/pictures.py``, which is no part of the package."""
    path = Path(__file__).parents[2] / "docs/pictures.py"
    spec = importlib.util.spec_from_file_location("pictures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pictures_are_those_that_the_program_draws_now(
    program: ModuleType, docs: Path, checkout: Path
) -> None:
    guide = (checkout / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name, text in program.pictures().items():
        kept = (docs / "pictures" / name).read_text(encoding="utf-8")
        assert kept == text, f"{name} is out of date: python docs/pictures.py"
        assert f"docs/pictures/{name}" in guide


def test_an_arrow_is_an_import_and_none_points_upwards(program: ModuleType) -> None:
    _, arrows = program.imports()
    assert ("experiments", "model") in arrows
    assert all(program.ROOMS.index(one) < program.ROOMS.index(other) for one, other in arrows)


def test_a_number_goes_on_between_modules_of_which_one_imports_the_other(
    program: ModuleType,
) -> None:
    graph = program.graph_of_imports()
    modules = [f"interhelix.{path.rpartition('.')[0]}" for path in program.WAY]
    for one, other in pairwise(modules):
        assert graph.find_shortest_chain(one, other) or graph.find_shortest_chain(other, one)


def test_a_number_goes_from_run_to_report_through_at_most_five_modules(
    program: ModuleType,
) -> None:
    assert sum(path.startswith("experiments.") for path in program.WAY) <= 5
