"""Draws the two pictures of CONTRIBUTING.md from the code: ``python docs/pictures.py``.

``rooms.svg`` shows the parts of the package and which of them imports which, as the linter of
imports reads it. ``number.svg`` shows the functions through which one number goes from a draw to a
report, each with the first sentence of its docstring.
"""

from __future__ import annotations

import inspect
import sys
from html import escape
from importlib import import_module
from pathlib import Path
from textwrap import wrap

import grimp

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/pictures"
PACKAGE = "interhelix"
ROOMS = ("commands", "app", "experiments", "scenarios", "model", "agents")  # from the top down
WAY = (
    "model.draws.draw",
    "model.mechanisms.climb.climb",
    "model.schedule.live_quarter",
    "model.loop.measured",
    "experiments.replicates.Replicates",
    "experiments.comparing.assembled",
    "experiments.tables.rows_of",
    "experiments.comparison.blocks_of",
    "experiments.document.markdown",
)
WIDTH, BOX, GAP, LINE = 760, 66, 34, 18
LEFT, ROOM_WIDTH = 20, 480
STYLE = (
    "text{font:14px sans-serif;fill:#111}.name{font-weight:bold}.box{fill:#eef3f8;stroke:#345}"
    ".arrow{stroke:#345;fill:none;marker-end:url(#head)}"
)
HEAD = (
    '<marker id="head" markerWidth="9" markerHeight="9" refX="8" refY="4" orient="auto">'
    '<path d="M0,0 L9,4 L0,8 z" fill="#345"/></marker>'
)


def picture(title: str, height: int, parts: list[str]) -> str:
    """Return an SVG on white ground, with its title for who does not see it."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{escape(title)}</title><style>{STYLE}</style><defs>{HEAD}</defs>",
            f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
            *parts,
            "</svg>\n",
        ]
    )


def box(x: int, y: int, width: int, name: str, lines: list[str]) -> list[str]:
    """Return a box with a name in bold and lines below it."""
    words = [
        f'<text x="{x + 12}" y="{y + 20 + LINE * (1 + at)}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    ]
    return [
        f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{BOX}" rx="6"/>',
        f'<text class="name" x="{x + 12}" y="{y + 20}">{escape(name)}</text>',
        *words,
    ]


def graph_of_imports() -> grimp.ImportGraph:
    """Return the graph of imports, read where the package is in one piece."""
    sys.path.insert(0, str(ROOT / "typings"))
    try:
        return grimp.build_graph(PACKAGE, cache_dir=None)
    finally:
        sys.path.remove(str(ROOT / "typings"))


def imports() -> tuple[dict[str, list[str]], set[tuple[str, str]]]:
    """Return the packages inside each room, and which room imports which."""
    graph = graph_of_imports()
    rooms = {room: f"{PACKAGE}.{room}" for room in ROOMS}
    inside = {
        room: sorted(
            child.rpartition(".")[2]
            for child in graph.find_children(path)
            if graph.find_children(child)
        )
        for room, path in rooms.items()
    }
    arrows = {
        (one, other)
        for one in ROOMS
        for other in ROOMS
        if one != other
        and graph.direct_import_exists(importer=rooms[one], imported=rooms[other], as_packages=True)
    }
    return inside, arrows


def rooms_picture() -> str:
    """Draw the rooms from the top down, with an arrow from each to every one that it imports."""
    inside, arrows = imports()
    top = {room: 12 + (BOX + GAP) * at for at, room in enumerate(ROOMS)}
    parts = []
    for room in ROOMS:
        names = ", ".join(inside[room]) or "modules only"
        parts += box(LEFT, top[room], ROOM_WIDTH, room, wrap(names, 64))
    for one, other in sorted(arrows, key=lambda pair: (ROOMS.index(pair[0]), pair[1])):
        parts.append(_arrow(one, other, top))
    return picture("The parts of interhelix and their imports", top[ROOMS[-1]] + BOX + 12, parts)


def _arrow(one: str, other: str, top: dict[str, int]) -> str:
    """Return the arrow of an import: straight to the next room, in a bow past others."""
    begin, end = ROOMS.index(one), ROOMS.index(other)
    if end == begin + 1:
        x = LEFT + ROOM_WIDTH // 2
        return f'<path class="arrow" d="M{x},{top[one] + BOX} L{x},{top[other]}"/>'
    edge = LEFT + ROOM_WIDTH
    from_y, to_y = top[one] + 14 + 7 * (end - begin), top[other] + 6 + 9 * begin
    out = edge + 50 * (end - begin)
    return f'<path class="arrow" d="M{edge},{from_y} C{out},{from_y} {out},{to_y} {edge},{to_y}"/>'


def first_sentence(path: str) -> str:
    """Return the first sentence of the docstring of what a dotted path names."""
    module, _, name = f"{PACKAGE}.{path}".rpartition(".")
    found = getattr(import_module(module), name)
    text = inspect.getdoc(getattr(found, "py_func", found))
    return (text or "").partition("\n")[0].replace("``", "")


def number_picture() -> str:
    """Draw the functions through which a number goes, from the draw to the report."""
    parts = []
    step = BOX + 22
    for at, path in enumerate(WAY):
        y = 12 + step * at
        parts += box(LEFT, y, WIDTH - 2 * LEFT, path, wrap(first_sentence(path), 92))
        if at:
            x = WIDTH // 2
            parts.append(f'<path class="arrow" d="M{x},{y - 22} L{x},{y}"/>')
    return picture("The way of one number from a draw to a report", 12 + step * len(WAY), parts)


def pictures() -> dict[str, str]:
    """Return each picture by the name of its file."""
    return {"rooms.svg": rooms_picture(), "number.svg": number_picture()}


def main() -> None:
    """Write both pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pictures().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
