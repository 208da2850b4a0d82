"""Watch and Sweep in a real browser without a network: a run that plays, a cell that leads on."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

from interhelix.app.choices import Choices, Option
from interhelix.app.texts import LANGUAGES, words
from tests.app.conftest import free_port, wait_for
from tests.app.test_browser import SIZES, saved, whole

pytestmark = pytest.mark.campaign  # a browser is slow where the processor is busy

SMALL = Choices(Option("conferences"), Option("calls"), "synthetic:50", 5, 10, 3)
EXPERIMENT = """
question = "Does the platform need many at its launch?"
world = "synthetic:50"
scenarios = ["conferences", "smart_specialisation"]
quarters = 20
replicates = 4
seed = 3
measures = ["ties_level_1", "isolates"]
design = "full"
[factors]
"adopt.open" = [0, 1]
"adopt.seed" = [0.05, 0.4]
"""
EN = words("en")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Give a server that was started in a folder with a store."""
    folder = tmp_path_factory.mktemp("start")
    (folder / "small.toml").write_text(EXPERIMENT, encoding="utf-8")
    interhelix = [sys.executable, "-m", "interhelix"]
    sweep = [*interhelix, "sweep", "small.toml", "--store", "kept", "--workers", "1"]
    subprocess.run(sweep, cwd=folder, check=True, capture_output=True)
    port = free_port()
    process = subprocess.Popen(
        [*interhelix, "app", "--port", str(port)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(port, process)
        yield SimpleNamespace(port=port, process=process, address=f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.communicate(timeout=30)


def opened(page, say) -> None:
    page.get_by_label(say("sweep.found")).select_option("kept")
    page.get_by_role("button", name=say("sweep.open"), exact=True).click()
    page.wait_for_selector(".ih-heat", timeout=120_000)
    page.wait_for_selector(".ih-figure img", timeout=120_000)


def test_a_run_is_stepped_played_paused_and_reset_by_the_keyboard(page, start):
    start(SMALL, path="/watch")
    step = page.get_by_role("button", name=EN("watch.step"), exact=True)
    step.press("Enter")
    page.get_by_text(EN("watch.moment", {"year": 1, "quarter": 1})).first.wait_for(timeout=300_000)
    page.get_by_role("radio", name="4", exact=True).first.check()
    page.get_by_role("button", name=EN("map.play"), exact=True).press("Enter")
    page.get_by_text(EN("watch.moment", {"year": 2, "quarter": 1})).first.wait_for()
    page.get_by_role("button", name=EN("map.pause"), exact=True).press("Enter")
    page.get_by_role("button", name=EN("map.play"), exact=True).wait_for()
    table = pd.read_csv(pd.io.common.StringIO(saved(page, "run.csv")))
    quarter = int(table["quarter"].iloc[-1])
    when = EN("watch.moment", {"year": (quarter - 1) // 4 + 1, "quarter": (quarter - 1) % 4 + 1})
    assert page.locator(".ih-kpi strong").first.inner_text() == when
    page.get_by_role("button", name=EN("watch.reset"), exact=True).press("Enter")
    page.get_by_text(EN("watch.nothing")).wait_for()


def test_two_sessions_have_a_run_each(page, start, chromium, served):
    start(SMALL, path="/watch")
    step = page.get_by_role("button", name=EN("watch.step"), exact=True)
    for quarter in (1, 2):
        step.click()
        page.get_by_text(EN("watch.moment", {"year": 1, "quarter": quarter})).first.wait_for()
    with chromium.new_context() as fresh:
        other = fresh.new_page()
        other.goto(f"{served.address}/watch")
        other.get_by_text(EN("watch.nothing")).wait_for()
    assert EN("watch.moment", {"year": 1, "quarter": 2}) in page.locator("dl").inner_text()


def test_a_cell_is_opened_as_option_b_by_the_keyboard(page, start):
    start(SMALL, path="/sweep")
    opened(page, EN)
    rows = pd.read_csv(pd.io.common.StringIO(saved(page, "heat_map.csv")))
    shown = page.locator(".ih-heat td button").all_inner_texts()
    assert sorted(shown) == sorted(EN.number(value, sign=True) for value in rows["mean"])
    page.locator(".ih-heat td button").first.press("Enter")
    own = page.locator(".ih-option-b .ih-own")
    own.wait_for()
    assert "adopt.seed = " in own.inner_text()
    assert page.get_by_label(EN("compare.option_b")).input_value() == "smart_specialisation"


def test_a_path_that_leads_out_is_refused_and_the_session_lives(page, start):
    start(SMALL, path="/sweep")
    field = page.get_by_label(EN("sweep.path"))
    field.fill("/etc")
    field.press("Enter")
    page.get_by_text(EN("refused.store_outside", {"value": "/etc"})).wait_for()
    opened(page, EN)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_watch_and_sweep_are_whole(page, start, language, size, shots):
    say = words(language)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    start(SMALL, language, "/watch")
    for quarter in (1, 2):
        page.get_by_role("button", name=say("watch.step"), exact=True).click()
        page.get_by_text(say("watch.moment", {"year": 1, "quarter": quarter})).first.wait_for()
    whole(page, shots / f"watch_run_{language}_{size[0]}.png")
    start(SMALL, language, "/sweep")
    opened(page, say)
    whole(page, shots / f"sweep_store_{language}_{size[0]}.png")
