"""Errors name the value, the nearest valid one and the remedy."""

from __future__ import annotations

from interhelix.model.errors import Fault, InputError, nearest, unknown


def test_a_fault_says_where_what_and_what_to_do() -> None:
    assert str(Fault("row 3", "no number", "give one")) == "row 3: no number; give one"
    assert str(Fault("", "no number")) == "no number"


def test_an_error_lists_every_fault_on_a_line_of_its_own() -> None:
    error = InputError([Fault("a", "x"), Fault("b", "y")])
    assert str(error).splitlines() == ["a: x", "b: y"]
    assert len(InputError(Fault("a", "x")).faults) == 1


def test_the_nearest_name_is_offered() -> None:
    names = ["meet.rate", "adopt.open", "lapse.rate"]
    assert nearest("meet.rat", names) == "did you mean 'meet.rate'?"
    assert nearest("open", names) == "did you mean 'adopt.open'?"


def test_where_none_is_near_valid_names_are_listed_and_not_too_many() -> None:
    assert nearest("zzz", ["a", "b"]) == "valid names: a, b"
    assert nearest("", ["b", "a"]) == "give one of: a, b"
    many = [f"name{i:02}" for i in range(20)]
    assert nearest("qqqq", many).count("name0") == 8
    assert nearest("qqqq", many).endswith("…")
    assert nearest("", many).endswith("…")


def test_an_unknown_name_says_its_kind_and_place() -> None:
    error = unknown("measure", "tie", ["ties"], "file.toml")
    assert str(error) == "file.toml: unknown measure 'tie'; did you mean 'ties'?"
