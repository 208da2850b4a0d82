"""The Data Package (https://datapackage.org) of tables: each column with type, unit and text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from interhelix.model.measures import BY_NAME
from interhelix.model.parameters import catalogue

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
    text = files(__package__).joinpath("columns.toml").read_text(encoding="utf-8")
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
        KeyError: nobody has declared it.

    """
    own = declared().get(table, {})
    if column not in own and column in {**BY_NAME, **catalogue()}:
        found = BY_NAME.get(column) or catalogue()[column]
        return found.text, found.unit
    parts = WITH_UNIT.fullmatch({**declared()["every"], **own}[column])
    assert parts is not None
    return parts["text"], parts["unit"] or ""
