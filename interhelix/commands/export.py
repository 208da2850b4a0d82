"""``interhelix export``: the runs of a store as one file for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.printing import aside, put, put_json
from interhelix.model.errors import Fault, InputError, unknown

FORMS = ("csv", "parquet")


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option("--to", "form", default="csv", show_default=True, help="csv or parquet.")
@click.option("--out", type=click.Path(path_type=Path), help="File; csv is printed without.")
@click.option("--series", is_flag=True, help="The measures by quarter in place of the runs.")
@options.as_json
def export(store: Path, form: str, out: Path | None, series: bool, as_json: bool) -> None:
    """Write the runs of a STORE as one file, a row each, sorted by key."""
    if form not in FORMS:
        raise unknown("form", form, FORMS)
    if out is None and (form != "csv" or as_json):
        raise InputError(Fault("export", "missing option '--out'", f"name a file: runs.{form}"))
    if out is not None and out.exists():
        raise InputError(Fault(str(out), "exists already", "choose another name"))
    from interhelix.experiments.store import Store
    from interhelix.experiments.store.errors import disk_faults
    from interhelix.experiments.store.export import as_bytes
    from interhelix.experiments.store.files import put as put_file

    found = Store(store)
    data = as_bytes(found, form, series)
    if out is None:
        put(data.decode())
        return
    with disk_faults(out):
        put_file(out, data)
    if as_json:
        put_json({"written": str(out)})
    else:
        aside(f"written to {out}")
