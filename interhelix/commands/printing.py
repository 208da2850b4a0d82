"""What is printed, and where: results on standard output, all else on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

import click

LONGEST = 1300  # characters of a fault


def put(text: str) -> None:
    """Print a result; a reader who has left (``| head``) is no fault."""
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def put_json(value: object) -> None:
    """Print a value as JSON."""
    put(json.dumps(value, indent=2, allow_nan=False))


def aside(text: str) -> None:
    """Print a remark."""
    click.echo(text, err=True)


def complain(*faults: object, code: int) -> int:
    """Print faults, a line each, and return the exit code."""
    for fault in faults:
        line = "".join(c if c.isprintable() else "\ufffd" for c in str(fault)[:LONGEST])
        aside(f"interhelix: {line}")
    return code


def columns(lines: Sequence[Sequence[object]]) -> str:
    """Return lines of words in columns."""
    texts = [[str(word) for word in line] for line in lines]
    widths = [max(len(line[index]) for line in texts) for index in range(len(texts[0]) - 1)]
    return "\n".join(
        "  ".join(
            [*(word.ljust(width) for word, width in zip(line, widths, strict=False)), line[-1]]
        ).rstrip()
        for line in texts
    )
