"""``make`` finds a Python that fits, or says which way there is, and needs no pip in ``.venv``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture
def folder(checkout: Path, tmp_path: Path) -> Path:
    """Give a folder that has what ``make`` reads, and no environment yet."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(checkout / name, tmp_path)
    return tmp_path


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("others", "way"),
    [
        (f"none {sys.executable}", f"try: make PYTHON={sys.executable}"),
        ("none", "install one, or have uv do it: uv venv --python 3.13 .venv"),
    ],
)
def test_a_python_that_does_not_fit_is_refused_with_a_way_that_exists(
    folder: Path, others: str, way: str
) -> None:
    done = make(folder, "demo", "PYTHON=false", f"PYTHONS={others}")
    assert done.returncode != 0
    said = f"interhelix needs Python 3.11 to 3.14, and false is not; {way}"
    assert done.stderr.splitlines()[0] == said
    assert not (folder / ".venv").exists()


def test_the_first_python_that_fits_makes_the_environment(folder: Path) -> None:
    python = folder / "python"
    python.write_text(f'#!/bin/sh\ntest "$1" = -c || echo "$@" >>{folder}/done\n')
    python.chmod(0o755)
    make(folder, ".venv/bin/python", f"PYTHONS=none false {python} {sys.executable}")
    assert (folder / "done").read_text() == "-m venv .venv\n"


def test_an_environment_without_pip_is_filled_by_uv(folder: Path) -> None:
    venv.create(folder / ".venv", with_pip=False)
    (folder / "uv").write_text(f'#!/bin/sh\necho "$@" >{folder}/done\n')
    (folder / "uv").chmod(0o755)
    done = make(folder, ".venv/.core", PATH=f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    words = (folder / "done").read_text()
    assert words == "pip install --python .venv/bin/python --quiet -c constraints.txt -e .\n"


def test_what_a_source_archive_lacks_is_made(checkout: Path, folder: Path) -> None:
    for part in ("agents", "app", "experiments", "interhelix", "model", "scenarios"):
        (folder / part).symlink_to(checkout / part)
    assert make(folder, "typings/interhelix").returncode == 0
    links, made = checkout / "typings/interhelix", folder / "typings/interhelix"
    assert {link.name: link.readlink() for link in made.iterdir()} == {
        link.name: link.readlink() for link in links.iterdir()
    }
