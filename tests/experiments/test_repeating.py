"""How a result is made again: commands that a shell takes, and the model that made the runs."""

import shlex
from subprocess import list2cmdline

import pytest

from interhelix.experiments.document import markdown
from interhelix.experiments.provenance import made_by
from interhelix.experiments.sections import command, repeat

WORDS = ["interhelix", "compare", "my scenarios/it's $mine.toml", "--world", "wörlds/Мир & Co", ""]


def test_a_posix_shell_takes_a_command_apart_into_its_words():
    assert shlex.split(command(*WORDS, windows=False)) == WORDS


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        (r"C:\runs\mine.toml", r"C:\runs\mine.toml"),
        (r"C:\my runs\mine.toml", r'"C:\my runs\mine.toml"'),
        ("C:\\my runs\\", '"C:\\my runs\\\\"'),
        ("a&b.toml", '"a&b.toml"'),
        ("", '""'),
    ],
)
def test_windows_takes_a_word_that_it_would_take_apart_in_double_quotes(word, quoted):
    assert command(word, windows=True) == quoted
    if " " in word:
        assert quoted == list2cmdline([word])


def test_the_model_that_made_the_runs_is_named_alone_if_it_makes_the_report_too():
    here = made_by()
    text = markdown(repeat(["interhelix run calls"], here))
    assert text.count(str(here["fingerprint"])) == 1
    assert "    interhelix run calls\n" in text


def test_the_model_that_made_the_runs_is_told_from_the_one_that_reports():
    here = made_by()
    lines = markdown(repeat([""], {**here, "fingerprint": "4d0b94"})).splitlines()
    version = f"interhelix {here['interhelix']}"
    assert f"Runs: {version}, model 4d0b94, which repeats them." in lines
    assert f"Report: {version}, model {here['fingerprint']}." in lines


def test_inputs_that_no_file_holds_are_told():
    text = markdown(repeat(["interhelix run ./b.toml"], made_by(), ["b.toml"]))
    assert "No file holds `b.toml`, which was made in Python or in the app" in text
