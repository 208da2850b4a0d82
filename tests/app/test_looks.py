"""Every page as it is seen: nothing clipped or covered, a text for each picture, axe content.

A page draws its pictures anew whenever one goes there, so each is visited once in each language,
and all that is asked of a page is asked then.
"""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from interhelix.app.main import PAGES
from interhelix.app.shell.choices import VIEWS
from interhelix.app.texts import LANGUAGES, words
from tests.app.conftest import LARGER, PHONE, SMALLER, go_to, settled, speak

SHOWN = """const shown = (kinds) => [...document.querySelectorAll(kinds)]
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([element, box]) => box.width > 1 && box.height > 1 && element.checkVisibility()
    && !element.closest('.ih-unseen, .ih-sheet'));
const named = (element) => element.tagName + ' ' + element.textContent.slice(0, 40);"""
CLIPPED = f"""() => {{ {SHOWN}
  return shown('h1, h2, p, button, select, input, label, img, figure, legend, summary, nav a')
  .filter(([element, box]) => box.left < -1 || box.right > window.innerWidth + 1
    || (element.scrollWidth > element.clientWidth + 2
      && getComputedStyle(element).overflowX === 'hidden'))
  .map(([element]) => named(element)); }}"""
COVERED = f"""() => {{ {SHOWN}
  const all = shown('h1, h2, p, button, select, .ih-field, fieldset, img, summary, nav a, pre');
  const found = [];
  for (const [a, one] of all) for (const [b, two] of all)
    if (a !== b && !a.contains(b) && !b.contains(a) && one.left + 2 < two.right
      && two.left + 2 < one.right && one.top + 2 < two.bottom && two.top + 2 < one.bottom
      && !a.closest('.ih-setup') && !b.closest('.ih-setup'))
      found.push(named(a) + ' / ' + named(b));
  return found; }}"""  # what stands at the left of Compare stays while the answer scrolls
CUT = """() => { const pen = document.createElement('canvas').getContext('2d');
  return [...document.querySelectorAll('select')].filter((list) => {
    const look = getComputedStyle(list); pen.font = look.font;
    return pen.measureText(list.selectedOptions[0].text).width + 34 > list.clientWidth; })
  .map((list) => list.selectedOptions[0].text); }"""  # 34: padding and arrow
CONTROLS = """[...document.querySelectorAll('button:enabled, select, input, a, summary')]
  .filter((one) => one.checkVisibility())"""
NAME = """const name = (one) => one.type === 'radio' ? one.name
  : String([...document.querySelectorAll('*')].indexOf(one));"""  # radios of a group are one stop
WATCHED = f"""() => {{ {NAME}
  window.reached = new Set();
  document.activeElement.blur();
  document.addEventListener('focusin', (event) => window.reached.add(name(event.target)));
  return {CONTROLS}.map(name); }}"""
REACHED = "() => { document.activeElement.blur(); return [...window.reached]; }"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole_told_in_words_and_reached_by_the_keyboard(visit, language, shots):
    say = words(language)
    go_to(visit, words("en")("pages.compare"))
    speak(visit, language)
    assert visit.get_by_label(say("compare.option_b")).input_value() == "calls"
    for each in PAGES:
        go_to(visit, say(f"pages.{each.path}"))
        if language == "en":
            reached_by_the_keyboard(visit, each.path)
        if each.path != "map":
            whole(visit, shots, f"{each.path}_{language}")
            continue
        for view in VIEWS:
            visit.get_by_role("radio", name=say(f"map.view_{view}"), exact=True).check()
            visit.wait_for_selector({"graph": "canvas", "tiles": ".ih-tile"}.get(view, ".ih-place"))
            whole(visit, shots, f"map_{view}_{language}")


def reached_by_the_keyboard(page, name: str) -> None:
    """Fail where a control is not reached from the one before it."""
    settled(page)
    wanted = set(page.evaluate(WATCHED))
    assert len(wanted) > 8
    for _ in range(len(wanted) + 10):
        page.keyboard.press("Tab")
    assert wanted - set(page.evaluate(REACHED)) == set(), name


def whole(page, shots, name: str) -> None:
    """Fail where something is clipped, covered or cut, has no text, or axe finds it serious."""
    settled(page)
    for size in (LARGER, SMALLER):
        page.set_viewport_size(size)
        assert page.evaluate(CLIPPED) == [], (name, size)
        assert page.evaluate(COVERED) == [], (name, size)
        assert page.evaluate(CUT) == [], (name, size)
        if "SCREENSHOTS" in os.environ:
            page.screenshot(path=shots / f"{name}_{size['width']}.png", full_page=True)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    page.set_viewport_size(SMALLER)
    assert all(page.locator("img").evaluate_all("all => all.map((one) => one.alt.length > 20)"))
    bad = [
        (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("critical", "serious")
    ]
    assert bad == [], name
