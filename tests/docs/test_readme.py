"""What the README shows is what one gets."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from interhelix.commands import root
from interhelix.model.measures import MEASURES

COMMAND = r"(?:^    (?:\$ )?|`)interhelix (\w+ [^`\n]*)"


@pytest.fixture(scope="module")
def readme(checkout: Path) -> str:
    return (checkout / "README.md").read_text(encoding="utf-8")


def test_the_scenarios_that_it_lists_are_the_first_that_ship(readme: str) -> None:
    listed = CliRunner().invoke(root, ["scenarios"]).output.splitlines()
    _, _, after = readme.partition("$ interhelix scenarios\n")
    *shown, more = [line.strip() for line in after.split("\n\n")[0].splitlines()]
    assert shown == listed[: len(shown)]
    assert more == f"… and {len(listed) - len(shown)} more"


def test_every_command_that_it_names_exists(readme: str) -> None:
    words = [shlex.split(line) for line in re.findall(COMMAND, readme, re.MULTILINE)]
    assert words
    for line in words:
        assert line[0] in root.commands, line
        options = {name for param in root.commands[line[0]].params for name in param.opts}
        assert {word for word in line if word.startswith("--")} <= options, line


def test_every_measure_in_its_excerpts_exists(readme: str) -> None:
    names = {measure.name for measure in MEASURES}
    shown = re.findall(r"^    \| (\w+) +\|", readme, re.MULTILINE)
    shown += re.findall(r"^    (\w+)  +[\d.]+ ", readme, re.MULTILINE)
    assert shown
    assert set(shown) - names == {"measure"}


def test_the_python_that_it_names_is_the_python_that_is_asked(checkout: Path, readme: str) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.16"  # 3.15 is on trial, without exact versions
    assert "Python 3.11 to 3.14" in readme
    named = re.findall(r":: Python :: 3\.(\d+)", " ".join(project["classifiers"]))
    assert named == ["11", "12", "13", "14"]
