"""A table of regions of one's own: bounded before it is read, then checked line by line."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
import solara

from interhelix.app.data import upload
from interhelix.app.data.page import Data, basis_of, template
from interhelix.app.data.upload import (
    MOST_BYTES,
    MOST_LINES,
    content_of,
    faults_of,
    file_name,
    world_in,
)
from interhelix.app.shell import session as variables
from interhelix.app.shell.choices import Choices, RefusedError, check, key_of
from interhelix.app.shell.names import world_name, worlds_on_offer
from interhelix.app.shell.session import MOST_OWN, add_world
from interhelix.app.texts import LANGUAGES, words
from interhelix.model.columns import fault_of_text
from interhelix.model.errors import Fault, InputError
from interhelix.scenarios import load_world
from interhelix.scenarios.worlds.tables import read_world
from interhelix.scenarios.worlds.troubles import REFUSED, WARNED, trouble
from tests.app.test_nonsense import controls
from tests.app.test_pages import texts_of

TABLE = "code,name,lat,lon,population,product\nR1,Köln,50.9,7,1e6,40\nR2,Юг,45,39,2e6,20\n"


ODD = {
    "en": "regions.csv, column code: 'NA' is read as a missing value by pandas and R;",
    "ru": "regions.csv, столбец code: «NA» pandas и R читают как пропуск; напишите иначе",
}


def sent(content: bytes, name: str = "mine.csv") -> dict[str, object]:
    """Return what the browser hands over of a file."""
    return {"name": name, "size": len(content), "content": b64encode(content).decode()}


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "code,name",
        {},
        ["content"],
        {"content": 7},
        {"content": None},
        {"content": b"Y29kZQ=="},
        {"content": "code,name"},
        {"content": "Y29k ZQ=="},
        {"content": "я" * 8},
    ],
)
def test_what_is_no_file_is_refused(nonsense):
    with pytest.raises(RefusedError) as refused:
        world_in(nonsense)
    assert refused.value.key == "upload"


def test_the_bytes_of_a_file_arrive_as_they_are():
    every = bytes(range(256))
    assert content_of(sent(every)) == every
    assert content_of(sent(b"")) == b""


@pytest.mark.parametrize("content", ["", "A" * 4 * (MOST_BYTES // 3 + 2)])
def test_a_file_that_is_too_long_is_refused_before_it_is_read(monkeypatch, content):
    monkeypatch.setattr(upload, "read_with_doubts", lambda folder: pytest.fail("it was read"))
    with pytest.raises(RefusedError) as refused:
        world_in({"name": "a.csv", "size": MOST_BYTES + 1, "content": content})
    assert refused.value.key == "upload_long"
    with pytest.raises(RefusedError):  # whatever size is told
        world_in({"name": "a.csv", "size": 1, "content": "A" * 4 * (MOST_BYTES // 3 + 2)})


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_table_of_endless_lines_is_refused_though_they_are_empty(end):
    with pytest.raises(RefusedError) as refused:
        world_in(sent(template() + end * (MOST_LINES + 1)))
    assert refused.value.key == "upload_lines"


def test_a_table_with_too_many_regions_is_refused(monkeypatch):
    monkeypatch.setattr(upload, "MOST_REGIONS", 1)
    with pytest.raises(RefusedError) as refused:
        world_in(sent(template()))
    assert refused.value.key == "upload_many"


def test_the_template_is_a_world_and_a_name_leads_nowhere_else():
    world, _ = world_in(sent(template(), "../../etc/passwd.csv"))
    assert world.title == "passwd"
    assert world.size > 1


def test_a_name_is_repeated_on_one_line():
    assert file_name({"name": "a\nb\x1b[2J\u202e.csv" + "x" * 99}) == "ab[2J.csv" + "x" * 51
    assert file_name({"name": None}) == file_name(None) == ""


def test_faults_name_line_and_column_and_no_folder_of_this_machine():
    with pytest.raises(InputError) as refused:
        world_in(sent(b"code,name\nX1,One\n"))
    faults = faults_of(refused.value)
    assert faults
    assert not any("/" in fault.split("regions.csv")[0] for fault in faults)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "koi8-r", "mac-roman", "utf-32"])
def test_the_app_says_of_a_wrong_encoding_what_the_command_says(tmp_path, encoding):
    content = TABLE.encode(encoding, "replace")
    (tmp_path / "regions.csv").write_bytes(content)
    (tmp_path / "world.toml").write_text('title = "mine"', encoding="utf-8")
    with pytest.raises(InputError) as of_the_command:
        read_world(tmp_path)
    with pytest.raises(InputError) as of_the_app:
        world_in(sent(content))
    assert faults_of(of_the_app.value) == faults_of(of_the_command.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_letters_arrive_as_they_were_written(encoding):
    assert world_in(sent(TABLE.encode(encoding)))[0].names == ("Köln", "Юг")


ENCODINGS = {
    "cp1252": ("byte 0xF6 is not UTF-8", "байт 0xF6 не в кодировке UTF-8"),
    "utf-32": ("is binary, not text", "файл двоичный"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_wrong_encoding_is_told_in_the_language_of_the_page(encoding):
    with pytest.raises(InputError) as refused:
        world_in(sent(TABLE.encode(encoding, "replace")))
    (fault,) = faults_of(refused.value)
    for language, problem in zip(("en", "ru"), ENCODINGS[encoding], strict=True):
        told = words(language).told(fault)
        assert told.startswith("regions.csv")
        assert problem in told
    assert "line" not in told


@pytest.mark.parametrize(("columns", "last"), [(30, "и ещё "), (1_000, "и ещё не меньше ")])
def test_how_many_faults_are_left_out_is_told_in_russian(columns, last):
    with pytest.raises(InputError) as refused:
        world_in(sent(",".join(f"c{n}" for n in range(columns)).encode()))
    told = words("ru").told(faults_of(refused.value)[-1])
    assert told.startswith(last)
    assert told.removeprefix(last).isdecimal()


def test_a_second_table_does_not_remove_the_first(session):
    one, other = load_world("synthetic:6"), load_world("synthetic:7")
    add_world(one)
    session.choose(Choices(world=key_of(one)))
    add_world(other)
    assert [world.size for world in session.own.value.values()] == [6, 7]
    assert worlds_on_offer()[-2:] == (key_of(one), key_of(other))
    check(session.choices.value, session.own.value)


def test_a_table_is_kept_once_and_another_of_its_name_gets_a_number(session):
    say = words("en")
    first, _ = world_in(sent(TABLE.encode()))
    second, _ = world_in(sent(TABLE.replace("Köln", "Bonn").encode()))
    assert [add_world(world).title for world in (first, second, first)] == [
        "mine",
        "mine (2)",
        "mine",
    ]
    assert [world_name(say, key) for key in session.own.value] == ["mine", "mine (2)"]


def test_a_session_keeps_only_so_many_tables(session):
    for n in range(MOST_OWN):
        add_world(load_world(f"synthetic:{n + 2}"))
    before = session.own.value
    with pytest.raises(RefusedError) as refused:
        add_world(load_world("synthetic:50"))
    assert refused.value.key == "upload_most"
    assert session.own.value is before is variables.own.value


FILLED = {"bounds": "give a number above 0, at most 1e+15", "regions": "1 region"}
NUMBERS = dict.fromkeys(("lat", "lon", "far", "times", "value"), 3.5)
NAMES = ("name", "all", "number", "columns", "reason", "code", "line", "fewest", "cell",
         "plain", "decimal", "most", "part", "whole", "one", "other", "old", "new", "year",
         "text", "right", "wholes", "parts", "codes", "cells")  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED | WARNED)
def test_each_kind_of_trouble_of_a_table_is_told_in_russian(kind):
    words_of_it = {name: f"«{number}»" for number, name in enumerate(NAMES)}
    fault = Fault(
        "regions.csv, line 3, column lat", *trouble(kind, **words_of_it, **NUMBERS, **FILLED)
    )
    told = words("ru").told(str(fault))
    assert told.startswith("regions.csv, строка 3, столбец lat: ")
    assert re.search("[а-яё]{3}", told.partition(": ")[2])
    given = re.findall("«[0-9]+»|3[.,]5", str(fault))
    assert sorted(re.findall("«[0-9]+»|3[.,]5", told)) == sorted(given)


@pytest.mark.parametrize(
    "text", ["=1", "", "a�b", "a\x1bb"], ids=["formula", "empty", "lost", "unprintable"]
)
def test_what_is_wrong_with_a_text_is_told_in_russian(text):
    told = words("ru").told(str(Fault("regions.csv, line 3, column name", *fault_of_text(text))))
    assert re.search("[а-яё]{3}", told.partition(": ")[2])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_looks_wrong_in_a_table_is_shown_beside_it(session, language):
    session.language.set(language)
    _, context = solara.render(Data(), handle_error=False)
    (file,) = (one for one in controls(context) if "taken" in one._event_callbacks)
    file.vue_taken(sent(TABLE.replace("R1", "NA").encode()))
    texts = texts_of(context)
    say = words(language)
    assert say("data.own_odd") in texts
    assert any(text.startswith(ODD[language]) for text in texts)
    file.vue_taken(sent(TABLE.encode()))
    assert say("data.own_odd") not in texts_of(context)
    context.close()


COUNTED = (
    "code,name,lat,lon,population,product,estimated,organisations_government,"
    "organisations_business,organisations_science,organisations_civil_society\n"
    "R1,Köln,50.9,7,1e6,40,product,1,2,3,0\nR2,Юг,45,39,2e6,20,,1,1,1,1\n"
)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("1,2,3,0", "1,2.5,3,0"), ("1,2,3,0", "0,0,0,0"), ("1,2,3,0", "1,-2,x,inf"),
     (",product,", ",digital,")],
)  # fmt: skip
def test_what_is_wrong_with_organisations_and_estimates_is_told_in_russian(right, wrong):
    with pytest.raises(InputError) as refused:
        world_in(sent(COUNTED.replace(right, wrong).encode()))
    for line in map(words("ru").told, faults_of(refused.value)):
        assert re.search("[а-яё]{3}", line.partition(": ")[2]), line


def test_what_is_measured_estimated_and_drawn_is_told_in_both_languages():
    world, _ = world_in(sent(COUNTED.encode()))
    assert basis_of(world, words("en"))[:2] == [
        "Taken from the table: numbers of organisations.",
        "Estimated: product in 1 of 2 regions.",
    ]
    russia = load_world("russia")
    told = basis_of(russia, words("ru"))
    assert len(told) == 3
    assert "digital_science – 4 из 83 регионов; human_resources – 2 из 83 регионов" in told[1]
    assert not re.search("[a-z]{3}", re.sub(r"[a-z]+(_[a-z]+)+", "", " ".join(told)))


@pytest.mark.parametrize("name", ["russia", "europe"])
def test_a_russian_note_of_a_world_has_the_years_of_the_english_one(name):
    notes = (load_world(name).note, words("ru").world_note(name))
    english, russian = (re.findall(r"\d{4}", note) for note in notes)
    assert english == russian != []
