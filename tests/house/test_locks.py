"""The locked versions: one for each package and Python, with a hash, from PyPI only."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HOMES = {"https://pypi.org", "https://files.pythonhosted.org"}
LOCKS = ("uv.lock", "pylock.toml")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def pins(checkout: Path) -> list[Requirement]:
    lines = (checkout / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def versions(lock: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the packages of a lock with their versions, without the project itself."""
    found = lock.get("packages") or lock["package"]
    return {(one["name"], one["version"]) for one in found if one["name"] != "interhelix"}


def addresses(lock: object) -> set[str]:
    """Return the places of all addresses, whatever field they stand in."""
    return set(re.findall(r"[a-z+]+://[^/'\"]*", repr(lock)))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_but_pypi(checkout: Path, name: str) -> None:
    assert addresses(read(checkout / name)) == HOMES


@pytest.mark.parametrize("name", LOCKS)
def test_every_file_of_a_lock_has_a_hash(checkout: Path, name: str) -> None:
    lock = read(checkout / name)
    for package in lock.get("packages") or lock["package"]:
        files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        assert files or package["name"] == "interhelix", package["name"]
        for file in files:
            digest = file["hash"] if "hash" in file else f"sha256:{file['hashes']['sha256']}"
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest), file


def test_what_pip_is_told_is_what_the_lock_says(checkout: Path) -> None:
    told = {(pin.name, str(pin.specifier).removeprefix("==")) for pin in pins(checkout)}
    assert told == versions(read(checkout / "uv.lock"))
    assert versions(read(checkout / "pylock.toml")) <= told


def test_the_lock_is_made_for_what_the_project_asks(checkout: Path) -> None:
    """So a requirement that was added without ``make lock`` is found."""
    project = read(checkout / "pyproject.toml")["project"]
    (own,) = (one for one in read(checkout / "uv.lock")["package"] if one["name"] == "interhelix")
    asked = {"": project["dependencies"], **project["optional-dependencies"]}
    locked = {"": own["dependencies"], **own["optional-dependencies"]}
    assert locked.keys() == asked.keys()
    for extra, lines in asked.items():
        wanted = {canonicalize_name(Requirement(line).name) for line in lines} - {"interhelix"}
        assert wanted <= {one["name"] for one in locked[extra]}, extra
    same = {re.sub(r"\s", "", read(checkout / name)["requires-python"]) for name in LOCKS}
    assert same == {project["requires-python"]}


@pytest.mark.parametrize("python", PYTHONS)
def test_a_version_is_pinned_once_for_each_python(checkout: Path, python: str) -> None:
    for patch in ("0", "20"):
        here = {"python_version": python, "python_full_version": f"{python}.{patch}"}
        valid = [p.name for p in pins(checkout) if not p.marker or p.marker.evaluate(here)]
        assert sorted(set(valid)) == sorted(valid)


@pytest.mark.parametrize("python", PYTHONS)
def test_a_compiled_package_has_a_wheel_for_each_python(checkout: Path, python: str) -> None:
    here = {"python_version": python, "python_full_version": f"{python}.20"}
    wanted = {
        (pin.name, str(pin.specifier).removeprefix("=="))
        for pin in pins(checkout)
        if not pin.marker or pin.marker.evaluate({**here, "sys_platform": "linux"})
    }
    for package in read(checkout / "uv.lock")["package"]:
        if (package["name"], package.get("version")) in wanted and package.get("wheels"):
            names = [wheel["url"].rpartition("/")[2] for wheel in package["wheels"]]
            assert any(fits(name, python) for name in names), package["name"]


def fits(wheel: str, python: str) -> bool:
    """Tell whether a wheel is for a Python on Linux."""
    number = python.replace(".", "")
    return any(
        (tag.interpreter in {"py3", f"py{number}", f"cp{number}"} or tag.abi == "abi3")
        and (tag.platform == "any" or "linux" in tag.platform)
        for tag in parse_wheel_filename(wheel)[3]
    )
