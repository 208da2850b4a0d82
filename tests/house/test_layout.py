"""What is declared about the project is what stands on the disk."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import interhelix

NOT_OURS = {"build", "demo", "dist", "node_modules", "typings"}
ANOTHER_MACHINE = re.compile(
    r"(?<![\w.~/:-])/(?:home|root|Users|work|mnt|srv)/\w|\b[A-Z]:\\Users\\\w"
)


@pytest.fixture(scope="module")
def project(checkout: Path) -> dict[str, Any]:
    return tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))


def files(checkout: Path) -> list[Path]:
    """List the files of the project without those that tools have made."""
    found = []
    for folder, inner, names in os.walk(checkout):
        inner[:] = [
            name
            for name in inner
            if name not in NOT_OURS
            and (name == ".ci" or not name.startswith((".", "__pycache__")))
            and not name.endswith(".egg-info")
        ]
        found += [Path(folder, name) for name in names if name != ".git"]  # a second worktree's
    return found


def packages_on_disk(checkout: Path) -> set[str]:
    """Name every folder with an ``__init__.py`` under the top folders that are packaged."""
    tops = [checkout / part for part in ("agents", "app", "experiments", "model", "scenarios")]
    folders = {file.parent for top in tops for file in top.rglob("__init__.py")}
    names = {".".join(("interhelix", *folder.relative_to(checkout).parts)) for folder in folders}
    inner = {file.parent for file in (checkout / "interhelix").rglob("__init__.py")}
    return names | {".".join(folder.relative_to(checkout).parts) for folder in inner}


def test_every_package_is_declared(checkout: Path, project: dict[str, Any]) -> None:
    declared = project["tool"]["setuptools"]["packages"]
    assert declared == sorted(packages_on_disk(checkout))


def test_every_module_stands_in_a_package(checkout: Path) -> None:
    folders = ("agents", "app", "experiments", "interhelix", "model", "scenarios")
    modules = [file for folder in folders for file in (checkout / folder).rglob("*.py")]
    assert [str(file) for file in modules if not (file.parent / "__init__.py").exists()] == []


def test_type_checkers_see_every_part(checkout: Path, project: dict[str, Any]) -> None:
    links = checkout / "typings/interhelix"
    for package in project["tool"]["setuptools"]["packages"]:
        assert (links.parent / package.replace(".", "/") / "__init__.py").exists(), package
    for link in links.iterdir():
        assert not os.path.isabs(os.readlink(link)), link  # noqa: PTH115, PTH117


def test_every_requirement_has_an_exact_version(checkout: Path, project: dict[str, Any]) -> None:
    lines = (checkout / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if not line.startswith("#")]
    here = {
        canonicalize_name(pin.name): pin for pin in pins if not pin.marker or pin.marker.evaluate()
    }
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(line for extra in extras for line in extra)]
    for requirement in map(Requirement, wanted):
        if requirement.name == project["project"]["name"]:
            continue  # an extra that stands on others
        (pin,) = here[canonicalize_name(requirement.name)].specifier
        assert pin.operator == "==", requirement
        assert requirement.specifier.contains(pin.version), requirement


def test_the_version_is_the_same_everywhere(checkout: Path) -> None:
    citation = (checkout / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {interhelix.__version__}\n" in citation
    assert version("interhelix") == interhelix.__version__


def test_no_file_names_a_place_on_some_machine(checkout: Path) -> None:
    found = []
    for file in set(files(checkout)) - {Path(__file__)}:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        if place := ANOTHER_MACHINE.search(text):
            found.append(f"{file.relative_to(checkout)}: {place.group()}")
    assert found == []


@pytest.mark.parametrize("text", ["/home/ann/x", "in /Users/ann", "cd /work/main", r"C:\Users\ann"])
def test_a_place_on_some_machine_is_known_when_seen(text: str) -> None:
    assert ANOTHER_MACHINE.search(text)


@pytest.mark.parametrize(
    "text", ["https://example.org/home/x", "~/work/x", "a/work/b", "meet/root"]
)
def test_an_address_is_no_place_on_a_machine(text: str) -> None:
    assert not ANOTHER_MACHINE.search(text)


MOST_ARGUMENTS = 7


def test_no_function_of_the_model_takes_more_than_seven_arguments(checkout: Path) -> None:
    long, functions = [], 0
    for path in sorted((checkout / "model").rglob("*.py")):
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(one, ast.FunctionDef):
                functions += 1
                given = len(one.args.posonlyargs) + len(one.args.args) + len(one.args.kwonlyargs)
                if given > MOST_ARGUMENTS:
                    long.append(f"{path.name}: {one.name}")
    assert functions > 300
    assert long == []
