"""An address without a page leads back, in both languages."""

from __future__ import annotations

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from interhelix.app.main import PAGES, address_of, not_found_page
from interhelix.app.texts import LANGUAGES, words
from tests.waiting import PATIENCE


def test_it_names_the_address_and_every_page_in_both_languages():
    page = not_found_page("/comapre")
    for language in LANGUAGES:
        say = words(language)
        assert say("frame.lost", {"path": "/comapre"}) in page
        for one in PAGES:
            assert f'<a href="{address_of(one.path)}">{say(f"pages.{one.path}")}</a>' in page


def test_an_address_is_repeated_as_text_and_not_at_length():
    page = not_found_page("/<b>" + "x" * 500)
    assert "<b>" not in page
    assert not re.search("x{60}", page)


def test_the_real_server_answers_so(served):
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{served.address}/comapre", timeout=PATIENCE)
    with refused.value as answer:
        assert (answer.code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert answer.read().decode() == not_found_page("/comapre")
