"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from interhelix.model.errors import Fault, InputError

Command = TypeVar("Command", bound=Callable[..., Any])

LEAST = "that of the least policy"
LONGEST = 40  # characters of a wrong value that a message repeats


def _whole_number(
    context: click.Context, param: click.Parameter, value: str | int | None
) -> int | None:
    """Return the number, or refuse it with the bounds that ``experiments.limits`` declares."""
    from interhelix.experiments.limits import fault_of_number

    if value is None:
        return None
    name = str(param.name)
    try:
        number: int | str = int(value)
    except ValueError:
        number = str(value)[:LONGEST]
    fault = fault_of_number(name, number)
    if fault:
        raise InputError(Fault(f"--{name}", fault.problem, fault.remedy))
    return int(number)


def whole(name: str, default: int | None, text: str) -> Callable[[Command], Command]:
    """Make an option that takes a whole number."""
    return click.option(
        f"--{name}",
        metavar="NUMBER",
        default=default,
        type=str,
        show_default=default is not None,
        callback=_whole_number,
        help=text,
    )


def equal(quantity: str, unit: str) -> Callable[[Command], Command]:
    """Make the switch that makes a quantity equal; an amount may follow."""

    def asked(
        context: click.Context, param: click.Parameter, value: str | None
    ) -> tuple[str, float | None] | None:
        if value is None or value == LEAST:
            return (quantity, None) if value else None
        try:
            return quantity, float(value)
        except ValueError:
            problem = f"'{value[:LONGEST]}' is not a number"
            remedy = f"give an amount in {unit}, or write the switch behind the policies"
            raise InputError(Fault(f"--equal-{quantity}", problem, remedy)) from None

    return click.option(
        f"--equal-{quantity}",
        metavar="[AMOUNT]",
        is_flag=False,
        flag_value=LEAST,
        callback=asked,
        help=f"Scale each policy to the same {quantity}, or to an amount [{unit}].",
    )


world = click.option(
    "--world", default="russia", show_default=True, help="A world that ships, or your folder."
)
quarters = whole("quarters", 60, "Length of a run.")
seed = whole("seed", 1, "What luck starts from.")
out = click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for tables, JSON and pictures."
)
overwrite = click.option(
    "--overwrite", is_flag=True, help="Replace an earlier result in the folder."
)
language = click.option(
    "--language", default="en", show_default=True, help="Language of pictures: en or ru."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def check_output(out: Path | None, overwrite: bool, language: str) -> None:
    """Refuse an output folder or language before anything is run.

    Raises:
        InputError: the folder is in use or not ours, or there are no texts in the language.

    """
    from interhelix.experiments.output import check_folder
    from interhelix.experiments.pictures.texts import texts

    texts(language)
    if out:
        check_folder(out, overwrite)
    elif overwrite:
        raise InputError(Fault("--overwrite", "there is nothing to overwrite", "add --out FOLDER"))
