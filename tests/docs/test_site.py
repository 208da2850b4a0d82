"""The site: every page is in its contents, links lead somewhere, what it shows can be typed."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest

import interhelix
from interhelix.commands import root
from tests.conftest import Cli

GUIDES = ("start_research", "howto_world", "howto_scenario", "howto_measure", "howto_rule",
          "howto_explain", "howto_sensitivity", "howto_cluster", "howto_repeat")  # fmt: skip
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CELL = re.compile(
    r"^```\{code-cell\} python\n(?:---\n.*?^---\n)?(.*?)^```", re.MULTILINE | re.DOTALL
)
INDENTED = re.compile(r"^ {4}(interhelix .+)$", re.MULTILINE)
SMALL = {"--quarters": "2", "--replicates": "2", "--workers": "1"}
EXPERIMENT = """
question = "As the sweep that ships, but small"
world = "synthetic:2"
scenarios = ["conferences", "smart_specialisation"]
quarters = 1
replicates = 2
measures = ["isolates", "net_value"]

[factors]
"adopt.open" = [0, 1]
"""


def pages(docs: Path) -> list[Path]:
    """List the pages of the site."""
    folders = ("", "notebooks/", "decisions/")
    return sorted(page for folder in folders for page in docs.glob(f"{folder}*.md"))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of a page, each with its language."""
    return FENCED.findall(text)


def commands_of(text: str) -> list[list[str]]:
    """Return the words of each interhelix command that a page shows."""
    lines = [
        line
        for language, block in blocks(text)
        if language in ("sh", "bash")
        for line in block.splitlines()
    ]
    lines += INDENTED.findall(text)
    return [shlex.split(line)[1:] for line in lines if line.startswith("interhelix ")]


def slugs(text: str) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub and MyST make them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}


def test_every_page_stands_once_in_the_contents(docs: Path) -> None:
    listed = []
    for folder in ("", "decisions/"):
        text = text_of(docs / f"{folder}index.md")
        trees = re.findall(r"^```\{toctree\}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        lines = [line for tree in trees for line in tree.splitlines()]
        listed += [f"{folder}{line}" for line in lines if re.fullmatch(r"[\w/]+", line)]
    names = [page.relative_to(docs).with_suffix("").as_posix() for page in pages(docs)]
    assert sorted(listed) == sorted(name for name in names if name != "index")


def test_every_link_to_a_heading_leads_to_one(checkout: Path, docs: Path) -> None:
    found, lost = 0, []
    for page in [*pages(docs), *checkout.glob("*.md")]:
        for name, anchor in re.findall(r"\]\(([\w./-]*)#([^)\s]+)\)", text_of(page)):
            target = page.parent / name if name else page
            found += 1
            if anchor not in slugs(text_of(target)):
                lost.append(f"{page.name}: {name}#{anchor}")
    assert found
    assert lost == []


def test_every_command_on_a_page_exists_with_its_options(docs: Path) -> None:
    lines = [words for page in pages(docs) for words in commands_of(text_of(page))]
    assert len(lines) > 20
    for words in lines:
        command, rest = found_command(words)
        options = {name for param in command.params for name in param.opts} | {"--help"}
        assert {word for word in rest if word.startswith("--")} <= options, words


def found_command(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words call, and the words after its name."""
    command: click.Command = root
    rest = list(words)
    while isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command = command.commands[rest.pop(0)]
    assert command is not root, words
    return command, rest


def scaled(words: list[str]) -> list[str]:
    """Return a command with less to do: a small world, few quarters, replicates and processes."""
    command, rest = found_command(words)
    taken = {name for param in command.params for name in param.opts}
    small = {name: value for name, value in SMALL.items() if name in taken}
    if "--engine" in taken:
        small |= {"--engine": "serial"}
        del small["--workers"]
    kept: list[str] = []
    for word in rest:
        if kept and kept[-1] in {*SMALL, "--engine"}:
            kept.pop()
        else:
            kept.append({"russia": "synthetic:4", "first_sweep": "small.toml"}.get(word, word))
    names = words[: len(words) - len(rest)]
    if "--world" in taken and "--world" not in kept:
        small["--world"] = "synthetic:4"
    return [*names, *kept, *(word for pair in small.items() for word in pair)]


@pytest.mark.slow
@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_shows_works_when_it_is_typed_in_order(
    docs: Path, guide: str, cli: Cli
) -> None:
    Path("small.toml").write_text(EXPERIMENT, encoding="utf-8")
    names: dict[str, object] = {}
    for place, (language, block) in enumerate(blocks(text_of(docs / f"{guide}.md"))):
        if language == "toml":
            name = block.splitlines()[0].removeprefix("# ")
            Path(name).write_text(block, encoding="utf-8")
        elif language == "python":
            script = Path(f"block_{place}.py")
            script.write_text(block, encoding="utf-8")  # where functions have a source to record
            exec(compile(block, str(script.absolute()), "exec"), names)
        elif language == "sh":
            for words in commands_of(f"```sh\n{block}```"):
                said = cli(*scaled(words))
                assert said.code == 0, (words, said.err)


def test_every_public_name_is_on_the_python_page_and_every_name_there_exists(docs: Path) -> None:
    text = text_of(docs / "python.md")
    entries = re.findall(r"^\.\. auto\w+:: (\S+)(?:\n   :members: (.+))?", text, re.MULTILINE)
    listed = {path.rpartition(".")[2] for path, _ in entries}
    assert set(interhelix.__all__) <= listed
    for path, members in entries:
        module, _, name = path.rpartition(".")
        found = getattr(import_module(module), name)
        assert found.__doc__, path
        fields = getattr(found, "__dataclass_fields__", {})
        for member in filter(None, members.split(", ")):
            assert hasattr(found, member) or member in fields, (path, member)


def test_a_guide_in_python_needs_no_internet_and_no_main_guard(docs: Path) -> None:
    code = [
        block
        for guide in GUIDES
        for language, block in blocks(text_of(docs / f"{guide}.md"))
        if language == "python"
    ]
    assert code
    for block in code:
        compile(block, "guide", "exec")
        assert "://" not in block
        assert "compare(" not in block or "workers=1" in block


def test_cells_of_notebooks_use_names_that_exist_and_start_processes_safely(docs: Path) -> None:
    """They run when the site is built; this finds a name that has gone before that."""
    notebooks = [page for page in pages(docs) if "{code-cell}" in text_of(page)]
    assert len(notebooks) == 6
    for page in notebooks:
        assert text_of(page).startswith("---\nfile_format: mystnb\n"), page.name
        cells = CELL.findall(text_of(page))
        assert len(cells) > 3, page.name
        for cell in cells:
            for node in ast.walk(ast.parse(cell)):
                if isinstance(node, ast.ImportFrom) and node.module.startswith("interhelix"):
                    home = import_module(node.module)
                    assert all(hasattr(home, name.name) for name in node.names), (page.name, cell)


def test_every_figure_of_a_notebook_says_in_words_what_it_shows(docs: Path) -> None:
    found = 0
    for page in pages(docs):
        for block in re.findall(
            r"^```\{code-cell\}.*?^```", text_of(page), re.MULTILINE | re.DOTALL
        ):
            if ".plot(" in block.splitlines()[-2] or "plt.subplots" in block:
                found += 1
                assert "\n    alt: " in block, (page.name, block)
    assert found > 10


def test_the_lessons_on_the_page_for_teachers_are_those_of_the_app(
    checkout: Path, docs: Path
) -> None:
    lessons = tomllib.loads(text_of(checkout / "app/learn/en.toml"))
    names = [part["name"] for part in lessons.values() if "question" in part]
    rows = re.findall(r"^\| ([^|]+) \|", text_of(docs / "start_class.md"), re.MULTILINE)
    assert rows[1:] == names
