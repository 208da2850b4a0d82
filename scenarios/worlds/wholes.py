"""Rows of a table that are the sums of other rows: a country beside its regions, a total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from interhelix.model.columns import Column
from interhelix.model.world import World
from interhelix.scenarios.worlds.troubles import Trouble, in_quotes, trouble

COUNTRIES = (
    "AL|AT|BA|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IS|IT|LI|LT|LU|LV|ME|MK|MT|NL|NO|PL|PT"
    "|RO|RS|SE|SI|SK|TR|UK|XK"
)
NUTS = re.compile(rf"(?:{COUNTRIES})[0-9A-Z]{{0,3}}")
PARTED = "-_./ "

# What statistical offices call the row of a total: Eurostat, Rosstat, SDMX, spreadsheets.
TOTAL_CODE = re.compile(r"(?:EU|EA|EEA|EFTA)\d*(?:_\d{4})?|TOT(?:AL)?|_T|WORLD", re.IGNORECASE)
TOTAL_NAME = re.compile(
    r"(?:grand |sub)?total\b.*|.*\btotal|all regions|whole country|european union\b.*|euro area\b.*"
    r"|russian federation|российская федерация|россия|европейский союз\b.*"
    r"|(?:всего|итого)\b.*|.*\b(?:всего|итого)|insgesamt|gesamt|ensemble|world",
    re.IGNORECASE,
)
FEDERAL = re.compile(r"федеральн\w+ округ|federal district", re.IGNORECASE)
FEWEST = 4  # rows of a table in which a sum of others is told by its figures alone
CLOSE = 0.001  # how far a sum may be off


def totals_of(world: World) -> Iterator[tuple[str, Trouble]]:
    """Yield the rows that count the people and product of other rows once more.

    A whole is told by its code (``AT`` beside ``AT11``), or by its name, or by its figures: those
    of some rows in a row before or after it, or of all the others, sum to its own.
    """
    wholes, parts = _by_code(world.codes)
    if wholes:
        yield "code", trouble("levels", wholes=in_quotes(wholes), parts=in_quotes(parts))
    named = {
        world.codes[row]
        for row in (*_by_name(world.codes, world.names, world.local_names), *_by_figures(world))
    }
    if totals := [code for code in world.codes if code in named - set(wholes)]:
        yield "code", trouble("totals", codes=in_quotes(totals))


def sums_in(codes: Sequence[str], names: Sequence[str]) -> set[int]:
    """Return the rows that sum up others by their codes or names alone."""
    wholes = set(_by_code(codes)[0])
    return {row for row, code in enumerate(codes) if code in wholes} | {*_by_name(codes, names)}


def _by_code(codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the codes of which others are parts (``AT``, ``RU``), and those parts."""
    known = {code.upper(): code for code in codes}
    wholes: dict[str, None] = {}
    parts: dict[str, None] = {}
    for upper, code in known.items():
        for end in range(2, len(upper)):
            whole = upper[:end]
            if whole in known and (
                upper[end] in PARTED or (NUTS.fullmatch(upper) and NUTS.fullmatch(whole))
            ):
                wholes[known[whole]] = parts[code] = None
    return list(wholes), list(parts)


def _by_name(codes: Sequence[str], *names: Sequence[str]) -> Iterator[int]:
    """Yield the rows that are called a total, and federal districts among other regions."""
    federal = [
        row
        for row, called in enumerate(zip(*names, strict=True))
        if any(map(FEDERAL.search, called))
    ]
    if len(federal) < len(codes):
        yield from federal
    for row, called in enumerate(zip(*names, strict=True)):
        if TOTAL_CODE.fullmatch(codes[row]) or any(map(TOTAL_NAME.fullmatch, called)):
            yield row


def _by_figures(world: World) -> Iterator[int]:
    """Yield the rows whose people and product are the sum of others: all, or some in a row."""
    if world.size < FEWEST:
        return
    people, product = world.population, world.product
    total = _close(people, people.sum() - people) & _close(product, product.sum() - product)
    total |= _sum_of_next(people, product)
    total |= _sum_of_next(people[::-1], product[::-1])[::-1]
    yield from np.flatnonzero(total).tolist()


def _sum_of_next(people: Column, product: Column) -> NDArray[np.bool_]:
    """Say of which rows the figures are the sum of two or more rows that follow at once."""
    rows = np.arange(len(people))
    until = np.concatenate([[0.0], np.cumsum(people)])
    upto = np.concatenate([[0.0], np.cumsum(product)])
    start = until[1:]
    end = np.searchsorted(until, start + people * (1.0 - CLOSE))
    end = np.minimum(end, len(people))
    good = _close(people, until[end] - start) & _close(product, upto[end] - upto[1:])
    return np.asarray(good & (end - rows > 2))


def _close(one: Column, other: Column) -> NDArray[np.bool_]:
    return np.asarray(np.abs(one - other) <= CLOSE * one)
