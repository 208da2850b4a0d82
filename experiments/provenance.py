"""What made a result: the record in ``run.json``, a Data Package and an RO-Crate."""

from __future__ import annotations

import json
import platform
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

import interhelix
from interhelix.experiments.inputs import Origin, hash_of_world, stretches_of, value_of
from interhelix.experiments.output import write_record, write_table
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures import BY_NAME, Measure
from interhelix.model.parameters import DEFAULTS, Parameters, catalogue
from interhelix.model.source import hash_of_source, source_of
from interhelix.model.world import World
from interhelix.scenarios import Intervention, Scenario

PACKAGES = ("numpy", "numba", "pandas", "scipy")


def made_by() -> dict[str, object]:
    """Return version, fingerprint of the model, and the environment."""
    return {
        "interhelix": interhelix.__version__,
        "fingerprint": fingerprint(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def of_world(world: World, origin: Origin) -> dict[str, object]:
    """Return what identifies a world, and what of it is measured, estimated and drawn.

    ``files`` holds the SHA-256 of each file that it was read from, ``content`` a hash of what runs
    take from it, as a store has it.
    """
    return {
        "name": world.name,
        "given": origin.word,
        "files": dict(origin.files),
        "content": hash_of_world(world),
        "title": world.title,
        "regions": world.size,
        "actors": world.actors,
        "sources": dict(world.sources),
        "measured": list(world.measured),
        "estimated": list(world.estimates),
        "drawn": list(world.drawn),
    }


def of_scenario(scenario: Scenario, quarters: int, origin: Origin) -> dict[str, object]:
    """Return a scenario in full: text, interventions, and every value that is not the default.

    ``files`` holds the SHA-256 of its file and of those of its bases.
    """
    return {
        "name": scenario.name,
        "given": origin.word,
        "files": dict(origin.files),
        "title": scenario.title,
        "question": scenario.question,
        "base": scenario.base,
        "sources": list(scenario.sources),
        "interventions": [_of_intervention(step) for step in scenario.steps],
        **({"rules": [rule.record for rule in scenario.rules]} if scenario.rules else {}),
        "parameters": _stretches(scenario.parameters(quarters)),
    }


def _of_intervention(step: Intervention) -> dict[str, object]:
    return {
        "label": step.label,
        "from": step.start,
        "until": step.until,
        "set": dict(step.values),
    }


def _stretches(policy: tuple[Parameters, ...]) -> list[dict[str, object]]:
    """Return the quarters in which the same values hold, with the values that are not default."""
    return [
        {"from": begin, "until": end, "set": changed(parameters)}
        for begin, end, parameters, _ in stretches_of(policy)
    ]


def changed(parameters: Parameters) -> dict[str, float]:
    """Return the values that are not the default, by dotted name."""
    return {
        name: float(value)
        for name, declared in catalogue().items()
        if (value := value_of(parameters, name)) != value_of(DEFAULTS, declared.name)
    }


RECORDED = ("name", "unit", "wanted", "matters", "text")


def record_of_measures(own: Sequence[Measure]) -> dict[str, object]:
    """Return the part of a record about measures of the user's own; nothing without any."""
    return {"own_measures": [_of_measure(measure) for measure in own]} if own else {}


def _of_measure(measure: Measure) -> dict[str, Any]:
    """Return what a measure declares, its source and the SHA-256 of this."""
    declared = {name: getattr(measure, name) for name in RECORDED}
    hashed, source = hash_of_source(measure.read), source_of(measure.read)
    return {**declared, "sha256": hashed, "source": source}


def code_of(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rules and measures of the user's own that a record holds, each once.

    A run and a comparison record rules with each scenario, a sweep all together under ``code``.
    """
    sides = [record.get("scenario"), record.get("baseline"), *record.get("policies", ())]
    swept = record.get("code", {})
    rules = [side.get("rules", ()) for side in sides if side]
    rules += swept.get("rules", {}).values()
    measures = record.get("own_measures", swept.get("own_measures", ()))
    found = [{"kind": "rule", **rule} for rule in chain.from_iterable(rules)]
    found += [{"kind": "measure", **one} for one in measures]
    return [one for at, one in enumerate(found) if one not in found[:at]]


AUTHORS, LICENSE = "interhelix team", "Apache-2.0"
RO_CRATE = "https://w3id.org/ro/crate/1.1"
CRATE = "ro-crate-metadata.json"
ABOUT = "run.json says what made it, datapackage.json what its tables hold."
MEDIA = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".graphml": "application/graphml+xml",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def crate_of(
    folder: Path, title: str, record: Mapping[str, object], inputs: Mapping[str, str]
) -> dict[str, object]:
    """Return the crate: files of the folder, inputs by path and SHA-256, the action, the program.

    ``record`` is that of ``run.json``.
    """
    read = [_input(path, hashed) for path, hashed in inputs.items()]
    made = [_file(path) for path in sorted(folder.iterdir()) if path.name != CRATE]
    return {
        "@context": f"{RO_CRATE}/context",
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": RO_CRATE},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": title,
                "description": ABOUT,
                "datePublished": datetime.now(UTC).date().isoformat(),
                "license": {"@id": "#license"},
                "hasPart": _links(made),
                "mentions": {"@id": "#run"},
            },
            *made,
            *read,
            {
                "@id": "#run",
                "@type": "CreateAction",
                "name": title,
                "description": record["command"],
                "instrument": {"@id": "#interhelix"},
                "object": _links(read),
                "result": _links(made),
            },
            *_software(record),
        ],
    }


def _software(record: Mapping[str, object]) -> list[dict[str, object]]:
    program: dict[str, object] = {
        "@id": "#interhelix",
        "@type": "SoftwareApplication",
        "name": "interhelix",
        "softwareVersion": record["interhelix"],
        "identifier": f"model {record['fingerprint']}",
        "license": LICENSE,
        "author": {"@id": "#authors"},
    }
    return [
        program,
        {"@id": "#authors", "@type": "Organization", "name": AUTHORS},
        {
            "@id": "#license",
            "@type": "CreativeWork",
            "name": "None yet",
            "description": "Whoever publishes these results chooses one, and adds authors.",
        },
    ]


def _input(path: str, hashed: str) -> dict[str, str]:
    name = {"@id": f"#input-{quote(path)}", "@type": "CreativeWork", "name": path}
    return {**name, "identifier": f"sha256:{hashed}"}


def _file(path: Path) -> dict[str, str]:
    told = {"@id": quote(path.name), "@type": "File", "name": path.name}
    return told | ({"encodingFormat": MEDIA[path.suffix]} if path.suffix in MEDIA else {})


def _links(entities: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    return [{"@id": entity["@id"]} for entity in entities]


WITH_UNIT = re.compile(r"(?P<text>.+?)(?: \[(?P<unit>[^]]+)\])?")
TRUTH = {"trueValues": ["1"], "falseValues": ["0"]}


Own = Mapping[str, tuple[str, str]]  # text and unit of measures of the user's own
Code = Sequence[Mapping[str, str]]  # rules and measures of the user's own, as ``code_of`` has them


def package_of(
    folder: Path, title: str, tables: Mapping[str, pd.DataFrame], code: Code = ()
) -> dict[str, object]:
    """Return the description of tables that a folder holds as CSV."""
    own = {each["name"]: (each["text"], each["unit"]) for each in code if each["kind"] == "measure"}
    return {
        "profile": "tabular-data-package",
        "name": "interhelix-results",
        "title": title,
        "resources": [_resource(folder, name, table, own) for name, table in tables.items()],
        **({"code": [{**each} for each in code]} if code else {}),
    }


def _resource(folder: Path, name: str, table: pd.DataFrame, own: Own) -> dict[str, object]:
    data = (folder / f"{name}.csv").read_bytes()
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "description": declared()["tables"][name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": {
            "fields": [_field(name, str(column), values, own) for column, values in table.items()],
            "missingValues": [""],
        },
    }


@cache
def declared() -> Mapping[str, Mapping[str, str]]:
    """Return the texts of tables and of columns that are neither measures nor parameters."""
    text = files(__package__).joinpath("archive", "columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _field(table: str, column: str, values: pd.Series, own: Own) -> dict[str, object]:
    """Return the type of a column, what it holds, and its unit if it has one."""
    text, unit = own[column] if column in own else described(table, column)
    field: dict[str, object] = {"name": column, "type": "string", "description": text}
    if is_bool_dtype(values):
        field |= {"type": "boolean", **TRUTH}
    elif is_numeric_dtype(values):
        field["type"] = "integer" if is_integer_dtype(values) else "number"
    return field | ({"unit": unit} if unit else {})


def described(table: str, column: str) -> tuple[str, str]:
    """Return text and unit of a column, from where it is declared; the unit may be empty.

    Raises:
        KeyError: it is not declared.

    """
    own = declared().get(table, {})
    if column not in own and column in {**BY_NAME, **catalogue()}:
        found = BY_NAME.get(column) or catalogue()[column]
        return found.text, found.unit
    parts = WITH_UNIT.fullmatch({**declared()["every"], **own}[column])
    assert parts is not None
    return parts["text"], parts["unit"] or ""


PACKAGE = "datapackage.json"
DESCRIPTIONS = (PACKAGE, CRATE)


def write_results(
    folder: Path,
    title: str,
    tables: Mapping[str, pd.DataFrame],
    record: Mapping[str, object],
    inputs: Mapping[str, str],
) -> None:
    """Write tables, their description, and what made the folder; the last to be written to it.

    ``record`` is that of ``run.json``, ``inputs`` has the SHA-256 of each file that was read.
    """
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    code = code_of(record)
    _write(folder / PACKAGE, package_of(folder, title, tables, code))
    (folder / CRATE).touch()
    write_record(folder, record)
    read = {**inputs, **{f"{each['kind']} {each['name']}": each["sha256"] for each in code}}
    _write(folder / CRATE, crate_of(folder, title, record, read))


def _write(path: Path, value: object) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
