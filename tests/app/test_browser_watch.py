"""Watch and Sweep in a real browser without a network: a run that plays, a cell that leads on."""

from __future__ import annotations

import io
import re

import pandas as pd

from interhelix.app.shell.choices import Choices
from interhelix.app.shell.options import Option
from tests.app.conftest import EN, opened, press, read, start_at, watch_on
from tests.app.test_browser import saved

SMALL = Choices(Option("conferences"), Option("calls"), "synthetic:50", 5, 10, 3)


def moment(year: int, quarter: int) -> str:
    return EN("watch.moment", {"year": year, "quarter": quarter})


def button(page, key: str):
    return page.get_by_role("button", name=EN(key), exact=True)


def now(page) -> str:
    return page.locator(".ih-kpi strong").first.inner_text()


def test_a_run_is_stepped_played_paused_and_reset_by_the_keyboard(page, served):
    start_at(page, served, SMALL, path="/watch")
    button(page, "watch.step").press("Enter")
    page.get_by_text(moment(1, 1)).first.wait_for()
    page.get_by_role("radio", name="1", exact=True).first.check()
    button(page, "map.play").press("Enter")
    later = re.compile("year 1, quarter [34]|year [2-5]")
    page.locator(".ih-kpi", has_text=later).wait_for()
    button(page, "map.pause").press("Enter")
    button(page, "map.play").wait_for()
    table = pd.read_csv(io.StringIO(saved(page, "run.csv")))
    quarter = int(table["quarter"].iloc[-1]) - 1
    assert now(page) == moment(quarter // 4 + 1, quarter % 4 + 1)
    button(page, "watch.reset").press("Enter")
    page.get_by_text(EN("watch.nothing")).wait_for()


def test_a_link_to_a_run_gives_the_same_look_and_the_same_numbers(page, chromium, served):
    start_at(page, served, SMALL, path="/watch")
    page.get_by_role("radio", name="A", exact=True).check()
    watch_on(page, 2)
    page.get_by_role("radio", name="1", exact=True).first.check()
    page.locator("path[stroke-linecap]").first.wait_for(state="attached")
    page.get_by_label(EN("map.focus")).select_option(index=4)
    page.locator(".ih-picked").first.wait_for()
    before = [saved(page, name) for name in ("run.csv", "network_pairs.csv", "network.svg")]
    with opened(chromium, served) as fresh:
        fresh.goto(page.locator(".ih-address input").input_value())
        press(fresh, EN("watch.step"))
        fresh.get_by_text(moment(1, 1)).first.wait_for()
        assert not fresh.get_by_text(EN("answer.reproduced")).is_visible()
        press(fresh, EN("watch.step"))
        fresh.get_by_text(EN("answer.reproduced")).wait_for()
        again = [saved(fresh, name) for name in ("run.csv", "network_pairs.csv", "network.svg")]
        assert again[:2] == before[:2]
        assert len(again[2]) == len(before[2])
        assert fresh.get_by_role("radio", name="A", exact=True).is_checked()


def test_a_cell_is_opened_as_option_b_by_the_keyboard(page, served, store):
    start_at(page, served, SMALL, path="/sweep")
    field = page.get_by_label(EN("sweep.path"))
    field.fill("/etc")
    field.press("Enter")
    page.get_by_text(EN("refused.store_outside", {"value": "/etc"})).wait_for()
    read(page, store)
    rows = pd.read_csv(io.StringIO(saved(page, "heat_map.csv")))
    shown = page.locator(".ih-heat td button").all_inner_texts()
    assert sorted(shown) == sorted(EN.number(value, sign=True) for value in rows["mean"])
    page.locator(".ih-heat td button").first.press("Enter")
    own = page.locator(".ih-option-b .ih-own")
    own.wait_for()
    assert EN.parameter("adopt.seed") + " = " in own.inner_text()
    assert page.get_by_label(EN("compare.option_b")).input_value() == "smart_specialisation"
