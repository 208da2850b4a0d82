"""The app in a real browser without a network: what a policy team does, from question to file."""

from __future__ import annotations

import io
import json
import re

import pandas as pd

from interhelix.app.shell.choices import Choices
from interhelix.app.shell.options import Option
from interhelix.app.texts import words
from tests.app.conftest import EN, go_to, opened, press, settled, speak, start_at

NUMBERS = ("--replicates", "10", "--seed", "3", "--quarters", "20", "--world", "synthetic:50",
           "--workers", "1")  # fmt: skip


def saved(page, name: str) -> str:
    with page.expect_download() as download:
        press(page, name)
    return download.value.path().read_text(encoding="utf-8")


def first_row(page, table: int) -> list[str]:
    rows = page.locator(".ih-sheet table").nth(table).locator("tbody tr")
    return rows.first.inner_text().split("\t")


def test_two_clicks_lead_from_a_question_to_an_answer_that_can_be_quoted(visit):
    go_to(visit, EN("pages.compare"))
    assert "compared with" in visit.locator(".ih-sentence").first.inner_text()
    assert (
        EN("verdict.sure_few", {"pairs": 10, "least": 30})
        in visit.locator(".ih-verdict").inner_text()
    )
    assert visit.get_by_label(EN("compare.option_b")).input_value() == "calls"


def test_the_files_hold_the_numbers_on_the_page_and_those_of_the_command(visit, cli, tmp_path):
    go_to(visit, EN("pages.compare"))
    rows = pd.read_csv(io.StringIO(saved(visit, "differences.csv")))
    assert first_row(visit, 1)[2] == EN.number(rows["baseline_mean"][0])
    assert first_row(visit, 1)[4] == EN.number(rows["difference"][0], sign=True)
    for name in ("conferences.toml", "calls.toml"):
        (tmp_path / name).write_text(saved(visit, name), encoding="utf-8")
    result = cli("compare", "conferences.toml", "calls.toml", *NUMBERS, "--json")
    again = pd.DataFrame(json.loads(result.out)["rows"])
    assert list(again["measure"]) == list(rows["measure"])
    pd.testing.assert_series_equal(
        again["difference"].astype(float), rows["difference"], rtol=1e-9, check_names=False
    )


def test_a_link_opened_in_a_fresh_browser_gives_the_same_numbers(visit, chromium, served):
    go_to(visit, EN("pages.compare"))
    before = saved(visit, "differences.csv")
    link = visit.locator(".ih-address input").input_value()
    with opened(chromium, served) as fresh:
        fresh.goto(link)
        press(fresh, EN("compare.run"))
        fresh.wait_for_selector(".ih-verdict")
        assert EN("answer.reproduced") in fresh.locator(".ih-verdict").inner_text()
        settled(fresh)
        assert saved(fresh, "differences.csv") == before


def test_a_link_to_the_map_gives_the_same_look_and_the_same_numbers(visit, chromium, served):
    go_to(visit, EN("pages.map"))
    for look in (EN("map.view_tiles"), "B − A", "2"):
        visit.get_by_role("radio", name=look, exact=True).check()
    visit.get_by_label(EN("map.focus")).select_option(index=4)
    visit.get_by_role("slider").press("ArrowLeft")
    visit.get_by_text(EN("map.at_year", {"year": 4})).first.wait_for()
    before = saved(visit, "tiles_regions.csv")
    with opened(chromium, served) as fresh:
        fresh.goto(visit.locator(".ih-address input").input_value())
        press(fresh, EN("portray.run"))
        fresh.wait_for_selector(".ih-tile")
        fresh.get_by_text(EN("answer.reproduced")).wait_for()
        assert saved(fresh, "tiles_regions.csv") == before
        told = [page.locator("p.ih-sentence").inner_text() for page in (visit, fresh)]
        assert told[0] == told[1]
        assert fresh.get_by_role("radio", name="B − A", exact=True).is_checked()
        assert fresh.get_by_label(EN("map.focus")).input_value() == (
            visit.get_by_label(EN("map.focus")).input_value()
        )


def label(page, key: str):
    """Find a list of the page Sweep by the beginning of its label."""
    text = EN("table.measure" if key == "measure" else f"sweep.{key}")
    return page.get_by_label(re.compile(f"^{text}"))


def test_a_link_to_a_sweep_gives_the_same_view_and_the_same_numbers(visit, chromium, served):
    go_to(visit, EN("pages.sweep"))
    chosen = {"what": "smart_specialisation", "measure": "isolates", "across": "adopt.seed"}
    for key, value in chosen.items():
        label(visit, key).select_option(value)
    for told in (EN.pictures.measure("isolates"), f"({EN.parameter('adopt.seed')} = "):
        visit.locator(".ih-sentence", has_text=told).first.wait_for()
    settled(visit)
    before = saved(visit, "heat_map.csv")
    with opened(chromium, served) as fresh:
        fresh.goto(visit.locator(".ih-address input").input_value())
        press(fresh, EN("sweep.open"))
        fresh.get_by_text(EN("sweep.link_same")).wait_for()
        settled(fresh)
        assert saved(fresh, "heat_map.csv") == before
        assert {key: label(fresh, key).input_value() for key in chosen} == chosen
        told = [page.locator("p.ih-sentence").all_inner_texts() for page in (visit, fresh)]
        assert told[0] == told[1]


def test_the_map_follows_the_year(visit):
    go_to(visit, EN("pages.map"))
    visit.get_by_role("radio", name=EN("map.view_map"), exact=True).check()
    visit.get_by_role("slider").press("Home")
    visit.get_by_text(EN("map.at_year", {"year": 0})).first.wait_for()
    visit.get_by_role("slider").press("End")
    visit.get_by_text(EN("map.at_year", {"year": 5})).first.wait_for()
    press(visit, EN("map.play"))
    visit.get_by_text(EN("map.at_year", {"year": 1})).first.wait_for()
    press(visit, EN("map.pause"))


def test_a_comparison_is_cancelled_and_the_page_is_free_again(page, served):
    start_at(page, served, Choices(world="synthetic:50", replicates=200, years=20))
    press(page, EN("compare.run"))
    page.get_by_text("of 400 runs done").wait_for()
    press(page, EN("compare.cancel"))
    page.wait_for_selector(".ih-underway", state="detached")
    assert page.get_by_role("button", name=EN("compare.run")).is_enabled()


def test_a_lever_follows_the_keyboard_and_what_is_out_of_bounds_is_refused(page, served):
    start_at(page, served, Choices(Option("conferences"), Option("calls")))
    slider = page.get_by_role("slider").first
    before = float(slider.input_value())
    slider.press("ArrowRight")
    page.get_by_text(EN("compare.changed", {"n": 1})).wait_for()
    assert float(slider.input_value()) > before
    seed = page.get_by_label(EN("compare.seed"))
    seed.fill("-99999999")
    seed.press("Enter")
    page.locator(".ih-notices", has_text="out of bounds").wait_for()
    page.evaluate(
        """() => { const list = document.querySelectorAll('select')[3];
        list.add(new Option('x', '1000000')); list.value = '1000000';
        list.dispatchEvent(new Event('change')); }"""
    )
    page.get_by_text(EN("refused.years", {"value": 1000000})).wait_for()
    seed.fill("8")
    seed.press("Enter")
    page.locator(".ih-notices").wait_for(state="detached")
    assert page.locator(".ih-app").is_visible()


def test_a_table_of_ones_own_is_checked_and_taken(page, served, tmp_path):
    start_at(page, served, path="/data")
    bad = tmp_path / "bad.csv"
    bad.write_text("code,name\nX1,One\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(bad)
    page.locator(".ih-outcome", has_text=EN("data.own_bad", {"name": "bad.csv"})).wait_for()
    good = tmp_path / "mine.csv"
    good.write_text(saved(page, EN("data.template")), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(good)
    page.locator(".ih-outcome", has_text="mine.csv").wait_for()
    page.locator(".ih-outcome li").wait_for(state="detached")
    speak(page, "ru")
    page.get_by_text(words("ru")("data.own"), exact=True).wait_for()
