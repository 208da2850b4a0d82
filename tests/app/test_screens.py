"""The pages on whole worlds: screenshots for the documentation, and how long people wait.

``make screens`` renews docs/screens and prints the figures; nothing here is held against a clock.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from interhelix.app.shell.choices import Choices
from interhelix.app.texts import words
from tests.app.conftest import (
    LARGER,
    SMALLER,
    go_to,
    opened,
    press,
    read,
    settled,
    speak,
    start_at,
    watch_on,
)

pytestmark = pytest.mark.campaign  # 40 pairs on europe take a minute

COLOURS = 64
CALM = 3000  # [ms] in which the server begins to draw what a change asks for
KEPT = {
    "russia": (
        ("compare", "", "en", SMALLER),
        ("compare", "", "ru", LARGER),
        ("map", "map", "ru", SMALLER),
        ("map", "graph", "en", SMALLER),
        ("ladder", "", "ru", SMALLER),
        ("helices", "", "en", SMALLER),
        ("learn", "", "en", SMALLER),
        ("data", "", "ru", LARGER),
    ),
    "europe": (
        ("compare", "", "en", LARGER),
        ("map", "map", "en", LARGER),
        ("map", "tiles", "ru", SMALLER),
    ),
}


def told(what: str, since: float) -> None:
    print(f"{what}: {time.perf_counter() - since:.2f} s")


@pytest.mark.parametrize("world", KEPT)
def test_the_screenshots_of_the_documentation_are_renewed(chromium, served, shots, world):
    asked = replace(Choices(), world=world, years=10)
    with opened(chromium, served) as page:
        since = time.perf_counter()
        start_at(page, served, asked)
        told("first control", since)
        since = time.perf_counter()
        press(page, words("en")("compare.run"))
        page.wait_for_selector(".ih-verdict")
        told(f"40 pairs on {world}, 10 years", since)
        go_to(page, words("en")("pages.map"))
        press(page, words("en")("portray.run"))
        page.wait_for_selector(".ih-map svg")
        since = time.perf_counter()
        page.get_by_role("slider").press("ArrowLeft")
        page.get_by_text(words("en")("map.at_year", {"year": 9})).first.wait_for()
        told(f"slider of {world}", since)
        page.get_by_role("slider").press("End")
        page.get_by_text(words("en")("map.at_year", {"year": 10})).first.wait_for()
        for path, view, language, size in KEPT[world]:
            say = words(language)
            speak(page, language)
            page.set_viewport_size(size)
            go_to(page, say(f"pages.{path}"))
            if view:
                page.get_by_role("radio", name=say(f"map.view_{view}"), exact=True).check()
                shown = {"graph": "canvas", "tiles": ".ih-tile"}.get(view, ".ih-place")
                page.wait_for_selector(shown)
            page.wait_for_timeout(CALM)
            settled(page)
            name = "_".join(filter(None, (path, view, world, language, str(size["width"]))))
            page.screenshot(path=shots / f"{name}.png")
            pressed(shots / f"{name}.png")


def test_the_screenshots_of_watch_and_sweep_are_renewed(chromium, served, store, shots):
    with opened(chromium, served) as page:
        start_at(page, served, replace(Choices(), years=10))
        watch_on(page, 24)
        since = time.perf_counter()
        press(page, words("en")("watch.step"))
        page.locator(".ih-kpi", has_text="year 7, quarter 1").wait_for()
        told("a quarter of russia", since)
        page.wait_for_timeout(CALM)
        settled(page)
        page.screenshot(path=shots / "watch_russia_en_1280.png", full_page=True)
        read(page, store)
        speak(page, "ru")
        page.wait_for_timeout(CALM)
        settled(page)
        page.screenshot(path=shots / "sweep_ru_1280.png", full_page=True)
    for name in ("watch_russia_en_1280.png", "sweep_ru_1280.png"):
        pressed(shots / name)


def pressed(path: Path) -> None:
    """Write a screenshot in few colours, so that it takes little room."""
    with Image.open(path) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def test_a_cancel_and_thirty_idle_sessions_are_measured(chromium, served):
    with opened(chromium, served) as page:
        start_at(page, served, Choices(replicates=200))
        press(page, words("en")("compare.run"))
        page.get_by_text("of 400 runs done").wait_for()
        since = time.perf_counter()
        press(page, words("en")("compare.cancel"))
        page.wait_for_selector(".ih-underway", state="detached")
        told("cancel", since)
    before = memory(served.process.pid)
    context = chromium.new_context()
    for _ in range(30):
        start_at(context.new_page(), served)
    after = memory(served.process.pid)
    context.close()
    print(f"server {before:.0f} MB, with 30 idle sessions {after:.0f} MB")


def memory(process: int) -> float:
    """Return what a process holds of this machine's memory [MB]."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")
