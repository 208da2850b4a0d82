"""The columns that a table of regions may have, what they may hold, and what else is a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import DOMAINS, ROLES
from interhelix.model.errors import Fault, nearest, shortened

Column = NDArray[np.float64]


class Figure(NamedTuple):
    """A column of numbers from ``low`` to ``high``; ``positive`` excludes zero, ``whole`` parts."""

    name: str
    low: float
    high: float
    positive: bool = False
    whole: bool = False

    @property
    def bounds(self) -> str:
        """What to give instead of a number that is out of bounds."""
        if self.positive:
            return f"give a number above 0, at most {self.high:g}"
        if self.whole:
            return f"give a whole number from {self.low:,} to {self.high:,}"
        return f"give a number from {self.low:g} to {self.high:g}"

    def holds(self, value: float) -> bool:
        """Say whether a number may stand in the column."""
        return self.low <= value <= self.high and not (self.positive and value == 0)


LARGEST = 1e15
FEWEST_REGIONS = 2
MOST_REGIONS = 100_000
MOST_ORGANISATIONS = 10_000
MOST_ACTORS = 10_000_000
EQUAL, MASS = "equal", "mass"
SPREADS = (EQUAL, MASS)  # ways to spread organisations over regions
NEEDED_TEXTS = ("code", "name")
TEXTS = (*NEEDED_TEXTS, "local_name", "district")
NEEDED_FIGURES = (
    Figure("lat", -90, 90),
    Figure("lon", -180, 180),
    Figure("population", 0, LARGEST, positive=True, whole=True),
    Figure("product", 0, LARGEST, positive=True),
)
DIGITAL = tuple(Figure(f"digital_{role}", 0, 1) for role in ROLES)
CONTRACTS = (Figure("contract_quality", 0, 1),)
HUMAN_RESOURCES = (Figure("human_resources", 0, LARGEST, positive=True),)
ORGANISATIONS = tuple(
    Figure(f"organisations_{role}", 0, MOST_ORGANISATIONS, whole=True) for role in ROLES
)
SPECIALISATION = tuple(Figure(f"spec_{domain}", 0, LARGEST) for domain in DOMAINS)
GROUPS = (DIGITAL, ORGANISATIONS, SPECIALISATION)
OPTIONAL_FIGURES = (*DIGITAL, *CONTRACTS, *HUMAN_RESOURCES, *ORGANISATIONS, *SPECIALISATION)
FIGURES = {figure.name: figure for figure in (*NEEDED_FIGURES, *OPTIONAL_FIGURES)}
NEEDED = (*NEEDED_TEXTS, *(figure.name for figure in NEEDED_FIGURES))
ESTIMATED = "estimated"  # column with the names of the columns whose figure is an estimate
COLUMNS = (*TEXTS, *FIGURES, ESTIMATED)
ABOVE_0 = "give one of them a number above 0"
NOT_ALL_0 = {
    ORGANISATIONS: ("all columns organisations_… are 0", ABOVE_0),
    SPECIALISATION: ("all columns spec_… are 0", ABOVE_0),
}
ONE_EACH = "give one for each region"
FORMULA = tuple("=+-@＝＋－＠")  # what a spreadsheet takes for the beginning of a formula


def fault_of_text(text: object) -> tuple[str, str] | None:
    """Say what is wrong with a code or name, and what to do; ``None`` where nothing is."""
    if not isinstance(text, str):
        return f"{text!r:.60} is not text", "give it as text"
    if not text.strip():
        return "is empty", "fill it"
    if "\ufffd" in text:
        return f"'{shortened(text)}' has lost letters", "save the table anew, as text in UTF-8"
    if not text.isprintable():
        return f"'{shortened(text)}' has characters that cannot be shown", "remove them"
    if text.lstrip().startswith(FORMULA):
        problem = f"'{shortened(text)}' begins like a formula of a spreadsheet"
        return problem, "begin it with a letter or a digit"
    return None


def faults_of_codes(codes: Sequence[str]) -> Iterator[Fault]:
    """Yield the codes that several regions have, and a world of too few or too many regions."""
    for code, number in Counter(codes).items():
        if number > 1:
            problem = f"'{shortened(code)}' is the code of {number} regions"
            yield Fault("column code", problem, "give every region a code of its own")
    if len(codes) < FEWEST_REGIONS:
        number_of = f"{len(codes)} region{'' if len(codes) == 1 else 's'}"
        yield Fault("column code", f"has {number_of}", f"at least {FEWEST_REGIONS} are needed")
    if len(codes) > MOST_REGIONS:
        remedy = f"at most {MOST_REGIONS:,} are possible"
        yield Fault("column code", f"has {len(codes):,} regions", remedy)


def faults_of_pairs(
    pairs: Sequence[object],
    codes: Collection[str] | None,
    instead: Callable[[str, Collection[str]], str] = nearest,
) -> Iterator[Fault]:
    """Yield the pairs that are not two different codes of regions, or share one with another.

    ``codes`` is ``None`` where nobody knows all of them; ``instead`` says what to write in place
    of a code that is not among them.
    """
    taken: dict[str, int] = {}
    for number, pair in enumerate(pairs, start=1):
        where = f"pair {number}"
        match pair:
            case [str() as one, str() as other] if one != other:
                for code in (one, other):
                    if codes is not None and code not in codes:
                        yield Fault(
                            where, f"unknown code '{shortened(code)}'", instead(code, codes)
                        )
                if again := next((code for code in (one, other) if code in taken), ""):
                    problem = f"'{shortened(again)}' stands in pair {taken[again]} already"
                    yield Fault(where, problem, "remove one of the two pairs")
                taken |= {one: number, other: number}
            case _:
                yield Fault(
                    where, "is not two different codes", 'write pairs = [["CODE", "OTHER"]]'
                )


def faults_of_spread(by: object) -> Iterator[Fault]:
    """Yield that a way to spread organisations over regions is unknown."""
    if by not in SPREADS:
        remedy = " or ".join(f'"{one}"' for one in SPREADS)
        yield Fault("organisations_by", f"{by!r:.60} is unknown", f"write {remedy}")


def faults_of_size(regions: int, organisations: Sequence[int]) -> Iterator[Fault]:
    """Yield numbers of actors that are none, and a world that no machine would hold."""
    whole = [
        isinstance(number, Integral) and 0 <= number <= MOST_ORGANISATIONS
        for number in organisations
    ]
    if len(whole) != len(ROLES) or not all(whole) or not any(organisations):
        remedy = f"give {len(ROLES)} numbers from 0 to {MOST_ORGANISATIONS:,}, not all 0"
        yield Fault("organisations", f"{tuple(organisations)} is out of bounds", remedy)
    else:
        yield from faults_of_actors(regions * sum(organisations))


def faults_of_actors(actors: int) -> Iterator[Fault]:
    """Yield that a world has more actors than a machine would hold."""
    if actors > MOST_ACTORS:
        remedy = f"at most {MOST_ACTORS:,} are possible"
        yield Fault("organisations", f"the world would have {actors:,} actors", remedy)


def faults_of_texts(column: str, texts: Sequence[str], size: int) -> Iterator[Fault]:
    """Yield what is wrong with the texts of a column, of which each region needs one."""
    if len(texts) != size:
        yield Fault(f"column {column}", f"has {len(texts)} texts for {size} regions", ONE_EACH)
    for text in texts:
        if fault := fault_of_text(text):
            yield Fault(f"column {column}", *fault)


def faults_of_estimates(
    estimated: Mapping[str, Collection[str]], figures: Collection[str], codes: Collection[str]
) -> Iterator[Fault]:
    """Yield estimated figures of columns that the world has not, and of regions that it has not."""
    for column, regions in estimated.items():
        if column not in figures:
            problem = f"'{shortened(str(column))}' is no column of figures in this world"
            yield Fault("estimated", problem, "name a column that it has")
        for code in regions:
            if code not in codes:
                problem = f"unknown code '{shortened(str(code))}'"
                yield Fault(f"estimated, {column}", problem, nearest(str(code), codes))


def faults_of_figures(
    name: str, figures: Sequence[Figure], column: Column, codes: Sequence[str]
) -> Iterator[Fault]:
    """Yield the figures (R, or R x figures) that are out of bounds, or another shape."""
    size = (len(codes),) if len(figures) == 1 else (len(codes), len(figures))
    if column.shape != size:
        problem = f"has numbers of shape {column.shape} for {len(codes)} regions"
        yield Fault(name, problem, f"give an array of shape {size}")
        return
    for figure, values in zip(figures, column.reshape(len(codes), len(figures)).T, strict=True):
        good = (figure.low <= values) & (values <= figure.high)
        if figure.positive:
            good &= values > 0
        if figures is ORGANISATIONS:
            good &= values == np.rint(values)
        for row in np.flatnonzero(~good).tolist():
            where = f"region '{shortened(codes[row])}', column {figure.name}"
            yield Fault(where, f"{values[row]:g} is out of bounds", figure.bounds)
    if none := NOT_ALL_0.get(tuple(figures)):
        for row in np.flatnonzero((column == 0).all(axis=1)).tolist():
            yield Fault(f"region '{shortened(codes[row])}'", *none)
