"""The site as `make docs` builds it: it needs no internet, and its search works from the disk."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.campaign

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.fixture
def site(docs: Path) -> Path:
    """Give the folder of the site; `make campaign` builds it first."""
    folder = docs / "_build/html"
    assert (folder / "index.html").exists(), "run: make docs"
    return folder


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"', text)
        loaded += re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]* href="([^"]+)"', text)
        assert loaded
        assert [place for place in loaded if "//" in place] == [], page.name


def test_notebooks_show_what_their_cells_give_and_no_cell_failed(site: Path) -> None:
    for page in [*site.glob("notebooks/*.html"), site / "gallery.html"]:
        text = page.read_text(encoding="utf-8")
        assert text.count('class="cell_output') > 2, page.name
        assert "Traceback" not in text, page.name
    assert len(list(site.glob("notebooks/*.html"))) == 5
    gallery = (site / "gallery.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<img alt="[^"]{20,}" src="_images/', gallery)) == 8
    for src in re.findall(r'src="(_images/[^"]+)"', gallery):
        assert (site / src).stat().st_size > 5_000


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt-get install chromium")
def test_search_finds_a_page_without_the_internet(site: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.context.set_offline(True)
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(f"{(site / 'search.html').as_uri()}?q=common+random+numbers")
        page.get_by_role("link", name="Concepts").last.wait_for()
        assert page.locator("#search-results li").count() > 2
        browser.close()
    assert wrong == []
