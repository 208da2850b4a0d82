from html import escape
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from interhelix.experiments.document import (
    Code,
    Heading,
    Items,
    Picture,
    Shown,
    Table,
    Text,
    markdown,
    page,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + (1500).to_bytes(4) + bytes(4)
BLOCKS = [
    Heading(1, "A < B & C"),
    Text("Some *words* in `file.csv`\nand 2 * 3 * 4."),
    Picture("there"),
    Picture("absent"),
    Table("Numbers", ["who", "unit", "how many", "verdict"], [["x<y", "u", "-1.5", "improves"]]),
    Items(("one", "two")),
    Code("a --b <c>"),
]
VOID = {"meta", "img"}


class Balanced(HTMLParser):
    """Checks that every tag is closed in its turn, and keeps what it has seen."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parsed(html: str) -> Balanced:
    found = Balanced()
    found.feed(html)
    assert found.open == []
    return found


def html() -> str:
    return page(BLOCKS, {"there": Shown(PNG, 'The "picture"')}, "ru")


def test_every_tag_is_closed_and_text_is_escaped():
    parsed(html())
    assert "<h1>A &lt; B &amp; C</h1>" in html()
    assert "<title>A &lt; B &amp; C</title>" in html()
    assert "<code>a --b &lt;c&gt;</code>" in html()


def test_only_words_between_asterisks_are_emphasised():
    assert "Some <em>words</em> in <code>file.csv</code>\nand 2 * 3 * 4." in html()


def test_a_picture_stands_in_the_page_with_its_words_language_and_size():
    (image,) = [attributes for tag, attributes in parsed(html()).seen if tag == "img"]
    assert image["src"].startswith("data:image/png;base64,")
    assert image["alt"] == 'The "picture"'
    assert image["width"] == "960"
    assert '<figure lang="ru">' in html()


def test_a_table_can_be_read_by_cell_and_reached_by_keyboard():
    seen = parsed(html()).seen
    assert [a["scope"] for tag, a in seen if tag == "th"] == ["col"] * 4 + ["row"]
    (region,) = [a for _, a in seen if a.get("role") == "region"]
    assert (region["tabindex"], region["aria-label"]) == ("0", "Numbers")
    assert "<caption>Numbers</caption>" in html()


def test_numbers_read_to_the_right_and_words_to_the_left():
    classes = [a.get("class") for tag, a in parsed(html()).seen if tag in ("th", "td")]
    assert classes == [None, None, "number", None, None, None, "number", None]


def test_markdown_leaves_pictures_out():
    text = markdown(BLOCKS)
    assert text.startswith("# A < B & C\n\nSome *words* in `file.csv`\n")
    assert "* one\n* two" in text
    assert "    a --b <c>\n" in text
    assert "absent" not in text


@pytest.mark.parametrize(
    "name",
    [
        "Tag <img src=x onerror=alert(1)>",
        "Comment <!-- and what follows",
        "Pipes | in | a name",
        "Back\\|slash",
        "Link ![x](http://example.org/x.png)",
        "Entity &lt;b&gt; &#33;",
        "A < B & C <5",
    ],
)
def test_markdown_shows_a_name_as_it_stands_and_keeps_its_table_whole(name):
    blocks = [Heading(1, name), Items((name,)), Table("", ["who", "n"], [[name, "1"], ["b", "2"]])]
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(blocks))
    text = escape(name, quote=False).replace("'", "&#x27;")
    assert f"<h1>{text}</h1>" in shown
    assert f"<li>{text}</li>" in shown
    assert f"<td>{text}</td>" in shown
    assert shown.count("<td") == 4
