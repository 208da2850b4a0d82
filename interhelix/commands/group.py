"""Groups of commands that name the nearest right word when one is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import click

from interhelix.commands.printing import columns, put, put_json
from interhelix.model.errors import Fault, InputError, nearest, unknown

Entry = Mapping[str, object]


class Group(click.Group):
    """A group of commands; an unknown one is refused with the nearest."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return a command by its name."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            return command
        if "show" in self.commands:
            problem = f"unknown command '{cmd_name}'"
            remedy = f"did you mean '{self.name} show {cmd_name}'?"
            raise InputError(Fault("", problem, remedy))
        raise unknown("command", cmd_name, self.commands)


def help_alone(context: click.Context) -> None:
    """Print the help of a group that was called without a command."""
    if context.invoked_subcommand is None:
        put(context.get_help())


def usage_fault(error: click.UsageError) -> Fault:
    """Say what is wrong with the words of a command; for an unknown option, the nearest."""
    context = error.ctx
    path = context.command_path if context else "interhelix"
    where = path.partition(" ")[2]
    if isinstance(error, click.NoSuchOption) and context:
        names = [name for param in context.command.params for name in param.opts]
        options = [name for name in names if name.startswith("-")]
        problem = f"unknown option '{error.option_name}'"
        return Fault(where, problem, nearest(error.option_name, [*options, "--help"]))
    message = error.format_message().rstrip(".")
    return Fault(where, message[:1].lower() + message[1:], f"see {path} --help")


def listing(
    name: str,
    text: str,
    entries: Callable[[], Sequence[Entry]],
    shown: Sequence[str],
    detail: Callable[[str], tuple[Entry, str]],
) -> click.Group:
    """Make a command that lists things, one line each, and shows one of them in full.

    ``entries`` gives what ``--json`` prints, ``shown`` the fields of a line, ``detail`` a thing as
    JSON values and as text.
    """

    @click.group(name, cls=Group, invoke_without_command=True, help=text)
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @click.pass_context
    def group(context: click.Context, as_json: bool) -> None:
        if context.invoked_subcommand is None:
            found = list(entries())
            if as_json:
                put_json(found)
            else:
                put(columns([[entry[field] for field in shown] for entry in found]))

    @group.command(help="Show NAME in full.")
    @click.argument("name")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    def show(name: str, as_json: bool) -> None:
        entry, words = detail(name)
        if as_json:
            put_json(entry)
        else:
            put(words)

    return group
