"""The end of a folder of results: tables, what they hold, and what made them from what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from interhelix.experiments.archive.crate import CRATE, crate_of
from interhelix.experiments.archive.datapackage import package_of
from interhelix.experiments.output import write_record
from interhelix.experiments.own_code import code_of
from interhelix.experiments.table_files import write_table

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
