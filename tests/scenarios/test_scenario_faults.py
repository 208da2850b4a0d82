import os
import re
from pathlib import Path

import pytest

from interhelix.model.errors import InputError, InputWarning
from interhelix.scenarios import Scenario, write_scenario_template
from tests.scenarios.conftest import Said, written

HEAD = 'title = "Mine"\n'
STEP = HEAD + '[[interventions]]\nlabel = "x"\n'


def said(name_or_path: str | Path) -> str:
    with pytest.raises(InputError) as caught:
        Scenario.load(name_or_path)
    return str(caught.value)


RATE = "; give a number from 0 to 20 [contacts/quarter]"
FROM = "; give a whole number from 0 to 10,000"
UNTIL = "; give a whole number from 1 to 10,000"
FOUNDED = "acts only when a world is founded; let the intervention begin at 0"


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ('"meet.rat" = 1', "set: unknown parameter 'meet.rat'; did you mean 'meet.rate'?"),
        ('"meet.rate" = 21', "meet.rate: 21 is out of bounds" + RATE),
        ('"meet.rate" = "1"', "meet.rate: '1' is not a number" + RATE),
        ('"meet.rate" = nan', "meet.rate: nan is not finite" + RATE),
        ('"meet.rate" = -inf', "meet.rate: -inf is not finite" + RATE),
        (f'"meet.rate" = {10**400}', "meet.rate: inf is not finite" + RATE),
        ('"meet.rate" = [1, 2]', "meet.rate: a list is not a number; give a number"),
        ("meet.rate.fast = 1", "meet.rate: a table is not a number; give a number"),
        ('"meet.rate" = 1, meet.rate = 2', "meet.rate: is set twice; keep one of the two"),
    ],
)
def test_a_wrong_value_is_told_with_its_place_and_remedy(
    wrong: str, line: str, scenario_says: Said
) -> None:
    assert scenario_says(STEP + f"set = {{ {wrong} }}") == [f"mine.toml, intervention 1, {line}"]


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("from = -1", ", from: -1 is out of bounds" + FROM),
        ("from = 2.5", ", from: 2.5 is not a whole number" + FROM),
        ("from = true", ", from: true is not a whole number" + FROM),
        ("until = 10001", ", until: 10001 is out of bounds" + UNTIL),
        (f"until = {10**300}", ", until: a number of more than 20 digits is out of bounds" + UNTIL),
        ("until = 2030-01-01", ", until: 2030-01-01 is not a whole number" + UNTIL),
        ("from = 4\nuntil = 4", ", until: 4 is not after from = 4; let it end after it begins"),
        ("untill = 4", ": unknown key 'untill'; did you mean 'until'?"),
        ("from = 4\nset.founding.external = 0", f", founding.external: {FOUNDED}"),
        ("set = {}", ': sets nothing; add set = { "group.parameter" = number }'),
        ("set = 3", ", set: 3 is not a table; write { … } or a [table]"),
    ],
)
def test_a_wrong_intervention_is_told_with_its_place_and_remedy(
    wrong: str, line: str, scenario_says: Said
) -> None:
    right = "" if "set" in wrong else "set.meet.rate = 1\n"
    assert scenario_says(STEP + right + wrong) == [f"mine.toml, intervention 1{line}"]


NEW = "'interhelix new' writes one that runs"
PLAIN = "save it as plain text in UTF-8"
TOML = "see https://toml.io"
CUT = "expected '=' after a key in a key/value pair"


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("", f": is empty; {NEW}"),
        (" \n\t\n", f": is empty; {NEW}"),
        ("# only words", ": 'title' is missing; add title = \"…\""),
        ('title = ""', ", title: is empty; say it in a few words"),
        ("title = 3", ", title: 3 is not text; put it in quotes"),
        ('title = "a\\u001b"', ", title: 'a�' has characters that cannot be shown; remove them"),
        (HEAD + "titel = 3", ": unknown key 'titel'; did you mean 'title'?"),
        (HEAD + 'sources = "x"', ", sources: 'x' is not a list; write […]"),
        (HEAD + "sources = [1]", ", sources: 1 is not text; put it in quotes"),
        (HEAD + "question = 1\nlook_at = []", ", question: 1 is not text; put it in quotes"),
        (HEAD + "interventions = {}", ", interventions: a table is not a list; write […]"),
        (
            HEAD + "interventions = [3]",
            ", intervention 1: 3 is not a table; write { … } or a [table]",
        ),
        (
            HEAD + "[[interventions]]\nset = { meet.rate = 1 }",
            ", intervention 1: 'label' is missing; add label = \"…\"",
        ),
        (HEAD + "x = [1,", f", at its end: is not TOML: invalid value; {TOML}"),
        (HEAD + "question", f", at its end: is not TOML: {CUT}; {TOML}"),
        (HEAD + "base = yes\n", f", line 2, column 8: is not TOML: invalid value; {TOML}"),
        (HEAD.encode("utf-16-le"), f": is binary, not text; {PLAIN}"),
        (b"\0" * 99, f": is binary, not text; {PLAIN}"),
        (HEAD.encode() + b'base = "\xef\xf0"', f", line 2: byte 0xEF is not UTF-8; {PLAIN}"),
        ("x" * 10_000_000, ": has 10,000,000 bytes; at most 131,072 are read"),
        ("a." * 60_000, ", line 1: has more than 200 dots; write shorter lines"),
        ("a = " + "[" * 100_000, ": is nested too deeply; write plain tables"),
    ],
)
def test_a_wrong_file_is_told_with_its_place_value_and_remedy(
    wrong: str | bytes, line: str, scenario_says: Said
) -> None:
    assert scenario_says(wrong)[0] == f"mine.toml{line}"


def test_a_number_of_5000_digits_is_no_traceback(scenario_says: Said) -> None:
    (line,) = scenario_says(f"title = {'9' * 5000}")
    assert line.startswith("mine.toml: is not TOML: Exceeds the limit")


def test_every_fault_of_a_file_is_told_in_one_pass(scenario_says: Said) -> None:
    lines = scenario_says(
        'tilte = 1\nbase = "conference"\n[[interventions]]\nfrom = 9\nuntil = 3\n'
        "[interventions.set]\nmeet.rat = 1\ntrust.gain = 2\n"
    )
    assert len(lines) == 7
    assert all(line.startswith("mine.toml") for line in lines)


def test_only_the_first_twenty_faults_are_shown_and_the_rest_counted(scenario_says: Said) -> None:
    many = scenario_says(HEAD + "".join(f"key_{n} = {n}\n" for n in range(60)))
    assert len(many) == 21
    assert many[-1] == "and 40 more"
    most = scenario_says(HEAD + "".join(f"key_{n} = {n}\n" for n in range(4000)))
    assert most[-1] == "and at least 3,980 more"


def test_an_unknown_scenario_is_told_with_the_nearest() -> None:
    assert said("conference") == "unknown scenario 'conference'; did you mean 'conferences'?"
    assert "valid names: berlin_brandenburg, calls" in said("zzz")
    assert len(said("x" * 100_000)) < 400
    assert "\n" not in said("x\ny\0")


def test_a_name_that_is_a_file_is_told_how_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "mine.toml", HEAD)
    assert said("mine") == "unknown scenario 'mine'; for your file write './mine.toml'"


def test_a_missing_file_is_told_with_the_nearest_beside_it(tmp_path: Path) -> None:
    written(tmp_path / "mine.toml", HEAD)
    assert said(tmp_path / "mien.toml").endswith(": no such file; did you mean 'mine.toml'?")
    assert said(f"{tmp_path}/another_name_altogether.toml").endswith(
        "; 'interhelix new' writes one that runs"
    )
    assert said(tmp_path / "no" / "x.toml").endswith(f"there is no folder '{tmp_path / 'no'}'")


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    assert said(tmp_path).endswith("is no ordinary file; name a text file")
    os.mkfifo(tmp_path / "pipe.toml")
    assert said(tmp_path / "pipe.toml").endswith("is no ordinary file; name a text file")
    assert "cannot be read: File name too long" in said(f"{'x' * 5000}.toml")
    assert re.search(r"cannot be read: (stat: )?embedded null", said("a\0.toml"))  # 3.13 names it
    written(tmp_path / "mine.toml", HEAD)
    assert "cannot be read: Not a directory" in said(tmp_path / "mine.toml" / "x.toml")


@pytest.mark.parametrize(
    "base", ["../outside.toml", "/etc/passwd.toml", "link.toml", "sub/../../x"]
)
def test_a_base_that_leaves_the_folder_is_refused(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    (folder / "sub").mkdir(parents=True)
    written(tmp_path / "outside.toml", HEAD)
    (folder / "link.toml").symlink_to(tmp_path / "outside.toml")
    path = written(folder / "mine.toml", HEAD + f'base = "{base}"')
    assert said(path) == (
        f"{path}, base: '{base}' leaves the folder of the file; "
        "name a shipped scenario or a file beside this one"
    )


def test_bases_that_run_in_a_circle_are_told_in_their_order(tmp_path: Path) -> None:
    for name, base in (("a", "b"), ("b", "c"), ("c", "b")):
        written(tmp_path / f"{name}.toml", HEAD + f'base = "{base}.toml"')
    assert said(tmp_path / "a.toml") == (
        f"{tmp_path}/c.toml, base: runs in a circle: b.toml -> c.toml -> b.toml; "
        "let one of them stand alone"
    )


def test_a_link_to_itself_is_a_circle_too(tmp_path: Path) -> None:
    (tmp_path / "twin.toml").symlink_to("mine.toml")
    written(tmp_path / "mine.toml", HEAD + 'base = "twin.toml"')
    assert "runs in a circle: mine.toml -> twin.toml" in said(tmp_path / "mine.toml")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    written(tmp_path / "mine.toml", HEAD + 'base = "loop.toml"')
    assert "cannot be read: Too many levels of symbolic links" in said(tmp_path / "mine.toml")


def test_a_base_more_than_sixteen_deep_is_refused(tmp_path: Path) -> None:
    for depth in range(40):
        written(tmp_path / f"{depth}.toml", HEAD + f'base = "{depth + 1}.toml"')
    assert "is more than 16 bases deep" in said(tmp_path / "0.toml")


def test_a_base_that_is_missing_or_wrong_is_told_under_its_own_name(
    tmp_path: Path, scenario_says: Said
) -> None:
    written(tmp_path / "bas.toml", HEAD + "tilte = 1")
    assert scenario_says(HEAD + 'base = "base.toml"') == [
        "base.toml: no such file; did you mean 'bas.toml'?"
    ]
    assert scenario_says(HEAD + 'base = "bas.toml"\nbad = 1')[-1] == (
        "bas.toml: unknown key 'tilte'; did you mean 'title'?"
    )
    assert scenario_says(HEAD + 'base = "closd"') == [
        "mine.toml, base: unknown scenario 'closd'; did you mean 'closed'?"
    ]
    (line,) = scenario_says(HEAD + 'base = "."')
    assert line.startswith(
        "mine.toml, base: unknown scenario '.'; valid names: berlin_brandenburg, "
    )


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "\u202eab", " "])
def test_a_name_of_a_file_that_cannot_be_shown_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.toml"
    write_scenario_template(path)
    assert said(path).endswith("has a name that cannot be shown; rename the file")


def test_a_name_of_a_file_that_other_programs_read_as_missing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "NA.toml"
    write_scenario_template(path)
    with pytest.warns(InputWarning, match="'NA' is read as a missing value by pandas and R"):
        assert Scenario.load(path).name == "NA"


@pytest.mark.parametrize("name", ["", " ", "a\nb"])
def test_a_scenario_made_in_python_needs_a_name_that_can_be_shown(name: str) -> None:
    with pytest.raises(InputError, match="is no name; give it one"):
        Scenario(name=name, title="Mine")
