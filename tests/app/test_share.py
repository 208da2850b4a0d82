"""A link holds the whole state, and nonsense in its place does no harm."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.app.compare import answer
from interhelix.app.runs.frame import outcome_of
from interhelix.app.shell.choices import Choices, RefusedError, ViewState, fitted_view
from interhelix.app.shell.options import Card, Option, levers
from interhelix.app.shell.share_link import link_of, shared_in
from interhelix.scenarios import load_world

STATE = Choices(
    Option("closed", {"conferences": Card(True, 7.0, 2, 5)}),
    Option("calls"),
    "europe",
    5,
    10,
    123,
)


def encoded(value: object) -> str:
    return "s=" + urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def decoded(query: str) -> dict[str, object]:
    from base64 import urlsafe_b64decode

    return json.loads(urlsafe_b64decode(query.removeprefix("s=") + "=="))


def test_a_link_holds_the_whole_state(found):
    look = ViewState("paired", "tiles", "difference", 3, 4, "DE30")
    shared = shared_in(link_of(STATE, "ru", answer.outcome_of(found.comparison), look))
    assert shared.choices == STATE
    assert shared.look == look
    assert shared.language == "ru"
    assert shared.outcome == answer.outcome_of(found.comparison)


def test_a_look_at_another_world_is_made_to_fit_before_it_stands_in_a_link():
    look = ViewState("paired", "tiles", "difference", 3, 14, "RU-MOS")
    with pytest.raises(RefusedError):
        shared_in(link_of(STATE, "ru", look=look))
    world = load_world(STATE.world)
    fit = fitted_view(look, world.codes, STATE.years)
    assert fit == replace(look, year=STATE.years, focus="")
    assert shared_in(link_of(STATE, "ru", look=fit)).look == fit


def test_runs_that_differ_in_one_digit_have_another_fingerprint(seen):
    series = seen.b.run.series.copy()
    series.iloc[3, 2] = np.nextafter(series.iloc[3, 2], np.inf)
    other = replace(seen, b=replace(seen.b, run=replace(seen.b.run, series=series)))
    assert outcome_of(seen) == outcome_of(replace(seen))
    assert outcome_of(seen).result != outcome_of(other).result
    assert outcome_of(seen).work == outcome_of(other).work == "portray"


def test_the_strengths_of_a_link_are_exact():
    for key, lever in levers().items():
        option = Option("closed", {key: Card(True, lever.high / 3)})
        state = replace(STATE, b=option)
        assert shared_in(link_of(state, "en")).choices == state


@pytest.mark.parametrize("query", [None, "", "a=b", "?x"])
def test_an_address_without_a_state_has_none(query):
    assert shared_in(query) is None


@pytest.mark.parametrize(
    "change",
    [
        {"years": 10**9},
        {"replicates": "40"},
        {"seed": 0.5},
        {"world": "/etc"},
        {"a": 3},
        {"look": 3},
        {"look": {"view": "globe"}},
        {"look": {"year": 99}},
        {"look": {"least": 0}},
        {"look": {"focus": "RU-MOS"}},
        {"look": {"side": "c", "height": 3}},
        {"a": {"preset": "closed", "changed": {"conferences": [True, 1e9, 1, None]}}},
        {"a": {"preset": "closed", "changed": {"conferences": [True]}}},
        {"a": {"preset": ["closed"], "changed": {}}},
    ],
)
def test_a_link_with_values_out_of_bounds_is_refused(change):
    state = decoded(link_of(STATE, "en")) | change
    with pytest.raises(RefusedError):
        shared_in(encoded(state))


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: urlsafe_b64encode(b).decode()))
def test_nonsense_in_a_link_is_refused_and_nothing_else(text):
    with pytest.raises(RefusedError):
        shared_in("s=" + text.replace("&", "").replace("=", ""))


def test_a_link_too_long_is_not_read():
    with pytest.raises(RefusedError):
        shared_in("s=" + "a" * 100_000)
