"""What is odd in a world that can be run: what its author should look at, told as warnings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np

from interhelix.model.columns import Column
from interhelix.model.errors import Fault, nearest, shortened
from interhelix.model.world import World
from interhelix.scenarios.worlds.encodings import decoded_rightly
from interhelix.scenarios.worlds.troubles import RESERVED, Trouble, trouble
from interhelix.scenarios.worlds.wholes import COUNTRIES, totals_of

# Capitals of Cyrillic and Greek that look like Latin ones, and these.
LOOKS = str.maketrans("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXABEZHIKMNOPTYX")
NUMBER = re.compile(r"[-+]?\d+(\.\d*)?([eE][-+]?\d+)?", re.ASCII)  # to pandas, R and DuckDB
ALIASES = (("EL", "GR"), ("UK", "GB"))  # a country in NUTS, and in ISO 3166
EARTH = 6371.0  # km
FAR, FARTHER = 1000.0, 4.0  # km; how many times as far as with lat and lon swapped, or a sign
MANY = 5  # regions that show where the others of a world are
UNLIKELY, FEW = 100.0, 0.001  # times the median of product per head, of population


class Version(NamedTuple):
    """Codes that a version of NUTS gave up at level 2, and those that came instead."""

    year: int
    old: frozenset[str]
    new: frozenset[str]


def _version(year: int, old: str, new: str) -> Version:
    return Version(year, frozenset(old.split()), frozenset(new.split()))


VERSIONS = (
    _version(
        2016,
        "HU10 IE01 IE02 LT00 PL11 PL12 PL31 PL32 PL33 PL34 UKM2 UKM3",
        "HU11 HU12 IE04 IE05 IE06 LT01 LT02 PL71 PL72 PL81 PL82 PL84 PL91 PL92 UKM7 UKM8 UKM9",
    ),
    _version(2021, "HR04 NO01 NO03 NO04 NO05", "HR02 HR05 HR06 NO08 NO09 NO0A NO0B"),
    _version(2024, "NL31 NL33 PT16 PT17 PT18", "NL35 NL36 PT19 PT1A PT1B PT1C PT1D"),
)


class Box(NamedTuple):
    """Where the regions whose codes have a form are: bounds of latitude and longitude [°]."""

    code: re.Pattern[str]
    south: float
    north: float
    west: float
    east: float

    def holds(self, lat: Column, lon: Column) -> int:
        """Return how many places are within, longitudes counted eastwards from the west."""
        east = (lon - self.west) % 360.0 + self.west
        return int(((lat >= self.south) & (lat <= self.north) & (east <= self.east)).sum())


BOXES = (
    Box(re.compile(rf"(?:{COUNTRIES})[0-9A-Z]{{1,3}}"), 27, 72, -32, 46),
    Box(re.compile(r"RU-[A-Z]+"), 41, 82, 19, 191),
)


def doubts_of(world: World, where: str = "regions.csv") -> list[Fault]:
    """Return what is odd in a world, a fault of each kind at most for each column."""
    found = chain(
        totals_of(world), _alike(world), _as_numbers(world), _versions(world), _swapped(world),
        _places(world), _texts(world), _amounts(world),
    )  # fmt: skip
    return [Fault(f"{where}, column {column}", *said) for column, said in found]


Doubt = Iterator[tuple[str, Trouble]]


def _alike(world: World) -> Doubt:
    """Codes and districts that differ in capitals, the width of letters, or their script only."""
    for column, texts in (("code", world.codes), ("district", world.districts)):
        seen: dict[str, str] = {}
        for text in dict.fromkeys(texts):
            plain = unicodedata.normalize("NFKC", text)
            other = seen.setdefault(plain.casefold(), text)
            kind = "case"
            if other == text:
                other, kind = seen.setdefault(plain.upper().translate(LOOKS), text), "script"
            if other != text:
                yield column, trouble(kind, one=shortened(other), other=shortened(text))
                break


def _as_numbers(world: World) -> Doubt:
    """Codes that other programs read as numbers, so that they become others: ``01``, ``1E5``."""
    if all(map(NUMBER.fullmatch, world.codes)):
        for code in world.codes:
            if f"{float(code):.0f}" != code:
                yield "code", trouble("as_number", code=shortened(code), number=f"{float(code):g}")
                break


def _versions(world: World) -> Doubt:
    """Codes of two versions of NUTS, or of NUTS and ISO 3166."""
    codes = {code.upper() for code in world.codes}
    for version in VERSIONS:
        if (old := codes & version.old) and (new := codes & version.new):
            yield "code", trouble("versions", old=min(old), new=min(new), year=version.year)
    for aliases in ALIASES:
        found = [min((code for code in codes if code[:2] == two), default="") for two in aliases]
        if all(found):
            yield "code", trouble("countries", one=found[0], other=found[1])


def successor(code: str, codes: Collection[str]) -> str:
    """Say which codes of a table came in place of one that NUTS gave up, or which is nearest."""
    for version in VERSIONS:
        new = sorted(other for other in version.new & set(codes) if other[:2] == code[:2])
        if code in version.old and new:
            return f"NUTS {version.year} has in its place: {', '.join(new)}"
    return nearest(code, codes)


def _swapped(world: World) -> Doubt:
    """Places that fit codes or other places better with lat and lon swapped, or another sign."""
    for box in BOXES:
        rows = [row for row, code in enumerate(world.codes) if box.code.fullmatch(code.upper())]
        lat, lon = world.lat[rows], world.lon[rows]
        if box.holds(lon, lat) > box.holds(lat, lon):
            yield "lat", trouble("swapped", code=world.codes[rows[0]], lat=lat[0], lon=lon[0])
            return
    far, *others = (
        _to_others(_points(world.lat, world.lon), _points(lat, lon))
        for lat, lon in (
            (world.lat, world.lon),
            (world.lon, world.lat),
            (-world.lat, world.lon),
            (world.lat, -world.lon),
        )
    )
    others[0][np.abs(world.lon) > 90.0] = np.inf
    alone = (far > FARTHER * np.median(far)) & (world.size >= MANY)
    for one in others[1:]:
        one[~alone] = np.inf  # regions may well lie on both sides of a meridian
    odd = (far > FAR) & (far > FARTHER * np.min(others, axis=0))
    for row in np.flatnonzero(odd)[:1]:
        right = np.argmin([other[row] for other in others])
        kind, name = (("swapped_one", "lat"), ("sign", "lat"), ("sign", "lon"))[right]
        yield name, trouble(kind, code=world.codes[row], far=far[row], name=name)


def _points(lat: Column, lon: Column) -> Column:
    """Return places on the unit sphere (R x 3)."""
    north, east = np.radians(lat), np.radians(lon)
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )


def _to_others(places: Column, points: Column) -> Column:
    """Return how far each point, were it the place of its row, is from the nearest other [km]."""
    from scipy.spatial import cKDTree

    chords, rows = map(np.asarray, cKDTree(places).query(points, 2))
    own = rows[:, 0] == np.arange(len(rows))
    chord = np.where(own, chords[:, 1], chords[:, 0])
    return np.asarray(2.0 * EARTH * np.arcsin(np.minimum(chord / 2.0, 1.0)))


def _places(world: World) -> Doubt:
    """Places that were not filled in."""
    here = (world.lat == world.lat[0]) & (world.lon == world.lon[0])
    for row in np.flatnonzero((world.lat == 0.0) & (world.lon == 0.0))[:1]:
        yield "lat", trouble("origin", code=world.codes[row])
    if here.all():
        yield "lat", trouble("one_place")


def _texts(world: World) -> Doubt:
    """Texts that other programs read as missing, or that were decoded wrongly."""
    columns = {"code": world.codes, "name": world.names, "local_name": world.local_names}
    for column, texts in (columns | {"district": world.districts}).items():
        if reserved := next((text for text in texts if text in RESERVED), ""):
            yield column, trouble("reserved", text=reserved)
        for text in texts:
            if right := decoded_rightly(text):
                yield column, trouble("encoding", text=shortened(text), right=shortened(right))
                break


def _amounts(world: World) -> Doubt:
    """Figures that are far from all others, as if a row had another unit."""
    few = world.population < FEW * np.median(world.population)
    for row in np.flatnonzero(few)[:1]:
        value = world.population[row]
        yield "population", trouble("few_people", code=world.codes[row], value=value)
    head = world.product / world.population
    times = head / np.median(head)
    for row in np.flatnonzero((times > UNLIKELY) | (times < 1.0 / UNLIKELY))[:1]:
        more = times[row] > 1.0
        factor = times[row] if more else 1.0 / times[row]
        kind = "product_high" if more else "product_low"
        yield "product", trouble(kind, code=world.codes[row], times=factor)
