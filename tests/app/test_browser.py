"""The app in a real browser without a network: what a policy team does, from question to file."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from interhelix.app.choices import Choices, Option
from interhelix.app.pages import PAGES
from interhelix.app.texts import LANGUAGES, words

pytestmark = pytest.mark.campaign  # a browser is slow where the processor is busy

SMALL = Choices(Option("conferences"), Option("calls"), "synthetic:50", 5, 10, 3)
SIZES = ((1280, 800), (1920, 1080))
EN = words("en")
CONTROLS = """[...document.querySelectorAll('button:enabled, select, input, a, summary')]
  .filter((one) => one.checkVisibility())"""
NAME = """const name = (one) => one.type === 'radio' ? one.name
  : String([...document.querySelectorAll('*')].indexOf(one));"""  # radios of a group are one stop
VISIBLE = """() => [...document.querySelectorAll(
  'h1, h2, p, button, select, input, label, img, table, figure, legend, summary, nav a')]
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([element, box]) => box.width > 1 && box.height > 1 && element.checkVisibility()
    && !element.closest('.ih-unseen') && !element.closest('.ih-sheet'))
  .filter(([element, box]) => box.left < -1 || box.right > window.innerWidth + 1
    || (element.scrollWidth > element.clientWidth + 2
      && getComputedStyle(element).overflowX === 'hidden'))
  .map(([element]) => element.tagName + ' ' + element.textContent.slice(0, 40))"""


def answered(page) -> None:
    page.get_by_role("button", name=EN("compare.run")).click()
    page.wait_for_selector(".ih-verdict", timeout=300_000)
    page.wait_for_function(
        "document.querySelectorAll('.ih-figure img').length === 2", timeout=300_000
    )


def saved(page, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_text(encoding="utf-8")


def test_from_a_preset_to_the_answer_in_two_clicks_and_to_files(page, start, command, tmp_path):
    start(SMALL)
    page.locator("button.ih-question").nth(3).click()
    answered(page)
    assert "compared with" in page.locator(".ih-sentence").inner_text()
    rows = pd.read_csv(pd.io.common.StringIO(saved(page, "differences.csv")))
    shown = (
        page.locator(".ih-sheet table").nth(1).locator("tbody tr").first.inner_text().split("\t")
    )
    assert shown[2] == EN.number(rows["baseline_mean"][0])
    for name in ("conferences.toml", "calls.toml"):
        (tmp_path / name).write_text(saved(page, name), encoding="utf-8")
    numbers = ("--replicates", "10", "--seed", "3", "--quarters", "20", "--world", "synthetic:50")
    result = command("compare", "conferences.toml", "calls.toml", *numbers, "--json")
    again = pd.DataFrame(json.loads(result.stdout)["rows"])
    assert list(again["measure"]) == list(rows["measure"])
    pd.testing.assert_series_equal(
        again["difference"].astype(float), rows["difference"], rtol=1e-9, check_names=False
    )
    axe_is_content(page)
    assert all(page.locator("img").evaluate_all("all => all.map((one) => one.alt.length > 20)"))


def test_a_link_opened_in_a_fresh_browser_gives_the_same_numbers(page, start, chromium, served):
    start(SMALL)
    answered(page)
    before = saved(page, "differences.csv")
    link = page.locator(".ih-address input").input_value()
    page.get_by_label(EN("compare.seed")).fill("4")
    page.get_by_label(EN("compare.seed")).press("Enter")
    page.wait_for_selector(".ih-stale")
    with chromium.new_context(accept_downloads=True) as fresh:
        other = fresh.new_page()
        other.goto(link)
        other.wait_for_selector("button.ih-main")
        answered(other)
        assert EN("answer.reproduced") in other.locator(".ih-verdict").inner_text()
        assert saved(other, "differences.csv") == before


def test_a_comparison_is_cancelled_and_the_next_one_runs(page, start):
    start(Choices(world="synthetic:50", replicates=200, years=20))
    page.get_by_role("button", name=EN("compare.run")).click()
    page.get_by_text("of 400 runs done").wait_for(timeout=300_000)
    page.get_by_role("button", name=EN("compare.cancel")).click()
    page.wait_for_selector(".ih-underway", state="detached")
    page.get_by_role("radio", name="10", exact=True).check()
    page.get_by_label(EN("compare.years")).select_option("5")
    answered(page)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_clipped_and_axe_is_content(page, start, language, size, shots):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for each in PAGES:
        start(SMALL, language, "/" if each is PAGES[0] else f"/{each.path}")
        page.get_by_text(words(language)(f"pages.{each.path}"), exact=True).first.wait_for()
        assert page.evaluate(VISIBLE) == [], each.path
        assert page.evaluate("document.documentElement.lang") == language
        axe_is_content(page)
        page.screenshot(path=shots / f"{each.path}_{language}_{size[0]}.png")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_on_runs_are_whole_and_the_map_follows_the_year(page, start, language, size, shots):
    say = words(language)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    start(SMALL, language)
    go_to(page, say("pages.map"))
    page.get_by_role("button", name=say("portray.run")).click()
    page.wait_for_selector(".ih-map svg", timeout=300_000)
    for view in ("map", "tiles", "graph"):
        page.get_by_role("radio", name=say(f"map.view_{view}"), exact=True).check()
        page.wait_for_selector({"graph": "canvas", "tiles": ".ih-tile"}.get(view, ".ih-place"))
        whole(page, shots / f"map_{view}_{language}_{size[0]}.png")
    page.get_by_role("slider").press("Home")
    page.get_by_text(say("map.at_year", {"year": 0})).first.wait_for()
    for path, pictures in (("ladder", 3), ("helices", 3)):
        go_to(page, say(f"pages.{path}"))
        count = f"document.querySelectorAll('.ih-figure img').length === {pictures}"
        page.wait_for_function(count, timeout=300_000)
        whole(page, shots / f"{path}_{language}_{size[0]}.png")


def go_to(page, name: str) -> None:
    page.locator("nav").get_by_text(name, exact=True).click()


def whole(page, shot) -> None:
    """Fail where something is clipped, has no alternative text, or axe has a serious finding."""
    assert page.evaluate(VISIBLE) == []
    assert all(page.locator("img").evaluate_all("all => all.map((one) => one.alt.length > 20)"))
    axe_is_content(page)
    page.screenshot(path=shot, full_page=True)


def axe_is_content(page) -> None:
    """Fail on critical or serious findings."""
    found = Axe().run(page).response["violations"]
    bad = [
        (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("critical", "serious")
    ]
    assert bad == []


def test_every_control_is_reached_by_the_keyboard(page, start):
    start(SMALL)
    wanted = set(page.evaluate(f"() => {{ {NAME} return {CONTROLS}.map(name); }}"))
    assert len(wanted) > 15
    reached = set()
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(f"() => {{ {NAME} return name(document.activeElement); }}"))
    assert wanted - reached == set()


def test_a_lever_follows_the_keyboard(page, start):
    start(SMALL)
    slider = page.get_by_role("slider").first
    before = float(slider.input_value())
    slider.press("ArrowRight")
    page.get_by_text(EN("compare.changed", {"n": 1})).wait_for()
    assert float(slider.input_value()) > before


def test_values_out_of_bounds_over_the_websocket_are_refused_and_the_session_lives(page, start):
    start(SMALL)
    seed = page.get_by_label(EN("compare.seed"))
    seed.fill("-99999999")
    seed.press("Enter")
    page.locator(".ih-notices").wait_for()
    assert "out of bounds" in page.locator(".ih-notices").inner_text()
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
