"""``interhelix new``: a commented template that runs as it is."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.group import Group, help_alone
from interhelix.commands.printing import put, put_json


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def new(context: click.Context) -> None:
    """Write a commented template that runs as it is."""
    help_alone(context)


@new.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.toml")
@options.as_json
def scenario(file: Path, as_json: bool) -> None:
    """Write a scenario to FILE.toml."""
    from interhelix.scenarios import write_scenario_template

    write_scenario_template(file)
    _say(file, f"interhelix run {_named(file)}", as_json)


@new.command()
@click.argument("folder", type=click.Path(path_type=Path))
@options.as_json
def world(folder: Path, as_json: bool) -> None:
    """Write a world, world.toml and regions.csv, to FOLDER."""
    from interhelix.scenarios import write_world_template

    write_world_template(folder)
    _say(folder, f"interhelix run conferences --world {_named(folder)}", as_json)


def _named(path: Path) -> str:
    """Return a path as a command takes it: a bare name would be one that ships."""
    return str(path) if len(path.parts) > 1 else f"./{path}"


def _say(path: Path, command: str, as_json: bool) -> None:
    if as_json:
        put_json({"written": str(path), "try": command})
    else:
        put(f"written to {path}; try: {command}")
