"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from interhelix.commands.checked import note
from interhelix.model.errors import Fault, InputError

Command = TypeVar("Command", bound=Callable[..., Any])

LEAST = "that of the least policy"
DIGITS = re.compile(r"[-+]?[0-9]+(_[0-9]+)*")  # as seeds of 64 bits are told
LONGEST = 40  # characters of a wrong value that a message repeats


def _whole_number(
    context: click.Context, param: click.Parameter, value: str | int | None
) -> int | None:
    """Return the number, or note that it is none, or beyond what ``experiments.inputs`` declares.

    It is written in the digits 0 to 9: those of other scripts may be slips.
    """
    from interhelix.experiments.inputs import fault_of_number

    if value is None:
        return None
    name, written = str(param.name), str(value)
    number: int | str = written[:LONGEST]
    if DIGITS.fullmatch(written):
        with suppress(ValueError):  # thousands of digits
            number = int(written)
    if fault := fault_of_number(name, number):
        note(context, Fault(f"--{name}", fault.problem, fault.remedy))
        return None
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
        with suppress(ValueError):
            if value.isascii():  # digits of other scripts may be slips
                return quantity, float(value)
        problem = f"'{value[:LONGEST]}' is not a number"
        remedy = f"give an amount in {unit}, or write the switch behind the policies"
        note(context, Fault(f"--equal-{quantity}", problem, remedy))
        return None

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
    from interhelix.experiments.picture_texts import texts
    from interhelix.scenarios.checks.faults import Faults

    faults = Faults()
    faults.attempt(texts, language)
    if out:
        faults.attempt(lambda folder: check_folder(folder, overwrite), out)
    faults.attempt(lambda given: check_overwrite(given, overwrite), out)
    faults.raise_any()


def check_overwrite(out: Path | None, overwrite: bool) -> None:
    """Refuse ``--overwrite`` without ``--out``.

    Raises:
        InputError: there is nothing to overwrite.

    """
    if overwrite and out is None:
        raise InputError(Fault("--overwrite", "there is nothing to overwrite", "add --out FOLDER"))
