"""The containers hold what the package needs, and nothing in them runs as root."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def stages(checkout: Path) -> dict[str, list[list[str]]]:
    """Give the instructions of each stage of the Dockerfile, in words."""
    text = (checkout / "Dockerfile").read_text(encoding="utf-8")
    whole = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text))
    found: dict[str, list[list[str]]] = {}
    for line in filter(None, whole.splitlines()):
        words = line.split()
        if words[0] == "FROM":
            found[words[3]] = []
        found[next(reversed(found))].append(words)
    return found


def test_the_image_has_every_folder_of_the_package(checkout, stages):
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    folders = set(project["tool"]["setuptools"]["package-dir"].values())
    copied = [word for words in stages["core"] if words[0] == "COPY" for word in words[1:-1]]
    assert folders | {"pyproject.toml", "constraints.txt", "README.md", "LICENSE"} == set(copied)


def test_all_that_is_copied_exists_and_is_sent_to_the_engine(checkout, stages):
    sent = (checkout / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for words in (words for stage in stages.values() for words in stage):
        for word in words[1:-1] if words[0] == "COPY" else ():
            if not word.startswith("--"):
                assert (checkout / word).exists()
                assert f"!{word}" in sent


def test_no_stage_ends_as_root(stages):
    for name, stage in stages.items():
        users = [words[1] for words in stage if words[0] == "USER"]
        assert users[-1] == "${NB_UID}", name


def test_the_last_stage_is_the_one_that_binder_takes(stages):
    assert list(stages) == ["core", "develop", "notebook"]
    assert ["ENTRYPOINT", "[]"] in stages["notebook"]
    arguments = {words[1].partition("=")[0] for words in stages["core"] if words[0] == "ARG"}
    assert arguments == {"NB_USER", "NB_UID"}


def test_the_development_container_takes_a_stage_and_a_user_that_there_are(checkout, stages):
    file = checkout / ".devcontainer/devcontainer.json"
    asked = json.loads(file.read_text(encoding="utf-8"))
    assert (file.parent / asked["build"]["dockerfile"]).resolve() == checkout / "Dockerfile"
    assert asked["build"]["target"] in stages
    assert ["ARG", f"NB_USER={asked['remoteUser']}"] in stages["core"]
    target = asked["postCreateCommand"].removeprefix("make ")
    assert target.startswith(".venv/.")
