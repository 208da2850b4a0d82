"""A synthetic world of any size: no place on earth, but with the unevenness of real regions."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from interhelix.model.columns import (
    FEWEST_REGIONS,
    MOST_ORGANISATIONS,
    MOST_REGIONS,
    Column,
    faults_of_size,
)
from interhelix.model.errors import Fault, InputError, shortened
from interhelix.model.world import World
from interhelix.scenarios.checks.faults import Faults, one_line

USUAL = 20
FORM = re.compile(r"synthetic(?::(\d{1,9})(?:x(\d{1,9}))?)?", re.ASCII)
SEED = 20200101
HALF_SIDE = 10.0  # degrees: on the equator, where the map of the world is nearly a plane
REGIONS_A_DISTRICT = 10
SPREAD_PRODUCT = 1.0  # sd of ln: between those of europe (.84) and russia (1.09)
SPREAD_PER_HEAD = 0.4  # sd of ln, at a given product
ELASTICITY = 0.7
MEDIAN_PRODUCT, MEDIAN_POPULATION = 40_000.0, 1_500_000.0


def synthetic_named(name: str) -> World:
    """Make the world that ``synthetic``, ``synthetic:300`` or ``synthetic:300x100`` names.

    The first number is the regions, the second the actors of each role in a region.

    Raises:
        InputError: the name has another form, or asks for too few or too many.

    """
    found = FORM.fullmatch(name)
    if not found:
        remedy = "write synthetic:300 (regions) or synthetic:300x100 (actors of each role in each)"
        problem = f"'{shortened(one_line(name))}' names no synthetic world"
        raise InputError(Fault("", problem, remedy))
    regions, organisations = int(found[1] or USUAL), int(found[2] or 1)
    faults = Faults()
    if not FEWEST_REGIONS <= regions <= MOST_REGIONS:
        remedy = f"give {FEWEST_REGIONS} to {MOST_REGIONS:,} regions"
        faults.add(name, f"{regions} is out of bounds", remedy)
    if not 1 <= organisations <= MOST_ORGANISATIONS:
        remedy = f"give 1 to {MOST_ORGANISATIONS:,} actors of each role"
        faults.add(name, f"{organisations} is out of bounds", remedy)
    else:
        for fault in faults_of_size(regions, (organisations,) * 4):
            faults.add(name, fault.problem, fault.remedy)
    faults.raise_any()
    return replace(synthetic(regions, organisations), name=name)


def synthetic(regions: int, organisations: int = 1) -> World:
    """Make a world of ``regions`` regions; equal arguments give an equal world on every machine.

    Regions are spread evenly over a square on the equator; districts are squares of about ten
    regions. Product is lognormal, as uneven as in the worlds of real regions; population grows with
    product to the power ``ELASTICITY``. The pair is the two regions nearest to each other.
    """
    draws = np.random.Generator(np.random.Philox(key=[SEED, regions])).random((4, regions))
    lat, lon = HALF_SIDE * (2 * draws[:2] - 1)
    z = np.vectorize(NormalDist().inv_cdf, otypes=[np.float64])(draws[2:])
    product = MEDIAN_PRODUCT * np.exp(SPREAD_PRODUCT * z[0])
    people = np.exp(ELASTICITY * SPREAD_PRODUCT * z[0] + SPREAD_PER_HEAD * z[1])
    digits = len(str(regions))
    codes = tuple(f"S{number:0{digits}d}" for number in range(1, regions + 1))
    names = tuple(f"Region {number}" for number in range(1, regions + 1))
    one, other = _nearest_two(lat, lon)
    return World(
        name="synthetic",
        title=f"{regions} synthetic regions",
        codes=codes,
        names=names,
        local_names=names,
        districts=_districts(draws[0], draws[1]),
        lat=lat,
        lon=lon,
        population=np.round(MEDIAN_POPULATION * people) + 1,
        product=np.round(product, 2) + 0.01,
        currency="made-up unit",
        pairs=((codes[one], codes[other]),),
        organisations=(organisations,) * 4,
        sources={"product": "made up: lognormal, as uneven as in the worlds of real regions"},
        note="No place on earth: every figure is made up, the same for every run of this size.",
    )


def _districts(north: Column, east: Column) -> tuple[str, ...]:
    """Name the square in which each region lies, from its place (0..1) in the world."""
    side = max(1, round(math.sqrt(north.size / REGIONS_A_DISTRICT)))
    squares = (side * north).astype(int) * side + (side * east).astype(int)
    return tuple(f"District {square + 1}" for square in squares)


def _nearest_two(lat: Column, lon: Column) -> tuple[int, int]:
    """Find the two regions nearest to each other, in degrees.

    Of regions in the order of latitude, the neighbours ``gap`` places apart are compared, until
    none of these can be nearer than the nearest pair so far.
    """
    order = np.argsort(lat, kind="stable")
    north, east = lat[order], lon[order]
    best, pair = math.inf, (0, 1)
    for gap in range(1, lat.size):
        up = north[gap:] - north[:-gap]
        if up.min() > best:
            break
        apart = np.hypot(up, east[gap:] - east[:-gap])
        first = int(apart.argmin())
        if apart[first] < best:
            best, pair = float(apart[first]), (int(order[first]), int(order[first + gap]))
    return pair
