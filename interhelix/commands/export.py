"""``interhelix export``: the runs of a store as one file for other programs."""

from __future__ import annotations

import os
from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.printing import aside, put, put_json
from interhelix.commands.status import shortfall
from interhelix.model.errors import Fault, InputError, unknown

ENDINGS = {"csv": "csv", "parquet": "parquet", "behaviorspace": "csv"}  # of a file, by form
CSV = "csv"


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "form",
    help="csv, parquet, or behaviorspace, the table of NetLogo's BehaviorSpace, as CSV; "
    "by default what the name of the file ends with.",
)
@click.option("--out", type=click.Path(path_type=Path), help="File; csv is printed without.")
@click.option("--series", is_flag=True, help="The measures by quarter in place of the runs.")
@options.as_json
def export(store: Path, form: str | None, out: Path | None, series: bool, as_json: bool) -> int:
    """Write the runs of a STORE as one file, a row each, sorted by key.

    The exit code is 4 where runs failed or are missing.
    """
    form = form_of(form, out)
    if out is None and (ENDINGS[form] != CSV or as_json):
        remedy = f"name a file: runs.{ENDINGS[form]}"
        raise InputError(Fault("export", "missing option '--out'", remedy))
    if out is not None and os.path.lexists(out):
        raise InputError(Fault(str(out), "exists already", "choose another name"))
    from interhelix.experiments.store import Store, exported
    from interhelix.experiments.store.format import put as put_file
    from interhelix.experiments.sweeps.status import Status

    found = Store(store)
    data = exported(found, form, series)
    if out is None:
        put(data.decode())
        return shortfall(Status.of(found), series)
    try:
        put_file(out, data)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise InputError(Fault(str(out), problem, "choose another place")) from error
    if as_json:
        put_json({"written": str(out)})
    else:
        aside(f"written to {out}")
    return shortfall(Status.of(found), series)


def form_of(form: str | None, out: Path | None) -> str:
    """Return the form of an export; the name of the file must not say another one.

    Raises:
        InputError: it does, or there is no such form.

    """
    if form is not None and form not in ENDINGS:
        raise unknown("form", form, ENDINGS)
    known = dict.fromkeys(ENDINGS.values())
    name = out.name.rstrip(". ") if out is not None else ""  # which Windows leaves out
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if form is None and ending not in ("", *known):
        problem = f"nothing is exported as '{ending[: options.LONGEST]}'"
        raise InputError(Fault(str(out), problem, f"let the name end with .{' or .'.join(known)}"))
    if form is not None and ending in known and ending != ENDINGS[form]:
        problem = f"'{form}' does not go with the name {out}"
        raise InputError(
            Fault("--to", problem, f"leave out --to, or let the name end with .{ENDINGS[form]}")
        )
    return form or ending or CSV
