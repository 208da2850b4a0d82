"""What a u is worth: the published figures, their range, and the same words everywhere."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from interhelix.experiments import costs


def test_a_u_is_what_a_participant_was_paid_over_what_a_call_pays_a_member():
    euro = costs.euro_of_u()
    assert euro.amount * 120 * 0.7 == pytest.approx(41.7e9 / 130_000)
    assert euro.low < euro.amount < euro.high
    assert euro.high * 120 == pytest.approx(62.9e9 / 130_000)  # the same anchor by cost
    assert costs.roubles_of_u().amount == pytest.approx(33 * euro.amount)


def test_amounts_are_told_with_their_range_and_no_more_figures_than_are_known():
    assert costs.in_euro(225) == "0.86 million euro (0.7 to 0.91)"
    assert costs.in_euro(-1.3) == "-5,000 euro (-5,200 to -4,000)"
    assert "0.13 million roubles" in costs.money_note("russia")
    assert "roubles" not in costs.money_note("europe")


def test_pages_and_documents_say_the_same_worth(checkout: Path):
    figures = [f"{costs.two_figures(each):,.0f}" for each in costs.euro_of_u()]
    assert figures == ["3,800", "3,100", "4,000"]
    limits = (checkout / "docs/limits.md").read_text(encoding="utf-8")
    assert f"**{figures[0]} euro**; the range of {figures[1]} to {figures[2]}" in limits
    for language in ("en", "ru"):
        path = checkout / f"app/texts/{language}.toml"
        text = tomllib.loads(path.read_text(encoding="utf-8"))["answer"]["costs_text"]
        marks = figures if language == "en" else [each.replace(",", "") for each in figures]
        assert all(mark in text for mark in marks), language
