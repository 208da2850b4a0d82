"""Write the tables that follow from declarations in the code: parameters, measures, scenarios.

Run it as ``python docs/generate.py``. What stands between the markers ``<!-- begin NAME -->`` and
``<!-- end NAME -->`` of a page is written anew, all else stays. A test fails where a page is stale.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from interhelix.model.measures import MEASURES, PRIMARY
from interhelix.model.measures.undefined import UNDEFINED
from interhelix.model.parameters import DEFAULTS, Parameter, catalogue
from interhelix.scenarios import Intervention, Scenario, load_world, scenario_names, world_names

DOCS = Path(__file__).resolve().parent
FROM_DATA = ("chai2018", "cordis2020", "horizon2020")  # sources that give the number itself
ASSUMED = "assumed"


def table(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(str(c).replace('|', '¦') for c in row)} |" for row in rows)


def of_group(group: str) -> list[Parameter]:
    """List the parameters of a group."""
    return [p for p in catalogue().values() if p.name.partition(".")[0] == group]


def parameters() -> str:
    """Return a section for each group of parameters."""
    header = ["name", "default", "unit", "from", "to", "what", "source"]
    sections = []
    for group, values in zip(DEFAULTS._fields, DEFAULTS, strict=True):
        lines = [
            [f"`{p.name}`", f"{p.default:g}", p.unit, f"{p.low:g}", f"{p.high:g}", p.text, p.source]
            for p in of_group(group)
        ]
        about = inspect.cleandoc(type(values).__doc__ or "")
        sections.append(f"## {group}\n\n{about}\n\n{table(header, lines)}")
    return "\n\n".join(sections)


def measures() -> str:
    """Return a table of the measures; the primary ones stand in bold."""
    header = ["name", "unit", "wanted", "matters from", "what", "read", "undefined"]
    lines = [
        [
            f"**`{m.name}`**" if m.name in PRIMARY else f"`{m.name}`",
            m.unit,
            m.wanted,
            f"{m.matters:g}",
            m.text,
            "less the twin" if m.against_twin else "last quarter only" if m.at_end else "",
            UNDEFINED.get(m.name, ""),
        ]
        for m in MEASURES
    ]
    return table(header, lines)


def scenarios() -> str:
    """Return a section for each scenario that ships."""
    return "\n\n".join(scenario(Scenario.load(name)) for name in scenario_names())


def scenario(told: Scenario) -> str:
    """Return the section of a scenario: question, base, what it sets, what to look at."""
    base = f"Stands on `{told.base}`." if told.base else "Stands on the defaults."
    header = ["intervention", "from", "until", "parameter", "value", "default", "unit"]
    lines = [line for step in told.interventions for line in settings(step)]
    sources = f"Sources: {', '.join(told.sources)}."
    parts = [f"## {told.name}", f"**{told.title}.** {told.question}"]
    return "\n\n".join([*parts, base, table(header, lines), told.look_at.strip(), sources])


def settings(step: Intervention) -> list[list[object]]:
    """Return a line for each parameter that an intervention sets."""
    until = "end" if step.until is None else step.until
    lines: list[list[object]] = []
    for name, value in step.values.items():
        declared = catalogue()[name]
        first = step.label if not lines else ""
        changed = [f"`{name}`", f"{value:g}", f"{declared.default:g}", declared.unit]
        lines.append([first, step.start, until, *changed])
    return lines


def worlds() -> str:
    """Return a section for each world that ships."""
    sections = []
    for name in world_names():
        world = load_world(name)
        sources = [[column, source] for column, source in world.sources.items()]
        parts = [
            f"## {name}",
            f"**{world.title}**, {world.actors} actors. {world.note.strip()}",
            "\n".join(f"* {told}" for told in world.basis),
            table(["column", "source"], sources),
        ]
        sections.append("\n\n".join(parts))
    return "\n\n".join(sections)


def certainty() -> str:
    """Return how many parameters are assumed, in one sentence for the README."""
    sources = [p.source for p in catalogue().values()]
    data = sum(source in FROM_DATA for source in sources)
    assumed = sources.count(ASSUMED)
    calibrated = sum(source.startswith("calibrated:") for source in sources)
    return (
        f"Of {len(sources)} parameters {data} take their number from published figures or CORDIS "
        f"data, some rounded or within a range, {calibrated} are calibrated, {assumed} are marked "
        f"`assumed`, and {len(sources) - data - calibrated - assumed} name the source of the rule "
        "while the number is ours."
    )


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "parameters.md": {"parameters": parameters},
    "measures.md": {"measures": measures},
    "scenarios.md": {"scenarios": scenarios, "worlds": worlds},
    "../README.md": {"certainty": certainty},
}


def renewed(page: str) -> str:
    """Return a page with its generated parts written anew."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, make in PAGES[page].items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        marked = re.compile(f"{begin}.*?{end}", re.DOTALL)
        if len(marked.findall(text)) != 1:
            sys.exit(f"{page}: the markers of '{name}' must stand once")
        written = f"{begin}\n{make()}\n{end}".replace("\\", r"\\")
        text = marked.sub(written, text)
    return text


def main() -> None:
    """Write every page anew."""
    for page in PAGES:
        (DOCS / page).write_text(renewed(page), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
