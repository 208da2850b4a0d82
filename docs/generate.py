"""Write what follows from declarations in the code: parameters, measures, scenarios, commands.

Run it as ``python docs/generate.py``. What stands between the markers ``<!-- begin NAME -->`` and
``<!-- end NAME -->`` of a page is written anew, all else stays. A test fails where a page is stale.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click
import pandas as pd

from interhelix.commands import root
from interhelix.experiments import calibration
from interhelix.experiments.calibration.specification import Asked
from interhelix.experiments.document import Table
from interhelix.experiments.document import table as in_columns
from interhelix.experiments.replicates import FOLDER as POSTERIORS
from interhelix.experiments.statistics import number, percent, span
from interhelix.model.measures import MEASURES, PRIMARY
from interhelix.model.measures.undefined import UNDEFINED
from interhelix.model.parameters import DEFAULTS, Parameter, catalogue
from interhelix.scenarios import Intervention, Scenario, load_world, scenario_names, world_names

DOCS = Path(__file__).resolve().parent
FROM_DATA = ("chai2018", "cordis2020", "horizon2020")  # sources that give the number itself
ASSUMED, CALIBRATION = "assumed", "fp7"
WHERE = (
    "journal",
    "booktitle",
    "publisher",
    "institution",
    "howpublished",
    "volume",
    "pages",
    "note",
)
WIDE = 200  # columns, so that no usage is broken into lines


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


def commands() -> str:
    """Return a section for each command: usage, what it does, its options."""
    top = click.Context(root, info_name="interhelix", terminal_width=WIDE)
    return "\n\n".join(part for each in _within(root, top) for part in each)


def _within(group: click.Group, context: click.Context) -> Iterator[Iterator[str]]:
    """Yield the section of each command of a group, and of the commands within it."""
    for name, command in group.commands.items():
        own = click.Context(command, parent=context, info_name=name)
        yield _of_command(command, own)
        if isinstance(command, click.Group):
            yield from _within(command, own)


def _of_command(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the parts of a section on a command."""
    usage = command.get_usage(context).partition(": ")[2]
    yield f"## {context.command_path}\n\n```text\n{usage}\n```"
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    yield "\n\n".join(_in_code(" ".join(paragraph.split())) for paragraph in paragraphs)
    options = [option for option in command.params if isinstance(option, click.Option)]
    if options:
        yield table(["option", "what"], [_of_option(option, context) for option in options])


def _of_option(option: click.Option, context: click.Context) -> list[object]:
    """Return name and text of an option, as its help has them."""
    name, text = option.get_help_record(context) or ("", "")
    return [f"`{name}`", _in_code(" ".join(text.split()))]


def _in_code(text: str) -> str:
    """Return a text with its options as code, where two hyphens stay two."""
    return re.sub(r"(?<!\S)--[\w-]+", r"`\g<0>`", text)


def sources() -> str:
    """Return a table of the sources, by key."""
    text = (DOCS / "references.bib").read_text(encoding="utf-8")
    parts = re.split(r"^@\w+\{(\w+),$", text, flags=re.MULTILINE)[1:]
    lines = []
    for key, body in zip(parts[::2], parts[1::2], strict=True):
        found = re.findall(r"^ +(\w+) *= \{(.*)\},$", body, flags=re.MULTILINE)
        who = re.sub(r" and (?![^{]*\})", "; ", dict(found)["author"])
        fields = {name: _plain(value) for name, value in found}
        link = f"[{fields['doi']}](https://doi.org/{fields['doi']})" if "doi" in fields else ""
        where = ", ".join(fields[name] for name in WHERE if name in fields)
        lines.append(
            [f"**{key}**", f"{_plain(who)} ({fields['year']})", fields["title"], where, link]
        )
    return table(["key", "by", "title", "where", "DOI"], lines)


def _plain(value: str) -> str:
    """Return a value of the bibliography without the signs of TeX."""
    for sign, plain in (("\\&", "&"), ("\\'a", "á"), ("--", "–"), ("``", "“"), ("''", "”")):
        value = value.replace(sign, plain)
    return re.sub("[{}]", "", value)


def priors() -> str:
    """Return a table of the priors of the calibration that ships, with their reasons."""
    header = ["parameter", "from", "to", "default", "unit", "why"]
    lines = [
        [
            f"`{name}`",
            number(prior.low),
            number(prior.high),
            number(catalogue()[name].default),
            catalogue()[name].unit,
            prior.reason,
        ]
        for name, prior in Asked.load(CALIBRATION).priors.items()
    ]
    return table(header, lines)


def calibrated(name: str, shown: Callable[[pd.DataFrame], Table]) -> Callable[[], str]:
    """Return what makes a table of the folder of the calibration that ships."""

    def make() -> str:
        found = shown(pd.read_csv(POSTERIORS / CALIBRATION / f"{name}.csv"))
        return in_columns(found.header, found.lines)

    return make


def robustness() -> str:
    """Return what luck and ignorance do to the headline, from ``robustness.json``."""
    found = json.loads((DOCS / "robustness.json").read_text(encoding="utf-8"))
    header = [
        "measure", "unit", "difference", "luck", "luck and ignorance", "ignorance", "better in",
    ]  # fmt: skip
    lines = [
        [
            f"`{row['measure']}`",
            row["unit"],
            number(row["difference"]),
            span(row["low_luck"], row["high_luck"]),
            span(row["low_both"], row["high_both"]),
            percent(row["share_ignorance"]),
            percent(row["better_both"]),
        ]
        for row in found["ignorance"]["rows"]
    ]
    return f"{found['pairs']} pairs, {found['quarters']} quarters.\n\n{table(header, lines)}"


def certainty() -> str:
    """Return how many parameters are assumed, in one sentence for the README."""
    sources = [p.source for p in catalogue().values()]
    data = sum(source in FROM_DATA for source in sources)
    assumed = sources.count(ASSUMED)
    rows = json.loads((DOCS / "ablation.json").read_text(encoding="utf-8"))["rows"]
    told = json.loads((DOCS / "robustness.json").read_text(encoding="utf-8"))
    shares = ", ".join(
        f"`{row['measure']}` {percent(row['better_both'])}" for row in told["ignorance"]["rows"]
    )
    calibrated = sum(source.startswith("calibrated:") for source in sources)
    return (
        f"Of {len(sources)} parameters {data} take their number from published figures or CORDIS "
        f"data, some rounded or within a range, {calibrated} are calibrated, {assumed} are marked "
        f"`assumed`, and {len(sources) - data - calibrated - assumed} name the source of the rule "
        "while the number is ours.\n"
        f"Of {len(rows)} switches in the [ablation](docs/coverage.md#what-did-not-come-out) "
        f"{sum(row['ok'] for row in rows)} move what they should.\n"
        f"Over {told['pairs']} draws of the [posterior](docs/calibration.md) platform with "
        f"specialisation does better than conferences, on `russia`, in {shares}."
    )


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "parameters.md": {"parameters": parameters},
    "measures.md": {"measures": measures},
    "scenarios.md": {"scenarios": scenarios, "worlds": worlds},
    "commands.md": {"commands": commands},
    "sources.md": {"sources": sources},
    "calibration.md": {
        "priors": priors,
        "posterior": calibrated("parameters", calibration.parameters),
        "patterns": calibrated("patterns", calibration.patterns),
        "together": calibrated("together", calibration.together),
        "robustness": robustness,
    },
    "../README.md": {"certainty": certainty},
}


def with_part(page: str, text: str, name: str, made: str) -> str:
    """Return the text of a page with the part between two markers written anew."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    marked = re.compile(f"{begin}.*?{end}", re.DOTALL)
    if len(marked.findall(text)) != 1:
        sys.exit(f"{page}: the markers of '{name}' must stand once")
    written = f"{begin}\n{made}\n{end}".replace("\\", r"\\")
    return marked.sub(written, text)


def renewed(page: str) -> str:
    """Return a page with its generated parts written anew."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, make in PAGES[page].items():
        text = with_part(page, text, name, make())
    return text


def main() -> None:
    """Write every page anew."""
    for page in PAGES:
        (DOCS / page).write_text(renewed(page), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
