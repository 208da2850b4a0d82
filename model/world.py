"""A world: the regions that a run starts from, and what their table lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import islice
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import DOMAINS, ROLES
from interhelix.model.columns import (
    CONTRACTS,
    DIGITAL,
    EQUAL,
    HUMAN_RESOURCES,
    MASS,
    NEEDED_FIGURES,
    ORGANISATIONS,
    SPECIALISATION,
    Column,
    faults_of_actors,
    faults_of_codes,
    faults_of_estimates,
    faults_of_figures,
    faults_of_pairs,
    faults_of_size,
    faults_of_spread,
    faults_of_texts,
)
from interhelix.model.errors import Fault, InputError, shortened

MOST_FAULTS = 20
TEXTS = {"codes": "code", "names": "name", "local_names": "local_name", "districts": "district"}
BY_MASS = "numbers of organisations, by product x human resources"
COLUMNS = {
    **{figure.name: (figure,) for figure in (*NEEDED_FIGURES, *CONTRACTS, *HUMAN_RESOURCES)},
    "digital": DIGITAL,
    "specialisation": SPECIALISATION,
    "local_organisations": ORGANISATIONS,
}


@dataclass(frozen=True, repr=False)
class World:
    """Regions with their figures; ``None`` stands for a column that founding must draw.

    The optional columns are digital environment [0..1] by role's contribution (R x 4), contract
    quality [0..1] (R), specialisation [share of domain] (R x 8), human resources [any unit] (R) and
    the actors of each role (``local_organisations``, R x 4). ``pairs`` are the region pairs that a
    scenario's coordinated joint strategy means. Where the table does not count actors,
    ``organisations`` are those of each role in a region, in the order of ``ROLES``: as many in each
    (``organisations_by`` is "equal"), or so many on average, in proportion to product x human
    resources and at least one ("mass"). ``estimated`` names the regions whose figure in a column is
    an estimate and no measurement. Columns are copied and cannot be changed afterwards.

    Raises:
        InputError: a column of another shape, or a figure, code or pair that no table may hold.

    """

    name: str
    title: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    local_names: tuple[str, ...]
    districts: tuple[str, ...]
    lat: Column
    lon: Column
    population: Column
    product: Column
    currency: str = "any unit"
    digital: Column | None = None
    contract_quality: Column | None = None
    specialisation: Column | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    organisations: tuple[int, int, int, int] = (1, 1, 1, 1)
    organisations_by: str = EQUAL
    local_organisations: Column | None = None
    human_resources: Column | None = None
    estimated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        for name in (*TEXTS, "pairs", "organisations"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for name in COLUMNS:
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _numbers(getattr(self, name)))
        faults = list(islice(self._faults(), MOST_FAULTS)) or [*faults_of_actors(self.actors)]
        if faults:
            place = f"world '{shortened(str(self.name))}'"
            raise InputError(
                [Fault(f"{place}, {one.where}", one.problem, one.remedy) for one in faults]
            )

    def _faults(self) -> Iterator[Fault]:
        """Yield what is wrong with texts, or else with figures and what is said of regions."""
        texts = [
            fault
            for name, column in TEXTS.items()
            for fault in faults_of_texts(column, getattr(self, name), self.size)
        ]
        if texts:
            yield from texts
            return
        for name, figures in COLUMNS.items():
            if (column := getattr(self, name)) is not None:
                yield from faults_of_figures(name, figures, column, self.codes)
        given = [group for name, group in COLUMNS.items() if getattr(self, name) is not None]
        names = {figure.name for group in given for figure in group}
        yield from faults_of_estimates(self.estimated, names, set(self.codes))
        yield from faults_of_codes(self.codes)
        yield from faults_of_pairs(self.pairs, set(self.codes))
        yield from faults_of_spread(self.organisations_by)
        yield from faults_of_size(self.size, self.organisations)

    @property
    def size(self) -> int:
        """The number of regions."""
        return len(self.codes)

    @property
    def actors(self) -> int:
        """The number of actors that founding will make."""
        return int(self.counts.sum())

    @cached_property
    def talent(self) -> Column:
        """Human resources over their mean (R); 1 where the table has none."""
        if self.human_resources is None:
            return np.ones(self.size)
        return self.human_resources * (self.size / fsum(self.human_resources))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """The number of actors of each role in each region (R x 4), in the order of the table."""
        if self.local_organisations is not None:
            return self.local_organisations.astype(np.int64)
        each = np.array(self.organisations)
        share = self.product * self.talent if self.organisations_by == MASS else np.ones(self.size)
        share = share * (self.size / fsum(share))
        return np.maximum(np.minimum(1, each), np.rint(np.outer(share, each))).astype(np.int64)

    @property
    def measured(self) -> tuple[str, ...]:
        """What the table gives beside place, people and product."""
        may_be = {
            **self._drawn_if_lacking,
            "human resources": self.human_resources,
            "numbers of organisations": self.local_organisations,
        }
        return tuple(name for name, column in may_be.items() if column is not None)

    @property
    def estimates(self) -> tuple[str, ...]:
        """What is an estimate, and of how many regions."""
        told = [
            f"{name} in {len(codes)} of {self.size} regions"
            for name, codes in self.estimated.items()
        ]
        by_mass = self.organisations_by == MASS and self.local_organisations is None
        return tuple(told) + ((BY_MASS,) if by_mass else ())

    @property
    def drawn(self) -> tuple[str, ...]:
        """What the table lacks and a run therefore draws."""
        lacking = [name for name, column in self._drawn_if_lacking.items() if column is None]
        always = [f"knowledge, openness, activity of the {len(ROLES)} roles", "ties at the start"]
        return (*lacking, *always)

    @property
    def _drawn_if_lacking(self) -> dict[str, Column | None]:
        return {
            "digital environment": self.digital,
            "contract quality": self.contract_quality,
            f"specialisation over {len(DOMAINS)} domains": self.specialisation,
        }

    @property
    def basis(self) -> tuple[str, ...]:
        """What is measured, estimated and drawn, in sentences."""
        told = {
            "Measured": self.measured,
            "Estimated": self.estimates,
            "Drawn, as the world's table lacks it": self.drawn,
        }
        return tuple(f"{how}: {'; '.join(what)}." for how, what in told.items() if what)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"World({self.name}: {self.size} regions, {self.actors} actors)"

    def _repr_html_(self) -> str:
        told = {
            "title": self.title,
            "regions": f"{self.size}, from {self.names[0]} to {self.names[-1]}",
            "measured": "; ".join(self.measured) or "nothing beside place, people and product",
            "estimated": "; ".join(self.estimates) or "nothing",
            "drawn by each run": "; ".join(self.drawn),
        }
        return as_html(self, ["", "what"], told.items())


def as_html(shown: object, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return what a notebook shows of something: what it is in a line, and a table."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>\n"
        for row in rows
    )
    return (
        f"<p><code>{escape(repr(shown))}</code></p>\n"
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody></table>"
    )


def _numbers(values: object) -> Column:
    """Return a copy as numbers that cannot be changed; empty where there are none.

    What is masked is NaN. Texts, truth, dates and complex numbers are no numbers, though NumPy
    would make some of them.
    """
    try:
        given: Any = np.ma.asanyarray(values)
        if given.dtype.kind not in "iufO":
            raise TypeError
        column = np.array(given.astype(np.float64).filled(np.nan))
    except (TypeError, ValueError, OverflowError):
        column = np.empty(0)
    column.flags.writeable = False
    return column


def example() -> World:
    """Return a small world of six made-up regions in two districts, for a first try."""
    n = 6
    codes = tuple(f"R{i + 1}" for i in range(n))
    return World(
        name="example",
        title="Six made-up regions",
        codes=codes,
        names=tuple(f"Region {i + 1}" for i in range(n)),
        local_names=tuple(f"Region {i + 1}" for i in range(n)),
        districts=("West",) * 3 + ("East",) * 3,
        lat=np.array([50.0, 51.0, 52.0, 50.5, 51.5, 52.5]),
        lon=np.array([10.0, 11.5, 10.5, 16.0, 17.5, 16.5]),
        population=np.array([3.0, 1.5, 1.0, 2.0, 0.8, 0.5]) * 1e6,
        product=np.array([9.0, 4.0, 2.0, 5.0, 1.6, 1.0]),
        pairs=(("R1", "R2"),),
    )
