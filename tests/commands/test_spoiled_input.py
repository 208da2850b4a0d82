"""Spoiled files and command lines: a few lines of advice, no traceback, nothing half written."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from interhelix.scenarios import write_scenario_template, write_world_template
from tests.conftest import Cli
from tests.spoiling import NONSENSE, spoiled, spoiled_words

EXPERIMENT = """\
question = "What does meeting more often change?"
world = "synthetic:4"
scenarios = ["closed", "conferences"]
quarters = 2
replicates = 2
measures = ["isolates", "net_value"]
[factors]
"meet.rate" = [1, 2]
"""
FILES = {
    "mine.toml": ("scenarios", "show", "./mine.toml"),
    "own/world.toml": ("worlds", "show", "./own"),
    "own/regions.csv": ("worlds", "show", "./own"),
    "small.toml": ("sweep", "./small.toml", "--dry-run"),
}
SMALL = ("--world", "synthetic:4", "--quarters", "2")
PAIRS = (*SMALL, "--replicates", "2", "--workers", "1")
CHEAP: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("worlds", "show", "europe", "--json"), ()),
    (("worlds", "show", "./own"), ()),
    (("scenarios", "show", "calls", "--json"), ()),
    (("measures", "show", "isolates"), ()),
    (("parameters", "show", "meet.rate"), ()),
    (("new", "world", "made"), ()),
    (("new", "scenario", "made.toml"), ()),
    (("sweep", "./small.toml", "--dry-run", "--json"), ("--engine", "serial", "--store", "made")),
)
LINES = (
    *CHEAP,
    (("run", "conferences", "--seed", "3", "--json"), SMALL),
    (("run", "./mine.toml", "--out", "made"), SMALL),
    (("compare", "closed", "conferences", "--measure", "isolates", "--json"), PAIRS),
    (("ablate", "nearness", "--seed", "3"), PAIRS),
    (("status", "kept", "--json"), ()),
    (("store", "verify", "kept"), ()),
    (("export", "kept", "--to", "csv", "--out", "made.csv"), ()),
    (("report", "kept", "--out", "made", "--language", "ru"), ()),
)


@pytest.fixture
def folder(cli: Cli, tmp_path: Path) -> Path:
    """Give a folder with good files."""
    write_scenario_template(tmp_path / "mine.toml")
    write_world_template(tmp_path / "own")
    (tmp_path / "small.toml").write_text(EXPERIMENT)
    return tmp_path


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def tried(cli: Cli, folder: Path, words: list[str] | tuple[str, ...]) -> str:
    """Run a command, assert what holds for any input, and say how it ended."""
    before = everything(folder)
    said = cli(*words)
    assert said.code in (0, 2, 5), words
    assert "Traceback" not in said.err, words
    if said.code:
        lines = said.err.splitlines()
        assert 1 <= len(lines) <= 22, words
        assert all(line.startswith("interhelix: ") and line.isprintable() for line in lines), words
        assert all(len(line) < 1400 for line in lines), words
        assert said.out == "", words
        assert everything(folder) == before, words
    for path in everything(folder) - before:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    warned = "interhelix: warning: " in said.err
    return "taken with a warning" if warned and not said.code else ENDS[said.code]


ENDS = {0: "taken", 2: "refused as bad input", 5: "refused as a store"}


def try_files(cli: Cli, folder: Path, number: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for seed in range(number):
        name = list(FILES)[seed % len(FILES)]
        good = (folder / name).read_bytes()
        (folder / name).write_bytes(spoiled(good, seed))
        found[tried(cli, folder, FILES[name])] += 1
        (folder / name).write_bytes(good)
    return found


def try_lines(cli: Cli, folder: Path, number: int, lines: tuple[tuple, ...]) -> Counter[str]:  # type: ignore[type-arg]
    """Spoil the words of a line; those that keep the work small stay, or become nonsense."""
    found: Counter[str] = Counter()
    for seed in range(number):
        words, end = lines[seed % len(lines)]
        kept = list(end)
        if kept and seed % 3 == 0:
            kept[1 + 2 * (seed % (len(kept) // 2))] = NONSENSE[seed % len(NONSENSE)]
        found[tried(cli, folder, [*spoiled_words(words, seed), *kept])] += 1
    return found


def test_forty_spoiled_files_are_taken_or_told(cli: Cli, folder: Path) -> None:
    found = try_files(cli, folder, 40)
    assert found["refused as bad input"] > 10
    assert found["taken"] + found["taken with a warning"] > 2


def test_forty_spoiled_command_lines_are_taken_or_told(cli: Cli, folder: Path) -> None:
    found = try_lines(cli, folder, 40, CHEAP)
    assert found["refused as bad input"] > 10
    assert found["taken"] > 2


@pytest.mark.campaign
def test_two_thousand_spoiled_files_are_taken_or_told(
    cli: Cli, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = try_files(cli, folder, 2000)
    with capsys.disabled():
        print(f"\n2000 spoiled files: {dict(found)}")
    assert found["refused as bad input"] > 1000


@pytest.mark.campaign
def test_a_thousand_spoiled_command_lines_are_taken_or_told(
    cli: Cli, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli("sweep", "./small.toml", "--store", "kept", "--engine", "serial").code == 0
    found = try_lines(cli, folder, 1000, LINES)
    with capsys.disabled():
        print(f"\n1000 spoiled command lines: {dict(found)}")
    assert found["refused as bad input"] > 500
