"""Two hundred random sequences of clicks and values over the websocket: the page stands.

Each calls in a real browser what the controls of a page call, with values right and wrong. The
buttons that start work are left out here; tests/app/test_nonsense.py presses them. So are the cells
of Sweep, which lead to another page; tests/app/test_browser_watch.py follows one.
"""

from __future__ import annotations

import random

import pytest

from interhelix.app.main import PAGES
from interhelix.scenarios import scenario_names
from tests.app.conftest import ASKED, EN, go_to, opened, press, read, start_at, watch_on

SEQUENCES, LONGEST = 200, 5
CONTROLS = """const controls = () => { const found = [];
  const walk = (part) => {
    for (const name of ['chosen', 'moved', 'taken', 'pressed'])
      if (part.$options.methods && name in part.$options.methods && part.name !== 'language'
        && !part.$el.matches('.ih-main')) found.push([part, name]);
    part.$children.forEach(walk); };
  walk([...document.querySelectorAll('*')].map((one) => one.__vue__).find(Boolean).$root);
  return found; };"""
PLAY = f"""(steps) => {{ {CONTROLS}
  for (const [place, value] of steps) {{
    const all = controls().filter(([part]) => !part.$el.matches('.ih-heat'));
    const [part, name] = all[place % all.length]; part[name](value); }}
  return controls().length; }}"""
NONSENSE = f"""() => {{ {CONTROLS}
  return controls().filter(([, name]) => name !== 'pressed').length; }}"""
SPEAK = """(language) => { const walk = (part) => {
    if (part.name === 'language' && part.chosen) part.chosen(language);
    else part.$children.forEach(walk); };
  walk([...document.querySelectorAll('*')].map((one) => one.__vue__).find(Boolean).$root); }"""
ONE = f"""(place) => {{ {CONTROLS}
  const all = controls().filter(([, name]) => name !== 'pressed');
  const [part, name] = all[place]; part[name]({{ nonsense: [1e308, null] }});
  return part.label || part.title || name; }}"""
WRONG = (None, -1, 1e308, 10**30, "", "x" * 3000, "\u202e", [], {}, [[1]], {"a": {}}, 0.5)
RIGHT = (*scenario_names(), "russia", 5, 10, 20, "1", True, False, "tiles", "b", "difference", 2)


def sequence(seed: int) -> list[tuple[int, object]]:
    """Return which controls are used one after the other, and what they are told."""
    luck = random.Random(seed)
    moves = [{"side": luck.choice("abc"), luck.choice(["on", "strength", "start"]): 1}]
    content = luck.choice(["", "Y29kZSxuYW1lCg==", "code,name", 7])
    sent = [{"name": "a.csv", "size": 10, "content": content}]
    return [
        (luck.randrange(1000), luck.choice([luck.choice(RIGHT), *WRONG, *moves, *sent]))
        for _ in range(luck.randint(1, LONGEST))
    ]


def stands(page, name: str) -> None:
    """Fail where the page shows a traceback, or no longer its name and its head."""
    text = page.inner_text("body")
    assert "Traceback" not in text
    assert "Error" not in text
    assert page.title() == f"{name} · interhelix"
    assert page.locator(".ih-page h1").first.is_visible()


def answered(page, mark: str) -> None:
    """Wait until the server has taken all that was said before: it takes one after the other."""
    page.evaluate(SPEAK, mark)
    page.locator(".ih-notices", has_text=f"“{mark}”").wait_for()


@pytest.fixture(scope="module")
def used(chromium, served, store):
    """Give a page on which A and B were run once, a run was watched, and a store opened."""
    with opened(chromium, served) as page:
        start_at(page, served, ASKED)
        go_to(page, EN("pages.map"))
        press(page, EN("portray.run"))
        page.wait_for_selector(".ih-map svg")
        watch_on(page, 1)
        read(page, store)
        yield page


@pytest.mark.parametrize("place", range(len(PAGES)), ids=[page.path for page in PAGES])
def test_nonsense_sent_to_any_control_is_refused_with_a_message(used, place):
    name = EN(f"pages.{PAGES[place].path}")
    go_to(used, name)
    controls = used.evaluate(NONSENSE)
    assert controls >= 3
    for control in range(controls):
        used.evaluate(SPEAK, "en")  # which takes the last message away
        used.locator(".ih-notices").wait_for(state="detached")
        told = used.evaluate(ONE, control)
        used.locator(".ih-notices").wait_for()
        assert used.locator(".ih-notices p").first.inner_text(), told
    stands(used, name)


@pytest.mark.parametrize("place", range(len(PAGES)), ids=[page.path for page in PAGES])
def test_random_sequences_of_clicks_and_values_leave_the_page_standing(used, place):
    name = EN(f"pages.{PAGES[place].path}")
    go_to(used, name)
    for seed in range(place, SEQUENCES, len(PAGES)):
        assert used.evaluate(PLAY, sequence(seed)) >= 3
        answered(used, f"x{seed}")
        stands(used, name)
