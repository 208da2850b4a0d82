"""The output folder, written all at once or not at all, and the tables in it.

Files are written to a folder beside it, which takes its name when it is complete. A folder that
exists is replaced only with ``overwrite``, and only if interhelix wrote all that it holds: its
``run.json`` lists the files. In tables what is undefined is missing: an empty cell, a null. In CSV
floats have a point or an exponent, so that no program reads such a column as whole numbers; truth
is ``1`` or ``0`` (R 4.2 reads ``true`` as text); a text that a spreadsheet would take for a formula
begins with an apostrophe.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from interhelix.model.errors import Fault, InputError, shortened

if TYPE_CHECKING:
    pass


RECORD = "run.json"
DRAFT = ".interhelix-"  # begins the name of a folder that is not complete yet
OWN_FOLDER = "give a folder of its own"
DEEPEST = 100  # folders that are made for a result


def check_folder(target: Path, overwrite: bool) -> Path:
    """Return where results may go; nothing of them is written yet.

    Raises:
        InputError: the folder is in use, holds what is not ours, or cannot be written.

    """
    where = str(target)
    with _faults_of(where):
        target = Path(os.path.realpath(target))
        with suppress(FileNotFoundError, NotADirectoryError):
            target.stat()  # from Python 3.14 on Path.exists hides a name that is too long
        if target.exists() and not target.is_dir():
            raise InputError(Fault(where, "is a file", OWN_FOLDER))
        if target == Path.cwd() or target in Path.cwd().parents:
            raise InputError(Fault(where, "is the folder that you work in", OWN_FOLDER))
        if target.is_dir() and any(target.iterdir()):
            if not overwrite:
                remedy = "give another folder, or --overwrite to replace it"
                raise InputError(Fault(where, "exists and is not empty", remedy))
            _check_ours(target)
        ground = _ground(target)
        if not ground.is_dir():
            raise InputError(Fault(str(ground), "is a file", "give a folder below a folder"))
        if not os.access(ground, os.W_OK | os.X_OK):
            raise InputError(Fault(str(ground), "cannot be written", "give another folder"))
        if (deep := len(target.relative_to(ground).parts)) > DEEPEST:
            problem = f"lies {deep} folders below one that exists"
            raise InputError(Fault(shortened(where), problem, "give a shorter path"))
        with tempfile.TemporaryDirectory(prefix=DRAFT, dir=ground):
            pass  # some file systems say no only then
    return target


def _check_ours(target: Path) -> None:
    """Refuse a folder that holds anything that its ``run.json`` does not list."""
    try:
        ours = set(json.loads((target / RECORD).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        ours = set()
    found = sorted(path.name for path in target.iterdir())
    foreign = [name for name in found if name not in ours or not (target / name).is_file()]
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        problem = "holds what interhelix did not write: " + ", ".join(foreign[:3]) + more
        raise InputError(Fault(str(target), problem, f"it stays as it is; {OWN_FOLDER}"))


def _ground(target: Path) -> Path:
    """Return the nearest folder above ``target`` that exists."""
    return next(parent for parent in target.parents if parent.exists())


@contextmanager
def complete_folder(target: Path, overwrite: bool) -> Iterator[Path]:
    """Give a folder to write to; when the context ends well, it becomes ``target``.

    If anything goes wrong, Ctrl-C too, ``target`` is as it was and nothing is left beside it.
    """
    where = str(target)
    target = check_folder(target, overwrite)
    with _faults_of(where):
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=_ground(target)))
        try:
            yield draft
            draft.chmod(0o777 & ~_umask())
            check_folder(target, overwrite)
            _put(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def write_record(folder: Path, made_by: Mapping[str, object]) -> None:
    """Write ``run.json``: what made the results, and which files they are."""
    files = sorted({path.name for path in folder.iterdir()} | {RECORD})
    text = json.dumps({**made_by, "files": files}, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def _put(draft: Path, target: Path) -> None:
    """Let the draft take the place of the target; the old one goes last."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = None
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=DRAFT, dir=target.parent))
        target.replace(old / target.name)
    try:
        draft.replace(target)
    except BaseException:
        if old:
            (old / target.name).replace(target)
        raise
    finally:
        if old and target.exists():
            shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    """Return the mask of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _faults_of(where: str) -> Iterator[None]:
    """Turn what the file system refuses into a message; a draft is no name for a user."""
    try:
        yield
    except OSError as error:
        place = str(error.filename or where)
        place = where if DRAFT in place else place
        with suppress(AttributeError):
            raise InputError(
                Fault(place, error.strerror or str(error), "give another folder")
            ) from error


def safe(name: str) -> str:
    """Return a name of a file that any file system takes."""
    return re.sub(r"[^\w-]+", "_", name)[:80]


FORMS = ("csv", "parquet")
# what a spreadsheet takes for the beginning of a formula; "-1..1" is none
FORMULA = re.compile(r"\s*(?:[=@＝＠]|[-+－＋](?![\d.]*$))")
Tabular: TypeAlias = "pd.DataFrame | pa.Table"


def write_table(table: Tabular, path: Path) -> None:
    """Write a table as a file, in the form that its name ends with; the same on every system."""
    path.write_bytes(as_bytes(table, path.suffix[1:]))


def as_bytes(table: Tabular, form: str) -> bytes:
    """Return a table, without its index, in one of ``FORMS``."""
    return as_csv(table).encode() if form == "csv" else as_parquet(table)


def as_csv(table: Tabular) -> str:
    """Return a table, without its index, as CSV."""
    if isinstance(table, pa.Table):
        table = table.to_pandas()
    words = {
        str(name): column.map(_in_words)
        for name, column in table.items()
        if is_bool_dtype(column) or not is_numeric_dtype(column)
    }
    text: str = table.assign(**words).to_csv(index=False, lineterminator="\n")
    return text


def as_parquet(table: Tabular) -> bytes:
    """Return a table, without its index, as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    if not isinstance(table, pa.Table):
        table = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(without_nan(table).replace_schema_metadata(None), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def without_nan(table: pa.Table) -> pa.Table:
    """Return a table whose NaN are null; statistics of Parquet files leave NaN out."""
    for at, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table.column(at)
            null = pa.scalar(None, field.type)
            table = table.set_column(at, field, pc.if_else(pc.is_nan(column), null, column))
    return table


def _in_words(value: object) -> object:
    """Return truth as 1 or 0, and a text so that it is no formula; all else as it is."""
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    is_formula = isinstance(value, str) and FORMULA.match(value)
    return f"'{value}" if is_formula else value


JSON_FIELDS = (
    "policy", "measure", "unit", "wanted", "baseline_mean", "difference", "low", "high", "low_all",
    "high_all", "pairs_better", "variance_reduction", "verdict",
)  # fmt: skip
FIGURES = 10  # of a number in JSON


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of a table as JSON values."""
    return [
        {str(name): json_value(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def json_value(value: object) -> object:
    """Return a value as JSON has it: numbers to ten figures, null for what is not finite.

    A whole number that many programs would round, as a seed may be, is a text (``seeds.told``).
    """
    if isinstance(value, float | np.floating):
        return float(f"{value:.{FIGURES}g}") + 0.0 if math.isfinite(value) else None
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        return value
    return exact_seed(int(value))


EXACT = 2**53  # the least number from which on not every whole number is a float


def as_text(seed: int) -> str:
    """Return a seed as text with its digits in groups, which ``int`` and ``--seed`` take.

    No program takes it for a number: R, spreadsheets and JavaScript round whole numbers from 2^53.
    """
    return f"{seed:_}"


def exact_seed(seed: int) -> int | str:
    """Return a seed as the number that it is, or as text where it is too large to be exact."""
    return seed if seed < EXACT else as_text(seed)
